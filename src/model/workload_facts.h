/*
 * What a workload says of itself: the part of struct br_workload that is data, so that it can
 * travel from the process that loaded a plug-in to the one that must not.
 */
#ifndef BR_MODEL_WORKLOAD_FACTS_H
#define BR_MODEL_WORKLOAD_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

struct br_option_facts { /* struct br_option of <benchrun/workload.h> */
    char *name;
    uint64_t kind; /* enum br_option_kind */
    char *default_value;
    char *help;
    struct br_texts choices;
    uint64_t minimum, maximum;
};
struct br_option_facts_list {
    struct br_option_facts *items;
    size_t count;
};

struct br_workload_facts {
    char *name, *summary, *format;
    struct br_option_facts_list options;
    struct br_texts reasons;
    struct br_texts libraries;
    bool generates; /* has generate() */
    bool splits;    /* has split() */
    bool batches;   /* has process_batch() */
};

extern const struct br_shape br_workload_facts_shape;

#endif
