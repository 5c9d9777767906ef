/*
 * Suites: what a file means, that its keys are the options of the command line, and the suites in
 * the tree. Mistakes are in test_suite_mistakes.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/registry.h"
#include "cli/suite.h"
#include "suite_fixture.h"

/* ---- merging ---- */

static void test_defaults_are_merged_into_every_section(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a: {samples: 7, sizes: all}\n"
                                "_defaults: {samples: 3, sizes: [1k, 2k], workload: csv}\n"
                                "b: {mode: concurrent}\n");
    const struct br_command_line *a = suite_fixture_section(&loaded, 0, "a");
    assert_int_equal(a->config.samples, 7);
    assert_int_equal(a->config.sizes.count, 1);
    assert_int_equal(a->config.sizes.items[0], BR_SIZE_ALL);
    assert_string_equal(a->config.workload, "csv");
    assert_string_equal(a->config.mode, "single");
    const struct br_command_line *b = suite_fixture_section(&loaded, 1, "b");
    assert_int_equal(b->config.samples, 3);
    assert_int_equal(b->config.sizes.count, 2);
    assert_string_equal(b->config.mode, "concurrent");
    assert_int_equal(b->config.replicates, 5);
    assert_int_equal(loaded.suite.count, 2);
    suite_fixture_release(&loaded);
}

static void test_the_command_line_has_the_last_word(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded,
                       "_defaults: {sizes: 1k, stamp: record, workload: marc}\n"
                       "a: {samples: 7, passes: [latency, verify]}\n"
                       "b: {sizes: [5k, 6k], seed: 9}\n",
                       "--sizes=2k", "--stamp=auto", "--samples=4", "--passes=verify",
                       "--workload=csv", "--seed", "0x2", "--time-budget=3s", "--out=there",
                       "--quiet");
    for (size_t i = 0; i < 2; i++) {
        const struct br_command_line *line = suite_fixture_section(&loaded, i, i == 0 ? "a" : "b");
        assert_int_equal(line->config.sizes.count, 1);
        assert_int_equal(line->config.sizes.items[0], 2000);
        assert_int_equal(line->config.stamp, BR_STAMP_AUTO);
        assert_int_equal(line->config.samples, 4);
        assert_int_equal(line->config.passes.count, 1);
        assert_string_equal(line->config.passes.items[0], "verify");
        assert_string_equal(line->config.workload, "csv");
        assert_int_equal(line->config.seed, 2);
        assert_int_equal(line->config.time_budget_ns, 3000000000u);
        assert_string_equal(line->out, "there");
        assert_true(line->quiet);
        assert_null(line->suite);
    }
    suite_fixture_release(&loaded);
}

static const char *setting(const struct br_command_line *line, const char *name)
{
    const char *value = NULL;
    size_t found = 0;
    for (size_t i = 0; i < line->config.settings.count; i++) {
        if (strcmp(line->config.settings.items[i].name, name) == 0) {
            value = line->config.settings.items[i].value;
            found++;
        }
    }
    assert_true(found <= 1);
    return value;
}

static void test_settings_are_merged_one_by_one(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded,
                       "_defaults: {workload: marc, options: {write: line, charset: none}}\n"
                       "a: {O: {charset: 'marc8'}}\n"
                       "b: {option: {malformed: 1%}}\n",
                       "-Owrite=none");
    const struct br_command_line *a = suite_fixture_section(&loaded, 0, "a");
    assert_string_equal(setting(a, "write"), "none");
    assert_string_equal(setting(a, "charset"), "marc8");
    assert_null(setting(a, "malformed"));
    const struct br_command_line *b = suite_fixture_section(&loaded, 1, "b");
    assert_string_equal(setting(b, "write"), "none");
    assert_string_equal(setting(b, "charset"), "none");
    assert_string_equal(setting(b, "malformed"), "1%");
    suite_fixture_release(&loaded);
}

static void test_lists_are_sequences_or_texts(void **state)
{
    (void)state;
    static const char flow[] = "a: {mode: concurrent, sizes: [1k, 20], threads: [1, 3]}";
    static const char text[] = "a:\n  mode: concurrent\n  sizes: 1k, 20\n  threads: 1,3";
    static const char block[] = "a:\n  mode: [concurrent]\n  sizes:\n  - '1k'\n  - 20\n"
                                "  threads:\n    - \"1\"\n    - 3\n";
    static const char *const forms[] = {flow, text, block};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct suite_fixture loaded;
        SUITE_FIXTURE_LOAD(&loaded, forms[i]);
        const struct br_config *config = &suite_fixture_section(&loaded, 0, "a")->config;
        assert_int_equal(config->sizes.count, 2);
        assert_int_equal(config->sizes.items[0], 1000);
        assert_int_equal(config->sizes.items[1], 20);
        assert_int_equal(config->threads.count, 2);
        assert_int_equal(config->threads.items[1], 3);
        suite_fixture_release(&loaded);
    }
}

static void test_auto_threads_alone_in_a_list(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a: {mode: concurrent, threads: [auto]}");
    assert_int_equal(suite_fixture_section(&loaded, 0, "a")->config.threads.count,
                     4); /* 1, 2, 4, 6 */
    suite_fixture_release(&loaded);
}

/* What YAML would take for nothing or true is a word here, as on the command line. */
static void test_scalars_are_text(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(
        &loaded, "\xef\xbb\xbf%YAML 1.1\n---\nno: {workload: null, seed: 0x10, input: yes}\n...\n");
    const struct br_command_line *line = suite_fixture_section(&loaded, 0, "no");
    assert_string_equal(line->config.workload, "null");
    assert_string_equal(line->config.input, "yes");
    assert_int_equal(line->config.seed, 16);
    suite_fixture_release(&loaded);
}

static void test_profiles_are_named_after_sections(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a: {samples: 1}\nb/c: {samples: 1}\nd: {save: nightly/d}\n");
    assert_string_equal(suite_fixture_section(&loaded, 0, "a")->save, "a-wip");
    assert_string_equal(suite_fixture_section(&loaded, 1, "b/c")->save, "b/c-wip");
    assert_string_equal(suite_fixture_section(&loaded, 2, "d")->save, "nightly/d");
    assert_string_equal(suite_fixture_section(&loaded, 1, "b/c")->section, "b/c");
    suite_fixture_release(&loaded);
}

/* ---- --only ---- */

static void test_only_what_was_asked_for(void **state)
{
    (void)state;
    static const char yaml[] = "alpha: {seed: 1}\nbeta: {seed: 2}\ngamma: {seed: 3}\n";
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, yaml, "--only", "gamma", "--only=alpha");
    assert_int_equal(loaded.suite.count, 2);
    suite_fixture_section(&loaded, 0, "alpha");
    assert_int_equal(suite_fixture_section(&loaded, 1, "gamma")->config.seed, 3);
    suite_fixture_release(&loaded);

    SUITE_FIXTURE_LOAD(&loaded, yaml, "--only", "gama,delta");
    suite_fixture_assert_said(&loaded,
                              "--only: f.yaml has no section 'gama'; did you mean gamma?\n"
                              "--only: f.yaml has no section 'delta'; it has alpha, beta, gamma\n");
    suite_fixture_release(&loaded);
}

static void test_a_mistake_elsewhere_counts_with_only_too(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a: {seed: 1}\nb: {seed: 0}\n", "--only=a");
    suite_fixture_assert_said(&loaded, "f.yaml:2:11: --seed: 0 is too few; write 1 or more\n");
    suite_fixture_release(&loaded);
}

/* Runs not asked for are checked as the file has them. */
static void test_the_command_line_speaks_of_what_was_asked_for(void **state)
{
    (void)state;
    struct suite_fixture loaded;
    SUITE_FIXTURE_LOAD(&loaded, "a: {mode: single}\nb: {mode: concurrent}\n", "--only=b",
                       "--threads=3");
    assert_int_equal(suite_fixture_section(&loaded, 0, "b")->config.threads.items[0], 3);
    suite_fixture_release(&loaded);
}

/* ---- keys ---- */

/* Options of run that a section has no say in. */
static const char *const refused[] = {"out",   "suite", "only",    "resume", "json",
                                      "quiet", "help",  "version", NULL};

static bool is_refused(const char *name)
{
    for (size_t i = 0; refused[i] != NULL; i++)
        if (strcmp(refused[i], name) == 0)
            return true;
    return false;
}

static const char *sample_value(const struct br_option_entry *option)
{
    switch (option->kind) {
    case BR_ARGUMENT_MODE:
        return "concurrent";
    case BR_ARGUMENT_CHOICE:
        return option->words[1];
    case BR_ARGUMENT_COUNT:
        return "3";
    case BR_ARGUMENT_BYTES:
        return "64MiB";
    case BR_ARGUMENT_SEED:
        return "0xbeef";
    case BR_ARGUMENT_DURATION:
        return "2.5s";
    case BR_ARGUMENT_SIZES:
        return "2k,all";
    case BR_ARGUMENT_THREADS:
        return "auto";
    case BR_ARGUMENT_LENGTHS:
        return "512,4KiB";
    case BR_ARGUMENT_SHARES:
        return "0%,1.5%";
    case BR_ARGUMENT_NAMES:
        return "verify,latency";
    case BR_ARGUMENT_SETTING:
        return "charset=none";
    default:
        return strcmp(option->name, "strategy") == 0 ? "queue" : "csv";
    }
}

static void assert_means_the_same(const struct br_option_entry *option, const char *key)
{
    const char *value = sample_value(option);
    struct br_command_line line = {0};
    struct br_mistakes mistakes = {0};
    struct suite_fixture loaded;
    char path[256];
    bool is_setting = option->kind == BR_ARGUMENT_SETTING;
    char *written = br_string_format("--%s=%s", option->name, value);
    char *yaml = is_setting ? br_string_format("s:\n  mode: concurrent\n  %s: {charset: none}", key)
                 : option->kind == BR_ARGUMENT_MODE
                     ? br_string_format("s:\n  %s: %s", key, value)
                     : br_string_format("s:\n  mode: concurrent\n  %s: %s", key, value);
    const char *const words[] = {"run", written, "--mode=concurrent"};
    br_parse(option->kind == BR_ARGUMENT_MODE ? 2 : 3, words, SUITE_FIXTURE_CPUS, &line, &mistakes);
    br_parse_finish(&line, &br_cli_registry, &mistakes);
    SUITE_FIXTURE_LOAD(&loaded, yaml);
    assert_string_equal(br_text_string(&mistakes.text), "");
    const struct br_command_line *merged = suite_fixture_section(&loaded, 0, "s");
    if (!br_shape_equal(&br_config_shape, &line.config, &merged->config, path, sizeof path))
        fail_msg("%s and %s differ in %s", written, yaml, path);
    if (line.save != NULL)
        assert_string_equal(merged->save, line.save);
    suite_fixture_release(&loaded);
    br_mistakes_release(&mistakes);
    br_command_line_release(&line);
    free(written);
    free(yaml);
}

static void test_keys_are_the_options_of_run(void **state)
{
    (void)state;
    size_t accepted = 0;
    size_t turned_down = 0;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
        bool expected = br_option_taken_by(option, BR_COMMAND_RUN) && !is_refused(option->name);
        if ((br_suite_key(option->name) == option) != expected)
            fail_msg("--%s: a key or not?", option->name);
        accepted += expected ? 1 : 0;
        turned_down += expected ? 0 : 1;
        if (expected)
            assert_means_the_same(option, option->name);
    }
    assert_true(accepted >= 16);
    assert_true(turned_down >= 8);
    assert_means_the_same(br_option_find("option", 6), "options");
    assert_means_the_same(br_option_find("option", 6), "O");
    assert_null(br_suite_key(""));
    assert_null(br_suite_key("q"));
}

/* ---- the suites in the tree ---- */

static void load_file(struct suite_fixture *loaded, const char *name)
{
    *loaded = (struct suite_fixture){.line = {.command = BR_COMMAND_PLAN}};
    loaded->line.suite = br_string_format("%s/bench/suites/%s", BENCHRUN_SOURCE_DIR, name);
    const struct br_suite_request request = {
        .line = &loaded->line, .registry = &br_cli_registry, .allowed_cpus = SUITE_FIXTURE_CPUS};
    br_suite_load(&request, &loaded->suite, &loaded->mistakes);
    suite_fixture_assert_said(loaded, "");
}

static uint64_t budget_ns(const struct br_suite *suite)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < suite->count; i++) {
        const struct br_config *config = &suite->items[i].line.config;
        uint64_t threads = config->threads.count > 0 ? config->threads.count : 1;
        sum += config->sizes.count * threads * config->time_budget_ns;
    }
    return sum;
}

static void test_suites_of_the_tree(void **state)
{
    (void)state;
    static const char *const names[] = {"marc-single",       "marc-concurrent", "ndjson-single",
                                        "ndjson-concurrent", "csv-single",      "csv-concurrent"};
    struct suite_fixture release_suite;
    struct suite_fixture ci;
    load_file(&release_suite, "release.yaml");
    load_file(&ci, "ci.yaml");
    assert_int_equal(release_suite.suite.count, 6);
    assert_int_equal(ci.suite.count, 6);
    for (size_t i = 0; i < 6; i++) {
        const struct br_config *config =
            &suite_fixture_section(&release_suite, i, names[i])->config;
        suite_fixture_section(&ci, i, names[i]);
        assert_int_equal(config->sizes.count, 3);
        assert_int_equal(config->sizes.items[2], 100000);
        assert_int_equal(strncmp(names[i], config->workload, strlen(config->workload)), 0);
        assert_non_null(strstr(names[i], config->mode));
    }
    assert_true(budget_ns(&ci.suite) < UINT64_C(120000000000));
    suite_fixture_release(&release_suite);
    suite_fixture_release(&ci);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults_are_merged_into_every_section),
        cmocka_unit_test(test_the_command_line_has_the_last_word),
        cmocka_unit_test(test_settings_are_merged_one_by_one),
        cmocka_unit_test(test_lists_are_sequences_or_texts),
        cmocka_unit_test(test_auto_threads_alone_in_a_list),
        cmocka_unit_test(test_scalars_are_text),
        cmocka_unit_test(test_profiles_are_named_after_sections),
        cmocka_unit_test(test_only_what_was_asked_for),
        cmocka_unit_test(test_a_mistake_elsewhere_counts_with_only_too),
        cmocka_unit_test(test_the_command_line_speaks_of_what_was_asked_for),
        cmocka_unit_test(test_keys_are_the_options_of_run),
        cmocka_unit_test(test_suites_of_the_tree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
