/* Distributions; see distribution.h. */
#include "stats/distribution.h"

#include <math.h>

enum { FRACTION_TERMS = 500 };

/* Keeps a denominator from vanishing (Lentz's method as modified by Thompson and Barnett, 1986). */
static double away_from_zero(double value)
{
    const double least = 1e-300;
    return fabs(value) < least ? least : value;
}

/* The continued fraction for x below (a + 1) / (a + b + 2), where it converges fast. */
static double beta_fraction(double x, double a, double b)
{
    double c = 1;
    double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= FRACTION_TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        fraction *= c * d;
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        fraction *= c * d;
        if (fabs(c * d - 1) < 1e-15)
            break;
    }
    return fraction;
}

double br_stats_beta(double x, double a, double b)
{
    if (!(x >= 0 && x <= 1 && a > 0 && b > 0))
        return NAN;
    if (x == 0 || x == 1)
        return x;
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2))
        return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

double br_stats_beta_quantile(double probability, double a, double b)
{
    if (!(probability >= 0 && probability <= 1 && a > 0 && b > 0))
        return NAN;
    double low = 0;
    double high = 1;
    while (high - low > 1e-15) {
        double middle = low + (high - low) / 2;
        if (middle == low || middle == high)
            break;
        if (br_stats_beta(middle, a, b) < probability)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}

double br_stats_student_two_sided(double t, double degrees)
{
    if (!(degrees > 0) || isnan(t))
        return NAN;
    return br_stats_beta(degrees / (degrees + t * t), degrees / 2, 0.5);
}

struct br_interval br_stats_clopper_pearson(uint64_t hits, uint64_t trials, double confidence)
{
    double tail = (1 - confidence) / 2;
    double found = (double)hits;
    double missed = (double)trials - found;
    if (hits > trials || !(confidence > 0 && confidence < 1))
        return (struct br_interval){NAN, NAN};
    return (struct br_interval){
        .low = hits == 0 ? 0 : br_stats_beta_quantile(tail, found, missed + 1),
        .high = hits == trials ? 1 : br_stats_beta_quantile(1 - tail, found + 1, missed),
    };
}
