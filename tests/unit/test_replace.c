/* Replacing a file piece by piece: the old content stays until the new one is complete. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/os.h"
#include "base/replace.h"
#include "base/text.h"

static char folder[] = "/tmp/benchrun-replace-XXXXXX";
static char *target;

static int make_folder(void **state)
{
    (void)state;
    target = mkdtemp(folder) != NULL ? br_string_format("%s/file", folder) : NULL;
    return target != NULL ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(target);
    free(target);
    return rmdir(folder); /* fails when something was left behind */
}

static void write_through(const char *content)
{
    struct br_replacement replacement;
    struct br_error error;
    assert_int_equal(br_replace_open(target, &replacement, &error), 0);
    assert_int_equal(br_os_write_all(replacement.descriptor, content, strlen(content), &error), 0);
    assert_int_equal(br_replace_commit(&replacement, &error), 0);
}

static void assert_content(const char *expected)
{
    char *data;
    size_t size;
    assert_int_equal(br_os_read_file(target, &data, &size, NULL), 0);
    assert_string_equal(data, expected);
    free(data);
}

static size_t files_in_folder(void)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    assert_non_null(entries);
    for (struct dirent *entry = readdir(entries); entry != NULL; entry = readdir(entries))
        count += entry->d_name[0] != '.' ? 1 : 0;
    closedir(entries);
    return count;
}

static void test_commit_replaces(void **state)
{
    (void)state;
    write_through("old");
    assert_content("old");
    write_through("new");
    assert_content("new");
    assert_int_equal(files_in_folder(), 1);
}

static void test_old_content_stays_until_commit(void **state)
{
    (void)state;
    struct br_replacement replacement;
    write_through("old");
    assert_int_equal(br_replace_open(target, &replacement, NULL), 0);
    assert_int_equal(br_os_write_all(replacement.descriptor, "new", 3, NULL), 0);
    assert_content("old");
    br_replace_abandon(&replacement);
    assert_content("old");
    assert_int_equal(files_in_folder(), 1);
}

static void test_devices_are_written_to(void **state)
{
    (void)state;
    struct br_replacement replacement;
    struct stat facts;
    assert_int_equal(br_replace_open("/dev/null", &replacement, NULL), 0);
    assert_int_equal(br_os_write_all(replacement.descriptor, "x", 1, NULL), 0);
    assert_int_equal(br_replace_commit(&replacement, NULL), 0);
    assert_int_equal(stat("/dev/null", &facts), 0);
    assert_true(S_ISCHR(facts.st_mode));
}

static void test_what_cannot_be_written_is_named(void **state)
{
    (void)state;
    struct br_replacement replacement;
    struct br_error error;
    assert_int_equal(br_replace_open(folder, &replacement, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "is a folder"));
    assert_int_equal(br_replace_open("/no/such/folder/file", &replacement, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "/no/such/folder/file"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit_replaces),
        cmocka_unit_test(test_old_content_stays_until_commit),
        cmocka_unit_test(test_devices_are_written_to),
        cmocka_unit_test(test_what_cannot_be_written_is_named),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
