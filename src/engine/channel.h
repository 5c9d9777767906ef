/*
 * The channel between the parent and one child: a memory file both have mapped.
 *
 * It carries the job down and the answer up, each a printed shape with its length, and the workers'
 * cursors, which the parent may read at any time, also after the child has crashed.
 */
#ifndef BR_ENGINE_CHANNEL_H
#define BR_ENGINE_CHANNEL_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "modes/lane.h"

#define BR_CHANNEL_LANES 1024u
#define BR_CHANNEL_PAYLOAD ((size_t)64 << 20) /* sparse: only written pages take memory */

enum br_phase { BR_PHASE_START, BR_PHASE_OPEN, BR_PHASE_WARM_UP, BR_PHASE_MEASURE, BR_PHASE_CLOSE };
extern const char *const br_phase_names[];

struct br_channel {
    uint64_t magic;
    uint64_t job_size;
    _Atomic uint64_t answer_size; /* 0 until the answer is complete */
    _Atomic uint32_t phase;       /* enum br_phase */
    _Atomic uint32_t lane_count;
    struct br_cursor cursors[BR_CHANNEL_LANES];
    char payload[]; /* the job, later overwritten by the answer */
};

/* Parent: a new channel; `descriptor` goes to the child and is closed by br_channel_close. */
struct br_channel *br_channel_new(int *descriptor, struct br_error *error);
/* Child: maps an inherited descriptor; NULL when it is not a channel. */
struct br_channel *br_channel_open(int descriptor, struct br_error *error);
void br_channel_close(struct br_channel *channel);

int br_channel_put_job(struct br_channel *channel, const char *text, struct br_error *error);
int br_channel_put_answer(struct br_channel *channel, const char *text, struct br_error *error);

#endif
