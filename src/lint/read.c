/* Reading a document: what is no text is refused before Markdown is looked for in it. */
#include <string.h>

#include "base/utf8.h"
#include "lint/document.h"
#include "lint/markdown.h"
#include "optional_parts.h"

static int check_text(const char *markdown, size_t size, struct br_error *error)
{
    unsigned line = 1;
    if (size > BR_LINT_DOCUMENT_BYTES)
        return br_error_set(error, BR_ERROR_INPUT,
                            "it is larger than 64 MiB, which no document is");
    for (size_t at = 0; at < size;) {
        uint32_t code_point = 0;
        size_t bytes = br_utf8_decode(markdown + at, &code_point);
        if (bytes == 0)
            return br_error_set(error, BR_ERROR_INPUT,
                                "line %u is not UTF-8 text: convert it (iconv -t UTF-8), or name "
                                "another document",
                                line);
        line += code_point == '\n';
        at += bytes;
    }
    return 0;
}

int br_lint_document_read(const char *markdown, size_t size, struct br_lint_document *document,
                          struct br_error *error)
{
    int code = check_text(markdown, size, error);
#if BR_HAS_CMARK
    if (code == 0)
        br_lint_markdown_read(markdown, size, document);
#else
    (void)document;
    if (code == 0)
        code = br_error_set(error, BR_ERROR_UNSUPPORTED, "Markdown cannot be read: %s",
                            BR_ABSENCE_CMARK);
#endif
    return code;
}
