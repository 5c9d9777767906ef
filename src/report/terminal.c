/* The summary on the screen: what a person looks at first, 80 to 100 columns wide. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/cpu.h"
#include "report/figures.h"
#include "report/instructions.h"
#include "report/heap.h"
#include "report/report.h"
#include "report/wrap.h"
#include "summary/explain.h"

enum { DEFAULT_COLUMNS = 80, CAVEATS_SHOWN = 6 };

/* What every section needs. */
struct screen {
    const struct br_summary *summary;
    const struct br_profile *profile;
    bool colour;
    unsigned columns;
    struct br_text *text;
};

static void strong(const struct screen *screen, const char *string)
{
    br_text_append(screen->text, screen->colour ? "\033[1m" : "");
    br_text_append_visible(screen->text, string);
    br_text_append(screen->text, screen->colour ? "\033[0m" : "");
}

static void section(const struct screen *screen, const char *heading)
{
    br_text_append(screen->text, "\n");
    strong(screen, heading);
    br_text_append(screen->text, "\n");
}

/* ---- header ---- */

static const char *given(const char *string)
{
    return string != NULL ? string : "?";
}

static void describe_input(const struct br_input *input, struct br_text *text)
{
    char records[BR_UNITS_BUFFER], bytes[BR_UNITS_BUFFER], mean[BR_UNITS_BUFFER],
        high[BR_UNITS_BUFFER];
    char variant[64];
    br_text_append(text, given(input->name));
    br_text_append(text, br_variant_label(&input->variant, variant, sizeof variant));
    if (input->failure != NULL) {
        br_text_format(text, ": could not be surveyed: %s", input->failure);
        return;
    }
    br_text_format(text, ": %s records, %s; a record %s on average, p99 %s",
                   br_format_count(records, input->records),
                   br_format_decimal_bytes(bytes, (double)input->bytes),
                   br_format_decimal_bytes(mean, input->record_bytes_mean),
                   br_format_decimal_bytes(high, (double)input->record_bytes_p99));
}

static void show_header(const struct screen *screen)
{
    const struct br_config *config = &screen->profile->config;
    const struct br_environment *environment = &screen->profile->environment;
    struct br_text line = {0};

    br_text_format(&line, "%s · %s", given(screen->summary->workload), given(config->mode));
    if (config->strategy != NULL)
        br_text_format(&line, " · %s", config->strategy);
    strong(screen, br_text_string(&line));
    br_text_append(screen->text, "\n");

    for (size_t i = 0; i < screen->profile->inputs.count; i++) {
        br_text_clear(&line);
        describe_input(&screen->profile->inputs.items[i], &line);
        br_wrap(screen->text, "", br_text_string(&line), screen->columns);
    }

    br_text_clear(&line);
    br_text_format(&line, "%s, %llu CPUs, %s", given(environment->cpu_model),
                   (unsigned long long)environment->cpus_allowed, given(environment->kernel));
    br_wrap(screen->text, "", br_text_string(&line), screen->columns);
    br_text_release(&line);
}

/* ---- headline ---- */

static void headline_columns(const struct screen *screen, struct br_table *table,
                             struct br_format_unit unit)
{
    bool concurrent = br_figure_is_concurrent(screen->summary);
    br_table_column(table, "size", concurrent ? "×threads" : "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "records", "/s", BR_TABLE_RIGHT, 0);
    br_table_column(table, "±", "", BR_TABLE_RIGHT, 1);
    br_table_column(table, "data", "MB/s", BR_TABLE_RIGHT, 2);
    br_table_column(table, "mean", unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "p50", unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "p99", unit.name, BR_TABLE_RIGHT, 0);
    br_table_column(table, "p99.9", unit.name, BR_TABLE_RIGHT, 3);
    br_table_column(table, "allocs", "/record", BR_TABLE_RIGHT, 0);
    br_table_column(table, "bytes", "/record", BR_TABLE_RIGHT, 4);
    br_table_column(table, "cycles", "/record", BR_TABLE_RIGHT, 0);
}

static void headline_row(const struct br_summary_cell *cell, struct br_table *table,
                         struct br_format_unit unit)
{
    const struct br_summary_latency *service = br_figure_latency(cell, "service");
    const struct br_summary_allocation *allocation = &cell->allocation;
    br_table_cell(table, "%s", cell->label);
    br_figure_rate(table, cell);
    br_figure_plus_minus(table, &cell->rate);
    br_figure_significant(table, cell->rate.bytes_per_s / 1e6, br_figure_rate_digits(&cell->rate));
    /* Where records share a stamp the mean is all there is. */
    br_figure_significant(
        table, service != NULL && service->batched ? service->mean_ns / unit.ns : NAN, 3);
    br_figure_quantile(table, service, 0, unit);
    br_figure_quantile(table, service, 2, unit);
    br_figure_quantile(table, service, 3, unit);
    br_figure_allocation(table, allocation, allocation->allocations_per_record);
    br_figure_allocation(table, allocation, allocation->bytes_per_record);
    br_figure_cycles(table, &cell->counting, false);
}

/* Where the cycles come from, or why there are none: the same for all cells of a machine. */
static void legend_of_cycles(const struct br_summary *summary, struct br_text *text)
{
    const struct br_summary_counting *counting = NULL;
    for (size_t i = 0; i < summary->cell_count && counting == NULL; i++)
        if (summary->cells[i].counting.raw != NULL)
            counting = &summary->cells[i].counting;
    if (counting == NULL)
        return;
    if (counting->headline == NULL) {
        br_text_format(text, "cycles: not measured: %s", counting->missing);
    } else if (strcmp(counting->headline->name, "cycles") == 0) {
        br_text_format(text, "cycles: hardware counter (%s)",
                       br_state_names[counting->headline->total->state]);
    } else {
        br_text_format(text, "cycles: reference cycles (%s) over CPU time",
                       given(counting->headline->total->source));
        if (counting->items[0].total->reason != NULL)
            br_text_format(text, "; %s", counting->items[0].total->reason);
    }
}

struct marks {
    bool interval, unstable, machine;
};

static struct marks marks_used(const struct br_summary *summary)
{
    struct marks marks = {0};
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        marks.interval = marks.interval || cell->rate.interval_known;
        marks.unstable = marks.unstable || cell->rate.unstable != 0;
        for (size_t j = 0; j < cell->latency_count; j++)
            for (size_t k = 0; k < BR_SUMMARY_QUANTILES; k++)
                marks.machine = marks.machine || (isfinite(cell->latencies[j].ns[k]) &&
                                                  cell->latencies[j].tail[k] == BR_TAIL_MACHINE);
    }
    return marks;
}

static void legend_line(const struct screen *screen, const char *string)
{
    if (string[0] == '\0')
        return;
    br_text_append(screen->text, screen->colour ? "\033[2m" : "");
    br_wrap(screen->text, "  ", string, screen->columns);
    br_text_append(screen->text, screen->colour ? "\033[0m" : "");
}

static void show_legend(const struct screen *screen)
{
    struct marks marks = marks_used(screen->summary);
    struct br_text line = {0};
    br_text_append(screen->text, "\n");
    if (marks.interval)
        legend_line(screen, "± half of the 95 % interval over the measuring processes");
    if (marks.unstable)
        legend_line(screen, BR_MARK_UNSTABLE " unstable: the reason is below");
    if (marks.machine)
        legend_line(screen, BR_MARK_MACHINE
                    " the machine's own interruptions are in it, not the workload alone");
    legend_of_cycles(screen->summary, &line);
    legend_line(screen, br_text_string(&line));
    br_text_release(&line);
}

static void show_headline(const struct screen *screen)
{
    struct br_table table = {0};
    struct br_format_unit unit = br_figure_latency_unit(screen->summary);
    br_text_append(screen->text, "\n");
    headline_columns(screen, &table, unit);
    for (size_t i = 0; i < screen->summary->cell_count; i++)
        headline_row(&screen->summary->cells[i], &table, unit);
    br_table_remove_empty(&table);
    br_table_print(&table, screen->colour, screen->columns, screen->text);
    br_table_release(&table);
    show_legend(screen);
}

/* ---- workers ---- */

static void concurrency_columns(struct br_table *table, struct br_format_unit unit)
{
    char heading[BR_UNITS_BUFFER];
    br_table_column(table, "size", "×threads", BR_TABLE_RIGHT, 0);
    br_table_column(table, "efficiency", "vs ×1", BR_TABLE_RIGHT, 0);
    br_table_column(table, "CPUs", "used", BR_TABLE_RIGHT, 0);
    br_table_column(table, "imbalance", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "starved", "of time", BR_TABLE_RIGHT, 0);
    br_table_column(table, "blocked", "of time", BR_TABLE_RIGHT, 0);
    snprintf(heading, sizeof heading, "p50 %s", unit.name);
    br_table_column(table, "residence", heading, BR_TABLE_RIGHT, 2);
    snprintf(heading, sizeof heading, "p99 %s", unit.name);
    br_table_column(table, "residence", heading, BR_TABLE_RIGHT, 1);
}

static void concurrency_row(const struct br_summary_cell *cell, struct br_table *table,
                            struct br_format_unit unit)
{
    const struct br_summary_latency *residence = br_figure_latency(cell, "residence");
    br_table_cell(table, "%s", cell->label);
    br_figure_percent(table, cell->efficiency);
    br_table_cell(table, "%.2f", cell->rate.effective_cpus);
    br_figure_percent(table, cell->workers.imbalance);
    br_figure_percent(table, cell->workers.starved_share);
    br_figure_percent(table, cell->workers.blocked_share);
    br_figure_quantile(table, residence, 0, unit);
    br_figure_quantile(table, residence, 2, unit);
}

static void show_concurrency(const struct screen *screen)
{
    struct br_table table = {0};
    struct br_format_unit unit = br_figure_latency_unit(screen->summary);
    if (!br_figure_is_concurrent(screen->summary))
        return;
    section(screen, "Workers");
    concurrency_columns(&table, unit);
    for (size_t i = 0; i < screen->summary->cell_count; i++)
        if (screen->summary->cells[i].rate.processes > 0)
            concurrency_row(&screen->summary->cells[i], &table, unit);
    br_table_remove_empty(&table);
    br_table_print(&table, screen->colour, screen->columns, screen->text);
    br_table_release(&table);
}

/* ---- instructions ---- */

static void show_instructions(const struct screen *screen)
{
    struct br_table table = {0};
    const char *missing = br_instructions_missing(screen->summary);
    br_instructions_table(screen->summary, &table);
    if (br_table_rows(&table) > 0 || missing != NULL)
        section(screen, "Instructions");
    if (missing != NULL) {
        struct br_text line = {0};
        br_text_format(&line, "not counted: %s", missing);
        br_wrap(screen->text, "  ", br_text_string(&line), screen->columns);
        br_text_release(&line);
    }
    if (br_table_rows(&table) > 0)
        br_table_print(&table, screen->colour, screen->columns, screen->text);
    br_table_release(&table);
}

/* ---- rejected, failed, worth knowing ---- */

static void show_rejected_cell(const struct screen *screen, const struct br_summary_cell *cell)
{
    char rejected[BR_UNITS_BUFFER], records[BR_UNITS_BUFFER], share[BR_UNITS_BUFFER],
        size[BR_UNITS_BUFFER];
    const struct br_work *work = cell->work;
    struct br_text line = {0};
    if (screen->profile->inputs.count > 1)
        br_text_format(&line, "%s: ", cell->label);
    br_text_format(&line, "%s of %s records (%s)", br_format_count(rejected, work->rejected),
                   br_units_format_count(size, work->records),
                   br_format_percent(share, (double)work->rejected / (double)work->records));
    for (size_t i = 0; i < work->rejects.count; i++)
        if (work->rejects.items[i].records > 0)
            br_text_format(&line, "%s %s %s", i == 0 ? ":" : ",",
                           given(work->rejects.items[i].reason),
                           br_format_count(records, work->rejects.items[i].records));
    br_wrap(screen->text, "  ", br_text_string(&line), screen->columns);
    br_text_release(&line);
}

static void show_rejected(const struct screen *screen)
{
    bool first = true;
    for (size_t i = 0; i < screen->summary->cell_count; i++) {
        const struct br_summary_cell *cell = &screen->summary->cells[i];
        if (cell->work == NULL || cell->work->rejected == 0 ||
            br_figure_repeats_work(screen->summary, i))
            continue;
        if (first)
            section(screen, "Rejected records");
        show_rejected_cell(screen, cell);
        first = false;
    }
}

static void show_failed_pass(const struct screen *screen, const struct br_summary_cell *cell,
                             const struct br_summary_pass *pass)
{
    struct br_text line = {0};
    br_text_format(&line, "%s of %s", pass->pass, cell->label);
    if (pass->processes > 1)
        br_text_format(&line, " (%zu of %zu processes)", pass->failed, pass->processes);
    br_text_format(&line, ": %s", given(pass->failure->failure));
    br_wrap(screen->text, "  ✗ ", br_text_string(&line), screen->columns);
    br_text_release(&line);
}

static void show_failures(const struct screen *screen)
{
    bool first = true;
    for (size_t i = 0; i < screen->summary->cell_count; i++) {
        const struct br_summary_cell *cell = &screen->summary->cells[i];
        for (size_t j = 0; j < cell->pass_count; j++) {
            if (cell->passes[j].failure == NULL)
                continue;
            if (first)
                section(screen, "Failed passes");
            show_failed_pass(screen, cell, &cell->passes[j]);
            first = false;
        }
    }
}

/* ---- what limits, what is slow ---- */

static void show_limits(const struct screen *screen)
{
    struct br_explanation explanation = {0};
    struct br_text line = {0};
    br_explain(screen->summary, &explanation);
    for (size_t i = 0; i < explanation.bottlenecks.count; i++) {
        const struct br_bottleneck *finding = &explanation.bottlenecks.items[i];
        br_text_format(&line, "%s%s", i > 0 ? ", " : "", finding->rule);
        if (finding->cell != NULL && screen->summary->cell_count > 1)
            br_text_format(&line, " (%s)", finding->cell);
    }
    section(screen, "Limited by");
    br_wrap(screen->text, "  ", br_text_string(&line), screen->columns);
    br_text_release(&line);
    br_shape_release(&br_explanation_shape, &explanation);
}

/* Of the last cell that has undisturbed ones: the largest. */
static void show_slowest(const struct screen *screen)
{
    const struct br_summary_cell *cell = NULL;
    char offset[BR_UNITS_BUFFER], duration[BR_UNITS_BUFFER];
    struct br_text line = {0};
    for (size_t i = 0; i < screen->summary->cell_count; i++)
        if (screen->summary->cells[i].slowest.kept_cpu > 0)
            cell = &screen->summary->cells[i];
    if (cell == NULL)
        return;
    const struct br_slow_record *record = cell->slowest.raw->items;
    while (record->disturbed)
        record++;
    section(screen, "Slowest records");
    br_text_format(&line, "%s: %s for the record at offset %s; the slowest: ", cell->label,
                   br_units_format_duration(duration, record->ns),
                   br_format_count(offset, record->offset));
    br_summary_append_common(&cell->slowest, &line);
    br_wrap(screen->text, "  ", br_text_string(&line), screen->columns);
    br_text_release(&line);
}

/* Failed passes, rejects and marks have their places above. */
static void show_caveats(const struct screen *screen)
{
    const struct br_summary *summary = screen->summary;
    size_t shown = 0, left = 0;
    for (size_t i = 0; i < summary->caveat_count; i++) {
        if (summary->caveats[i].detailed)
            continue;
        if (shown == CAVEATS_SHOWN) {
            left++;
            continue;
        }
        if (shown++ == 0)
            section(screen, "Worth knowing");
        br_wrap(screen->text, "  · ", summary->caveats[i].sentence, screen->columns);
    }
    if (left > 0)
        br_text_format(screen->text, "  · %zu more in the report.\n", left);
}

static int write_terminal(const struct br_profile *profile, const struct br_report_style *style,
                          struct br_text *text, struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    if (code != 0)
        return code;
    struct screen screen = {.summary = &summary,
                            .profile = profile,
                            .colour = style != NULL && style->colour,
                            .columns = style != NULL && style->columns > 0 ? style->columns
                                                                           : DEFAULT_COLUMNS,
                            .text = text};
    show_header(&screen);
    if (summary.cell_count > 0) {
        show_headline(&screen);
        show_concurrency(&screen);
        show_instructions(&screen);
        br_terminal_cpu(&summary, screen.colour, screen.columns, text);
        br_terminal_heap(&summary, screen.colour, screen.columns, text);
        show_limits(&screen);
        show_slowest(&screen);
        show_rejected(&screen);
        show_failures(&screen);
    }
    show_caveats(&screen);
    br_summary_release(&summary);
    if (text->failed)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for the summary");
    return 0;
}

const struct br_report_format br_report_terminal = {
    .name = "terminal",
    .summary = "the summary on the screen",
    .write = write_terminal,
};
