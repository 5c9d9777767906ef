/* Caveats about single cells: one sentence per kind, naming the cells it holds for. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

/* One kind of caveat: where it applies, what to add per cell, and the words around the cells. */
struct kind {
    bool (*applies)(const struct br_summary *summary, const struct br_summary_cell *cell);
    void (*detail)(const struct br_summary_cell *cell, struct br_text *text); /* NULL = none */
    const char *before, *after;
};

static void append_percent(struct br_text *text, double share)
{
    br_text_format(text, share < 0.1 ? " (%.1f %%)" : " (%.0f %%)", share * 100);
}

static bool has_unstable(const struct br_summary_cell *cell, enum br_unstable bit)
{
    return (cell->rate.unstable & (unsigned)bit) != 0;
}

static bool processes_differ(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return has_unstable(cell, BR_UNSTABLE_PROCESSES);
}

static void show_robust_cv(const struct br_summary_cell *cell, struct br_text *text)
{
    append_percent(text, cell->rate.robust_cv);
}

static bool samples_differ(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    /* Where threads waited for a CPU, this machine's own programs explain the spells. */
    (void)summary;
    return has_unstable(cell, BR_UNSTABLE_SAMPLES) && !has_unstable(cell, BR_UNSTABLE_RUN_DELAY);
}

static void show_sample_ratio(const struct br_summary_cell *cell, struct br_text *text)
{
    append_percent(text, cell->rate.sample_ratio - 1);
}

static bool was_delayed(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return has_unstable(cell, BR_UNSTABLE_RUN_DELAY) && !cell->oversubscribed;
}

static void show_run_delay(const struct br_summary_cell *cell, struct br_text *text)
{
    append_percent(text, cell->rate.run_delay_share);
}

static bool clocks_differ(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return has_unstable(cell, BR_UNSTABLE_CLOCK);
}

static void show_clock(const struct br_summary_cell *cell, struct br_text *text)
{
    append_percent(text, cell->rate.clock_deviation);
}

static bool is_oversubscribed(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->oversubscribed;
}

static void show_lanes(const struct br_summary_cell *cell, struct br_text *text)
{
    br_text_format(text, " (%llu threads)", (unsigned long long)cell->lanes);
}

static bool has_rejects(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->work != NULL && cell->work->rejected > 0;
}

static void show_rejects(const struct br_summary_cell *cell, struct br_text *text)
{
    br_text_format(text, " (%llu of %llu)", (unsigned long long)cell->work->rejected,
                   (unsigned long long)cell->work->records);
}

static bool never_steady(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->rate.processes > 0 && !cell->rate.steady;
}

static bool was_cut(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->rate.cut;
}

static bool lacks_processes(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->rate.processes > 0 && !cell->rate.interval_known;
}

static bool is_cycled(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->input_use == BR_INPUT_CYCLED;
}

static void show_passes(const struct br_summary_cell *cell, struct br_text *text)
{
    br_text_format(text, " (%.3g times)", cell->input_passes);
}

static bool is_cut_input(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->input_use == BR_INPUT_CUT;
}

static bool is_batched(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->latency_count > 0 && cell->latencies[0].batched;
}

static bool lacks_allocation(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    /* When jemalloc served nothing at all, that has been said already. */
    return summary->profile->environment.jemalloc_in_effect.state == BR_STATE_COUNTED &&
           cell->allocation.raw != NULL && cell->allocation.state != BR_STATE_COUNTED;
}

static void show_allocation_reason(const struct br_summary_cell *cell, struct br_text *text)
{
    const char *reason = cell->allocation.raw->reason;
    br_text_format(text, " (%s)", reason != NULL ? reason : "no reason known");
}

static bool is_unverified(const struct br_summary *summary, const struct br_summary_cell *cell)
{
    (void)summary;
    return cell->work != NULL && cell->verified == NULL;
}

/* The gravest first. */
static const struct kind kinds[] = {
    {processes_differ, show_robust_cv, "Unstable: processes of the same cell differ at size ",
     ". More of them (--replicates) or a quieter machine would help."},
    {samples_differ, show_sample_ratio,
     "Unstable: slow spells inside a process, probably another tenant of the host, at size ",
     ". Run again at a quieter time."},
    {was_delayed, show_run_delay, "Unstable: threads waited for a CPU part of the time at size ",
     ". Stop other programs on this machine or use fewer threads."},
    {clocks_differ, show_clock, "Unstable: the core clock differed between processes at size ",
     ". A fixed clock (governor performance, turbo off) or more --replicates would help."},
    {is_oversubscribed, show_lanes, "More threads than CPUs at size ",
     ": rates there include the scheduler's sharing of the CPUs."},
    {has_rejects, show_rejects, "Records were rejected at size ",
     ". The rate counts all records; accepted ones are given apart."},
    {never_steady, NULL, "The warm-up never became steady at size ",
     ". A larger --time-budget would allow a longer one."},
    {was_cut, NULL, "The time budget was used up before all samples were taken at size ",
     ". A larger --time-budget narrows the interval."},
    {is_unverified, NULL, "The decoded content was not verified at size ",
     ": counts and witness agree, but there is no digest."},
    {lacks_processes, NULL, "No 95 % interval at size ",
     ": fewer than 3 processes were measured. More --replicates, or a larger --time-budget "
     "where it ran out, would give one."},
    {is_cycled, show_passes, "The input was read more than once at size ",
     ": it is shorter, and later passes find it in the caches."},
    {is_cut_input, NULL, "Only the first records of the input were used at size ",
     ": it is longer."},
    {lacks_allocation, show_allocation_reason, "Allocations could not be counted at size ", "."},
    {is_batched, NULL, "Records are too short to be stamped one by one at size ",
     ": only the mean of a batch is known, no percentiles."},
};

/* What a kind says of a cell: the detail alone. The caller releases it. */
static struct br_text detail_of(const struct kind *kind, const struct br_summary_cell *cell)
{
    struct br_text text = {0};
    if (kind->detail != NULL)
        kind->detail(cell, &text);
    return text;
}

/* The same is to be said of every cell of this size: then the threads need not be listed. */
static bool holds_for_size(const struct br_summary *summary, const struct kind *kind,
                           const struct br_summary_cell *cell)
{
    struct br_text own = detail_of(kind, cell);
    bool holds = true;
    size_t cells = 0;
    for (size_t i = 0; i < summary->cell_count && holds; i++) {
        const struct br_summary_cell *other = &summary->cells[i];
        if (other->cell->size != cell->cell->size)
            continue;
        cells++;
        holds = kind->applies(summary, other);
        if (!holds)
            break;
        struct br_text text = detail_of(kind, other);
        holds = strcmp(br_text_string(&own), br_text_string(&text)) == 0;
        br_text_release(&text);
    }
    br_text_release(&own);
    return holds && cells > 1;
}

static void append_size(const struct br_summary_cell *cell, struct br_text *text)
{
    br_text_append_bytes(text, cell->label, strcspn(cell->label, " "));
}

static bool is_first_of_size(const struct br_summary *summary, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (summary->cells[i].cell->size == summary->cells[index].cell->size)
            return false;
    return true;
}

static void append_cells(const struct br_summary *summary, const struct kind *kind,
                         struct br_text *text)
{
    bool first = true;
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (!kind->applies(summary, cell))
            continue;
        bool whole_size = holds_for_size(summary, kind, cell);
        if (whole_size && !is_first_of_size(summary, i))
            continue;
        br_text_append(text, first ? "" : ", ");
        if (whole_size)
            append_size(cell, text);
        else
            br_text_append(text, cell->label);
        if (kind->detail != NULL)
            kind->detail(cell, text);
        first = false;
    }
}

static bool applies_anywhere(const struct br_summary *summary, const struct kind *kind)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (kind->applies(summary, &summary->cells[i]))
            return true;
    return false;
}

void br_part_cell_caveats(struct br_summary *summary)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const struct kind *kind = &kinds[i];
        struct br_text text = {0};
        if (!applies_anywhere(summary, kind))
            continue;
        br_text_append(&text, kind->before);
        append_cells(summary, kind, &text);
        br_text_append(&text, kind->after);
        br_part_add_caveat(summary, kind->applies == has_rejects, &text);
    }
}
