/* Small strings: copies, names of files, and the nearest known word to a mistyped one. */
#include "base/text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST_WORD = 63 };

char *br_string_copy(const char *string)
{
    if (string == NULL)
        return NULL;
    char *copy = strdup(string);
    if (copy == NULL)
        abort();
    return copy;
}

char *br_string_format_list(const char *format, va_list arguments)
{
    struct br_text text = {0};
    br_text_format_list(&text, format, arguments);
    char *string = br_text_take(&text);
    if (string == NULL)
        abort();
    return string;
}

char *br_string_format(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *string = br_string_format_list(format, arguments);
    va_end(arguments);
    return string;
}

char *br_string_file_name(const char *name)
{
    struct br_text text = {0};
    const char *slash = name != NULL ? strrchr(name, '/') : NULL;
    name = slash != NULL ? slash + 1 : name != NULL ? name : "";
    size_t size = strlen(name);
    if (size > 3 && strcmp(name + size - 3, ".so") == 0)
        size -= 3;
    for (size_t i = 0; i < size; i++) {
        bool plain = (name[i] >= 'a' && name[i] <= 'z') || (name[i] >= 'A' && name[i] <= 'Z') ||
                     (name[i] >= '0' && name[i] <= '9') || strchr("-_", name[i]) != NULL ||
                     (name[i] == '.' && i > 0);
        br_text_append_bytes(&text, plain ? &name[i] : "_", 1);
    }
    if (text.size == 0)
        br_text_append(&text, "_");
    return br_text_take(&text);
}

char *br_string_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return br_string_copy(".");
    return br_string_format("%.*s", slash == path ? 1 : (int)(slash - path), path);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours
 * count one each (Damerau 1964; Wagner and Fischer 1974 for the table). Case does not count. */
static size_t edit_distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t table[LONGEST_WORD + 1][LONGEST_WORD + 1];
    for (size_t i = 0; i <= a_size; i++)
        table[i][0] = i;
    for (size_t j = 0; j <= b_size; j++)
        table[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        for (size_t j = 1; j <= b_size; j++) {
            size_t replaced = table[i - 1][j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
            size_t moved = smaller(table[i - 1][j], table[i][j - 1]) + 1;
            table[i][j] = smaller(replaced, moved);
            if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) &&
                same_letter(a[i - 2], b[j - 1]))
                table[i][j] = smaller(table[i][j], table[i - 2][j - 2] + 1);
        }
    }
    return table[a_size][b_size];
}

const char *br_string_nearest(const char *word, const char *const *candidates)
{
    size_t word_size = strlen(word);
    if (word_size > LONGEST_WORD)
        return NULL;
    const char *nearest = NULL;
    size_t nearest_distance = LONGEST_WORD + 1;
    for (; *candidates != NULL; candidates++) {
        size_t size = strlen(*candidates);
        if (size > LONGEST_WORD)
            continue;
        size_t distance = edit_distance(word, word_size, *candidates, size);
        size_t letters = size > word_size ? size : word_size;
        if (distance * 3 <= letters && distance < nearest_distance) {
            nearest = *candidates;
            nearest_distance = distance;
        }
    }
    return nearest;
}
