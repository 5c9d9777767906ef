/* Small profiles put together by hand. */
#include "small_profile.h"

#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

void small_profile_assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected) + 1e-12))
        fail_msg("%.17g instead of %.17g", value, expected);
}

struct br_result *small_profile_add(struct br_profile *profile, const char *pass, uint64_t size,
                                    uint64_t threads)
{
    struct br_result *result = br_list_append(&profile->results, sizeof *result);
    result->cell.mode = br_string_copy("concurrent");
    result->cell.workload = br_string_copy("w");
    result->cell.input = br_string_copy("synthetic");
    result->cell.strategy = br_string_copy("partition");
    result->cell.size = size;
    result->cell.threads = threads;
    result->pass = br_string_copy(pass);
    result->ok = true;
    result->steady = true;
    result->work.records = size;
    result->work.rejected = size / 25;
    result->work.accepted = size - size / 25;
    result->work.bytes = size * 100;
    result->work.rejected_bytes = size / 25 * 10;
    return result;
}

void small_profile_sample(struct br_result *result, uint64_t wall_us, uint64_t repetitions)
{
    struct br_sample *sample = br_list_append(&result->samples, sizeof *sample);
    sample->wall_ns = wall_us * 1000 * repetitions;
    sample->cpu_ns = sample->wall_ns / 2;
    sample->repetitions = repetitions;
    sample->core_clock_ghz = 3;
    result->repetitions += repetitions;
}

void small_profile_worker(struct br_result *result, uint64_t wall_ns, uint64_t starved_ns,
                          uint64_t blocked_ns, bool producer)
{
    struct br_worker_row *row = br_list_append(&result->workers, sizeof *row);
    row->worker = result->workers.count - 1;
    row->producer = producer;
    row->wall_ns = wall_ns;
    row->starved_ns = starved_ns;
    row->blocked_ns = blocked_ns;
    row->records = 10;
}

void small_profile_throughput(struct br_profile *profile, uint64_t size, uint64_t threads,
                              uint64_t base_us, uint64_t processes)
{
    for (uint64_t i = 0; i < processes; i++) {
        struct br_result *result = small_profile_add(profile, "throughput", size, threads);
        result->replicate = i;
        for (int j = 0; j < 3; j++)
            small_profile_sample(result, base_us + 10 * i, 1);
        small_profile_sample(result, base_us + 300 + 10 * i, 1);
    }
}

void small_profile_start(struct br_profile *profile)
{
    profile->config.mode = br_string_copy("concurrent");
    profile->config.workload = br_string_copy("w");
    profile->config.seed = 1;
    profile->complete = true;
    struct br_input *input = br_list_append(&profile->inputs, sizeof *input);
    input->records = 1000;
    profile->environment.cpus_allowed = 2;
    br_figure_set(&profile->environment.jemalloc_in_effect, BR_STATE_COUNTED, 1, "jemalloc", NULL);
}

void small_profile_summarise(const struct br_profile *profile, struct br_summary *summary)
{
    struct br_error error = {0};
    if (br_summary_make(profile, summary, &error) != 0)
        fail_msg("%s", error.message);
}

void small_profile_finish(struct br_profile *profile, struct br_summary *summary)
{
    br_summary_release(summary);
    br_profile_release(profile);
}

bool small_profile_has_caveat(const struct br_summary *summary, const char *part)
{
    for (size_t i = 0; i < summary->caveat_count; i++)
        if (strstr(summary->caveats[i].sentence, part) != NULL)
            return true;
    return false;
}
