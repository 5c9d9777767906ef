/* Small profiles to compare. */
#include "compared_profiles.h"

#include "unit/cmocka_all.h"

#include <string.h>

#include "base/text.h"
#include "small_profile.h"

struct br_result *compared_profile_pass(struct br_profile *profile, const char *pass)
{
    for (size_t i = 0; i < profile->results.count; i++)
        if (strcmp(profile->results.items[i].pass, pass) == 0)
            return &profile->results.items[i];
    fail_msg("no %s", pass);
    return NULL;
}

void compared_profile_stage(struct br_result *result, const char *path, double wall_ns,
                            double self_ns)
{
    struct br_stage_result *stage = br_list_append(&result->stages, sizeof *stage);
    stage->path = br_string_copy(path);
    stage->calls = 1;
    stage->wall_ns = wall_ns;
    stage->self_wall_ns = self_ns;
}

void compared_profile_fill(struct br_profile *profile, const char *name)
{
    small_profile_start(profile);
    profile->name = br_string_copy(name);
    profile->environment.hostname = br_string_copy("host");
    for (uint64_t i = 0; i < 5; i++) {
        struct br_result *result = small_profile_add(profile, "throughput", 1000, 2);
        for (int j = 0; j < 4; j++)
            small_profile_sample(result, 1000 + i, 1);
        result->usage.rss_peak_bytes = 10000000;
    }
    struct br_result *result = small_profile_add(profile, "alloc", 1000, 2);
    result->repetitions = 1;
    result->allocation = (struct br_allocation){.state = BR_STATE_COUNTED,
                                                .records = 1000,
                                                .allocations = 10000,
                                                .allocated_bytes = 640000,
                                                .live_peak_bytes = 4096};
    result = small_profile_add(profile, "instructions", 1000, 2);
    result->instructions = (struct br_instruction_counts){
        .state = BR_STATE_COUNTED, .records = 1000, .instructions = 2000000};
    result = small_profile_add(profile, "stages", 1000, 2);
    small_profile_sample(result, 1000, 1);
    compared_profile_stage(result, "outer", 900000, 300000);
    compared_profile_stage(result, "outer.inner", 600000, 600000);
    result = small_profile_add(profile, "verify", 1000, 2);
    result->work.digested = true;
    result->work.digest = 7;
}

void compared_profile_slow_down(struct br_profile *profile, double factor)
{
    for (size_t i = 0; i < profile->results.count; i++) {
        struct br_result *result = &profile->results.items[i];
        if (strcmp(result->pass, "throughput") != 0)
            continue;
        for (size_t j = 0; j < result->samples.count; j++)
            result->samples.items[j].wall_ns =
                (uint64_t)((double)result->samples.items[j].wall_ns * factor);
    }
}
