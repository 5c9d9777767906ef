/* Change points; see change.h. */
#include "stats/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/distribution.h"
#include "stats/stats.h"

const struct br_change_rule br_change_rule_default = {
    .window = 50, .probability = 0.001, .magnitude = 0.01};

/* Candidates are let in at a weaker probability, so that a strong change hidden behind another one
 * in the window is not lost; merging holds all to the rule. */
#define WEAKER 10.0

struct finder {
    const double *values;
    size_t count;
    const struct br_change_rule *rule;
    size_t *splits; /* ascending */
    size_t split_count;
};

/* ---- one split ---- */

/* Sums of the absolute differences of all pairs: across the split, and inside its sides. */
struct distances {
    double across, left, right;
};

/* Moves the value at `at` from the right side, which ends at `end`, to the left, from `begin`. */
static void move_left(const double *values, size_t begin, size_t at, size_t end,
                      struct distances *sums)
{
    for (size_t i = begin; i < at; i++) {
        double distance = fabs(values[at] - values[i]);
        sums->across -= distance;
        sums->left += distance;
    }
    for (size_t i = at + 1; i < end; i++) {
        double distance = fabs(values[at] - values[i]);
        sums->across += distance;
        sums->right -= distance;
    }
}

static double pairs(double count)
{
    return count * (count - 1) / 2;
}

/* The scaled energy distance of Matteson and James, equations 5 and 6, with exponent 1. */
static double energy(const struct distances *sums, double left, double right)
{
    double distance =
        2 * sums->across / (left * right) - sums->left / pairs(left) - sums->right / pairs(right);
    return left * right / (left + right) * distance;
}

struct split {
    size_t at;
    double energy;
};

static struct split best_split(const double *values, size_t begin, size_t end)
{
    struct split best = {.at = 0, .energy = -INFINITY};
    struct distances sums = {0};
    for (size_t i = begin; i < end; i++)
        for (size_t j = i + 1; j < end; j++)
            sums.right += fabs(values[i] - values[j]);
    for (size_t at = begin + 1; at + 2 <= end; at++) {
        move_left(values, begin, at - 1, end, &sums);
        if (at - begin < 2)
            continue;
        double found = energy(&sums, (double)(at - begin), (double)(end - at));
        if (found > best.energy)
            best = (struct split){.at = at, .energy = found};
    }
    return best;
}

/* ---- how sure ---- */

static double squares(const double *values, size_t count, double mean)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (values[i] - mean) * (values[i] - mean);
    return sum;
}

/* Student's two-sample t-test with a common variance. */
static struct br_level_change judge(const double *values, size_t begin, size_t at, size_t end)
{
    double left = (double)(at - begin);
    double right = (double)(end - at);
    struct br_level_change change = {.index = at,
                                     .before = br_stats_mean(values + begin, at - begin),
                                     .after = br_stats_mean(values + at, end - at)};
    double degrees = left + right - 2;
    double variance = (squares(values + begin, at - begin, change.before) +
                       squares(values + at, end - at, change.after)) /
                      degrees;
    double difference = change.after - change.before;
    if (variance > 0)
        change.probability = br_stats_student_two_sided(
            difference / sqrt(variance * (1 / left + 1 / right)), degrees);
    else
        change.probability = difference == 0 ? 1 : 0;
    return change;
}

static double magnitude(const struct br_level_change *change)
{
    return fabs(change->after / change->before - 1);
}

/* ---- all splits of a window ---- */

static void add_split(struct finder *finder, size_t at)
{
    size_t place = finder->split_count;
    while (place > 0 && finder->splits[place - 1] > at)
        place--;
    if (place > 0 && finder->splits[place - 1] == at)
        return;
    memmove(finder->splits + place + 1, finder->splits + place,
            (finder->split_count - place) * sizeof *finder->splits);
    finder->splits[place] = at;
    finder->split_count++;
}

/* Both sides of an accepted split are looked at again; each side is smaller, so this ends. */
static void split_window(struct finder *finder, size_t begin, size_t end)
{
    if (end - begin < 4)
        return;
    struct split best = best_split(finder->values, begin, end);
    if (best.at == 0 ||
        judge(finder->values, begin, best.at, end).probability > finder->rule->probability * WEAKER)
        return;
    add_split(finder, best.at);
    split_window(finder, begin, best.at);
    split_window(finder, best.at, end);
}

/* Windows overlap by half, and the next one begins at the last change that was found. */
static void split_all(struct finder *finder)
{
    size_t window = finder->rule->window;
    size_t begin = 0;
    while (begin < finder->count) {
        size_t end = begin + window < finder->count ? begin + window : finder->count;
        split_window(finder, begin, end);
        size_t last = finder->split_count > 0 ? finder->splits[finder->split_count - 1] : 0;
        begin = last > begin + window / 2 ? last : begin + window / 2;
    }
}

/* ---- merging ---- */

static size_t neighbour_before(const struct finder *finder, size_t index)
{
    return index == 0 ? 0 : finder->splits[index - 1];
}

static size_t neighbour_after(const struct finder *finder, size_t index)
{
    return index + 1 < finder->split_count ? finder->splits[index + 1] : finder->count;
}

static void judge_all(const struct finder *finder, struct br_level_change *changes)
{
    for (size_t i = 0; i < finder->split_count; i++)
        changes[i] = judge(finder->values, neighbour_before(finder, i), finder->splits[i],
                           neighbour_after(finder, i));
}

/* The one that holds least: by its probability, and where all hold, by its magnitude. The count
 * when every change holds. */
static size_t weakest(const struct finder *finder, const struct br_level_change *changes)
{
    size_t unlikely = 0;
    size_t small = 0;
    for (size_t i = 1; i < finder->split_count; i++) {
        if (changes[i].probability > changes[unlikely].probability)
            unlikely = i;
        if (magnitude(&changes[i]) < magnitude(&changes[small]))
            small = i;
    }
    if (finder->split_count > 0 && changes[unlikely].probability > finder->rule->probability)
        return unlikely;
    if (finder->split_count > 0 && magnitude(&changes[small]) < finder->rule->magnitude)
        return small;
    return finder->split_count;
}

static void merge(struct finder *finder, struct br_level_change *changes)
{
    for (;;) {
        judge_all(finder, changes);
        size_t index = weakest(finder, changes);
        if (index == finder->split_count)
            return;
        finder->split_count--;
        memmove(finder->splits + index, finder->splits + index + 1,
                (finder->split_count - index) * sizeof *finder->splits);
    }
}

size_t br_stats_changes(const double *values, size_t count, const struct br_change_rule *rule,
                        struct br_level_change *changes)
{
    struct finder finder = {.values = values, .count = count, .rule = rule};
    if (count == 0)
        return 0;
    finder.splits = malloc((count + 1) * sizeof *finder.splits);
    if (finder.splits == NULL)
        abort();
    split_all(&finder);
    merge(&finder, changes);
    free(finder.splits);
    return finder.split_count;
}
