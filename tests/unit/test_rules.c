/* Rules of comparisons: the shipped file is the built-in ones, what applies, and every mistake. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "model/config.h"
#include "store/rules.h"

static void parse(const char *data, struct br_rules *rules, struct br_mistakes *mistakes)
{
    br_rules_parse(data, strlen(data), "f.yaml", rules, mistakes);
}

static void the_shipped_file_is_the_built_in_rules(void **state)
{
    (void)state;
    struct br_rules built_in = {0}, shipped = {0};
    struct br_mistakes mistakes = {0};
    char path[256] = "";
    br_rules_built_in(&built_in);
    br_rules_load(BENCHRUN_SOURCE_DIR "/profiles/rules.yaml", &shipped, &mistakes);
    assert_string_equal(br_text_string(&mistakes.text), "");
    free(shipped.origin);
    shipped.origin = br_string_copy(built_in.origin);
    if (!br_shape_equal(&br_rules_shape, &built_in, &shipped, path, sizeof path))
        fail_msg("%s differs", path);
    br_rules_release(&built_in);
    br_rules_release(&shipped);
}

static const struct br_cell single = {
    .mode = (char *)"single", .workload = (char *)"marc", .size = 1000, .threads = 1};
static const struct br_cell concurrent = {
    .mode = (char *)"concurrent", .workload = (char *)"csv", .size = BR_SIZE_ALL, .threads = 2};

static void built_in_rules_say_what_the_documents_say(void **state)
{
    (void)state;
    struct br_rules rules = {0};
    br_rules_built_in(&rules);
    struct br_ruling ruling = br_rules_apply(&rules, "time", NULL, &single);
    assert_int_equal(ruling.kind, BR_MEASURE_STATISTICAL);
    assert_int_equal(ruling.severity, BR_SEVERITY_ERROR);
    assert_true(ruling.limit_is_share && ruling.limit == 0.1);
    ruling = br_rules_apply(&rules, "instructions", NULL, &single);
    assert_int_equal(ruling.kind, BR_MEASURE_EXACT);
    assert_int_equal(ruling.severity, BR_SEVERITY_ERROR);
    assert_true(ruling.limit == 0.001);
    assert_int_equal(br_rules_apply(&rules, "instructions", "parse", &single).severity,
                     BR_SEVERITY_INFO);
    assert_true(br_rules_apply(&rules, "left-behind-bytes", NULL, &single).limit == 0);
    assert_true(br_rules_apply(&rules, "heap-peak", NULL, &single).limit == 0.001);
    assert_true(br_rules_apply(&rules, "heap-peak", NULL, &concurrent).limit == 0.1);
    /* Every measure has a rule of its own. */
    for (const struct br_measure_facts *facts = br_measures_known; facts->name != NULL; facts++) {
        bool is_named = false;
        for (size_t i = 0; i < rules.rules.count; i++)
            for (size_t j = 0; j < rules.rules.items[i].measures.count; j++)
                is_named =
                    is_named || strcmp(rules.rules.items[i].measures.items[j], facts->name) == 0;
        if (!is_named)
            fail_msg("no rule names %s", facts->name);
    }
    br_rules_release(&rules);
}

static void later_rules_loosen_and_tighten(void **state)
{
    (void)state;
    struct br_rules rules = {0};
    struct br_mistakes mistakes = {0};
    br_rules_built_in(&rules);
    parse("false_discovery_rate: 1%\n"
          "rules:\n"
          "  - {measure: time, limit: 20%}\n"
          "  - {measure: [time, cpu], mode: concurrent, limit: 30%, severity: warning}\n"
          "  - {measure: time, workload: marc, size: 1k, limit: 15%}\n"
          "  - {measure: time, size: all, direction: higher, kind: exact, limit: 7.5}\n"
          "  - {stage: 'parse.*', severity: error}\n",
          &rules, &mistakes);
    assert_string_equal(br_text_string(&mistakes.text), "");
    assert_true(rules.false_discovery_rate == 0.01);
    assert_string_equal(rules.origin, "f.yaml");
    struct br_ruling ruling = br_rules_apply(&rules, "time", NULL, &single);
    assert_true(ruling.limit == 0.15 && ruling.severity == BR_SEVERITY_ERROR);
    ruling = br_rules_apply(&rules, "cpu", NULL, &single);
    assert_true(ruling.limit == 0.1);
    ruling = br_rules_apply(&rules, "cpu", NULL, &concurrent);
    assert_true(ruling.limit == 0.3 && ruling.severity == BR_SEVERITY_WARNING);
    ruling = br_rules_apply(&rules, "time", NULL, &concurrent);
    assert_true(!ruling.limit_is_share && ruling.limit == 7.5);
    assert_int_equal(ruling.direction, BR_DIRECTION_HIGHER);
    assert_int_equal(ruling.kind, BR_MEASURE_EXACT);
    assert_int_equal(br_rules_apply(&rules, "instructions", "parse.field", &single).severity,
                     BR_SEVERITY_ERROR);
    assert_int_equal(br_rules_apply(&rules, "instructions", "parse", &single).severity,
                     BR_SEVERITY_INFO);
    br_rules_release(&rules);
}

static const struct {
    const char *data, *mistake;
} wrong[] = {
    {"", "f.yaml:1:1: a rules file is a mapping with the key rules, not nothing\n"},
    {"hello", "f.yaml:1:1: a rules file is a mapping with the key rules, not a text\n"},
    {"- time", "f.yaml:1:1: a rules file is a mapping with the key rules, not a list\n"},
    {"rule: []", "f.yaml:1:1: unknown key 'rule'; did you mean rules?\n"},
    {"x: 1", "f.yaml:1:1: unknown key 'x'; the keys here are false_discovery_rate, rules\n"},
    {"rules: time", "f.yaml:1:8: rules is a list of rules, not a text\n"},
    {"rules:\n", "f.yaml:1:7: rules is a list of rules, not nothing\n"},
    {"rules: {measure: time}", "f.yaml:1:8: rules is a list of rules, not a mapping\n"},
    {"rules: []\nrules: []", "f.yaml:2:1: 'rules' is there twice, on line 1 already; leave one "
                             "out\n"},
    {"rules: [time]", "f.yaml:1:9: a rule is a mapping such as {measure: time, limit: 10%}, not a "
                      "text\n"},
    {"rules: [[]]", "f.yaml:1:9: a rule is a mapping such as {measure: time, limit: 10%}, not a "
                    "list\n"},
    {"rules: [{measure: time}]",
     "f.yaml:1:9: this rule says nothing; give it a limit, severity, direction or kind\n"},
    {"rules: [{measure: tiem, limit: 1%}]",
     "f.yaml:1:19: there is no measure 'tiem'; did you mean time?\n"},
    {"rules: [{measure: [], limit: 1%}]", "f.yaml:1:19: the list of measures is empty; name one, "
                                          "or leave the key out for all\n"},
    {"rules: [{measure: {a: b}, limit: 1%}]",
     "f.yaml:1:19: measure is the name of a measure, or a list of them, not a mapping\n"},
    {"rules: [{limits: 1%}]", "f.yaml:1:10: unknown key 'limits'; did you mean limit?\n"},
    {"rules: [{limit: ten}]",
     "f.yaml:1:17: limit: 'ten' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor "
     "an amount in the unit of the measure (16)\n"},
    {"rules: [{limit: -1%}]",
     "f.yaml:1:17: limit: '-1%' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor "
     "an amount in the unit of the measure (16)\n"},
    {"rules: [{limit: 200%}]",
     "f.yaml:1:17: limit: '200%' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor "
     "an amount in the unit of the measure (16)\n"},
    {"rules: [{limit: 1e3}]",
     "f.yaml:1:17: limit: '1e3' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor "
     "an amount in the unit of the measure (16)\n"},
    {"rules: [{limit: ''}]",
     "f.yaml:1:17: limit: '' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor an "
     "amount in the unit of the measure (16)\n"},
    {"rules: [{limit: [1%]}]",
     "f.yaml:1:17: limit is a percentage such as 0.1%, or an amount, not a list\n"},
    {"rules:\n- limit:\n", "f.yaml:2:3: limit is a percentage such as 0.1%, or an amount, not "
                           "nothing\n"},
    {"rules: [{severity: fatal}]",
     "f.yaml:1:20: severity is error, warning or info, not 'fatal'\n"},
    {"rules: [{direction: up}]", "f.yaml:1:21: direction is lower or higher, not 'up'\n"},
    {"rules: [{kind: guess}]", "f.yaml:1:16: kind is exact or statistical, not 'guess'\n"},
    {"rules: [{size: 0, limit: 1%}]",
     "f.yaml:1:16: size: no cell has 0 records; write all for the file once\n"},
    {"rules: [{mode: [single], limit: 1%}]",
     "f.yaml:1:16: mode is the name of a mode, not a list\n"},
    {"false_discovery_rate: 0%",
     "f.yaml:1:23: false_discovery_rate: 0% is not above 0% and at most 50%\n"},
    {"rules: [{limit: &x 1%}]",
     "f.yaml:1:17: rules have no anchors (&x); write the value where it is used\n"},
    {"rules: []\n---\nrules: []", "f.yaml:2:1: a second document begins here; a rules file has "
                                  "one\n"},
    {"rules:\n- {limit: ten}\n- {severity: x}\n- {mesure: time}\n",
     "f.yaml:2:11: limit: 'ten' is neither a percentage up to 100% in steps of 0.0001% (0.1%) nor "
     "an amount in the unit of the measure (16)\n"
     "f.yaml:3:14: severity is error, warning or info, not 'x'\n"
     "f.yaml:4:4: unknown key 'mesure'; did you mean measure?\n"},
};

static void every_mistake_is_told_at_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct br_rules rules = {0};
        struct br_mistakes mistakes = {0};
        parse(wrong[i].data, &rules, &mistakes);
        if (strcmp(br_text_string(&mistakes.text), wrong[i].mistake) != 0)
            fail_msg("%s\ngives\n%s", wrong[i].data, br_text_string(&mistakes.text));
        br_mistakes_release(&mistakes);
        br_rules_release(&rules);
    }
}

static void a_file_that_cannot_be_read_is_a_mistake(void **state)
{
    (void)state;
    struct br_rules rules = {0};
    struct br_mistakes mistakes = {0};
    br_rules_load("/nowhere/rules.yaml", &rules, &mistakes);
    assert_int_equal(mistakes.count, 1);
    assert_non_null(strstr(br_text_string(&mistakes.text), "/nowhere/rules.yaml"));
    br_mistakes_release(&mistakes);
    br_rules_release(&rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_file_is_the_built_in_rules),
        cmocka_unit_test(built_in_rules_say_what_the_documents_say),
        cmocka_unit_test(later_rules_loosen_and_tighten),
        cmocka_unit_test(every_mistake_is_told_at_its_place),
        cmocka_unit_test(a_file_that_cannot_be_read_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
