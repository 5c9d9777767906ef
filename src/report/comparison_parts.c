/* What the reports of a comparison say alike. */
#include "report/comparison_parts.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "report/figures.h"
#include "report/format.h"

static bool is_doubt(const struct br_comparison_row *row)
{
    return row->verdict == BR_VERDICT_AMBIGUOUS || row->verdict == BR_VERDICT_MISSING;
}

enum br_comparison_part br_comparison_part_of(const struct br_comparison_row *row)
{
    bool is_change = row->verdict >= BR_VERDICT_FASTER && row->verdict <= BR_VERDICT_MORE;
    if (row->verdict == BR_VERDICT_UNSUPPORTED)
        return BR_COMPARISON_UNSUPPORTED;
    if ((row->worse || is_doubt(row)) && row->severity != BR_SEVERITY_INFO)
        return BR_COMPARISON_FIRST;
    return is_change && !row->worse ? BR_COMPARISON_BETTER : BR_COMPARISON_REST;
}

static void append_counts(const struct br_verdict_counts *counts, struct br_text *text)
{
    const struct {
        uint64_t count;
        const char *word;
    } parts[] = {{counts->worse, "worse"},
                 {counts->ambiguous, "ambiguous"},
                 {counts->missing, "missing"},
                 {counts->better, "better"},
                 {counts->same, "the same"},
                 {counts->added, "new"},
                 {counts->unsupported, "without figures"}};
    const char *before = "";
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (parts[i].count == 0)
            continue;
        br_text_format(text, "%s%" PRIu64 " %s", before, parts[i].count, parts[i].word);
        before = ", ";
    }
}

void br_comparison_headline(const struct br_comparison *comparison, struct br_text *text)
{
    static const char *const words[] = {[BR_GATE_PASSED] = "no regression",
                                        [BR_GATE_AMBIGUOUS] =
                                            "no regression, but not everything is settled",
                                        [BR_GATE_REGRESSION] = "regression"};
    br_text_format(text, "%s: of %" PRIu64 " rows ", words[comparison->outcome],
                   comparison->counts.rows);
    append_counts(&comparison->counts, text);
}

/* ---- tables ---- */

static void add_value(struct br_table *table, const struct br_comparison_value *value)
{
    char number[BR_UNITS_BUFFER];
    double half_width = (value->high - value->low) / 2;
    int digits = isfinite(half_width) ? br_format_digits(value->value, half_width) : 4;
    br_format_scaled(number, value->value, digits, "");
    br_table_cell(table, "%s", number);
}

/* Half of the interval, as a share of the value. */
static void add_spread(struct br_table *table, const struct br_comparison_value *value)
{
    br_figure_percent(table, (value->high - value->low) / 2 / fabs(value->value));
}

static void add_delta(struct br_table *table, const struct br_comparison_row *row)
{
    if (isfinite(row->delta_percent)) {
        br_table_cell(table,
                      row->delta_percent == 0            ? "0 %%"
                      : fabs(row->delta_percent) < 999.5 ? "%+.3g %%"
                                                         : "%+.0f %%",
                      row->delta_percent);
        return;
    }
    char number[BR_UNITS_BUFFER];
    br_format_scaled(number, row->delta, 3, "");
    br_table_cell(table, "%s%s", row->delta > 0 ? "+" : "", number);
}

static void add_interval(struct br_table *table, const struct br_comparison_row *row)
{
    if (isfinite(row->delta_percent_low))
        br_table_cell(table, "%+.1f to %+.1f %%", row->delta_percent_low, row->delta_percent_high);
    else
        br_table_cell(table, BR_FORMAT_NONE);
}

static void add_verdict(struct br_table *table, const struct br_comparison_row *row)
{
    bool is_first = br_comparison_part_of(row) == BR_COMPARISON_FIRST;
    enum br_table_tone tone = is_first && row->worse ? BR_TABLE_STRONG
                              : is_first             ? BR_TABLE_WARNING
                                                     : BR_TABLE_PLAIN;
    br_table_marked(table, tone, row->advisory ? " *" : "", br_verdict_names[row->verdict]);
}

static void add_columns(struct br_table *table)
{
    br_table_column(table, "cell", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "measure", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "from", "", BR_TABLE_RIGHT, 2);
    br_table_column(table, "± 95 %", "", BR_TABLE_RIGHT, 5);
    br_table_column(table, "to", "", BR_TABLE_RIGHT, 2);
    br_table_column(table, "± 95 %", "", BR_TABLE_RIGHT, 5);
    br_table_column(table, "unit", "", BR_TABLE_LEFT, 4);
    br_table_column(table, "change", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "95 %", "", BR_TABLE_RIGHT, 3);
    br_table_column(table, "verdict", "", BR_TABLE_LEFT, 0);
}

void br_comparison_table(const struct br_comparison *comparison, enum br_comparison_part part,
                         struct br_table *table, size_t *count)
{
    *count = 0;
    add_columns(table);
    for (size_t i = 0; i < comparison->rows.count; i++) {
        const struct br_comparison_row *row = &comparison->rows.items[i];
        if (br_comparison_part_of(row) != part)
            continue;
        (*count)++;
        br_table_cell(table, "%s", row->label);
        br_table_cell(table, "%s%s%s", row->measure, row->stage != NULL ? " " : "",
                      row->stage != NULL ? row->stage : "");
        add_value(table, &row->from);
        add_spread(table, &row->from);
        add_value(table, &row->to);
        add_spread(table, &row->to);
        br_table_cell(table, "%s", row->unit);
        add_delta(table, row);
        add_interval(table, row);
        add_verdict(table, row);
    }
    br_table_remove_empty(table);
}

/* ---- sentences ---- */

void br_comparison_subject(const struct br_comparison_row *row, struct br_text *text)
{
    br_text_format(text, "%s %s%s%s", row->label, row->measure, row->stage != NULL ? " " : "",
                   row->stage != NULL ? row->stage : "");
}

void br_comparison_reason(const struct br_comparison_row *row, struct br_text *text)
{
    br_text_append(text, row->reason != NULL ? row->reason : "");
    if (row->replicates_needed > 0)
        br_text_format(text,
                       "; it takes about %" PRIu64 " processes on each side to settle it (there "
                       "are %" PRIu64 " and %" PRIu64 ")",
                       row->replicates_needed, row->from.processes, row->to.processes);
    if (row->worse && row->severity == BR_SEVERITY_WARNING && !row->advisory)
        br_text_append(text, "; a warning, which no gate fails by");
}

void br_comparison_method(const struct br_comparison *comparison, struct br_text *text)
{
    br_text_format(text,
                   "Rules: %s. %" PRIu64 " statistical rows were tested together; of those called "
                   "a change for the worse, and alike of those for the better, at most %.3g %% are "
                   "expected to be so by chance (Benjamini and Hochberg)",
                   comparison->rules, comparison->rows_tested,
                   100 * comparison->false_discovery_rate);
}

void br_comparison_mismatch(const struct br_mismatch *mismatch, struct br_text *text)
{
    br_text_format(text, "%s: %s and %s%s", mismatch->field,
                   mismatch->from != NULL ? mismatch->from : "none",
                   mismatch->to != NULL ? mismatch->to : "none",
                   mismatch->exact ? ", which moves counted figures as well" : "");
}

/* ---- stages ---- */

bool br_comparison_explains(const struct br_comparison *comparison,
                            const struct br_stage_change *change)
{
    for (size_t i = 0; i < comparison->rows.count; i++) {
        const struct br_comparison_row *row = &comparison->rows.items[i];
        if (row->stage == NULL && strcmp(row->label, change->label) == 0 &&
            strcmp(row->measure, change->measure) == 0)
            return row->verdict != BR_VERDICT_SAME;
    }
    return false;
}

static bool same_group(const struct br_stage_change *left, const struct br_stage_change *right)
{
    return strcmp(left->label, right->label) == 0 && strcmp(left->measure, right->measure) == 0;
}

static void add_number(struct br_table *table, double value, const char *sign)
{
    char number[BR_UNITS_BUFFER];
    br_format_scaled(number, value, 4, "");
    br_table_cell(table, "%s%s", sign, number);
}

size_t br_comparison_stages(const struct br_comparison *comparison, size_t first,
                            struct br_table *table)
{
    const struct br_stage_change *changes = comparison->stages.items;
    size_t end = first;
    br_table_column(table, "stage", "without nested", BR_TABLE_LEFT, 0);
    br_table_column(table, "from", changes[first].unit, BR_TABLE_RIGHT, 1);
    br_table_column(table, "to", changes[first].unit, BR_TABLE_RIGHT, 1);
    br_table_column(table, "change", changes[first].unit, BR_TABLE_RIGHT, 0);
    br_table_column(table, "share", "of it all", BR_TABLE_RIGHT, 0);
    for (; end < comparison->stages.count && same_group(&changes[first], &changes[end]); end++) {
        const struct br_stage_change *change = &changes[end];
        br_table_cell(table, "%s", change->stage != NULL ? change->stage : "outside any stage");
        add_number(table, change->from, "");
        add_number(table, change->to, "");
        add_number(table, change->delta, change->delta > 0 ? "+" : "");
        if (isfinite(change->share))
            br_table_cell(table, "%.0f %%", round(100 * change->share) + 0.0); /* no -0 */
        else
            br_table_cell(table, BR_FORMAT_NONE);
    }
    return end;
}
