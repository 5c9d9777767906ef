/* Plans: deterministic, complete, within the budget; defaults; every contradiction has its words.
 */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "engine/plan.h"
#include "modes/mode.h"

/* Plans only need the name. */
static const struct br_workload marc = {.name = "marc"};
static const struct br_workload *const workloads[] = {&marc, NULL};
static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};
static const struct br_registry registry = {.workloads = workloads, .modes = modes};

static void add_count(struct br_counts *counts, uint64_t count)
{
    *(uint64_t *)br_list_append(counts, sizeof count) = count;
}

static void add_pass(struct br_config *config, const char *name)
{
    *(char **)br_list_append(&config->passes, sizeof(char *)) = br_string_copy(name);
}

static void set(char **text, const char *value)
{
    free(*text);
    *text = br_string_copy(value);
}

/* 2 sizes x 3 thread counts, all default passes. */
static void make_config(struct br_config *config)
{
    *config = (struct br_config){0};
    set(&config->mode, "concurrent");
    add_count(&config->sizes, 1000);
    add_count(&config->sizes, BR_SIZE_ALL);
    for (uint64_t threads = 1; threads <= 4; threads *= 2)
        add_count(&config->threads, threads);
    config->replicates = 3;
    br_config_defaults(config);
}

static void release(struct br_config *config)
{
    br_shape_release(&br_config_shape, config);
}

static void make_plan(const struct br_config *config, struct br_plan *plan)
{
    struct br_error error = {0};
    if (br_plan_make(config, &registry, plan, &error) != 0)
        fail_msg("%s", error.message);
}

static char *printed(const struct br_config *config)
{
    struct br_plan plan;
    struct br_text text = {0};
    make_plan(config, &plan);
    br_plan_print(config, &plan, &text);
    br_plan_release(&plan);
    return br_text_take(&text);
}

/* ---- plans ---- */

static void the_same_seed_gives_the_same_plan(void **state)
{
    (void)state;
    struct br_config config;
    make_config(&config);
    char *once = printed(&config);
    char *again = printed(&config);
    config.seed++;
    char *other = printed(&config);
    assert_string_equal(once, again);
    assert_string_not_equal(strstr(once, "\n\n"), strstr(other, "\n\n"));
    free(once);
    free(again);
    free(other);
    release(&config);
}

static bool replicated(const struct br_planned_pass *planned)
{
    return strcmp(planned->pass->name, "throughput") == 0;
}

static size_t times_planned(const struct br_plan *plan, size_t cell, const char *pass,
                            uint64_t replicate)
{
    size_t times = 0;
    for (size_t i = 0; i < plan->pass_count; i++) {
        const struct br_planned_pass *planned = &plan->passes[i];
        if (planned->cell == cell && planned->replicate == replicate &&
            strcmp(planned->pass->name, pass) == 0)
            times++;
    }
    return times;
}

static void every_pass_of_every_cell_is_planned_once(void **state)
{
    (void)state;
    struct br_config config;
    struct br_plan plan;
    size_t expected = 0;
    make_config(&config);
    make_plan(&config, &plan);
    assert_int_equal(plan.cell_count, 6);
    for (size_t cell = 0; cell < plan.cell_count; cell++) {
        for (size_t i = 0; i < config.passes.count; i++) {
            const char *pass = config.passes.items[i];
            uint64_t processes = strcmp(pass, "throughput") == 0 ? 3 : 1;
            for (uint64_t replicate = 0; replicate < processes; replicate++, expected++)
                assert_int_equal(times_planned(&plan, cell, pass, replicate), 1);
        }
    }
    assert_int_equal(plan.pass_count, expected);
    br_plan_release(&plan);
    release(&config);
}

static void cells_are_all_combinations(void **state)
{
    (void)state;
    struct br_config config;
    struct br_plan plan;
    make_config(&config);
    make_plan(&config, &plan);
    for (size_t i = 0; i < plan.cell_count; i++) {
        const struct br_cell *cell = &plan.cells[i];
        assert_int_equal(cell->size, i < 3 ? 1000 : BR_SIZE_ALL);
        assert_int_equal(cell->threads, 1u << (i % 3));
        assert_string_equal(cell->mode, "concurrent");
        assert_string_equal(cell->strategy, "partition");
    }
    br_plan_release(&plan);
    release(&config);
}

/* What did not do its work is not measured; then come rounds, so that all first processes are
 * before any second one. */
static void verify_comes_first_and_replicates_in_rounds(void **state)
{
    (void)state;
    struct br_config config;
    struct br_plan plan;
    uint64_t round = 0;
    make_config(&config);
    make_plan(&config, &plan);
    for (size_t i = 0; i < plan.pass_count; i++) {
        const struct br_planned_pass *planned = &plan.passes[i];
        assert_int_equal(strcmp(planned->pass->name, "verify") == 0, i < plan.cell_count);
        assert_true(planned->replicate >= round);
        round = planned->replicate;
    }
    br_plan_release(&plan);
    release(&config);
}

/* Verify, the first block of throughput, everything else, the second block; the ordinary passes and
 * their processes are there once. */
static void the_blocks_of_a_freeze_are_apart(void **state)
{
    (void)state;
    struct br_config config;
    struct br_plan plan;
    size_t in_block[2] = {0};
    unsigned phase = 0;
    make_config(&config);
    config.blocks = 2;
    make_plan(&config, &plan);
    for (size_t i = 0; i < plan.pass_count; i++) {
        const struct br_planned_pass *planned = &plan.passes[i];
        bool is_throughput = strcmp(planned->pass->name, "throughput") == 0;
        unsigned now = strcmp(planned->pass->name, "verify") == 0 ? 0
                       : !is_throughput                           ? 2
                                        : 1 + 2 * (unsigned)planned->block;
        assert_true(now >= phase);
        phase = now;
        if (is_throughput)
            in_block[planned->block]++;
        else
            assert_int_equal(planned->block, 0);
    }
    assert_int_equal(phase, 3);
    assert_int_equal(in_block[0], plan.cell_count * config.replicates);
    assert_int_equal(in_block[1], in_block[0]);
    br_plan_release(&plan);
    char *text = printed(&config);
    assert_non_null(strstr(text, "block 1  "));
    assert_non_null(strstr(strstr(text, "latency"), "block 2  "));
    free(text);
    config.blocks = 1;
    text = printed(&config);
    assert_null(strstr(text, "block"));
    free(text);
    release(&config);
}

/* A freeze takes every pass made for it, and as much more time as it has blocks. */
static void a_freeze_has_defaults_of_its_own(void **state)
{
    (void)state;
    struct br_config run = {0};
    struct br_config freeze = {.blocks = 2};
    size_t expected = 0;
    br_config_defaults(&run);
    br_config_defaults(&freeze);
    for (const struct br_pass *pass = br_passes; pass->name != NULL; pass++)
        expected += pass->by_default || pass->in_freeze ? 1 : 0;
    assert_int_equal(run.blocks, 1);
    assert_int_equal(freeze.passes.count, expected);
    assert_int_equal(freeze.time_budget_ns, 2 * run.time_budget_ns);
    release(&run);
    release(&freeze);
}

static void cells_are_interleaved(void **state)
{
    (void)state;
    struct br_config config;
    struct br_plan plan;
    size_t changes = 0;
    make_config(&config);
    make_plan(&config, &plan);
    for (size_t i = 1; i < plan.pass_count; i++)
        changes += plan.passes[i].cell != plan.passes[i - 1].cell ? 1 : 0;
    assert_true(changes > plan.pass_count / 2);
    br_plan_release(&plan);
    release(&config);
}

static void the_budgets_of_a_cell_fit_into_its_time(void **state)
{
    (void)state;
    static const uint64_t budgets_ns[] = {1, 17, 15000000000, UINT64_MAX};
    for (size_t b = 0; b < sizeof budgets_ns / sizeof budgets_ns[0]; b++) {
        struct br_config config;
        struct br_plan plan;
        make_config(&config);
        config.blocks = b % 2 + 1;
        config.time_budget_ns = budgets_ns[b];
        make_plan(&config, &plan);
        for (size_t cell = 0; cell < plan.cell_count; cell++) {
            uint64_t left = budgets_ns[b];
            for (size_t i = 0; i < plan.pass_count; i++) {
                if (plan.passes[i].cell != cell)
                    continue;
                assert_true(plan.passes[i].budget_ns <= left);
                left -= plan.passes[i].budget_ns;
            }
            assert_true(left <= budgets_ns[b] / 100 + 100);
        }
        br_plan_release(&plan);
        release(&config);
    }
}

static void a_pass_named_twice_is_planned_once(void **state)
{
    (void)state;
    struct br_config config = {0};
    struct br_plan plan;
    add_pass(&config, "verify");
    add_pass(&config, "alloc");
    add_pass(&config, "verify");
    br_config_defaults(&config);
    make_plan(&config, &plan);
    assert_int_equal(plan.pass_count, 2 * config.sizes.count);
    for (size_t i = 0; i < plan.pass_count; i++)
        assert_false(replicated(&plan.passes[i]));
    br_plan_release(&plan);
    release(&config);
}

static void a_printed_plan_hides_nothing_and_does_no_harm(void **state)
{
    (void)state;
    struct br_config config;
    make_config(&config);
    set(&config.input, "evil\x1b[2Jname");
    char *text = printed(&config);
    assert_null(strchr(text, '\x1b'));
    assert_non_null(strstr(text, "Plan: concurrent, 6 cells, 48 passes, seed 1"));
    assert_non_null(strstr(text, "\n   1  verify "));
    assert_non_null(strstr(text, "\n  48  throughput    3 "));
    free(text);
    release(&config);
}

/* ---- defaults ---- */

static void defaults_fill_only_what_was_left_out(void **state)
{
    (void)state;
    struct br_config config = {0};
    br_config_defaults(&config);
    assert_string_equal(config.mode, "single");
    assert_string_equal(config.workload, "marc");
    assert_string_equal(config.input, "synthetic");
    assert_null(config.strategy);
    assert_int_equal(config.threads.count, 0);
    assert_int_equal(config.sizes.count, 2);
    assert_int_equal(config.passes.count, 6);
    assert_true(config.samples > 0 && config.replicates > 1 && config.seed > 0);
    assert_true(config.timeout_ns > config.time_budget_ns && config.interval_ns > 0);
    assert_int_equal(br_config_check(&config, &registry, &(struct br_text){0}), 0);
    release(&config);

    config = (struct br_config){.samples = 3, .seed = 9, .time_budget_ns = 5, .batch_records = 7};
    set(&config.mode, "concurrent");
    set(&config.strategy, "queue");
    add_count(&config.threads, 3);
    add_pass(&config, "alloc");
    br_config_defaults(&config);
    assert_int_equal(config.samples, 3);
    assert_int_equal(config.seed, 9);
    assert_int_equal(config.time_budget_ns, 5);
    assert_int_equal(config.batch_records, 7);
    assert_string_equal(config.strategy, "queue");
    assert_int_equal(config.threads.count, 1);
    assert_int_equal(config.passes.count, 1);
    release(&config);
}

static void threads_default_to_powers_of_two_up_to_the_cpus(void **state)
{
    (void)state;
    struct br_config config = {0};
    set(&config.mode, "concurrent");
    br_config_defaults(&config);
    assert_true(config.threads.count >= 1);
    assert_int_equal(config.threads.items[0], 1);
    for (size_t i = 1; i < config.threads.count; i++)
        assert_true(config.threads.items[i] > config.threads.items[i - 1] &&
                    config.threads.items[i] <= 2 * config.threads.items[i - 1]);
    assert_string_equal(config.strategy, "partition");
    release(&config);
}

/* A run with many cells stays short, one with few has time. */
static void the_default_budget_depends_on_the_number_of_cells(void **state)
{
    (void)state;
    struct br_config few = {0};
    struct br_config many = {0};
    add_count(&few.sizes, 1);
    for (uint64_t size = 1; size <= 20; size++)
        add_count(&many.sizes, size);
    br_config_defaults(&few);
    br_config_defaults(&many);
    assert_true(few.time_budget_ns > many.time_budget_ns);
    assert_true(20 * many.time_budget_ns <= 120000000000);
    release(&few);
    release(&many);
}

/* ---- contradictions ---- */

static void mistakes_of(struct br_config *config, size_t expected, const char *words)
{
    struct br_text mistakes = {0};
    br_config_defaults(config);
    size_t found = br_config_check(config, &registry, &mistakes);
    const char *text = br_text_string(&mistakes);
    size_t lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    if (found != expected || lines != expected || strstr(text, words) == NULL)
        fail_msg("expected %zu with '%s', found %zu: %s", expected, words, found, text);
    br_text_release(&mistakes);
    release(config);
}

static void modes_and_strategies_must_exist_and_go_together(void **state)
{
    (void)state;
    struct br_config config = {0};
    set(&config.mode, "concurent");
    mistakes_of(&config, 1, "--mode 'concurent' is not known: did you mean 'concurrent'?");
    set(&config.mode, "xyz");
    mistakes_of(&config, 1, "there are single, concurrent");
    set(&config.mode, "single,concurrent");
    mistakes_of(&config, 1, "names several modes: a run measures one");
    set(&config.mode, "single");
    set(&config.strategy, "queue");
    mistakes_of(&config, 1, "--strategy queue does not go with --mode single");
    set(&config.mode, "concurrent");
    set(&config.strategy, "queu");
    mistakes_of(&config, 1, "--strategy 'queu' is not known: did you mean 'queue'?");
}

static void threads_must_fit_the_mode(void **state)
{
    (void)state;
    struct br_config config = {0};
    add_count(&config.threads, 4);
    mistakes_of(&config, 1, "--threads does not go with --mode single");
    add_count(&config.threads, 1);
    mistakes_of(&config, 0, "");
    set(&config.mode, "concurrent");
    add_count(&config.threads, 0);
    mistakes_of(&config, 1, "--threads 0 is not between 1 and 512");
    set(&config.mode, "concurrent");
    add_count(&config.threads, 513);
    mistakes_of(&config, 1, "--threads 513 is not between 1 and 512");
    set(&config.mode, "concurrent");
    add_count(&config.threads, 2);
    add_count(&config.threads, 2);
    mistakes_of(&config, 1, "--threads names 2 twice");
}

static void shapes_are_for_synthetic_inputs_alone(void **state)
{
    (void)state;
    struct br_config config = {0};
    add_count(&config.record_bytes, 512);
    set(&config.input, "records.mrc");
    mistakes_of(&config, 1, "--record-bytes is for synthetic inputs");
    add_count(&config.malformed, 10000);
    set(&config.input, "records.mrc");
    mistakes_of(&config, 1, "--malformed is for synthetic inputs");
    add_count(&config.malformed, 10000);
    add_count(&config.malformed, 10000);
    mistakes_of(&config, 1, "--malformed names 10000 twice");
    add_count(&config.record_bytes, 512);
    struct br_setting *setting = br_list_append(&config.settings, sizeof *setting);
    setting->name = br_string_copy("record-bytes");
    setting->value = br_string_copy("1KiB");
    mistakes_of(&config, 1, "--record-bytes and -O record-bytes say the same");
}

static void sizes_passes_and_limits_are_checked(void **state)
{
    (void)state;
    struct br_config config = {0};
    add_count(&config.sizes, 5);
    add_count(&config.sizes, 5);
    mistakes_of(&config, 1, "--sizes names 5 twice");
    add_pass(&config, "throughputs");
    mistakes_of(&config, 1, "--passes 'throughputs' is not known: did you mean 'throughput'?");
    config.batch_records = 65537;
    mistakes_of(&config, 1, "--batch 65537 is above the largest value, 65536");
    config.chunk_records = 65537;
    mistakes_of(&config, 1, "--chunk 65537 is above");
    config.ring_batches = 65537;
    mistakes_of(&config, 1, "--ring 65537 is above");
    config.samples = 10001;
    mistakes_of(&config, 1, "--samples 10001 is above");
    config.replicates = 1001;
    mistakes_of(&config, 1, "--replicates 1001 is above");
}

static void all_mistakes_are_told_together(void **state)
{
    (void)state;
    struct br_config config = {.samples = 20000, .ring_batches = 100000};
    set(&config.strategy, "queue");
    add_count(&config.threads, 3);
    add_count(&config.sizes, 5);
    add_count(&config.sizes, 5);
    add_pass(&config, "bogus");
    mistakes_of(&config, 6, "--passes 'bogus' is not known");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_plan),
        cmocka_unit_test(every_pass_of_every_cell_is_planned_once),
        cmocka_unit_test(cells_are_all_combinations),
        cmocka_unit_test(verify_comes_first_and_replicates_in_rounds),
        cmocka_unit_test(the_blocks_of_a_freeze_are_apart),
        cmocka_unit_test(a_freeze_has_defaults_of_its_own),
        cmocka_unit_test(cells_are_interleaved),
        cmocka_unit_test(the_budgets_of_a_cell_fit_into_its_time),
        cmocka_unit_test(a_pass_named_twice_is_planned_once),
        cmocka_unit_test(a_printed_plan_hides_nothing_and_does_no_harm),
        cmocka_unit_test(defaults_fill_only_what_was_left_out),
        cmocka_unit_test(threads_default_to_powers_of_two_up_to_the_cpus),
        cmocka_unit_test(the_default_budget_depends_on_the_number_of_cells),
        cmocka_unit_test(modes_and_strategies_must_exist_and_go_together),
        cmocka_unit_test(threads_must_fit_the_mode),
        cmocka_unit_test(shapes_are_for_synthetic_inputs_alone),
        cmocka_unit_test(sizes_passes_and_limits_are_checked),
        cmocka_unit_test(all_mistakes_are_told_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
