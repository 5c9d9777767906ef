/*
 * Sampled stacks, of CPU time or of the heap: a table of frames and, by index into it, the stacks
 * that were seen with what was seen of them. Part of a result, so that flame graphs, call trees and
 * top lists can be made again from the profile alone.
 */
#ifndef BR_MODEL_STACKS_H
#define BR_MODEL_STACKS_H

#include <stdbool.h>
#include <stdint.h>

#include "model/shape.h"

/* One place in the code. A name is only given when a symbol's extent covers the address. */
struct br_frame {
    char *function;  /* NULL: unknown; then library and begin name it */
    char *library;   /* base name of the file it is in; NULL: none (the kernel, generated code) */
    char *build_id;  /* of that file, hexadecimal; NULL: it has none */
    uint64_t offset; /* of the call or instruction in that file, as its ELF addresses count */
    uint64_t begin;  /* of the function, likewise; 0 = not known, then the offset stands for it */
    char *file;      /* of the source; NULL without debug information */
    uint64_t line;   /* 0 = unknown */
    bool inlined;    /* into the frame that follows it in a stack; has the same offset */
    bool harness;    /* benchrun's own: shown folded */
};
struct br_frames {
    struct br_frame *items;
    size_t count;
};

/* Frames of a stack at most: a tree that deep is still walked by recursion. Real stacks stay far
 * below, for the unwinders give up after some hundred addresses. */
enum { BR_STACK_FRAMES_MOST = 10000 };

struct br_stack {
    struct br_counts frames; /* into br_stacks.frames, the innermost first */
    uint64_t thread;         /* worker number; producers come after the workers */
    uint64_t samples;        /* as sampled */
    double value;            /* what the samples stand for, in br_stacks.unit: an estimate */
    double objects;          /* heap: allocations; CPU: 0 */
    bool truncated;          /* the unwinder did not reach the thread's root */
};
struct br_stack_list {
    struct br_stack *items;
    size_t count;
};

/* One profile of stacks. */
struct br_stacks {
    char *kind;               /* "cpu", "heap-allocated", "heap-peak", "heap-end", "heap-leak" */
    char *unit;               /* of the values: "ns" or "B" */
    char *source;             /* "perf cpu-clock, libdw", "itimer, libunwind", "jemalloc prof" */
    double period;            /* one sample stands for so many units on average */
    uint64_t records;         /* measured while it was taken; 0 = not counted */
    uint64_t lost;            /* samples that could not be kept */
    double duration_ns;       /* wall time it covers */
    struct br_texts nameless; /* why functions of files have no names, a sentence for each file */
    struct br_frames frames;
    struct br_stack_list stacks;
};
struct br_stacks_list {
    struct br_stacks *items;
    size_t count;
};

extern const struct br_shape br_stacks_shape;

#endif
