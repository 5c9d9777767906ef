/*
 * A calibration: what A/A runs, in which both sides are the same code, taught about one machine.
 * One file per host, profiles/calibration-HOST.json.
 *
 * It answers, per cell and measure: how far do figures of the same code lie apart here, how often
 * does a comparison of a build with itself raise an alarm, and how small a change can be found?
 */
#ifndef BR_MODEL_CALIBRATION_H
#define BR_MODEL_CALIBRATION_H

#include <stdint.h>

#include "model/cell.h"
#include "model/shape.h"

#define BR_CALIBRATION_SCHEMA_VERSION 1

struct br_calibration_entry {
    char *mode;
    char *workload; /* its own name */
    char *label;    /* of the cell, as br_cell_label writes it */
    struct br_cell cell;
    char *measure;           /* "throughput": time per record in the throughput pass */
    uint64_t processes;      /* A/A processes that were measured */
    uint64_t samples;        /* per process */
    uint64_t sample_ns;      /* length of a sample at least */
    uint64_t replicates;     /* processes per side that noise_floor_percent speaks of */
    uint64_t pair_ns;        /* wall time of one pair of processes, median */
    uint64_t time_budget_ns; /* of one comparison */
    /* Robust spread of process values around their median. */
    double process_spread_percent;
    /* Two medians of `replicates` processes each, measured apart in time, differ by less than this
     * in 95 % of all draws from the measured processes. */
    double noise_floor_percent;
    /* The paired procedure on pairs of the same code. */
    uint64_t comparisons;          /* disjoint */
    uint64_t false_alarms;         /* verdicts `slower` or `faster` among them */
    double false_alarm_rate_upper; /* one-sided 95 % bound of Clopper and Pearson */
    /* The smallest slowdown that the procedure calls slower in 90 % of comparisons within the time
     * budget, found by adding known shifts to the measured pairs. NAN: not even the largest one
     * that was tried, or too few pairs to tell. */
    double detectable_percent;
    /* The gate, which compares with a stored baseline, on the same processes: groups of
     * `replicates` of them, measured apart in time, at the limit that the rules give the time of
     * this cell; what it was calibrated to is not used for that. */
    double gate_limit_percent;
    uint64_t gate_comparisons;          /* disjoint */
    uint64_t gate_false_alarms;         /* verdicts `slower` or `faster` among them */
    double gate_false_alarm_rate_upper; /* one-sided 95 % bound of Clopper and Pearson */
    double gate_detectable_percent;     /* called slower in 90 %; NAN as above */
};
struct br_calibration_entries {
    struct br_calibration_entry *items;
    size_t count;
};

struct br_calibration {
    uint64_t schema_version;
    char *hostname, *cpu_model, *kernel;
    char *created; /* UTC, ISO 8601 */
    char *benchrun_version;
    char *command;
    struct br_calibration_entries entries;
};

extern const struct br_shape br_calibration_shape, br_calibration_entry_shape;

/* The entry of a cell and measure; NULL when the calibration has none. Cells are the same when
 * mode, workload, input, strategy, size, threads and variant are. */
const struct br_calibration_entry *br_calibration_find(const struct br_calibration *calibration,
                                                       const struct br_cell *cell,
                                                       const char *measure);

#endif
