/* A calibration as text; see calibration.h. */
#include "report/calibration.h"

#include <inttypes.h>
#include <math.h>

#include "base/units.h"
#include "report/format.h"

static void append_stored(const struct br_calibration_entry *entry, struct br_text *text)
{
    char percent[BR_UNITS_BUFFER];
    br_text_format(text, "    values of %" PRIu64 " processes of the same code: spread %s\n",
                   entry->processes,
                   br_format_percent(percent, entry->process_spread_percent / 100));
    if (isfinite(entry->noise_floor_percent))
        br_text_format(text,
                       "    against a stored baseline: medians of %" PRIu64
                       " processes, measured apart in time, differ by less than %s in 95 %% of "
                       "cases\n",
                       entry->replicates,
                       br_format_percent(percent, entry->noise_floor_percent / 100));
    else
        br_text_append(text, "    against a stored baseline: too few processes to tell\n");
}

static void append_alarms(uint64_t alarms, uint64_t comparisons, double upper, struct br_text *text)
{
    if (comparisons > 0)
        br_text_format(text,
                       "%" PRIu64 " false alarms in %" PRIu64
                       " comparisons (below %.2g %% with 95 %% confidence)\n",
                       alarms, comparisons, 100 * upper);
    else
        br_text_append(text, "too few pairs for one comparison; give --time-budget more\n");
}

static void append_found(const char *command, double percent, struct br_text *text)
{
    if (isfinite(percent))
        br_text_format(text, "    benchrun %s finds a slowdown of %.2g %% nine times out of ten\n",
                       command, percent);
    else
        br_text_format(text,
                       "    benchrun %s was not seen to find any slowdown nine times out of ten: "
                       "give --time-budget more, or quiet the machine\n",
                       command);
}

static void append_gate(const struct br_calibration_entry *entry, struct br_text *text)
{
    br_text_format(text, "    benchrun gate, limit %.3g %%: ", entry->gate_limit_percent);
    append_alarms(entry->gate_false_alarms, entry->gate_comparisons,
                  entry->gate_false_alarm_rate_upper, text);
    append_found("gate", entry->gate_detectable_percent, text);
}

static void append_paired(const struct br_calibration_entry *entry, struct br_text *text)
{
    char budget[BR_UNITS_BUFFER], pair[BR_UNITS_BUFFER];
    br_units_format_duration(budget, (double)entry->time_budget_ns);
    br_units_format_duration(pair, (double)entry->pair_ns);
    br_text_format(text, "    benchrun ab, %s at most, %s a pair: ", budget, pair);
    append_alarms(entry->false_alarms, entry->comparisons, entry->false_alarm_rate_upper, text);
    append_found("ab", entry->detectable_percent, text);
}

void br_report_calibration(const struct br_calibration *calibration, struct br_text *text)
{
    br_text_append(text, "Calibration of ");
    br_text_append_visible(text, calibration->hostname != NULL ? calibration->hostname : "?");
    br_text_append(text, "\n");
    for (size_t i = 0; i < calibration->entries.count; i++) {
        const struct br_calibration_entry *entry = &calibration->entries.items[i];
        br_text_append(text, "\n  ");
        br_text_append_visible(text, entry->label);
        br_text_append(text, "\n");
        append_stored(entry, text);
        append_gate(entry, text);
        append_paired(entry, text);
    }
}
