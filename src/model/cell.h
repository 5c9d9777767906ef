/*
 * A cell: one point of the plan. Names, not pointers, so that a stored profile loads without its
 * plug-in.
 */
#ifndef BR_MODEL_CELL_H
#define BR_MODEL_CELL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

struct br_cell {
    char *mode;
    char *workload;
    char *input;
    char *strategy;   /* NULL in single */
    uint64_t size;    /* records per repetition; BR_SIZE_ALL = the file once */
    uint64_t threads; /* workers */
};

extern const struct br_shape br_cell_shape;

/* "concurrent marc 100k ×2 partition", "single marc all" into `buffer`, cut to `size` bytes;
 * returns it. Threads are left out where there is no strategy. */
char *br_cell_label(const struct br_cell *cell, char *buffer, size_t size);

#endif
