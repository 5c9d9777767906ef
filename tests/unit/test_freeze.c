/* The two blocks of a freeze and the truth behind a profile. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "fixture_profile.h"
#include "small_profile.h"
#include "summary/freeze.h"
#include "summary/truth.h"

/* Five processes in each block; those of the second take `percent` longer. */
static void make(struct br_profile *profile, double percent, double spread_percent)
{
    small_profile_start(profile);
    for (uint64_t block = 0; block < 2; block++) {
        for (uint64_t i = 0; i < 5; i++) {
            struct br_result *result = small_profile_add(profile, "throughput", 1000, 1);
            double factor = 1 + (block == 1 ? percent : 0) / 100;
            factor *= 1 + spread_percent / 100 * ((double)i - 2);
            result->replicate = i;
            result->block = block;
            small_profile_sample(result, (uint64_t)(100000 * factor + 0.5), 1);
        }
    }
}

static bool judged(double percent, double spread_percent, const struct br_calibration *calibration,
                   struct br_freeze *freeze)
{
    struct br_profile profile = {0};
    make(&profile, percent, spread_percent);
    br_freeze_judge(&profile, calibration);
    *freeze = profile.freeze;
    freeze->cell = NULL; /* owned by the profile */
    br_profile_release(&profile);
    return freeze->accepted;
}

static void blocks_agree_within_the_spread_of_their_processes(void **state)
{
    (void)state;
    struct br_freeze freeze;
    assert_true(judged(0, 0.1, NULL, &freeze));
    assert_true(freeze.frozen);
    small_profile_assert_close(freeze.difference_percent, 0);
    assert_false(judged(3, 0.1, NULL, &freeze));
    small_profile_assert_close(freeze.difference_percent, 3);
    assert_true(judged(3, 1.5, NULL, &freeze)); /* so restless a machine cannot tell */
    assert_true(judged(-0.4, 0, NULL, &freeze));
    small_profile_assert_close(freeze.limit_percent, 0.5); /* below that it does not matter */
    assert_false(judged(-0.7, 0, NULL, &freeze));
}

/* By hand: s = sqrt(10) x 0.01 / sqrt(4) / sqrt(2.5) ..., with scipy.stats.t.ppf(0.995, 8) =
 * 3.355387331333395; see the formula in freeze.h. */
static void the_limit_is_the_formula(void **state)
{
    (void)state;
    struct br_freeze freeze;
    judged(0, 1, NULL, &freeze);
    double squares = 0, mean = 0;
    for (int i = -2; i <= 2; i++)
        mean += log(1 + 0.01 * i) / 5;
    for (int i = -2; i <= 2; i++)
        squares += pow(log(1 + 0.01 * i) - mean, 2);
    double error = sqrt(2 * squares / 8) * sqrt(3.14159265358979323846 / 2 * 0.4);
    double expected = (exp(3.355387331333395 * error) - 1) * 100;
    assert_true(fabs(freeze.limit_percent - expected) < 1e-6 * expected);
}

static void the_calibration_of_the_host_widens_the_limit(void **state)
{
    (void)state;
    struct br_freeze freeze;
    struct br_calibration_entry entry = {.mode = (char *)"concurrent",
                                         .workload = (char *)"w",
                                         .measure = (char *)"throughput",
                                         .cell = {.mode = (char *)"concurrent",
                                                  .workload = (char *)"w",
                                                  .input = (char *)"synthetic",
                                                  .strategy = (char *)"partition",
                                                  .size = 1000,
                                                  .threads = 1},
                                         .replicates = 20,
                                         .noise_floor_percent = 2};
    const struct br_calibration calibration = {.entries = {&entry, 1}};
    assert_true(judged(3, 0.1, &calibration, &freeze)); /* 2 % x sqrt(20 / 5) */
    small_profile_assert_close(freeze.limit_percent, 4);
    assert_false(judged(5, 0.1, &calibration, &freeze));
    entry.cell.threads = 2; /* it knows nothing of this cell */
    assert_false(judged(3, 0.1, &calibration, &freeze));
}

/* Blocks that are the same prove nothing where any would be. */
static void so_restless_a_machine_accepts_nothing(void **state)
{
    (void)state;
    struct br_freeze freeze;
    assert_false(judged(0, 4, NULL, &freeze));
    assert_true(freeze.limit_percent > 10);
    small_profile_assert_close(freeze.difference_percent, 0);
    char *sentence = br_freeze_sentence(&freeze);
    assert_non_null(strstr(sentence, "not accepted: the noise of this machine"));
    free(sentence);
    assert_false(judged(60, 4, NULL, &freeze)); /* too different for any noise */
    sentence = br_freeze_sentence(&freeze);
    assert_non_null(strstr(sentence, "differ by 60.00 %"));
    free(sentence);
}

static void one_process_in_a_block_is_too_few(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    small_profile_start(&profile);
    for (uint64_t block = 0; block < 2; block++) {
        struct br_result *result = small_profile_add(&profile, "throughput", 1000, 1);
        result->block = block;
        small_profile_sample(result, 1000, 1);
    }
    br_freeze_judge(&profile, NULL);
    assert_true(profile.freeze.frozen);
    assert_false(profile.freeze.accepted);
    char *sentence = br_freeze_sentence(&profile.freeze);
    assert_non_null(strstr(sentence, "fewer than two processes"));
    free(sentence);
    br_profile_release(&profile);
}

static void nothing_measured_is_not_accepted(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    br_freeze_judge(&profile, NULL);
    assert_false(profile.freeze.accepted);
    char *sentence = br_freeze_sentence(&profile.freeze);
    assert_string_equal(sentence, "the freeze is not accepted: no process was measured");
    free(sentence);
}

/* ---- truth ---- */

static void make_truth(struct br_profile *profile, struct br_truth *truth)
{
    struct br_error error = {0};
    fixture_profile_single(profile);
    fixture_profile_settle_stages(profile);
    for (size_t i = 0; i < profile->results.count; i++)
        if (profile->results.items[i].ended_ns > profile->duration_ns)
            profile->duration_ns = profile->results.items[i].ended_ns;
    assert_int_equal(br_truth_make(profile, truth, &error), 0);
    if (br_truth_check(truth, &error) != 0)
        fail_msg("%s", error.message);
}

static void release(struct br_profile *profile, struct br_truth *truth)
{
    br_shape_release(&br_truth_shape, truth);
    br_profile_release(profile);
}

static void truth_has_every_process_and_keeps_its_identities(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_truth truth = {0};
    make_truth(&profile, &truth);
    assert_int_equal(truth.processes.count, profile.results.count);
    bool has_stages = false, has_values = false;
    for (size_t i = 0; i < truth.processes.count; i++) {
        const struct br_truth_process *process = &truth.processes.items[i];
        has_stages = has_stages || process->stages_wall_ns > 0;
        has_values = has_values || process->values.count > 0;
        for (size_t j = 0; j < process->values.count; j++)
            assert_true(process->values.items[j].figure.source != NULL ||
                        process->values.items[j].figure.reason != NULL);
    }
    assert_true(has_stages && has_values);
    release(&profile, &truth);
}

static void broken_identities_are_named(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_truth truth = {0};
    struct br_error error = {0};
    make_truth(&profile, &truth);
    struct br_truth_process *process = &truth.processes.items[0];
    process->records++;
    assert_int_equal(br_truth_check(&truth, &error), BR_ERROR_FORMAT);
    assert_non_null(strstr(error.message, "processes[0]: records and repetitions"));
    process->records--;
    process->wall_ns++;
    assert_true(br_truth_check(&truth, &error) < 0);
    process->wall_ns--;
    process->parallelism += 0.5;
    assert_true(br_truth_check(&truth, &error) < 0);
    process->parallelism -= 0.5;
    for (size_t i = 0; i < truth.processes.count; i++)
        truth.processes.items[i].stages_wall_ns *= 1.01;
    assert_true(br_truth_check(&truth, &error) < 0);
    for (size_t i = 0; i < truth.processes.count; i++)
        truth.processes.items[i].stages_wall_ns /= 1.01;
    truth.cpu_ns++;
    assert_true(br_truth_check(&truth, &error) < 0);
    truth.cpu_ns--;
    truth.wall_ns = 0;
    assert_true(br_truth_check(&truth, &error) < 0);
    release(&profile, &truth);
}

/* Where instructions are counted no clock runs; with samples, their repetitions must add up. */
static void a_process_may_have_no_samples(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_truth truth = {0};
    struct br_error error = {0};
    fixture_profile_single(&profile);
    fixture_profile_settle_stages(&profile);
    struct br_result *result = &profile.results.items[0];
    result->samples.count = 0;
    profile.duration_ns = UINT64_MAX;
    assert_int_equal(br_truth_make(&profile, &truth, &error), 0);
    assert_true(truth.processes.items[0].repetitions > 0);
    if (br_truth_check(&truth, &error) != 0)
        fail_msg("%s", error.message);
    struct br_truth_process *process = &truth.processes.items[1];
    assert_true(process->sample_repetitions.count > 0);
    process->sample_repetitions.count = 0;
    assert_true(br_truth_check(&truth, &error) < 0);
    release(&profile, &truth);
}

static void the_digest_is_of_what_was_measured(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_truth truth = {0};
    make_truth(&profile, &truth);
    free(profile.name);
    profile.name = br_string_copy("other");
    profile.promoted.id = br_string_copy("v1.0.0");
    char *same = br_truth_digest(&profile);
    assert_string_equal(same, truth.digest);
    profile.results.items[0].repetitions++;
    char *other = br_truth_digest(&profile);
    assert_string_not_equal(other, truth.digest);
    free(other);
    free(same);
    release(&profile, &truth);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_agree_within_the_spread_of_their_processes),
        cmocka_unit_test(the_limit_is_the_formula),
        cmocka_unit_test(the_calibration_of_the_host_widens_the_limit),
        cmocka_unit_test(so_restless_a_machine_accepts_nothing),
        cmocka_unit_test(one_process_in_a_block_is_too_few),
        cmocka_unit_test(nothing_measured_is_not_accepted),
        cmocka_unit_test(truth_has_every_process_and_keeps_its_identities),
        cmocka_unit_test(broken_identities_are_named),
        cmocka_unit_test(a_process_may_have_no_samples),
        cmocka_unit_test(the_digest_is_of_what_was_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
