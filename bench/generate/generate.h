/*
 * Seeded generators of realistic inputs, one per format.
 *
 * Model. A generator has the signature of br_workload.generate: it writes `records` records made
 * from `seed` to the sink, in chunks of about 64 KiB. Record i depends on (options, seed, i) alone,
 * so a shorter run is a prefix of a longer one; integer arithmetic only, so the bytes are the same
 * on every machine. The shapes (how many fields, how long, which characters) follow measured
 * quantile tables of real files, named where the tables stand.
 *
 * Options, read through the harness; put the matching macro into the workload's option table.
 *
 * `record-bytes`: mean record size; unset or 0 = the natural size. The texts are scaled (to within
 * a tenth), the structure stays. What cannot be scaled sets a floor: about 950 bytes for MARC
 * (leader, directory, codes), 250 for NDJSON, 55 for CSV.
 *
 * `malformed`: the share of records broken in ways seen in the wild, drawn record by record; the
 * others are those of a run without. A broken record keeps its last byte (MARC 0x1D, NDJSON line
 * feed), so that its neighbours stay whole and the count of records stays. MARC: half the faults
 * are in the record length and break the framing, half are in the directory and are noticed only by
 * a reader that checks it. NDJSON: cut off, a key without its quote, something after the value. CSV
 * has no such option: a lenient reader takes any bytes, and a stray quote would swallow the rows
 * after it.
 *
 * `encoding`, MARC only: utf8, or marc8 (ANSEL, combining marks before their letter, no escape
 * sequences).
 *
 * Errors: the sink's negative value, at once; nothing else can fail. Allocates nothing; needs
 * 400 KiB of stack. Safe to call from several threads with a sink each.
 */
#ifndef BENCHRUN_BENCH_GENERATE_H
#define BENCHRUN_BENCH_GENERATE_H

#include <stdint.h>

#include <benchrun/workload.h>

/* Entries for a workload's `options`, to be separated by commas like any other:
 *   static const struct br_option options[] = {BR_GENERATE_MARC_OPTIONS, {.name = NULL}}; */
#define BR_GENERATE_SIZE_OPTION                                                                    \
    {                                                                                              \
        .name = "record-bytes", .kind = BR_OPTION_BYTES, .default_value = NULL,                    \
        .help = "mean size of a generated record (unset: the natural size of the format)",         \
        .choices = NULL, .minimum = 0, .maximum = 16384                                            \
    }

#define BR_GENERATE_OPTIONS                                                                        \
    BR_GENERATE_SIZE_OPTION,                                                                       \
    {                                                                                              \
        .name = "malformed", .kind = BR_OPTION_PERCENT, .default_value = "0%",                     \
        .help = "share of generated records that are broken", .choices = NULL, .minimum = 0,       \
        .maximum = 0                                                                               \
    }

#define BR_GENERATE_MARC_OPTIONS                                                                   \
    BR_GENERATE_OPTIONS,                                                                           \
    {                                                                                              \
        .name = "encoding", .kind = BR_OPTION_CHOICE, .default_value = "utf8",                     \
        .help = "character encoding of generated records",                                         \
        .choices = (const char *const[]){"utf8", "marc8", NULL}, .minimum = 0, .maximum = 0        \
    }

/* ISO 2709 bibliographic records, about 1.36 kB. */
int br_generate_marc(const struct br_harness *harness, uint64_t records, uint64_t seed,
                     struct br_sink *sink);

/* JSON lines, one object each, about 350 bytes. */
int br_generate_ndjson(const struct br_harness *harness, uint64_t records, uint64_t seed,
                       struct br_sink *sink);

/* CSV rows of 13 columns, about 136 bytes; record 0 is the header row. */
int br_generate_csv(const struct br_harness *harness, uint64_t records, uint64_t seed,
                    struct br_sink *sink);

#endif
