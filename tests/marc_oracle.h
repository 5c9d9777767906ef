/*
 * The framing rule of ISO 2709 once more, written straight from its wording and byte by byte, to
 * judge the workload's framer by.
 *
 * A record is as long as its leader's first five digits say when those are digits, at least 25, and
 * the byte they end on is 0x1D; otherwise it runs to the next 0x1D, or the end of the input, and is
 * rejected. Line feeds, carriage returns, NUL and 0x1A bytes outside records are padding.
 */
#ifndef BR_TESTS_MARC_ORACLE_H
#define BR_TESTS_MARC_ORACLE_H

#include <stddef.h>
#include <stdint.h>

struct br_marc_oracle {
    uint64_t whole, broken;
    uint64_t whole_bytes, broken_bytes, padding_bytes;
};

struct br_marc_oracle br_marc_oracle(const unsigned char *input, size_t size);

#endif
