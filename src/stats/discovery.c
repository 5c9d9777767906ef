/* The false discovery rate: the step-up procedure as adjusted probabilities. */
#include "stats/discovery.h"

#include <math.h>
#include <stdlib.h>

struct placed_p {
    double p;
    size_t index;
};

static int compare_p(const void *left, const void *right)
{
    double a = ((const struct placed_p *)left)->p, b = ((const struct placed_p *)right)->p;
    return (a > b) - (a < b);
}

bool br_stats_benjamini_hochberg(const double *p, size_t count, double *adjusted)
{
    double smallest = 1;
    struct placed_p *sorted = calloc(count > 0 ? count : 1, sizeof *sorted);
    if (sorted == NULL)
        return false;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (struct placed_p){p[i], i};
    qsort(sorted, count, sizeof *sorted, compare_p);
    for (size_t i = count; i-- > 0;) {
        smallest = fmin(smallest, sorted[i].p * (double)count / (double)(i + 1));
        adjusted[sorted[i].index] = smallest;
    }
    free(sorted);
    return true;
}
