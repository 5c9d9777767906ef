/*
 * The generators' output buffer: gathers records and hands them to the sink in large pieces.
 * Single owner, no allocation; after a failed write everything is dropped and the failure kept.
 */
#ifndef BENCHRUN_BENCH_GENERATE_CHUNK_H
#define BENCHRUN_BENCH_GENERATE_CHUNK_H

#include <stddef.h>
#include <string.h>

#include <benchrun/workload.h>

enum { BR_CHUNK_BYTES = 65536 };

struct br_chunk {
    struct br_sink *sink;
    int status; /* 0, or what the sink's first failing write returned */
    size_t used;
    unsigned char bytes[BR_CHUNK_BYTES];
};

static inline void br_chunk_init(struct br_chunk *chunk, struct br_sink *sink)
{
    chunk->sink = sink;
    chunk->status = 0;
    chunk->used = 0;
}

/* Hands over what has been gathered. Returns the status. */
static inline int br_chunk_flush(struct br_chunk *chunk)
{
    if (chunk->status == 0 && chunk->used > 0)
        chunk->status = chunk->sink->write(chunk->sink, chunk->bytes, chunk->used);
    chunk->used = 0;
    return chunk->status;
}

static inline void br_chunk_add(struct br_chunk *chunk, const void *data, size_t size)
{
    const unsigned char *from = data;
    while (size > 0) {
        if (chunk->used == BR_CHUNK_BYTES)
            br_chunk_flush(chunk);
        size_t room = BR_CHUNK_BYTES - chunk->used;
        size_t part = size < room ? size : room;
        memcpy(chunk->bytes + chunk->used, from, part);
        chunk->used += part;
        from += part;
        size -= part;
    }
}

#endif
