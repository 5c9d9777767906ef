/* Single figures as table cells. */
#include "report/figures.h"

#include <math.h>
#include <string.h>

double br_figure_half_width(const struct br_summary_rate *rate)
{
    if (!rate->interval_known)
        return NAN;
    return fmax(rate->interval.high - rate->records_per_s,
                rate->records_per_s - rate->interval.low);
}

static bool has_failed(const struct br_summary_cell *cell, const char *name)
{
    for (size_t i = 0; i < cell->pass_count; i++)
        if (strcmp(cell->passes[i].pass, name) == 0)
            return cell->passes[i].failure != NULL && cell->passes[i].result == NULL;
    return false;
}

int br_figure_rate_digits(const struct br_summary_rate *rate)
{
    return br_format_digits(rate->records_per_s, br_figure_half_width(rate));
}

void br_figure_rate(struct br_table *table, const struct br_summary_cell *cell)
{
    char buffer[BR_UNITS_BUFFER];
    const struct br_summary_rate *rate = &cell->rate;
    if (rate->processes == 0) {
        bool failed = has_failed(cell, "throughput");
        br_table_marked(table, BR_TABLE_WARNING, "", failed ? "failed" : BR_FORMAT_NONE);
        return;
    }
    br_format_scaled(buffer, rate->records_per_s, br_figure_rate_digits(rate), "");
    br_table_marked(table, rate->unstable != 0 ? BR_TABLE_WARNING : BR_TABLE_STRONG,
                    rate->unstable != 0 ? BR_MARK_UNSTABLE : "", buffer);
}

void br_figure_scaled_rate(struct br_table *table, const struct br_summary_rate *rate, double value)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", br_format_scaled(buffer, value, br_figure_rate_digits(rate), ""));
}

void br_figure_plus_minus(struct br_table *table, const struct br_summary_rate *rate)
{
    br_figure_percent(table, br_figure_half_width(rate) / rate->records_per_s);
}

void br_figure_percent(struct br_table *table, double share)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", br_format_percent(buffer, share));
}

void br_figure_significant(struct br_table *table, double value, int digits)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", br_format_significant(buffer, value, digits));
}

void br_figure_scaled(struct br_table *table, double value)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", br_format_scaled(buffer, value, 3, ""));
}

void br_figure_count(struct br_table *table, uint64_t count)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s", br_format_count(buffer, count));
}

void br_figure_memory(struct br_table *table, double bytes)
{
    char buffer[BR_UNITS_BUFFER];
    br_table_cell(table, "%s",
                  isfinite(bytes) ? br_units_format_bytes(buffer, bytes) : BR_FORMAT_NONE);
}

void br_figure_quantile(struct br_table *table, const struct br_summary_latency *latency,
                        size_t quantile, struct br_format_unit unit)
{
    char buffer[BR_UNITS_BUFFER];
    if (latency == NULL) {
        br_table_cell(table, "%s", BR_FORMAT_NONE);
        return;
    }
    bool machine = latency->tail[quantile] == BR_TAIL_MACHINE && isfinite(latency->ns[quantile]);
    br_format_significant(buffer, latency->ns[quantile] / unit.ns, 3);
    br_table_marked(table, machine ? BR_TABLE_FAINT : BR_TABLE_PLAIN,
                    machine ? BR_MARK_MACHINE : "", buffer);
}

void br_figure_maximum(struct br_table *table, const struct br_summary_latency *latency,
                       struct br_format_unit unit)
{
    char buffer[BR_UNITS_BUFFER];
    bool known = latency != NULL && !latency->batched;
    bool machine = latency != NULL && latency->tick_limit < 1;
    br_format_significant(buffer, known ? latency->maximum_ns / unit.ns : NAN, 3);
    br_table_marked(table, machine ? BR_TABLE_FAINT : BR_TABLE_PLAIN,
                    machine && known ? BR_MARK_MACHINE : "", buffer);
}

struct br_format_unit br_figure_latency_unit(const struct br_summary *summary)
{
    double smallest = INFINITY;
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].latency_count; j++) {
            const struct br_summary_latency *latency = &summary->cells[i].latencies[j];
            smallest = fmin(smallest, latency->batched ? latency->mean_ns : latency->ns[0]);
        }
    return br_format_duration_unit(smallest);
}

struct br_format_unit br_figure_maximum_unit(const struct br_summary *summary)
{
    double smallest = INFINITY;
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].latency_count; j++) {
            const struct br_summary_latency *latency = &summary->cells[i].latencies[j];
            if (!latency->batched && latency->records > 0)
                smallest = fmin(smallest, latency->maximum_ns);
        }
    return isfinite(smallest) ? br_format_duration_unit(smallest) : br_figure_latency_unit(summary);
}

const struct br_summary_latency *br_figure_latency(const struct br_summary_cell *cell,
                                                   const char *kind)
{
    for (size_t i = 0; i < cell->latency_count; i++)
        if (cell->latencies[i].raw->kind != NULL && strcmp(cell->latencies[i].raw->kind, kind) == 0)
            return &cell->latencies[i];
    return NULL;
}

static bool is_measured(enum br_state state)
{
    return state == BR_STATE_COUNTED || state == BR_STATE_SCALED;
}

void br_figure_allocation(struct br_table *table, const struct br_summary_allocation *allocation,
                          double value)
{
    if (allocation->raw != NULL && !is_measured(allocation->state))
        br_table_marked(table, BR_TABLE_FAINT, "", br_state_names[allocation->state]);
    else if (allocation->raw != NULL && fabs(value) < 0.01 && value != 0)
        br_table_cell(table, "%s", value > 0 ? "<0.01" : ">-0.01");
    else
        br_figure_scaled(table, allocation->raw != NULL ? value : NAN);
}

void br_figure_cycles(struct br_table *table, const struct br_summary_counting *counting,
                      bool per_byte)
{
    if (counting->headline == NULL) {
        bool tried = counting->raw != NULL && counting->count > 0;
        br_table_marked(table, BR_TABLE_FAINT, "",
                        tried ? br_state_names[counting->items[0].total->state] : BR_FORMAT_NONE);
        return;
    }
    br_figure_scaled(table,
                     per_byte ? counting->headline->per_byte : counting->headline->per_record);
}

bool br_figure_is_concurrent(const struct br_summary *summary)
{
    const char *mode = summary->profile->config.mode;
    return mode != NULL && strcmp(mode, "single") != 0;
}

bool br_figure_repeats_work(const struct br_summary *summary, size_t index)
{
    const struct br_summary_cell *cell = &summary->cells[index];
    for (size_t i = 0; i < index; i++) {
        const struct br_summary_cell *earlier = &summary->cells[i];
        if (earlier->work != NULL && earlier->records == cell->records &&
            br_work_agree(earlier->work, cell->work, NULL) == 0)
            return true;
    }
    return false;
}
