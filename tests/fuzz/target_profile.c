/* A profile's file: refused with a sentence, or loaded, written back the same and reported. */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "report/report.h"
#include "store/store.h"

static void report(const struct br_profile *profile, const struct br_report_format *format,
                   const struct br_report_style *style)
{
    struct br_error error;
    struct br_text text = {0};
    if (format->write(profile, style, &text, &error) == 0)
        br_fuzz_require_visible(br_text_string(&text));
    else
        br_fuzz_require_visible(error.message);
    br_text_release(&text);
}

static void export_latencies(const struct br_profile *profile)
{
    struct br_error error;
    struct br_text text = {0};
    if (br_report_hlog(profile, &text, &error) == 0)
        br_fuzz_require_visible(br_text_string(&text));
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_latencies *latencies = &profile->results.items[i].latencies;
        for (size_t j = 0; j < latencies->count; j++) {
            br_text_clear(&text);
            br_report_hgrm(&latencies->items[j], &text, &error);
        }
    }
    br_text_release(&text);
}

static void require_round_trip(const struct br_profile *profile)
{
    struct br_profile again = {0};
    struct br_error error;
    char *text = br_shape_print(&br_profile_shape, profile, false);
    FUZZ_REQUIRE(text != NULL);
    FUZZ_REQUIRE(br_shape_parse(&br_profile_shape, text, strlen(text), &again, &error) == 0);
    FUZZ_REQUIRE(br_shape_equal(&br_profile_shape, profile, &again, NULL, 0));
    br_profile_release(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct br_report_style narrow = {.columns = 40};
    static const struct br_report_style plain = {0};
    struct br_fuzz_file file = br_fuzz_file_open(data, size);
    struct br_profile profile = {0};
    struct br_error error;
    if (br_store_load("/nowhere", file.path, &profile, &error) == 0) {
        require_round_trip(&profile);
        report(&profile, &br_report_terminal, &narrow);
        report(&profile, &br_report_markdown, &plain);
        export_latencies(&profile);
    } else {
        br_fuzz_require_visible(error.message);
    }
    br_profile_release(&profile);
    br_fuzz_file_close(&file);
    return 0;
}
