/*
 * The built-in workloads, for the registry and the tests. Each is documented at the top of its own
 * file; what every member means stands in <benchrun/workload.h>.
 */
#ifndef BENCHRUN_BENCH_WORKLOADS_H
#define BENCHRUN_BENCH_WORKLOADS_H

#include <benchrun/workload.h>

extern const struct br_workload br_workload_marc;
extern const struct br_workload br_workload_ndjson;
extern const struct br_workload br_workload_csv;
extern const struct br_workload br_workload_null;
extern const struct br_workload br_workload_skeleton;

#endif
