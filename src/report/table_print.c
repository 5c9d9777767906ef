/* A table as aligned columns for a terminal, and as Markdown. */
#include <stdlib.h>
#include <string.h>

#include "report/table.h"

enum { INDENT = 2, GAP = 2 };

/* What a column needs once all its texts are made visible. */
struct layout {
    size_t width;      /* of texts */
    size_t mark_width; /* of marks; 0 where no cell has one */
    bool shown;
};

static size_t visible_columns(const char *string)
{
    struct br_text text = {0};
    br_text_append_visible(&text, string);
    size_t columns = br_text_columns(br_text_string(&text));
    br_text_release(&text);
    return columns;
}

static size_t larger(size_t left, size_t right)
{
    return left > right ? left : right;
}

static void measure_column(const struct br_table *table, size_t column, struct layout *layout)
{
    layout->shown = true;
    for (size_t i = column; i < table->cell_count; i += table->column_count) {
        layout->width = larger(layout->width, visible_columns(table->cells[i].text));
        layout->mark_width = larger(layout->mark_width, br_text_columns(table->cells[i].mark));
    }
    /* Headings stand over texts and marks alike. */
    size_t heading = larger(visible_columns(table->columns[column].heading),
                            visible_columns(table->columns[column].unit));
    if (heading > layout->width + layout->mark_width)
        layout->width = heading - layout->mark_width;
}

static size_t total_width(const struct br_table *table, const struct layout *layouts)
{
    size_t width = INDENT;
    for (size_t i = 0; i < table->column_count; i++)
        if (layouts[i].shown)
            width += layouts[i].width + layouts[i].mark_width + GAP;
    return width - GAP;
}

/* Columns of one rank belong together: none of them stays without the others. */
static bool drop_columns(const struct br_table *table, size_t width, struct layout *layouts)
{
    bool is_whole = true;
    while (total_width(table, layouts) > width) {
        unsigned highest = 0;
        for (size_t i = 0; i < table->column_count; i++)
            if (layouts[i].shown && table->columns[i].drop > highest)
                highest = table->columns[i].drop;
        if (highest == 0)
            return is_whole;
        for (size_t i = 0; i < table->column_count; i++)
            layouts[i].shown = layouts[i].shown && table->columns[i].drop != highest;
        is_whole = false;
    }
    return is_whole;
}

static const char *tone_code(enum br_table_tone tone)
{
    static const char *const codes[] = {[BR_TABLE_PLAIN] = "",
                                        [BR_TABLE_STRONG] = "\033[1m",
                                        [BR_TABLE_FAINT] = "\033[2m",
                                        [BR_TABLE_WARNING] = "\033[33m"};
    return codes[tone];
}

static void print_toned(const char *string, enum br_table_tone tone, bool colour,
                        struct br_text *text)
{
    bool toned = colour && tone != BR_TABLE_PLAIN && string[0] != '\0';
    br_text_append(text, toned ? tone_code(tone) : "");
    br_text_append_visible(text, string);
    br_text_append(text, toned ? "\033[0m" : "");
}

static void print_cell(const struct br_table_cell *cell, enum br_table_align align,
                       const struct layout *layout, bool colour, struct br_text *text)
{
    size_t padding = layout->width - visible_columns(cell->text);
    if (align == BR_TABLE_RIGHT)
        br_text_append_repeat(text, ' ', padding);
    print_toned(cell->text, cell->tone, colour, text);
    print_toned(cell->mark, cell->tone, colour, text);
    br_text_append_repeat(text, ' ', layout->mark_width - br_text_columns(cell->mark));
    if (align == BR_TABLE_LEFT)
        br_text_append_repeat(text, ' ', padding);
}

/* One line; the spaces that would end it are left out. */
static void print_line(const struct br_table *table, const struct br_table_cell *cells,
                       const struct layout *layouts, bool colour, struct br_text *text)
{
    struct br_text line = {0};
    br_text_append_repeat(&line, ' ', INDENT);
    for (size_t i = 0, shown = 0; i < table->column_count; i++) {
        if (!layouts[i].shown)
            continue;
        br_text_append_repeat(&line, ' ', shown++ > 0 ? GAP : 0);
        print_cell(&cells[i], table->columns[i].align, &layouts[i], colour, &line);
    }
    size_t size = line.size;
    while (size > 0 && line.data[size - 1] == ' ')
        size--;
    br_text_append_bytes(text, line.data, size);
    br_text_append(text, "\n");
    br_text_release(&line);
}

static void print_headings(const struct br_table *table, const struct layout *layouts, bool colour,
                           struct br_text *text)
{
    struct br_table_cell headings[BR_TABLE_COLUMNS] = {{0}}, units[BR_TABLE_COLUMNS] = {{0}};
    struct layout whole[BR_TABLE_COLUMNS] = {{0}};
    bool any_unit = false;
    for (size_t i = 0; i < table->column_count; i++) {
        const struct br_table_column *column = &table->columns[i];
        headings[i] = (struct br_table_cell){column->heading, "", BR_TABLE_STRONG};
        units[i] = (struct br_table_cell){column->unit, "", BR_TABLE_FAINT};
        any_unit = any_unit || column->unit[0] != '\0';
        /* Over the numbers; into the marks' place only where a heading needs it. */
        whole[i] = layouts[i];
        size_t needed = larger(visible_columns(column->heading), visible_columns(column->unit));
        if (needed > whole[i].width) {
            whole[i].width += whole[i].mark_width;
            whole[i].mark_width = 0;
        }
    }
    print_line(table, headings, whole, colour, text);
    if (any_unit)
        print_line(table, units, whole, colour, text);
}

bool br_table_print(const struct br_table *table, bool colour, unsigned width, struct br_text *text)
{
    struct layout layouts[BR_TABLE_COLUMNS] = {{0}};
    for (size_t i = 0; i < table->column_count; i++)
        measure_column(table, i, &layouts[i]);
    bool is_whole = drop_columns(table, width, layouts);
    print_headings(table, layouts, colour, text);
    for (size_t row = 0; row < br_table_rows(table); row++)
        print_line(table, &table->cells[row * table->column_count], layouts, colour, text);
    return is_whole;
}

static void markdown_headings(const struct br_table *table, struct br_text *text)
{
    br_text_append(text, "|");
    for (size_t i = 0; i < table->column_count; i++) {
        const struct br_table_column *column = &table->columns[i];
        bool is_empty = column->heading[0] == '\0' && column->unit[0] == '\0';
        br_text_append(text, is_empty ? "" : " ");
        br_text_append_markdown(text, column->heading);
        if (column->unit[0] != '\0') {
            br_text_append(text, column->heading[0] != '\0' ? ", " : "");
            br_text_append_markdown(text, column->unit);
        }
        br_text_append(text, " |");
    }
    br_text_append(text, "\n|");
    for (size_t i = 0; i < table->column_count; i++)
        br_text_append(text, table->columns[i].align == BR_TABLE_RIGHT ? " ---: |" : " --- |");
    br_text_append(text, "\n");
}

static void markdown_cell(const struct br_table_cell *cell, struct br_text *text)
{
    const char *strong = cell->tone == BR_TABLE_STRONG && cell->text[0] != '\0' ? "**" : "";
    br_text_append(text, cell->text[0] != '\0' || cell->mark[0] != '\0' ? " " : "");
    br_text_append(text, strong);
    br_text_append_markdown(text, cell->text);
    br_text_append(text, strong);
    br_text_append_markdown(text, cell->mark);
    br_text_append(text, " |");
}

void br_table_markdown(const struct br_table *table, struct br_text *text)
{
    markdown_headings(table, text);
    for (size_t row = 0; row < br_table_rows(table); row++) {
        br_text_append(text, "|");
        for (size_t i = 0; i < table->column_count; i++)
            markdown_cell(&table->cells[row * table->column_count + i], text);
        br_text_append(text, "\n");
    }
    br_text_append(text, "\n");
}
