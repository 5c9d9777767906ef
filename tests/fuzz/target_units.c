/* Sizes and units: what is parsed has a form that parses back, every number has a form. */
#include <stdlib.h>
#include <string.h>

#include "base/units.h"
#include "fuzz/fuzz.h"
#include "report/format.h"

static void parse_all(const char *text)
{
    struct br_error error;
    char buffer[BR_UNITS_BUFFER];
    uint64_t value = 0;
    uint64_t again = 0;
    if (br_units_parse_count(text, &value, &error) == 0) {
        FUZZ_REQUIRE(br_units_parse_count(br_units_format_count(buffer, value), &again, NULL) == 0);
        FUZZ_REQUIRE(again == value);
        FUZZ_REQUIRE(strlen(buffer) <= strlen(text) || text[0] == '.');
    } else {
        br_fuzz_require_visible(error.message);
    }
    if (br_units_parse_percent(text, &value, &error) == 0)
        FUZZ_REQUIRE(value <= 1000000);
    if (br_units_parse_bytes(text, &value, &error) != 0)
        br_fuzz_require_visible(error.message);
    if (br_units_parse_duration(text, &value, &error) != 0)
        br_fuzz_require_visible(error.message);
}

static void require_form(const char *form)
{
    FUZZ_REQUIRE(strlen(form) < BR_UNITS_BUFFER);
    br_fuzz_require_visible(form);
}

static void format_all(double number, uint64_t count)
{
    char buffer[BR_UNITS_BUFFER];
    uint64_t again = 0;
    require_form(br_units_format_duration(buffer, number));
    require_form(br_units_format_bytes(buffer, number));
    require_form(br_units_format_rate(buffer, number));
    require_form(br_format_percent(buffer, number));
    require_form(br_format_decimal_bytes(buffer, number));
    require_form(br_format_count(buffer, count));
    for (int digits = 2; digits <= 4; digits++) {
        require_form(br_format_significant(buffer, number, digits));
        require_form(br_format_scaled(buffer, number, digits, " "));
    }
    FUZZ_REQUIRE(br_units_parse_count(br_units_format_count(buffer, count), &again, NULL) == 0);
    FUZZ_REQUIRE(again == count);
}

/* The first bytes are also a number, for the forms. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = br_fuzz_string(data, size);
    parse_all(text);
    free(text);
    if (size >= sizeof(double)) {
        double number;
        uint64_t count;
        memcpy(&number, data, sizeof number);
        memcpy(&count, data, sizeof count);
        format_all(number, count);
    }
    return 0;
}
