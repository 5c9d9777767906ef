/* The doctor's findings as text for people: the gravest first, the verdict last. */
#include "cli/doctor.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/units.h"
#include "cli/layout.h"

enum { COLUMN = 26 };

const double br_doctor_record_ns[] = {1e3, 1e4, 1e5, 0};

static const struct {
    const char *heading;
    enum br_finding_state state;
    bool explained; /* with effect and remedy */
} sections[] = {
    {"Severe: figures should not be trusted", BR_FINDING_SEVERE, true},
    {"Warning: figures move, or some are missing", BR_FINDING_WARNING, true},
    {"Unknown: could not be read here, which is not the same as ok", BR_FINDING_UNKNOWN, false},
    {"Ok", BR_FINDING_OK, false},
};
enum { SECTIONS = sizeof sections / sizeof sections[0] };

static size_t count_state(const struct br_findings *findings, enum br_finding_state state)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].state == state;
    return count;
}

static void append_heading(struct br_text *text, const char *heading, bool colour)
{
    br_text_format(text, "\n%s%s%s\n", colour ? "\033[1m" : "", heading, colour ? "\033[0m" : "");
}

static void append_explained(struct br_text *text, const char *sentence, const char *bullet)
{
    struct br_text line = {0};
    br_text_append(&line, bullet);
    br_text_append_visible(&line, sentence);
    br_text_append_repeat(text, ' ', COLUMN);
    br_layout_wrap(text, br_text_string(&line), COLUMN);
    br_text_release(&line);
}

static void append_finding(struct br_text *text, const struct br_finding *finding, bool explained)
{
    struct br_text value = {0};
    size_t start = text->size;
    br_text_append(text, "  ");
    br_text_append_visible(text, finding->name);
    br_text_append_visible(&value, finding->value);
    br_layout_explain(text, start, COLUMN, br_text_string(&value));
    br_text_release(&value);
    if (explained) {
        append_explained(text, finding->effect, "");
        append_explained(text, finding->remedy, "→ ");
    }
}

static void append_findings(struct br_text *text, const struct br_findings *findings, bool colour)
{
    for (size_t section = 0; section < SECTIONS; section++) {
        if (count_state(findings, sections[section].state) == 0)
            continue;
        append_heading(text, sections[section].heading, colour);
        for (size_t i = 0; i < findings->count; i++)
            if (findings->items[i].state == sections[section].state)
                append_finding(text, &findings->items[i], sections[section].explained);
    }
}

/* ---- interruptions ---- */

static void append_lengths(struct br_text *text, const struct br_machine_floor *heard)
{
    static const char *const names[BR_MACHINE_GAP_DECADES] = {
        "1 to 10 µs", "10 to 100 µs", "0.1 to 1 ms", "1 to 10 ms", "over 10 ms"};
    for (size_t i = 0; i < BR_MACHINE_GAP_DECADES; i++) {
        size_t start = text->size;
        char *count = br_string_format("%.1f per s", (double)heard->gaps_by_decade[i] /
                                                         ((double)heard->duration_ns * 1e-9));
        br_text_format(text, "    %s", names[i]);
        br_layout_explain(text, start, COLUMN, count);
        free(count);
    }
}

/* Rounded down: a percentile beyond the limit must not look trustworthy. */
static void append_limits(struct br_text *text, const struct br_machine_floor *heard)
{
    br_text_append(text, "  Latencies are the workload's own up to\n");
    for (const double *record_ns = br_doctor_record_ns; *record_ns > 0; record_ns++) {
        char time[BR_UNITS_BUFFER];
        size_t start = text->size;
        double limit = br_machine_tick_limit(heard, *record_ns);
        char *percentile = br_string_format("p%.3f", floor(limit * 1e5) / 1e3);
        br_text_format(text, "    records of %s", br_units_format_duration(time, *record_ns));
        br_layout_explain(text, start, COLUMN, limit > 0 ? percentile : "none: each one is hit");
        free(percentile);
    }
}

static void append_floor(struct br_text *text, const struct br_machine_floor *heard, bool colour)
{
    char time[BR_UNITS_BUFFER], half[BR_UNITS_BUFFER], high[BR_UNITS_BUFFER], most[BR_UNITS_BUFFER];
    char *heading =
        br_string_format("Interruptions of a thread that does nothing else, heard for %s",
                         br_units_format_duration(time, (double)heard->duration_ns));
    append_heading(text, heading, colour);
    free(heading);
    br_text_format(text, "  %.0f per s, %.1f %% of the time; p50 %s, p99 %s, longest %s\n",
                   heard->gaps_per_s, heard->lost_share * 100,
                   br_units_format_duration(half, heard->gap_ns_p50),
                   br_units_format_duration(high, heard->gap_ns_p99),
                   br_units_format_duration(most, heard->gap_ns_max));
    append_lengths(text, heard);
    append_limits(text, heard);
}

/* ---- head and verdict ---- */

static const char *given(const char *string)
{
    return string != NULL ? string : "?";
}

static void append_machine(struct br_text *text, const struct br_environment *environment)
{
    br_text_append_visible(text, given(environment->hostname));
    br_text_append(text, ": ");
    br_text_append_visible(text, given(environment->cpu_model));
    br_text_format(text, ", %" PRIu64 " of %" PRIu64 " CPUs usable, ", environment->cpus_allowed,
                   environment->cpus_online);
    br_text_append_visible(text, given(environment->kernel));
    br_text_append(text, "\n");
}

static void append_severe_names(struct br_text *text, const struct br_findings *findings)
{
    const char *separator = "";
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].state != BR_FINDING_SEVERE)
            continue;
        br_text_format(text, "%s%s", separator, findings->items[i].name);
        separator = ", ";
    }
}

static void append_verdict(struct br_text *text, const struct br_findings *findings, bool colour)
{
    struct br_text verdict = {0};
    size_t severe = count_state(findings, BR_FINDING_SEVERE);
    size_t warnings = count_state(findings, BR_FINDING_WARNING);
    br_text_format(&verdict, "%zu severe, %zu warning%s, %zu unknown, %zu ok. ", severe, warnings,
                   warnings == 1 ? "" : "s", count_state(findings, BR_FINDING_UNKNOWN),
                   count_state(findings, BR_FINDING_OK));
    if (severe > 0) {
        br_text_append(&verdict, "Do not trust figures measured here now; first see to: ");
        append_severe_names(&verdict, findings);
        br_text_append(&verdict, ".");
    } else {
        br_text_append(&verdict, warnings > 0
                                     ? "Measure, and keep the warnings beside the figures."
                                     : "Nothing that was found stands in the way of measuring.");
    }
    br_text_append(text, colour ? "\n\033[1m" : "\n");
    br_layout_wrap(text, br_text_string(&verdict), 0);
    br_text_append(text, colour ? "\033[0m" : "");
    br_text_release(&verdict);
}

void br_doctor_write_text(const struct br_diagnosis *diagnosis, bool colour, struct br_text *text)
{
    const struct br_findings *findings = &diagnosis->environment.findings;
    append_machine(text, &diagnosis->environment);
    append_findings(text, findings, colour);
    append_floor(text, &diagnosis->floor, colour);
    append_verdict(text, findings, colour);
}
