/* Rules for tables: two modes' figures in one table, columns without units, tables without source.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lint/rules.h"

/* The rows of one table: blocks from `header` to before `end`. */
struct table {
    const struct br_lint_view *view;
    size_t header, end;
};

static const struct br_lint_block *row_at(const struct table *table, size_t row)
{
    return &table->view->document->blocks.items[row];
}

static const struct br_lint_words *cell_at(const struct table *table, size_t row, size_t column)
{
    const struct br_lint_block *block = row_at(table, row);
    if (column >= block->sentence_count)
        return NULL;
    return &table->view->words[block->first_sentence + column];
}

static bool has_number(const struct br_lint_words *cell)
{
    return cell != NULL && cell->figures.count > 0;
}

char *br_lint_row_text(const struct br_lint_document *document, size_t block)
{
    const struct br_lint_block *row = &document->blocks.items[block];
    struct br_text text = {0};
    for (size_t i = 0; i < row->sentence_count; i++) {
        br_text_append(&text, i > 0 ? " | " : "");
        br_text_append(&text, document->sentences.items[row->first_sentence + i].text);
    }
    br_text_append(&text, "");
    char *joined = br_text_take(&text);
    if (joined == NULL)
        abort();
    return joined;
}

static void report_row(const struct table *table, enum br_lint_rule rule, size_t row,
                       const char *detail)
{
    char *text = br_lint_row_text(table->view->document, row);
    br_lint_report(table->view, rule, row_at(table, row)->line, text, detail);
    free(text);
}

static bool column_has_numbers(const struct table *table, size_t column)
{
    for (size_t row = table->header + 1; row < table->end; row++)
        if (has_number(cell_at(table, row, column)))
            return true;
    return false;
}

/* Columns of both modes. */
static bool columns_compare(const struct table *table)
{
    unsigned modes = 0;
    for (size_t column = 0; column < row_at(table, table->header)->sentence_count; column++)
        if (column_has_numbers(table, column))
            modes |= br_lint_modes_of(cell_at(table, table->header, column));
    return modes == BR_LINT_BOTH;
}

static bool row_has_numbers(const struct table *table, size_t row)
{
    for (size_t column = 1; column < row_at(table, row)->sentence_count; column++)
        if (has_number(cell_at(table, row, column)))
            return true;
    return false;
}

/* A row that names the mode that no row before it did: the two stand one above the other. */
static size_t find_second_mode(const struct table *table)
{
    unsigned modes = 0;
    for (size_t row = table->header + 1; row < table->end; row++) {
        if (!row_has_numbers(table, row))
            continue;
        unsigned before = modes;
        for (size_t column = 0; column < row_at(table, row)->sentence_count; column++)
            modes |= br_lint_modes_of(cell_at(table, row, column));
        if (modes == BR_LINT_BOTH && before != BR_LINT_BOTH)
            return row;
    }
    return BR_LINT_NONE;
}

/* One row that speaks of both in a cell with numbers behind it: "partition beyond single | 3 ns".
 */
static size_t find_mixed_row(const struct table *table)
{
    for (size_t row = table->header + 1; row < table->end; row++) {
        unsigned modes = 0;
        for (size_t column = 0; column < row_at(table, row)->sentence_count; column++)
            modes |= br_lint_modes_of(cell_at(table, row, column));
        if (modes == BR_LINT_BOTH && row_has_numbers(table, row))
            return row;
    }
    return BR_LINT_NONE;
}

static void check_modes(const struct table *table)
{
    if (columns_compare(table)) {
        report_row(table, BR_LINT_CROSS_MODE, table->header, "columns of two modes");
        return;
    }
    size_t mixed = find_mixed_row(table);
    size_t row = mixed != BR_LINT_NONE ? mixed : find_second_mode(table);
    if (row != BR_LINT_NONE)
        report_row(table, BR_LINT_CROSS_MODE, row, "rows of two modes");
}

static bool names_unit(const struct br_lint_words *cell)
{
    static const char *const unit_words =
        "ns us ms s seconds bytes kib mib gib kb mb gb b % percent × x ghz mhz hz per / allocs "
        "count "
        "ratio cycles steps allocations instructions faults switches looks samples times";
    for (size_t i = 0; cell != NULL && i < cell->words.count; i++)
        if (br_lint_word_is_one_of(cell, i, unit_words))
            return true;
    return false;
}

/* The quantity that heads a column is measured when it is one of performance. */
static bool is_measured_column(const struct table *table, size_t column)
{
    const struct br_lint_words *header = cell_at(table, table->header, column);
    return header->tally[BR_SENSE_PERFORMANCE] > 0 && column_has_numbers(table, column);
}

static bool needs_unit(const struct table *table, size_t column)
{
    const struct br_lint_words *header = cell_at(table, table->header, column);
    return br_lint_find_quantity(header) != BR_LINT_NOWHERE && column_has_numbers(table, column);
}

static bool has_unit_column(const struct table *table)
{
    for (size_t column = 0; column < row_at(table, table->header)->sentence_count; column++) {
        const struct br_lint_words *header = cell_at(table, table->header, column);
        for (size_t i = 0; i < header->words.count; i++)
            if (br_lint_word_is_one_of(header, i, "unit units"))
                return true;
    }
    return false;
}

/* The first cell of the column that is a bare number; rows' own labels may hold the unit. */
static size_t find_bare_row(const struct table *table, size_t column)
{
    for (size_t row = table->header + 1; row < table->end; row++) {
        const struct br_lint_words *cell = cell_at(table, row, column);
        if (has_number(cell) && br_lint_count_measures(cell) == 0 && !names_unit(cell) &&
            !names_unit(cell_at(table, row, 0)))
            return row;
    }
    return BR_LINT_NONE;
}

static void check_units(const struct table *table)
{
    if (has_unit_column(table))
        return;
    for (size_t column = 0; column < row_at(table, table->header)->sentence_count; column++) {
        const struct br_lint_words *header = cell_at(table, table->header, column);
        if (!needs_unit(table, column) || names_unit(header))
            continue;
        size_t row = find_bare_row(table, column);
        size_t sentence = row_at(table, table->header)->first_sentence + column;
        if (row != BR_LINT_NONE)
            report_row(table, BR_LINT_UNIT, row,
                       table->view->document->sentences.items[sentence].text);
    }
}

static void check_source(const struct table *table)
{
    if (table->view->section_has_source[row_at(table, table->header)->section])
        return;
    for (size_t column = 0; column < row_at(table, table->header)->sentence_count; column++) {
        if (is_measured_column(table, column)) {
            report_row(table, BR_LINT_SOURCE, table->header, NULL);
            return;
        }
    }
}

void br_lint_check_tables(const struct br_lint_view *view)
{
    const size_t count = view->document->blocks.count;
    for (size_t i = 0; i < count; i++) {
        const struct br_lint_block *block = &view->document->blocks.items[i];
        if (block->kind != BR_LINT_ROW || block->table != i)
            continue;
        struct table table = {.view = view, .header = i, .end = i + 1};
        while (table.end < count && view->document->blocks.items[table.end].table == i)
            table.end++;
        check_modes(&table);
        check_units(&table);
        check_source(&table);
    }
}
