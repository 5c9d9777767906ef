/*
 * The stage profiler behind include/benchrun/stage.h, as the harness uses it: one profiler per
 * process, one recorder per thread, rows merged by path after the threads are done.
 *
 * Per row: calls, wall time in ticks (total, own, longest call), CPU time, allocation. Wall time
 * and allocation are read at every mark (one time stamp and the counter loads, no system call). CPU
 * time is read at a row's first call and then only while its calls have been at least 25 µs long on
 * average (a 250 ns system call is then within 2 %), RSS alike above 500 µs; readings of calls
 * after which the average is below are dropped. `cpu_calls` and `rss_calls` say how many calls were
 * kept, so a reader can tell counted (= calls), scaled (some) and not measured (0).
 *
 * Cost of a begin/end pair: two time stamps, four counter loads and about forty plain instructions;
 * br_stage_pair_cost_ticks measures it. One stamp's worth of it falls inside the stage, the rest
 * into the parent's own time.
 */
#ifndef BR_MEASURE_STAGE_H
#define BR_MEASURE_STAGE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <benchrun/stage.h>

/* Forgets what a recorder has measured (labels stay). Only while no stage is open in it; one that
 * is open nevertheless counts as a missing end. By the recorder's own thread. */
void br_stage_reset(struct br_stages *stages);

/* Number of the row open in a recorder, for another thread to look at; 0 = none. */
uint32_t br_stage_current(const struct br_stages *stages);

/* The row that a row is nested in; 0 = none. By the recorder's own thread. */
uint32_t br_stage_parent(const struct br_stages *stages, uint32_t row);

/* From now on the open row's number is kept in `word` (relaxed), which may lie in memory shared
 * with another process and must outlive the recorder. */
void br_stage_publish(struct br_stages *stages, _Atomic uint32_t *word);

/* The dotted path of a row number that br_stage_current gave, cut to `size`; "" for 0 and
 * for rows that do not exist. May be
 * called by another thread than the recorder's until the recorder is reset or freed. */
void br_stage_row_path(const struct br_stages *stages, uint32_t row, char *path, size_t size);

/* How deep a dotted path is nested; 0 = outermost. */
unsigned br_stage_path_depth(const char *path);

/* Calibrated cost of one begin/end pair in ticks, median over several hundred batches of empty
 * pairs; takes well under 1 ms. 0 when memory is out. */
double br_stage_pair_cost_ticks(struct br_stage_profiler *profiler);

#endif
