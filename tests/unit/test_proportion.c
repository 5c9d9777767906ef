/* Two shares of samples: intervals and p against worked figures, and in the limits. */
#include "unit/cmocka_all.h"

#include <math.h>

#include "stats/proportion.h"

static void assert_near(double value, double expected, double within)
{
    if (!(fabs(value - expected) <= within))
        fail_msg("%.9g is not %.9g within %g", value, expected, within);
}

/* 56 of 70 and 48 of 80: with one more of each kind on both sides, 57/72 and 49/82. */
static void known_figures(void **state)
{
    (void)state;
    const struct br_proportions shares = {48, 80, 56, 70};
    struct br_interval interval = br_stats_proportion_change(&shares);
    double middle = 57.0 / 72 - 49.0 / 82;
    assert_near((interval.low + interval.high) / 2, middle, 1e-12);
    double half = 1.959963984540054 * sqrt(57.0 / 72 * 15 / 72 / 72 + 49.0 / 82 * 33 / 82 / 82);
    assert_near(interval.high - middle, half, 1e-12);
    /* z = 0.2 / sqrt(104/150 x 46/150 x (1/80 + 1/70)) = 2.6502, two-sided 0.00804 */
    assert_near(br_stats_proportion_p(&shares), 0.00804, 1e-5);
}

static void limits(void **state)
{
    (void)state;
    const struct br_proportions same = {100, 1000, 100, 1000}, none = {0, 0, 5, 10},
                                never = {0, 50, 0, 70}, opposite = {100, 1000, 50, 1000},
                                turned = {50, 1000, 100, 1000};
    assert_near(br_stats_proportion_p(&same), 1, 1e-12);
    assert_near(br_stats_proportion_p(&none), 1, 0);
    assert_near(br_stats_proportion_p(&never), 1, 0);
    assert_true(isnan(br_stats_proportion_change(&none).low));
    assert_true(br_stats_proportion_change(&never).low < 0);
    assert_true(br_stats_proportion_change(&never).high > 0);
    assert_near(br_stats_proportion_p(&opposite), br_stats_proportion_p(&turned), 1e-15);
    assert_near(br_stats_proportion_change(&opposite).low,
                -br_stats_proportion_change(&turned).high, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_figures),
        cmocka_unit_test(limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
