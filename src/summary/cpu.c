/* Figures of CPU profiles; see cpu.h. */
#include "summary/cpu.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/discovery.h"
#include "stats/distribution.h"
#include "stats/proportion.h"
#include "summary/cell_names.h"
#include "summary/parts.h"

static const double false_discoveries_most = 0.05;

const struct br_stacks *br_cpu_stacks(const struct br_result *result)
{
    for (size_t i = 0; result != NULL && i < result->stacks.count; i++) {
        const struct br_stacks *stacks = &result->stacks.items[i];
        if (stacks->kind != NULL && strcmp(stacks->kind, "cpu") == 0)
            return stacks;
    }
    return NULL;
}

/* ---- one profile ---- */

static double harness_share(const struct br_stack_views *views)
{
    for (size_t i = 0; i < views->function_count; i++)
        if (strcmp(views->functions[i].library, BR_STACKS_HARNESS) == 0 &&
            views->functions[i].frame == NULL)
            return br_part_ratio(views->functions[i].self, views->total);
    return 0;
}

void br_summary_cpu_make(const struct br_profile *profile, const struct br_cell *cell,
                         struct br_summary_cpu *cpu)
{
    *cpu = (struct br_summary_cpu){.result = br_part_find(profile, cell, "cpu", NULL)};
    const struct br_stacks *stacks = br_cpu_stacks(cpu->result);
    if (stacks == NULL || !br_stack_views_make(stacks, NULL, &cpu->views))
        return;
    cpu->stacks = stacks;
    double samples = (double)cpu->views.samples, lost = (double)stacks->lost;
    cpu->rooted_share = br_part_ratio(samples - (double)cpu->views.truncated_samples, samples);
    cpu->lost_share = br_part_ratio(lost, samples + lost);
    cpu->harness_share = harness_share(&cpu->views);
    cpu->ns_per_record = br_part_ratio(cpu->views.total, (double)stacks->records);
}

void br_summary_cpu_release(struct br_summary_cpu *cpu)
{
    if (cpu->views.stacks != NULL)
        br_stack_views_release(&cpu->views);
    *cpu = (struct br_summary_cpu){0};
}

double br_cpu_share_error(const struct br_stack_views *views, uint64_t hits)
{
    if (views->samples == 0)
        return NAN;
    struct br_interval share = br_stats_clopper_pearson(hits, views->samples, 0.95);
    return (share.high - share.low) / 2;
}

size_t br_cpu_hottest(const struct br_stack_views *views, size_t *functions, size_t capacity)
{
    size_t count = 0;
    for (size_t i = 0; i < views->function_count && count < capacity; i++)
        if (views->functions[i].frame != NULL && views->functions[i].self > 0)
            functions[count++] = i;
    return count;
}

/* ---- two profiles ---- */

/* Whatever the input is called: it is the caller's to see that both read the same. */
static const struct br_stacks *stacks_of(const struct br_profile *profile,
                                         const struct br_cell *cell)
{
    struct br_cell wanted = *cell;
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        const struct br_stacks *stacks = result->ok ? br_cpu_stacks(result) : NULL;
        wanted.input = result->cell.input;
        if (stacks != NULL && br_part_same_cell(&wanted, &result->cell))
            return stacks;
    }
    return NULL;
}

static void add_pair(const struct br_summary_cell *cell, const struct br_profile *before,
                     const struct br_profile *after, struct br_cpu_pairs *pairs)
{
    const struct br_stacks *old = stacks_of(before, cell->cell);
    const struct br_stacks *new = stacks_of(after, cell->cell);
    if (old == NULL || new == NULL || old->stacks.count == 0 || new->stacks.count == 0)
        return;
    struct br_cpu_pair *pair = br_list_append(pairs, sizeof *pair);
    *pair = (struct br_cpu_pair){
        .name = br_cell_name(cell), .cell = cell->cell, .before = old, .after = new};
}

int br_cpu_pairs_make(const struct br_profile *before, const struct br_profile *after,
                      struct br_cpu_pairs *pairs, struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make_measured(after, &summary, error);
    *pairs = (struct br_cpu_pairs){0};
    for (size_t i = 0; i < summary.cell_count; i++)
        add_pair(&summary.cells[i], before, after, pairs);
    br_summary_release(&summary);
    return code;
}

void br_cpu_pairs_release(struct br_cpu_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++)
        free(pairs->items[i].name);
    free(pairs->items);
    *pairs = (struct br_cpu_pairs){0};
}

const struct br_cpu_pair *br_cpu_pairs_find(const struct br_cpu_pairs *pairs, const char *asked)
{
    for (size_t i = pairs->count; i > 0; i--)
        if (asked == NULL || br_cell_name_is(pairs->items[i - 1].name, asked))
            return &pairs->items[i - 1];
    return NULL;
}

/* Values over the period are samples: all samples of a profile stand for the same. */
static struct br_proportions proportions_of(const struct br_cpu_changes *changes, double before,
                                            double after)
{
    const struct br_stack_views *views = &changes->views;
    return (struct br_proportions){
        .hits_before = br_part_ratio(before, views->total_before) * changes->before_samples,
        .samples_before = changes->before_samples,
        .hits_after = br_part_ratio(after, views->total) * changes->after_samples,
        .samples_after = changes->after_samples,
    };
}

static struct br_cpu_change change_of(const struct br_cpu_changes *changes, size_t index,
                                      double before, double after, double *p)
{
    struct br_proportions shares = proportions_of(changes, before, after);
    *p = br_stats_proportion_p(&shares);
    return (struct br_cpu_change){
        .index = index,
        .before = br_part_ratio(before, changes->views.total_before),
        .after = br_part_ratio(after, changes->views.total),
        .change = br_stats_proportion_change(&shares),
    };
}

static bool mark_sure(struct br_cpu_change *list, double *p, size_t count)
{
    if (!br_stats_benjamini_hochberg(p, count, p))
        return false;
    for (size_t i = 0; i < count; i++)
        list[i].sure = p[i] <= false_discoveries_most;
    return true;
}

static int by_growth(const void *left, const void *right)
{
    const struct br_cpu_change *a = left, *b = right;
    double growth_a = a->after - a->before, growth_b = b->after - b->before;
    if (growth_a != growth_b)
        return growth_a < growth_b ? 1 : -1;
    return (a->index > b->index) - (a->index < b->index);
}

static bool compare_functions(struct br_cpu_changes *changes, double *p)
{
    const struct br_stack_views *views = &changes->views;
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->self <= 0 && function->self_before <= 0)
            continue;
        size_t at = changes->function_count++;
        changes->functions[at] =
            change_of(changes, i, function->self_before, function->self, &p[at]);
    }
    if (!mark_sure(changes->functions, p, changes->function_count))
        return false;
    qsort(changes->functions, changes->function_count, sizeof *changes->functions, by_growth);
    return true;
}

static bool compare_nodes(struct br_cpu_changes *changes, double *p)
{
    const struct br_stack_views *views = &changes->views;
    for (size_t i = 0; i < views->node_count; i++)
        changes->nodes[i] =
            change_of(changes, i, views->nodes[i].total_before, views->nodes[i].total, &p[i]);
    return mark_sure(changes->nodes, p, views->node_count);
}

static double samples_of(const struct br_stacks *stacks)
{
    double samples = 0;
    for (size_t i = 0; i < stacks->stacks.count; i++)
        samples += (double)stacks->stacks.items[i].samples;
    return samples;
}

bool br_cpu_changes_make(const struct br_stacks *before, const struct br_stacks *after,
                         struct br_cpu_changes *changes)
{
    *changes = (struct br_cpu_changes){.before_samples = samples_of(before),
                                       .after_samples = samples_of(after)};
    if (!br_stack_views_make(after, before, &changes->views))
        return false;
    const struct br_stack_views *views = &changes->views;
    size_t most =
        views->function_count > views->node_count ? views->function_count : views->node_count;
    changes->before_ns_per_record = br_part_ratio(views->total_before, (double)before->records);
    changes->after_ns_per_record = br_part_ratio(views->total, (double)after->records);
    changes->functions = br_part_allocate(views->function_count, sizeof *changes->functions);
    changes->nodes = br_part_allocate(views->node_count, sizeof *changes->nodes);
    double *p = br_part_allocate(most, sizeof *p);
    bool made = compare_functions(changes, p) && compare_nodes(changes, p);
    free(p);
    return made;
}

void br_cpu_changes_release(struct br_cpu_changes *changes)
{
    if (changes->views.stacks != NULL)
        br_stack_views_release(&changes->views);
    free(changes->functions);
    free(changes->nodes);
    *changes = (struct br_cpu_changes){0};
}
