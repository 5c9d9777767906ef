/*
 * Looking into the beginning of a JSON text without reading all of it. Private to src/store.
 */
#ifndef BR_STORE_JSON_HEAD_H
#define BR_STORE_JSON_HEAD_H

#include <stdbool.h>
#include <stddef.h>

/* True when the text, which may be cut anywhere, is an object so far, the first member called
 * `name` (written without escapes) of the object itself is an object too, and none called `other`
 * stands before it. False says nothing: what was looked for may stand behind the cut, or the text
 * may be no JSON. Takes linear time. */
bool br_json_head_has_object(const char *text, size_t size, const char *name, const char *other);

#endif
