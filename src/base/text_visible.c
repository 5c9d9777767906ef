/* Growable text: foreign strings made safe to show, and their width on a terminal. */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static void append_escaped_bytes(struct br_text *text, const char *bytes, size_t size,
                                 const char *backslash)
{
    for (size_t i = 0; i < size; i++)
        br_text_format(text, "%sx%02x", backslash, (unsigned)(unsigned char)bytes[i]);
}

/* Appends the code point at `string`, or one byte that belongs to none; returns the bytes eaten.
 * ASCII characters in `special` get a backslash in front. */
static size_t append_shown(struct br_text *text, const char *string, const char *special)
{
    const char *backslash = strchr(special, '\\') != NULL ? "\\\\" : "\\";
    uint32_t code_point;
    size_t size = br_utf8_decode(string, &code_point);
    if (size == 0) {
        append_escaped_bytes(text, string, 1, backslash);
        return 1;
    }
    if (br_utf8_is_hidden(code_point)) {
        append_escaped_bytes(text, string, size, backslash);
        return size;
    }
    if (size == 1 && strchr(special, string[0]) != NULL)
        br_text_append(text, "\\");
    br_text_append_bytes(text, string, size);
    return size;
}

void br_text_append_visible(struct br_text *text, const char *string)
{
    while (*string != '\0')
        string += append_shown(text, string, "");
}

void br_text_append_markdown(struct br_text *text, const char *string)
{
    while (*string != '\0')
        string += append_shown(text, string, "\\`*_[]<>|~&#!$");
}

size_t br_text_columns(const char *string)
{
    size_t columns = 0;
    while (*string != '\0') {
        uint32_t code_point;
        size_t size = br_utf8_decode(string, &code_point);
        bool takes_none = size > 0 && br_utf8_is_combining(code_point);
        columns += takes_none ? 0 : 1;
        string += size > 0 ? size : 1;
    }
    return columns;
}
