/* What the doctor found, in the summary on the screen and in the report. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/report.h"
#include "small_profile.h"

static void add_finding(struct br_profile *profile, const char *name, enum br_finding_state state)
{
    struct br_finding *finding = br_list_append(&profile->environment.findings, sizeof *finding);
    finding->name = br_string_copy(name);
    finding->value = br_string_format("value of %s", name);
    finding->state = state;
    finding->effect = br_string_format("effect of %s.", name);
    finding->remedy = br_string_copy("a remedy.");
}

static char *report_of(const struct br_profile *profile, const struct br_report_format *format)
{
    struct br_text text = {0};
    struct br_error error;
    assert_int_equal(format->write(profile, NULL, &text, &error), 0);
    return br_text_take(&text);
}

static void severe_findings_are_one_caveat(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    add_finding(&profile, "steal", BR_FINDING_SEVERE);
    add_finding(&profile, "turbo", BR_FINDING_WARNING);
    add_finding(&profile, "governor", BR_FINDING_UNKNOWN);
    add_finding(&profile, "swap", BR_FINDING_OK);
    add_finding(&profile, "load average", BR_FINDING_SEVERE);
    small_profile_summarise(&profile, &summary);
    assert_true(small_profile_has_caveat(
        &summary, "not fit for measuring when the run began: steal (value of steal); load average "
                  "(value of load average). benchrun doctor says"));
    small_profile_finish(&profile, &summary);
}

/* Warnings alone say nothing there, and what has its own caveat is not said twice. */
static void other_findings_are_no_caveat(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    add_finding(&profile, "turbo", BR_FINDING_WARNING);
    add_finding(&profile, "build type", BR_FINDING_SEVERE);
    add_finding(&profile, "sanitizer", BR_FINDING_SEVERE);
    add_finding(&profile, "tick counter", BR_FINDING_SEVERE);
    add_finding(&profile, "jemalloc", BR_FINDING_SEVERE);
    small_profile_summarise(&profile, &summary);
    assert_false(small_profile_has_caveat(&summary, "not fit for measuring"));
    small_profile_finish(&profile, &summary);
}

static void the_screen_shows_severe_ones(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 3);
    add_finding(&profile, "st\033eal", BR_FINDING_SEVERE);
    char *text = report_of(&profile, &br_report_terminal);
    assert_non_null(strstr(text, "st\\x1beal"));
    assert_null(strchr(text, '\033'));
    free(text);
    br_profile_release(&profile);
}

static void the_report_lists_what_is_not_ok_the_gravest_first(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    small_profile_start(&profile);
    small_profile_throughput(&profile, 1000, 1, 1000, 3);
    char *text = report_of(&profile, &br_report_markdown);
    assert_null(strstr(text, "What the machine does to figures"));
    free(text);
    add_finding(&profile, "governor", BR_FINDING_UNKNOWN);
    add_finding(&profile, "swap", BR_FINDING_OK);
    add_finding(&profile, "tur|bo", BR_FINDING_WARNING);
    add_finding(&profile, "steal", BR_FINDING_SEVERE);
    text = report_of(&profile, &br_report_markdown);
    const char *severe = strstr(text, "| severe | steal | value of steal | effect of steal. |");
    const char *warning = strstr(text, "| warning | tur\\|bo |");
    const char *unknown = strstr(text, "| unknown | governor |");
    assert_non_null(strstr(text, "1 of 4 findings were ok, these were not:"));
    assert_true(severe != NULL && warning > severe && unknown > warning);
    assert_null(strstr(text, "| swap |"));
    free(text);
    br_profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(severe_findings_are_one_caveat),
        cmocka_unit_test(other_findings_are_no_caveat),
        cmocka_unit_test(the_screen_shows_severe_ones),
        cmocka_unit_test(the_report_lists_what_is_not_ok_the_gravest_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
