/*
 * Units of the command line and of the reports: 1k, 1M, 50ms, 4MiB, 1%.
 *
 * Parsers accept exactly the whole string, refuse overflow and negative values, and return 0 or
 * BR_ERROR_USAGE with a message that shows the accepted forms. Formatters write into a buffer of at
 * least BR_UNITS_BUFFER bytes and return it.
 */
#ifndef BR_BASE_UNITS_H
#define BR_BASE_UNITS_H

#include <stdint.h>

#include "base/error.h"

#define BR_UNITS_BUFFER 32

/* 1000, 1k, 2.5k, 1M, 1G (decimal). */
int br_units_parse_count(const char *string, uint64_t *count, struct br_error *error);
/* 250ns, 10us, 50ms, 2s, 1.5s, 3m, 1h; a bare number is an error that asks for a unit. */
int br_units_parse_duration(const char *string, uint64_t *duration_ns, struct br_error *error);
/* 512, 512B, 4KiB, 1.5MiB, 2GiB (binary), 4kB, 1MB, 2GB (decimal). */
int br_units_parse_bytes(const char *string, uint64_t *bytes, struct br_error *error);
/* 1%, 0.5%, 100% as millionths: 1% = 10000. */
int br_units_parse_percent(const char *string, uint64_t *millionths, struct br_error *error);

/* "1k", "100k", "2.5M", "1234": the shortest form that parses back to the same count. */
char *br_units_format_count(char *buffer, uint64_t count);
/* Three significant digits with the fitting unit: "412 ns", "3.05 µs", "1.20 s". */
char *br_units_format_duration(char *buffer, double nanoseconds);
/* "512 B", "36.9 KiB", "1.50 MiB". */
char *br_units_format_bytes(char *buffer, double bytes);
/* Three significant digits with k, M, G: "812", "41.2k", "1.05M". */
char *br_units_format_rate(char *buffer, double per_second);

#endif
