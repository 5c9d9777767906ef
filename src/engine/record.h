/*
 * Looking at one record of an input: where it ends, what the workload says of it, and its bytes.
 *
 * The workload's code runs in a child: a record that crashes it is an error that says so.
 */
#ifndef BR_ENGINE_RECORD_H
#define BR_ENGINE_RECORD_H

#include "engine/prepare.h"
#include "engine/watch.h"
#include "model/record_facts.h"

/* The child's side: frames the input (of a job that was surveyed) up to the record that begins at
 * the job's first offset, and processes it. Not finding one is no error. */
int br_record_find(struct br_bench *bench, const struct br_registry *registry,
                   struct br_record_facts *facts, struct br_error *error);

struct br_record {
    struct br_record_facts facts;
    uint64_t input_bytes;
    unsigned char *data; /* its first bytes */
    size_t data_size;
};

/* Prepares config->input as a run would (a file, or generated with the configuration's sizes, seed
 * and settings) and looks at the record that begins at `offset`, with at most `bytes` of its
 * content. BR_ERROR_INPUT when no record begins there: the sentence names those next to it.
 * `record` is zeroed by the caller and released by it. */
int br_record_look(const struct br_watch *watch, const struct br_config *config, uint64_t offset,
                   uint64_t bytes, struct br_record *record, struct br_error *error);
void br_record_release(struct br_record *record);

#endif
