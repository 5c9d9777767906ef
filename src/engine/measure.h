/*
 * Measuring inside a child: warm-up, samples, and what each pass reads around them.
 */
#ifndef BR_ENGINE_MEASURE_H
#define BR_ENGINE_MEASURE_H

#include "engine/prepare.h"

/* Measures the job's cell with the instruments of its pass; fills answer->result and stage_paths.
 */
int br_measure(struct br_bench *bench, const struct br_registry *registry, struct br_answer *answer,
               struct br_error *error);

/* ---- its parts ---- */

/* Runs repetitions, first of a few records, until their speed is steady or the time for it is used
 * up (job.warm_up_ns). Returns the estimated wall time of one record in ns.
 */
double br_warm_up(struct br_bench *bench, struct br_result *result);

/* Takes the samples of the pass. */
int br_take_samples(struct br_bench *bench, double record_ns, struct br_result *result,
                    struct br_error *error);

/* After the repetitions of bench->run since the last reset: did each do the work of bench->one, and
 * did the workload return nothing that makes no sense? */
int br_check_work(struct br_bench *bench, uint64_t repetitions, struct br_error *error);

/* The whole of the instructions pass: warm-up, the counted repetition and those that tell stages
 * and waiting apart. Without valgrind one repetition, and the reason. */
int br_count_instructions(struct br_bench *bench, struct br_result *result, struct br_error *error);

/* Sums over all lanes since the last reset. `rejected` of `sums` has room for every reason. */
void br_sum_lanes(const struct br_run *run, struct br_sums *sums);

/* What the lanes recorded, put into the result: work, workers, latencies, stages. */
int br_collect(struct br_bench *bench, struct br_answer *answer, struct br_error *error);

/* The slowest records of the latency pass. Frames the input once more, up to the last of them, to
 * learn their numbers. */
int br_collect_slowest(const struct br_bench *bench, struct br_result *result,
                       struct br_error *error);

/* Around the samples of the alloc pass. */
void br_alloc_start(struct br_bench *bench, struct br_result *result);
void br_alloc_stop(struct br_bench *bench, struct br_result *result);
/* After the workers have ended: what is left after the drain. */
void br_alloc_drained(struct br_bench *bench, struct br_result *result);

/* Around the samples of the heap pass, and around each of them; then, after the workers have ended,
 * what is left when the workload is closed as well. Collecting hands the dumps to the answer. */
void br_heap_start(struct br_bench *bench);
void br_heap_sample_start(struct br_bench *bench);
void br_heap_sample_stop(struct br_bench *bench);
void br_heap_stop(struct br_bench *bench);
void br_heap_drained(struct br_bench *bench);
void br_heap_collect(struct br_bench *bench, struct br_answer *answer);
void br_heap_pass_free(struct br_heap_pass *heap);

/* The cpu pass: before the lanes' threads are started, on them, around each sample, and at the end.
 */
void br_cpu_open(struct br_bench *bench, struct br_result *result);
void br_cpu_begin(struct br_bench *bench);
void br_cpu_sample_start(struct br_bench *bench);
void br_cpu_sample_stop(struct br_bench *bench);
void br_cpu_collect(struct br_bench *bench, struct br_result *result);

/* Around each sample of the counters pass, and after the last one. */
void br_counting_open(struct br_bench *bench);
void br_counting_start(struct br_bench *bench);
void br_counting_stop(struct br_bench *bench);
void br_counting_finish(struct br_bench *bench, struct br_result *result);

#endif
