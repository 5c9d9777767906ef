/*
 * Shapes: a table per struct of the model that says what each member is called and how it is
 * stored. One walk over these tables writes JSON, reads it back, frees and compares; nobody else
 * lists the members of a profile.
 *
 * Members that a file lacks keep their zero value; members that a file has and the table lacks are
 * ignored (a newer minor version). A member of the wrong type is an error that names its JSON path.
 *
 * Every value reads back as it was written:
 *   COUNT, SIGNED  JSON numbers up to 2^53 - 1 in magnitude, which every JSON reader keeps exact;
 *                  decimal texts beyond ("18446744073709551615"). Numbers that are not whole or
 *                  beyond that bound are refused rather than rounded.
 *   WORD           64-bit words that are not counts (witness, digest, seed): "0x" and 16 digits.
 *   NUMBER         the shortest of 15, 16 or 17 significant digits that reads back identical. NAN
 *                  and infinities are null, and null reads as NAN.
 *   CHOICE         the word for the index.
 *   TEXT           UTF-8. A byte that is not part of a well-formed code point is written, and read,
 *                  as the four characters \xNN; everything else is kept.
 * Two objects with the same content give the same text: members stand in the order of the tables.
 *
 * Thread-safety: functions that get different objects may run side by side. (cJSON writes the place
 * of its last error into a global, too, which nobody here reads.) Cost: linear, with two or
 * three small allocations per value printed or parsed.
 */
#ifndef BR_MODEL_SHAPE_H
#define BR_MODEL_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"

enum br_field_kind {
    BR_FIELD_COUNT,   /* uint64_t */
    BR_FIELD_SIGNED,  /* int64_t */
    BR_FIELD_WORD,    /* uint64_t, as hexadecimal text */
    BR_FIELD_NUMBER,  /* double */
    BR_FIELD_FLAG,    /* bool */
    BR_FIELD_TEXT,    /* char *, owned; NULL = absent */
    BR_FIELD_CHOICE,  /* uint32_t, index into `names` */
    BR_FIELD_STRUCT,  /* embedded struct of `shape` */
    BR_FIELD_LIST,    /* struct { T *items; size_t count; }: array of `shape` */
    BR_FIELD_COUNTS,  /* struct br_counts */
    BR_FIELD_NUMBERS, /* struct br_numbers */
    BR_FIELD_TEXTS    /* struct br_texts */
};

struct br_shape;

struct br_field {
    const char *name;
    enum br_field_kind kind;
    size_t offset;
    const struct br_shape *shape; /* STRUCT and LIST */
    const char *const *names;     /* CHOICE; ends with NULL */
};

struct br_shape {
    const char *name; /* of the struct: "br_sample" */
    size_t size;
    const struct br_field *fields; /* ends with a NULL name */
};

/* A JSON object (owned by the caller; cJSON_Delete) with all members; absent texts and empty lists
 * are left out. It is for printing: its numbers are raw JSON text, because cJSON would round some.
 * It borrows the names of its members from the shape. NULL when memory is out. */
cJSON *br_shape_to_json(const struct br_shape *shape, const void *object);

/* Fills a zeroed object. On failure the object is released and zeroed, and the error names the JSON
 * path ("results[3].samples[0].wall_ns: expected a number, found a text"). */
int br_shape_from_json(const struct br_shape *shape, const cJSON *json, void *object,
                       struct br_error *error);

/* Frees everything the members own and zeroes the object. */
void br_shape_release(const struct br_shape *shape, void *object);

/* Deep copy into a zeroed object. */
int br_shape_copy(const struct br_shape *shape, const void *from, void *to, struct br_error *error);

/* The same content, member by member (NAN equals NAN). When not, `path` (may be NULL) gets the
 * first path that differs. */
bool br_shape_equal(const struct br_shape *shape, const void *left, const void *right, char *path,
                    size_t path_size);

/* Text of an object and back: what travels between parent and child and what stands in files. The
 * printed text is the caller's (free); NULL when memory is out. Print in a locale whose numbers
 * have points. `text` need not end with a NUL; what is not JSON is an error that names line, column
 * and byte. */
char *br_shape_print(const struct br_shape *shape, const void *object, bool formatted);
int br_shape_parse(const struct br_shape *shape, const char *text, size_t size, void *object,
                   struct br_error *error);

/* The first half of br_shape_parse: any JSON text, to be cJSON_Delete'd by the caller. */
int br_json_parse(const char *text, size_t size, cJSON **json, struct br_error *error);

/* The text of any JSON, to be freed; NULL when memory is out. Invisible and direction-changing
 * characters in it are \uNNNN, so that it can go to a terminal; it reads back the same. */
char *br_json_print(const cJSON *json, bool formatted);

/* Appends the formatted text of any JSON, which is deleted, or of an object, and a line end. When
 * memory is out the text has failed. */
void br_json_append(cJSON *json, struct br_text *text);
void br_shape_append(const struct br_shape *shape, const void *object, struct br_text *text);

/* Adds text from outside, which need not be UTF-8, with what is not shown of it as \xNN. NULL adds
 * nothing. */
void br_json_add_visible(cJSON *object, const char *name, const char *value);

#endif
