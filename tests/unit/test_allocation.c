/*
 * The allocation probe: jemalloc's statistics in this process, and where the counting shim is
 * looked for. Counts are exact: each test knows what it allocates.
 */
#include "unit/cmocka_all.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "base/rng.h"
#include "measure/allocation.h"
#include "unit/scratch_folder.h"

#define SHIM BENCHRUN_BINARY_DIR "/libbenchrun-alloc.so"

/* Hides a block from the compiler, which would otherwise drop a malloc with its free. */
static void *kept(void *block)
{
    void *volatile keep = block;
    return keep;
}

static void need_jemalloc(void)
{
    const char *reason;
    if (br_allocation_in_effect(&reason))
        return;
    print_message("skipped: %s\n", reason);
    skip();
}

/* ---- jemalloc in this process ---- */

static bool another_allocator_is_expected(void)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return true;
#else
    return getenv("LD_PRELOAD") != NULL;
#endif
}

static void effect_is_told_from_presence(void **state)
{
    (void)state;
    const char *reason;
    bool in_effect = br_allocation_in_effect(&reason);
    if (!another_allocator_is_expected())
        assert_true(in_effect);
    assert_true(in_effect == (reason == NULL));
    assert_true(br_allocation_in_effect(NULL) == in_effect);
}

static void without_effect_there_are_no_figures(void **state)
{
    (void)state;
    if (br_allocation_in_effect(NULL)) {
        print_message("skipped: jemalloc is in effect\n");
        skip();
    }
    struct br_allocator_memory memory;
    char version[64], settings[512];
    assert_false(br_allocation_memory(&memory));
    assert_int_equal(memory.allocated, 0);
    uint64_t before = br_allocation_requests();
    void *block = kept(malloc(100));
    br_allocation_flush();
    br_allocation_purge();
    assert_int_equal(br_allocation_requests(), before);
    free(block);
    assert_false(br_allocation_describe(version, sizeof version, settings, sizeof settings));
    assert_null(br_allocation_for_stages().allocated_bytes);
}

static void requests_are_exact_after_a_flush(void **state)
{
    (void)state;
    need_jemalloc();
    br_allocation_flush();
    uint64_t before = br_allocation_requests();
    for (int i = 0; i < 7628; i++)
        free(kept(malloc((size_t)i % 3000)));
    br_allocation_flush();
    assert_int_equal(br_allocation_requests() - before, 7628);
}

static uint64_t requests_of(size_t bytes)
{
    struct br_size_class classes[512];
    size_t count = br_allocation_size_classes(classes, 512);
    assert_true(count > 100 && count < 512);
    for (size_t i = 0; i < count; i++) {
        if (classes[i].bytes == bytes)
            return classes[i].requests;
    }
    fail_msg("no size class of %zu bytes", bytes);
    return 0;
}

static void size_classes_are_small_and_large(void **state)
{
    (void)state;
    need_jemalloc();
    static const size_t sizes[] = {64, 320, 14336, 16384, (size_t)1 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        br_allocation_flush();
        uint64_t before = requests_of(sizes[i]);
        for (int n = 0; n < 23; n++)
            free(kept(malloc(sizes[i] - 1)));
        br_allocation_flush();
        assert_int_equal(requests_of(sizes[i]) - before, 23);
    }
    struct br_size_class classes[3];
    assert_int_equal(br_allocation_size_classes(classes, 3), 3);
    assert_int_equal(classes[0].bytes, 8);
}

static void memory_follows_what_is_live(void **state)
{
    (void)state;
    need_jemalloc();
    const size_t size = (size_t)64 << 20;
    struct br_allocator_memory before, during, purged;
    assert_true(br_allocation_memory(&before));
    assert_true(before.allocated > 0 && before.allocated <= before.active);
    assert_true(before.active <= before.resident && before.resident <= before.mapped);
    void *block = memset(kept(malloc(size)), 1, size);
    assert_true(br_allocation_memory(&during));
    free(block);
    br_allocation_purge();
    assert_true(br_allocation_memory(&purged));
    assert_true(during.allocated >= before.allocated + size);
    assert_true(during.resident >= before.resident + size);
    assert_true(purged.allocated < before.allocated + size / 2);
    assert_true(purged.resident < during.resident - size / 2);
}

static void version_and_settings_are_one_line_each(void **state)
{
    (void)state;
    need_jemalloc();
    char version[64], settings[512];
    assert_true(br_allocation_describe(version, sizeof version, settings, sizeof settings));
    assert_memory_equal(version, "jemalloc ", 9);
    assert_non_null(strstr(settings, "narenas:"));
    assert_non_null(strstr(settings, "MALLOC_CONF:"));
    assert_null(strchr(settings, '\n'));
    assert_null(strchr(settings, '?'));
}

static void stages_get_bytes_from_jemalloc_alone(void **state)
{
    (void)state;
    need_jemalloc();
    struct br_stage_allocator allocator = br_allocation_for_stages();
    assert_null(allocator.allocations);
    assert_null(allocator.live_peak);
    const uint64_t *allocated = allocator.allocated_bytes(), *freed = allocator.freed_bytes();
    uint64_t allocated_before = *allocated, freed_before = *freed;
    free(kept(malloc(5000)));
    assert_int_equal(*(const volatile uint64_t *)allocated - allocated_before, 5120);
    assert_int_equal(*(const volatile uint64_t *)freed - freed_before, 5120);
}

static void without_the_shim_there_are_no_counts(void **state)
{
    (void)state;
    struct br_allocation_live live;
    assert_false(br_allocation_shim_loaded());
    assert_null(br_allocation_thread_counts());
    assert_false(br_allocation_live(&live));
    br_allocation_live_reset();
}

/* ---- finding the shim ---- */

static void the_shim_is_found_beside_and_in_lib(void **state)
{
    (void)state;
    char root[SCRATCH_PATH], path[SCRATCH_PATH + 256], expected[SCRATCH_PATH + 300];
    assert_int_equal(scratch_make(root), 0);
    struct br_error error = {0};
    scratch_path(path, root, "bin/benchrun");
    assert_null(br_allocation_shim_environment(path, &error));
    assert_non_null(strstr(error.message, "libbenchrun-alloc.so"));

    const char *preloaded = getenv("LD_PRELOAD");
    char *others = preloaded != NULL ? strdup(preloaded) : NULL;
    unsetenv("LD_PRELOAD");
    scratch_path(path, root, "bin");
    assert_int_equal(mkdir(path, 0755), 0);
    scratch_path(path, root, "lib/benchrun");
    assert_int_equal(br_os_make_folders(path, NULL), 0);
    assert_int_equal(
        scratch_write(scratch_path(path, root, "lib/benchrun/libbenchrun-alloc.so"), "", 0), 0);
    char *entry = br_allocation_shim_environment(scratch_path(path, root, "bin/benchrun"), &error);
    snprintf(expected, sizeof expected, "LD_PRELOAD=%s/bin/../lib/benchrun/libbenchrun-alloc.so",
             root);
    assert_string_equal(entry, expected);
    free(entry);

    setenv("LD_PRELOAD", "/other.so", 1);
    scratch_write(scratch_path(path, root, "bin/libbenchrun-alloc.so"), "", 0);
    entry = br_allocation_shim_environment(scratch_path(path, root, "bin/benchrun"), &error);
    snprintf(expected, sizeof expected, "LD_PRELOAD=%s/bin/libbenchrun-alloc.so:/other.so", root);
    assert_string_equal(entry, expected);
    free(entry);
    others != NULL ? setenv("LD_PRELOAD", others, 1) : unsetenv("LD_PRELOAD");
    free(others);
    scratch_remove(root);
}

static void a_folder_that_cannot_be_preloaded_from_is_refused(void **state)
{
    (void)state;
    char root[SCRATCH_PATH], path[SCRATCH_PATH + 256];
    assert_int_equal(scratch_make(root), 0);
    assert_int_equal(mkdir(scratch_path(path, root, "my tools"), 0755), 0);
    scratch_write(scratch_path(path, root, "my tools/libbenchrun-alloc.so"), "", 0);
    struct br_error error = {0};
    assert_null(
        br_allocation_shim_environment(scratch_path(path, root, "my tools/benchrun"), &error));
    assert_non_null(strstr(error.message, "blank or a colon"));
    scratch_remove(root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effect_is_told_from_presence),
        cmocka_unit_test(without_effect_there_are_no_figures),
        cmocka_unit_test(requests_are_exact_after_a_flush),
        cmocka_unit_test(size_classes_are_small_and_large),
        cmocka_unit_test(memory_follows_what_is_live),
        cmocka_unit_test(version_and_settings_are_one_line_each),
        cmocka_unit_test(stages_get_bytes_from_jemalloc_alone),
        cmocka_unit_test(without_the_shim_there_are_no_counts),
        cmocka_unit_test(the_shim_is_found_beside_and_in_lib),
        cmocka_unit_test(a_folder_that_cannot_be_preloaded_from_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
