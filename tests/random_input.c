/* The random inputs of random_input.h. */
#include "random_input.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { LEADER_SIZE = 24, ENTRY_SIZE = 12, FIELDS_MAX = 6, FIELD_MAX = 40, RECORD_MAX = 400 };

static size_t below(struct br_random *random, uint64_t bound)
{
    return (size_t)br_random_below(random, bound);
}

size_t br_random_text(struct br_random *random, const char *alphabet, size_t alphabet_size,
                      unsigned char *bytes, size_t capacity)
{
    const size_t size = below(random, capacity + 1);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (unsigned char)alphabet[below(random, alphabet_size)];
    return size;
}

/* One field with its terminator: control field or indicators and subfields. */
static size_t make_field(struct br_random *random, bool control, char *field)
{
    size_t size = 0;
    if (!control)
        size += (size_t)sprintf(field, "1%c\x1f%c", ' ', (int)('a' + below(random, 26)));
    const size_t more = below(random, FIELD_MAX / 2);
    for (size_t i = 0; i < more; i++)
        field[size++] = "abcdefgh .,\xc3\xa9\x1f$"[below(random, 15)];
    field[size++] = 0x1E;
    return size;
}

/* A whole record; `record` has room for RECORD_MAX bytes and a NUL. */
static size_t make_record(struct br_random *random, char *record)
{
    static const char *const tags[] = {"001", "008", "100", "245", "650", "00X"};
    char data[FIELDS_MAX * FIELD_MAX];
    const size_t fields = below(random, FIELDS_MAX + 1);
    const size_t base = LEADER_SIZE + fields * ENTRY_SIZE + 1;
    size_t data_size = 0;
    for (size_t i = 0; i < fields; i++) {
        const char *tag = tags[below(random, 6)];
        const size_t size = make_field(random, tag[1] == '0', data + data_size);
        (void)sprintf(record + LEADER_SIZE + i * ENTRY_SIZE, "%s%04zu%05zu", tag, size, data_size);
        data_size += size;
    }
    char leader[64];
    (void)sprintf(leader, "%05zunam a22%05zu a 4500", base + data_size + 1, base);
    memcpy(record, leader, LEADER_SIZE);
    record[base - 1] = 0x1E;
    memcpy(record + base, data, data_size);
    record[base + data_size] = 0x1D;
    return base + data_size + 1;
}

/* Breaks the record in place: changed bytes or a lost end. Returns its size then. */
static size_t damage(struct br_random *random, char *record, size_t size)
{
    static const char bytes[] = "0123456789 ax\x1d\x1e\x1f\n\xff";
    for (size_t changes = 1 + below(random, 4); changes > 0; changes--)
        record[below(random, size)] = bytes[below(random, sizeof bytes)];
    return below(random, 8) == 0 ? 1 + below(random, size) : size;
}

size_t br_random_marc(struct br_random *random, unsigned char *bytes, size_t capacity)
{
    static const char noise[] = "\n\r\x00\x1a\x1d x00025";
    const size_t wanted = below(random, capacity - RECORD_MAX);
    size_t size = 0;
    while (size < wanted) {
        char record[RECORD_MAX + 1];
        const size_t kind = below(random, 8);
        size_t piece;
        if (kind == 0) {
            piece = br_random_text(random, noise, sizeof noise - 1, (unsigned char *)record, 30);
        } else {
            piece = make_record(random, record);
            if (kind < 4)
                piece = damage(random, record, piece);
        }
        memcpy(bytes + size, record, piece);
        size += piece;
    }
    return size;
}
