/*
 * Framing of line records, shared by the workloads that read lines.
 *
 * Model. A record is a line with its line feed; the last one may lack it. A line of nothing but
 * spaces, tabs and carriage returns is padding. A line longer than a span can say (4 GiB) is cut:
 * every piece but the last is a rejected record with the caller's reason. A place right after a
 * line feed is a boundary whatever stands before it, so the format is splittable.
 *
 * Cost: one memchr per line. Nothing outside the input is read. Pure functions.
 */
#ifndef BENCHRUN_BENCH_LINES_H
#define BENCHRUN_BENCH_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <benchrun/workload.h>

/* Where the line that starts at `begin` ends: past its line feed, or at `end`. */
static inline const unsigned char *br_line_end(const unsigned char *begin, const unsigned char *end)
{
    const unsigned char *feed = memchr(begin, '\n', (size_t)(end - begin));
    return feed != NULL ? feed + 1 : end;
}

/* True when nothing but white space stands in [begin, end). */
static inline bool br_line_is_blank(const unsigned char *begin, const unsigned char *end)
{
    while (begin < end && *begin <= ' ' &&
           (*begin == ' ' || *begin == '\t' || *begin == '\r' || *begin == '\n'))
        begin++;
    return begin == end;
}

/* The `frame` callback of line records; `too_long` is the reason of the pieces of a cut line. */
static inline size_t br_lines_frame(const unsigned char *input, uint64_t input_size,
                                    uint64_t *offset, struct br_span *spans, size_t capacity,
                                    uint32_t too_long)
{
    const unsigned char *const end = input + input_size;
    const unsigned char *line = input + *offset;
    size_t count = 0;
    while (line < end && count < capacity) {
        const unsigned char *next = br_line_end(line, end);
        uint32_t reason = BR_ACCEPTED;
        if (next - line > (ptrdiff_t)UINT32_MAX) {
            next = line + UINT32_MAX;
            reason = too_long;
        }
        if (!br_line_is_blank(line, next))
            spans[count++] = (struct br_span){.offset = (uint64_t)(line - input),
                                              .size = (uint32_t)(next - line),
                                              .reason = reason};
        line = next;
    }
    *offset = (uint64_t)(line - input);
    return count;
}

/* The `split` callback of line records: the first start of a line at or after `offset`. */
static inline uint64_t br_lines_split(const unsigned char *input, uint64_t input_size,
                                      uint64_t offset)
{
    if (offset == 0 || offset >= input_size)
        return offset == 0 ? 0 : input_size;
    return (uint64_t)(br_line_end(input + offset - 1, input + input_size) - input);
}

#endif
