/*
 * One table, two renderings: aligned columns on a terminal, and Markdown.
 *
 * Cells hold plain text, as it came; rendering makes it safe (br_text_append_visible on a terminal,
 * br_text_append_markdown in Markdown), so text from outside may be put in as it is. A table owns
 * copies of its texts. Zero-initialised is a valid empty table.
 */
#ifndef BR_REPORT_TABLE_H
#define BR_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

#define BR_TABLE_COLUMNS 20

enum br_table_align { BR_TABLE_LEFT, BR_TABLE_RIGHT };

/* What a cell says about itself; on a terminal a colour, where colours are wanted. */
enum br_table_tone { BR_TABLE_PLAIN, BR_TABLE_STRONG, BR_TABLE_FAINT, BR_TABLE_WARNING };

struct br_table_column {
    char *heading, *unit; /* unit may be "": a second line on a terminal, in brackets in Markdown */
    enum br_table_align align;
    unsigned drop; /* where a terminal is too narrow, the highest go first, all of that number; 0 =
                      stays */
};

struct br_table_cell {
    char *text;
    const char *mark; /* behind the text, outside its alignment: "", "~", "†"; not owned */
    enum br_table_tone tone;
};

struct br_table {
    struct br_table_column columns[BR_TABLE_COLUMNS];
    size_t column_count;
    struct br_table_cell *cells; /* row by row */
    size_t cell_count, cell_capacity;
};

/* Columns first, then cells row by row. */
void br_table_column(struct br_table *table, const char *heading, const char *unit,
                     enum br_table_align align, unsigned drop);
void br_table_cell(struct br_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same with a tone and a mark (a string constant). */
void br_table_marked(struct br_table *table, enum br_table_tone tone, const char *mark,
                     const char *text);

size_t br_table_rows(const struct br_table *table);

/* Removes columns in which every cell is BR_FORMAT_NONE: nothing of it was measured. */
void br_table_remove_empty(struct br_table *table);

/* As aligned columns, indented by two, at most `width` columns wide if dropping allows it. False
 * where columns were dropped. */
bool br_table_print(const struct br_table *table, bool colour, unsigned width,
                    struct br_text *text);

/* As a Markdown table (GitHub Flavored Markdown, section 4.10), followed by an empty line. */
void br_table_markdown(const struct br_table *table, struct br_text *text);

void br_table_release(struct br_table *table);

#endif
