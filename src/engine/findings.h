/*
 * What the doctor finds, as the model keeps it: looks before and after listening to the machine's
 * interruptions, with probes of the core clock in between.
 */
#ifndef BR_ENGINE_FINDINGS_H
#define BR_ENGINE_FINDINGS_H

#include "measure/machine.h"
#include "model/profile.h"

/* Adds all findings to an environment whose build and tick counter are read; they are about the
 * `listen_ns` that it listens for (at least 250 ms, for clock ticks of 10 ms to be of use). `floor`
 * gets what was heard. Beside the listening it takes a few ms, and some 10 µs per process. */
void br_findings_read(struct br_environment *environment, uint64_t listen_ns,
                      struct br_machine_floor *floor);

#endif
