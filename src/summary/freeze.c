/* Do the two blocks of a freeze agree? See freeze.h. */
#include "summary/freeze.h"

#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "stats/distribution.h"
#include "summary/parts.h"

enum { BLOCKS = 2 };

static const double confidence = 0.99;
static const double effect_limit = 0.005;
static const double most_limit = 0.10;

/* The processes of one block of a cell. */
struct block {
    double *rates; /* records per second */
    size_t count;
};

static void fill(const struct br_profile *profile, const struct br_cell *cell, struct block *blocks)
{
    const struct br_result *result = NULL;
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i] = (struct block){
            .rates = br_part_allocate(profile->results.count, sizeof *blocks[i].rates)};
    while ((result = br_part_find(profile, cell, "throughput", result)) != NULL) {
        double rate = br_part_process_rate(result);
        struct block *block = result->block < BLOCKS ? &blocks[result->block] : NULL;
        if (block != NULL && isfinite(rate) && rate > 0)
            block->rates[block->count++] = rate;
    }
}

/* Sum of squares of ln(rate) around the block's mean. */
static double squares(const struct block *block)
{
    double sum = 0;
    double result = 0;
    for (size_t i = 0; i < block->count; i++)
        sum += log(block->rates[i]);
    for (size_t i = 0; i < block->count; i++) {
        double deviation = log(block->rates[i]) - sum / (double)block->count;
        result += deviation * deviation;
    }
    return result;
}

/* Student's t whose two-sided tails have 1 - confidence: t^2 = df (1 - x) / x where x is that
 * quantile of the beta distribution with df/2 and 1/2. */
static double student_bound(double degrees)
{
    double x = br_stats_beta_quantile(1 - confidence, degrees / 2, 0.5);
    return sqrt(degrees * (1 - x) / x);
}

static double spread_limit(const struct block *blocks)
{
    static const double pi = 3.14159265358979323846;
    double first = (double)blocks[0].count;
    double second = (double)blocks[1].count;
    double degrees = first + second - 2;
    double deviation = sqrt((squares(&blocks[0]) + squares(&blocks[1])) / degrees);
    double error = deviation * sqrt(pi / 2 * (1 / first + 1 / second));
    return exp(student_bound(degrees) * error) - 1;
}

static double floor_limit(const struct br_calibration *calibration, const struct br_cell *cell,
                          size_t processes)
{
    const struct br_calibration_entry *entry =
        calibration != NULL ? br_calibration_find(calibration, cell, "throughput") : NULL;
    if (entry == NULL || !isfinite(entry->noise_floor_percent) || entry->replicates == 0)
        return 0;
    return entry->noise_floor_percent / 100 * sqrt((double)entry->replicates / (double)processes);
}

struct judgement {
    double difference, limit;
};

static struct judgement judge(const struct br_profile *profile, const struct br_cell *cell,
                              const struct br_calibration *calibration)
{
    struct block blocks[BLOCKS];
    struct judgement judgement = {.difference = NAN, .limit = NAN};
    fill(profile, cell, blocks);
    size_t fewest = blocks[0].count < blocks[1].count ? blocks[0].count : blocks[1].count;
    if (fewest >= 2) {
        double medians[BLOCKS];
        for (size_t i = 0; i < BLOCKS; i++)
            medians[i] = br_stats_median(blocks[i].rates, blocks[i].count);
        judgement.difference = exp(fabs(log(medians[1] / medians[0]))) - 1;
        judgement.limit = fmax(effect_limit, spread_limit(blocks));
        judgement.limit = fmax(judgement.limit, floor_limit(calibration, cell, fewest));
    }
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i].rates);
    return judgement;
}

/* How much of its limit a cell uses up, or its limit of what limits may be; one that cannot be
 * judged is beyond any. */
static double closeness(const struct judgement *judgement)
{
    if (!isfinite(judgement->difference))
        return INFINITY;
    return fmax(judgement->difference / judgement->limit, judgement->limit / most_limit);
}

static void keep(struct br_freeze *freeze, const struct judgement *judgement,
                 const struct br_cell *cell)
{
    char label[256];
    free(freeze->cell);
    freeze->cell = br_string_copy(br_cell_label(cell, label, sizeof label));
    freeze->difference_percent = judgement->difference * 100;
    freeze->limit_percent = judgement->limit * 100;
}

void br_freeze_judge(struct br_profile *profile, const struct br_calibration *calibration)
{
    struct br_freeze *freeze = &profile->freeze;
    double closest = -1;
    free(freeze->cell);
    *freeze = (struct br_freeze){.frozen = true, .difference_percent = NAN, .limit_percent = NAN};
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_cell *cell = &profile->results.items[i].cell;
        struct judgement judgement = judge(profile, cell, calibration);
        if (closeness(&judgement) > closest) {
            closest = closeness(&judgement);
            keep(freeze, &judgement, cell);
        }
    }
    freeze->accepted = closest >= 0 && closest <= 1;
}

/* Few processes that differ much give limits of any size: beyond 100 % one says as much as another.
 */
static char *sentence_of_noise(const struct br_freeze *freeze, const char *cell)
{
    char *noise = freeze->limit_percent > 100 ? br_string_copy("more than 100 %")
                                              : br_string_format("%.2f %%", freeze->limit_percent);
    char *sentence =
        br_string_format("the freeze is not accepted: the noise of this machine at %s is %s, and "
                         "beyond %.0f %% blocks agree whatever happens",
                         cell, noise, 100 * most_limit);
    free(noise);
    return sentence;
}

char *br_freeze_sentence(const struct br_freeze *freeze)
{
    const char *cell = freeze->cell != NULL ? freeze->cell : "a cell";
    if (!isfinite(freeze->difference_percent) && freeze->cell == NULL)
        return br_string_copy("the freeze is not accepted: no process was measured");
    if (!isfinite(freeze->difference_percent))
        return br_string_format("the freeze is not accepted: %s has fewer than two processes of "
                                "the throughput pass in a block",
                                cell);
    if (freeze->limit_percent > 100 * most_limit &&
        freeze->difference_percent <= freeze->limit_percent)
        return sentence_of_noise(freeze, cell);
    return br_string_format("the freeze is %saccepted: the two blocks of %s differ by %.2f %%, and "
                            "the noise of this machine allows %.2f %%",
                            freeze->accepted ? "" : "not ", cell, freeze->difference_percent,
                            freeze->limit_percent);
}
