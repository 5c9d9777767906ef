/*
 * One pair in the raw data of scripts/bench-gate: a line of tab-separated numbers.
 *
 *   start of the pair, in seconds since 1970 (UTC)
 *   1 when the new side took the first sample, else 0
 *   log(new/old), as `ab` makes it, in millionths
 *   25th percentile of the old and of the new process's samples, in ps per record
 *   90th percentile of the old process's samples over that, in thousandths; of the new one's
 *   wall time of the pair, in ms
 *
 * Before the pairs of each run of `ab` stands "# run SECONDS set-up MS": when it started, and the
 * time that it took before its first pair (inputs, and the work of both sides checked).
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
    double old_spread, new_spread;
    double pair_ms;
    double setup_ms; /* of its run */
};
struct gate_rows {
    struct gate_row *items;
    size_t count;
};

void gate_row_print(FILE *stream, const struct gate_row *row);

/* Reads all rows of a file; exits with a message where a line is none. free() the items. */
void gate_rows_read(const char *path, struct gate_rows *rows);

/* How many rows from `at` on were measured one right after the other: until the end, or until a
 * break of more than some seconds, or a step back, to rows that another CPU measured meanwhile. */
size_t gate_rows_together(const struct gate_rows *rows, size_t at);

/* gate gather OLD NEW SECONDS SEED [KEY=VALUE]...: measures pairs for so long, in single mode and
 * with the options that `ab` has by default, the settings being those of the new side; prints each
 * row as soon as it is there. `samples=N` and `sample-us=N` make the processes shorter, and are no
 * settings. */
int gate_gather(int count, char **arguments);

/* gate evaluate aa|slower SECONDS FILE...: a table row per file and one of all together, for
 * comparisons that may take so long, set-up included; `aa`: both sides are the same code,
 * `slower`: the new one takes longer. */
int gate_evaluate(int count, char **arguments);

/* gate stored FILE...: process values of A/A data against each other, at different times. */
int gate_stored(int count, char **arguments);

#endif
