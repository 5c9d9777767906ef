/*
 * A history: the key figures of many profiles, small enough to keep a thousand of them at hand.
 * Data only; src/store reads it from the profiles of a folder.
 */
#ifndef BR_MODEL_HISTORY_H
#define BR_MODEL_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "model/result.h"
#include "model/shape.h"

/* Raised when a reader of the old version would misread a member, or a figure is worked out in
 * another way; an older file is made anew. */
#define BR_HISTORY_SCHEMA_VERSION 1

struct br_history_cell {
    char *label; /* "100k ×2 partition": apart from the other cells of its mode and workload */
    char *input; /* its name; NULL unknown */
    uint64_t input_digest;    /* of its bytes; 0 unknown */
    struct br_work work;      /* of one repetition, verified where it was */
    struct br_numbers values; /* in the order of br_history.measures: medians over processes; NAN
                                 where it was not measured */
};
struct br_history_cells {
    struct br_history_cell *items;
    size_t count;
};

/* The state of a file when it was read: another state is another content. */
struct br_file_stamp {
    uint64_t size, inode;
    uint64_t modified_ns, changed_ns; /* since 1970; the second also when the first is set back */
};

struct br_history_entry {
    char *file; /* below the folder of profiles */
    struct br_file_stamp stamp;
    char *damage; /* why it cannot be read; then all that follows is empty. NULL: it can */
    char *name;   /* in the library, as commands take it */
    bool reference, archived; /* neither: a working profile */
    bool complete;
    char *mode, *workload, *hostname;
    char *created; /* UTC, ISO 8601 */
    char *commit;  /* of the code; NULL unknown */
    bool dirty;
    /* What else may move figures. */
    char *cpu_model, *kernel, *compiler, *compiler_flags, *jemalloc_version, *benchrun_version;
    struct br_history_cells cells;
};
struct br_history_entries {
    struct br_history_entry *items;
    size_t count;
};

struct br_history {
    uint64_t schema_version;
    struct br_texts measures; /* their names */
    struct br_history_entries entries;
};

extern const struct br_shape br_history_cell_shape;
extern const struct br_shape br_file_stamp_shape;
extern const struct br_shape br_history_entry_shape;
extern const struct br_shape br_history_shape;

#endif
