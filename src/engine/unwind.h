/*
 * Stacks from samples: registers and the top of a stack followed outwards by the unwinding tables
 * of the files (.eh_frame), which strip leaves and libraries without frame pointers have.
 *
 * Cost: 5 to 10 us a sample. One thread at a time. A build without libdw cannot.
 */
#ifndef BR_ENGINE_UNWIND_H
#define BR_ENGINE_UNWIND_H

#include "engine/symbols.h"
#include "measure/sampler.h"

#define BR_UNWIND_DEPTH 256

struct br_unwinder;

/* Over the files of `symbols`, which must outlast it. NULL with BR_ERROR_UNSUPPORTED. */
struct br_unwinder *br_unwinder_open(struct br_symbols *symbols, struct br_error *error);

/* The addresses of a sample's stack as br_symbols_stack wants them, the innermost first; returns
 * how many. *complete says whether the thread's root was reached: it is not where the stack is
 * deeper than what was sampled of it or code has no tables. */
size_t br_unwind(struct br_unwinder *unwinder, const struct br_cpu_sample *sample,
                 uint64_t addresses[BR_UNWIND_DEPTH], bool *complete);

void br_unwinder_close(struct br_unwinder *unwinder);

#endif
