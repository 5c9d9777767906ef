/* Cells by name; see cell_names.h. */
#include "summary/cell_names.h"

#include <string.h>

#include "base/text.h"

char *br_cell_name(const struct br_summary_cell *cell)
{
    const char *strategy = cell->cell->strategy;
    return br_string_format("%s%s%s", cell->label, strategy != NULL ? " " : "",
                            strategy != NULL ? strategy : "");
}

/* With the ASCII x that people type for the sign. */
static void append_plain(const char *label, struct br_text *text)
{
    static const char sign[] = "×";
    const char *at;
    for (; (at = strstr(label, sign)) != NULL; label = at + strlen(sign)) {
        br_text_append_bytes(text, label, (size_t)(at - label));
        br_text_append(text, "x");
    }
    br_text_append(text, label);
}

bool br_cell_name_is(const char *name, const char *asked)
{
    struct br_text texts[2] = {{0}, {0}};
    append_plain(name, &texts[0]);
    append_plain(asked, &texts[1]);
    const char *label = br_text_string(&texts[0]);
    size_t size = texts[1].size;
    /* Behind the threads there is nothing but the strategy. */
    const char *threads = strstr(label, " x");
    const char *strategy = threads != NULL ? strchr(threads + 1, ' ') : NULL;
    bool is_it = strcmp(label, br_text_string(&texts[1])) == 0 ||
                 (strategy != NULL && size == (size_t)(strategy - label) &&
                  strncmp(label, br_text_string(&texts[1]), size) == 0);
    br_text_release(&texts[0]);
    br_text_release(&texts[1]);
    return is_it;
}
