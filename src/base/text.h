/*
 * Growable text. Appending never fails half-way: when memory runs out the text keeps what it had
 * and `failed` is set, to be looked at once, at the end. Zero-initialised is a valid empty text.
 */
#ifndef BR_BASE_TEXT_H
#define BR_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct br_text {
    char *data; /* always NUL-terminated once anything was appended; NULL before */
    size_t size;
    size_t capacity;
    bool failed;
};

void br_text_release(struct br_text *text);
void br_text_clear(struct br_text *text);
void br_text_append(struct br_text *text, const char *string);
void br_text_append_bytes(struct br_text *text, const void *data, size_t size);
void br_text_append_repeat(struct br_text *text, char character, size_t count);
void br_text_format(struct br_text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void br_text_format_list(struct br_text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Appends with control characters, escapes, bidirectional controls and invalid UTF-8 shown as \xNN,
 * so that hostile text can reach neither the terminal nor a table. */
void br_text_append_visible(struct br_text *text, const char *string);

/* The same, and Markdown's own characters escaped so that the text stays inside its table cell. */
void br_text_append_markdown(struct br_text *text, const char *string);

/* As br_text_append_visible, and safe in the content and the attributes of XML and HTML. */
void br_text_append_xml(struct br_text *text, const char *string);

/* Appends bytes as base64 (RFC 4648, section 4). */
void br_text_append_base64(struct br_text *text, const void *data, size_t size);

/* Columns a UTF-8 string takes on a terminal (one per code point; combining marks none). */
size_t br_text_columns(const char *string);

/* The text as a string, "" when empty. Stays owned by `text`. */
const char *br_text_string(const struct br_text *text);

/* Hands the buffer over (to be freed with free) and empties the text; NULL when it failed. */
char *br_text_take(struct br_text *text);

/* Copy of a string; NULL stays NULL. Aborts the program when memory is out: for small names only.
 */
char *br_string_copy(const char *string);
char *br_string_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *br_string_format_list(const char *format, va_list arguments)
    __attribute__((format(printf, 1, 0)));

/* A file name from outside: the last part of a path without ".so", odd characters replaced by '_',
 * never empty and never starting with a dot; free() it. */
char *br_string_file_name(const char *name);

/* The folder of a path: "a/b" of "a/b/c", "." of "c", "/" of "/c". free() it. */
char *br_string_folder_of(const char *path);

/* The candidate nearest to `word` by edit distance, or NULL when none is near (more than a third of
 * its letters differ). `candidates` ends with NULL. */
const char *br_string_nearest(const char *word, const char *const *candidates);

/* What links to a Markdown heading of that title call it, by GitHub's rule: letters and digits in
 * lower case, spaces become hyphens, hyphens and underscores stay, everything else goes. Free it.
 */
char *br_string_anchor(const char *title);

#endif
