/*
 * Texts held to the files of tests/golden, byte for byte.
 *
 * BENCHRUN_UPDATE_GOLDEN=1 writes the golden files anew: look at the difference before committing.
 * A golden file that differs is left beside the build as golden/<name>, to compare.
 */
#ifndef TESTS_UNIT_GOLDEN_FILE_H
#define TESTS_UNIT_GOLDEN_FILE_H

#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"

static void golden_write_to(const char *folder, const char *name, const char *text)
{
    char path[1024];
    struct br_error error = {0};
    assert_int_equal(br_os_make_folders(folder, &error), 0);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (br_os_write_file(path, text, strlen(text), &error) != 0)
        fail_msg("%s", error.message);
}

static size_t golden_first_difference(const char *left, const char *right)
{
    size_t line = 1;
    for (; *left != '\0' && *left == *right; left++, right++)
        line += *left == '\n';
    return line;
}

static void assert_golden(const char *name, const char *text)
{
    char path[1024], *expected = NULL;
    size_t size;
    struct br_error error = {0};
    if (getenv("BENCHRUN_UPDATE_GOLDEN") != NULL) {
        golden_write_to(BENCHRUN_SOURCE_DIR "/tests/golden", name, text);
        return;
    }
    snprintf(path, sizeof path, "%s/tests/golden/%s", BENCHRUN_SOURCE_DIR, name);
    if (br_os_read_file(path, &expected, &size, &error) != 0)
        fail_msg("%s", error.message);
    bool same = strcmp(expected, text) == 0;
    size_t line = golden_first_difference(expected, text);
    free(expected);
    if (same)
        return;
    golden_write_to(BENCHRUN_BINARY_DIR "/golden", name, text);
    fail_msg("%s differs from line %zu on; the text made now is %s/golden/%s", path, line,
             BENCHRUN_BINARY_DIR, name);
}

#endif
