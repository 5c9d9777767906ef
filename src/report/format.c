/* Numbers for people. */
#include "report/format.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static char *format_none(char *buffer)
{
    snprintf(buffer, BR_UNITS_BUFFER, "%s", BR_FORMAT_NONE);
    return buffer;
}

int br_format_digits(double value, double half_width)
{
    if (!isfinite(value) || !isfinite(half_width) || value == 0)
        return 3;
    if (half_width <= 0)
        return 4;
    double digits = floor(log10(fabs(value))) - floor(log10(half_width)) + 1;
    return (int)fmin(4, fmax(2, digits));
}

/* `value` rounded to so many significant digits. */
static double round_significant(double value, int digits)
{
    if (value == 0)
        return 0;
    double step = pow(10, floor(log10(fabs(value))) - digits + 1);
    return step >= 1 ? round(value / step) * step : value;
}

/* Decimals that show so many digits of a value, after rounding: 9.996 with 3 digits is 10.0. */
static int decimals_for(double value, int digits)
{
    if (value == 0)
        return 0;
    int whole = (int)floor(log10(fabs(value))) + 1;
    double step = pow(10, whole - digits);
    if (round(fabs(value) / step) * step >= pow(10, whole))
        whole++;
    int decimals = digits - whole;
    return decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
}

char *br_format_significant(char *buffer, double value, int digits)
{
    if (!isfinite(value))
        return format_none(buffer);
    int decimals =
        value == trunc(value) && fabs(value) < pow(10, digits) ? 0 : decimals_for(value, digits);
    snprintf(buffer, BR_UNITS_BUFFER, "%.*f", decimals, round_significant(value, digits));
    return buffer;
}

char *br_format_scaled(char *buffer, double value, int digits, const char *separator)
{
    static const char *const prefixes[] = {"", "k", "M", "G", "T"};
    size_t step = 0;
    if (!isfinite(value))
        return format_none(buffer);
    /* Half a unit of the last digit early: 999,960 with 4 digits is 1.000M, not 1000.0k. */
    double last = 1000 - 0.5 * pow(10, 3 - digits);
    while (fabs(value) >= last && step + 1 < sizeof prefixes / sizeof prefixes[0]) {
        value /= 1000;
        step++;
    }
    char number[BR_UNITS_BUFFER];
    if (step == 0 || value == 0)
        br_format_significant(number, value, digits);
    else
        snprintf(number, sizeof number, "%.*f", decimals_for(value, digits),
                 round_significant(value, digits));
    snprintf(buffer, BR_UNITS_BUFFER, "%.20s%.4s%s", number, separator, prefixes[step]);
    return buffer;
}

char *br_format_percent(char *buffer, double share)
{
    double percent = share * 100;
    if (!isfinite(percent))
        return format_none(buffer);
    double size = fabs(percent);
    int decimals = size == 0 || size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2;
    if (size > 0 && size < 0.005)
        snprintf(buffer, BR_UNITS_BUFFER, "<0.01 %%");
    else
        snprintf(buffer, BR_UNITS_BUFFER, "%.*f %%", decimals, percent);
    return buffer;
}

uint64_t br_format_whole(double value)
{
    if (!(value > 0))
        return 0;
    return value < 0x1p63 ? (uint64_t)llround(value) : INT64_MAX;
}

char *br_format_count(char *buffer, uint64_t count)
{
    char plain[BR_UNITS_BUFFER];
    size_t size = (size_t)snprintf(plain, sizeof plain, "%" PRIu64, count);
    char *end = buffer;
    for (size_t i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            *end++ = ',';
        *end++ = plain[i];
    }
    *end = '\0';
    return buffer;
}

char *br_format_decimal_bytes(char *buffer, double bytes)
{
    if (!isfinite(bytes))
        return format_none(buffer);
    char number[BR_UNITS_BUFFER];
    br_format_scaled(number, bytes, 3, " ");
    snprintf(buffer, BR_UNITS_BUFFER, "%.28sB", number);
    return buffer;
}

struct br_format_unit br_format_duration_unit(double smallest_ns)
{
    static const struct br_format_unit units[] = {{"s", 1e9}, {"ms", 1e6}, {"µs", 1e3}};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (isfinite(smallest_ns) && smallest_ns >= units[i].ns)
            return units[i];
    return (struct br_format_unit){"ns", 1};
}
