/* What git says of the current folder, by a git that answers as each test wants. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/text.h"
#include "engine/repository.h"
#include "unit/scratch_folder.h"

static char folder[SCRATCH_PATH];

static void answer(const char *head, const char *status)
{
    char path[SCRATCH_PATH + 256];
    struct br_text script = {0};
    br_text_format(&script, "#!/bin/sh\ncase $1 in\nrev-parse) %s ;;\nstatus) %s ;;\nesac\n", head,
                   status);
    scratch_path(path, folder, "git");
    assert_int_equal(scratch_write(path, br_text_string(&script), script.size), 0);
    assert_int_equal(chmod(path, 0700), 0);
    br_text_release(&script);
}

static int setup(void **state)
{
    (void)state;
    return scratch_make(folder) != 0 || setenv("PATH", folder, 1) != 0;
}

static int teardown(void **state)
{
    (void)state;
    scratch_remove(folder);
    return 0;
}

static void a_commit_is_clean_or_changed(void **state)
{
    (void)state;
    char *commit;
    bool dirty = true;
    answer("echo 1234abcd", "true");
    br_repository_read(&commit, &dirty);
    assert_string_equal(commit, "1234abcd");
    assert_false(dirty);
    free(commit);
    answer("echo 1234abcd", "echo ' M a.c'");
    br_repository_read(&commit, &dirty);
    assert_string_equal(commit, "1234abcd");
    assert_true(dirty);
    free(commit);
}

static void a_commit_is_none_where_its_changes_are_unknown(void **state)
{
    (void)state;
    char *commit;
    bool dirty = true;
    answer("echo 1234abcd", "exit 128");
    br_repository_read(&commit, &dirty);
    assert_null(commit);
    assert_false(dirty);
}

static void outside_a_repository_is_no_commit(void **state)
{
    (void)state;
    char *commit;
    bool dirty = true;
    answer("exit 128", "exit 128");
    br_repository_read(&commit, &dirty);
    assert_null(commit);
    assert_false(dirty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_commit_is_clean_or_changed),
        cmocka_unit_test(a_commit_is_none_where_its_changes_are_unknown),
        cmocka_unit_test(outside_a_repository_is_no_commit),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
