/* Two shares of samples; see proportion.h. */
#include "stats/proportion.h"

#include <math.h>

static const double z_95 = 1.959963984540054; /* 97.5 % quantile of the normal distribution */

struct br_interval br_stats_proportion_change(const struct br_proportions *shares)
{
    if (!(shares->samples_before > 0) || !(shares->samples_after > 0))
        return (struct br_interval){.low = NAN, .high = NAN};
    double before_samples = shares->samples_before + 2;
    double after_samples = shares->samples_after + 2;
    double before = (shares->hits_before + 1) / before_samples;
    double after = (shares->hits_after + 1) / after_samples;
    double half =
        z_95 * sqrt(before * (1 - before) / before_samples + after * (1 - after) / after_samples);
    return (struct br_interval){.low = after - before - half, .high = after - before + half};
}

double br_stats_proportion_p(const struct br_proportions *shares)
{
    double samples = shares->samples_before + shares->samples_after;
    if (!(shares->samples_before > 0) || !(shares->samples_after > 0))
        return 1;
    double pooled = (shares->hits_before + shares->hits_after) / samples;
    double error =
        sqrt(pooled * (1 - pooled) * (1 / shares->samples_before + 1 / shares->samples_after));
    double change =
        shares->hits_after / shares->samples_after - shares->hits_before / shares->samples_before;
    return error > 0 ? erfc(fabs(change) / error / sqrt(2)) : 1;
}
