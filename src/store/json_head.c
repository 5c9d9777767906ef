/* The beginning of a JSON text; see json_head.h. */
#include "store/json_head.h"

#include <string.h>

struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *cursor)
{
    while (cursor->at < cursor->end && strchr(" \t\r\n", *cursor->at) != NULL &&
           *cursor->at != '\0')
        cursor->at++;
}

static bool take(struct cursor *cursor, char wanted)
{
    skip_blanks(cursor);
    if (cursor->at == cursor->end || *cursor->at != wanted)
        return false;
    cursor->at++;
    return true;
}

/* Behind its first quote: to behind its last one. */
static bool skip_text(struct cursor *cursor)
{
    for (; cursor->at < cursor->end; cursor->at++) {
        if (*cursor->at == '\\' && cursor->at + 1 < cursor->end)
            cursor->at++;
        else if (*cursor->at == '"')
            return take(cursor, '"');
    }
    return false;
}

/* To the comma behind the value, or to what ends the object. */
static bool skip_value(struct cursor *cursor)
{
    size_t depth = 0;
    while (cursor->at < cursor->end) {
        char character = *cursor->at;
        if (depth == 0 && (character == ',' || character == '}' || character == ']'))
            return true;
        cursor->at++;
        if (character == '"' && !skip_text(cursor))
            return false;
        depth += character == '{' || character == '[';
        depth -= character == '}' || character == ']';
    }
    return false;
}

/* Is the text that ended at `end`, its last quote included, this one? */
static bool is_text(const char *begin, const char *end, const char *wanted)
{
    return (size_t)(end - begin) == strlen(wanted) + 1 &&
           memcmp(begin, wanted, strlen(wanted)) == 0;
}

bool br_json_head_has_object(const char *text, size_t size, const char *name, const char *other)
{
    struct cursor cursor = {text, text + size};
    if (!take(&cursor, '{'))
        return false;
    do {
        if (!take(&cursor, '"'))
            return false;
        const char *key = cursor.at;
        if (!skip_text(&cursor))
            return false;
        bool is_it = is_text(key, cursor.at, name);
        if (is_text(key, cursor.at, other) || !take(&cursor, ':'))
            return false;
        if (is_it)
            return take(&cursor, '{');
    } while (skip_value(&cursor) && take(&cursor, ','));
    return false;
}
