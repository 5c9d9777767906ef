/* HdrHistogram's V2 encoding of one histogram. */
#include "report/hlog_encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum {
    DIGITS = 3,         /* significant, of values */
    SUB_BUCKETS = 2048, /* the power of two above 2 x 10^3 */
    HALF_MAGNITUDE = 10 /* log2(SUB_BUCKETS / 2) */
};
#define COOKIE_V2 0x1c849303u
#define COOKIE_COMPRESSED_V2 0x1c849304u
#define COOKIE_WORD_SIZE 0x10u
#define HOUR_NS 3600000000000u

/* Index of a value in HdrHistogram's counts array (unit magnitude 0). */
static size_t counts_index(uint64_t value)
{
    unsigned top = 63u - (unsigned)__builtin_clzll(value | (SUB_BUCKETS - 1));
    unsigned bucket = top - HALF_MAGNITUDE;
    uint64_t sub_bucket = value >> bucket;
    return (((size_t)bucket + 1) << HALF_MAGNITUDE) + (size_t)sub_bucket - SUB_BUCKETS / 2;
}

static uint64_t bucket_ns(const struct br_histogram *histogram, size_t bucket, double ticks_per_ns)
{
    double low = (double)br_histogram_bucket_low(bucket);
    double middle = (low + (double)br_histogram_bucket_high(bucket)) / 2;
    middle = fmin(fmax(middle, (double)histogram->minimum), (double)histogram->maximum);
    return (uint64_t)llround(middle / ticks_per_ns);
}

static void append_word(struct br_text *bytes, uint64_t word, int size)
{
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        br_text_append_bytes(bytes, &(unsigned char){(unsigned char)(word >> shift)}, 1);
}

/* ZigZag LEB128; the ninth byte holds the last eight bits whole. */
static void append_count(struct br_text *bytes, int64_t count)
{
    uint64_t word = ((uint64_t)count << 1) ^ (count < 0 ? UINT64_MAX : 0);
    for (int i = 0; i < 8 && word >> 7 != 0; i++) {
        append_word(bytes, (word & 0x7f) | 0x80, 1);
        word >>= 7;
    }
    append_word(bytes, word, 1);
}

static void append_counts(const uint64_t *counts, size_t size, struct br_text *bytes)
{
    int64_t zeros = 0;
    for (size_t i = 0; i < size; i++) {
        if (counts[i] == 0) {
            zeros++;
            continue;
        }
        if (zeros > 0)
            append_count(bytes, -zeros);
        append_count(bytes, (int64_t)counts[i]);
        zeros = 0;
    }
}

/* Counts by HdrHistogram's index up to the largest value; the caller frees them. */
static uint64_t *convert(const struct br_histogram *histogram, double ticks_per_ns, size_t *size)
{
    uint64_t largest_ns = (uint64_t)llround((double)histogram->maximum / ticks_per_ns);
    *size = counts_index(largest_ns) + 1;
    uint64_t *counts = calloc(*size, sizeof *counts);
    for (size_t i = 0; counts != NULL && i < BR_HISTOGRAM_BUCKETS; i++)
        if (histogram->counts[i] > 0)
            counts[counts_index(bucket_ns(histogram, i, ticks_per_ns))] += histogram->counts[i];
    return counts;
}

static void append_payload(const struct br_histogram *histogram, double ticks_per_ns,
                           const uint64_t *counts, size_t size, struct br_text *payload)
{
    struct br_text packed = {0};
    uint64_t largest_ns = (uint64_t)llround((double)histogram->maximum / ticks_per_ns);
    double ratio = 1.0;
    uint64_t ratio_bits;
    memcpy(&ratio_bits, &ratio, sizeof ratio_bits);

    append_counts(counts, size, &packed);
    append_word(payload, COOKIE_V2 | COOKIE_WORD_SIZE, 4);
    append_word(payload, packed.size, 4);
    append_word(payload, 0, 4);
    append_word(payload, DIGITS, 4);
    append_word(payload, 1, 8);
    append_word(payload, largest_ns > HOUR_NS ? largest_ns : HOUR_NS, 8);
    append_word(payload, ratio_bits, 8);
    br_text_append_bytes(payload, packed.data, packed.size);
    payload->failed = payload->failed || packed.failed;
    br_text_release(&packed);
}

static int append_compressed(const struct br_text *payload, struct br_text *text,
                             struct br_error *error)
{
    uLongf size = compressBound((uLong)payload->size);
    unsigned char *packed = malloc(size);
    struct br_text whole = {0};
    int code = 0;
    if (packed == NULL || payload->failed ||
        compress2(packed, &size, (const Bytef *)payload->data, (uLong)payload->size,
                  Z_BEST_COMPRESSION) != Z_OK) {
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for the histogram log");
        goto out;
    }
    append_word(&whole, COOKIE_COMPRESSED_V2 | COOKIE_WORD_SIZE, 4);
    append_word(&whole, size, 4);
    br_text_append_bytes(&whole, packed, size);
    br_text_append_base64(text, br_text_string(&whole), whole.size);
out:
    br_text_release(&whole);
    free(packed);
    return code;
}

int br_hlog_encode(const struct br_histogram *histogram, double ticks_per_ns, struct br_text *text,
                   struct br_error *error)
{
    size_t size;
    struct br_text payload = {0};
    uint64_t *counts = convert(histogram, ticks_per_ns, &size);
    if (counts == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for the histogram log");
    append_payload(histogram, ticks_per_ns, counts, size, &payload);
    int code = append_compressed(&payload, text, error);
    br_text_release(&payload);
    free(counts);
    return code;
}
