/*
 * Numbers for people: no more digits than their interval supports, and the unit in the heading.
 *
 * Every function writes into a buffer of at least BR_UNITS_BUFFER bytes and returns it. What is not
 * a finite number becomes BR_FORMAT_NONE: a missing figure never looks like a zero.
 */
#ifndef BR_REPORT_FORMAT_H
#define BR_REPORT_FORMAT_H

#include <stdint.h>

#include "base/units.h"

#define BR_FORMAT_NONE "–"

/* Significant digits that a value known to within ± half_width supports: the last one shown is the
 * first one in doubt. 2 to 4; 3 when half_width is not known (NAN) and 4 when it is zero. */
int br_format_digits(double value, double half_width);

/* 3.05, 22.9, 612, 12300: rounded to so many significant digits; whole numbers below 10^digits keep
 * no decimals. */
char *br_format_significant(char *buffer, double value, int digits);

/* With k, M, G, T between `separator` and nothing: "38.4k", and with " " "49.0 M" (add "B"). */
char *br_format_scaled(char *buffer, double value, int digits, const char *separator);

/* A share as percent: "0.42 %", "3.1 %", "42 %". */
char *br_format_percent(char *buffer, double share);

/* A whole number with commas: "36,000". */
char *br_format_count(char *buffer, uint64_t count);
/* The nearest whole number from 0 to 2^63 - 1; 0 for NAN: files hold any double. */
uint64_t br_format_whole(double value);

/* Bytes in decimal units: "512 B", "1.36 kB", "49.0 MB". Memory is shown in binary units instead
 * (br_units_format_bytes). */
char *br_format_decimal_bytes(char *buffer, double bytes);

/* One unit for a column of durations. */
struct br_format_unit {
    const char *name; /* "ns", "µs", "ms", "s" */
    double ns;
};
/* The largest unit in which `smallest_ns` is at least 1; ns below that and when not finite. */
struct br_format_unit br_format_duration_unit(double smallest_ns);

#endif
