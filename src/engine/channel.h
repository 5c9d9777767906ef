/*
 * The channel between the parent and one child: a memory file both have mapped.
 *
 * It carries the job down and the answer up, each a printed shape with its length, and the workers'
 * cursors, which the parent may read at any time, also after the child has crashed. The code under
 * test lives in the same memory as the child's map of it: what comes up is believed only as far as
 * it is bounded, and the answer only with its digest.
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

enum br_phase {
    BR_PHASE_START,
    BR_PHASE_LOAD, /* of a plug-in */
    BR_PHASE_OPEN,
    BR_PHASE_GENERATE,
    BR_PHASE_WARM_UP,
    BR_PHASE_MEASURE,
    BR_PHASE_CLOSE,
    BR_PHASE_END /* after the answer */
};
extern const char *const br_phase_names[];

struct br_channel {
    uint64_t magic;
    uint64_t job_size;              /* bytes of the payload, and ... */
    uint64_t exact_size;            /* ... those behind it: see br_job_append_exact */
    _Atomic uint64_t answer_size;   /* 0 until the answer is complete */
    uint64_t answer_digest;         /* XXH3-64 of it */
    _Atomic uint64_t refused_bytes; /* memory that the child asked for last and did not get */
    _Atomic uint32_t phase;         /* enum br_phase */
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
/* Puts bytes behind the job that was put. */
int br_channel_put_exact(struct br_channel *channel, const void *data, size_t size,
                         struct br_error *error);
int br_channel_put_answer(struct br_channel *channel, const char *text, struct br_error *error);

/* Parent: a copy of the answer, to be freed, whose digest is the one that was put with it: what is
 * still running on the other side cannot change it any more. */
int br_channel_get_answer(const struct br_channel *channel, char **text, size_t *size,
                          struct br_error *error);

#endif
