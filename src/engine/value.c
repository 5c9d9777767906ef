/* The value of one process; see value.h. */
#include "engine/value.h"

#include <math.h>
#include <stdlib.h>

#include "stats/stats.h"

size_t br_value_sample_times(const struct br_result *result, double **times_ns)
{
    const struct br_samples *samples = &result->samples;
    size_t count = 0;
    *times_ns = calloc(samples->count + 1, sizeof **times_ns);
    if (*times_ns == NULL)
        abort();
    for (size_t i = 0; i < samples->count; i++)
        if (samples->items[i].repetitions > 0)
            (*times_ns)[count++] =
                (double)samples->items[i].wall_ns / (double)samples->items[i].repetitions;
    return count;
}

static double quantile(const struct br_result *result, double q)
{
    double *times_ns;
    size_t count = br_value_sample_times(result, &times_ns);
    double value = br_stats_quantile(times_ns, count, q);
    free(times_ns);
    return value;
}

double br_value_repetition_ns(const struct br_result *result)
{
    return quantile(result, 0.25);
}

double br_value_record_ns(const struct br_result *result)
{
    double records = (double)result->work.records;
    return records > 0 ? br_value_repetition_ns(result) / records : NAN;
}

double br_value_sample_ns(const struct br_result *result, size_t index)
{
    const struct br_sample *sample = &result->samples.items[index];
    uint64_t off_cpu = sample->wall_ns > sample->cpu_ns ? sample->wall_ns - sample->cpu_ns : 0;
    uint64_t delay = sample->run_delay_ns < off_cpu ? sample->run_delay_ns : off_cpu;
    if (result->workers.count > 1)
        delay = 0;
    return sample->repetitions > 0 ? (double)(sample->wall_ns - delay) / (double)sample->repetitions
                                   : 0;
}

double br_value_spread(const struct br_result *result)
{
    double low = quantile(result, 0.25);
    return low > 0 ? quantile(result, 0.9) / low : NAN;
}
