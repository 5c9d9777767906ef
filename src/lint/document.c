/* Documents: their lists, sections with their anchors, and what is asked about them. */
#include "lint/document.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

struct any_list {
    char *items;
    size_t count, capacity;
};

void *br_lint_append(void *list, size_t size)
{
    struct any_list any;
    memcpy(&any, list, sizeof any);
    if (any.count == any.capacity) {
        any.capacity = any.capacity > 0 ? any.capacity * 2 : 16;
        any.items = reallocarray(any.items, any.capacity, size);
        if (any.items == NULL)
            abort();
    }
    char *element = any.items + any.count * size;
    memset(element, 0, size);
    any.count++;
    memcpy(list, &any, sizeof any);
    return element;
}

/* A title that was there before gets -1, -2, ... */
static char *unique_anchor(const struct br_lint_document *document, const char *title)
{
    char *plain = br_string_anchor(title);
    char *anchor = br_string_copy(plain);
    for (unsigned number = 1; br_lint_document_has_anchor(document, anchor); number++) {
        free(anchor);
        anchor = br_string_format("%s-%u", plain, number);
    }
    free(plain);
    return anchor;
}

bool br_lint_document_has_anchor(const struct br_lint_document *document, const char *anchor)
{
    for (size_t i = 1; i < document->sections.count; i++)
        if (strcmp(document->sections.items[i].anchor, anchor) == 0)
            return true;
    for (size_t i = 0; i < document->anchors.count; i++)
        if (strcmp(document->anchors.items[i], anchor) == 0)
            return true;
    return false;
}

static void need_first_section(struct br_lint_document *document)
{
    if (document->sections.count == 0) {
        struct br_lint_section *section = br_lint_append(&document->sections, sizeof *section);
        section->parent = BR_LINT_NONE;
    }
}

void br_lint_document_open(struct br_lint_document *document, const char *title, unsigned level)
{
    need_first_section(document);
    size_t parent = document->sections.count - 1;
    while (parent > 0 && document->sections.items[parent].level >= level)
        parent = document->sections.items[parent].parent;
    char *anchor = unique_anchor(document, title);
    struct br_lint_section *section = br_lint_append(&document->sections, sizeof *section);
    section->title = br_string_copy(title);
    section->anchor = anchor;
    section->parent = parent;
    section->level = level;
}

struct br_lint_block *br_lint_document_add(struct br_lint_document *document,
                                           enum br_lint_block_kind kind, unsigned line)
{
    need_first_section(document);
    struct br_lint_block *block = br_lint_append(&document->blocks, sizeof *block);
    block->kind = kind;
    block->line = line;
    block->section = document->sections.count - 1;
    block->first_sentence = document->sentences.count;
    block->table = BR_LINT_NONE;
    return block;
}

void br_lint_document_add_sentence(struct br_lint_document *document, const char *text,
                                   unsigned line)
{
    size_t block = document->blocks.count - 1;
    struct br_lint_sentence *sentence = br_lint_append(&document->sentences, sizeof *sentence);
    sentence->text = br_string_copy(text);
    sentence->line = line;
    sentence->block = block;
    document->blocks.items[block].sentence_count++;
}

void br_lint_document_release(struct br_lint_document *document)
{
    for (size_t i = 0; i < document->blocks.count; i++)
        free(document->blocks.items[i].code);
    for (size_t i = 0; i < document->sentences.count; i++)
        free(document->sentences.items[i].text);
    for (size_t i = 0; i < document->sections.count; i++) {
        free(document->sections.items[i].title);
        free(document->sections.items[i].anchor);
    }
    for (size_t i = 0; i < document->links.count; i++) {
        free(document->links.items[i].target);
        free(document->links.items[i].text);
    }
    for (size_t i = 0; i < document->allows.count; i++) {
        free(document->allows.items[i].rule);
        free(document->allows.items[i].reason);
    }
    for (size_t i = 0; i < document->anchors.count; i++)
        free(document->anchors.items[i]);
    free(document->blocks.items);
    free(document->sentences.items);
    free(document->sections.items);
    free(document->links.items);
    free(document->allows.items);
    free(document->anchors.items);
    *document = (struct br_lint_document){0};
}
