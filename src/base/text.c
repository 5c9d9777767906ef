/* Growable text: the buffer itself. */
#include "base/text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST_CAPACITY = 64 };

/* Makes room for `size` more bytes and the NUL. A text that failed once stays as it was, so that
 * what it holds is always a beginning of what was meant. */
static bool reserve(struct br_text *text, size_t size)
{
    if (text->failed)
        return false;
    if (size > (size_t)PTRDIFF_MAX - text->size - 1) {
        text->failed = true;
        return false;
    }
    size_t needed = text->size + size + 1;
    if (needed <= text->capacity)
        return true;
    size_t capacity = text->capacity > SIZE_MAX / 4 ? needed : text->capacity * 2;
    if (capacity < needed)
        capacity = needed;
    if (capacity < SMALLEST_CAPACITY)
        capacity = SMALLEST_CAPACITY;
    char *data = realloc(text->data, capacity);
    if (data == NULL) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->capacity = capacity;
    return true;
}

void br_text_release(struct br_text *text)
{
    free(text->data);
    *text = (struct br_text){0};
}

void br_text_clear(struct br_text *text)
{
    text->size = 0;
    text->failed = false;
    if (text->data != NULL)
        text->data[0] = '\0';
}

void br_text_append_bytes(struct br_text *text, const void *data, size_t size)
{
    if (!reserve(text, size))
        return;
    if (size > 0)
        memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
}

void br_text_append(struct br_text *text, const char *string)
{
    br_text_append_bytes(text, string, strlen(string));
}

void br_text_append_repeat(struct br_text *text, char character, size_t count)
{
    if (!reserve(text, count))
        return;
    memset(text->data + text->size, character, count);
    text->size += count;
    text->data[text->size] = '\0';
}

void br_text_format(struct br_text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(text, format, arguments);
    va_end(arguments);
}

void br_text_format_list(struct br_text *text, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size < 0) {
        text->failed = true;
    } else if (reserve(text, (size_t)size)) {
        vsnprintf(text->data + text->size, (size_t)size + 1, format, again);
        text->size += (size_t)size;
    }
    va_end(again);
}

const char *br_text_string(const struct br_text *text)
{
    return text->data != NULL ? text->data : "";
}

char *br_text_take(struct br_text *text)
{
    br_text_append_bytes(text, "", 0);
    char *data = text->data;
    if (text->failed) {
        free(data);
        data = NULL;
    }
    *text = (struct br_text){0};
    return data;
}
