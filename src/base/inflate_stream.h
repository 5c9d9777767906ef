/*
 * What the unpackers behind inflate.h share: a stream that is read and written by blocks, and the
 * sentences about what can be wrong with it. For inflate*.c alone.
 */
#ifndef BR_BASE_INFLATE_STREAM_H
#define BR_BASE_INFLATE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

enum { BR_INFLATE_BLOCK = 128 * 1024 /* bytes */ };

struct br_inflate_stream {
    const char *path;
    int input, output;
    uint64_t written; /* bytes */
    size_t filled;    /* bytes in `packed` */
    unsigned char packed[BR_INFLATE_BLOCK];
    unsigned char unpacked[BR_INFLATE_BLOCK];
    struct br_error *error;
};

/* The next block of the input into `packed`; `filled` is 0 at its end. */
int br_inflate_fill(struct br_inflate_stream *stream);
/* Writes the first `size` bytes of `unpacked`. */
int br_inflate_drain(struct br_inflate_stream *stream, size_t size);

/* Each sets the stream's error and returns its code. `detail` is the library's own word for it. */
int br_inflate_truncated(const struct br_inflate_stream *stream);
int br_inflate_corrupt(const struct br_inflate_stream *stream, const char *detail);
int br_inflate_no_memory(const struct br_inflate_stream *stream);

/* Unpacks all frames of the stream. */
int br_inflate_zstd(struct br_inflate_stream *stream);

#endif
