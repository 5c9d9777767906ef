/*
 * Least squares on a relative scale: y = a + b*x1 + c*x2.
 *
 * Dividing each equation by its y makes all points count alike. The columns 1/y, x1/y and x2/y are
 * orthogonalised one after the other (modified Gram-Schmidt: Golub and Van Loan, "Matrix
 * Computations", 5.2.8); a column of which next to nothing is left once the earlier ones are taken
 * out has nothing of its own to say and gets no coefficient.
 */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "stats/stats.h"

#define COLUMNS 3
/* Below this share of its own length a column is proportional to the others, for measured data. */
#define DEPENDENT_SHARE 0.01

struct points {
    const double *y, *x1, *x2;
    size_t count;
};

/* Entry of column 0, 1 or 2 for point i. */
static double entry(const struct points *points, size_t i, int column)
{
    double x = column == 0 ? 1 : column == 1 ? points->x1[i] : points->x2[i];
    return x / points->y[i];
}

/* upper[j][k]: how much of the orthogonal column j there is in the given column k; upper[k][k] is
 * 1 where column k takes part, 0 where it does not. */
struct factors {
    double upper[COLUMNS][COLUMNS];
    double target[COLUMNS]; /* how much of each orthogonal column there is in y/y = 1 */
    bool used[COLUMNS];
};

/* Entry of the orthogonal column k for point i, from the columns before it. */
static double orthogonal_entry(const struct points *points, const struct factors *factors, size_t i,
                               int column)
{
    double orthogonal[COLUMNS] = {0};
    for (int k = 0; k <= column; k++) {
        orthogonal[k] = entry(points, i, k);
        for (int j = 0; j < k; j++)
            orthogonal[k] -= factors->used[j] ? factors->upper[j][k] * orthogonal[j] : 0;
    }
    return orthogonal[column];
}

static double squared_length(const struct points *points, const struct factors *factors, int column)
{
    double sum = 0;
    for (size_t i = 0; i < points->count; i++) {
        double value = orthogonal_entry(points, factors, i, column);
        sum += value * value;
    }
    return sum;
}

/* Takes the orthogonal column `from` out of column `column`, after those before it. */
static void take_out(const struct points *points, struct factors *factors, int from, int column)
{
    if (!factors->used[from])
        return;
    double product = 0, squares = 0;
    for (size_t i = 0; i < points->count; i++) {
        double base = orthogonal_entry(points, factors, i, from);
        product += base * orthogonal_entry(points, factors, i, column);
        squares += base * base;
    }
    factors->upper[from][column] = product / squares;
}

static void fit_target(const struct points *points, struct factors *factors, int column)
{
    double product = 0, squares = 0;
    for (size_t i = 0; i < points->count; i++) {
        double value = orthogonal_entry(points, factors, i, column);
        product += value;
        squares += value * value;
    }
    factors->target[column] = product / squares;
}

/* Decides whether a column takes part, and works it in; returns 1 or 0. */
static int add_column(const struct points *points, struct factors *factors, int column)
{
    double before = squared_length(points, factors, column);
    for (int from = 0; from < column; from++)
        take_out(points, factors, from, column);
    double left = squared_length(points, factors, column);
    if (!(left > before * DEPENDENT_SHARE * DEPENDENT_SHARE))
        return 0;
    factors->used[column] = true;
    fit_target(points, factors, column);
    return 1;
}

/* From coefficients of orthogonal columns to those of the given ones. */
static void solve_back(const struct factors *factors, double *coefficients)
{
    for (int k = COLUMNS - 1; k >= 0; k--) {
        coefficients[k] = factors->used[k] ? factors->target[k] : 0;
        for (int later = k + 1; later < COLUMNS; later++) {
            if (factors->used[k])
                coefficients[k] -= factors->upper[k][later] * coefficients[later];
        }
    }
}

static double largest_residual(const struct points *points, const struct br_fit *fit)
{
    double largest = 0;
    for (size_t i = 0; i < points->count; i++) {
        double fitted = fit->a + fit->b * points->x1[i] + fit->c * points->x2[i];
        double residual = fabs(points->y[i] - fitted) / points->y[i];
        largest = residual > largest ? residual : largest;
    }
    return largest;
}

int br_stats_fit(const double *y, const double *x1, const double *x2, size_t count,
                 struct br_fit *fit)
{
    struct points points = {y, x1, x2, count};
    struct factors factors = {0};
    int carried = 0;
    memset(fit, 0, sizeof *fit);
    for (int column = 0; column < COLUMNS && (size_t)carried < count; column++)
        carried += add_column(&points, &factors, column);
    if (carried == 0)
        return 0;
    double coefficients[COLUMNS];
    solve_back(&factors, coefficients);
    fit->a = coefficients[0];
    fit->b = coefficients[1];
    fit->c = coefficients[2];
    fit->residual_max = largest_residual(&points, fit);
    return carried;
}
