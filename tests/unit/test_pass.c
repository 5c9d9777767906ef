/* Passes: how many processes each has, and whose time they take. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "engine/plan.h"
#include "modes/mode.h"

static const struct br_workload marc = {.name = "marc"};
static const struct br_workload *const workloads[] = {&marc, NULL};
static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};
static const struct br_registry registry = {.workloads = workloads, .modes = modes};

static void add_pass(struct br_config *config, const char *name)
{
    *(char **)br_list_append(&config->passes, sizeof(char *)) = br_string_copy(name);
}

static uint64_t processes(const char *pass, const char *mode)
{
    const struct br_config config = {.mode = (char *)mode, .replicates = 7};
    return br_pass_processes(br_pass_find(pass), &config);
}

static void a_pass_has_the_processes_it_needs(void **state)
{
    (void)state;
    assert_int_equal(processes("verify", "single"), 1);
    assert_int_equal(processes("throughput", "single"), 7);
    assert_int_equal(processes("throughput", "concurrent"), 7);
    assert_int_equal(processes("instructions", "single"), 2);
    assert_int_equal(processes("instructions", "concurrent"), 3);
}

/* Counting is a fixed amount of work: a shorter budget does not make it less. */
static void instructions_have_processes_and_a_budget_of_their_own(void **state)
{
    (void)state;
    static const char *const both[] = {"single", "concurrent"};
    for (size_t mode = 0; mode < 2; mode++) {
        struct br_config config = {
            .mode = br_string_copy(both[mode]), .replicates = 1, .time_budget_ns = 1000000000};
        struct br_plan plan;
        add_pass(&config, "throughput");
        add_pass(&config, "instructions");
        br_config_defaults(&config);
        assert_int_equal(br_plan_make(&config, &registry, &plan, NULL), 0);
        assert_int_equal(plan.pass_count, plan.cell_count * (1 + 2 + mode));
        for (size_t i = 0; i < plan.pass_count; i++) {
            bool counts = strcmp(plan.passes[i].pass->name, "instructions") == 0;
            assert_int_equal(plan.passes[i].budget_ns > config.time_budget_ns, counts);
        }
        br_plan_release(&plan);
        br_shape_release(&br_config_shape, &config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pass_has_the_processes_it_needs),
        cmocka_unit_test(instructions_have_processes_and_a_budget_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
