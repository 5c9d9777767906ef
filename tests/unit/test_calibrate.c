/* What a calibration learns from pairs whose spread is known. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "engine/calibrate.h"

enum { PAIRS = 200, REPLICATES = 5 };

static const struct br_calibrate_rule *rule(void)
{
    static struct br_calibrate_rule calibrate;
    calibrate = (struct br_calibrate_rule){.pairs = br_pairs_rule_default(),
                                           .time_budget_ns = UINT64_C(30000000000),
                                           .replicates = REPLICATES};
    return &calibrate;
}

/* Pairs of 300 ms: log-ratios evenly over +-half, values of the old side 1000 ns times 1 + drift in
 * the second half of the time. */
static void fill(struct br_trial *trial, uint64_t size, size_t count, double half, double drift)
{
    struct br_trial_cell *cell = br_list_append(&trial->cells, sizeof *cell);
    cell->cell.mode = br_string_copy("single");
    cell->cell.workload = br_string_copy("made");
    cell->cell.input = br_string_copy("synthetic");
    cell->cell.size = size;
    cell->cell.threads = 1;
    for (size_t i = 0; i < count; i++) {
        struct br_trial_pair *pair = br_list_append(&cell->pairs, sizeof *pair);
        double place = (double)((i * 77) % count) / (double)(count - 1);
        pair->log_ratio = half * (2 * place - 1);
        pair->old_ns_per_record = 1000 * (i < count / 2 ? 1 : 1 + drift);
        pair->new_ns_per_record = pair->old_ns_per_record * exp(pair->log_ratio);
        pair->started_ns = i * UINT64_C(300000000);
        pair->ended_ns = pair->started_ns + UINT64_C(300000000);
    }
    free(trial->environment.hostname);
    trial->environment.hostname = br_string_copy("host");
}

static void a_quiet_machine_shows_small_changes(void **state)
{
    (void)state;
    struct br_trial trial = {0};
    struct br_calibration calibration = {0};
    fill(&trial, 1000, PAIRS, 0.002, 0);
    br_calibrate_learn(&trial, rule(), &calibration);
    assert_string_equal(calibration.hostname, "host");
    assert_int_equal(calibration.entries.count, 1);
    const struct br_calibration_entry *entry = &calibration.entries.items[0];
    assert_string_equal(entry->label, "single made 1k");
    assert_int_equal(entry->processes, 2 * PAIRS);
    assert_int_equal(entry->replicates, REPLICATES);
    assert_int_equal(entry->pair_ns, 300000000);
    assert_float_equal(entry->noise_floor_percent, 0, 1e-9);
    assert_int_equal(entry->comparisons,
                     PAIRS / br_pairs_at_look(0)); /* all `same` at the first look */
    assert_int_equal(entry->false_alarms, 0);
    double none_of = 1 - pow(0.05, 1 / (double)entry->comparisons);
    assert_true(fabs(entry->false_alarm_rate_upper - none_of) < 1e-9);
    assert_float_equal(entry->detectable_percent, 0.6, 1e-9);
    br_shape_release(&br_calibration_shape, &calibration);
    br_trial_release(&trial);
}

static void a_restless_one_shows_larger_ones_only(void **state)
{
    (void)state;
    struct br_trial trial = {0};
    struct br_calibration calibration = {0};
    fill(&trial, 1000, PAIRS, 0.1, 0.07);
    fill(&trial, 10000, PAIRS, 3, 0);
    br_calibrate_learn(&trial, rule(), &calibration);
    assert_int_equal(calibration.entries.count, 2);
    const struct br_calibration_entry *drifts = &calibration.entries.items[0];
    assert_float_equal(drifts->noise_floor_percent, 7, 1e-6);
    assert_true(drifts->detectable_percent > 1 && drifts->detectable_percent < 5);
    assert_true(isnan(calibration.entries.items[1].detectable_percent));
    br_shape_release(&br_calibration_shape, &calibration);
    br_trial_release(&trial);
}

static void a_cell_that_is_known_is_learnt_anew(void **state)
{
    (void)state;
    struct br_trial first = {0}, second = {0};
    struct br_calibration calibration = {0};
    fill(&first, 1000, PAIRS, 0.1, 0);
    fill(&first, 10000, PAIRS, 0.1, 0);
    fill(&second, 1000, PAIRS, 0.002, 0);
    br_calibrate_learn(&first, rule(), &calibration);
    br_calibrate_learn(&second, rule(), &calibration);
    assert_int_equal(calibration.entries.count, 2);
    assert_float_equal(calibration.entries.items[0].detectable_percent, 0.6, 1e-9);
    assert_string_equal(calibration.entries.items[1].label, "single made 10k");
    br_shape_release(&br_calibration_shape, &calibration);
    br_trial_release(&first);
    br_trial_release(&second);
}

/* A host keeps its name when it gets another CPU. */
static void what_another_machine_taught_is_forgotten(void **state)
{
    (void)state;
    struct br_trial first = {0}, second = {0};
    struct br_calibration calibration = {0};
    fill(&first, 1000, PAIRS, 0.1, 0);
    fill(&second, 10000, PAIRS, 0.1, 0);
    first.environment.cpu_model = br_string_copy("older");
    second.environment.cpu_model = br_string_copy("newer");
    br_calibrate_learn(&first, rule(), &calibration);
    br_calibrate_learn(&second, rule(), &calibration);
    assert_int_equal(calibration.entries.count, 1);
    assert_string_equal(calibration.entries.items[0].label, "single made 10k");
    assert_string_equal(calibration.cpu_model, "newer");
    br_shape_release(&br_calibration_shape, &calibration);
    br_trial_release(&first);
    br_trial_release(&second);
}

static void few_pairs_say_little(void **state)
{
    (void)state;
    struct br_trial trial = {0};
    struct br_calibration calibration = {0};
    fill(&trial, 1000, 4, 0.002, 0);
    br_calibrate_learn(&trial, rule(), &calibration);
    const struct br_calibration_entry *entry = &calibration.entries.items[0];
    assert_true(isnan(entry->noise_floor_percent));
    assert_true(isnan(entry->detectable_percent));
    assert_int_equal(entry->comparisons, 0);
    assert_float_equal(entry->false_alarm_rate_upper, 1, 1e-12);
    br_shape_release(&br_calibration_shape, &calibration);
    br_trial_release(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_machine_shows_small_changes),
        cmocka_unit_test(a_restless_one_shows_larger_ones_only),
        cmocka_unit_test(a_cell_that_is_known_is_learnt_anew),
        cmocka_unit_test(what_another_machine_taught_is_forgotten),
        cmocka_unit_test(few_pairs_say_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
