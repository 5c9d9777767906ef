/*
 * Suites: every mistake of a file, told at its place and together with all others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/registry.h"
#include "suite_fixture.h"

/* ---- mistakes ---- */

static const struct {
    const char *yaml;
    const char *said;
} bad_files[] = {
    /* keys */
    {"a:\n  sizs: 1k\n", "f.yaml:2:3: unknown key 'sizs'; did you mean sizes?\n"},
    {"a:\n  --sizes: 1k\n", "f.yaml:2:3: unknown key '--sizes'; did you mean sizes?\n"},
    {"a: {optoins: {x: 1}}", "f.yaml:1:5: unknown key 'optoins'; did you mean options?\n"},
    {"a: {colour: red}", "f.yaml:1:5: unknown key 'colour'; keys are the options that 'benchrun "
                         "help run' lists, without dashes\n"},
    {"a: {records: 5}", "f.yaml:1:5: unknown key 'records'; keys are the options that 'benchrun "
                        "help run' lists, without dashes\n"},
    {"a: {out: x}",
     "f.yaml:1:5: 'out' is said once for the whole suite; write --out beside --suite\n"},
    {"a: {json: true}",
     "f.yaml:1:5: 'json' is said once for the whole suite; write --json beside --suite\n"},
    {"a:\n  seed: 1\n  sizes: 1k\n  seed: 2\n",
     "f.yaml:4:3: 'seed' is there twice, on line 2 already; leave one out\n"},
    {"a:\n  seed: 1\nb:\n  seed: 2\na:\n  seed: 3\n",
     "f.yaml:5:1: 'a' is there twice, on line 1 already; leave one out\n"},
    {"a:\n  O: {charset: none}\n  options: {write: none}\n",
     "f.yaml:3:3: 'options' is another word for a key on line 2; leave one out\n"},
    {"a: {options: {charset: none, charset: none}}",
     "f.yaml:1:30: 'charset' is there twice, on line 1 already; leave one out\n"},
    {"a: {? [x] : 1, seed: 1}", "f.yaml:1:7: a key is one word, not a list\n"},
    {"a: {{x: y}: 1, seed: 1}", "f.yaml:1:5: a key is one word, not a mapping\n"},
    /* types */
    {"a:\n  samples: [1]\n", "f.yaml:2:12: samples is one value, not a list\n"},
    {"a:\n  samples: {n: 1}\n", "f.yaml:2:12: samples is one value, not a mapping\n"},
    {"a:\n  sizes: {n: 1}\n", "f.yaml:2:10: sizes is one value or a list, not a mapping\n"},
    {"a:\n  sizes: []\n", "f.yaml:2:10: the list of sizes is empty; write sizes: [LIST]\n"},
    {"a:\n  sizes: [1k, [2k]]\n", "f.yaml:2:15: an entry of sizes is one value, not a list\n"},
    {"a:\n  sizes:\n  - 1k\n  -\n", "f.yaml:4:4: an entry of sizes is one value, not nothing\n"},
    {"a:\n  samples:\n  seed: 1\n", "f.yaml:2:11: samples has no value; write samples: N\n"},
    {"a:\n  options: charset=none\n",
     "f.yaml:2:12: options is a mapping of the workload's options, not a text; write options: "
     "{KEY: VALUE}\n"},
    {"a:\n  options: [charset]\n",
     "f.yaml:2:12: options is a mapping of the workload's options, not a list; write options: "
     "{KEY: VALUE}\n"},
    {"a:\n  options:\n", "f.yaml:2:11: options has no value; write options: {KEY: VALUE}\n"},
    {"a: {options: {charset: [none]}}",
     "f.yaml:1:15: 'charset': an option of the workload is one key and one value\n"},
    {"a: {options: {a=b: c}}",
     "f.yaml:1:15: 'a=b': an option of the workload is one key and one value\n"},
    {"a: {input: \"x\\0y\"}", "f.yaml:1:12: there is a NUL character in this text\n"},
    /* values: the words of the command line */
    {"a:\n  samples: 0\n", "f.yaml:2:12: --samples: 0 is too few; write 1 or more\n"},
    {"a: {input: ''}", "f.yaml:1:12: --input: the value is empty; write --input FILE|synthetic\n"},
    {"a: {sizes: '1k,,2k'}",
     "f.yaml:1:12: --sizes 1k,,2k: there is nothing where an entry of the list should be\n"},
    {"a:\n  sizes: [1k, 1000]\n",
     "f.yaml:2:15: --sizes: 1000 is in the list twice; leave one out\n"},
    {"a: {mode: concurrent, threads: [1, auto]}",
     "f.yaml:1:36: --threads: auto stands alone, not in a list\n"},
    {"a: {seed: zero}\nb: {stamp: recrod}\n",
     "f.yaml:1:11: --seed: 'zero' is not a count; write it like 1000, 1k, 2.5k, 1M or 1G\n"
     "f.yaml:2:12: --stamp: 'recrod' is not one of auto, record, batch; did you mean record?\n"},
    /* what belongs together */
    {"a:\n  mode: [single, concurrent]\n",
     "f.yaml:2:9: --mode 'single,concurrent' names several modes: a run measures one, since "
     "figures of different modes are never set against each other; run benchrun once per mode\n"},
    {"a:\n  mode: single\n  strategy: queue\n",
     "f.yaml:3:13: --strategy queue does not go with --mode single, which has none: leave it out, "
     "or use --mode concurrent\n"},
    {"_defaults:\n  strategy: queue\na: {mode: concurrent}\nb: {mode: single}\n",
     "f.yaml:2:13: section b: --strategy queue does not go with --mode single, which has none: "
     "leave it out, or use --mode concurrent\n"},
    {"_defaults:\n  chunk: 10M\na: {seed: 1}\nb: {seed: 2}\n",
     "f.yaml:2:10: section a: --chunk 10000000 is above the largest value, 65536\n"},
    {"a:\n  options:\n    write: none\n    charst: none\n",
     "f.yaml:4:13: -O charst: the workload marc has no such option: did you mean 'charset'?\n"},
    {"a: {save: ../up}\n",
     "f.yaml:1:11: --save: profile name '../up': use letters, digits, '.', '-' and '_', at most "
     "200 "
     "of them, beginning with a letter, digit or '_'; '/' puts it into a subfolder; no '..'\n"},
    {"a: {save: b-wip}\nb: {seed: 1}\n",
     "f.yaml:2:1: section b would replace the profile b-wip of section a; give it another name "
     "with save\n"},
    {"_defaults: {save: x}\na: {seed: 1}\nb: {seed: 2}\n",
     "f.yaml:3:1: section b would replace the profile x of section a; give it another name with "
     "save\n"},
    /* sections */
    {"", "f.yaml:1:1: there are no sections; write NAME: and the options of a section under it\n"},
    {"# nothing yet\n",
     "f.yaml:1:1: there are no sections; write NAME: and the options of a section under it\n"},
    {"{}",
     "f.yaml:1:1: there are no sections; write NAME: and the options of a section under it\n"},
    {"_defaults: {seed: 1}\n",
     "f.yaml:1:1: there are no sections; write NAME: and the options of a section under it\n"},
    {"- a\n- b\n", "f.yaml:1:1: a suite is a mapping of sections, not a list; write NAME: and the "
                   "options of the section under it\n"},
    {"\n\n  hello", "f.yaml:3:3: a suite is a mapping of sections, not a text; write NAME: and the "
                    "options of the section under it\n"},
    {"a:\nb: {}\nc: {seed: 1}\n",
     "f.yaml:1:1: 'a' is empty; give its options under it, indented, at least one of them\n"
     "f.yaml:2:1: 'b' is empty; give its options under it, indented, at least one of them\n"},
    {"a: concurrent\n", "f.yaml:1:4: 'a' is a mapping of options, not a text\n"},
    {"_defaults: [1]\na: {seed: 1}\n",
     "f.yaml:1:12: '_defaults' is a mapping of options, not a list\n"},
    {"_default: {seed: 1}\na: {seed: 1}\n",
     "f.yaml:1:1: '_default': the names of sections begin with a letter or digit; did you mean "
     "_defaults?\n"},
    {"a b: {seed: 1}\n",
     "f.yaml:1:1: profile name 'a b': use letters, digits, '.', '-' and '_', at most 200 of them, "
     "beginning with a letter, digit or '_'; '/' puts it into a subfolder; no '..'\n"},
    /* YAML */
    {"a: &x {seed: 1}\nb: *x\n",
     "f.yaml:1:4: suites have no anchors (&x); what sections share goes under _defaults\n"
     "f.yaml:2:4: suites have no aliases (*x); what sections share goes under _defaults\n"},
    {"a: {seed: !!int 5, sizes: &s [1k]}\n",
     "f.yaml:1:11: suites have no tags (tag:yaml.org,2002:int); write the value alone\n"
     "f.yaml:1:27: suites have no anchors (&s); what sections share goes under _defaults\n"},
    {"a: {seed: 1}\n---\nb: {seed: 1}\n",
     "f.yaml:2:1: a second document begins here; a suite file has one\n"},
    {"a: [1, 2\nb: 3\n", "f.yaml:2:2: this is not YAML: did not find expected ',' or ']' while "
                         "parsing a flow sequence that begins on line 1\n"},
    {"a:\n\tseed: 1\n", "f.yaml:2:1: this is not YAML: found character that cannot start any token "
                        "while scanning for the next token that begins on line 2\n"},
    {"a: {seed: 1}\nb: \x01\n",
     "f.yaml:2:4: this is not YAML: control characters are not allowed\n"},
    {"a: {input: \xc3\xa4\xff}\n", "f.yaml:1:13: this is not YAML: invalid leading UTF-8 octet\n"},
    {"a: [[[[[[[[x]]]]]]]]",
     "f.yaml:1:11: more than 8 levels inside each other; a suite has three\n"},
};

static void test_every_mistake_at_its_place(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof bad_files / sizeof bad_files[0]; i++) {
        struct suite_fixture loaded;
        SUITE_FIXTURE_LOAD(&loaded, bad_files[i].yaml);
        const char *said = br_text_string(&loaded.mistakes.text);
        if (strcmp(said, bad_files[i].said) != 0) {
            print_error("--- file\n%s\n--- said\n%s--- expected\n%s", bad_files[i].yaml, said,
                        bad_files[i].said);
            wrong++;
        }
        suite_fixture_release(&loaded);
    }
    assert_int_equal(wrong, 0);
}

static void test_all_mistakes_come_together_in_the_order_of_the_file(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a:\n  threads: 2\n  samples: 0\n  sizs: 1\n"
                                "_defaults: {timeout: 5}\nb: {workload: ndjsn, colour: 1}\n");
    size_t line = 0;
    for (const char *at = br_text_string(&loaded.mistakes.text); *at != '\0';) {
        assert_int_equal(strncmp(at, "f.yaml:", 7), 0);
        size_t here = strtoul(at + 7, NULL, 10);
        assert_true(here >= line);
        line = here;
        at = strchr(at, '\n') + 1;
    }
    assert_int_equal(loaded.mistakes.count, 6);
    suite_fixture_release(&loaded);
}

/* What the command line made wrong has no place among the file's values. */
static void test_a_mistake_of_the_command_line_is_not_blamed_on_a_key(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded,
                       "a:\n  mode: concurrent\n  threads: 2\nb:\n  mode: single\n  threads: 1\n",
                       "--threads=4");
    suite_fixture_assert_said(
        &loaded, "f.yaml:4:1: section b: --threads does not go with --mode single, which "
                 "has one thread: leave it out, or use --mode concurrent\n");
    suite_fixture_release(&loaded);
    SUITE_FIXTURE_LOAD(&loaded, "a:\n  options: {charset: none}\n", "-Ocharset=morse");
    assert_int_equal(loaded.mistakes.count, 1);
    assert_int_equal(
        strncmp(br_text_string(&loaded.mistakes.text), "f.yaml:1:1: section a: -O charset: ", 35),
        0);
    suite_fixture_release(&loaded);
}

static void test_limits(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    struct br_text yaml = {0};
    br_text_append(&yaml, "a: {seed: 1}\n#");
    br_text_append_repeat(&yaml, 'x', BR_YAML_LARGEST_FILE - yaml.size);
    SUITE_FIXTURE_LOAD(&loaded, br_text_string(&yaml));
    suite_fixture_assert_said(&loaded, "");
    suite_fixture_release(&loaded);
    br_text_append(&yaml, "x");
    SUITE_FIXTURE_LOAD(&loaded, br_text_string(&yaml));
    suite_fixture_assert_said(
        &loaded, "f.yaml: 65537 bytes are more than the 65536 that a suite file may have; "
                 "split it\n");
    suite_fixture_release(&loaded);

    br_text_clear(&yaml);
    for (int i = 0; i < BR_YAML_MOST_ENTRIES; i++)
        br_text_format(&yaml, "s%d: {seed: 1}\n", i);
    SUITE_FIXTURE_LOAD(&loaded, br_text_string(&yaml));
    suite_fixture_assert_said(&loaded, "");
    assert_int_equal(loaded.suite.count, BR_YAML_MOST_ENTRIES);
    suite_fixture_release(&loaded);
    br_text_append(&yaml, "more: {seed: 1}\n");
    SUITE_FIXTURE_LOAD(&loaded, br_text_string(&yaml));
    suite_fixture_assert_said(
        &loaded, "f.yaml:257:1: more than 256 entries in one mapping; split the suite over "
                 "several files\n");
    suite_fixture_release(&loaded);
    br_text_release(&yaml);
}

static void test_hostile_text_is_shown_escaped(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(
        &loaded, "\"\\e[2Ja\": {seed: 1}\n"
                 "b: {\"\\e]0;x\\a\": 1, workload: \"\\e[31m\", options: {\"\\n\": \"\\r\"}}\n");
    for (const char *at = br_text_string(&loaded.mistakes.text); *at != '\0'; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= 32);
    assert_int_equal(loaded.mistakes.count, 3);
    suite_fixture_release(&loaded);
}

static void test_a_file_that_cannot_be_read(void **state)
{
    (void)state;
    static const char *const paths[] = {"/no/such/file.yaml", "/dev/null", "/"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct br_command_line line = {.command = BR_COMMAND_RUN, .suite = (char *)paths[i]};
        const struct br_suite_request request = {.line = &line, .registry = &br_cli_registry};
        struct br_suite suite = {0};
        struct br_mistakes mistakes = {0};
        br_suite_load(&request, &suite, &mistakes);
        assert_int_equal(mistakes.count, 1);
        assert_non_null(strstr(br_text_string(&mistakes.text), paths[i]));
        assert_int_equal(strncmp(br_text_string(&mistakes.text), "--suite: ", 9), 0);
        br_mistakes_release(&mistakes);
        br_suite_release(&suite);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_mistake_at_its_place),
        cmocka_unit_test(test_all_mistakes_come_together_in_the_order_of_the_file),
        cmocka_unit_test(test_a_mistake_of_the_command_line_is_not_blamed_on_a_key),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_hostile_text_is_shown_escaped),
        cmocka_unit_test(test_a_file_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
