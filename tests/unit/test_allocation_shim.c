/*
 * The counting shim, in a child: this same program started again with the shim preloaded. Counts
 * are exact: each test knows what it allocates, and where both speak the shim must agree with
 * jemalloc's nrequests.
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

#define CHILD_ARGUMENT "with-the-shim"
#define SHIM BENCHRUN_BINARY_DIR "/libbenchrun-alloc.so"

/* Hides a block from the compiler, which would otherwise drop a malloc with its free. */
static void *kept(void *block)
{
    void *volatile keep = block;
    return keep;
}

/* Hides a size, so that the compiler does not warn of what is asked for on purpose. */
static size_t hidden(size_t size)
{
    volatile size_t hide = size;
    return hide;
}

static void need_jemalloc(void)
{
    const char *reason;
    if (br_allocation_in_effect(&reason))
        return;
    print_message("skipped: %s\n", reason);
    skip();
}

/* Starts this program again under the shim and expects its tests to pass. */
static void the_shim_counts_exactly(void **state)
{
    (void)state;
    need_jemalloc();
    char *executable = br_os_executable();
    char *preload = br_allocation_shim_environment(SHIM, NULL);
    if (preload == NULL) {
        print_message("skipped: %s is not built\n", SHIM);
        skip();
    }
    const char *const arguments[] = {executable, CHILD_ARGUMENT, NULL};
    const char *const environment[] = {preload, NULL};
    struct br_process_request request = {
        .arguments = arguments, .environment = environment, .output_descriptor = -1};
    struct br_process process;
    int status = -1;
    assert_int_equal(br_os_spawn(&request, &process, NULL), 0);
    assert_int_equal(br_os_wait(&process, UINT64_C(120000000000), &status), 1);
    assert_int_equal(status, 0);
    free(preload);
    free(executable);
}

/* ---- under the shim ---- */

/* What the calling thread's counts and jemalloc's requests are at one moment. */
struct moment {
    struct br_allocation_counts counts;
    uint64_t requests;
};

static struct moment now(void)
{
    struct moment moment;
    br_allocation_flush();
    moment.requests = br_allocation_requests();
    moment.counts = *(const volatile struct br_allocation_counts *)br_allocation_thread_counts();
    return moment;
}

/* Since `before`: this many allocations and frees, by the shim and by jemalloc. */
static void assert_counted(const struct moment *before, uint64_t allocations, uint64_t frees)
{
    struct moment after = now();
    assert_int_equal(after.counts.allocations - before->counts.allocations, allocations);
    assert_int_equal(after.counts.frees - before->counts.frees, frees);
    assert_int_equal(after.requests - before->requests, allocations);
}

static void loaded_and_pure(void **state)
{
    (void)state;
    assert_true(br_allocation_in_effect(NULL));
    assert_true(br_allocation_shim_loaded());
    struct moment before = now();
    assert_counted(&before, 0, 0);
}

static void bytes_are_requested_and_usable_ones(void **state)
{
    (void)state;
    struct moment before = now();
    uint64_t usable = 0, requested = 0;
    for (size_t size = 1; size < 100000; size += 997) {
        void *block = kept(malloc(size));
        usable += malloc_usable_size(block);
        requested += size;
        free(block);
    }
    assert_counted(&before, 101, 101);
    struct moment after = now();
    assert_int_equal(after.counts.requested_bytes - before.counts.requested_bytes, requested);
    assert_int_equal(after.counts.allocated_bytes - before.counts.allocated_bytes, usable);
    assert_int_equal(after.counts.freed_bytes - before.counts.freed_bytes, usable);
}

static void every_way_to_allocate_counts_once(void **state)
{
    (void)state;
    struct moment before = now();
    void *blocks[9] = {0};
    blocks[0] = malloc(10);
    blocks[1] = calloc(3, 1000);
    blocks[2] = realloc(NULL, 77);
    assert_int_equal(posix_memalign(&blocks[3], 256, 1000), 0);
    blocks[4] = aligned_alloc(4096, 8192);
    blocks[5] = memalign(64, 5);
    blocks[6] = valloc(1);
    blocks[7] = pvalloc(1);
    blocks[8] = strdup("by the C library");
    static const size_t alignments[] = {16, 16, 16, 256, 4096, 64, 4096, 4096, 16};
    for (int i = 0; i < 9; i++) {
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % alignments[i], 0);
    }
    for (int i = 0; i < 3000; i++)
        assert_int_equal(((char *)blocks[1])[i], 0);
    assert_true(malloc_usable_size(blocks[7]) >= 4096);
    for (int i = 0; i < 9; i++)
        free(blocks[i]);
    free(NULL);
    assert_counted(&before, 9, 9);
}

/* Grows and shrinks through all classes; jemalloc resizes some in place and moves others. */
static void resizing_counts_as_jemalloc_counts_it(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 9);
    struct moment before = now();
    char *block = malloc(1);
    for (int i = 0; i < 5000; i++) {
        size_t size = 1 + br_random_below(&random, i % 10 == 0 ? 1 << 22 : 40000);
        block = realloc(block, size);
        assert_non_null(block);
        block[size - 1] = (char)i;
    }
    free(block);
    struct moment after = now();
    uint64_t allocations = after.counts.allocations - before.counts.allocations;
    assert_true(allocations > 1000 && allocations <= 5001);
    assert_counted(&before, allocations, allocations);
    assert_int_equal(after.counts.allocated_bytes - before.counts.allocated_bytes,
                     after.counts.freed_bytes - before.counts.freed_bytes);
}

static void a_resize_within_the_class_is_none(void **state)
{
    (void)state;
    struct moment before = now();
    void *block = kept(malloc(100));
    void *same = realloc(block, 105);
    assert_int_equal(malloc_usable_size(same), 112);
    assert_counted(&before, 1, 0);
    free(same);
}

static void failures_count_nothing(void **state)
{
    (void)state;
    struct moment before = now();
    void *block = kept(malloc(1)), *aligned = block;
    errno = 0;
    assert_null(kept(malloc(hidden(SIZE_MAX))));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(kept(malloc(hidden((size_t)1 << 62))));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    assert_null(kept(calloc(hidden(SIZE_MAX / 2), 3)));
    assert_int_equal(errno, ENOMEM);
    errno = 0;
    /* The old block stays as it was; the compiler takes it for gone. */
    void *volatile still_there = block;
    assert_null(realloc(block, hidden(SIZE_MAX)));
    block = still_there;
    assert_int_equal(errno, ENOMEM);
    assert_null(kept(pvalloc(hidden(SIZE_MAX))));
    errno = 0;
    assert_int_equal(posix_memalign(&aligned, 24, 8), EINVAL);
    assert_int_equal(posix_memalign(&aligned, 4, 8), EINVAL);
    assert_int_equal(posix_memalign(&aligned, 64, hidden(SIZE_MAX)), ENOMEM);
    assert_int_equal(errno, 0);
    assert_ptr_equal(aligned, block);
    assert_null(kept(aligned_alloc(hidden(24), 48)));
    assert_int_equal(errno, EINVAL);
    assert_counted(&before, 1, 0);
    free(block);
}

static void nothing_is_a_block_too(void **state)
{
    (void)state;
    struct moment before = now();
    void *nothing = kept(malloc(0)), *none = kept(calloc(0, 5));
    assert_non_null(nothing);
    assert_non_null(none);
    assert_true(nothing != none);
    void *volatile freed = realloc(nothing, hidden(0));
    free(none);
    free(freed);
    struct moment after = now();
    assert_int_equal(after.counts.allocations - before.counts.allocations,
                     after.counts.frees - before.counts.frees);
    assert_int_equal(after.counts.requested_bytes, before.counts.requested_bytes);
}

/* operator new and delete under their mangled names, as a C++ plug-in calls them. */
void *_Znwm(size_t size);
void *_Znam(size_t size);
void *_ZnwmSt11align_val_t(size_t size, size_t alignment);
void *_ZnamSt11align_val_t(size_t size, size_t alignment);
void *_ZnwmRKSt9nothrow_t(size_t size, const void *nothrow);
void *_ZnamRKSt9nothrow_t(size_t size, const void *nothrow);
void *_ZnwmSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow);
void *_ZnamSt11align_val_tRKSt9nothrow_t(size_t size, size_t alignment, const void *nothrow);
void _ZdlPv(void *block);
void _ZdaPv(void *block);
void _ZdlPvm(void *block, size_t size);
void _ZdaPvm(void *block, size_t size);
void _ZdlPvSt11align_val_t(void *block, size_t alignment);
void _ZdaPvSt11align_val_t(void *block, size_t alignment);
void _ZdlPvmSt11align_val_t(void *block, size_t size, size_t alignment);
void _ZdaPvmSt11align_val_t(void *block, size_t size, size_t alignment);
void _ZdlPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdaPvRKSt9nothrow_t(void *block, const void *nothrow);
void _ZdlPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);
void _ZdaPvSt11align_val_tRKSt9nothrow_t(void *block, size_t alignment, const void *nothrow);

static void every_form_of_operator_new_counts(void **state)
{
    (void)state;
    struct moment before = now();
    _ZdlPv(kept(_Znwm(100)));
    _ZdaPv(kept(_Znam(100)));
    _ZdlPvm(kept(_Znwm(100)), 100);
    _ZdaPvm(kept(_Znam(100)), 100);
    _ZdlPvRKSt9nothrow_t(kept(_ZnwmRKSt9nothrow_t(100, "")), "");
    _ZdaPvRKSt9nothrow_t(kept(_ZnamRKSt9nothrow_t(100, "")), "");
    void *aligned[] = {kept(_ZnwmSt11align_val_t(100, 256)),
                       kept(_ZnamSt11align_val_t(100, 256)),
                       kept(_ZnwmSt11align_val_t(100, 256)),
                       kept(_ZnamSt11align_val_t(100, 256)),
                       kept(_ZnwmSt11align_val_tRKSt9nothrow_t(100, 256, "")),
                       kept(_ZnamSt11align_val_tRKSt9nothrow_t(100, 256, ""))};
    for (size_t i = 0; i < sizeof aligned / sizeof *aligned; i++)
        assert_int_equal((uintptr_t)aligned[i] % 256, 0);
    _ZdlPvSt11align_val_t(aligned[0], 256);
    _ZdaPvSt11align_val_t(aligned[1], 256);
    _ZdlPvmSt11align_val_t(aligned[2], 100, 256);
    _ZdaPvmSt11align_val_t(aligned[3], 100, 256);
    _ZdlPvSt11align_val_tRKSt9nothrow_t(aligned[4], 256, "");
    _ZdaPvSt11align_val_tRKSt9nothrow_t(aligned[5], 256, "");
    assert_counted(&before, 12, 12);
}

static void operator_new_counts(void **state)
{
    (void)state;
    struct moment before = now();
    void *plain = kept(_Znwm(100));
    void *aligned = kept(_ZnamSt11align_val_t(100, 512));
    void *quiet = kept(_ZnwmRKSt9nothrow_t(100, ""));
    assert_int_equal((uintptr_t)aligned % 512, 0);
    _ZdlPvm(plain, 100);
    _ZdaPvSt11align_val_t(aligned, 512);
    _ZdlPv(quiet);
    assert_null(kept(_ZnwmRKSt9nothrow_t(hidden((size_t)1 << 62), "")));
    assert_counted(&before, 3, 3);
}

static void live_bytes_and_peak_are_exact(void **state)
{
    (void)state;
    struct br_allocation_live before, after;
    br_allocation_live_reset();
    assert_true(br_allocation_live(&before));
    assert_int_equal(before.peak_bytes, before.live_bytes);
    void *first = kept(malloc((size_t)1 << 20)), *second = kept(malloc((size_t)1 << 21));
    free(first);
    void *third = kept(malloc((size_t)1 << 14));
    br_allocation_live(&after);
    assert_int_equal(after.live_bytes - before.live_bytes, (1 << 21) + (1 << 14));
    assert_int_equal(after.peak_bytes - before.live_bytes, (1 << 20) + (1 << 21));
    free(second);
    free(third);
    br_allocation_live_reset();
    br_allocation_live(&after);
    assert_int_equal(after.peak_bytes, before.live_bytes);
}

enum { THREADS = 4, PER_THREAD = 20000 };

struct worker {
    struct br_allocation_counts counts;
    void *left;
};

/* Its own counts begin at zero; one block is left for another thread to free. */
static void *allocate_in_thread(void *argument)
{
    struct worker *worker = argument;
    const struct br_allocation_counts *counts = br_allocation_thread_counts();
    struct br_allocation_counts before = *counts;
    for (size_t i = 0; i < PER_THREAD; i++)
        free(kept(malloc(i % 500)));
    worker->left = malloc(4096);
    worker->counts = *(const volatile struct br_allocation_counts *)counts;
    worker->counts.allocations -= before.allocations;
    worker->counts.frees -= before.frees;
    return NULL;
}

static void threads_count_apart_and_live_bytes_together(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    struct worker workers[THREADS];
    struct br_allocation_live before, after;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, allocate_in_thread, &workers[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    br_allocation_live(&before);
    struct moment moment = now();
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(workers[i].counts.allocations, PER_THREAD + 1);
        assert_int_equal(workers[i].counts.frees, PER_THREAD);
        free(workers[i].left);
    }
    assert_counted(&moment, 0, THREADS);
    br_allocation_live(&after);
    assert_int_equal(before.live_bytes - after.live_bytes, THREADS * 4096);
}

enum { SMALLEST = 64 }; /* blocks that lie 8 bytes apart: each has an owner of its own */

/* Frees what the main thread allocated: one block as it is, one moved by realloc, one resized where
 * it lies, and small ones. Served again by this thread's cache they are its own: an arena could not
 * tell. */
static void *free_foreign_blocks(void *argument)
{
    void **blocks = argument;
    struct br_allocation_counts *result = argument;
    const struct br_allocation_counts *counts = br_allocation_thread_counts();
    struct br_allocation_counts before = *counts;
    free(blocks[0]);
    void *volatile moved = realloc(blocks[1], 1 << 16);
    free(moved);
    void *volatile same = realloc(blocks[2], 105); /* within its class: still the other's */
    free(same);
    for (int i = 0; i < SMALLEST; i++)
        free(blocks[3 + i]);
    for (int i = 0; i < 100; i++)
        free(kept(malloc(i % 2 == 0 ? 1000 : 100)));
    struct br_allocation_counts after = *(const volatile struct br_allocation_counts *)counts;
    result->foreign_frees = after.foreign_frees - before.foreign_frees;
    result->foreign_freed_bytes = after.foreign_freed_bytes - before.foreign_freed_bytes;
    return NULL;
}

static void blocks_of_another_thread_are_foreign(void **state)
{
    (void)state;
    union {
        void *blocks[3 + SMALLEST];
        struct br_allocation_counts counts;
    } shared = {.blocks = {malloc(1000), malloc(100), malloc(100)}};
    pthread_t thread;
    for (int i = 0; i < SMALLEST; i++)
        shared.blocks[3 + i] = malloc(8);
    struct moment before = now();
    assert_int_equal(pthread_create(&thread, NULL, free_foreign_blocks, &shared), 0);
    pthread_join(thread, NULL);
    assert_true(br_allocation_knows_owners());
    assert_int_equal(shared.counts.foreign_frees, 3 + SMALLEST);
    assert_int_equal(shared.counts.foreign_freed_bytes, 1024 + 112 + 112 + SMALLEST * 8);
    struct moment after = now();
    assert_int_equal(after.counts.foreign_frees, before.counts.foreign_frees);
}

/* jemalloc's own counts of its mutexes since the reset. */
static void mutexes_are_counted_from_the_reset(void **state)
{
    (void)state;
    struct br_mutex_counts mutexes[32];
    uint64_t before = 0, bins = 0;
    br_allocation_mutexes_reset();
    size_t count = br_allocation_mutexes(mutexes, 32);
    for (size_t i = 0; i < count; i++)
        before += strcmp(mutexes[i].name, "bins") == 0 ? mutexes[i].operations : 0;
    for (int i = 0; i < 1000; i++) { /* past the thread's cache every time */
        free(kept(malloc(100)));
        br_allocation_flush();
    }
    count = br_allocation_mutexes(mutexes, 32);
    assert_true(count > 2 && count < 32);
    for (size_t i = 0; i < count; i++) {
        assert_true(mutexes[i].operations > 0);
        bins += strcmp(mutexes[i].name, "bins") == 0 ? mutexes[i].operations : 0;
    }
    assert_true(bins >= before + 1000);
}

/* Blocks of class sizes: the rise inside each stage is known to the byte. */
static void stages_see_exact_peaks(void **state)
{
    (void)state;
    struct br_stage_allocator allocator = br_allocation_for_stages();
    struct br_stage_profiler *profiler = br_stage_profiler_new(&allocator);
    struct br_stages *stages = br_stage_attach(profiler);
    uint32_t outer = br_stage_declare(stages, "outer"), inner = br_stage_declare(stages, "inner");
    br_stage_begin(stages, outer);
    void *block = kept(malloc(1024));
    br_stage_begin(stages, inner);
    for (int i = 0; i < 10; i++)
        free(kept(malloc(4096)));
    br_stage_end(stages, inner);
    free(block);
    br_stage_end(stages, outer);
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(profiler, &rows), 2);
    assert_int_equal(rows[0].allocations, 11);
    assert_int_equal(rows[0].high_water_bytes, 1024 + 4096);
    assert_int_equal(rows[0].allocated_bytes, 1024 + 10 * 4096);
    assert_int_equal(rows[0].freed_bytes, 1024 + 10 * 4096);
    assert_int_equal(rows[1].allocations, 10);
    assert_int_equal(rows[1].high_water_bytes, 4096);
    free(rows);
    br_stage_profiler_free(profiler);
}

static int run_under_the_shim(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(loaded_and_pure),
        cmocka_unit_test(bytes_are_requested_and_usable_ones),
        cmocka_unit_test(every_way_to_allocate_counts_once),
        cmocka_unit_test(resizing_counts_as_jemalloc_counts_it),
        cmocka_unit_test(a_resize_within_the_class_is_none),
        cmocka_unit_test(failures_count_nothing),
        cmocka_unit_test(nothing_is_a_block_too),
        cmocka_unit_test(operator_new_counts),
        cmocka_unit_test(every_form_of_operator_new_counts),
        cmocka_unit_test(live_bytes_and_peak_are_exact),
        cmocka_unit_test(threads_count_apart_and_live_bytes_together),
        cmocka_unit_test(blocks_of_another_thread_are_foreign),
        cmocka_unit_test(mutexes_are_counted_from_the_reset),
        cmocka_unit_test(stages_see_exact_peaks),
    };
    return cmocka_run_group_tests_name("under the shim", tests, NULL, NULL);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], CHILD_ARGUMENT) == 0)
        return run_under_the_shim();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shim_counts_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
