/* The runner: inputs it cannot use, interruption, the time budget, and exact allocation counts. */
#include "unit/runner_fixture.h"

/* ---- input that cannot be used ---- */

static void fails_before_the_first_pass(struct run *run, const char *first, const char *second)
{
    assert_true(go(run) < 0);
    if (strstr(run->error.message, first) == NULL || strstr(run->error.message, second) == NULL)
        fail_msg("'%s' or '%s' is not in: %s", first, second, run->error.message);
    assert_int_equal(run->profile.results.count, 0);
    assert_false(run->profile.complete);
    end(run);
}

static void trouble_with_the_input_is_told_before_anything_is_measured(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "crash-framing");
    fails_before_the_first_pass(&run, "SIGSEGV",
                                "framing from record 3 (counted from 0), at offset 14");
    start(&run, "trouble", "not-open");
    fails_before_the_first_pass(&run, "cannot be opened", "the door is locked");
    start(&run, "line", NULL);
    use_input(&run, "");
    fails_before_the_first_pass(&run, run.input, "empty");
    start(&run, "line", NULL);
    remove(run.input);
    fails_before_the_first_pass(&run, run.input, "");
    start(&run, "null", NULL);
    use_input(&run, "\n\n");
    fails_before_the_first_pass(&run, "no record", "2 bytes of padding");
    start(&run, "line", NULL);
    free(run.config.input);
    run.config.input = br_string_copy("synthetic");
    fails_before_the_first_pass(&run, "has no generator", "--input");
}

/* Told before a child is started that the system would have to kill. */
static void memory_that_is_not_there_is_told_with_what_to_do(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line-in-turn", NULL);
    run.config.mode = br_string_copy("concurrent");
    run.config.strategy = br_string_copy("partition");
    run.config.sizes.items[0] = 1000000000000;
    fails_before_the_first_pass(&run, "index of the largest size needs", "a smaller --sizes");
    start(&run, "line", NULL);
    run.config.mode = br_string_copy("concurrent");
    run.config.strategy = br_string_copy("queue");
    run.config.batch_records = (uint64_t)1 << 32;
    run.config.ring_batches = 65536;
    fails_before_the_first_pass(&run, "ring of the queue needs", "a smaller --batch or --ring");
}

/* ---- interruption ---- */

static void an_interruption_keeps_what_was_measured(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    run.interrupt_after_a_pass = true;
    assert_int_equal(go(&run), BR_ERROR_INTERRUPTED);
    assert_true(run.profile.interrupted);
    assert_false(run.profile.complete);
    assert_int_equal(run.profile.results.count, 1);
    assert_ok(&run.profile.results.items[0]);
    end(&run);
}

static void an_interruption_ends_the_child_at_work(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "hang");
    run.config.passes.count = 1; /* verify alone is without trouble */
    free(run.config.passes.items[1]);
    free(run.config.passes.items[2]);
    add_pass(&run, "latency");
    run.interrupt_at_a_look = true;
    assert_int_equal(go(&run), BR_ERROR_INTERRUPTED);
    assert_true(run.profile.results.count <= 1);
    assert_true(run.profile.interrupted);
    end(&run);
}

/* ---- the budget ---- */

/* Replicates that no longer fit are left out; the first process of each pass never is. */
static void replicates_beyond_the_budget_are_left_out(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    add_pass(&run, "throughput");
    run.config.replicates = 50;
    run.config.time_budget_ns = 1;
    assert_int_equal(go(&run), 0);
    assert_int_equal(run.profile.results.count, 1);
    assert_ok(&run.profile.results.items[0]);
    assert_true(run.profile.results.items[0].cut);
    end(&run);
}

/* ---- exact allocation counts ---- */

/* The shim is looked for beside the executable, which is one folder up for a test. */
static void need_the_shim(void)
{
    const char *link = BENCHRUN_BINARY_DIR "/tests/libbenchrun-alloc.so";
    const char *reason = NULL;
    if (!br_allocation_in_effect(&reason)) {
        print_message("skipped: %s\n", reason);
        skip();
    }
    if (access(BENCHRUN_BINARY_DIR "/libbenchrun-alloc.so", R_OK) != 0) {
        print_message("skipped: the counting shim is not built\n");
        skip();
    }
    assert_true(symlink("../libbenchrun-alloc.so", link) == 0 || errno == EEXIST);
}

static void what_allocates_nothing_counts_nothing(void **state)
{
    (void)state;
    need_the_shim();
    for (int i = 0; i < 3; i++) {
        struct run run;
        start(&run, "null", NULL);
        add_pass(&run, "alloc");
        if (i > 0) {
            run.config.mode = br_string_copy("concurrent");
            run.config.strategy = br_string_copy(i == 1 ? "dynamic" : "queue");
            add_count(&run.config.threads, 2);
        }
        if (go(&run) != 0)
            fail_msg("%s", run.error.message);
        const struct br_allocation *allocation = &result_of(&run, "alloc")->allocation;
        assert_ok(result_of(&run, "alloc"));
        assert_int_equal(allocation->state, BR_STATE_COUNTED);
        assert_int_equal(allocation->allocations, 0);
        assert_int_equal(allocation->allocated_bytes, 0);
        assert_int_equal(allocation->frees, 0);
        assert_int_equal(allocation->requests_by_jemalloc, 0);
        assert_int_equal(allocation->live_peak_bytes, 0);
        assert_int_equal(allocation->left_behind_bytes, 0);
        end(&run);
    }
}

static void both_counts_of_what_allocates_are_the_same(void **state)
{
    (void)state;
    need_the_shim();
    struct run run;
    start(&run, "ndjson", NULL);
    use_input(&run, "[1]\n{\"a\":\"b\"}\n");
    add_pass(&run, "alloc");
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    const struct br_result *result = result_of(&run, "alloc");
    const struct br_allocation *allocation = &result->allocation;
    assert_ok(result);
    assert_true(allocation->allocations > 0);
    assert_int_equal(allocation->allocations % result->repetitions, 0);
    assert_int_equal(allocation->allocations, allocation->frees);
    assert_int_equal(allocation->allocations, allocation->requests_by_jemalloc);
    assert_int_equal(allocation->left_behind_bytes, 0);
    end(&run);
}

static int run_all(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trouble_with_the_input_is_told_before_anything_is_measured),
        cmocka_unit_test(memory_that_is_not_there_is_told_with_what_to_do),
        cmocka_unit_test(an_interruption_keeps_what_was_measured),
        cmocka_unit_test(an_interruption_ends_the_child_at_work),
        cmocka_unit_test(replicates_beyond_the_budget_are_left_out),
        cmocka_unit_test(what_allocates_nothing_counts_nothing),
        cmocka_unit_test(both_counts_of_what_allocates_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    return runner_main(argc, argv, run_all);
}
