/* The table model: columns and cells. Rendering: table_print.c. */
#include "report/table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/format.h"

void br_table_column(struct br_table *table, const char *heading, const char *unit,
                     enum br_table_align align, unsigned drop)
{
    assert(table->column_count < BR_TABLE_COLUMNS);
    struct br_table_column *column = &table->columns[table->column_count++];
    column->heading = br_string_copy(heading);
    column->unit = br_string_copy(unit);
    column->align = align;
    column->drop = drop;
}

static struct br_table_cell *add_cell(struct br_table *table)
{
    if (table->cell_count == table->cell_capacity) {
        table->cell_capacity = table->cell_capacity > 0 ? 2 * table->cell_capacity : 64;
        table->cells = realloc(table->cells, table->cell_capacity * sizeof *table->cells);
        if (table->cells == NULL)
            abort();
    }
    struct br_table_cell *cell = &table->cells[table->cell_count++];
    memset(cell, 0, sizeof *cell);
    cell->mark = "";
    return cell;
}

void br_table_cell(struct br_table *table, const char *format, ...)
{
    struct br_text text = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&text, format, arguments);
    va_end(arguments);
    add_cell(table)->text = br_string_copy(br_text_string(&text));
    br_text_release(&text);
}

void br_table_marked(struct br_table *table, enum br_table_tone tone, const char *mark,
                     const char *text)
{
    struct br_table_cell *cell = add_cell(table);
    cell->text = br_string_copy(text);
    cell->tone = tone;
    cell->mark = mark;
}

size_t br_table_rows(const struct br_table *table)
{
    return table->column_count > 0 ? table->cell_count / table->column_count : 0;
}

static bool is_empty_column(const struct br_table *table, size_t column)
{
    for (size_t i = column; i < table->cell_count; i += table->column_count)
        if (strcmp(table->cells[i].text, BR_FORMAT_NONE) != 0)
            return false;
    return br_table_rows(table) > 0;
}

static void remove_column(struct br_table *table, size_t column)
{
    size_t kept = 0;
    for (size_t i = 0; i < table->cell_count; i++) {
        if (i % table->column_count == column)
            free(table->cells[i].text);
        else
            table->cells[kept++] = table->cells[i];
    }
    table->cell_count = kept;
    free(table->columns[column].heading);
    free(table->columns[column].unit);
    table->column_count--;
    memmove(&table->columns[column], &table->columns[column + 1],
            (table->column_count - column) * sizeof table->columns[0]);
}

void br_table_remove_empty(struct br_table *table)
{
    for (size_t i = table->column_count; i-- > 0;)
        if (is_empty_column(table, i))
            remove_column(table, i);
}

void br_table_release(struct br_table *table)
{
    for (size_t i = 0; i < table->column_count; i++) {
        free(table->columns[i].heading);
        free(table->columns[i].unit);
    }
    for (size_t i = 0; i < table->cell_count; i++)
        free(table->cells[i].text);
    free(table->cells);
    memset(table, 0, sizeof *table);
}
