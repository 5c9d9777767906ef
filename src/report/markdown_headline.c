/* The report's first screen: what was measured, the table by size, what limits it. */
#include <math.h>
#include <string.h>

#include "report/markdown.h"
#include "report/mode_index.h"

void br_markdown_title(const struct br_summary *summary, struct br_text *text)
{
    br_text_append(text, "# ");
    br_markdown_text(summary->workload, text);
    br_text_append(text, ", ");
    br_markdown_text(summary->profile->config.mode, text);
    br_text_append(text, " mode\n\n");
}

static void write_input(const struct br_input *input, struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    br_text_append(text, "Input: ");
    char variant[64];
    br_markdown_text(input->name, text);
    br_text_append(text, br_variant_label(&input->variant, variant, sizeof variant));
    if (input->failure != NULL) {
        br_text_append(text, ", which could not be surveyed: ");
        br_markdown_text(input->failure, text);
        br_text_append(text, "\n\n");
        return;
    }
    br_text_format(text, ", %s records", br_format_count(number, input->records));
    br_text_format(text, " in %s", br_format_decimal_bytes(number, (double)input->bytes));
    br_text_format(text, "; bytes per record: mean %s",
                   br_format_significant(number, input->record_bytes_mean, 4));
    br_text_format(text, ", p50 %s", br_format_count(number, input->record_bytes_p50));
    br_text_format(text, ", p99 %s", br_format_count(number, input->record_bytes_p99));
    br_text_format(text, ", max %s", br_format_count(number, input->record_bytes_max));
    if (input->generated_records > 0)
        br_text_format(text, "; generated with seed %llu",
                       (unsigned long long)input->generated_seed);
    br_text_format(text, "; digest `%016llx`%s.\n\n", (unsigned long long)input->digest,
                   input->unpacked ? " (unpacked before the clock started)" : "");
}

static void write_subject(const struct br_profile *profile, struct br_text *text)
{
    br_text_append(text, "Measured: ");
    br_markdown_text(profile->workload_summary, text);
    br_text_append(text, ", driven in the mode ");
    br_markdown_text(profile->config.mode, text);
    if (profile->config.strategy != NULL) {
        br_text_append(text, " with the strategy ");
        br_markdown_text(profile->config.strategy, text);
    }
    br_text_append(text, ". Every figure below is of this mode alone.\n\n");
}

/* "working profile x", "reference v1.0.0": which it is, and what it lacks. */
static void write_state(const struct br_profile *profile, struct br_text *text)
{
    const char *id = profile->promoted.id;
    br_text_append(text, id != NULL               ? "reference "
                         : profile->freeze.frozen ? "frozen profile "
                                                  : "working profile ");
    br_markdown_text(id != NULL ? id : profile->name, text);
    br_text_append(text, profile->interrupted ? " of an interrupted run" : "");
}

static void write_origin(const struct br_profile *profile, struct br_text *text)
{
    char duration[BR_UNITS_BUFFER];
    const struct br_environment *environment = &profile->environment;
    br_text_append(text, "On ");
    br_markdown_text(environment->hostname, text);
    br_text_append(text, " at ");
    br_markdown_text(profile->created, text);
    br_text_format(text, ", in %s, ",
                   br_units_format_duration(duration, (double)profile->duration_ns));
    if (environment->commit != NULL) {
        br_text_append(text, "commit ");
        br_markdown_text(environment->commit, text);
        br_text_append(text, environment->dirty ? " with uncommitted changes" : "");
    } else {
        br_text_append(text, "outside a repository");
    }
    br_text_append(text, "; from the ");
    write_state(profile, text);
    br_text_append(text, ".\n\n");
}

/* ---- the table ---- */

static void table_columns(const struct br_summary *summary, struct br_table *table,
                          struct br_format_unit unit, struct br_format_unit maximum_unit)
{
    br_markdown_cell_column(summary, table);
    br_table_column(table, "records/s", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "±", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "MB/s", "", BR_TABLE_RIGHT, 0);
    for (size_t i = 0; i < BR_SUMMARY_QUANTILES; i++)
        if (i != 1 && i != 4)
            br_table_column(table, br_summary_quantile_names[i], unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "max", maximum_unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "allocations/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "bytes/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "cycles/record", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "cycles/byte", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "peak live", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "peak RSS", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "stable", "", BR_TABLE_LEFT, 0);
}

static const struct br_summary_pass *pass_of(const struct br_summary_cell *cell, const char *name)
{
    for (size_t i = 0; i < cell->pass_count; i++)
        if (strcmp(cell->passes[i].pass, name) == 0)
            return &cell->passes[i];
    return NULL;
}

static double rss_peak(const struct br_summary_cell *cell)
{
    const struct br_summary_pass *pass = pass_of(cell, "throughput");
    return pass != NULL && pass->result != NULL ? (double)pass->result->usage.rss_peak_bytes : NAN;
}

static void table_row(const struct br_summary_cell *cell, struct br_table *table,
                      struct br_format_unit unit, struct br_format_unit maximum_unit)
{
    const struct br_summary_latency *service = br_figure_latency(cell, "service");
    const struct br_summary_allocation *allocation = &cell->allocation;
    bool counted = allocation->raw != NULL && allocation->state == BR_STATE_COUNTED;
    br_table_cell(table, "%s", cell->label);
    br_figure_rate(table, cell);
    br_figure_plus_minus(table, &cell->rate);
    br_figure_significant(table, cell->rate.bytes_per_s / 1e6, br_figure_rate_digits(&cell->rate));
    br_figure_quantile(table, service, 0, unit);
    br_figure_quantile(table, service, 2, unit);
    br_figure_quantile(table, service, 3, unit);
    br_figure_maximum(table, service, maximum_unit);
    br_figure_allocation(table, allocation, allocation->allocations_per_record);
    br_figure_allocation(table, allocation, allocation->bytes_per_record);
    br_figure_cycles(table, &cell->counting, false);
    br_figure_cycles(table, &cell->counting, true);
    br_figure_memory(table, counted ? (double)allocation->raw->live_peak_bytes : NAN);
    br_figure_memory(table, rss_peak(cell));
    if (cell->rate.processes == 0)
        br_table_cell(table, "%s", BR_FORMAT_NONE);
    else
        br_table_cell(table, "%s", cell->rate.unstable != 0 ? "no" : "yes");
}

static void write_table(const struct br_summary *summary, struct br_text *text)
{
    struct br_table table = {0};
    struct br_format_unit unit = br_figure_latency_unit(summary);
    struct br_format_unit maximum_unit = br_figure_maximum_unit(summary);
    table_columns(summary, &table, unit, maximum_unit);
    for (size_t i = 0; i < summary->cell_count; i++)
        table_row(&summary->cells[i], &table, unit, maximum_unit);
    br_markdown_table(&table, text);
}

const char br_markdown_legend[] =
    "± is half of the 95 % interval over processes; \\~ marks a rate that was not stable; † marks "
    "latencies that hold the machine's own interruptions; – was not measured.";

static void write_cycles(const struct br_summary *summary, struct br_text *text)
{
    br_text_append(text, " Cycles: ");
    const struct br_summary_counting *counting = NULL;
    for (size_t i = 0; i < summary->cell_count && counting == NULL; i++)
        if (summary->cells[i].counting.headline != NULL)
            counting = &summary->cells[i].counting;
    if (counting != NULL) {
        br_markdown_text(counting->headline->name, text);
        br_text_append(text, ", source ");
        br_markdown_text(counting->headline->total->source, text);
    } else {
        br_text_append(text, "not measured: ");
        br_markdown_text(summary->cells[0].counting.missing, text);
    }
    br_text_append(text, ".\n\n");
}

void br_markdown_caveats(const struct br_summary *summary, struct br_text *text)
{
    br_text_append(text, "## What limits these figures\n\n");
    if (summary->caveat_count == 0)
        br_text_append(text, "Nothing that benchrun checks for.\n\n");
    for (size_t i = 0; i < summary->caveat_count; i++) {
        br_text_append(text, "- ");
        br_markdown_text(summary->caveats[i].sentence, text);
        br_text_append(text, i + 1 < summary->caveat_count ? "\n" : "\n\n");
    }
}

/* What the index of the mode repeats stands between its marks. */
void br_markdown_headline(const struct br_summary *summary,
                          const struct br_report_reference *reference, struct br_text *text)
{
    const struct br_profile *profile = summary->profile;
    write_subject(profile, text);
    br_text_append(text, BR_MODE_INDEX_BEGIN "\n\n");
    br_markdown_verdict(reference, text);
    write_origin(profile, text);
    if (summary->cell_count > 0)
        write_table(summary, text);
    else
        br_text_append(text, "No pass was measured.\n\n");
    br_text_append(text, BR_MODE_INDEX_END "\n\n");
    if (summary->cell_count > 0) {
        br_text_append(text, br_markdown_legend);
        write_cycles(summary, text);
    }
    if (summary->caveat_count > 0)
        br_text_format(text,
                       "[%zu caveat%s](#what-limits-these-figures) limit%s these figures.\n\n",
                       summary->caveat_count, summary->caveat_count > 1 ? "s" : "",
                       summary->caveat_count > 1 ? "" : "s");
    for (size_t i = 0; i < profile->inputs.count; i++)
        write_input(&profile->inputs.items[i], text);
}

static void write_failure(const struct br_summary_cell *cell, const struct br_summary_pass *pass,
                          struct br_text *text)
{
    const struct br_result *failure = pass->failure;
    br_text_append(text, "Pass ");
    br_markdown_text(pass->pass, text);
    br_text_format(text, " of %s, %zu of %zu processes: ", cell->label, pass->failed,
                   pass->processes);
    br_markdown_text(failure->failure, text);
    br_text_append(text, "\n\n");
    if (failure->output_tail != NULL && failure->output_tail[0] != '\0') {
        br_text_append(text, "The last lines the process printed:\n\n");
        br_markdown_block(failure->output_tail, true, text);
    }
}

void br_markdown_failures(const struct br_summary *summary, struct br_text *text)
{
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        for (size_t j = 0; j < cell->pass_count; j++) {
            if (cell->passes[j].failure == NULL)
                continue;
            br_text_append(text, first ? "## Failed passes\n\n" : "");
            write_failure(cell, &cell->passes[j], text);
            first = false;
        }
    }
}
