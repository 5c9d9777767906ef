/* Caveats about the whole run: whatever limits what its figures may be used for, as sentences. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

static bool is_given(const char *text)
{
    return text != NULL && text[0] != '\0';
}

void br_part_add_caveat(struct br_summary *summary, bool detailed, struct br_text *sentence)
{
    if (sentence->size > 0) {
        size_t count = summary->caveat_count;
        struct br_summary_caveat *caveats =
            realloc(summary->caveats, (count + 1) * sizeof *summary->caveats);
        char *taken = br_text_take(sentence);
        if (caveats == NULL || taken == NULL)
            abort();
        caveats[count].sentence = taken;
        caveats[count].detailed = detailed;
        summary->caveats = caveats;
        summary->caveat_count = count + 1;
    }
    br_text_release(sentence);
}

static void note_completeness(struct br_summary *summary)
{
    const struct br_profile *profile = summary->profile;
    struct br_text text = {0};
    if (profile->interrupted)
        br_text_append(&text, "The run was interrupted: cells and passes are missing.");
    else if (!profile->complete)
        br_text_append(&text, "The run is not complete: planned passes have no result.");
    br_part_add_caveat(summary, false, &text);
}

static void note_failures(struct br_summary *summary)
{
    const struct br_results *results = &summary->profile->results;
    struct br_text text = {0};
    size_t failed = 0;
    for (size_t i = 0; i < results->count; i++)
        failed += !results->items[i].ok;
    if (failed > 0)
        br_text_format(&text, "%zu of %zu passes failed; their figures are missing, not zero.",
                       failed, results->count);
    br_part_add_caveat(summary, true, &text);
}

static void note_build(struct br_summary *summary)
{
    const struct br_environment *environment = &summary->profile->environment;
    struct br_text text = {0};
    if (is_given(environment->sanitizer))
        br_text_format(&text,
                       "This benchrun was built with the sanitizer %s: times are several times "
                       "too long. Measure with a release build.",
                       environment->sanitizer);
    br_part_add_caveat(summary, false, &text);
    if (is_given(environment->build_type) && strcmp(environment->build_type, "Debug") == 0)
        br_text_append(&text, "This benchrun is a debug build: times are too long. Measure with a "
                              "release build.");
    br_part_add_caveat(summary, false, &text);
}

static void note_clock(struct br_summary *summary)
{
    const char *warning = summary->profile->environment.tick_warning;
    struct br_text text = {0};
    if (is_given(warning))
        br_text_format(&text,
                       "The time stamp counter should not be trusted (%s): latencies and "
                       "reference cycles may be off.",
                       warning);
    br_part_add_caveat(summary, false, &text);
}

static void note_allocator(struct br_summary *summary)
{
    const struct br_figure *jemalloc = &summary->profile->environment.jemalloc_in_effect;
    struct br_text text = {0};
    if (jemalloc->state == BR_STATE_UNSUPPORTED || jemalloc->state == BR_STATE_DENIED)
        br_text_format(&text,
                       "jemalloc did not serve this run's allocations (%s): there are no "
                       "allocation figures.",
                       is_given(jemalloc->reason) ? jemalloc->reason : "no reason known");
    br_part_add_caveat(summary, false, &text);
}

static void note_dirty(struct br_summary *summary)
{
    const struct br_environment *environment = &summary->profile->environment;
    struct br_text text = {0};
    if (environment->dirty || environment->benchrun_dirty)
        br_text_format(&text,
                       "%s uncommitted changes: the commit alone does not identify what "
                       "was measured.",
                       environment->dirty && environment->benchrun_dirty
                           ? "The working folder and the source of this benchrun had"
                       : environment->dirty ? "The working folder had"
                                            : "The source of this benchrun had");
    br_part_add_caveat(summary, false, &text);
}

/* Which counters there are depends on the machine, not on the cell: said once. */
static void note_counters(struct br_summary *summary)
{
    const struct br_summary_counting *counting = NULL;
    struct br_text text = {0};
    for (size_t i = 0; i < summary->cell_count && counting == NULL; i++)
        if (summary->cells[i].counting.raw != NULL)
            counting = &summary->cells[i].counting;
    for (size_t i = 0; counting != NULL && i < counting->count; i++) {
        const struct br_figure *total = counting->items[i].total;
        bool missing = total->state == BR_STATE_UNSUPPORTED || total->state == BR_STATE_DENIED;
        if (!missing || strcmp(counting->items[i].name, "cycles") != 0)
            continue;
        br_text_format(&text, "No hardware cycle counter: %s.",
                       is_given(total->reason) ? total->reason : br_state_names[total->state]);
        if (counting->headline != NULL)
            br_text_append(&text, " Cycles are reference cycles of the time stamp counter over CPU "
                                  "time: they do not see changes of the core clock.");
    }
    br_part_add_caveat(summary, true, &text);
}

static void note_growth(struct br_summary *summary)
{
    struct br_text text = {0};
    for (size_t i = 0; i < summary->fit_count; i++) {
        const struct br_summary_fit *fit = &summary->fits[i];
        if (!fit->grows)
            continue;
        br_text_append(&text, text.size == 0 ? "The cost per record grows with size: " : ", ");
        br_text_format(&text, "%s takes %.0f %% more than %s", fit->largest->label,
                       fit->growth * 100, fit->cheapest->label);
    }
    if (text.size > 0)
        br_text_append(&text, ".");
    br_part_add_caveat(summary, false, &text);
}

static bool has_machine_tail(const struct br_summary_latency *latency)
{
    for (size_t i = 0; i < BR_SUMMARY_QUANTILES; i++)
        if (isfinite(latency->ns[i]) && latency->tail[i] == BR_TAIL_MACHINE)
            return true;
    return false;
}

static void note_machine_tail(struct br_summary *summary)
{
    bool any = false;
    struct br_text text = {0};
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t j = 0; j < summary->cells[i].latency_count; j++)
            any = any || has_machine_tail(&summary->cells[i].latencies[j]);
    if (any)
        br_text_format(&text,
                       "Latencies beyond the tick limit (†) hold the machine's own %.0f "
                       "interruptions per second, not the workload alone.",
                       summary->profile->environment.floor_gaps_per_s);
    br_part_add_caveat(summary, true, &text);
}

void br_part_caveats(struct br_summary *summary)
{
    note_completeness(summary);
    note_failures(summary);
    note_build(summary);
    note_clock(summary);
    note_allocator(summary);
    br_part_finding_caveat(summary);
    br_part_cell_caveats(summary);
    note_growth(summary);
    note_counters(summary);
    note_machine_tail(summary);
    note_dirty(summary);
}
