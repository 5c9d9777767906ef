/*
 * What the counting shim offers besides malloc: found by name (dlsym) in src/measure/allocation.c,
 * so that the executable does not depend on the shim.
 */
#ifndef BR_MEASURE_SHIM_ALLOCATION_SHIM_H
#define BR_MEASURE_SHIM_ALLOCATION_SHIM_H

#include "measure/allocation.h"

/* Names for dlsym. */
#define BR_ALLOCATION_SHIM_COUNTS "br_allocation_shim_counts"
#define BR_ALLOCATION_SHIM_LIVE "br_allocation_shim_live"
#define BR_ALLOCATION_SHIM_RESET_PEAK "br_allocation_shim_reset_peak"
#define BR_ALLOCATION_SHIM_KNOWS_OWNERS "br_allocation_shim_knows_owners"

/* The calling thread's counts; valid until the thread ends. */
struct br_allocation_counts *br_allocation_shim_counts(void);
/* Live bytes over all threads and their peak; the peak is exact, each thread's rise being one
 * atomic addition. */
void br_allocation_shim_live(struct br_allocation_live *live);
/* Lowers the peak to the live value. For a quiet moment: a rise at the same instant may be lost. */
void br_allocation_shim_reset_peak(void);

/* True as long as every foreign free was seen; see owners.h. */
bool br_allocation_shim_knows_owners(void);

#endif
