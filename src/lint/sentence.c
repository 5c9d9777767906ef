/* From the text of a block to its sentences. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "lint/document.h"

/* Words that end with a full stop within a sentence. */
static bool is_abbreviation(const char *word, size_t size)
{
    static const char *const words[] = {"e.g",  "i.e", "vs", "cf",  "approx", "resp", "incl",
                                        "excl", "fig", "no", "max", "min",    "avg",  "ca",
                                        "sec",  "dr",  "mr", "ms",  "al",     "ver",  NULL};
    if (size == 1 && isalpha((unsigned char)word[0]))
        return true;
    for (const char *const *at = words; *at != NULL; at++)
        if (strlen(*at) == size && strncasecmp(*at, word, size) == 0)
            return true;
    return false;
}

/* Does the stop at `at` end a sentence? "3.5", "v1.2", "e.g. this" and names of files do not. */
static bool ends_sentence(const char *text, const char *at)
{
    const char *after = at + 1;
    while (*after != '\0' && strchr(")]\"'*_", *after) != NULL)
        after++;
    if (*after == '\0')
        return true;
    if (!isspace((unsigned char)*after))
        return false;
    if (*at != '.')
        return true;
    const char *word = at;
    while (word > text && (isalpha((unsigned char)word[-1]) || word[-1] == '.'))
        word--;
    return !is_abbreviation(word, (size_t)(at - word));
}

static const char *sentence_end(const char *text, const char *from)
{
    bool in_code = false;
    for (const char *at = from; *at != '\0'; at++) {
        in_code = in_code != (*at == '`');
        if (!in_code && strchr(".!?", *at) != NULL && ends_sentence(text, at)) {
            at++;
            while (*at != '\0' && !isspace((unsigned char)*at))
                at++;
            return at;
        }
    }
    return from + strlen(from);
}

void br_lint_document_split(struct br_lint_document *document, const char *text,
                            const unsigned *lines)
{
    const unsigned line = document->blocks.items[document->blocks.count - 1].line;
    const char *at = text;
    for (;;) {
        while (isspace((unsigned char)*at))
            at++;
        if (*at == '\0')
            return;
        const char *end = sentence_end(text, at);
        char *sentence = strndup(at, (size_t)(end - at));
        if (sentence == NULL)
            abort();
        br_lint_document_add_sentence(document, sentence, lines != NULL ? lines[at - text] : line);
        free(sentence);
        at = end;
    }
}
