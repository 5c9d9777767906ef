/* CPU profiles as reports show them; see cpu.h. */
#include "report/cpu.h"

#include <math.h>

#include "report/figures.h"
#include "report/nameless.h"

void br_cpu_function_columns(struct br_table *table)
{
    br_table_column(table, "self", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "±", "", BR_TABLE_RIGHT, 2);
    br_table_column(table, "total", "", BR_TABLE_RIGHT, 0);
    br_table_column(table, "self ns", "/record", BR_TABLE_RIGHT, 1);
    br_table_column(table, "samples", "", BR_TABLE_RIGHT, 3);
    br_table_column(table, "function", "", BR_TABLE_LEFT, 0);
    br_table_column(table, "library", "", BR_TABLE_LEFT, 0);
}

void br_cpu_function_row(const struct br_summary_cpu *cpu, size_t function, struct br_table *table)
{
    const struct br_stack_views *views = &cpu->views;
    const struct br_function *row = &views->functions[function];
    double records = (double)cpu->stacks->records;
    br_figure_percent(table, row->self / views->total);
    br_figure_percent(table, br_cpu_share_error(views, row->self_samples));
    br_figure_percent(table, row->total / views->total);
    br_figure_significant(table, records > 0 ? row->self / records : NAN, 3);
    br_figure_count(table, row->self_samples);
    br_table_cell(table, "%s", row->label);
    br_table_cell(table, "%s", row->library[0] != '\0' ? row->library : BR_FORMAT_NONE);
}

static void describe_quality(const struct br_summary_cpu *cpu, struct br_text *text)
{
    char rooted[BR_UNITS_BUFFER], cut[BR_UNITS_BUFFER], lost[BR_UNITS_BUFFER], own[BR_UNITS_BUFFER];
    bool nearly_all = cpu->rooted_share > 0.995 && cpu->views.truncated_samples > 0;
    br_text_format(text, " %s of the stacks reach their thread's root",
                   nearly_all ? "More than 99.5 %" : br_format_percent(rooted, cpu->rooted_share));
    if (cpu->views.truncated_samples > 0)
        br_text_format(text, ", %s were cut off and stand under " BR_STACKS_INCOMPLETE,
                       br_format_percent(cut, 1 - cpu->rooted_share));
    if (cpu->stacks->lost > 0)
        br_text_format(text, "; %s of the samples were lost.",
                       br_format_percent(lost, cpu->lost_share));
    else
        br_text_append(text, "; no sample was lost.");
    br_text_format(text,
                   " benchrun's own frames, %s of the samples, are folded and have no row. ± is "
                   "half of the 95 %% interval of a share, from sampling alone.",
                   br_format_percent(own, cpu->harness_share));
}

void br_cpu_describe(const struct br_summary_cpu *cpu, struct br_text *text)
{
    char samples[BR_UNITS_BUFFER], period[BR_UNITS_BUFFER];
    const struct br_figure *sampling = &cpu->result->sampling;
    if (cpu->stacks == NULL) {
        br_text_format(text, "%s: %s.", br_state_names[sampling->state],
                       sampling->reason != NULL ? sampling->reason : "no stacks were recorded");
        return;
    }
    br_text_format(text, "Estimated from %s sample%s by %s, one in %s of a thread's CPU time.",
                   br_format_count(samples, cpu->views.samples), cpu->views.samples == 1 ? "" : "s",
                   cpu->stacks->source != NULL ? cpu->stacks->source : "an unknown source",
                   br_units_format_duration(period, cpu->stacks->period));
    if (cpu->views.samples > 0)
        describe_quality(cpu, text);
    br_nameless_append(cpu->stacks, text);
}
