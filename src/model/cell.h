/*
 * A cell: one point of the plan. Names, not pointers, so that a stored profile loads without its
 * plug-in.
 */
#ifndef BR_MODEL_CELL_H
#define BR_MODEL_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

/* Which of the synthetic inputs; all zero = as the settings say. */
struct br_variant {
    uint64_t record_bytes; /* mean size of a generated record; 0 = not varied */
    bool malformed_varied; /* then: */
    uint64_t malformed;    /* share of malformed records, in millionths */
};

extern const struct br_shape br_variant_shape;

bool br_variant_equal(const struct br_variant *left, const struct br_variant *right);

/* " 512B 1% malformed" into `buffer`, "" for one that varies nothing; returns it. */
char *br_variant_label(const struct br_variant *variant, char *buffer, size_t size);

struct br_cell {
    char *mode;
    char *workload;
    char *input;
    char *strategy;   /* NULL in single */
    uint64_t size;    /* records per repetition; BR_SIZE_ALL = the file once */
    uint64_t threads; /* workers */
    struct br_variant variant;
};

extern const struct br_shape br_cell_shape;

/* "concurrent marc 100k 512B ×2 partition", "single marc all" into `buffer`, cut to `size` bytes;
 * returns it. Threads are left out where there is no strategy. */
char *br_cell_label(const struct br_cell *cell, char *buffer, size_t size);

/* "marc-100k-512B-partition-x2", "marc-all": for a file's name, made of ASCII letters, digits and
 * few marks whatever the workload calls itself; free() it. */
char *br_cell_file_name(const struct br_cell *cell);

#endif
