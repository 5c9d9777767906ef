/* For tests of suites: one read from a text beside a command line. */
#ifndef BR_TESTS_SUITE_FIXTURE_H
#define BR_TESTS_SUITE_FIXTURE_H

#include "cli/suite.h"

enum { SUITE_FIXTURE_CPUS = 6 };

struct suite_fixture {
    struct br_command_line line;
    struct br_suite suite;
    struct br_mistakes mistakes;
};

/* Reads `yaml`, called f.yaml, beside the words of a command line, which must have no mistakes. */
void suite_fixture_load(struct suite_fixture *loaded, const char *yaml, const char *const *words);
void suite_fixture_release(struct suite_fixture *loaded);

#define SUITE_FIXTURE_LOAD(loaded, yaml, ...)                                                      \
    suite_fixture_load(loaded, yaml,                                                               \
                       (const char *const[]){"run", "--suite=f.yaml", ##__VA_ARGS__, NULL})

/* Exactly these mistakes, one a line. */
void suite_fixture_assert_said(const struct suite_fixture *loaded, const char *expected);

/* The section of that index and name of a suite without mistakes. */
const struct br_command_line *suite_fixture_section(const struct suite_fixture *loaded,
                                                    size_t index, const char *name);

#endif
