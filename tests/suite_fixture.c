/* A suite read from a text, for tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli/registry.h"
#include "suite_fixture.h"

void suite_fixture_load(struct suite_fixture *loaded, const char *yaml, const char *const *words)
{
    int count = 0;
    while (words[count] != NULL)
        count++;
    *loaded = (struct suite_fixture){0};
    br_parse(count, words, SUITE_FIXTURE_CPUS, &loaded->line, &loaded->mistakes);
    assert_int_equal(loaded->mistakes.count, 0);
    const struct br_suite_request request = {
        .line = &loaded->line, .registry = &br_cli_registry, .allowed_cpus = SUITE_FIXTURE_CPUS};
    br_suite_parse(yaml, strlen(yaml), &request, &loaded->suite, &loaded->mistakes);
}

void suite_fixture_release(struct suite_fixture *loaded)
{
    br_command_line_release(&loaded->line);
    br_suite_release(&loaded->suite);
    br_mistakes_release(&loaded->mistakes);
}

void suite_fixture_assert_said(const struct suite_fixture *loaded, const char *expected)
{
    assert_string_equal(br_text_string(&loaded->mistakes.text), expected);
}

const struct br_command_line *suite_fixture_section(const struct suite_fixture *loaded,
                                                    size_t index, const char *name)
{
    suite_fixture_assert_said(loaded, "");
    assert_true(index < loaded->suite.count);
    assert_string_equal(loaded->suite.items[index].name, name);
    return &loaded->suite.items[index].line;
}
