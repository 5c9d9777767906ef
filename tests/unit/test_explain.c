/*
 * What limits a mode: each rule speaks alone where its figures say so and is silent just below its
 * limit. Summaries are put together by hand, so that no machine and no load has a say.
 */
#include "unit/explain_scene.h"

static char alloc[] = "alloc";

static void nothing_stands_out_is_a_finding(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    const struct br_bottleneck *finding = expect(&scene, BR_EXPLAIN_NOTHING);
    assert_int_equal(finding->confidence, BR_CONFIDENCE_HIGH);
    assert_int_equal(scene.explanation.unjudged.count, 0);
    strike(&scene);
}

static void what_was_not_measured_is_not_judged(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    for (size_t i = 0; i < CELLS; i++) {
        scene.cells[i].latency_count = 0;
        scene.cells[i].stages.count = 0;
        scene.cells[i].allocation.raw = NULL;
        scene.cells[i].rate.processes = 0;
    }
    scene.summary.fit_count = 0;
    const struct br_bottleneck *finding = expect(&scene, BR_EXPLAIN_NOTHING);
    assert_int_equal(finding->confidence, BR_CONFIDENCE_LOW);
    assert_int_equal(scene.explanation.unjudged.count, 10);
    strike(&scene);
}

static void computing_is_cpu_bound(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.cells[0].rate.cpu_ns_per_record = scene.cells[1].rate.cpu_ns_per_record = 100;
    const struct br_bottleneck *finding = expect(&scene, "cpu-bound");
    assert_int_equal(finding->cells.count, 1);
    assert_int_equal(finding->confidence, BR_CONFIDENCE_HIGH);
    scene.cells[0].rate.unstable = scene.cells[1].rate.unstable = BR_UNSTABLE_SAMPLES;
    finding = expect(&scene, "cpu-bound");
    assert_int_equal(finding->confidence, BR_CONFIDENCE_MEDIUM);
    assert_non_null(strstr(finding->why, "not stable"));
    /* A machine that others use takes CPU time away, and the mode is what it was. */
    scene.cells[0].rate.effective_cpus = 0.6;
    scene.cells[0].rate.run_delay_share = 0.4;
    assert_int_equal(expect(&scene, "cpu-bound")->cells.count, 1);
    strike(&scene);
}

static void many_allocations_are_allocator_bound(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    struct br_summary_cell *cell = &scene.cells[0];
    cell->rate.cpu_ns_per_record = 800;
    cell->allocation.allocations_per_record = 10;
    assert_claims(expect(&scene, "allocator-bound"), "10 allocations, one for every 80 ns");
    cell->allocation.allocations_per_record = 9.9;
    expect(&scene, "cpu-bound");
    strike(&scene);
}

/* Samples know better than counts. */
static void sampled_stacks_decide_about_the_allocator(void **state)
{
    (void)state;
    char cpu[] = "cpu", library[] = "libjemalloc.so.2", other[] = "libw.so";
    uint64_t in_allocator[] = {0, 1}, outside[] = {1};
    struct br_frame frames[] = {{.library = library}, {.library = other}};
    struct br_stack stacks[] = {{.frames = {in_allocator, 2}, .value = 20},
                                {.frames = {outside, 1}, .value = 80}};
    struct br_stacks profile = {
        .kind = cpu, .frames = {frames, 2}, .stacks = {.items = stacks, .count = 2}};
    struct scene scene;
    set_scene(&scene);
    struct br_result result = {
        .cell = scene.names[0], .pass = cpu, .ok = true, .stacks = {&profile, 1}};
    scene.profile.results.items = &result;
    scene.profile.results.count = 1;
    scene.cells[0].rate.cpu_ns_per_record = 800;
    const struct br_bottleneck *finding = expect(&scene, "allocator-bound");
    assert_claims(finding, "20 % of the CPU time");
    assert_int_equal(finding->confidence, BR_CONFIDENCE_HIGH);
    assert_string_equal(finding->evidence.items[0].where, "results[0].stacks");
    stacks[0].value = 19;
    scene.cells[0].allocation.allocations_per_record = 1000;
    expect(&scene, "cpu-bound");
    strike(&scene);
}

static void waiting_workers_are_wait_bound(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    struct br_summary_workers *workers = &scene.cells[1].workers;
    workers->starved_share = 0.06;
    workers->blocked_share = 0.04;
    assert_claims(expect(&scene, "wait-bound"), "6 % for work, 4 % for each other, 0 % inside");
    workers->blocked_share = 0.03;
    expect_nothing(&scene);
    /* Neither starved nor blocked, and yet without a CPU: the workload itself waits. */
    workers->starved_share = workers->blocked_share = 0;
    scene.cells[1].rate.effective_cpus = 1.5;
    assert_claims(expect(&scene, "wait-bound"), "25 % inside");
    strike(&scene);
}

static void make_queue(struct scene *scene, double busy, double starved)
{
    static char queue[] = "queue";
    struct br_summary_cell *cell = &scene->cells[1];
    scene->names[1].strategy = queue;
    scene->workers[1][2] = (struct br_summary_worker){
        .worker = 2, .producer = true, .busy_share = busy, .blocked_share = 1 - busy};
    cell->workers.count = 3;
    cell->lanes = 3;
    cell->rate.effective_cpus = 2 * (1 - starved) + busy;
    cell->workers.starved_share = starved;
    scene->workers[1][0].starved_share = scene->workers[1][1].starved_share = starved;
}

static void a_busy_producer_and_starving_workers_are_producer_bound(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    make_queue(&scene, 0.95, 0.4);
    assert_claims(expect(&scene, "producer-bound"), "busy 95 % of its time");
    make_queue(&scene, 0.8, 0.4);
    expect(&scene, "wait-bound");
    make_queue(&scene, 0.95, 0.05);
    expect_nothing(&scene);
    strike(&scene);
}

static void framing_by_one_for_all_is_producer_bound(void **state)
{
    (void)state;
    struct scene scene;
    static char dynamic[] = "dynamic";
    set_scene(&scene);
    scene.cells[1].rate.index_share = 0.10;
    scene.cells[1].rate.index_per_s = 2e6;
    assert_claims(expect(&scene, "producer-bound"), "2.00M records/s");
    scene.cells[1].rate.index_share = 0.09;
    expect_nothing(&scene);
    scene.cells[1].workers.starved_share = 0.2;
    scene.names[1].strategy = dynamic;
    expect(&scene, "wait-bound");
    scene.input.splittable = false;
    assert_claims(expect(&scene, "producer-bound"), "one worker at a time");
    strike(&scene);
}

static void workers_in_each_others_way_are_contention_bound(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    struct br_summary_cell *cell = &scene.cells[1];
    cell->rate.cpu_ns_per_record = 90 * 1.16;
    cell->efficiency = 1 / 1.16;
    assert_int_equal(expect(&scene, "contention-bound")->confidence, BR_CONFIDENCE_MEDIUM);
    cell->efficiency = 1; /* the rate does not suffer: a slower clock, not contention */
    expect(&scene, "cpu-bound");
    cell->efficiency = 1 / 1.16;
    cell->workers.starved_share = 0.5; /* waiting threads spin */
    expect(&scene, "wait-bound");
    strike(&scene);
}

static void a_certain_scaling_law_is_contention(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.scaling = (struct br_summary_scaling){
        .first = &scene.cells[1],
        .fitted = true,
        .intervals_known = true,
        .law = {.sigma = 0.2},
        .intervals = {.sigma = {0.1, 0.3}},
    };
    scene.summary.scalings = &scene.scaling;
    scene.summary.scaling_count = 1;
    assert_int_equal(expect(&scene, "contention-bound")->confidence, BR_CONFIDENCE_HIGH);
    scene.scaling.intervals.sigma.low = 0;
    expect_nothing(&scene);
    strike(&scene);
}

static void waits_for_the_allocators_locks_are_contention(void **state)
{
    (void)state;
    struct scene scene;
    struct br_worker_row rows[2] = {{.wall_ns = 1000}, {.wall_ns = 1000}};
    struct br_mutex_row mutex = {.wait_ns = 100};
    set_scene(&scene);
    scene.alloc =
        (struct br_result){.cell = scene.names[1], .pass = alloc, .ok = true, .workers = {rows, 2}};
    scene.alloc.allocation.state = BR_STATE_COUNTED;
    scene.alloc.allocation.mutexes = (struct br_mutex_rows){&mutex, 1};
    scene.profile.results.items = &scene.alloc;
    scene.profile.results.count = 1;
    assert_claims(expect(&scene, "contention-bound"), "5 % of their time for the allocator's");
    mutex.wait_ns = 99;
    expect_nothing(&scene);
    strike(&scene);
}

static void more_threads_than_cpus_silence_the_rules_about_time(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.profile.environment.cpus_allowed = 1;
    scene.cells[1].oversubscribed = true;
    scene.cells[1].workers.starved_share = 0.5;
    scene.cells[1].rate.cpu_ns_per_record = 1000;
    scene.cells[1].efficiency = 0.5;
    scene.latencies[1].ns[3] = 80000;
    assert_claims(expect(&scene, "oversubscribed"), "2 threads share 1 CPUs");
    strike(&scene);
}

static void what_is_left_behind_is_memory_growth(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    struct br_allocation *raw = &scene.allocations[0];
    raw->left_behind_bytes = 1000000;
    scene.cells[0].allocation.left_behind_per_record = 1;
    raw->after_drain.live_bytes = 500000;
    assert_int_equal(expect(&scene, "memory-growth")->confidence, BR_CONFIDENCE_HIGH);
    raw->after_drain.live_bytes = 0;
    assert_int_equal(expect(&scene, "memory-growth")->confidence, BR_CONFIDENCE_MEDIUM);
    raw->left_behind_bytes = 65535;
    expect_nothing(&scene);
    raw->left_behind_bytes = 1000000;
    scene.cells[0].allocation.left_behind_per_record = 0.9;
    expect_nothing(&scene);
    strike(&scene);
}

static void slow_records_are_a_tail(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    struct br_summary_latency *times = &scene.latencies[1];
    times->ns[3] = 800;
    const struct br_bottleneck *finding = expect(&scene, "tail-bound");
    assert_claims(finding, "10 times as long as the median (p99.9)");
    assert_claims(finding, "neither their lengths nor their outcomes");
    assert_int_equal(finding->confidence, BR_CONFIDENCE_MEDIUM);
    struct br_summary_slowest *slowest = &scene.cells[1].slowest;
    slowest->are_longer = true;
    slowest->longer = 19;
    finding = expect(&scene, "tail-bound");
    assert_claims(finding, "19 of 20 are longer");
    assert_int_equal(finding->confidence, BR_CONFIDENCE_HIGH);
    slowest->are_longer = false;
    slowest->are_fuller = true;
    slowest->fuller = 18;
    slowest->fields_p50 = 45;
    slowest->input_fields_p50 = 12;
    finding = expect(&scene, "tail-bound");
    assert_claims(finding,
                  "18 of 20 have more fields than half of the records (median 45 against 12)");
    assert_int_equal(finding->confidence, BR_CONFIDENCE_HIGH);
    times->ns[3] = 790;
    expect_nothing(&scene);
    /* A restless machine makes slow records at random: only what they have in common tells. */
    times->ns[3] = 800;
    scene.cells[1].rate.unstable = BR_UNSTABLE_RUN_DELAY;
    expect(&scene, "tail-bound");
    slowest->are_fuller = false;
    expect_nothing(&scene);
    strike(&scene);
}

/* Where the machine's interruptions reach into the tail, it says nothing of the workload. */
static void a_tail_of_the_machine_is_none(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    for (size_t i = 0; i < CELLS; i++) {
        scene.latencies[i].ns[3] = 80000;
        scene.latencies[i].tail[3] = BR_TAIL_MACHINE;
    }
    expect_nothing(&scene);
    scene.latencies[0].ns[2] = 800;
    assert_claims(expect(&scene, "tail-bound"), "(p99)");
    for (size_t i = 0; i < CELLS; i++)
        scene.latencies[i].tail[2] = BR_TAIL_MACHINE;
    expect_nothing(&scene);
    assert_int_equal(scene.explanation.unjudged.count, 1);
    assert_string_equal(scene.explanation.unjudged.items[0].rule, "tail-bound");
    strike(&scene);
}

static void one_stage_may_dominate(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.raw_stages[0].self_wall_ns = 500;
    scene.raw_stages[1].self_wall_ns = 500;
    scene.cells[1].rate.cpu_ns_per_record = 200;
    scene.cells[0].rate.cpu_ns_per_record = 200;
    scene.stages[1][1].self_ns_per_record = 100;
    scene.cells[0].stages.count = 1;
    scene.cells[0].rate.cpu_ns_per_record = 90;
    scene.cells[1].efficiency = 1;
    const struct br_bottleneck *finding = expect(&scene, "one-stage-dominant");
    assert_claims(finding, "process.parse takes 50 %");
    assert_claims(finding, "5.3 % at most"); /* 1 / (1 - 0.5 x 0.1) - 1 */
    scene.cells[1].stages.marks_share = 0.2;
    assert_int_equal(expect(&scene, "one-stage-dominant")->confidence, BR_CONFIDENCE_LOW);
    scene.raw_stages[1].self_wall_ns = 490;
    expect(&scene, "cpu-bound");
    strike(&scene);
}

static void growing_cost_is_told_with_its_sizes(void **state)
{
    (void)state;
    struct scene scene;
    set_scene(&scene);
    scene.fit.grows = true;
    scene.fit.growth = 0.10;
    assert_claims(expect(&scene, "cost-growing-with-size"), "10 % more at 1k ×2 than at 1k ×1");
    scene.fit.growth = 0.09;
    expect_nothing(&scene);
    scene.fit.growth = 0.5;
    scene.fit.grows = false; /* within the intervals */
    expect_nothing(&scene);
    strike(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_stands_out_is_a_finding),
        cmocka_unit_test(what_was_not_measured_is_not_judged),
        cmocka_unit_test(computing_is_cpu_bound),
        cmocka_unit_test(many_allocations_are_allocator_bound),
        cmocka_unit_test(sampled_stacks_decide_about_the_allocator),
        cmocka_unit_test(waiting_workers_are_wait_bound),
        cmocka_unit_test(a_busy_producer_and_starving_workers_are_producer_bound),
        cmocka_unit_test(framing_by_one_for_all_is_producer_bound),
        cmocka_unit_test(workers_in_each_others_way_are_contention_bound),
        cmocka_unit_test(a_certain_scaling_law_is_contention),
        cmocka_unit_test(waits_for_the_allocators_locks_are_contention),
        cmocka_unit_test(more_threads_than_cpus_silence_the_rules_about_time),
        cmocka_unit_test(what_is_left_behind_is_memory_growth),
        cmocka_unit_test(slow_records_are_a_tail),
        cmocka_unit_test(a_tail_of_the_machine_is_none),
        cmocka_unit_test(one_stage_may_dominate),
        cmocka_unit_test(growing_cost_is_told_with_its_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
