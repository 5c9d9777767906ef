/*
 * The two sides of a comparison over one input: the harness's mode and the bare loop, both ready to
 * be timed, and proof that they do the same work.
 */
#ifndef BR_GBENCH_SIDE_H
#define BR_GBENCH_SIDE_H

#include "bare.h"
#include "drive.h"
#include "rounds.h"

struct sides {
    const struct bare_format *format;
    char subject[32]; /* "marc", "marc-real" */
    struct bench_input input;
    struct bare bare;
    struct bench_drive *drive;
};

/* Synthetic input that takes about 10 ms to process. */
void sides_open_synthetic(struct sides *sides, const struct bare_format *format);
/* A real file of that format, or false where the corpora are missing. */
bool sides_open_real(struct sides *sides, const struct bare_format *format);
void sides_close(struct sides *sides);

struct timed sides_bare(struct sides *sides);
struct timed sides_harness(struct sides *sides);

/* Runs both once and ends the program unless records, bytes and witness agree. */
void sides_check(struct sides *sides);

/* Calls `topic` for the synthetic input of every format, and for the real one where there is. */
void sides_each(void (*topic)(struct sides *sides));

#endif
