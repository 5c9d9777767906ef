/* What HTML in a document means to the rules: comments that allow something, and anchors. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "lint/document.h"

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && isspace((unsigned char)*at))
        at++;
    return at;
}

static const char *skip_word(const char *at, const char *end)
{
    while (at < end && !isspace((unsigned char)*at))
        at++;
    return at;
}

static char *copy_between(const char *at, const char *end)
{
    while (end > at && isspace((unsigned char)end[-1]))
        end--;
    char *copy = strndup(at, (size_t)(end - at));
    if (copy == NULL)
        abort();
    return copy;
}

/* The inside of one comment: "lint: allow RULE reason". */
static bool read_allow(const char *at, const char *end, struct br_lint_allow *allow)
{
    at = skip_space(at, end);
    if (end - at < 5 || strncmp(at, "lint:", 5) != 0)
        return false;
    at = skip_space(at + 5, end);
    const char *verb_end = skip_word(at, end);
    bool is_allow = verb_end - at == 5 && strncmp(at, "allow", 5) == 0;
    const char *rule = skip_space(verb_end, end);
    const char *rule_end = skip_word(rule, end);
    allow->rule = is_allow ? copy_between(rule, rule_end) : br_string_copy("");
    allow->reason = copy_between(skip_space(rule_end, end), end);
    return true;
}

static unsigned count_lines(const char *from, const char *to)
{
    unsigned lines = 0;
    for (; from < to; from++)
        lines += *from == '\n';
    return lines;
}

static void add_allows(struct br_lint_document *document, const char *html,
                       const struct br_lint_allow *place)
{
    const char *at = html;
    while ((at = strstr(at, "<!--")) != NULL) {
        const char *end = strstr(at + 4, "-->");
        if (end == NULL)
            return;
        struct br_lint_allow allow = *place;
        allow.line += count_lines(html, at);
        if (read_allow(at + 4, end, &allow)) {
            struct br_lint_allow *added = br_lint_append(&document->allows, sizeof *added);
            *added = allow;
        }
        at = end + 3;
    }
}

/* id="x" and name="x" of any element. */
static void add_anchors(struct br_lint_document *document, const char *html, const char *attribute)
{
    const size_t size = strlen(attribute);
    for (const char *at = html; (at = strcasestr(at, attribute)) != NULL; at += size) {
        const char *value = at + size;
        const char *end = *value == '"' || *value == '\'' ? strchr(value + 1, *value) : NULL;
        if (end == NULL || at == html || !isspace((unsigned char)at[-1]))
            continue;
        char **anchor = br_lint_append(&document->anchors, sizeof *anchor);
        *anchor = copy_between(value + 1, end);
    }
}

void br_lint_document_add_html(struct br_lint_document *document, const char *html, unsigned line,
                               unsigned first_line, unsigned last_line, bool inside_text)
{
    const struct br_lint_allow place = {
        .line = line, .first_line = first_line, .last_line = last_line, .inside_text = inside_text};
    add_allows(document, html, &place);
    add_anchors(document, html, "id=");
    add_anchors(document, html, "name=");
}
