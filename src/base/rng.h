/*
 * Seeded random numbers: the same sequence for the same seed on every machine. For orders,
 * resampling and synthetic data; not for secrets.
 *
 * Generator: xoshiro256** 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", ACM TOMS 47, 2021), period 2^256 - 1, seeded with splitmix64 (Steele, Lea and Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014), as its authors recommend. About
 * one nanosecond a number. One generator belongs to one thread at a time.
 */
#ifndef BR_BASE_RNG_H
#define BR_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct br_random {
    uint64_t state[4]; /* never all zero */
};

void br_random_init(struct br_random *random, uint64_t seed);

/* Uniform over all 64-bit values. */
uint64_t br_random_next(struct br_random *random);

/* Uniform over 0 .. bound - 1, without bias; `bound` is at least 1. Multiplication with rejection:
 * Lemire, "Fast random integer generation in an interval", ACM TOMACS 29, 2019. */
uint64_t br_random_below(struct br_random *random, uint64_t bound);

/* Puts `count` elements of `element_size` bytes into an order drawn uniformly from all orders
 * (Fisher and Yates; Durstenfeld 1964). */
void br_random_shuffle(void *array, size_t count, size_t element_size, struct br_random *random);

#endif
