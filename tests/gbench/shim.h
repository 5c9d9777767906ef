/*
 * Google Benchmark from C: one function measured per call, its figures given back as numbers.
 *
 * One iteration of Google Benchmark's loop is one call of `function`. Nothing is printed. Not
 * thread-safe: Google Benchmark keeps its registry in globals.
 */
#ifndef BR_GBENCH_SHIM_H
#define BR_GBENCH_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum gbench_timing {
    GBENCH_PLAIN,
    /* PauseTiming and ResumeTiming around nothing, once per iteration: what it costs to keep
     * something out of each iteration's time. */
    GBENCH_PAUSED
};

struct gbench_request {
    const char *name;
    void (*function)(void *context);
    void *context;
    uint64_t iterations; /* 0 = Google Benchmark chooses */
    enum gbench_timing timing;
};

struct gbench_result {
    double real_ns; /* per iteration, as Google Benchmark reports it */
    double cpu_ns;
    double loop_ns; /* CPU time per iteration, by a clock around the whole loop */
    uint64_t iterations;
};

/* Registers, runs and forgets one benchmark. Returns 0, or -1 when it did not run. */
int gbench_run(const struct gbench_request *request, struct gbench_result *result);

#ifdef __cplusplus
}
#endif

#endif
