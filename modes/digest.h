/*
 * The digest of decoded content: per record XXH3-64 over its place in the input and every piece the
 * workload reports, pieces framed by their lengths; over records the sum modulo 2^64. A sum, so
 * that order does not matter and cycled inputs do not cancel (XOR would).
 */
#ifndef BR_MODES_DIGEST_H
#define BR_MODES_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

struct br_digest; /* opaque to workloads */

/* One per lane, not shared between threads. NULL when memory is out. */
struct br_digest *br_digest_new(void);
void br_digest_free(struct br_digest *digest);

/* Around one record: `place` is its offset in the input. */
void br_digest_record_begin(struct br_digest *digest, uint64_t place);
void br_digest_record_end(struct br_digest *digest);

/* What workloads call through the harness; nothing when `digest` is NULL. */
void br_digest_add(struct br_digest *digest, const void *data, size_t size);

/* A record that was rejected adds its place and reason, so that another reason is noticed. */
void br_digest_reject(struct br_digest *digest, uint64_t place, uint32_t reason);

uint64_t br_digest_sum(const struct br_digest *digest);
void br_digest_reset(struct br_digest *digest);

#endif
