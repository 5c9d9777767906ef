/*
 * Faults of real MARC files, put into a sound record.
 */
#ifndef BENCHRUN_BENCH_GENERATE_MARC_FAULT_H
#define BENCHRUN_BENCH_GENERATE_MARC_FAULT_H

#include <stddef.h>

#include "bench/generate/random.h"

/*
 * Breaks the record in place; its size and its 0x1D, the only one, stay. Of the six faults, equally
 * likely, three are seen by whoever checks the record length (too long, too short, not a number),
 * three only by whoever checks the directory (its terminator overwritten, a letter in an entry's
 * numbers, an entry that points outside the record).
 */
void br_marc_fault_put(struct br_prng *random, unsigned char *record, size_t size);

#endif
