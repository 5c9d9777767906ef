/*
 * jemalloc's heap profiler in this process: on and off, dumps, and the peak.
 *
 * It has to be built in (config.prof), and switched on when the process starts, which
 * br_heap_profiler_environment does for a child; it then costs nothing until it is activated.
 * Afterwards jemalloc takes the stack of an allocation every so many bytes, at random, which costs
 * about 3 us each.
 */
#ifndef BR_MEASURE_HEAP_PROFILER_H
#define BR_MEASURE_HEAP_PROFILER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"

/* The environment entry that starts a process with the profiler built up but not active; `rate` is
 * the bytes between two samples on average, a power of two. What MALLOC_CONF says already stays in
 * front. free() it. */
char *br_heap_profiler_environment(uint64_t rate);

/* Whether this process has the profiler. Else `reason` gets static text that says what to do. */
bool br_heap_profiler_available(const char **reason);

/* Samples are taken, on all threads, between activation and deactivation; frees of what was sampled
 * count at any time. */
void br_heap_profiler_activate(bool active);

/* The calling thread's name in dumps. */
void br_heap_profiler_name_thread(const char *name);

/* What is live now, and everything allocated since the start, as text with the build ids of what is
 * mapped; see heap_dump.h. Takes about a millisecond. BR_ERROR_UNSUPPORTED when jemalloc cannot
 * write it. */
int br_heap_profiler_dump(struct br_text *dump, struct br_error *error);

/*
 * The peak, approximately: a thread of its own looks at the live bytes of the process every 10 ms,
 * and takes a dump when they have grown by more than a twentieth, and more than the rate, beyond
 * the dump before. A look takes about 10 us, on whatever CPU is free.
 */
struct br_heap_peak;

/* NULL with the error when there is no thread or no memory for it. */
struct br_heap_peak *br_heap_peak_start(uint64_t rate, struct br_error *error);
/* Ends it with a last look. True, with the dump, where live bytes were highest before now. */
bool br_heap_peak_stop(struct br_heap_peak *peak, struct br_text *dump);

#endif
