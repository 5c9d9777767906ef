/* False alarms of the gate on pairs whose noise is known, and the slowdowns it finds there. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>

#include "base/list.h"
#include "summary/gate_alarms.h"

enum { PAIRS = 200, REPLICATES = 5, COMPARISONS = PAIRS / 2 / REPLICATES };

/* Values of 1000 ns within +-half, the second half of them higher by `drift`; samples of a process
 * lie `spread` apart. */
static struct br_trial_pairs make(size_t count, double half, double drift, double spread)
{
    struct br_trial_pairs pairs = {0};
    for (size_t i = 0; i < count; i++) {
        double place = (double)((i * 77) % count) / (double)(count - 1);
        double value = 1000 * (1 + half * (2 * place - 1)) * (i < count / 2 ? 1 : 1 + drift);
        *(struct br_trial_pair *)br_list_append(&pairs, sizeof *pairs.items) =
            (struct br_trial_pair){.old_ns_per_record = value, .old_spread = spread};
    }
    return pairs;
}

static struct br_calibration_entry learn(struct br_trial_pairs pairs, double limit)
{
    struct br_stored_rule rule = br_stored_rule_default();
    struct br_calibration_entry entry = {0};
    rule.limit = limit;
    br_gate_alarms_learn(&pairs, &rule, REPLICATES, &entry);
    free(pairs.items);
    return entry;
}

static void a_quiet_machine_finds_what_is_just_beyond_the_limit(void **state)
{
    (void)state;
    struct br_calibration_entry entry = learn(make(PAIRS, 0.002, 0, 1.01), 0.1);
    assert_float_equal(entry.gate_limit_percent, 10, 1e-9);
    assert_int_equal(entry.gate_comparisons, COMPARISONS);
    assert_int_equal(entry.gate_false_alarms, 0);
    double none_of = 1 - pow(0.05, 1.0 / COMPARISONS);
    assert_true(fabs(entry.gate_false_alarm_rate_upper - none_of) < 1e-9);
    assert_float_equal(entry.gate_detectable_percent, 12, 1e-9);
}

/* What the rules say counts, and never less than the floor of times. */
static void the_limit_of_the_rules_is_the_limit(void **state)
{
    (void)state;
    assert_float_equal(learn(make(PAIRS, 0.002, 0, 1), 0.2).gate_detectable_percent, 25, 1e-9);
    struct br_calibration_entry entry = learn(make(PAIRS, 0.002, 0, 1), 0.01);
    assert_float_equal(entry.gate_limit_percent, 5, 1e-9);
    assert_float_equal(entry.gate_detectable_percent, 6, 1e-9);
}

static void a_machine_that_drifts_beyond_the_limit_raises_alarms(void **state)
{
    (void)state;
    struct br_calibration_entry entry = learn(make(PAIRS, 0.002, 0.15, 1), 0.1);
    assert_int_equal(entry.gate_false_alarms, COMPARISONS);
    assert_float_equal(entry.gate_false_alarm_rate_upper, 1, 1e-9);
}

/* Groups that are unstable need more, as they do in the gate. */
static void restless_samples_hide_what_a_quiet_machine_finds(void **state)
{
    (void)state;
    struct br_calibration_entry entry = learn(make(PAIRS, 0.002, 0, 1.5), 0.1);
    assert_int_equal(entry.gate_false_alarms, 0);
    assert_true(entry.gate_detectable_percent > 50);
    assert_true(isnan(learn(make(PAIRS, 0.002, 0, 3), 0.1).gate_detectable_percent));
}

static void few_pairs_say_little(void **state)
{
    (void)state;
    struct br_calibration_entry entry = learn(make(2 * REPLICATES - 1, 0.002, 0, 1), 0.1);
    assert_int_equal(entry.gate_comparisons, 0);
    assert_float_equal(entry.gate_false_alarm_rate_upper, 1, 1e-12);
    assert_true(isnan(entry.gate_detectable_percent));
    entry = learn(make(2 * REPLICATES, 0.002, 0, 1), 0.1);
    assert_int_equal(entry.gate_comparisons, 1);
    assert_true(isnan(entry.gate_detectable_percent));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quiet_machine_finds_what_is_just_beyond_the_limit),
        cmocka_unit_test(the_limit_of_the_rules_is_the_limit),
        cmocka_unit_test(a_machine_that_drifts_beyond_the_limit_raises_alarms),
        cmocka_unit_test(restless_samples_hide_what_a_quiet_machine_finds),
        cmocka_unit_test(few_pairs_say_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
