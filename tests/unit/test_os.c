/* Operating system: files, maps, processors, memory, child processes. */
#include "unit/cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "unit/scratch_folder.h"

static char folder[SCRATCH_PATH];

static int make_folder(void **state)
{
    (void)state;
    return scratch_make(folder);
}

static int remove_folder(void **state)
{
    (void)state;
    return scratch_remove(folder);
}

static const char *path_of(const char *name)
{
    static char path[SCRATCH_PATH + 256];
    return scratch_path(path, folder, name);
}

static size_t count_entries(const char *path)
{
    DIR *directory = opendir(path);
    assert_non_null(directory);
    size_t count = 0;
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count - 2;
}

/* ---- files ---- */

static void files_are_read_whole_with_a_closing_nul(void **state)
{
    (void)state;
    static char content[300000];
    for (size_t i = 0; i < sizeof content; i++)
        content[i] = (char)(i * 7);
    assert_int_equal(scratch_write(path_of("big"), content, sizeof content), 0);
    char *data = NULL;
    size_t size = 0;
    assert_int_equal(br_os_read_file(path_of("big"), &data, &size, NULL), 0);
    assert_int_equal(size, sizeof content);
    assert_memory_equal(data, content, size);
    assert_int_equal(data[size], 0);
    free(data);

    assert_int_equal(scratch_write(path_of("empty"), "", 0), 0);
    assert_int_equal(br_os_read_file(path_of("empty"), &data, &size, NULL), 0);
    assert_int_equal(size, 0);
    assert_string_equal(data, "");
    free(data);
}

static void files_that_hide_their_size_are_read(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    assert_int_equal(br_os_read_file("/proc/self/status", &data, &size, NULL), 0);
    assert_true(size > 0);
    assert_non_null(strstr(data, "Pid:"));
    free(data);
}

static void reading_says_what_is_wrong(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    struct br_error error;
    assert_int_equal(br_os_read_file(path_of("none"), &data, &size, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "none does not exist"));
    assert_int_equal(br_os_read_file(folder, &data, &size, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "is a folder"));
    assert_null(data);
}

static void first_lines_are_read(void **state)
{
    (void)state;
    assert_int_equal(scratch_write(path_of("lines"), "one\ntwo\n", 8), 0);
    char *line = br_os_read_line(path_of("lines"));
    assert_string_equal(line, "one");
    free(line);
    assert_int_equal(scratch_write(path_of("lines"), "", 0), 0);
    line = br_os_read_line(path_of("lines"));
    assert_string_equal(line, "");
    free(line);
    assert_null(br_os_read_line(path_of("none")));
    assert_null(br_os_read_line(folder));
}

static void assert_content(const char *path, const char *expected)
{
    char *data = NULL;
    size_t size = 0;
    assert_int_equal(br_os_read_file(path, &data, &size, NULL), 0);
    assert_string_equal(data, expected);
    free(data);
}

static void files_are_written_and_replaced(void **state)
{
    (void)state;
    char place[SCRATCH_PATH + 256];
    snprintf(place, sizeof place, "%s/written", folder);
    assert_int_equal(br_os_make_folders(place, NULL), 0);
    snprintf(place, sizeof place, "%s/written/file", folder);
    assert_false(br_os_file_exists(place));
    assert_int_equal(br_os_write_file(place, "first", 5, NULL), 0);
    assert_content(place, "first");
    assert_int_equal(br_os_write_file(place, "2nd", 3, NULL), 0);
    assert_content(place, "2nd");
    assert_true(br_os_file_exists(place));
    assert_int_equal(count_entries(path_of("written")), 1);
}

static void leftover_of_a_crash_is_no_obstacle(void **state)
{
    (void)state;
    char place[SCRATCH_PATH + 256];
    char leftover[SCRATCH_PATH + 300];
    snprintf(place, sizeof place, "%s/crashed", folder);
    snprintf(leftover, sizeof leftover, "%s.%ld.tmp", place, (long)getpid());
    assert_int_equal(scratch_write(leftover, "half", 4), 0);
    assert_int_equal(br_os_write_file(place, "whole", 5, NULL), 0);
    assert_content(place, "whole");
    assert_false(br_os_file_exists(leftover));
}

/* The file size limit stands in for a full disk: the write fails half-way. */
static void failed_write_keeps_the_old_file_and_leaves_nothing(void **state)
{
    (void)state;
    static char content[20000];
    char place[SCRATCH_PATH + 256];
    snprintf(place, sizeof place, "%s/limited", folder);
    assert_int_equal(br_os_make_folders(place, NULL), 0);
    snprintf(place, sizeof place, "%s/limited/file", folder);
    assert_int_equal(br_os_write_file(place, "old", 3, NULL), 0);

    struct rlimit before, tight;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = before;
    tight.rlim_cur = 10000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    struct br_error error;
    int code = br_os_write_file(place, content, sizeof content, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);

    assert_int_equal(code, BR_ERROR_IO);
    assert_non_null(strstr(error.message, place));
    assert_content(place, "old");
    assert_int_equal(count_entries(path_of("limited")), 1);
}

static void full_disk_is_named(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full < 0) {
        print_message("no /dev/full here\n");
        skip();
    }
    struct br_error error;
    assert_int_equal(br_os_write_all(full, "x", 1, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "disk is full"));
    close(full);
}

static void impossible_targets_are_refused(void **state)
{
    (void)state;
    struct br_error error;
    assert_int_equal(br_os_write_file(folder, "x", 1, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "is a folder"));
    assert_int_equal(br_os_write_file(path_of("no/such/file"), "x", 1, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "folder does not exist"));
}

static void folders_are_made_with_their_parents(void **state)
{
    (void)state;
    assert_int_equal(br_os_make_folders(path_of("a//b/c/"), NULL), 0);
    assert_int_equal(br_os_make_folders(path_of("a/b/c"), NULL), 0);
    assert_int_equal(br_os_make_folders("/", NULL), 0);
    assert_true(br_os_file_exists(path_of("a/b/c")));

    assert_int_equal(scratch_write(path_of("file"), "x", 1), 0);
    struct br_error error;
    assert_int_equal(br_os_make_folders(path_of("file"), &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "there is a file of that name"));
    assert_int_equal(br_os_make_folders(path_of("file/sub"), &error), BR_ERROR_IO);
}

/* ---- maps ---- */

static void files_are_mapped(void **state)
{
    (void)state;
    assert_int_equal(scratch_write(path_of("mapped"), "content", 7), 0);
    for (int populate = 0; populate < 2; populate++) {
        struct br_map map;
        assert_int_equal(br_os_map_file(path_of("mapped"), populate != 0, &map, NULL), 0);
        assert_int_equal(map.size, 7);
        assert_memory_equal(map.data, "content", 7);
        br_os_unmap(&map);
        assert_null(map.data);
        br_os_unmap(&map);
    }
}

static void assert_unmappable(const char *path, const char *sentence)
{
    struct br_map map;
    struct br_error error;
    assert_int_equal(br_os_map_file(path, false, &map, &error), BR_ERROR_INPUT);
    if (strstr(error.message, path) == NULL || strstr(error.message, sentence) == NULL)
        fail_msg("'%s' does not say '%s'", error.message, sentence);
}

/* A named pipe must not make the caller wait for a writer. */
static void unfit_inputs_each_have_a_sentence(void **state)
{
    (void)state;
    assert_unmappable(path_of("missing"), "does not exist");
    assert_unmappable(folder, "is a folder");
    assert_int_equal(scratch_write(path_of("nothing"), "", 0), 0);
    assert_unmappable(path_of("nothing"), "is empty");
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    assert_unmappable(path_of("pipe"), "is not a regular file");
    assert_unmappable("/dev/null", "is not a regular file");
}

/* A device may go on for ever; a pipe is read to its end. */
static void a_device_is_not_read(void **state)
{
    (void)state;
    char *data = NULL;
    size_t size = 0;
    struct br_error error;
    assert_int_equal(br_os_read_file("/dev/zero", &data, &size, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "/dev/zero is a device"));
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "text", 4), 4);
    close(ends[1]);
    char *path = br_string_format("/dev/fd/%d", ends[0]);
    assert_int_equal(br_os_read_file(path, &data, &size, &error), 0);
    assert_string_equal(data, "text");
    free(data);
    free(path);
    close(ends[0]);
}

/* Root may read everything, so it steps down for this one. */
static void unreadable_input_has_a_sentence(void **state)
{
    (void)state;
    assert_int_equal(scratch_write(path_of("secret"), "x", 1), 0);
    assert_int_equal(chmod(path_of("secret"), 0), 0);
    uid_t user = geteuid();
    if (user == 0 && seteuid(65534) != 0) {
        print_message("cannot give up root's rights here\n");
        skip();
    }
    struct br_map map;
    struct br_error error;
    int code = br_os_map_file(path_of("secret"), false, &map, &error);
    assert_int_equal(seteuid(user), 0);
    assert_int_equal(code, BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "may not be read by this user"));
}

static void memory_files_are_written_and_mapped(void **state)
{
    (void)state;
    int descriptor = br_os_memory_file("test", NULL);
    assert_true(descriptor >= 0);
    assert_true((fcntl(descriptor, F_GETFD) & FD_CLOEXEC) != 0);
    assert_int_equal(br_os_write_all(descriptor, "hello", 5, NULL), 0);
    struct br_map map;
    assert_int_equal(br_os_map_descriptor(descriptor, 5, true, &map, NULL), 0);
    assert_memory_equal(map.data, "hello", 5);
    br_os_unmap(&map);

    struct br_error error;
    assert_int_equal(br_os_map_descriptor(descriptor, 6, true, &map, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "5 bytes where 6"));
    assert_int_equal(br_os_map_descriptor(descriptor, 0, true, &map, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "empty"));
    close(descriptor);
    assert_int_equal(br_os_map_descriptor(descriptor, 5, true, &map, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "cannot be looked at"));
}

static void memory_files_that_are_written_through_a_map_are_not_sealed(void **state)
{
    (void)state;
    struct br_error error;
    int descriptor = br_os_memory_file("test", NULL);
    assert_int_equal(br_os_write_all(descriptor, "hello", 5, NULL), 0);
    char *writable = mmap(NULL, 5, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    assert_ptr_not_equal(writable, MAP_FAILED);
    assert_int_equal(br_os_seal_content(descriptor, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "cannot be sealed"));
    munmap(writable, 5);
    assert_int_equal(br_os_seal_content(descriptor, &error), 0);
    assert_int_equal(br_os_write_all(descriptor, "hello", 5, &error), BR_ERROR_IO);
    assert_non_null(strstr(error.message, "may write to"));
    close(descriptor);
}

static void inputs_larger_than_the_address_space_have_a_sentence(void **state)
{
    (void)state;
    struct br_map map;
    struct br_error error;
    const off_t size = INT64_C(1) << 50; /* sparse; more than a process can address */
    int descriptor = br_os_memory_file("test", NULL);
    if (ftruncate(descriptor, size) != 0) {
        print_message("skipped: no file of 1 PiB here\n");
        close(descriptor);
        skip();
    }
    assert_int_equal(br_os_map_descriptor(descriptor, (size_t)size, false, &map, &error),
                     BR_ERROR_MEMORY);
    assert_non_null(strstr(error.message, "does not fit into the address space"));
    close(descriptor);
}

static void running_out_of_descriptors_has_a_sentence(void **state)
{
    (void)state;
    struct rlimit before;
    struct br_error memory_error, open_error;
    char *data;
    size_t size;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(scratch_write(path_of("there"), "x", 1), 0);
    const struct rlimit none = {.rlim_cur = 0, .rlim_max = before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    const int descriptor = br_os_memory_file("test", &memory_error);
    const int code = br_os_read_file(path_of("there"), &data, &size, &open_error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_true(descriptor < 0);
    assert_non_null(strstr(memory_error.message, "raise the limit of open files"));
    assert_int_equal(code, BR_ERROR_IO);
    assert_non_null(strstr(open_error.message, "cannot be opened"));
}

/* ---- processors and memory ---- */

static void pinned_thread_may_use_one_cpu(void **state)
{
    (void)state;
    int cpus[1024];
    size_t count = br_os_allowed_cpus(cpus, 1024);
    assert_true(count >= 1);
    assert_int_equal(br_os_allowed_cpus(NULL, 0), count);
    cpu_set_t before;
    if (sched_getaffinity(0, sizeof before, &before) != 0 || !br_os_pin_thread(cpus[count - 1])) {
        print_message("pinning is refused here\n");
        skip();
    }
    int only[2] = {-1, -1};
    assert_int_equal(br_os_allowed_cpus(only, 2), 1);
    assert_int_equal(only[0], cpus[count - 1]);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

static void absent_cpus_are_refused(void **state)
{
    (void)state;
    assert_false(br_os_pin_thread(-1));
    assert_false(br_os_pin_thread(100000));
    assert_false(br_os_pin_thread(1 << 30));
}

static void memory_is_known(void **state)
{
    (void)state;
    assert_true(br_os_memory_total() > 16u << 20);
    assert_true(br_os_memory_available() > 0);
    assert_true(br_os_memory_available() <= br_os_memory_total());
    size_t page = br_os_page_size();
    assert_true(page >= 4096 && (page & (page - 1)) == 0);
}

static void own_executable_is_known(void **state)
{
    (void)state;
    char *path = br_os_executable();
    assert_non_null(path);
    assert_int_equal(path[0], '/');
    assert_int_equal(access(path, X_OK), 0);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_whole_with_a_closing_nul),
        cmocka_unit_test(files_that_hide_their_size_are_read),
        cmocka_unit_test(reading_says_what_is_wrong),
        cmocka_unit_test(first_lines_are_read),
        cmocka_unit_test(files_are_written_and_replaced),
        cmocka_unit_test(leftover_of_a_crash_is_no_obstacle),
        cmocka_unit_test(failed_write_keeps_the_old_file_and_leaves_nothing),
        cmocka_unit_test(full_disk_is_named),
        cmocka_unit_test(impossible_targets_are_refused),
        cmocka_unit_test(folders_are_made_with_their_parents),
        cmocka_unit_test(files_are_mapped),
        cmocka_unit_test(unfit_inputs_each_have_a_sentence),
        cmocka_unit_test(a_device_is_not_read),
        cmocka_unit_test(unreadable_input_has_a_sentence),
        cmocka_unit_test(memory_files_are_written_and_mapped),
        cmocka_unit_test(memory_files_that_are_written_through_a_map_are_not_sealed),
        cmocka_unit_test(inputs_larger_than_the_address_space_have_a_sentence),
        cmocka_unit_test(running_out_of_descriptors_has_a_sentence),
        cmocka_unit_test(pinned_thread_may_use_one_cpu),
        cmocka_unit_test(absent_cpus_are_refused),
        cmocka_unit_test(memory_is_known),
        cmocka_unit_test(own_executable_is_known),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
