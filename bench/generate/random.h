/*
 * Random numbers for the generators: integers only, so that a seed means the same bytes on every
 * machine.
 *
 * Model. SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
 * Every record starts a stream of its own from (seed, index), which makes a short run a prefix of
 * a long one. A distribution is a table of its quantiles at BR_QUANTILE_RANKS; a draw interpolates
 * between two of them. Cost: 1 to 2 ns a number, about 8 ns a quantile.
 */
#ifndef BENCHRUN_BENCH_GENERATE_RANDOM_H
#define BENCHRUN_BENCH_GENERATE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct br_prng {
    uint64_t state;
};

static inline uint64_t br_prng_mix(uint64_t value)
{
    value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
    return value ^ (value >> 31);
}

static inline uint64_t br_prng_next(struct br_prng *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    return br_prng_mix(random->state);
}

/* The stream of record `index`; `stream` keeps the formats apart. */
static inline struct br_prng br_prng_for_record(uint64_t seed, uint64_t index, uint64_t stream)
{
    return (struct br_prng){br_prng_mix(br_prng_mix(seed + stream) ^ index)};
}

/* Uniform in [0, bound); the bias is below bound / 2^32. */
static inline uint32_t br_prng_below(struct br_prng *random, uint32_t bound)
{
    return (uint32_t)(((br_prng_next(random) >> 32) * bound) >> 32);
}

/* True in `parts` of 256 cases. */
static inline bool br_prng_of_256(struct br_prng *random, uint32_t parts)
{
    return (uint32_t)(br_prng_next(random) >> 56) < parts;
}

enum { BR_QUANTILES = 10 };

/* Where the quantiles of every table stand, in 256ths: the minimum, about 5 %, 10 %, the
 * quartiles, about 90 %, 95 % and 99 %, the maximum. */
#define BR_QUANTILE_RANKS                                                                          \
    {                                                                                              \
        0, 13, 26, 64, 128, 192, 230, 243, 253, 256                                                \
    }

/* One draw from the distribution with these quantiles. */
static inline uint32_t br_prng_quantile(struct br_prng *random,
                                        const uint16_t quantiles[BR_QUANTILES])
{
    static const uint16_t ranks[BR_QUANTILES] = BR_QUANTILE_RANKS;
    uint64_t draw = br_prng_next(random);
    uint32_t rank = (uint32_t)(draw >> 56);
    uint32_t below = 0;
    for (uint32_t i = 1; i < BR_QUANTILES - 1; i++)
        below += rank >= ranks[i];
    uint32_t width = (uint32_t)(ranks[below + 1] - ranks[below]) << 16;
    uint32_t offset = ((rank - ranks[below]) << 16) | ((uint32_t)(draw >> 40) & 0xffff);
    uint32_t low = quantiles[below];
    uint32_t range = quantiles[below + 1] - low;
    return low + (uint32_t)(((uint64_t)offset * range + width / 2) / width);
}

#endif
