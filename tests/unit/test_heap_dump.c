/* Heap profiles: the parser, the formula that turns samples into estimates, and the profiler. */
#include "cmocka_all.h"

#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "base/os.h"
#include "measure/allocation.h"
#include "measure/heap_dump.h"
#include "measure/heap_profiler.h"

static const char small[] = "heap_v2/4096\n"
                            "  t*: 2: 128 [5: 320]\n"
                            "  t0: 1: 64 [2: 128] worker-0\n"
                            "  t12: 1: 64 [3: 192]\n"
                            "@ 0x1010 0x2020\n"
                            "  t*: 2: 128 [5: 320]\n"
                            "  t0: 1: 64 [2: 128]\n"
                            "  t12: 1: 64 [3: 192]\n"
                            "@ 0x1030\n"
                            "  t*: 7: 700 [7: 700]\n"
                            "\n"
                            "MAPPED_LIBRARIES:\n"
                            "1000-2000 r-xp 00000000 fd:01 1  /usr/bin/one\n"
                            "2000-3000 r-xp 00001000 fd:01 2  /tmp/my two.so\n"
                            "3000-4000 rw-p 00000000 00:00 0\n"
                            "# build-id 1000-2000 00ff\n";

static void parses_all_of_it(void **state)
{
    (void)state;
    struct br_heap_dump dump = {0};
    struct br_error error = {0};
    assert_int_equal(br_heap_dump_parse(small, sizeof small - 1, &dump, &error), 0);
    assert_int_equal(dump.rate, 4096);
    assert_int_equal(dump.threads.count, 2);
    assert_string_equal(dump.threads.items[0].name, "worker-0");
    assert_int_equal(dump.threads.items[1].thread, 12);
    assert_null(dump.threads.items[1].name);
    /* A row per thread; where none is told apart, the sum. */
    assert_int_equal(dump.rows.count, 3);
    assert_int_equal(dump.rows.items[0].thread, 0);
    assert_int_equal(dump.rows.items[1].thread, 12);
    assert_int_equal(dump.rows.items[1].counts.allocated_bytes, 192);
    assert_int_equal(dump.rows.items[0].first, dump.rows.items[1].first);
    assert_int_equal(dump.rows.items[0].depth, 2);
    assert_int_equal(dump.addresses.items[1], 0x2020);
    assert_int_equal(dump.rows.items[2].counts.live_objects, 7);
    assert_int_equal(dump.addresses.items[dump.rows.items[2].first], 0x1030);
    assert_int_equal(dump.mappings.count, 2);
    assert_string_equal(dump.mappings.items[0].build_id, "00ff");
    assert_string_equal(dump.mappings.items[1].path, "/tmp/my two.so");
    assert_null(dump.mappings.items[1].build_id);
    br_heap_dump_release(&dump);
}

/* Cut off anywhere it is refused, but where only whole lines behind the mappings are missing. */
static void refuses_what_is_cut_off(void **state)
{
    (void)state;
    const char *mappings = strstr(small, "1000-2000 r-xp");
    for (size_t size = 0; size < sizeof small - 1; size++) {
        struct br_heap_dump dump = {0};
        struct br_error error = {0};
        bool whole_lines = small + size > mappings && small[size - 1] == '\n';
        int status = br_heap_dump_parse(small, size, &dump, &error);
        assert_int_equal(status, whole_lines ? 0 : BR_ERROR_FORMAT);
        if (status < 0)
            assert_null(dump.rows.items);
        br_heap_dump_release(&dump);
    }
}

static void refuses_what_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *sentence;
    } bad[] = {
        {"", "not a heap profile"},
        {"heap profile: 1: 2 [3: 4] @ heap/1\n", "not a heap profile"},
        {"heap_v2/0\n", "not a heap profile"},
        {"heap_v2/99999999999999999999999\n", "not a heap profile"},
        {"heap_v2/4096x\n", "not a heap profile"},
        {"heap_v2/4096\n  t*: 1: 2 [3: -4]\n\nMAPPED_LIBRARIES:\n", "line 2 is not"},
        {"heap_v2/4096\n@ 0x10 0xzz\n  t*: 1: 2 [3: 4]\nMAPPED_LIBRARIES:\n", "line 2 is not"},
        {"heap_v2/4096\n@ 0x10\n  t*: 1: 2 [3: 4] tail\nMAPPED_LIBRARIES:\n", "line 3 is not"},
        {"heap_v2/4096\n@ 0x10\n  t*: 1: 99999999999999999999 [3: 4]\nMAPPED_LIBRARIES:\n",
         "line 3 is not"},
        {"heap_v2/4096\nMAPPED_LIBRARIES:\n# build-id 1000-2000 xyz\n", "build id"},
        {"heap_v2/4096\n", "cut off"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct br_heap_dump dump = {0};
        struct br_error error = {0};
        assert_int_equal(br_heap_dump_parse(bad[i].text, strlen(bad[i].text), &dump, &error),
                         BR_ERROR_FORMAT);
        if (strstr(error.message, bad[i].sentence) == NULL)
            fail_msg("'%s' instead of '%s'", error.message, bad[i].sentence);
    }
}

/* 1 / (1 - exp(-1)) = 1.5819767068693265 (bc -l); small ones weigh about rate / size, those much
 * larger than the rate are all in the sample. */
static void factor_against_known_answers(void **state)
{
    (void)state;
    assert_true(fabs(br_heap_factor(1, 4096, 4096) - 1.5819767068693265) < 1e-12);
    assert_true(fabs(br_heap_factor(10, 40960, 4096) - 1.5819767068693265) < 1e-12);
    assert_true(fabs(br_heap_factor(3, 24, 131072) - (131072.0 / 8 + 0.5)) < 1e-3);
    assert_true(fabs(br_heap_factor(1, 1 << 30, 4096) - 1) < 1e-12);
    assert_true(br_heap_factor(0, 0, 4096) == 0);
    assert_true(br_heap_factor(5, 0, 4096) == 0);
}

/* ---- the profiler, with a jemalloc that says what the test wants ---- */

static bool without_profiling;

/* Stands in front of jemalloc's own. */
int mallctl(const char *name, void *old, size_t *old_size, void *new, size_t new_size)
{
    if (without_profiling && strcmp(name, "config.prof") == 0) {
        *(bool *)old = false;
        return 0;
    }
    int (*own)(const char *, void *, size_t *, void *, size_t) = NULL;
    void *symbol = dlsym(RTLD_NEXT, "mallctl");
    memcpy(&own, &symbol, sizeof own);
    return own != NULL ? own(name, old, old_size, new, new_size) : -1;
}

static void says_why_it_is_not_available(void **state)
{
    (void)state;
    const char *reason = NULL;
    if (!br_allocation_in_effect(&reason)) {
        print_message("skipped: %s\n", reason);
        skip();
    }
    without_profiling = true;
    assert_false(br_heap_profiler_available(&reason));
    assert_non_null(strstr(reason, "built without profiling"));
    without_profiling = false;
    assert_false(br_heap_profiler_available(&reason)); /* nothing has switched it on */
    assert_non_null(reason);
}

static void environment_keeps_what_was_given(void **state)
{
    (void)state;
    setenv("MALLOC_CONF", "narenas:2", 1);
    char *entry = br_heap_profiler_environment(131072);
    assert_int_equal(strncmp(entry, "MALLOC_CONF=narenas:2,prof:true,prof_active:false", 48), 0);
    assert_non_null(strstr(entry, "lg_prof_sample:17"));
    free(entry);
    unsetenv("MALLOC_CONF");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_all_of_it),
        cmocka_unit_test(refuses_what_is_cut_off),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(factor_against_known_answers),
        cmocka_unit_test(says_why_it_is_not_available),
        cmocka_unit_test(environment_keeps_what_was_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
