/* Evidence into a document that people write; see proposal.h. */
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "report/proposal.h"

static const char BEGIN[] = "<!-- benchrun: evidence ";
static const char BEGIN_TAIL[] = "; replaced by benchrun propose -->";
static const char END[] = "<!-- benchrun: end of evidence ";
static const char END_TAIL[] = " -->";

static const char HEADING[] =
    "# Optimization proposal\n\n"
    "What could be done about what limits a mode, argued from its profiles. Nothing in here is "
    "measured here:\nthe evidence of each entry is written by `benchrun propose`, and the rest by "
    "people.\n";

static const char PERSON[] = "\n### Decision\n\nOpen.\n\n"
                             "### Options\n\nTo be written.\n\n"
                             "### Trade-offs\n\nTo be written.\n\n"
                             "### Expected gain\n\nTo be written; the bound is above.\n\n"
                             "### Status\n\nOpen.\n";

/* Evidence in the document: what is between its markers. */
struct region {
    char *key;
    const char *begin, *end; /* of the bytes that are replaced */
    size_t line;             /* of its first marker */
};
struct regions {
    struct region *items;
    size_t count;
};

/* ---- markers ---- */

static bool begins_with(const char *line, size_t size, const char *text)
{
    return size >= strlen(text) && memcmp(line, text, strlen(text)) == 0;
}

/* The key between a marker's words and its tail, which may have blanks behind it; NULL when the
 * line is not whole. */
static char *key_of(const char *line, size_t size, const char *words, const char *tail)
{
    while (size > 0 && strchr(" \t\r", line[size - 1]) != NULL)
        size--;
    size_t around = strlen(words) + strlen(tail);
    if (size <= around || memcmp(line + size - strlen(tail), tail, strlen(tail)) != 0)
        return NULL;
    return br_string_format("%.*s", (int)(size - around), line + strlen(words));
}

static struct region *find(struct regions *regions, const char *key)
{
    for (size_t i = 0; i < regions->count; i++)
        if (strcmp(regions->items[i].key, key) == 0)
            return &regions->items[i];
    return NULL;
}

/* Takes the key. */
static void open_region(struct regions *regions, char *key, const char *behind, size_t line,
                        struct br_mistakes *mistakes)
{
    const struct region *other = find(regions, key);
    const struct region *last = regions->count > 0 ? &regions->items[regions->count - 1] : NULL;
    if (other != NULL)
        br_mistakes_add(mistakes,
                        "line %zu: evidence %s begins a second time, it is on line %zu already; "
                        "remove one of them",
                        line, key, other->line);
    else if (last != NULL && last->end == NULL)
        br_mistakes_add(mistakes,
                        "line %zu: evidence %s begins before that of line %zu ends; put the end "
                        "marker of %s before it",
                        line, key, last->line, last->key);
    *(struct region *)br_list_append(regions, sizeof *regions->items) =
        (struct region){.key = key, .begin = behind, .line = line};
}

static void close_region(struct regions *regions, const char *key, const char *at, size_t line,
                         struct br_mistakes *mistakes)
{
    struct region *last = regions->count > 0 ? &regions->items[regions->count - 1] : NULL;
    if (last == NULL || last->end != NULL)
        br_mistakes_add(mistakes, "line %zu: evidence %s ends and did not begin; remove the line",
                        line, key);
    else if (strcmp(last->key, key) != 0)
        br_mistakes_add(mistakes, "line %zu: evidence %s ends where %s of line %zu should end",
                        line, key, last->key, last->line);
    else
        last->end = at;
}

static void look_at_line(const char *at, size_t size, size_t line, struct regions *regions,
                         struct br_mistakes *mistakes)
{
    bool is_begin = begins_with(at, size, BEGIN);
    bool is_end = begins_with(at, size, END);
    if (!is_begin && !is_end)
        return;
    char *key = key_of(at, size, is_begin ? BEGIN : END, is_begin ? BEGIN_TAIL : END_TAIL);
    if (key == NULL) {
        br_mistakes_add(mistakes,
                        "line %zu: the marker is damaged; it should be %sKEY%s, alone on its line",
                        line, is_begin ? BEGIN : END, is_begin ? BEGIN_TAIL : END_TAIL);
    } else if (is_begin) {
        open_region(regions, key, at + size + (at[size] == '\n'), line, mistakes);
    } else {
        close_region(regions, key, at, line, mistakes);
        free(key);
    }
}

static void read_regions(const char *document, struct regions *regions,
                         struct br_mistakes *mistakes)
{
    size_t line = 1;
    for (const char *at = document; *at != '\0'; line++) {
        size_t size = strcspn(at, "\n");
        look_at_line(at, size, line, regions, mistakes);
        at += size + (at[size] == '\n');
    }
    for (size_t i = 0; i < regions->count; i++)
        if (regions->items[i].end == NULL && i + 1 == regions->count)
            br_mistakes_add(mistakes, "line %zu: evidence %s does not end; put %s%s%s behind it",
                            regions->items[i].line, regions->items[i].key, END,
                            regions->items[i].key, END_TAIL);
}

static void release_regions(struct regions *regions)
{
    for (size_t i = 0; i < regions->count; i++)
        free(regions->items[i].key);
    free(regions->items);
}

/* ---- writing ---- */

static const struct br_proposal_entry *entry_of(const struct br_proposal *proposal, const char *key)
{
    for (size_t i = 0; i < proposal->count; i++)
        if (strcmp(proposal->items[i].key, key) == 0)
            return &proposal->items[i];
    return NULL;
}

static void append_evidence(const char *evidence, struct br_text *text)
{
    br_text_append(text, "\n");
    br_text_append(text, evidence);
}

/* The bytes of a region, new or as they were. */
static void refresh(const struct br_proposal *proposal, const struct region *region,
                    struct br_text *text, struct br_proposal_counts *counts)
{
    const struct br_proposal_entry *entry = entry_of(proposal, region->key);
    bool is_ours = strncmp(region->key, proposal->prefix, strlen(proposal->prefix)) == 0;
    if (entry != NULL)
        append_evidence(entry->evidence, text);
    else if (is_ours)
        append_evidence(proposal->silent, text);
    else
        br_text_append_bytes(text, region->begin, (size_t)(region->end - region->begin));
    counts->refreshed += entry != NULL;
    counts->silent += entry == NULL && is_ours;
}

static void add(const struct br_proposal_entry *entry, struct br_text *text)
{
    br_text_format(text, "\n## %s\n\n%s%s%s\n", entry->title, BEGIN, entry->key, BEGIN_TAIL);
    append_evidence(entry->evidence, text);
    br_text_format(text, "%s%s%s\n%s", END, entry->key, END_TAIL, PERSON);
}

static void write_document(const struct br_proposal *proposal, const char *document,
                           struct regions *regions, struct br_text *text,
                           struct br_proposal_counts *counts)
{
    const char *at = document;
    for (size_t i = 0; i < regions->count; i++) {
        const struct region *region = &regions->items[i];
        br_text_append_bytes(text, at, (size_t)(region->begin - at));
        refresh(proposal, region, text, counts);
        at = region->end;
    }
    br_text_append(text, *document == '\0' ? HEADING : at);
    for (size_t i = 0; i < proposal->count; i++) {
        if (find(regions, proposal->items[i].key) != NULL)
            continue;
        if (text->data[text->size - 1] != '\n')
            br_text_append(text, "\n");
        add(&proposal->items[i], text);
        counts->added++;
    }
}

void br_proposal_merge(const struct br_proposal *proposal, const char *document,
                       struct br_text *text, struct br_proposal_counts *counts,
                       struct br_mistakes *mistakes)
{
    struct regions regions = {0};
    read_regions(document, &regions, mistakes);
    bool has_something = *document != '\0' || proposal->count > 0;
    if (mistakes->count == 0 && has_something)
        write_document(proposal, document, &regions, text, counts);
    release_regions(&regions);
}
