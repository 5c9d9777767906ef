/* The digest of decoded content; see digest.h. */
#include "modes/digest.h"

#include <stdlib.h>

#include <xxhash.h>

struct br_digest {
    XXH3_state_t *state;
    uint64_t sum;
};

struct br_digest *br_digest_new(void)
{
    struct br_digest *digest = calloc(1, sizeof *digest);
    if (digest == NULL)
        return NULL;
    digest->state = XXH3_createState();
    if (digest->state == NULL) {
        free(digest);
        return NULL;
    }
    return digest;
}

void br_digest_free(struct br_digest *digest)
{
    if (digest == NULL)
        return;
    XXH3_freeState(digest->state);
    free(digest);
}

void br_digest_record_begin(struct br_digest *digest, uint64_t place)
{
    XXH3_64bits_reset(digest->state);
    XXH3_64bits_update(digest->state, &place, sizeof place);
}

void br_digest_record_end(struct br_digest *digest)
{
    digest->sum += XXH3_64bits_digest(digest->state);
}

void br_digest_add(struct br_digest *digest, const void *data, size_t size)
{
    if (digest == NULL)
        return;
    uint64_t length = size;
    XXH3_64bits_update(digest->state, &length, sizeof length);
    XXH3_64bits_update(digest->state, data, size);
}

void br_digest_reject(struct br_digest *digest, uint64_t place, uint32_t reason)
{
    uint64_t words[2] = {place, reason};
    digest->sum += XXH3_64bits(words, sizeof words);
}

uint64_t br_digest_sum(const struct br_digest *digest)
{
    return digest->sum;
}

void br_digest_reset(struct br_digest *digest)
{
    digest->sum = 0;
}
