/*
 * Properties of the sequential comparison over simulated machines: how often the same code is
 * called slower or faster, and how often a real difference is found. Everything is drawn from
 * seeded generators, so that the counts are the same on every machine.
 */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdbool.h>

#include "base/rng.h"
#include "stats/pairs.h"

enum { COMPARISONS = 1200, LOOKS = 6, PAIRS = 60 };

struct machine {
    struct br_random random;
    double level;        /* drifts */
    unsigned burst_left; /* processes that a neighbour still disturbs */
    double (*noise)(struct br_random *random);
    bool drifts, bursts;
};

static double uniform(struct br_random *random)
{
    return ((double)(br_random_next(random) >> 11) + 0.5) * 0x1p-53;
}

static double normal(struct br_random *random)
{
    static const double tau = 6.283185307179586;
    return 0.01 * sqrt(-2 * log(uniform(random))) * cos(tau * uniform(random));
}

/* Student's t with two degrees of freedom: its variance is infinite. */
static double heavy(struct br_random *random)
{
    double u = 2 * uniform(random) - 1;
    return 0.01 * u * sqrt(2 / (1 - u * u));
}

/* Only ever slower, and by much now and then. */
static double skewed(struct br_random *random)
{
    return uniform(random) < 0.1 ? 0.5 * uniform(random) : -0.01 * log(uniform(random));
}

/* The logarithm of the time of the next process of the same code. */
static double process(struct machine *machine)
{
    if (machine->drifts)
        machine->level += 0.003 + 0.3 * normal(&machine->random);
    if (machine->bursts && machine->burst_left == 0 && uniform(&machine->random) < 0.1)
        machine->burst_left = 1 + (unsigned)br_random_below(&machine->random, 8);
    if (machine->burst_left > 0) {
        machine->burst_left--;
        return machine->level + 0.4 + machine->noise(&machine->random);
    }
    return machine->level + machine->noise(&machine->random);
}

/* The log-ratio of a pair; the new side is slower by `effect`. */
static double measure(struct machine *machine, double effect)
{
    double first = process(machine);
    double second = process(machine);
    bool new_first = br_random_below(&machine->random, 2) == 1;
    return (new_first ? first - second : second - first) + effect;
}

/* One comparison of so many looks. At any but the last it is not known how many come: fewer or more
 * are expected, at random. */
static enum br_pairs_verdict compare(struct machine *machine, const struct br_pairs_rule *rule,
                                     double effect, unsigned looks)
{
    double ratios[PAIRS];
    struct br_pairs_look look = {0};
    struct br_pairs_levels spent = {0};
    size_t count = 0;
    for (unsigned at = 0; at < looks; at++) {
        while (count < br_pairs_at_look(at))
            ratios[count++] = measure(machine, effect);
        unsigned to_come = at + 1 == looks ? 0 : 1 + (unsigned)br_random_below(&machine->random, 6);
        struct br_pairs_levels levels = br_pairs_levels_at(rule, spent, to_come);
        br_pairs_look(ratios, count, rule->effect, levels, &look);
        if (look.verdict != BR_PAIRS_UNDECIDED)
            return look.verdict;
        spent.alarm += levels.alarm;
        spent.same += levels.same;
    }
    return BR_PAIRS_UNDECIDED;
}

static const struct machine machines[] = {
    {.noise = normal},
    {.noise = heavy},
    {.noise = skewed},
    {.noise = normal, .drifts = true},
    {.noise = heavy, .drifts = true, .bursts = true},
    {.noise = skewed, .drifts = true, .bursts = true},
};
enum { MACHINES = sizeof machines / sizeof machines[0] };

/* Verdicts of one kind in so many comparisons on all machines. */
static size_t count_verdicts(const struct br_pairs_rule *rule, double effect,
                             enum br_pairs_verdict verdict)
{
    size_t hits = 0;
    for (size_t m = 0; m < MACHINES; m++) {
        struct machine machine = machines[m];
        br_random_init(&machine.random, 20 + m);
        for (int i = 0; i < COMPARISONS / MACHINES; i++)
            hits += compare(&machine, rule, effect, LOOKS) == verdict ? 1 : 0;
    }
    return hits;
}

static void the_same_code_is_seldom_called_different(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    size_t slower = count_verdicts(&rule, 0, BR_PAIRS_SLOWER);
    size_t faster = count_verdicts(&rule, 0, BR_PAIRS_FASTER);
    print_message("%zu slower and %zu faster of %d\n", slower, faster, COMPARISONS);
    assert_true(slower + faster <= COMPARISONS / 200); /* 0.5 % */
}

/* Without an effect limit only the level is left to hold alarms back; a level four hundred times
 * as high shows them, so the machines are not just harmless. */
static void the_level_holds_by_itself(void **state)
{
    (void)state;
    struct br_pairs_rule rule = br_pairs_rule_default();
    rule.effect = 1e-9;
    size_t alarms =
        count_verdicts(&rule, 0, BR_PAIRS_SLOWER) + count_verdicts(&rule, 0, BR_PAIRS_FASTER);
    assert_true(alarms <= COMPARISONS / 200);
    rule.alarm_level = 0.4;
    size_t careless = count_verdicts(&rule, 0, BR_PAIRS_SLOWER);
    assert_true(careless > COMPARISONS / 10);
}

/* With the noise of a quiet machine; 34 pairs, four looks, are what twelve seconds hold. */
static void real_differences_are_found(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    struct machine machine = {.noise = normal};
    size_t two_percent = 0, one_percent = 0;
    br_random_init(&machine.random, 5);
    for (int i = 0; i < 500; i++) {
        two_percent += compare(&machine, &rule, log(1.02), 4) == BR_PAIRS_SLOWER;
        one_percent += compare(&machine, &rule, log(1.01), LOOKS) == BR_PAIRS_SLOWER;
    }
    print_message("2 %%: %zu, 1 %%: %zu of 500\n", two_percent, one_percent);
    assert_true(two_percent >= 490);
    assert_true(one_percent >= 400);
}

/* A difference of the limit itself is called `same` in at most one comparison of twenty. */
static void the_limit_is_seldom_called_same(void **state)
{
    (void)state;
    const struct br_pairs_rule rule = br_pairs_rule_default();
    size_t same = count_verdicts(&rule, rule.effect, BR_PAIRS_SAME);
    assert_true(same <= COMPARISONS / 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_code_is_seldom_called_different),
        cmocka_unit_test(the_level_holds_by_itself),
        cmocka_unit_test(real_differences_are_found),
        cmocka_unit_test(the_limit_is_seldom_called_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
