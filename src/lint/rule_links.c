/* The rule link: what is linked within the tree must be there, headings included. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "lint/rules.h"

/* "https:", "mailto:" and so on (RFC 3986, section 3.1), and "//host". */
static bool is_elsewhere(const char *target)
{
    size_t size = 0;
    while (isalnum((unsigned char)target[size]) || strchr("+-.", target[size]) != NULL) {
        if (target[size] == '\0')
            return false;
        size++;
    }
    return (size > 1 && target[size] == ':') || strncmp(target, "//", 2) == 0;
}

static int hex_value(char digit)
{
    if (isdigit((unsigned char)digit))
        return digit - '0';
    digit = (char)tolower((unsigned char)digit);
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* %20 is a space. */
static char *decode(const char *target, size_t size)
{
    struct br_text text = {0};
    br_text_append(&text, "");
    for (size_t i = 0; i < size; i++) {
        bool is_escape = target[i] == '%' && i + 2 < size && hex_value(target[i + 1]) >= 0 &&
                         hex_value(target[i + 2]) >= 0;
        char byte = target[i];
        if (is_escape) {
            byte = (char)(hex_value(target[i + 1]) * 16 + hex_value(target[i + 2]));
            i += 2;
        }
        if (byte != '\0')
            br_text_append_bytes(&text, &byte, 1);
    }
    char *decoded = br_text_take(&text);
    if (decoded == NULL)
        abort();
    return decoded;
}

/* The file beside the document; a leading '/' is the folder that one works in, as on code hosts. */
static char *place_of(const char *document, const char *target)
{
    const char *slash = strrchr(document, '/');
    if (target[0] == '/')
        return br_string_format(".%s", target);
    if (slash == NULL)
        return br_string_copy(target);
    return br_string_format("%.*s/%s", (int)(slash - document), document, target);
}

static bool is_markdown(const char *path)
{
    size_t size = strlen(path);
    return size > 3 && strcmp(path + size - 3, ".md") == 0;
}

/* Anchors are known of Markdown only; what cannot be read has every anchor. */
static bool file_has_anchor(const char *path, const char *anchor)
{
    struct br_lint_document document = {0};
    char *data = NULL;
    size_t size = 0;
    bool has = true;
    if (is_markdown(path) && br_os_read_file(path, &data, &size, NULL) == 0 &&
        br_lint_document_read(data, size, &document, NULL) == 0)
        has = br_lint_document_has_anchor(&document, anchor);
    br_lint_document_release(&document);
    free(data);
    return has;
}

static void check(const struct br_lint_view *view, const struct br_lint_link *link)
{
    const char *hash = strchr(link->target, '#');
    const char *query = strchr(link->target, '?');
    size_t size = hash != NULL ? (size_t)(hash - link->target) : strlen(link->target);
    if (query != NULL && (size_t)(query - link->target) < size)
        size = (size_t)(query - link->target);
    char *target = decode(link->target, size);
    char *anchor = hash != NULL ? decode(hash + 1, strlen(hash + 1)) : NULL;
    char *path = target[0] != '\0' ? place_of(view->path, target) : NULL;
    char *passage = br_string_format("[%s](%s)", link->text, link->target);
    if (path != NULL && !br_os_file_exists(path))
        br_lint_report(view, BR_LINT_LINK, link->line, passage, "there is no such file");
    else if (anchor != NULL && anchor[0] != '\0' &&
             !(path != NULL ? file_has_anchor(path, anchor)
                            : br_lint_document_has_anchor(view->document, anchor)))
        br_lint_report(view, BR_LINT_LINK, link->line, passage, "there is no such heading");
    free(passage);
    free(path);
    free(anchor);
    free(target);
}

void br_lint_check_links(const struct br_lint_view *view)
{
    for (size_t i = 0; i < view->document->links.count; i++) {
        const struct br_lint_link *link = &view->document->links.items[i];
        if (!is_elsewhere(link->target))
            check(view, link);
    }
}
