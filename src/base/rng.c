/* Seeded random numbers: xoshiro256** seeded with splitmix64. */
#include "base/rng.h"

#include <assert.h>

static uint64_t rotate_left(uint64_t value, int bits)
{
    return value << bits | value >> (64 - bits);
}

static uint64_t splitmix64_next(uint64_t *state)
{
    *state += 0x9E3779B97F4A7C15u;
    uint64_t mixed = *state;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EBu;
    return mixed ^ mixed >> 31;
}

void br_random_init(struct br_random *random, uint64_t seed)
{
    for (size_t i = 0; i < 4; i++)
        random->state[i] = splitmix64_next(&seed);
}

uint64_t br_random_next(struct br_random *random)
{
    uint64_t *state = random->state;
    uint64_t result = rotate_left(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate_left(state[3], 45);
    return result;
}

uint64_t br_random_below(struct br_random *random, uint64_t bound)
{
    assert(bound > 0);
    /* 2^64 mod bound of the products' low halves would be hit once more often than the others. */
    uint64_t surplus = (0 - bound) % bound;
    unsigned __int128 product;
    do {
        product = (unsigned __int128)br_random_next(random) * bound;
    } while ((uint64_t)product < surplus);
    return (uint64_t)(product >> 64);
}

static void swap_bytes(unsigned char *a, unsigned char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

void br_random_shuffle(void *array, size_t count, size_t element_size, struct br_random *random)
{
    unsigned char *elements = array;
    for (size_t left = count; left > 1; left--) {
        size_t other = (size_t)br_random_below(random, left);
        swap_bytes(elements + (left - 1) * element_size, elements + other * element_size,
                   element_size);
    }
}
