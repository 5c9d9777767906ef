/*
 * A strict reader of one ISO 2709 record for tests: it accepts only what the format demands, and
 * shares no code with the workload, the generator or libyaz.
 */
#ifndef BR_TESTS_MARC_WALK_H
#define BR_TESTS_MARC_WALK_H

#include <stddef.h>

/* One field: three characters of tag; `data` has `size` bytes, the field terminator included. */
typedef void br_marc_visit(const char *tag, const unsigned char *data, size_t size, void *user);

/*
 * NULL when the record is sound, else what is wrong with it, as a constant text. Sound: the leader
 * gives the record's size and the place of the data; the directory is made of digits and lists the
 * fields one after the other without gaps up to the end; each field ends with its terminator, has
 * none inside, and, above tag 009, begins with two indicators and a subfield; the record
 * terminator is the last byte and the only one. `visit` (NULL = none) is called for each field
 * before the next one is checked.
 */
const char *br_marc_walk(const unsigned char *record, size_t size, br_marc_visit *visit,
                         void *user);

#endif
