/*
 * Suites from hostile bytes: whatever a file holds, reading it ends, every mistake has the file in
 * front of it and nothing unprintable in it, and a suite without mistakes is complete.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "cli/registry.h"
#include "cli/suite.h"

enum { FILES = 4000, LARGEST = 2000 };

/* What YAML and suites are made of, so that much of it is nearly right. */
static const char *const words[] = {
    "a",          "b",      "_defaults", "sizes",
    "threads",    "mode",   "workload",  "options",
    "O",          "save",   "samples",   "seed",
    "timeout",    "passes", "single",    "concurrent",
    "csv",        "1k",     "auto",      "all",
    "1",          "0x1",    "5s",        "verify",
    ":",          ": ",     ": ",        ": ",
    "\n",         "\n",     "\n  ",      "\n  ",
    "\n    ",     "- ",     "[",         "]",
    "{",          "}",      ", ",        "?",
    "&x ",        "*x",     "!!str ",    "!",
    "'",          "\"",     "|\n",       ">\n",
    "#",          "---\n",  "...\n",     "%YAML 1.1",
    "%TAG ! x\n", "<<",     "\t",        "\xef\xbb\xbf",
    "\xc3\xa4",   "\xff",   "\x01",      "\xe2\x80\xa8",
    "\r",         "\\",     "@",         "`",
};

/* Lines of a sound suite: most files made of a few of them are none, some are. */
static const char *const lines[] = {
    "_defaults: {sizes: [1k, 2k]}\n",
    "a:\n",
    "b:\n",
    "c: {workload: csv, seed: 7}\n",
    "  mode: concurrent\n",
    "  threads: auto\n",
    "  passes:\n  - verify\n",
    "  samples: 3\n",
    "  options: {write: none}\n",
    "# nothing\n",
};

static size_t append(char *file, size_t size, const char *bytes, size_t length)
{
    if (size + length > LARGEST)
        return LARGEST;
    memcpy(file + size, bytes, length);
    return size + length;
}

static size_t append_word(char *file, size_t size, struct br_random *random)
{
    char byte = (char)br_random_below(random, 256);
    const char *word = words[br_random_below(random, sizeof words / sizeof words[0])];
    if (br_random_below(random, 40) == 0)
        return append(file, size, &byte, 1);
    return append(file, size, word, strlen(word));
}

static size_t make_words(char *file, struct br_random *random)
{
    size_t wanted = br_random_below(random, br_random_below(random, 4) == 0 ? LARGEST : 120);
    size_t size = 0;
    while (size < wanted)
        size = append_word(file, size, random);
    return size;
}

static size_t make_lines(char *file, struct br_random *random)
{
    size_t count = 1 + br_random_below(random, 6);
    size_t size = 0;
    while (count-- > 0) {
        const char *line = lines[br_random_below(random, sizeof lines / sizeof lines[0])];
        size = append(file, size, line, strlen(line));
    }
    if (br_random_below(random, 8) == 0)
        size = append_word(file, size, random);
    return size;
}

static void check_sentences(const char *text)
{
    while (*text != '\0') {
        assert_int_equal(strncmp(text, "f.yaml:", 7), 0);
        for (; *text != '\n'; text++)
            assert_true((unsigned char)*text >= 32 && *text != 127);
        text++;
    }
}

static void check_sections(const struct br_suite *suite)
{
    assert_true(suite->count > 0);
    for (size_t i = 0; i < suite->count; i++) {
        const struct br_command_line *line = &suite->items[i].line;
        assert_non_null(line->save);
        assert_non_null(line->config.workload);
        assert_true(line->config.sizes.count > 0);
        assert_true(line->config.samples > 0);
    }
}

static void test_any_bytes(void **state)
{
    (void)state;
    const struct br_command_line line = {.command = BR_COMMAND_RUN, .suite = (char *)"f.yaml"};
    const struct br_suite_request request = {
        .line = &line, .registry = &br_cli_registry, .allowed_cpus = 4};
    static char file[LARGEST];
    struct br_random random;
    size_t sound = 0;
    br_random_init(&random, 20);
    for (int i = 0; i < FILES; i++) {
        struct br_suite suite = {0};
        struct br_mistakes mistakes = {0};
        size_t size = i % 2 == 0 ? make_words(file, &random) : make_lines(file, &random);
        br_suite_parse(file, size, &request, &suite, &mistakes);
        check_sentences(br_text_string(&mistakes.text));
        if (mistakes.count == 0)
            check_sections(&suite);
        sound += mistakes.count == 0 ? 1 : 0;
        br_suite_release(&suite);
        br_mistakes_release(&mistakes);
    }
    assert_true(sound > 0 && sound < FILES);
}

/* Every prefix of a sound suite, and the suite with each of its bytes replaced. */
static void test_cut_and_bent(void **state)
{
    (void)state;
    static const char sound[] = "# x\n_defaults: {sizes: [1k, 2k], O: {write: none}}\n"
                                "a:\n  mode: concurrent\n  threads: 1, 2\n  save: 'x'\n"
                                "b:\n  workload: csv\n  options: {}\n  passes:\n  - verify\n";
    const struct br_command_line line = {.command = BR_COMMAND_RUN, .suite = (char *)"f.yaml"};
    const struct br_suite_request request = {
        .line = &line, .registry = &br_cli_registry, .allowed_cpus = 4};
    static const char bent[] = "\0\n:{[&*!'\"\t-#\xff ";
    for (size_t at = 0; at < sizeof sound - 1; at++) {
        for (size_t kind = 0; kind < sizeof bent; kind++) {
            char file[sizeof sound];
            struct br_suite suite = {0};
            struct br_mistakes mistakes = {0};
            memcpy(file, sound, sizeof sound);
            file[at] = bent[kind];
            br_suite_parse(file, kind == 0 ? at : sizeof sound - 1, &request, &suite, &mistakes);
            check_sentences(br_text_string(&mistakes.text));
            br_suite_release(&suite);
            br_mistakes_release(&mistakes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_cut_and_bent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
