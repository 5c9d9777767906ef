/* Paragraphs on a terminal. */
#include "report/wrap.h"

#include <string.h>

/* Appends one word of a line that already takes `used` columns; returns what it takes then. */
static size_t append_word(struct br_text *text, const char *word, size_t size, size_t used,
                          size_t indent, size_t width)
{
    struct br_text copy = {0};
    br_text_append_bytes(&copy, word, size);
    size_t columns = br_text_columns(br_text_string(&copy));
    if (used > indent && used + 1 + columns > width) {
        br_text_append(text, "\n");
        br_text_append_repeat(text, ' ', indent);
        used = indent;
    } else if (used > indent) {
        br_text_append(text, " ");
        used++;
    }
    br_text_append(text, br_text_string(&copy));
    br_text_release(&copy);
    return used + columns;
}

/* Bytes of the first word; what belongs to the number before it is not torn off: "60 %", "1k ×2".
 */
static size_t word_size(const char *word)
{
    size_t size = strcspn(word, " ");
    while (strncmp(word + size, " %", 2) == 0 || strncmp(word + size, " ×", strlen(" ×")) == 0)
        size += 1 + strcspn(word + size + 1, " ");
    return size;
}

void br_wrap(struct br_text *text, const char *bullet, const char *paragraph, unsigned width)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, paragraph);
    size_t indent = br_text_columns(bullet), used = indent;
    br_text_append(text, bullet);
    const char *word = br_text_string(&visible);
    while (*word != '\0') {
        size_t size = word_size(word);
        if (size > 0)
            used = append_word(text, word, size, used, indent, width);
        word += size + (word[size] == ' ');
    }
    br_text_append(text, "\n");
    br_text_release(&visible);
}
