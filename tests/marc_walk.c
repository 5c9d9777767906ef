/* The strict ISO 2709 reader of marc_walk.h. */
#include "marc_walk.h"

#include <stdbool.h>
#include <string.h>

enum { LEADER = 24, ENTRY = 12, SUBFIELD = 0x1f, FIELD_END = 0x1e, RECORD_END = 0x1d };

/* False unless all `count` bytes are digits. */
static bool number(const unsigned char *at, size_t count, size_t *value)
{
    *value = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return false;
        *value = *value * 10 + (size_t)(at[i] - '0');
    }
    return true;
}

static const char *leader_fault(const unsigned char *record, size_t size, size_t *base)
{
    size_t length;
    if (size < LEADER + 2 || !number(record, 5, &length) || length != size)
        return "record length";
    if (memchr(record, RECORD_END, size) != record + size - 1)
        return "record terminator";
    if (!number(record + 12, 5, base) || *base < LEADER + 1 || *base >= size)
        return "base address";
    if (memcmp(record + 10, "22", 2) != 0 || memcmp(record + 20, "4500", 4) != 0)
        return "leader constants";
    if ((*base - LEADER - 1) % ENTRY != 0 || record[*base - 1] != FIELD_END)
        return "directory size";
    return NULL;
}

static const char *field_fault(const unsigned char *tag, const unsigned char *data, size_t size)
{
    if (memchr(data, FIELD_END, size) != data + size - 1)
        return "field terminator";
    const bool control = tag[0] == '0' && tag[1] == '0';
    if (control && memchr(data, SUBFIELD, size) != NULL)
        return "subfield in a control field";
    if (!control && (size < 5 || data[2] != SUBFIELD))
        return "first subfield";
    return NULL;
}

const char *br_marc_walk(const unsigned char *record, size_t size, br_marc_visit *visit, void *user)
{
    size_t base, length, start, expected = 0;
    const char *fault = leader_fault(record, size, &base);
    if (fault != NULL)
        return fault;
    for (size_t entry = LEADER; entry < base - 1; entry += ENTRY) {
        if (!number(record + entry + 3, 4, &length) || !number(record + entry + 7, 5, &start))
            return "directory digits";
        if (start != expected || length == 0 || base + start + length >= size)
            return "directory places";
        fault = field_fault(record + entry, record + base + start, length);
        if (fault != NULL)
            return fault;
        if (visit != NULL)
            visit((const char *)record + entry, record + base + start, length, user);
        expected += length;
    }
    return base + expected + 1 == size ? NULL : "data beyond the fields";
}
