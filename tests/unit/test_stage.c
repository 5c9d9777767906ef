/* The stage profiler: rows, sums that close, long stages, threads, the table. */
#include "unit/stage_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>

#include "base/rng.h"

/* ---- off ---- */

static void *return_argument(void *argument)
{
    return argument;
}

static void no_recorder_means_no_marks(void **state)
{
    (void)state;
    int mark;
    assert_int_equal(br_stage_declare(NULL, "parse"), 0);
    br_stage_begin(NULL, 1);
    br_stage_end(NULL, 1);
    {
        BR_STAGE_SCOPE(NULL, 1);
    }
    assert_ptr_equal(br_stage_wrap(NULL, 1, return_argument, &mark), &mark);
}

/* A made-up parser: the result depends on every record's bytes. */
static uint64_t parse_records(struct br_stages *stages)
{
    uint32_t record = br_stage_declare(stages, "record"), field = br_stage_declare(stages, "field");
    uint64_t hash = 14695981039346656037u;
    for (unsigned i = 0; i < 2000; i++) {
        br_stage_begin(stages, record);
        for (unsigned j = 0; j < i % 7; j++) {
            br_stage_begin(stages, field);
            hash = (hash ^ (i * 31 + j)) * 1099511628211u;
            br_stage_end(stages, field);
        }
        br_stage_end(stages, record);
    }
    return hash;
}

static void results_are_the_same_with_and_without(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(parse_records(fixture->stages), parse_records(NULL));
    assert_int_equal(find_row(fixture->profiler, "record").calls, 2000);
    assert_int_equal(find_row(fixture->profiler, "record.field").calls, 5995);
}

/* ---- rows ---- */

static void a_million_entries_are_one_row(void **state)
{
    struct fixture *fixture = *state;
    uint32_t stage = br_stage_declare(fixture->stages, "tiny");
    for (int i = 0; i < 1000000; i++) {
        br_stage_begin(fixture->stages, stage);
        br_stage_end(fixture->stages, stage);
    }
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(fixture->profiler, &rows), 1);
    assert_string_equal(rows[0].path, "tiny");
    assert_int_equal(rows[0].calls, 1000000);
    assert_true(rows[0].wall_ticks > 0);
    assert_true(rows[0].wall_ticks == rows[0].self_wall_ticks);
    assert_true(rows[0].wall_ticks_max <= rows[0].wall_ticks);
    free(rows);
}

static void no_marks_are_no_rows(void **state)
{
    struct fixture *fixture = *state;
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(fixture->profiler, &rows), 0);
    assert_null(rows);
}

static void rows_are_paths_in_the_order_of_first_begins(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t load = br_stage_declare(stages, "load"), parse = br_stage_declare(stages, "parse");
    br_stage_begin(stages, parse);
    br_stage_end(stages, parse);
    br_stage_begin(stages, load);
    br_stage_wrap(stages, parse, return_argument, NULL);
    {
        BR_STAGE_SCOPE(stages, load);
        BR_STAGE_SCOPE(stages, parse);
    }
    br_stage_end(stages, load);
    static const char *const expected[] = {"parse", "load", "load.parse", "load.load",
                                           "load.load.parse"};
    struct br_stage_row *rows;
    assert_int_equal(br_stage_rows(fixture->profiler, &rows), 5);
    for (int i = 0; i < 5; i++) {
        assert_string_equal(rows[i].path, expected[i]);
        assert_int_equal(rows[i].calls, 1);
    }
    free(rows);
}

/* Random begins and ends, at most four deep and of three labels: at most 120 paths. */
static void mark_at_random(struct br_stages *stages, struct br_random *random, int marks)
{
    static const char *const labels[] = {"a", "b", "c"};
    uint32_t open[4];
    size_t depth = 0;
    for (int i = 0; i < marks || depth > 0; i++) {
        if (depth < 4 && i < marks && br_random_below(random, 2) == 0) {
            open[depth] = br_stage_declare(stages, labels[br_random_below(random, 3)]);
            br_stage_begin(stages, open[depth++]);
        } else if (depth > 0) {
            br_stage_end(stages, open[--depth]);
        }
    }
}

static void own_time_and_children_add_up_to_the_parent(void **state)
{
    struct fixture *fixture = *state;
    struct br_random random;
    br_random_init(&random, 11);
    mark_at_random(fixture->stages, &random, 20000);
    assert_sums_close(fixture->profiler);
    struct br_stage_faults faults;
    br_stage_faults(fixture->profiler, &faults);
    static const struct br_stage_faults none = {0};
    assert_memory_equal(&faults, &none, sizeof faults);
}

/* ---- a planted workload: 70, 20 and 10 % ---- */

enum { PARTS = 3 };
static const char *const part_labels[PARTS] = {"seventy", "twenty", "ten"};
static const char *const part_paths[PARTS] = {"whole.seventy", "whole.twenty", "whole.ten"};
static const uint64_t part_ticks[PARTS] = {700000, 200000, 100000};

/* What each part took by a clock of its own: its share, and what the machine took meanwhile. */
static void run_planted_workload(struct br_stages *stages, uint64_t taken[PARTS])
{
    uint32_t whole = br_stage_declare(stages, "whole"), numbers[PARTS];
    for (int part = 0; part < PARTS; part++)
        numbers[part] = br_stage_declare(stages, part_labels[part]);
    for (int i = 0; i < 30; i++) {
        BR_STAGE_SCOPE(stages, whole);
        for (int part = 0; part < PARTS; part++) {
            BR_STAGE_SCOPE(stages, numbers[part]);
            uint64_t begin = br_clock_ticks();
            spin(part_ticks[part]);
            taken[part] += br_clock_ticks() - begin;
        }
    }
}

/* Each part's row is what it took, to 1 % of the whole; what the whole has beyond its parts is the
 * cost of the marks and at most 2 % of the whole more. */
static bool stages_explain_the_whole(struct br_stage_profiler *profiler,
                                     const uint64_t taken[PARTS])
{
    struct br_stage_row whole = find_row(profiler, "whole");
    double slack = 0.01 * (double)whole.wall_ticks;
    for (int part = 0; part < PARTS; part++) {
        uint64_t ticks = find_row(profiler, part_paths[part]).wall_ticks;
        assert_true(ticks >= taken[part]);
        if ((double)(ticks - taken[part]) > slack)
            return false;
    }
    double marks = PARTS * (double)whole.calls * br_stage_pair_cost_ticks(profiler);
    return (double)whole.self_wall_ticks <= marks + 2 * slack;
}

/* A neighbour may take the CPU away just inside a mark: a round without that comes, or the stages
 * are wrong. */
static void planted_shares_are_found(void **state)
{
    struct fixture *fixture = *state;
    bool explained = false;
    for (int round = 0; round < 40 && !explained; round++) {
        uint64_t taken[PARTS] = {0};
        br_stage_reset(fixture->stages);
        run_planted_workload(fixture->stages, taken);
        assert_sums_close(fixture->profiler);
        explained = stages_explain_the_whole(fixture->profiler, taken);
    }
    assert_true(explained);
}

/* ---- CPU time and RSS where the stage is long enough ---- */

static void long_stages_have_cpu_time_and_short_ones_say_so(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    struct br_clock_rate rate;
    br_clock_calibrate(2000000, &rate, NULL);
    uint32_t lasting = br_stage_declare(stages, "lasting"),
             brief = br_stage_declare(stages, "brief");
    for (int i = 0; i < 5; i++) {
        br_stage_begin(stages, lasting);
        spin((uint64_t)(1e6 * rate.ticks_per_ns));
        br_stage_end(stages, lasting);
    }
    for (int i = 0; i < 100000; i++) {
        br_stage_begin(stages, brief);
        br_stage_end(stages, brief);
    }
    struct br_stage_row row = find_row(fixture->profiler, "lasting");
    assert_int_equal(row.cpu_calls, 5);
    assert_int_equal(row.rss_calls, 5);
    assert_true(row.cpu_ns > 0);
    /* The first calls may each be interrupted for long enough to be worth reading. */
    assert_true(find_row(fixture->profiler, "brief").cpu_calls < 100);
}

static void rss_growth_is_seen(void **state)
{
    struct fixture *fixture = *state;
    const size_t size = (size_t)32 << 20;
    uint32_t grow = br_stage_declare(fixture->stages, "grow");
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    br_stage_begin(fixture->stages, grow);
    memset(pages, 1, size);
    br_stage_end(fixture->stages, grow);
    munmap(pages, size);
    struct br_stage_row row = find_row(fixture->profiler, "grow");
    assert_int_equal(row.rss_calls, 1);
    assert_true(row.rss_growth_bytes > (int64_t)(size / 10 * 9));
}

/* ---- threads ---- */

enum { THREADS = 4 };

struct marker {
    struct br_stage_profiler *profiler;
    struct br_stages *stages;
    uint64_t seed;
};

static void *mark_in_thread(void *argument)
{
    struct marker *marker = argument;
    struct br_random random;
    br_random_init(&random, marker->seed);
    marker->stages = br_stage_attach(marker->profiler);
    mark_at_random(marker->stages, &random, 10000);
    return NULL;
}

static const struct br_stage_row *row_with_path(const struct br_stage_row *rows, size_t count,
                                                const char *path)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].path, path) == 0)
            return &rows[i];
    }
    return NULL;
}

/* Adds what one thread says about `row` to the sums. */
static void add_thread_row(const struct marker *marker, const char *path, uint64_t *calls,
                           uint64_t *ticks)
{
    struct br_stage_row *rows;
    size_t count = br_stage_rows_of(marker->stages, &rows);
    const struct br_stage_row *row = row_with_path(rows, count, path);
    *calls += row != NULL ? row->calls : 0;
    *ticks += row != NULL ? row->wall_ticks : 0;
    free(rows);
}

static void merged_rows_are_the_sums_of_the_threads(void **state)
{
    struct fixture *fixture = *state;
    pthread_t threads[THREADS];
    struct marker markers[THREADS];
    for (int i = 0; i < THREADS; i++) {
        markers[i] = (struct marker){fixture->profiler, NULL, (uint64_t)i};
        assert_int_equal(pthread_create(&threads[i], NULL, mark_in_thread, &markers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);

    struct br_stage_row *rows;
    size_t count = br_stage_rows(fixture->profiler, &rows);
    assert_true(count > 100);
    for (size_t i = 0; i < count; i++) {
        uint64_t calls = 0, ticks = 0;
        for (int t = 0; t < THREADS; t++)
            add_thread_row(&markers[t], rows[i].path, &calls, &ticks);
        assert_int_equal(rows[i].calls, calls);
        assert_int_equal(rows[i].wall_ticks, ticks);
    }
    free(rows);
    assert_sums_close(fixture->profiler);
}

static void the_open_row_has_a_name(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t load = br_stage_declare(stages, "load"), parse = br_stage_declare(stages, "parse");
    char path[64];
    assert_int_equal(br_stage_current(stages), 0);
    br_stage_begin(stages, load);
    br_stage_begin(stages, parse);
    br_stage_row_path(stages, br_stage_current(stages), path, sizeof path);
    assert_string_equal(path, "load.parse");
    br_stage_end(stages, parse);
    br_stage_row_path(stages, br_stage_current(stages), path, sizeof path);
    assert_string_equal(path, "load");
    br_stage_end(stages, load);
    br_stage_row_path(stages, br_stage_current(stages), path, sizeof path);
    assert_string_equal(path, "");
}

struct watched {
    const struct br_stages *stages;
    atomic_bool done;
};

/* Looks at a recorder while its thread marks: what it reads is always a whole path. */
static void *watch(void *argument)
{
    struct watched *watched = argument;
    while (!atomic_load(&watched->done)) {
        char path[16];
        br_stage_row_path(watched->stages, br_stage_current(watched->stages), path, sizeof path);
        for (size_t i = 0; path[i] != '\0'; i++)
            assert_true(i % 2 == 0 ? path[i] >= 'a' && path[i] <= 'c' : path[i] == '.');
    }
    return NULL;
}

static void another_thread_may_look_at_the_open_row(void **state)
{
    struct fixture *fixture = *state;
    struct watched watched = {.stages = fixture->stages};
    pthread_t watcher;
    assert_int_equal(pthread_create(&watcher, NULL, watch, &watched), 0);
    struct br_random random;
    br_random_init(&random, 21);
    mark_at_random(fixture->stages, &random, 100000);
    atomic_store(&watched.done, true);
    pthread_join(watcher, NULL);
}

/* ---- the table and the cost ---- */

static void the_table_shows_rows_and_faults(void **state)
{
    struct fixture *fixture = *state;
    struct br_stages *stages = fixture->stages;
    uint32_t load = br_stage_declare(stages, "load"), parse = br_stage_declare(stages, "parse");
    br_stage_begin(stages, load);
    br_stage_begin(stages, parse);
    br_stage_end(stages, load);
    br_stage_end(stages, parse);
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);
    assert_int_equal(br_stage_report(fixture->profiler, file), 0);
    fclose(file);
    assert_memory_equal(text, "stage ", 6);
    assert_non_null(strstr(text, "\nload "));
    assert_non_null(strstr(text, "\nload.parse "));
    assert_non_null(strstr(text, "100.0%"));
    assert_non_null(strstr(text, "\n1 ends of stages that were not open"));
    assert_non_null(strstr(text, "\n1 stages without an end"));
    assert_null(strstr(text, "nested too deep"));
    free(text);
}

static void the_cost_of_a_pair_leaves_no_trace(void **state)
{
    struct fixture *fixture = *state;
    assert_true(br_stage_pair_cost_ticks(fixture->profiler) > 0);
    size_t count;
    assert_int_equal(calls_of_all(fixture->profiler, &count), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        STAGE_TEST(no_recorder_means_no_marks),
        STAGE_TEST(results_are_the_same_with_and_without),
        STAGE_TEST(a_million_entries_are_one_row),
        STAGE_TEST(no_marks_are_no_rows),
        STAGE_TEST(rows_are_paths_in_the_order_of_first_begins),
        STAGE_TEST(own_time_and_children_add_up_to_the_parent),
        STAGE_TEST(planted_shares_are_found),
        STAGE_TEST(long_stages_have_cpu_time_and_short_ones_say_so),
        STAGE_TEST(rss_growth_is_seen),
        STAGE_TEST(merged_rows_are_the_sums_of_the_threads),
        STAGE_TEST(the_open_row_has_a_name),
        STAGE_TEST(another_thread_may_look_at_the_open_row),
        STAGE_TEST(the_table_shows_rows_and_faults),
        STAGE_TEST(the_cost_of_a_pair_leaves_no_trace),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
