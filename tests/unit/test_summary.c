/* Rates, cells, workers, passes and caveats of a summary, against values worked out by hand. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "small_profile.h"
#include "summary/summary.h"

enum { PROCESSES = 5 };

/* ---- throughput ---- */

static void a_rate_is_the_median_of_processes(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, PROCESSES);
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.cell_count, 1);
    const struct br_summary_rate *rate = &summary.cells[0].rate;
    assert_int_equal(rate->processes, PROCESSES);
    small_profile_assert_close(rate->process_records_per_s[0], 1e6);
    small_profile_assert_close(rate->records_per_s, 1e9 / 1020);
    small_profile_assert_close(rate->ns_per_record, 1020);
    /* 20 repetitions; wall = sum over i of 4 x (1000 + 10 i) + 300 = 21,900 µs. */
    small_profile_assert_close(rate->total_records_per_s, 20000 / 21.9e-3);
    small_profile_assert_close(rate->effective_cpus, 0.5);
    small_profile_assert_close(rate->cpu_ns_per_record, 21.9e6 / 2 / 20000);
    small_profile_assert_close(rate->bytes_per_s, 1e9 / 1020 * 100);
    small_profile_assert_close(rate->rejected_per_s, 1e9 / 1020 * 0.04);
    small_profile_assert_close(rate->accepted_per_s, 1e9 / 1020 * 0.96);
    small_profile_assert_close(rate->accepted_bytes_per_s, 1e9 / 1020 * (100 - 0.4));
    assert_true(rate->interval_known);
    assert_true(rate->interval.low >= 1e9 / 1040 - 1 && rate->interval.high <= 1e9 / 1000 + 1);
    assert_true(rate->interval.low < rate->records_per_s &&
                rate->interval.high > rate->records_per_s);
    small_profile_assert_close(summary.cells[0].efficiency, 1);
    small_profile_finish(&profile, &summary);
}

/* Two processes of 4,300 and 4,340 µs for 4 repetitions each, of which 1,000 µs each went into the
 * index. */
static void serial_indexing_is_told_apart(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 2);
    small_profile_summarise(&profile, &summary);
    assert_true(isnan(summary.cells[0].rate.index_per_s));
    br_summary_release(&summary);

    profile.results.items[0].index_ns = profile.results.items[1].index_ns = 1000000;
    small_profile_summarise(&profile, &summary);
    const struct br_summary_rate *rate = &summary.cells[0].rate;
    small_profile_assert_close(rate->index_share, 2000.0 / 8640);
    small_profile_assert_close(rate->index_per_s, 8000 / 2e-3);
    small_profile_assert_close(rate->rest_per_s, 8000 / 6.64e-3);
    small_profile_finish(&profile, &summary);
}

static void few_processes_have_no_interval(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 2);
    small_profile_summarise(&profile, &summary);
    assert_false(summary.cells[0].rate.interval_known);
    assert_true(small_profile_has_caveat(&summary, "No 95 % interval at size 1k ×1"));
    small_profile_finish(&profile, &summary);
}

static void each_kind_of_instability_is_found(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, PROCESSES);
    small_profile_summarise(&profile, &summary);
    /* p90/p25 = (1000 + 0.7 x 300) / 1000: slow spells, nothing else. */
    assert_int_equal(summary.cells[0].rate.unstable, BR_UNSTABLE_SAMPLES);
    small_profile_assert_close(summary.cells[0].rate.sample_ratio, 1.21);
    br_summary_release(&summary);

    profile.results.items[0].samples.items[0].run_delay_ns = 300000; /* of 4,300 µs */
    for (int i = 0; i < 4; i++)
        profile.results.items[1].samples.items[i].core_clock_ghz = 3.3;
    for (int i = 0; i < 4; i++)
        profile.results.items[4].samples.items[i].wall_ns *= 2;
    profile.results.items[3].samples.items[0].wall_ns *= 2;
    profile.results.items[3].samples.items[1].wall_ns *= 2;
    profile.results.items[3].samples.items[2].wall_ns *= 2;
    profile.results.items[3].samples.items[3].wall_ns *= 2;
    small_profile_summarise(&profile, &summary);
    const struct br_summary_rate *rate = &summary.cells[0].rate;
    assert_int_equal(rate->unstable, BR_UNSTABLE_PROCESSES | BR_UNSTABLE_SAMPLES |
                                         BR_UNSTABLE_RUN_DELAY | BR_UNSTABLE_CLOCK);
    small_profile_assert_close(rate->run_delay_share, 300.0 / 4300);
    small_profile_assert_close(rate->clock_deviation, 0.1);
    assert_true(
        small_profile_has_caveat(&summary, "processes of the same cell differ at size 1k ×1"));
    assert_true(small_profile_has_caveat(&summary, "Stop other programs"));
    small_profile_finish(&profile, &summary);
}

static void a_failed_pass_is_missing_not_zero(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_result *result = small_profile_add(&profile, "throughput", 1000, 1);
    result->ok = false;
    result->failure = br_string_copy("killed");
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.cells[0].rate.processes, 0);
    assert_true(isnan(summary.cells[0].rate.records_per_s));
    assert_null(summary.cells[0].work);
    assert_ptr_equal(summary.cells[0].passes[0].failure, &profile.results.items[0]);
    assert_true(small_profile_has_caveat(&summary, "1 of 1 passes failed"));
    small_profile_finish(&profile, &summary);
}

/* ---- cells ---- */

static void cells_come_by_size_and_name_their_input(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 2500, 2, 1000, 1);
    small_profile_throughput(&profile, 2500, 1, 1900, 1);
    small_profile_throughput(&profile, 100, 1, 100, 1);
    small_profile_add(&profile, "throughput", BR_SIZE_ALL, 4)->work.records = 1000;
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.cell_count, 4);
    assert_string_equal(summary.cells[0].label, "100 ×1");
    assert_int_equal(summary.cells[0].input_use, BR_INPUT_CUT);
    assert_string_equal(summary.cells[1].label, "all ×4");
    assert_int_equal(summary.cells[1].input_use, BR_INPUT_ONCE);
    assert_true(summary.cells[1].oversubscribed);
    assert_string_equal(summary.cells[2].label, "2.5k ×1");
    assert_int_equal(summary.cells[2].input_use, BR_INPUT_CYCLED);
    small_profile_assert_close(summary.cells[2].input_passes, 2.5);
    assert_false(summary.cells[3].oversubscribed);
    small_profile_assert_close(summary.cells[3].efficiency, 1900.0 / 1000 / 2);
    assert_true(isnan(summary.cells[1].efficiency));
    assert_true(small_profile_has_caveat(&summary, "more than once at size 2.5k (2.5 times)"));
    assert_true(small_profile_has_caveat(&summary, "More threads than CPUs at size all ×4"));
    small_profile_finish(&profile, &summary);
}

static void workers_are_summed_over_processes(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 2, 1000, 2);
    for (size_t i = 0; i < 2; i++) {
        small_profile_worker(&profile.results.items[i], 100, 10, 10, false); /* busy 80 */
        small_profile_worker(&profile.results.items[i], 100, 60, 0, false);  /* busy 40 */
        small_profile_worker(&profile.results.items[i], 100, 0, 90, true);
    }
    small_profile_summarise(&profile, &summary);
    const struct br_summary_cell *cell = &summary.cells[0];
    assert_int_equal(cell->workers.count, 3);
    assert_int_equal(cell->lanes, 3);
    assert_true(cell->oversubscribed);
    assert_int_equal(cell->workers.items[0].records, 20);
    small_profile_assert_close(cell->workers.items[0].busy_share, 0.8);
    small_profile_assert_close(cell->workers.items[2].blocked_share, 0.9);
    small_profile_assert_close(cell->workers.imbalance, 80.0 / 60 - 1);
    small_profile_assert_close(cell->workers.starved_share, 0.35);
    small_profile_assert_close(cell->workers.blocked_share, 0.05);
    small_profile_finish(&profile, &summary);
}

/* ---- over cells and passes ---- */

static void a_pass_is_held_against_throughput(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    *(char **)br_list_append(&profile.config.passes, sizeof(char *)) = br_string_copy("latency");
    *(char **)br_list_append(&profile.config.passes, sizeof(char *)) = br_string_copy("heap");
    small_profile_throughput(&profile, 1000, 1, 1000, 1);
    small_profile_sample(small_profile_add(&profile, "latency", 1000, 1), 1250, 2);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_cell *cell = &summary.cells[0];
    assert_int_equal(cell->pass_count, 3);
    assert_string_equal(cell->passes[0].pass, "latency");
    small_profile_assert_close(cell->passes[0].ratio, 0.8);
    assert_string_equal(cell->passes[1].pass, "heap");
    assert_int_equal(cell->passes[1].processes, 0);
    assert_true(isnan(cell->passes[1].ratio));
    small_profile_finish(&profile, &summary);
}

static void growth_with_size_is_found(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, PROCESSES);   /* 1020 ns per record */
    small_profile_throughput(&profile, 10000, 1, 12000, PROCESSES); /* 1202 ns per record */
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.fit_count, 1);
    const struct br_summary_fit *fit = &summary.fits[0];
    assert_int_equal(fit->sizes, 2);
    assert_int_equal(fit->coefficients, 2);
    small_profile_assert_close(fit->growth, 1202.0 / 1020 - 1);
    assert_true(fit->grows);
    /* The line through (1000, 1,020,000) and (10000, 12,020,000). */
    assert_true(fabs(fit->fit.b - 11000000.0 / 9000) < 1e-3);
    assert_true(small_profile_has_caveat(&summary, "10k ×1 takes 18 % more than 1k ×1"));
    small_profile_finish(&profile, &summary);
}

static void caveats_of_the_whole_run_are_said(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    profile.complete = false;
    profile.environment.dirty = true;
    profile.environment.build_type = br_string_copy("Debug");
    profile.environment.sanitizer = br_string_copy("address");
    profile.environment.tick_warning = br_string_copy("no constant_tsc");
    br_figure_set(&profile.environment.jemalloc_in_effect, BR_STATE_UNSUPPORTED, 0, NULL, "asan");
    small_profile_add(&profile, "verify", 1000, 1)->steady = false;
    small_profile_throughput(&profile, 1000, 1, 1000, 3);
    profile.results.items[2].steady = false;
    profile.results.items[3].cut = true;
    small_profile_summarise(&profile, &summary);
    static const char *const parts[] = {"not complete",        "debug build",
                                        "sanitizer address",   "no constant_tsc",
                                        "did not serve",       "never became steady at size 1k ×1",
                                        "budget was used up",  "rejected at size 1k ×1 (40",
                                        "uncommitted changes", "not verified at size 1k ×1"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!small_profile_has_caveat(&summary, parts[i]))
            fail_msg("no caveat says \"%s\"", parts[i]);
    small_profile_finish(&profile, &summary);
}

/* Another cell of the size did no work that could be told. */
static void rejects_beside_a_failed_cell_are_said(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 3);
    struct br_result *failed = small_profile_add(&profile, "throughput", 1000, 2);
    failed->ok = false;
    failed->failure = br_string_copy("crashed");
    small_profile_summarise(&profile, &summary);
    assert_true(small_profile_has_caveat(&summary, "rejected at size 1k ×1 (40"));
    small_profile_finish(&profile, &summary);
}

static void a_clean_run_has_no_caveats(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    for (uint64_t i = 0; i < 3; i++) {
        struct br_result *result = small_profile_add(&profile, "throughput", 1000, 1);
        small_profile_sample(result, 1000 + i, 1);
        small_profile_sample(result, 1000 + i, 1);
    }
    small_profile_add(&profile, "verify", 1000, 1)->work.digested = true;
    for (size_t i = 0; i < profile.results.count; i++) {
        profile.results.items[i].work.accepted = 1000;
        profile.results.items[i].work.rejected = 0;
    }
    small_profile_summarise(&profile, &summary);
    if (summary.caveat_count > 0)
        fail_msg("%s", summary.caveats[0].sentence);
    assert_non_null(summary.cells[0].verified);
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rate_is_the_median_of_processes),
        cmocka_unit_test(serial_indexing_is_told_apart),
        cmocka_unit_test(few_processes_have_no_interval),
        cmocka_unit_test(each_kind_of_instability_is_found),
        cmocka_unit_test(a_failed_pass_is_missing_not_zero),
        cmocka_unit_test(cells_come_by_size_and_name_their_input),
        cmocka_unit_test(workers_are_summed_over_processes),
        cmocka_unit_test(a_pass_is_held_against_throughput),
        cmocka_unit_test(growth_with_size_is_found),
        cmocka_unit_test(caveats_of_the_whole_run_are_said),
        cmocka_unit_test(rejects_beside_a_failed_cell_are_said),
        cmocka_unit_test(a_clean_run_has_no_caveats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
