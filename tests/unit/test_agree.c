/* The work proof over a run: who did other work is marked, with the reason. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "engine/agree.h"

enum { RESULTS = 5 };

struct results {
    struct br_results list;
    struct br_result items[RESULTS];
};

/* verify and throughput of size 10 with one thread and two, throughput of size 20. */
static void make(struct results *results)
{
    static const char *const passes[RESULTS] = {"throughput", "verify", "verify", "throughput",
                                                "throughput"};
    *results = (struct results){.list = {.items = results->items, .count = RESULTS}};
    for (size_t i = 0; i < RESULTS; i++) {
        struct br_result *result = &results->items[i];
        uint64_t size = i == 4 ? 20 : 10;
        result->ok = true;
        result->pass = (char *)passes[i];
        result->cell = (struct br_cell){.mode = (char *)"concurrent",
                                        .workload = (char *)"line",
                                        .strategy = (char *)"queue",
                                        .size = size,
                                        .threads = i == 2 || i == 3 ? 2 : 1};
        result->work =
            (struct br_work){.records = size, .accepted = size, .bytes = 100, .witness = size * 7};
        result->work.digested = strcmp(passes[i], "verify") == 0;
        result->work.digest = result->work.digested ? 99 : 0;
    }
    results->list.items = results->items;
}

/* Marks exactly the results of the mask, and says why each time. */
static void must_mark(struct results *results, unsigned mask, const char *why)
{
    size_t expected = 0;
    for (unsigned i = 0; i < RESULTS; i++)
        expected += mask >> i & 1;
    assert_int_equal(br_agree(&results->list), expected);
    for (unsigned i = 0; i < RESULTS; i++) {
        struct br_result *result = &results->items[i];
        assert_int_equal(result->ok, (mask >> i & 1) == 0);
        if (result->ok) {
            assert_null(result->failure);
            continue;
        }
        if (strstr(result->failure, why) == NULL)
            fail_msg("'%s' is not in: %s", why, result->failure);
        free(result->failure);
    }
}

static void equal_work_is_left_alone(void **state)
{
    (void)state;
    struct results results;
    make(&results);
    must_mark(&results, 0, "");
    results.list.count = 0;
    assert_int_equal(br_agree(&results.list), 0);
}

static void other_work_is_marked_against_the_first_verify_pass(void **state)
{
    (void)state;
    struct results results;
    make(&results);
    results.items[0].work.witness++;
    must_mark(&results, 1u << 0, "other work than the verify pass of concurrent line 10");
    make(&results);
    results.items[3].work.bytes++;
    must_mark(&results, 1u << 3, "bytes is 100 and 101");
    make(&results);
    results.items[2].work.digest++;
    must_mark(&results, 1u << 2, "digest is");
}

/* Another size is other work by right; without a verify pass the first result is held against. */
static void sizes_stand_apart_and_the_first_is_better_than_none(void **state)
{
    (void)state;
    struct results results;
    make(&results);
    results.items[4].work.witness++;
    must_mark(&results, 0, "");
    make(&results);
    results.items[1].work.digested = results.items[2].work.digested = false;
    results.items[3].work.witness++;
    must_mark(&results, 1u << 3, "other work than the throughput pass");
}

/* A shortened pass did less by right, but all shortened ones did the same less. */
static void shortened_passes_agree_among_themselves(void **state)
{
    (void)state;
    struct results results;
    for (uint64_t wrong = 0; wrong < 2; wrong++) {
        make(&results);
        for (size_t i = 0; i < RESULTS; i += 3) { /* the first and one of two threads */
            results.items[i].pass = (char *)"instructions";
            results.items[i].instructions.shortened = true;
            results.items[i].work.records = results.items[i].work.accepted = 4;
        }
        results.items[3].work.witness += wrong;
        must_mark(&results, wrong == 1 ? 1u << 3 : 0, "other work than the instructions pass");
    }
}

static void a_failed_pass_is_neither_judged_nor_a_judge(void **state)
{
    (void)state;
    struct results results;
    char failure[] = "killed by SIGSEGV";
    make(&results);
    results.items[1].ok = false;
    results.items[1].failure = failure;
    results.items[1].work.witness = 0;
    assert_int_equal(br_agree(&results.list), 0);
    assert_ptr_equal(results.items[1].failure, failure);
    assert_true(results.items[0].ok && results.items[2].ok && results.items[3].ok);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equal_work_is_left_alone),
        cmocka_unit_test(other_work_is_marked_against_the_first_verify_pass),
        cmocka_unit_test(sizes_stand_apart_and_the_first_is_better_than_none),
        cmocka_unit_test(shortened_passes_agree_among_themselves),
        cmocka_unit_test(a_failed_pass_is_neither_judged_nor_a_judge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
