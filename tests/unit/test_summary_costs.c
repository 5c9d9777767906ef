/* Latency, allocation, cycles and stages of a summary, against values worked out by hand. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "small_profile.h"
#include "summary/summary.h"

/* ---- latency ---- */

/* One value of 3 ticks (its own bucket), counted `fast` times, and one of 100 counted `slow`. */
static void add_latency(struct br_result *result, uint64_t fast, uint64_t slow, uint64_t per_stamp)
{
    struct br_latency *latency = br_list_append(&result->latencies, sizeof *latency);
    const uint64_t indices[] = {3, 100}, counts[] = {fast, slow};
    latency->kind = br_string_copy("service");
    latency->ticks_per_ns = 0.5;
    latency->bits = BR_HISTOGRAM_BITS;
    latency->records_per_stamp = per_stamp;
    latency->sum = 3 * fast + 100 * slow;
    latency->minimum = 3;
    latency->maximum = 100;
    for (size_t i = 0; i < 2; i++) {
        *(uint64_t *)br_list_append(&latency->indices, sizeof(uint64_t)) = indices[i];
        *(uint64_t *)br_list_append(&latency->counts, sizeof(uint64_t)) = counts[i];
    }
}

static void quantiles_know_how_far_they_are_the_workloads(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    /* The mean is 6.194 ticks = 12.388 ns, so 2,421,700 gaps/s put the limit at 1 - 0.03. */
    profile.environment.floor_gaps_per_s = 0.03 / 12.388e-9;
    add_latency(small_profile_add(&profile, "latency", 1000, 1), 967, 33, 1);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_latency *latency = &summary.cells[0].latencies[0];
    assert_int_equal(latency->records, 1000);
    small_profile_assert_close(latency->mean_ns, (3 * 967 + 100 * 33) / 1000.0 / 0.5);
    small_profile_assert_close(latency->ns[0], 6);
    small_profile_assert_close(latency->ns[2], 200);
    small_profile_assert_close(latency->maximum_ns, 200);
    assert_int_equal(latency->tail[1], BR_TAIL_WORKLOAD);
    assert_int_equal(latency->tail[2], BR_TAIL_MACHINE);
    assert_int_equal(latency->tail[3], BR_TAIL_FEW);
    assert_true(isnan(latency->ns[3]));
    small_profile_finish(&profile, &summary);
}

static void batches_have_a_mean_only(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    add_latency(small_profile_add(&profile, "latency", 1000, 1), 500000, 500000, 64);
    small_profile_summarise(&profile, &summary);
    assert_true(summary.cells[0].latencies[0].batched);
    small_profile_assert_close(summary.cells[0].latencies[0].mean_ns, 103);
    assert_true(isnan(summary.cells[0].latencies[0].ns[0]));
    assert_true(isnan(summary.cells[0].latencies[0].tick_limit));
    assert_true(
        small_profile_has_caveat(&summary, "too short to be stamped one by one at size 1k ×1"));
    small_profile_finish(&profile, &summary);
}

static void a_damaged_histogram_is_an_error(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    struct br_error error = {0};
    small_profile_start(&profile);
    add_latency(small_profile_add(&profile, "latency", 1000, 1), 1, 1, 1);
    profile.results.items[0].latencies.items[0].indices.items[1] = BR_HISTOGRAM_BUCKETS;
    assert_int_equal(br_summary_make(&profile, &summary, &error), BR_ERROR_FORMAT);
    assert_non_null(strstr(error.message, "latency of 1k ×1"));
    assert_null(summary.cells);
    small_profile_finish(&profile, &summary);
}

/* ---- costs ---- */

static void allocation_is_per_record(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_allocation *raw = &small_profile_add(&profile, "alloc", 1000, 1)->allocation;
    raw->state = BR_STATE_COUNTED;
    raw->records = 2000;
    raw->allocations = 7000;
    raw->frees = 6000;
    raw->allocated_bytes = 128000;
    raw->requested_bytes = 100000;
    raw->left_behind_bytes = -500;
    raw->requests_by_jemalloc = 7000;
    raw->at_end.live_bytes = 300;
    raw->at_end.active_bytes = 400;
    small_profile_summarise(&profile, &summary);
    const struct br_summary_allocation *allocation = &summary.cells[0].allocation;
    small_profile_assert_close(allocation->allocations_per_record, 3.5);
    small_profile_assert_close(allocation->frees_per_record, 3);
    small_profile_assert_close(allocation->bytes_per_record, 64);
    small_profile_assert_close(allocation->requested_bytes_per_record, 50);
    small_profile_assert_close(allocation->left_behind_per_record, -0.25);
    small_profile_assert_close(allocation->fragmentation_at_end, 0.25);
    assert_true(isnan(allocation->fragmentation_after_drain));
    small_profile_assert_close(allocation->cross_check, 1);
    small_profile_finish(&profile, &summary);
}

static void add_counter(struct br_result *result, const char *name, enum br_state state,
                        double value, const char *reason)
{
    struct br_counter_row *row = br_list_append(&result->counting.rows, sizeof *row);
    row->name = br_string_copy(name);
    br_figure_set(&row->total, state, value, "source", reason);
}

static void cycles_fall_back_to_the_tsc_and_say_so(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_result *result = small_profile_add(&profile, "counters", 1000, 1);
    result->counting.records = 1000;
    result->counting.bytes = 100000;
    add_counter(result, "cycles", BR_STATE_UNSUPPORTED, 0, "no counters here");
    add_counter(result, "reference-cycles", BR_STATE_COUNTED, 5000, NULL);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_counting *counting = &summary.cells[0].counting;
    assert_string_equal(counting->headline->name, "reference-cycles");
    small_profile_assert_close(counting->headline->per_record, 5);
    small_profile_assert_close(counting->headline->per_byte, 0.05);
    assert_true(isnan(counting->items[0].per_record));
    assert_true(small_profile_has_caveat(&summary, "No hardware cycle counter: no counters here."));
    br_summary_release(&summary);

    profile.results.items[0].counting.rows.items[1].total.state = BR_STATE_UNSUPPORTED;
    small_profile_summarise(&profile, &summary);
    assert_null(summary.cells[0].counting.headline);
    assert_string_equal(summary.cells[0].counting.missing, "no counters here");
    small_profile_finish(&profile, &summary);
}

static void add_stage(struct br_result *result, const char *path, double wall_ns)
{
    struct br_stage_result *stage = br_list_append(&result->stages, sizeof *stage);
    stage->path = br_string_copy(path);
    stage->calls = 1000;
    stage->wall_ns = wall_ns;
    stage->self_wall_ns = wall_ns;
    br_figure_set(&stage->allocated_bytes, BR_STATE_COUNTED, 4000, "jemalloc", NULL);
}

/* 1,000,000 ns of thread time = 700,000 + 120,000 + 20,000 in outer stages, the last of them part
 * of the 50,000 waited, 30,000 more waited, 3 x 1,000 marks of 10 ns, and 100,000 in no stage. */
static void stages_close_on_the_threads_time(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_result *result = small_profile_add(&profile, "stages", 1000, 1);
    small_profile_sample(result, 1000, 1);
    small_profile_worker(result, 1000000, 30000, 20000, false);
    add_stage(result, "decode", 700000);
    add_stage(result, "decode.fields", 300000);
    add_stage(result, "frame", 120000);
    add_stage(result, "pop", 20000);
    result->stage_pair_cost_ns = 10;
    small_profile_summarise(&profile, &summary);
    const struct br_summary_stages *stages = &summary.cells[0].stages;
    assert_int_equal(stages->count, 4);
    small_profile_assert_close(stages->items[0].share, 0.7);
    small_profile_assert_close(stages->items[0].ns_per_record, 700);
    small_profile_assert_close(stages->items[0].allocated_bytes_per_record, 4);
    assert_true(isnan(stages->items[0].allocations_per_record));
    assert_string_equal(stages->items[1].name, "fields");
    assert_int_equal(stages->items[1].depth, 1);
    small_profile_assert_close(stages->waiting_share, 0.03);
    small_profile_assert_close(stages->marks_share, 0.03);
    small_profile_assert_close(stages->residual_share, 0.1);
    small_profile_finish(&profile, &summary);
}

static void add_look(struct br_result *result, const char *stage, double cpu_percent, uint64_t rss)
{
    struct br_look *look = br_list_append(&result->looks, sizeof *look);
    look->stage = br_string_copy(stage);
    look->cpu_percent = cpu_percent;
    look->rss_bytes = rss;
}

static void looks_are_attributed_to_stages(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    struct br_result *result = small_profile_add(&profile, "stages", 1000, 1);
    add_look(result, NULL, 50, 100);
    add_look(result, "decode", 90, 300);
    add_look(result, "decode", 100, 200);
    small_profile_summarise(&profile, &summary);
    const struct br_summary_series *series = &summary.cells[0].series;
    assert_int_equal(series->looks, 3);
    small_profile_assert_close(series->cpu_percent_mean, 80);
    assert_int_equal(series->rss_bytes_peak, 300);
    assert_int_equal(series->rss_bytes_last, 200);
    assert_int_equal(series->row_count, 2);
    assert_string_equal(series->rows[1].stage, "decode");
    small_profile_assert_close(series->rows[1].cpu_percent_mean, 95);
    assert_int_equal(series->rows[1].rss_bytes_peak, 300);
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_know_how_far_they_are_the_workloads),
        cmocka_unit_test(batches_have_a_mean_only),
        cmocka_unit_test(a_damaged_histogram_is_an_error),
        cmocka_unit_test(allocation_is_per_record),
        cmocka_unit_test(cycles_fall_back_to_the_tsc_and_say_so),
        cmocka_unit_test(stages_close_on_the_threads_time),
        cmocka_unit_test(looks_are_attributed_to_stages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
