/* What a saved profile says about the harness itself: its memory, and what each pass's instruments
 * cost. */
#include "topics.h"

#include <string.h>

#include "drive.h"
#include "model/profile.h"
#include "rounds.h"
#include "store/store.h"

#define MEBIBYTE 1048576.0

static void load(const char *path, struct br_profile *profile)
{
    struct br_error error;
    *profile = (struct br_profile){0};
    if (br_store_load("profiles", path, profile, &error) < 0)
        bench_fail("%s", error.message);
}

struct memory {
    double index_bytes_per_record, harness_mib_per_worker, rss_peak_mib;
};

/* The largest of all passes: each has recorders of its own. */
static void add_memory(struct memory *memory, const struct br_result *result)
{
    double index = (double)result->index_bytes / (double)result->work.records;
    double harness = (double)(result->harness_bytes - result->index_bytes) /
                     (double)result->cell.threads / MEBIBYTE;
    double rss = (double)result->usage.rss_peak_bytes / MEBIBYTE;
    if (index > memory->index_bytes_per_record)
        memory->index_bytes_per_record = index;
    if (harness > memory->harness_mib_per_worker)
        memory->harness_mib_per_worker = harness;
    if (rss > memory->rss_peak_mib)
        memory->rss_peak_mib = rss;
}

void topic_memory(const char *subject, const char *path)
{
    struct br_profile profile;
    struct memory memory = {0};
    load(path, &profile);
    for (size_t i = 0; i < profile.results.count; i++) {
        if (!profile.results.items[i].ok)
            bench_fail("%s: the pass %s failed: %s", path, profile.results.items[i].pass,
                       profile.results.items[i].failure);
        add_memory(&memory, &profile.results.items[i]);
    }
    emit("memory", subject, "index_bytes_per_record", memory.index_bytes_per_record);
    emit("memory", subject, "harness_mib_per_worker", memory.harness_mib_per_worker);
    emit("memory", subject, "rss_peak_mib", memory.rss_peak_mib);
    br_profile_release(&profile);
}

static double rate_of(const struct br_result *result)
{
    double repetitions = 0, wall_ns = 0;
    for (size_t i = 0; i < result->samples.count; i++) {
        repetitions += (double)result->samples.items[i].repetitions;
        wall_ns += (double)result->samples.items[i].wall_ns;
    }
    return wall_ns > 0 ? repetitions * (double)result->work.records / wall_ns : 0;
}

/* Total over total, over all processes of the throughput pass. */
static double throughput_rate(const struct br_profile *profile)
{
    double rates[64];
    size_t count = 0;
    for (size_t i = 0; i < profile->results.count && count < 64; i++)
        if (profile->results.items[i].ok &&
            strcmp(profile->results.items[i].pass, "throughput") == 0)
            rates[count++] = rate_of(&profile->results.items[i]);
    if (count == 0)
        bench_fail("the profile has no throughput");
    return median_of(rates, count);
}

void topic_instruments(const char *subject, const char *path)
{
    struct br_profile profile;
    load(path, &profile);
    double plain = throughput_rate(&profile);
    for (size_t i = 0; i < profile.results.count; i++) {
        const struct br_result *result = &profile.results.items[i];
        if (result->ok && strcmp(result->pass, "throughput") != 0 && rate_of(result) > 0)
            emit("instruments", subject, result->pass, rate_of(result) / plain);
    }
    br_profile_release(&profile);
}
