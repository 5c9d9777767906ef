/*
 * What the faulty plug-ins share: records are lines, and the fault happens once in a run, at the
 * line 777, in the first process that comes to it, the verify pass left out. So one pass is lost
 * and the others show that the run went on.
 *
 * A fault is a .c file that includes this and defines `static void fault(void)`.
 */
#ifndef FAULT_H
#define FAULT_H

#include <benchrun/workload.h>

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool armed; /* in a process of another pass than verify */

static inline bool is_line(const unsigned char *record, size_t size, const char *line)
{
    return size == strlen(line) + 1 && memcmp(record, line, size - 1) == 0;
}

/* True for one process of a run: the one that makes the file. */
static inline bool comes_first(void)
{
    int file = open("fired", O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0)
        close(file);
    return file >= 0;
}

static inline size_t frame_lines(const void *state, const unsigned char *input, uint64_t size,
                                 uint64_t *offset, struct br_span *spans, size_t capacity)
{
    size_t count = 0;
    (void)state;
    while (count < capacity && *offset < size) {
        const unsigned char *end = memchr(input + *offset, '\n', size - *offset);
        uint64_t next = end != NULL ? (uint64_t)(end - input) + 1 : size;
        spans[count++] = (struct br_span){.offset = *offset, .size = (uint32_t)(next - *offset)};
        *offset = next;
    }
    return count;
}

static inline int begin_armed(void *state, const struct br_worker_context *context, void **worker)
{
    (void)state;
    (void)worker;
    armed = context->digest == NULL;
    return 0;
}

#define WORKLOAD(...)                                                                              \
    const struct br_workload benchrun_workload = {.abi_version = BR_WORKLOAD_ABI_VERSION,          \
                                                  .struct_size = sizeof(struct br_workload),       \
                                                  .name = "faulty",                                \
                                                  .summary = "a faulty plug-in",                   \
                                                  .format = "lines",                               \
                                                  .frame = frame_lines,                            \
                                                  __VA_ARGS__}

#endif
