/* Units: parsing. Decimal fractions are kept exact until the unit is known. */
#include "base/units.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum { MOST_DIGITS = 24 }; /* 10^24 times a day in ns stays below 2^128 */

struct unit {
    const char *name;
    uint64_t factor;
};

struct unit_table {
    const char *thing; /* what the number is, for messages */
    const char *forms; /* examples, for messages */
    const struct unit *units;
    size_t unit_count;
    bool rounds; /* else the value must come out whole */
};

/* digits / 10^decimals, followed by `unit`. */
struct decimal {
    unsigned __int128 digits;
    unsigned decimals;
    const char *unit;
};

/* Reads "12", "1.5": at least one digit on either side of a point. */
static bool read_decimal(const char *string, struct decimal *decimal)
{
    *decimal = (struct decimal){0};
    unsigned digit_count = 0;
    bool after_point = false;
    if (!isdigit((unsigned char)*string))
        return false;
    for (; isdigit((unsigned char)*string) || (*string == '.' && !after_point); string++) {
        if (*string == '.') {
            after_point = true;
            continue;
        }
        decimal->digits = decimal->digits * 10 + (unsigned)(*string - '0');
        decimal->decimals += after_point ? 1 : 0;
        if (decimal->digits > 0 && ++digit_count > MOST_DIGITS)
            return false;
    }
    decimal->unit = string;
    return string[-1] != '.' && decimal->decimals <= MOST_DIGITS;
}

static const struct unit *find_unit(const struct unit_table *table, const char *name)
{
    for (size_t i = 0; i < table->unit_count; i++)
        if (strcmp(table->units[i].name, name) == 0)
            return &table->units[i];
    return NULL;
}

static int refuse(const struct unit_table *table, const char *string, const char *why,
                  struct br_error *error)
{
    return br_error_set(error, BR_ERROR_USAGE, "'%.80s' %s %s; write it like %s", string, why,
                        table->thing, table->forms);
}

static int scale(const struct unit_table *table, const char *string, const struct decimal *decimal,
                 uint64_t factor, uint64_t *value, struct br_error *error)
{
    unsigned __int128 divisor = 1;
    for (unsigned i = 0; i < decimal->decimals; i++)
        divisor *= 10;
    unsigned __int128 product = decimal->digits * factor;
    unsigned __int128 whole = product / divisor;
    unsigned __int128 rest = product % divisor;
    if (rest != 0 && !table->rounds)
        return refuse(table, string, "does not come out as a whole", error);
    whole += rest * 2 >= divisor && rest != 0 ? 1 : 0;
    if (whole > UINT64_MAX)
        return refuse(table, string, "is too large for a", error);
    *value = (uint64_t)whole;
    return 0;
}

static int parse(const struct unit_table *table, const char *string, uint64_t *value,
                 struct br_error *error)
{
    struct decimal decimal;
    if (!read_decimal(string, &decimal))
        return refuse(table, string, "is not a", error);
    const struct unit *unit = find_unit(table, decimal.unit);
    if (unit == NULL && decimal.unit[0] == '\0')
        return refuse(table, string, "lacks the unit of a", error);
    if (unit == NULL)
        return refuse(table, string, "is not a", error);
    return scale(table, string, &decimal, unit->factor, value, error);
}

#define UNITS(array) .units = (array), .unit_count = sizeof(array) / sizeof(array)[0]

int br_units_parse_count(const char *string, uint64_t *count, struct br_error *error)
{
    static const struct unit units[] = {{"", 1}, {"k", 1000}, {"M", 1000000}, {"G", 1000000000}};
    static const struct unit_table table = {
        .thing = "count", .forms = "1000, 1k, 2.5k, 1M or 1G", UNITS(units), .rounds = false};
    return parse(&table, string, count, error);
}

int br_units_parse_duration(const char *string, uint64_t *duration_ns, struct br_error *error)
{
    static const struct unit units[] = {
        {"ns", 1},         {"us", 1000},       {"µs", 1000},         {"ms", 1000000},
        {"s", 1000000000}, {"m", 60000000000}, {"h", 3600000000000}, {"d", 86400000000000}};
    static const struct unit_table table = {.thing = "duration",
                                            .forms = "250ns, 10us, 50ms, 1.5s, 3m, 1h or 90d",
                                            UNITS(units),
                                            .rounds = true};
    return parse(&table, string, duration_ns, error);
}

int br_units_parse_bytes(const char *string, uint64_t *bytes, struct br_error *error)
{
    static const struct unit units[] = {{"", 1},           {"B", 1},          {"KiB", 1u << 10},
                                        {"MiB", 1u << 20}, {"GiB", 1u << 30}, {"kB", 1000},
                                        {"MB", 1000000},   {"GB", 1000000000}};
    static const struct unit_table table = {.thing = "number of bytes",
                                            .forms = "512, 512B, 4KiB, 1.5MiB, 2GiB, 4kB or 1MB",
                                            UNITS(units),
                                            .rounds = true};
    return parse(&table, string, bytes, error);
}

int br_units_parse_percent(const char *string, uint64_t *millionths, struct br_error *error)
{
    static const struct unit units[] = {{"%", 10000}};
    static const struct unit_table table = {.thing = "percentage",
                                            .forms = "1%, 0.5% or 100%, in steps of 0.0001%",
                                            UNITS(units),
                                            .rounds = false};
    uint64_t value = 0;
    int code = parse(&table, string, &value, error);
    if (code != 0)
        return code;
    if (value > 1000000)
        return refuse(&table, string, "is above 100% and so too large for a", error);
    *millionths = value;
    return 0;
}
