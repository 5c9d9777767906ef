/* Errors: the map of codes and the caller's message. */
#include "base/error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

static const char CUT_MARK[] = "...";

/* Writes the code point at `from` so that it can be seen; returns the bytes eaten. `shown` holds
 * four escaped bytes and the NUL. No memory is allocated: errors are also about lack of it. */
static size_t show(const char *from, char shown[17])
{
    uint32_t code_point;
    size_t size = br_utf8_decode(from, &code_point);
    bool is_plain = size > 0 && !br_utf8_is_hidden(code_point);
    size_t eaten = size > 0 ? size : 1;
    if (is_plain) {
        memcpy(shown, from, size);
        shown[size] = '\0';
        return eaten;
    }
    for (size_t i = 0; i < eaten; i++)
        snprintf(shown + 4 * i, 5, "\\x%02x", (unsigned)(unsigned char)from[i]);
    return eaten;
}

/* Copies `from` made visible; what does not fit is cut between characters and marked. */
static void copy_visible(char *to, size_t capacity, const char *from)
{
    size_t used = 0;
    size_t cut = 0; /* last place where the mark still fits */
    while (*from != '\0') {
        char shown[17];
        from += show(from, shown);
        size_t size = strlen(shown);
        if (used + size >= capacity) {
            memcpy(to + cut, CUT_MARK, sizeof CUT_MARK);
            return;
        }
        memcpy(to + used, shown, size);
        used += size;
        if (used + sizeof CUT_MARK <= capacity)
            cut = used;
    }
    to[used] = '\0';
}

int br_error_set(struct br_error *error, int code, const char *format, ...)
{
    if (error == NULL)
        return code;
    char plain[sizeof error->message + 8]; /* longer, so that the copy sees that it must cut */
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(plain, sizeof plain, format, arguments) < 0)
        plain[0] = '\0';
    va_end(arguments);
    error->code = code;
    copy_visible(error->message, sizeof error->message, plain);
    return code;
}

int br_error_prefix(struct br_error *error, const char *format, ...)
{
    if (error == NULL)
        return BR_ERROR_FAILED;
    char prefix[sizeof error->message];
    va_list arguments;
    va_start(arguments, format);
    if (vsnprintf(prefix, sizeof prefix, format, arguments) < 0)
        prefix[0] = '\0';
    va_end(arguments);
    return br_error_set(error, error->code, "%s: %s", prefix, error->message);
}

struct error_entry {
    const char *word;
    int exit_status;
};

static const struct error_entry *find_entry(int code)
{
    static const struct error_entry entries[] = {
#define X(name, word, status) {word, status},
        BR_ERROR_MAP(X)
#undef X
    };
    const int count = (int)(sizeof entries / sizeof entries[0]);
    int index = -1 - code;
    return index >= 0 && index < count ? &entries[index] : NULL;
}

const char *br_error_word(int code)
{
    if (code == 0)
        return "ok";
    const struct error_entry *entry = find_entry(code);
    return entry != NULL ? entry->word : "unknown error";
}

int br_error_exit_status(int code)
{
    if (code == 0)
        return 0;
    const struct error_entry *entry = find_entry(code);
    return entry != NULL ? entry->exit_status : 1;
}
