/* Units: formatting, for people, few digits and the fitting unit. */
#include "base/units.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Appends `count` in `factor`s with as many decimals as it exactly needs. */
static void format_exactly(char *buffer, uint64_t count, uint64_t factor, const char *suffix)
{
    int size = snprintf(buffer, BR_UNITS_BUFFER, "%" PRIu64, count / factor);
    uint64_t rest = count % factor;
    if (rest > 0)
        buffer[size++] = '.';
    while (rest > 0) {
        factor /= 10;
        /* cppcheck-suppress zerodivcond ; rest is less than factor, which was at least 10 */
        buffer[size++] = (char)('0' + rest / factor);
        rest %= factor;
    }
    snprintf(buffer + size, (size_t)(BR_UNITS_BUFFER - size), "%s", suffix);
}

char *br_units_format_count(char *buffer, uint64_t count)
{
    static const struct {
        const char *suffix;
        uint64_t factor;
    } forms[] = {{"G", 1000000000}, {"M", 1000000}, {"k", 1000}};

    snprintf(buffer, BR_UNITS_BUFFER, "%" PRIu64, count);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char form[BR_UNITS_BUFFER];
        if (count < forms[i].factor)
            continue;
        format_exactly(form, count, forms[i].factor, forms[i].suffix);
        if (strlen(form) <= strlen(buffer))
            memcpy(buffer, form, sizeof form);
    }
    return buffer;
}

/* A unit and how many of it make one of the next. */
struct step {
    const char *unit;
    double next;
};

/* Decimals that leave three significant digits; values below 0.1 get three decimals. */
static int decimals_for(double value)
{
    if (value == 0.0 || value >= 99.95)
        return 0;
    if (value >= 9.995)
        return 1;
    return value >= 0.9995 ? 2 : 3;
}

/* `steps` ends with a step whose `next` is infinite. */
static char *format_stepped(char *buffer, double value, const struct step *steps,
                            const char *separator)
{
    if (!isfinite(value)) {
        snprintf(buffer, BR_UNITS_BUFFER, "n/a");
        return buffer;
    }
    const char *sign = value < 0 ? "-" : "";
    value = fabs(value);
    /* Half a unit of the last digit early, so that 999.7 does not become a fourth digit. */
    while (value >= steps->next - 0.5) {
        value /= steps->next;
        steps++;
    }
    if (value < 1e9)
        snprintf(buffer, BR_UNITS_BUFFER, "%s%.*f%s%s", sign, decimals_for(value), value, separator,
                 steps->unit);
    else
        snprintf(buffer, BR_UNITS_BUFFER, "%s%.2e%s%s", sign, value, separator, steps->unit);
    return buffer;
}

char *br_units_format_duration(char *buffer, double nanoseconds)
{
    static const struct step steps[] = {{"ns", 1000}, {"µs", 1000}, {"ms", 1000}, {"s", INFINITY}};
    return format_stepped(buffer, nanoseconds, steps, " ");
}

char *br_units_format_bytes(char *buffer, double bytes)
{
    /* Bytes are counted: "8 B", not "8.00 B"; but a mean of 75.8 B keeps its decimal. */
    if (fabs(bytes) < 1023.5 && bytes == trunc(bytes)) {
        snprintf(buffer, BR_UNITS_BUFFER, "%.0f B", bytes);
        return buffer;
    }
    static const struct step steps[] = {
        {"B", 1024}, {"KiB", 1024}, {"MiB", 1024}, {"GiB", 1024}, {"TiB", INFINITY}};
    return format_stepped(buffer, bytes, steps, " ");
}

char *br_units_format_rate(char *buffer, double per_second)
{
    static const struct step steps[] = {{"", 1000}, {"k", 1000}, {"M", 1000}, {"G", INFINITY}};
    return format_stepped(buffer, per_second, steps, "");
}
