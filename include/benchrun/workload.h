/*
 * The plug-in contract: what benchrun asks of code that processes records.
 *
 * Model. The harness maps the input, asks `frame` where records begin and end, and calls `process`
 * once per record from one or more worker threads. A workload is one `const struct br_workload`:
 * a built-in one is named in benchrun's registry, a plug-in exports it as `benchrun_workload`.
 *
 * Lifetime. open -> (per worker: worker_begin -> process... -> worker_end) -> close. `open` and
 * `close` run on one thread. `frame` and `split` read the shared state and must not change it.
 * Every pointer the harness passes stays valid until the matching end call; the input stays valid
 * and unchanged from open to close and lies in read-only memory with no terminator after it.
 *
 * The clock. It runs over frame and process. Whatever a record allocates must be released before
 * `process` returns or be reused by the worker's next call: freeing is part of the work.
 *
 * Versions. `abi_version` and `struct_size` come first and are checked before any call. Members are
 * only ever added at the end, in place of `reserved`; a missing callback is NULL = not supported.
 */
#ifndef BENCHRUN_WORKLOAD_H
#define BENCHRUN_WORKLOAD_H

#include <stddef.h>
#include <stdint.h>

#include <benchrun/stage.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BR_WORKLOAD_ABI_VERSION 1u

/* The symbol a plug-in exports: `const struct br_workload benchrun_workload = {...};`, in C++
 * behind `extern "C"`. */
#define BR_WORKLOAD_SYMBOL "benchrun_workload"

/* `reason` of an accepted record. A rejected one has 1 + its index in br_workload.reasons. */
#define BR_ACCEPTED 0u

/* A record as `frame` found it: `size` bytes at `offset` of the input, line ends included where
 * they belong to the record. A `reason` other than BR_ACCEPTED says the framing itself is broken:
 * the record is counted as rejected and never reaches `process`. */
struct br_span {
    uint64_t offset;
    uint32_t size;
    uint32_t reason;
};

/* What became of one record. The harness clears it before each call. */
struct br_outcome {
    uint32_t reason;       /* BR_ACCEPTED or 1 + index of the reason */
    uint32_t reserved;     /* zero */
    uint64_t output_bytes; /* bytes written out for this record */
    uint64_t witness;      /* a cheap value that depends on the decoded content; summed */
};

/* Sums over the records of one `process_batch` call; the harness clears it before each call.
 * `rejected` has one counter per reason, `rejected[0]` for br_workload.reasons[0]. */
struct br_tally {
    uint64_t accepted;
    uint64_t output_bytes;
    uint64_t witness;
    uint64_t rejected_bytes;
    uint64_t *rejected;
};

enum br_option_kind {
    BR_OPTION_TEXT,
    BR_OPTION_CHOICE,  /* one of `choices` */
    BR_OPTION_COUNT,   /* whole number, 1k and 1M understood */
    BR_OPTION_BYTES,   /* 512, 4KiB, 1MiB */
    BR_OPTION_PERCENT, /* 0% to 100%, decimals allowed */
    BR_OPTION_FLAG     /* yes or no */
};

/* One option `-O name=value` of a workload. The harness checks values against this table before
 * any call; a workload sees only well-formed ones. */
struct br_option {
    const char *name; /* NULL ends a table */
    enum br_option_kind kind;
    const char *default_value;  /* in the syntax of a given value; NULL = unset */
    const char *help;           /* one line, no full stop */
    const char *const *choices; /* NULL-terminated, for BR_OPTION_CHOICE */
    uint64_t minimum, maximum;  /* for COUNT and BYTES; maximum 0 = no bound */
};

struct br_digest; /* adds up what a record decoded to; opaque */

/* What the harness offers. Passed to `open` and reachable from every worker context. */
struct br_harness {
    uint32_t struct_size;
    uint32_t abi_version;
    /* The value of an option (given or default) as text, or NULL when unset. */
    const char *(*option_text)(const struct br_harness *harness, const char *name);
    /* The same as a number: a count, bytes, 0 or 1 for a flag, the index for a choice, millionths
     * for a percentage (1% = 10000). Unset reads as 0. */
    uint64_t (*option_number)(const struct br_harness *harness, const char *name);
    /* Adds one piece of decoded content to the digest of the record at hand. Pieces are separated:
     * ("ab","c") differs from ("a","bc"). Does nothing when `digest` is NULL. */
    void (*digest_add)(struct br_digest *digest, const void *data, size_t size);
    void *reserved[5];
};

/* What one worker gets. `stages` is NULL unless stages are measured, `digest` is NULL except in
 * the verify pass. Both are constant over the worker's life. */
struct br_worker_context {
    uint32_t struct_size;
    uint32_t worker_index;
    const struct br_harness *harness;
    struct br_stages *stages;
    struct br_digest *digest;
    const unsigned char *input;
    uint64_t input_size;
    void *reserved[4];
};

/* Where a generator writes. `write` returns 0, or a negative value: then stop and return it. */
struct br_sink {
    int (*write)(struct br_sink *sink, const void *data, size_t size);
};

struct br_workload {
    uint32_t abi_version; /* BR_WORKLOAD_ABI_VERSION */
    uint32_t struct_size; /* sizeof(struct br_workload) */

    const char *name;                /* letters, digits, '-', '_' */
    const char *summary;             /* one line, no full stop */
    const char *format;              /* what it reads, in words: "ISO 2709", "JSON lines" */
    const struct br_option *options; /* ends with a NULL name; NULL = none */
    const char *const *reasons;      /* why records get rejected; ends with NULL; NULL = none */
    const char *const *libraries;    /* "cJSON 1.7.15" lines for provenance, filled before open;
                                        ends with NULL; NULL = none */

    /* Prepares the state shared by all workers. On failure returns a negative value and writes one
     * sentence to `message`. NULL = no state. */
    int (*open)(const struct br_harness *harness, void **state, char *message, size_t message_size);

    /* Finds the records from `*offset` on, at most `capacity` of them, stores them in order, and
     * moves `*offset` to where the next call goes on: past the last record found, or to
     * `input_size` when nothing but padding is left. Returns the number found; 0 only at the end
     * of the input. Bytes between records are padding and are counted as such. It must advance. */
    size_t (*frame)(const void *state, const unsigned char *input, uint64_t input_size,
                    uint64_t *offset, struct br_span *spans, size_t capacity);

    /* Splittable formats only: the first place at or after `offset` where framing can begin such
     * that framing from 0 has a record or padding boundary there too; `input_size` if there is
     * none. split(0) is 0. NULL = sequential format. */
    uint64_t (*split)(const void *state, const unsigned char *input, uint64_t input_size,
                      uint64_t offset);

    /* Per-worker state. NULL = no state. Returns a negative value on failure. */
    int (*worker_begin)(void *state, const struct br_worker_context *context, void **worker);

    /* Works on one record. Required. */
    void (*process)(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome);

    /* The same for `count` records at once, none of them rejected by framing; `input` is the start
     * of the mapped input. Must do the same work as `process`. NULL = not offered. */
    void (*process_batch)(void *worker, const unsigned char *input, const struct br_span *spans,
                          size_t count, struct br_tally *tally);

    void (*worker_end)(void *worker);
    void (*close)(void *state);

    /* Writes `records` synthetic records made from `seed`: the same bytes on every machine. Runs
     * without `open`. NULL = the workload needs an input file. */
    int (*generate)(const struct br_harness *harness, uint64_t records, uint64_t seed,
                    struct br_sink *sink);

    /* How many parts a record has, in the workload's own terms (fields, values, columns): reports
     * say so of the slowest records. Asked outside the clock, of few records. NULL = not told. */
    uint64_t (*fields)(const void *state, const unsigned char *record, size_t size);

    void *reserved[5];
};

#ifdef __cplusplus
}
#endif

#endif
