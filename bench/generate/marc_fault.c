/*
 * Faults of real MARC files: in the leader's record length and in the directory.
 */
#include "bench/generate/marc_fault.h"

#include <stdint.h>
#include <string.h>

enum { LEADER_BYTES = 24, ENTRY_BYTES = 12, FIELD_TERMINATOR = 0x1e };

enum fault {
    FAULT_LENGTH_LONG,
    FAULT_LENGTH_SHORT,
    FAULT_LENGTH_TEXT,
    FAULT_DIRECTORY_OPEN,
    FAULT_ENTRY_TEXT,
    FAULT_ENTRY_OUTSIDE,
    FAULT_COUNT
};

static void length_write(unsigned char *record, size_t size)
{
    for (size_t i = 5; i-- > 0; size /= 10)
        record[i] = (unsigned char)('0' + size % 10);
}

static size_t directory_end(const unsigned char *record, size_t size)
{
    const unsigned char *end = memchr(record + LEADER_BYTES, FIELD_TERMINATOR, size - LEADER_BYTES);
    return (size_t)(end - record);
}

/* The start of a random directory entry. */
static unsigned char *entry_at(struct br_prng *random, unsigned char *record, size_t size)
{
    size_t entries = (directory_end(record, size) - LEADER_BYTES) / ENTRY_BYTES;
    return record + LEADER_BYTES + ENTRY_BYTES * br_prng_below(random, (uint32_t)entries);
}

void br_marc_fault_put(struct br_prng *random, unsigned char *record, size_t size)
{
    /* Less than a leader off, so that the wrong end never meets a neighbour's terminator. */
    size_t off = 1 + br_prng_below(random, LEADER_BYTES - 5);
    switch ((enum fault)br_prng_below(random, FAULT_COUNT)) {
    case FAULT_LENGTH_LONG:
        length_write(record, size + off);
        break;
    case FAULT_LENGTH_SHORT:
        length_write(record, size - off);
        break;
    case FAULT_LENGTH_TEXT:
        record[br_prng_below(random, 5)] = '*';
        break;
    case FAULT_DIRECTORY_OPEN:
        record[directory_end(record, size)] = ' ';
        break;
    case FAULT_ENTRY_TEXT:
        entry_at(random, record, size)[3 + br_prng_below(random, 9)] = 'x';
        break;
    case FAULT_ENTRY_OUTSIDE:
        memset(entry_at(random, record, size) + 7, '9', 5);
        break;
    case FAULT_COUNT:
        break;
    }
}
