/*
 * One pair in the raw data of scripts/bench-gate: a line of tab-separated numbers.
 *
 *   start of the pair, in seconds since 1970 (UTC)
 *   1 when the new side took the first sample, else 0
 *   log(new/old), as `ab` makes it, in millionths
 *   25th percentile of the old and of the new process's samples, in ps per record
 *   wall time of the pair, in ms
 */
#ifndef GATE_ROW_H
#define GATE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct gate_row {
    uint64_t started_s;
    bool new_first;
    double log_ratio;
    double old_ns, new_ns;
    double pair_ms;
};
struct gate_rows {
    struct gate_row *items;
    size_t count;
};

void gate_row_print(FILE *stream, const struct gate_row *row);

/* Reads all rows of a file, lines that begin with '#' left out; exits with a message where a line
 * is not one. free() the items. */
void gate_rows_read(const char *path, struct gate_rows *rows);

/* gate gather OLD NEW PAIRS SEED [KEY=VALUE]...: measures so many pairs of single mode with the
 * options that `ab` has by default, the settings being those of the new side, and prints each row
 * as soon as it is there. */
int gate_gather(int count, char **arguments);

/* gate evaluate aa|slower SECONDS FILE...: a table row per file, for comparisons that may take so
 * long; `aa`: both sides are the same code, `slower`: the new one takes longer. */
int gate_evaluate(int count, char **arguments);

/* gate stored FILE...: process values of A/A data against each other, at different times. */
int gate_stored(int count, char **arguments);

#endif
