/* Configuration -> cells -> passes; see plan.h. */
#include "engine/plan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "base/units.h"
#include "engine/describe.h"
#include "modes/mode.h"

static size_t at_least_one(size_t count)
{
    return count > 0 ? count : 1;
}

size_t br_variant_count(const struct br_config *config)
{
    return at_least_one(config->record_bytes.count) * at_least_one(config->malformed.count);
}

struct br_variant br_variant_at(const struct br_config *config, size_t index)
{
    size_t shares = at_least_one(config->malformed.count);
    struct br_variant variant = {.malformed_varied = config->malformed.count > 0};
    if (config->record_bytes.count > 0)
        variant.record_bytes = config->record_bytes.items[index / shares];
    if (variant.malformed_varied)
        variant.malformed = config->malformed.items[index % shares];
    return variant;
}

static uint64_t threads_of(const struct br_config *config, size_t index)
{
    return config->threads.count > 0 ? config->threads.items[index] : 1;
}

/* What the workload calls itself: a plug-in is told by its name, not by where its file lies. */
static int own_name(const struct br_config *config, const struct br_registry *registry, char **name,
                    struct br_error *error)
{
    struct br_described described;
    int status = br_describe(registry, config, &described, error);
    if (status == 0)
        *name = br_string_copy(described.workload->name);
    br_described_release(&described);
    return status;
}

static void add_cell(const struct br_config *config, const char *workload, uint64_t size,
                     const struct br_variant *variant, uint64_t threads, struct br_plan *plan)
{
    plan->cells[plan->cell_count++] = (struct br_cell){
        .mode = br_string_copy(config->mode),
        .workload = br_string_copy(workload),
        .input = br_string_copy(config->input),
        .strategy = br_string_copy(config->strategy),
        .size = size,
        .threads = threads,
        .variant = *variant,
    };
}

static void make_cells(const struct br_config *config, const char *workload, struct br_plan *plan)
{
    size_t thread_counts = config->threads.count > 0 ? config->threads.count : 1;
    for (size_t size = 0; size < config->sizes.count; size++) {
        for (size_t i = 0; i < br_variant_count(config); i++) {
            struct br_variant variant = br_variant_at(config, i);
            for (size_t thread = 0; thread < thread_counts; thread++)
                add_cell(config, workload, config->sizes.items[size], &variant,
                         threads_of(config, thread), plan);
        }
    }
}

static bool is_wanted(const struct br_config *config, const struct br_pass *pass)
{
    for (size_t i = 0; i < config->passes.count; i++) {
        if (strcmp(config->passes.items[i], pass->name) == 0)
            return true;
    }
    return false;
}

static uint64_t blocks_of(const struct br_config *config, const struct br_pass *pass)
{
    return pass->replicated && config->blocks > 1 ? config->blocks : 1;
}

static uint64_t shares_wanted(const struct br_config *config)
{
    uint64_t shares = 0;
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++)
        shares += is_wanted(config, pass) ? pass->budget_share * blocks_of(config, pass) : 0;
    return shares;
}

static void add_pass(const struct br_config *config, struct br_plan *plan, size_t cell,
                     const struct br_pass *pass, uint64_t replicate, uint64_t block)
{
    uint64_t shares = at_least_one(shares_wanted(config));
    uint64_t share = config->time_budget_ns / shares * pass->budget_share;
    share /= at_least_one(br_pass_processes(pass, config));
    plan->passes[plan->pass_count++] = (struct br_planned_pass){
        .cell = cell,
        .pass = pass,
        .replicate = replicate,
        .block = block,
        .budget_ns = pass->own_budget_ns > 0 ? pass->own_budget_ns : share,
    };
}

static bool is_verify(const struct br_pass *pass)
{
    return strcmp(pass->name, "verify") == 0;
}

/* Which passes a round is made of. */
enum part { ALL_PASSES, BLOCKED_PASSES, OTHER_PASSES };

static bool takes_part(const struct br_config *config, const struct br_pass *pass, enum part part)
{
    bool is_blocked = blocks_of(config, pass) > 1;
    return is_wanted(config, pass) && !is_verify(pass) &&
           (part == ALL_PASSES || is_blocked == (part == BLOCKED_PASSES));
}

/* One round: what every cell runs as its `replicate`-th process, in shuffled order; false when no
 * pass has so many. */
static bool add_round(const struct br_config *config, struct br_plan *plan, enum part part,
                      uint64_t block, uint64_t replicate, struct br_random *random)
{
    size_t begin = plan->pass_count;
    for (size_t cell = 0; cell < plan->cell_count; cell++) {
        for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++) {
            if (takes_part(config, pass, part) && replicate < br_pass_processes(pass, config))
                add_pass(config, plan, cell, pass, replicate, block);
        }
    }
    br_random_shuffle(plan->passes + begin, plan->pass_count - begin, sizeof *plan->passes, random);
    return plan->pass_count > begin;
}

static void add_rounds(const struct br_config *config, struct br_plan *plan, enum part part,
                       uint64_t block, struct br_random *random)
{
    for (uint64_t replicate = 0; add_round(config, plan, part, block, replicate, random);)
        replicate++;
}

static void add_blocks(const struct br_config *config, struct br_plan *plan,
                       struct br_random *random)
{
    if (config->blocks <= 1) {
        add_rounds(config, plan, ALL_PASSES, 0, random);
        return;
    }
    add_rounds(config, plan, BLOCKED_PASSES, 0, random);
    add_rounds(config, plan, OTHER_PASSES, 0, random);
    for (uint64_t block = 1; block < config->blocks; block++)
        add_rounds(config, plan, BLOCKED_PASSES, block, random);
}

static size_t processes_per_cell(const struct br_config *config)
{
    uint64_t processes = 0;
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++)
        processes +=
            is_wanted(config, pass) ? br_pass_processes(pass, config) * blocks_of(config, pass) : 0;
    return (size_t)processes;
}

int br_plan_make(const struct br_config *config, const struct br_registry *registry,
                 struct br_plan *plan, struct br_error *error)
{
    char *workload = NULL;
    int status = own_name(config, registry, &workload, error);
    if (status < 0)
        return status;
    size_t thread_counts = config->threads.count > 0 ? config->threads.count : 1;
    size_t cells = config->sizes.count * thread_counts * br_variant_count(config);
    size_t passes = processes_per_cell(config);
    *plan = (struct br_plan){0};
    plan->cells = calloc(at_least_one(cells), sizeof *plan->cells);
    plan->passes = calloc(at_least_one(cells * passes), sizeof *plan->passes);
    if (plan->cells == NULL || plan->passes == NULL) {
        br_plan_release(plan);
        free(workload);
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for a plan of %zu cells", cells);
    }
    make_cells(config, workload, plan);
    free(workload);
    struct br_random random;
    br_random_init(&random, config->seed);
    const struct br_pass *verify = br_pass_find("verify");
    for (size_t cell = 0; is_wanted(config, verify) && cell < plan->cell_count; cell++)
        add_pass(config, plan, cell, verify, 0, 0);
    add_blocks(config, plan, &random);
    return 0;
}

void br_plan_release(struct br_plan *plan)
{
    for (size_t i = 0; i < plan->cell_count; i++)
        br_shape_release(&br_cell_shape, &plan->cells[i]);
    free(plan->cells);
    free(plan->passes);
    *plan = (struct br_plan){0};
}

static void print_settings(const struct br_config *config, struct br_text *text)
{
    br_text_append(text, "  workload ");
    br_text_append_visible(text, config->workload);
    br_text_append(text, ", input ");
    br_text_append_visible(text, config->input);
    for (size_t i = 0; i < config->settings.count; i++) {
        br_text_append(text, ", ");
        br_text_append_visible(text, config->settings.items[i].name);
        br_text_append(text, "=");
        br_text_append_visible(text, config->settings.items[i].value);
    }
    br_text_append(text, "\n");
}

/* "block 2" where a freeze measures a pass in several. */
static void print_block(const struct br_config *config, const struct br_planned_pass *pass,
                        struct br_text *text)
{
    if (config->blocks <= 1)
        return;
    if (blocks_of(config, pass->pass) > 1)
        br_text_format(text, "block %" PRIu64 "  ", pass->block + 1);
    else
        br_text_append(text, "         ");
}

void br_plan_print(const struct br_config *config, const struct br_plan *plan, struct br_text *text)
{
    char duration[BR_UNITS_BUFFER];
    char label[256];
    br_text_format(text, "Plan: %s, %zu cell%s, %zu passes, seed %" PRIu64 "\n", config->mode,
                   plan->cell_count, plan->cell_count == 1 ? "" : "s", plan->pass_count,
                   config->seed);
    print_settings(config, text);
    br_units_format_duration(duration, (double)config->sample_ns);
    br_text_format(text, "  %" PRIu64 " samples of at least %s per process, ", config->samples,
                   duration);
    br_units_format_duration(duration, (double)config->time_budget_ns);
    br_text_format(text, "time budget %s per cell\n\n", duration);
    for (size_t i = 0; i < plan->pass_count; i++) {
        const struct br_planned_pass *pass = &plan->passes[i];
        br_cell_label(&plan->cells[pass->cell], label, sizeof label);
        br_units_format_duration(duration, (double)pass->budget_ns);
        br_text_format(text, "%4zu  %-12s %2" PRIu64 "  %8s  ", i + 1, pass->pass->name,
                       pass->replicate + 1, duration);
        print_block(config, pass, text);
        br_text_append_visible(text, label);
        br_text_append(text, "\n");
    }
}
