/* The index of a mode: made of the reports in a folder, whatever else lies there. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/os.h"
#include "report/mode_index.h"
#include "unit/scratch_folder.h"

static const char REPORT[] =
    "# a workload\n\nWords.\n\n" BR_MODE_INDEX_BEGIN
    "\n\n[Deltas](#deltas), [elsewhere](x.md)\n\n" BR_MODE_INDEX_END "\n\nMore.\n";

static void write_into(const char *folder, const char *name, const char *text)
{
    char path[SCRATCH_PATH + 256];
    scratch_path(path, folder, name);
    assert_int_equal(scratch_write(path, text, strlen(text)), 0);
}

static void what_is_no_report_is_passed_over(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH], path[SCRATCH_PATH + 256];
    char *index = NULL;
    size_t size = 0;
    struct br_text written = {0};
    struct br_error error = {0};
    assert_int_equal(scratch_make(folder), 0);
    write_into(folder, "a.md", REPORT);
    write_into(folder, "notes.md", "# Notes of a person\n");
    write_into(folder, "begun.md", "# Half\n\n" BR_MODE_INDEX_BEGIN "\n\nno end");
    assert_int_equal(mkdir(scratch_path(path, folder, "folder.md"), 0755), 0);
    assert_int_equal(mkfifo(scratch_path(path, folder, "pipe.md"), 0644), 0);
    if (br_mode_index_save(folder, "single", &written, &error) != 0)
        fail_msg("%s", error.message);
    scratch_path(path, folder, BR_MODE_INDEX_FILE);
    assert_int_equal(br_os_read_file(path, &index, &size, &error), 0);
    assert_non_null(strstr(index, "## a workload\n\n[Deltas](a.md#deltas), [elsewhere](x.md)"));
    assert_non_null(strstr(index, "[The report](a.md)\n"));
    assert_null(strstr(index, "person"));
    assert_null(strstr(index, "Half"));
    assert_null(strstr(index, "folder"));
    assert_null(strstr(index, "pipe"));
    free(index);
    br_text_release(&written);
    scratch_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_no_report_is_passed_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
