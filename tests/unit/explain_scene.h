/* A mode put together by hand, for the tests of its explanations: each changes a figure or two. */
#ifndef TESTS_EXPLAIN_SCENE_H
#define TESTS_EXPLAIN_SCENE_H

#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "summary/explain.h"

enum { CELLS = 2, STAGES = 2, WORKERS = 3 };

/* A mode in which nothing stands out: two workers that compute, on four CPUs, 90 ns a record. */
struct scene {
    struct br_profile profile;
    struct br_input input;
    struct br_result alloc;
    struct br_summary summary;
    struct br_cell names[CELLS]; /* one worker, two workers */
    struct br_summary_cell cells[CELLS];
    struct br_allocation allocations[CELLS];
    struct br_latency raw_latency;
    struct br_summary_latency latencies[CELLS];
    struct br_slow_records slow;
    struct br_stage_result raw_stages[STAGES];
    struct br_summary_stage stages[CELLS][STAGES];
    struct br_summary_worker workers[CELLS][WORKERS];
    struct br_summary_fit fit;
    struct br_summary_scaling scaling;
    struct br_explanation explanation;
};

static char mode[] = "concurrent", strategy[] = "partition", workload[] = "w",
            service[] = "service", process[] = "process", parse[] = "process.parse", name[] = "p",
            source[] = "synthetic";

static inline void quiet_cell(struct scene *scene, size_t i)
{
    struct br_summary_cell *cell = &scene->cells[i];
    scene->names[i] = (struct br_cell){.mode = mode,
                                       .workload = workload,
                                       .input = source,
                                       .strategy = strategy,
                                       .size = 1000,
                                       .threads = i + 1};
    cell->cell = &scene->names[i];
    strcpy(cell->label, i == 0 ? "1k ×1" : "1k ×2");
    cell->records = 1000;
    cell->lanes = i + 1;
    cell->rate = (struct br_summary_rate){.processes = 5,
                                          .records_per_s = 11e6 * (double)(i + 1),
                                          .ns_per_record = 90.0 / (double)(i + 1),
                                          .cpu_ns_per_record = 90,
                                          .effective_cpus = (double)(i + 1),
                                          .index_per_s = NAN,
                                          .rest_per_s = NAN};
    cell->efficiency = 1;
    for (size_t j = 0; j <= i; j++)
        scene->workers[i][j] = (struct br_summary_worker){.worker = j, .busy_share = 1};
    cell->workers = (struct br_summary_workers){.items = scene->workers[i], .count = i + 1};
    scene->allocations[i] = (struct br_allocation){.state = BR_STATE_COUNTED, .records = 1000000};
    cell->allocation = (struct br_summary_allocation){
        .raw = &scene->allocations[i], .state = BR_STATE_COUNTED, .allocations_per_record = 1};
    scene->latencies[i] =
        (struct br_summary_latency){.raw = &scene->raw_latency, .ns = {80, 100, 150, 200, 300}};
    cell->latencies = &scene->latencies[i];
    cell->latency_count = 1;
    cell->slowest = (struct br_summary_slowest){.raw = &scene->slow,
                                                .kept_cpu = 20,
                                                .bytes_p50 = 100,
                                                .input_bytes_p50 = 100,
                                                .fields_p50 = NAN,
                                                .input_fields_p50 = NAN};
    for (size_t j = 0; j < STAGES; j++)
        scene->stages[i][j] = (struct br_summary_stage){.raw = &scene->raw_stages[j],
                                                        .name = j == 0 ? "process" : "parse",
                                                        .depth = (unsigned)j,
                                                        .share = j == 0 ? 1 : 0.3,
                                                        .self_ns_per_record = j == 0 ? 63 : 27};
    cell->stages =
        (struct br_summary_stages){.items = scene->stages[i], .count = STAGES, .thread_ns = 1000};
}

static inline void set_scene(struct scene *scene)
{
    memset(scene, 0, sizeof *scene);
    scene->profile.name = name;
    scene->profile.config.mode = mode;
    scene->profile.environment.cpus_allowed = 4;
    scene->input = (struct br_input){.name = source, .records = 1000, .splittable = true};
    scene->profile.inputs.items = &scene->input;
    scene->profile.inputs.count = 1;
    scene->raw_latency = (struct br_latency){.kind = service, .records_per_stamp = 1};
    scene->raw_stages[0] =
        (struct br_stage_result){.path = process, .wall_ns = 1000, .self_wall_ns = 700};
    scene->raw_stages[1] =
        (struct br_stage_result){.path = parse, .wall_ns = 300, .self_wall_ns = 300};
    for (size_t i = 0; i < CELLS; i++)
        quiet_cell(scene, i);
    scene->fit = (struct br_summary_fit){.cheapest = &scene->cells[0], .largest = &scene->cells[1]};
    scene->summary = (struct br_summary){.profile = &scene->profile,
                                         .workload = workload,
                                         .cells = scene->cells,
                                         .cell_count = CELLS,
                                         .fits = &scene->fit,
                                         .fit_count = 1};
}

static inline void strike(struct scene *scene)
{
    br_shape_release(&br_explanation_shape, &scene->explanation);
}

static inline const struct br_bottleneck *explain(struct scene *scene)
{
    strike(scene);
    br_explain(&scene->summary, &scene->explanation);
    assert_true(scene->explanation.bottlenecks.count > 0);
    return &scene->explanation.bottlenecks.items[0];
}

/* That rule and no other; its claim and every figure can be read. */
static inline const struct br_bottleneck *expect(struct scene *scene, const char *rule)
{
    const struct br_bottleneck *finding = explain(scene);
    assert_string_equal(finding->rule, rule);
    assert_int_equal(scene->explanation.bottlenecks.count, 1);
    assert_non_null(finding->claim);
    assert_non_null(finding->why);
    for (size_t i = 0; i < finding->evidence.count; i++) {
        assert_true(isfinite(finding->evidence.items[i].value));
        assert_non_null(finding->evidence.items[i].where);
    }
    return finding;
}

static inline void expect_nothing(struct scene *scene)
{
    expect(scene, BR_EXPLAIN_NOTHING);
}

static inline void assert_claims(const struct br_bottleneck *finding, const char *part)
{
    if (strstr(finding->claim, part) == NULL)
        fail_msg("'%s' is not in: %s", part, finding->claim);
}

#endif
