/* The runner: whole runs, and code under test that gets into trouble in one pass. */
#include "unit/runner_fixture.h"

/* ---- runs without trouble ---- */

static void assert_whole(const struct run *run, size_t results)
{
    assert_true(run->profile.complete);
    assert_false(run->profile.interrupted);
    assert_int_equal(run->profile.results.count, results);
    assert_int_equal(run->passes_ended, results);
    for (size_t i = 0; i < results; i++) {
        const struct br_result *result = &run->profile.results.items[i];
        assert_ok(result);
        assert_int_equal(result->work.records, result->cell.size > 0
                                                   ? result->cell.size
                                                   : run->profile.inputs.items[0].records);
        assert_true(result->samples.count >= 1);
        assert_true(result->started_ns <= result->ended_ns);
    }
}

static void a_run_of_single_has_a_result_for_every_pass(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    add_count(&run.config.sizes, 3);
    run.config.replicates = 2;
    run.config.time_budget_ns = 10000000000; /* so that no replicate is left out */
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    assert_whole(&run, 14);
    assert_int_equal(run.profile.inputs.items[0].records, 5);
    assert_int_equal(result_of(&run, "verify")->work.digested, 1);
    assert_int_equal(result_of(&run, "throughput")->work.digested, 0);
    assert_string_equal(result_of(&run, "latency")->latencies.items[0].kind, "service");
    assert_true(result_of(&run, "stages")->stages.count >= 2);
    assert_true(result_of(&run, "counters")->counting.rows.count >= 2);
    end(&run);
}

static void a_run_of_concurrent_agrees_over_threads_and_strategies(void **state)
{
    (void)state;
    static const char *const strategies[] = {"partition", "dynamic", "queue"};
    static const char *const formats[] = {"line", "line-in-turn"};
    uint64_t digest = 0;
    for (size_t i = 0; i < 6; i++) {
        struct run run;
        start(&run, formats[i % 2], NULL);
        run.config.mode = br_string_copy("concurrent");
        run.config.strategy = br_string_copy(strategies[i / 2]);
        add_count(&run.config.threads, 1);
        add_count(&run.config.threads, 3);
        add_pass(&run, "verify");
        add_pass(&run, "throughput");
        use_input(&run, "one\n-\n!bad\nthree\n");
        if (go(&run) != 0)
            fail_msg("%s", run.error.message);
        assert_whole(&run, 4);
        const struct br_result *verify = result_of(&run, "verify");
        assert_int_equal(verify->work.rejected, 2);
        assert_int_equal(verify->workers.count, verify->cell.threads + (i / 2 == 2 ? 1 : 0));
        digest = i == 0 ? verify->work.digest : digest;
        assert_int_equal(verify->work.digest, digest);
        end(&run);
    }
}

/* ---- trouble in one pass ---- */

static void costs_one_pass(const char *how, const char *first, const char *second)
{
    struct run run;
    start(&run, "trouble", how);
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    assert_int_equal(run.profile.results.count, 3);
    assert_ok(result_of(&run, "verify"));
    assert_ok(result_of(&run, "stages"));
    assert_failed(result_of(&run, "latency"), first);
    assert_failed(result_of(&run, "latency"), second);
    end(&run);
}

static void a_crash_costs_its_pass_and_names_phase_and_record(void **state)
{
    (void)state;
    costs_one_pass("crash", "SIGSEGV",
                   "in its phase 'warm-up'; worker 0 was at record 3 (counted from 0), at "
                   "offset 14 of the input");
}

static void leaving_costs_its_pass(void **state)
{
    (void)state;
    costs_one_pass("leave", "ended without an answer", "at offset 14 of the input");
    costs_one_pass("leave-badly", "exited with status 3", "at offset 14 of the input");
}

static void changing_work_costs_its_pass(void **state)
{
    (void)state;
    costs_one_pass("change", "the workload is not deterministic", "repetitions");
    costs_one_pass("other", "did other work than the verify pass", "witness");
}

static void what_a_dead_child_printed_is_kept(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "talk");
    assert_int_equal(go(&run), 0);
    const struct br_result *latency = result_of(&run, "latency");
    assert_failed(latency, "SIGSEGV");
    assert_non_null(latency->output_tail);
    assert_non_null(strstr(latency->output_tail, "out of the record\n"));
    assert_non_null(strstr(latency->output_tail, "and in trouble\n"));
    assert_null(result_of(&run, "verify")->output_tail);
    end(&run);
}

/* The interval of looks, ten minutes, must not keep the time limit from acting. What comes after
 * in the same cell is not tried: each would wait as long. */
static void a_child_that_hangs_is_killed(void **state)
{
    (void)state;
    struct run run;
    bool hung = false;
    start(&run, "trouble", "hang");
    run.config.timeout_ns = 5000000000;
    run.config.interval_ns = 600000000000;
    assert_int_equal(go(&run), 0);
    assert_int_equal(run.profile.results.count, 3);
    assert_ok(result_of(&run, "verify"));
    assert_failed(result_of(&run, "latency"), "gave no answer within 5.00 s (--timeout)");
    assert_failed(result_of(&run, "latency"), "at offset 14 of the input");
    for (size_t i = 0; i < 3; i++) {
        const struct br_result *result = &run.profile.results.items[i];
        if (strcmp(result->pass, "latency") == 0)
            hung = true;
        else if (hung)
            assert_failed(result, "not run: another pass of this cell gave no answer");
        else
            assert_ok(result);
    }
    end(&run);
}

static int run_all(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_single_has_a_result_for_every_pass),
        cmocka_unit_test(a_run_of_concurrent_agrees_over_threads_and_strategies),
        cmocka_unit_test(a_crash_costs_its_pass_and_names_phase_and_record),
        cmocka_unit_test(leaving_costs_its_pass),
        cmocka_unit_test(changing_work_costs_its_pass),
        cmocka_unit_test(what_a_dead_child_printed_is_kept),
        cmocka_unit_test(a_child_that_hangs_is_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    return runner_main(argc, argv, run_all);
}
