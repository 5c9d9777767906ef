/*
 * UTF-8, as far as text for people needs it: where a code point ends, and which ones must not be
 * shown as they are.
 */
#ifndef BR_BASE_UTF8_H
#define BR_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the well-formed code point that starts at `string` (1 to 4) and its value; 0 where the
 * bytes are not UTF-8 (overlong forms and surrogates are not) and at the closing NUL. Never reads
 * past the NUL. The table of well-formed sequences is that of The Unicode Standard, section 3.9. */
size_t br_utf8_decode(const char *string, uint32_t *code_point);

/* Controls, line and paragraph separators, invisible and bidirectional formatting characters:
 * whatever could move the cursor, hide text or change its order. */
bool br_utf8_is_hidden(uint32_t code_point);

/* Marks drawn over the character before them (the combining blocks) and joiners: no column. */
bool br_utf8_is_combining(uint32_t code_point);

#endif
