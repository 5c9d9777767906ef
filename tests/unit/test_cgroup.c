/* Memory limits of control groups, on trees made for the test. */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "unit/scratch_folder.h"

static int make_root(void **state)
{
    char *root = malloc(SCRATCH_PATH);
    *state = root;
    return root != NULL ? scratch_make(root) : -1;
}

static int remove_root(void **state)
{
    int status = scratch_remove(*state);
    free(*state);
    return status;
}

static void put(const char *root, const char *path, const char *text)
{
    struct br_error error = {0};
    char full[SCRATCH_PATH + 256];
    snprintf(full, sizeof full, "%s/%s", root, path);
    char *slash = strrchr(full, '/');
    *slash = '\0';
    assert_int_equal(br_os_make_folders(full, &error), 0);
    *slash = '/';
    assert_int_equal(br_os_write_file(full, text, strlen(text), &error), 0);
}

static void without_groups_there_is_no_limit(void **state)
{
    const char *root = *state;
    assert_true(br_os_memory_limit_at(root) == UINT64_MAX);
    put(root, "proc/self/cgroup", "3:cpu,cpuacct:/a\nrubbish\n0::/\n");
    assert_true(br_os_memory_limit_at(root) == UINT64_MAX);
}

static void version_two_takes_the_least_on_the_way_up(void **state)
{
    const char *root = *state;
    put(root, "proc/self/cgroup", "0::/outer/inner\n");
    put(root, "sys/fs/cgroup/outer/inner/memory.max", "max\n");
    assert_true(br_os_memory_limit_at(root) == UINT64_MAX);
    put(root, "sys/fs/cgroup/outer/memory.max", "536870912\n");
    assert_true(br_os_memory_limit_at(root) == 536870912);
    put(root, "sys/fs/cgroup/outer/inner/memory.max", "1048576\n");
    assert_true(br_os_memory_limit_at(root) == 1048576);
}

static void version_one_is_found_by_its_controller(void **state)
{
    const char *root = *state;
    put(root, "proc/self/cgroup", "5:cpu:/a\n4:hugetlb,memory:/box\n0::/\n");
    put(root, "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    put(root, "sys/fs/cgroup/memory/box/memory.limit_in_bytes", "268435456\n");
    assert_true(br_os_memory_limit_at(root) == 268435456);
    put(root, "proc/self/cgroup", "4:memoryless:/box\n");
    assert_true(br_os_memory_limit_at(root) == UINT64_MAX);
}

#define CGROUP_TEST(function) cmocka_unit_test_setup_teardown(function, make_root, remove_root)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CGROUP_TEST(without_groups_there_is_no_limit),
        CGROUP_TEST(version_two_takes_the_least_on_the_way_up),
        CGROUP_TEST(version_one_is_found_by_its_controller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
