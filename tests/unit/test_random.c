/* Random numbers: published vectors, bounds, no bias, true shuffles. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "base/rng.h"

/* The known first outputs for the state 1, 2, 3, 4. */
static void generator_follows_its_definition(void **state)
{
    (void)state;
    static const uint64_t expected[] = {
        11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600};
    struct br_random random = {{1, 2, 3, 4}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_int_equal(br_random_next(&random), expected[i]);
}

/* Published outputs of splitmix64 for this seed. */
static void seeding_follows_splitmix64(void **state)
{
    (void)state;
    static const uint64_t expected[] = {6457827717110365317u, 3203168211198807973u,
                                        9817491932198370423u, 4593380528125082431u};
    struct br_random random;
    br_random_init(&random, 1234567);
    assert_memory_equal(random.state, expected, sizeof expected);
}

static void bounded_numbers_stay_below_and_reach_all(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 3);
    unsigned seen = 0;
    for (int i = 0; i < 1000; i++) {
        uint64_t number = br_random_below(&random, 7);
        assert_true(number < 7);
        seen |= 1u << number;
    }
    assert_int_equal(seen, 0x7F);
    assert_int_equal(br_random_below(&random, 1), 0);
}

/* With a bound of 3/4 of the range, plain multiplication would hit every third value twice as
 * often; rejection must discard a quarter of the draws. The seed is fixed, so is the result. */
static void bounded_numbers_are_not_biased(void **state)
{
    (void)state;
    const uint64_t bound = UINT64_C(3) << 62;
    struct br_random random;
    br_random_init(&random, 4);
    unsigned residues[3] = {0};
    for (int i = 0; i < 30000; i++)
        residues[br_random_below(&random, bound) % 3]++;
    for (int i = 0; i < 3; i++)
        assert_in_range(residues[i], 9500, 10500);
}

/* All six orders of three elements, about as often each. */
static void shuffle_draws_all_orders(void **state)
{
    (void)state;
    struct br_random random;
    br_random_init(&random, 5);
    unsigned counts[27] = {0};
    for (int i = 0; i < 6000; i++) {
        unsigned order[3] = {0, 1, 2};
        br_random_shuffle(order, 3, sizeof order[0], &random);
        counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }
    unsigned orders = 0;
    for (size_t i = 0; i < 27; i++) {
        if (counts[i] == 0)
            continue;
        orders++;
        assert_in_range(counts[i], 850, 1150);
    }
    assert_int_equal(orders, 6);
}

static void shuffle_keeps_every_element_whole(void **state)
{
    (void)state;
    struct element {
        char bytes[13];
    } elements[100];
    for (size_t i = 0; i < 100; i++)
        memset(elements[i].bytes, (int)i, sizeof elements[i].bytes);
    struct br_random random;
    br_random_init(&random, 6);
    br_random_shuffle(elements, 100, sizeof elements[0], &random);
    unsigned seen[100] = {0};
    size_t moved = 0;
    for (size_t i = 0; i < 100; i++) {
        for (size_t j = 1; j < sizeof elements[i].bytes; j++)
            assert_int_equal(elements[i].bytes[j], elements[i].bytes[0]);
        seen[(unsigned char)elements[i].bytes[0]]++;
        moved += elements[i].bytes[0] != (char)i;
    }
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(seen[i], 1);
    assert_true(moved > 80);
}

static void empty_shuffles_touch_nothing(void **state)
{
    (void)state;
    struct br_random random = {{1, 2, 3, 4}};
    int one = 1;
    br_random_shuffle(NULL, 0, sizeof one, &random);
    br_random_shuffle(&one, 1, sizeof one, &random);
    assert_int_equal(one, 1);
    assert_int_equal(br_random_next(&random), 11520);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generator_follows_its_definition),
        cmocka_unit_test(seeding_follows_splitmix64),
        cmocka_unit_test(bounded_numbers_stay_below_and_reach_all),
        cmocka_unit_test(bounded_numbers_are_not_biased),
        cmocka_unit_test(shuffle_draws_all_orders),
        cmocka_unit_test(shuffle_keeps_every_element_whole),
        cmocka_unit_test(empty_shuffles_touch_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
