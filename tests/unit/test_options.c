/*
 * The command line: what it reads, what it refuses, and that the defaults and examples of help are
 * real ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/commands.h"
#include "cli/parse.h"
#include "cli/registry.h"
#include "engine/plan.h"

enum { CPUS = 6 };

/* A command line taken through parsing and the checks. */
struct parsed {
    struct br_command_line line;
    struct br_mistakes mistakes;
};

static void parse_words(struct parsed *parsed, const char *const *words)
{
    int count = 0;
    while (words[count] != NULL)
        count++;
    *parsed = (struct parsed){0};
    br_parse(count, words, CPUS, &parsed->line, &parsed->mistakes);
    br_parse_finish(&parsed->line, &br_cli_registry, &parsed->mistakes);
}

#define PARSE(parsed, ...) parse_words(parsed, (const char *const[]){__VA_ARGS__, NULL})

static void release(struct parsed *parsed)
{
    br_command_line_release(&parsed->line);
    br_mistakes_release(&parsed->mistakes);
}

static void assert_no_mistakes(const struct parsed *parsed)
{
    assert_string_equal(br_text_string(&parsed->mistakes.text), "");
    assert_int_equal(parsed->mistakes.count, 0);
}

static void assert_mentions(const struct parsed *parsed, const char *part)
{
    const char *text = br_text_string(&parsed->mistakes.text);
    if (strstr(text, part) == NULL)
        fail_msg("expected '%s' in:\n%s", part, text);
}

/* One mistake, and it says `part`. */
static void assert_refused(struct parsed *parsed, const char *part)
{
    if (parsed->mistakes.count != 1)
        fail_msg("expected one mistake with '%s', got %zu:\n%s", part, parsed->mistakes.count,
                 br_text_string(&parsed->mistakes.text));
    assert_mentions(parsed, part);
    release(parsed);
}

static void assert_counts(const struct br_counts *counts, size_t count, const uint64_t *expected)
{
    assert_int_equal(counts->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(counts->items[i], expected[i]);
}

#define ASSERT_COUNTS(counts, ...)                                                                 \
    assert_counts(counts, sizeof((uint64_t[]){__VA_ARGS__}) / sizeof(uint64_t),                    \
                  (uint64_t[]){__VA_ARGS__})

/* ---- what is read ---- */

static void test_no_arguments_measure_single(void **state)
{
    (void)state;
    struct parsed parsed;
    parse_words(&parsed, (const char *const[]){NULL});
    assert_no_mistakes(&parsed);
    assert_int_equal(parsed.line.command, BR_COMMAND_RUN);
    assert_false(parsed.line.names_command);
    assert_string_equal(parsed.line.config.mode, "single");
    assert_string_equal(parsed.line.out, ".");
    release(&parsed);
}

static void test_every_form_of_an_option(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "run", "--mode=concurrent", "--sizes", "1k,2.5k,all", "--threads=1,3",
          "--strategy", "queue", "-O", "charset=none", "-Owrite=line", "--option=malformed=1%",
          "--passes", "verify,latency", "--seed", "0xBEEF", "--time-budget=1.5s", "--stamp",
          "batch", "-q", "--json");
    assert_no_mistakes(&parsed);
    assert_true(parsed.line.names_command);
    assert_string_equal(parsed.line.config.mode, "concurrent");
    ASSERT_COUNTS(&parsed.line.config.sizes, 1000, 2500, BR_SIZE_ALL);
    ASSERT_COUNTS(&parsed.line.config.threads, 1, 3);
    assert_string_equal(parsed.line.config.strategy, "queue");
    assert_int_equal(parsed.line.config.settings.count, 3);
    assert_string_equal(parsed.line.config.settings.items[1].name, "write");
    assert_string_equal(parsed.line.config.settings.items[1].value, "line");
    assert_string_equal(parsed.line.config.settings.items[2].value, "1%");
    assert_int_equal(parsed.line.config.passes.count, 2);
    assert_int_equal(parsed.line.config.seed, 0xBEEF);
    assert_int_equal(parsed.line.config.time_budget_ns, 1500000000);
    assert_int_equal(parsed.line.config.stamp, BR_STAMP_BATCH);
    assert_true(parsed.line.quiet && parsed.line.json);
    release(&parsed);
}

static void test_auto_threads_double_up_to_the_cpus(void **state)
{
    (void)state;
    static const struct {
        uint64_t cpus;
        size_t count;
        uint64_t threads[4];
    } cases[] = {{1, 1, {1}}, {2, 2, {1, 2}}, {4, 3, {1, 2, 4}}, {6, 4, {1, 2, 4, 6}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_command_line line = {0};
        struct br_mistakes mistakes = {0};
        br_parse(2, (const char *const[]){"--threads", "auto"}, cases[i].cpus, &line, &mistakes);
        assert_int_equal(mistakes.count, 0);
        assert_counts(&line.config.threads, cases[i].count, cases[i].threads);
        br_command_line_release(&line);
    }
}

static void test_operands_and_the_end_of_options(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "show", "--format", "markdown", "--", "-odd-name");
    assert_no_mistakes(&parsed);
    assert_string_equal(parsed.line.operands.items[0], "-odd-name");
    assert_int_equal(parsed.line.format, BR_SHOW_MARKDOWN);
    release(&parsed);

    PARSE(&parsed, "generate", "csv", "-n", "5", "-o", "-");
    assert_no_mistakes(&parsed);
    assert_string_equal(parsed.line.operands.items[0], "csv");
    assert_string_equal(parsed.line.output, "-");
    assert_int_equal(parsed.line.records, 5);
    release(&parsed);
}

/* ---- what is refused ---- */

static void test_single_with_threads_says_what_to_write(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--mode", "single", "--threads", "4");
    assert_mentions(&parsed, "--mode concurrent");
    assert_refused(&parsed, "--threads");
    PARSE(&parsed, "--strategy", "queue");
    assert_mentions(&parsed, "--mode concurrent");
    assert_refused(&parsed, "--strategy");
}

static void test_several_modes_are_explained(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--mode", "single,concurrent", "--threads", "2");
    assert_refused(&parsed, "run benchrun once per mode");
    PARSE(&parsed, "--mode", "single", "--threads", "2", "--mode=concurrent");
    assert_refused(&parsed, "run benchrun once per mode");
}

static void test_sizes_out_of_bounds(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--sizes", "0");
    assert_refused(&parsed, "0 records are nothing to measure");
    PARSE(&parsed, "--sizes", "1000000000000000");
    assert_refused(&parsed, "10^12");
    PARSE(&parsed, "--sizes", "1000G");
    assert_no_mistakes(&parsed);
    release(&parsed);
    PARSE(&parsed, "--sizes", "1k,1000");
    assert_refused(&parsed, "1000 is in the list twice");
    PARSE(&parsed, "--sizes", "all,all");
    assert_refused(&parsed, "all is in the list twice");
    PARSE(&parsed, "--sizes", "1k,,2k");
    assert_refused(&parsed, "nothing where an entry");
    PARSE(&parsed, "--sizes", "ten");
    assert_refused(&parsed, "all for the file once");
    PARSE(&parsed, "--sizes=-5");
    assert_refused(&parsed, "'-5'");
}

static void test_values_that_are_none(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--samples", "0");
    assert_refused(&parsed, "--samples: 0 is too few");
    PARSE(&parsed, "--timeout", "5");
    assert_refused(&parsed, "lacks the unit");
    PARSE(&parsed, "--timeout", "0s");
    assert_refused(&parsed, "no time at all");
    PARSE(&parsed, "--seed", "0x");
    assert_refused(&parsed, "not a seed");
    PARSE(&parsed, "--seed", "0x-1");
    assert_refused(&parsed, "not a seed");
    PARSE(&parsed, "--seed", "0x11112222333344445");
    assert_refused(&parsed, "not a seed");
    PARSE(&parsed, "--stamp", "recrod");
    assert_refused(&parsed, "did you mean record?");
    PARSE(&parsed, "--threads", "1,auto", "--mode=concurrent");
    assert_refused(&parsed, "auto stands alone");
    PARSE(&parsed, "--threads", "2,2", "--mode=concurrent");
    assert_refused(&parsed, "2 is in the list twice");
    PARSE(&parsed, "--passes", "verify,verify");
    assert_refused(&parsed, "verify is in the list twice");
    PARSE(&parsed, "-O", "charset");
    assert_refused(&parsed, "-O key=value");
    PARSE(&parsed, "--input", "");
    assert_refused(&parsed, "--input: the value is empty");
    PARSE(&parsed, "--json=yes");
    assert_refused(&parsed, "takes no value");
    PARSE(&parsed, "--sizes", "--json");
    assert_refused(&parsed, "--sizes needs a value: --sizes LIST");
    PARSE(&parsed, "--sizes");
    assert_refused(&parsed, "--sizes needs a value: --sizes LIST");
}

static void test_nearest_known_words(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--sizs", "1k");
    assert_refused(&parsed, "did you mean --sizes?");
    PARSE(&parsed, "plam", "--sizes", "1k");
    assert_refused(&parsed, "did you mean plan?");
    PARSE(&parsed, "--mode", "concurent");
    assert_refused(&parsed, "concurrent");
    PARSE(&parsed, "--workload", "ndjsn");
    assert_refused(&parsed, "ndjson");
    PARSE(&parsed, "--passes", "throughputt");
    assert_refused(&parsed, "throughput");
    PARSE(&parsed, "-O", "charst=none");
    assert_refused(&parsed, "charset");
    PARSE(&parsed, "-sizes", "1k");
    assert_mentions(&parsed, "--sizes");
    release(&parsed);
}

static void test_words_in_the_wrong_place(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--records", "5");
    assert_refused(&parsed, "--records is an option of generate; run does not take it");
    PARSE(&parsed, "list", "--out", "x");
    assert_refused(&parsed, "trend and propose; list does not take it");
    PARSE(&parsed, "--json", "plan");
    assert_refused(&parsed, "the command comes first: benchrun plan");
    PARSE(&parsed, "run", "marc");
    assert_refused(&parsed, "'marc' is one word too many");
    PARSE(&parsed, "show");
    assert_refused(&parsed, "show needs PROFILE");
    PARSE(&parsed, "generate", "marc");
    assert_refused(&parsed, "-o FILE");
    PARSE(&parsed, "show", "x", "--json", "--format=markdown");
    assert_refused(&parsed, "exclude each other");
    PARSE(&parsed, "--sizes", "1k", "--sizes", "2k");
    assert_refused(&parsed, "write one list");
    PARSE(&parsed, "--samples", "1", "--samples", "2");
    assert_refused(&parsed, "--samples is given twice");
    PARSE(&parsed, "--save", "../up");
    assert_refused(&parsed, "--save");
}

static void test_all_mistakes_come_together(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--sizs", "1k", "--samples", "0", "--mode", "sinlge", "--timeout", "5", "-O",
          "charst=none", "--passes", "latncy");
    assert_int_equal(parsed.mistakes.count, 6);
    static const char *const parts[] = {"--sizes",   "--samples", "single",
                                        "--timeout", "charset",   "latency"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        assert_mentions(&parsed, parts[i]);
    release(&parsed);
}

static void test_hostile_words_are_shown_escaped(void **state)
{
    (void)state;
    struct parsed parsed;
    PARSE(&parsed, "--\033[31mred", "x\ny\r", "--mode", "\033]0;title\007", "-O", "\033a=\n1",
          "--workload", "\033[2J", "--save", "\033[2J");
    const char *text = br_text_string(&parsed.mistakes.text);
    for (const char *at = text; *at != '\0'; at++)
        assert_true(*at == '\n' || (unsigned char)*at >= 32);
    assert_mentions(&parsed, "\\x1b[31mred");
    release(&parsed);
}

/* ---- what help promises ---- */

/* An example of help is a command line without mistakes, as far as that can be known without the
 * files it names. */
static void assert_example_parses(int command, const char *example)
{
    const char *words[32] = {NULL};
    int count = 0;
    char *copy = br_string_copy(example);
    for (char *word = strtok(copy, " "); word != NULL; word = strtok(NULL, " "))
        words[count++] = word;
    struct parsed parsed = {0};
    br_parse(count - 1, words + 1, CPUS, &parsed.line, &parsed.mistakes);
    if (strstr(example, "./") == NULL)
        br_parse_finish(&parsed.line, &br_cli_registry, &parsed.mistakes);
    if (parsed.mistakes.count > 0)
        fail_msg("%s: %s", example, br_text_string(&parsed.mistakes.text));
    assert_int_equal(parsed.line.command, command);
    release(&parsed);
    free(copy);
}

static void test_examples_parse(void **state)
{
    (void)state;
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        for (const struct br_command_example *example = br_commands[command].examples;
             example != NULL && example->command != NULL; example++)
            assert_example_parses(command, example->command);
}

/* A default written out changes nothing: what help says is what happens. */
static void test_defaults_shown_are_the_real_ones(void **state)
{
    (void)state;
    static const char *const modes[] = {"--mode=single", "--mode=concurrent"};
    size_t held = 0;
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++) {
        bool is_config =
            option->offset < offsetof(struct br_command_line, config) + sizeof(struct br_config) &&
            option->offset >= offsetof(struct br_command_line, config);
        if (option->default_text == NULL || !is_config || option->kind == BR_ARGUMENT_MODE)
            continue;
        char *written = br_string_format("--%s=%s", option->name, option->default_text);
        for (size_t i = 0; i < 2; i++) {
            struct parsed plain;
            struct parsed explicit;
            char path[256];
            PARSE(&plain, modes[i], "--threads=1");
            PARSE(&explicit, modes[i], "--threads=1", written);
            assert_no_mistakes(&explicit);
            if (!br_shape_equal(&br_config_shape, &plain.line.config, &explicit.line.config, path,
                                sizeof path))
                fail_msg("%s is not the default: %s differs", written, path);
            release(&plain);
            release(&explicit);
        }
        held++;
        free(written);
    }
    assert_true(held >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_arguments_measure_single),
        cmocka_unit_test(test_every_form_of_an_option),
        cmocka_unit_test(test_auto_threads_double_up_to_the_cpus),
        cmocka_unit_test(test_operands_and_the_end_of_options),
        cmocka_unit_test(test_single_with_threads_says_what_to_write),
        cmocka_unit_test(test_several_modes_are_explained),
        cmocka_unit_test(test_sizes_out_of_bounds),
        cmocka_unit_test(test_values_that_are_none),
        cmocka_unit_test(test_nearest_known_words),
        cmocka_unit_test(test_words_in_the_wrong_place),
        cmocka_unit_test(test_all_mistakes_come_together),
        cmocka_unit_test(test_hostile_words_are_shown_escaped),
        cmocka_unit_test(test_examples_parse),
        cmocka_unit_test(test_defaults_shown_are_the_real_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
