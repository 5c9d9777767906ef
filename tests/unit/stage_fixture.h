/*
 * What the tests of the stage profiler share: a profiler with one recorder, and looking up rows.
 */
#ifndef BR_TESTS_UNIT_STAGE_FIXTURE_H
#define BR_TESTS_UNIT_STAGE_FIXTURE_H

#include "unit/cmocka_all.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "measure/stage.h"

struct fixture {
    struct br_stage_profiler *profiler;
    struct br_stages *stages;
};

static inline int set_up(void **state)
{
    struct fixture *fixture = malloc(sizeof *fixture);
    fixture->profiler = br_stage_profiler_new(NULL);
    fixture->stages = br_stage_attach(fixture->profiler);
    *state = fixture;
    return fixture->stages != NULL ? 0 : -1;
}

static inline int tear_down(void **state)
{
    struct fixture *fixture = *state;
    br_stage_profiler_free(fixture->profiler);
    free(fixture);
    return 0;
}

static inline struct br_stage_row find_row(const struct br_stage_profiler *profiler,
                                           const char *path)
{
    struct br_stage_row *rows;
    struct br_stage_row found = {0};
    size_t count = br_stage_rows(profiler, &rows);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i].path, path) == 0)
            found = rows[i];
    }
    free(rows);
    if (found.path[0] == '\0')
        fail_msg("no row %s", path);
    return found;
}

static inline void spin(uint64_t ticks)
{
    uint64_t begin = br_clock_ticks();
    while (br_clock_ticks() - begin < ticks)
        ;
}

static inline uint64_t calls_of_all(const struct br_stage_profiler *profiler, size_t *count)
{
    struct br_stage_row *rows;
    uint64_t calls = 0;
    *count = br_stage_rows(profiler, &rows);
    for (size_t i = 0; i < *count; i++)
        calls += rows[i].calls;
    free(rows);
    return calls;
}

static inline bool is_child(const char *path, const char *parent)
{
    size_t size = strlen(parent);
    return strncmp(path, parent, size) == 0 && path[size] == '.' &&
           strchr(path + size + 1, '.') == NULL;
}

/* The wall time of every row is its own plus its children's, to the tick. */
static inline void assert_sums_close(const struct br_stage_profiler *profiler)
{
    struct br_stage_row *rows;
    size_t count = br_stage_rows(profiler, &rows);
    for (size_t i = 0; i < count; i++) {
        uint64_t sum = rows[i].self_wall_ticks;
        for (size_t j = i + 1; j < count; j++)
            sum += is_child(rows[j].path, rows[i].path) ? rows[j].wall_ticks : 0;
        assert_int_equal(sum, rows[i].wall_ticks);
    }
    free(rows);
}

#define STAGE_TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
