/* The scaling law in a summary: fitted where every worker had a CPU, refused with the reason else.
 */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/report.h"
#include "small_profile.h"

/* Time of a repetition by the law, in µs, for rates whose one worker takes 1 s. */
static uint64_t law_us(double sigma, double kappa, double n)
{
    return (uint64_t)(1e6 * (1 + sigma * (n - 1) + kappa * n * (n - 1)) / n + 0.5);
}

static void start(struct br_profile *profile, const uint64_t *threads, size_t count, double sigma,
                  double kappa, uint64_t cpus)
{
    small_profile_start(profile);
    profile->environment.cpus_allowed = cpus;
    for (size_t i = 0; i < count; i++)
        small_profile_throughput(profile, 1000, threads[i],
                                 law_us(sigma, kappa, (double)threads[i]), 5);
}

static void known_parameters_are_found(void **state)
{
    (void)state;
    static const uint64_t threads[] = {1, 2, 4, 8, 16};
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    start(&profile, threads, 5, 0.04, 0.002, 16);
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.scaling_count, 1);
    const struct br_summary_scaling *scaling = &summary.scalings[0];
    assert_true(scaling->fitted);
    assert_null(scaling->refused);
    assert_int_equal(scaling->usable, 5);
    assert_true(fabs(scaling->law.sigma - 0.04) < 0.002);
    assert_true(fabs(scaling->law.kappa - 0.002) < 0.0002);
    assert_true(scaling->intervals_known);
    assert_true(scaling->intervals.sigma.low <= scaling->law.sigma);
    assert_true(scaling->intervals.sigma.high >= scaling->law.sigma);
    small_profile_finish(&profile, &summary);
}

/* The row of the law in the Markdown report; the caller frees it. */
static char *reported_law(double sigma, double kappa, uint64_t processes)
{
    static const uint64_t threads[] = {1, 2, 4, 8, 16};
    struct br_profile profile = {0};
    struct br_text text = {0};
    struct br_error error = {0};
    const struct br_report_style style = {0};
    small_profile_start(&profile);
    profile.environment.cpus_allowed = 16;
    for (size_t i = 0; i < 5; i++)
        small_profile_throughput(&profile, 1000, threads[i],
                                 law_us(sigma, kappa, (double)threads[i]), processes);
    assert_int_equal(br_report_markdown.write(&profile, &style, &text, &error), 0);
    const char *section = strstr(br_text_string(&text), "### Scaling law");
    assert_non_null(section);
    const char *rule = strstr(section, "--: |\n"); /* under the headings */
    assert_non_null(rule);
    const char *row = strchr(rule, '\n') + 1;
    char *copy = strndup(row, strcspn(row, "\n"));
    assert_non_null(copy);
    br_text_release(&text);
    br_profile_release(&profile);
    return copy;
}

static void the_law_stands_in_the_report(void **state)
{
    (void)state;
    char *several = reported_law(0.04, 0.002, 5);
    assert_non_null(strstr(several, "| 5 | 4 (")); /* thread counts, contention, its interval */
    assert_non_null(strstr(several, "| 0.2 ("));   /* coherency */
    free(several);
    char *one = reported_law(0.25, 0, 1); /* one process has no interval, no coherency no peak */
    assert_non_null(strstr(one, "| 5 | 25 | "));
    assert_non_null(strstr(one, "| none | "));
    free(one);
}

static void more_threads_than_cpus_are_left_out(void **state)
{
    (void)state;
    static const uint64_t threads[] = {1, 2, 4, 8};
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    start(&profile, threads, 4, 0.04, 0.002, 2);
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.scaling_count, 1);
    assert_false(summary.scalings[0].fitted);
    assert_int_equal(summary.scalings[0].usable, 2);
    assert_non_null(strstr(summary.scalings[0].refused, "CPU for every thread"));
    struct br_text text = {0};
    struct br_error error = {0};
    struct br_report_style style = {0};
    assert_int_equal(br_report_markdown.write(&profile, &style, &text, &error), 0);
    assert_non_null(strstr(br_text_string(&text), "No scaling law"));
    br_text_release(&text);
    small_profile_finish(&profile, &summary);
}

static void two_thread_counts_ask_for_no_law(void **state)
{
    (void)state;
    static const uint64_t threads[] = {1, 2};
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    start(&profile, threads, 2, 0.04, 0.002, 16);
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.scaling_count, 0);
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_parameters_are_found),
        cmocka_unit_test(the_law_stands_in_the_report),
        cmocka_unit_test(more_threads_than_cpus_are_left_out),
        cmocka_unit_test(two_thread_counts_ask_for_no_law),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
