/* Fitting the Universal Scalability Law; see usl.h. */
#include "stats/usl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"

#define COLUMNS 3
#define POINT_LIMIT 64

/* Workers and rate of every point: what one fit sees. */
struct data {
    double workers[POINT_LIMIT];
    double rates[POINT_LIMIT];
    size_t count;
};

static double column(const struct data *data, size_t i, int k)
{
    double n = data->workers[i];
    double y = n / data->rates[i];
    double x = k == 0 ? 1 : k == 1 ? n - 1 : n * (n - 1);
    return x / y;
}

/* Normal equations over the columns in use: sums of products and of the target, which is 1. */
static void normal_equations(const struct data *data, const bool *used,
                             double matrix[COLUMNS][COLUMNS + 1])
{
    memset(matrix, 0, sizeof(double[COLUMNS][COLUMNS + 1]));
    for (int row = 0; row < COLUMNS; row++) {
        if (!used[row])
            continue;
        for (size_t i = 0; i < data->count; i++) {
            for (int k = 0; k < COLUMNS; k++)
                matrix[row][k] += used[k] ? column(data, i, row) * column(data, i, k) : 0;
            matrix[row][COLUMNS] += column(data, i, row);
        }
    }
}

/* Gauss elimination with the columns that are not used left out; false when singular. */
static bool solve(double matrix[COLUMNS][COLUMNS + 1], const bool *used, double *solution)
{
    for (int pivot = 0; pivot < COLUMNS; pivot++) {
        if (!used[pivot])
            continue;
        if (fabs(matrix[pivot][pivot]) < 1e-300)
            return false;
        for (int row = 0; row < COLUMNS; row++) {
            double factor = matrix[row][pivot] / matrix[pivot][pivot];
            for (int k = 0; row != pivot && used[row] && k <= COLUMNS; k++)
                matrix[row][k] -= factor * matrix[pivot][k];
        }
    }
    for (int k = 0; k < COLUMNS; k++)
        solution[k] = used[k] ? matrix[k][COLUMNS] / matrix[k][k] : 0;
    return true;
}

static double squared_misfit(const struct data *data, const double *solution)
{
    double sum = 0;
    for (size_t i = 0; i < data->count; i++) {
        double fitted = 0;
        for (int k = 0; k < COLUMNS; k++)
            fitted += solution[k] * column(data, i, k);
        sum += (fitted - 1) * (fitted - 1);
    }
    return sum;
}

/* The best of the four fits with b, c free or held at 0 whose b and c are not negative. */
static bool fit_held(const struct data *data, double *best)
{
    double least = INFINITY;
    for (int held = 0; held < 4; held++) {
        bool used[COLUMNS] = {true, (held & 1) == 0, (held & 2) == 0};
        double matrix[COLUMNS][COLUMNS + 1];
        double solution[COLUMNS] = {0};
        normal_equations(data, used, matrix);
        if (!solve(matrix, used, solution) || !(solution[0] > 0) || solution[1] < 0 ||
            solution[2] < 0)
            continue;
        double misfit = squared_misfit(data, solution);
        if (misfit < least) {
            least = misfit;
            memcpy(best, solution, sizeof solution);
        }
    }
    return isfinite(least);
}

static size_t count_different(const struct data *data)
{
    size_t different = 0;
    for (size_t i = 0; i < data->count; i++) {
        bool first = true;
        for (size_t j = 0; j < i; j++)
            first = first && data->workers[j] != data->workers[i];
        different += first ? 1 : 0;
    }
    return different;
}

static double peak(double sigma, double kappa)
{
    if (kappa <= 0)
        return INFINITY;
    double squared = (1 - sigma) / kappa;
    return squared > 1 ? sqrt(squared) : 1;
}

static bool fit_data(const struct data *data, struct br_usl *usl)
{
    double solution[COLUMNS] = {0};
    if (count_different(data) < 3 || !fit_held(data, solution))
        return false;
    usl->lambda = 1 / solution[0];
    usl->sigma = solution[1] / solution[0];
    usl->kappa = solution[2] / solution[0];
    usl->peak_workers = peak(usl->sigma, usl->kappa);
    usl->residual_max = 0;
    for (size_t i = 0; i < data->count; i++) {
        double n = data->workers[i];
        double fitted = usl->lambda * n / (1 + usl->sigma * (n - 1) + usl->kappa * n * (n - 1));
        double residual = fabs(data->rates[i] - fitted) / data->rates[i];
        usl->residual_max = residual > usl->residual_max ? residual : usl->residual_max;
    }
    return true;
}

bool br_usl_fit(const struct br_usl_point *points, size_t count, struct br_usl *usl)
{
    struct data data = {.count = count < POINT_LIMIT ? count : POINT_LIMIT};
    for (size_t i = 0; i < data.count; i++) {
        data.workers[i] = points[i].workers;
        data.rates[i] = br_stats_median(points[i].rates, points[i].rate_count);
    }
    return fit_data(&data, usl);
}

/* ---- intervals ---- */

static bool draw(const struct br_usl_point *points, size_t count, struct br_random *random,
                 double *scratch, struct data *data)
{
    data->count = count < POINT_LIMIT ? count : POINT_LIMIT;
    for (size_t i = 0; i < data->count; i++) {
        for (size_t j = 0; j < points[i].rate_count; j++)
            scratch[j] = points[i].rates[br_random_below(random, points[i].rate_count)];
        data->workers[i] = points[i].workers;
        data->rates[i] = br_stats_median(scratch, points[i].rate_count);
    }
    return data->count > 0;
}

/* INFINITY has its place at the end of the order, but not in an interpolation. */
static struct br_interval interval_of(const double *values, size_t count, double confidence)
{
    double tail = (1 - confidence) / 2;
    struct br_interval interval = {br_stats_quantile(values, count, tail),
                                   br_stats_quantile(values, count, 1 - tail)};
    if (isnan(interval.low))
        interval.low = INFINITY;
    if (isnan(interval.high))
        interval.high = INFINITY;
    return interval;
}

static size_t most_rates(const struct br_usl_point *points, size_t count)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++)
        most = points[i].rate_count > most ? points[i].rate_count : most;
    return most;
}

static void fill_intervals(double *const *values, size_t fitted, double confidence,
                           struct br_usl_intervals *intervals)
{
    intervals->lambda = interval_of(values[0], fitted, confidence);
    intervals->sigma = interval_of(values[1], fitted, confidence);
    intervals->kappa = interval_of(values[2], fitted, confidence);
    intervals->peak_workers = interval_of(values[3], fitted, confidence);
}

bool br_usl_bootstrap(const struct br_usl_point *points, size_t count, double confidence,
                      unsigned resamples, uint64_t seed, struct br_usl_intervals *intervals)
{
    size_t most = most_rates(points, count);
    double *memory = most >= 2 ? malloc((4 * (size_t)resamples + most) * sizeof *memory) : NULL;
    if (memory == NULL)
        return false;
    double *values[4];
    for (size_t k = 0; k < 4; k++)
        values[k] = memory + k * resamples;
    struct br_random random;
    br_random_init(&random, seed);
    size_t fitted = 0;
    for (unsigned i = 0; i < resamples; i++) {
        struct data data;
        struct br_usl usl;
        if (!draw(points, count, &random, memory + 4 * (size_t)resamples, &data) ||
            !fit_data(&data, &usl))
            continue;
        values[0][fitted] = usl.lambda;
        values[1][fitted] = usl.sigma;
        values[2][fitted] = usl.kappa;
        values[3][fitted++] = usl.peak_workers;
    }
    if (fitted > 0)
        fill_intervals(values, fitted, confidence, intervals);
    free(memory);
    return fitted > 0;
}
