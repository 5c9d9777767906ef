/*
 * One record of an input, as the workload's framer finds it and its code judges it.
 */
#ifndef BR_MODEL_RECORD_FACTS_H
#define BR_MODEL_RECORD_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

struct br_record_facts {
    bool found;            /* a record begins at the offset; otherwise only the nearest are given */
    uint64_t bytes;        /* its length */
    uint64_t record;       /* its number in the input, counted from 0 */
    uint64_t fields;       /* as the workload counts them; 0 = it does not tell */
    bool by_framing;       /* rejected by the framer: never processed */
    char *rejected;        /* the reason; NULL: accepted */
    uint64_t output_bytes; /* that processing it wrote */
    /* Where no record begins at the offset: the offsets and the numbers of the records that begin
     * next before and behind it; one where there is only one. */
    struct br_counts nearest, nearest_records;
};

extern const struct br_shape br_record_facts_shape;

#endif
