/*
 * Whole runs in the test program: children are this program again, started with __child. A workload
 * that gets into trouble in one pass costs that pass and says where; what was measured is kept.
 */
#include "unit/cmocka_all.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/workloads.h"
#include "engine/runner.h"
#include "line_workload.h"
#include "measure/allocation.h"
#include "unit/scratch_folder.h"

/* ---- the workload in trouble ---- */

enum { NONE, CRASH, LEAVE, LEAVE_BADLY, HANG, CHANGE, OTHER, TALK, CRASH_FRAMING, NOT_OPEN };
static const char *const troubles[] = {"none",          "crash",    "leave", "leave-badly",
                                       "hang",          "change",   "other", "talk",
                                       "crash-framing", "not-open", NULL};
static const struct br_option trouble_options[] = {
    {.name = "how", .kind = BR_OPTION_CHOICE, .default_value = "none", .choices = troubles},
    {.name = NULL}};

struct trouble {
    uint64_t how;
    uint64_t change;
    bool here; /* this pass is the one: neither verify nor stages */
};

static int trouble_open(const struct br_harness *harness, void **state, char *message,
                        size_t message_size)
{
    uint64_t how = harness->option_number(harness, "how");
    if (how == NOT_OPEN) {
        snprintf(message, message_size, "the door is locked");
        return -1;
    }
    uint64_t *kept = malloc(sizeof *kept);
    *kept = how;
    *state = kept;
    return 0;
}

static int trouble_begin(void *state, const struct br_worker_context *context, void **worker)
{
    struct trouble *trouble = malloc(sizeof *trouble);
    *trouble = (struct trouble){.how = *(uint64_t *)state,
                                .here = context->digest == NULL && context->stages == NULL};
    *worker = trouble;
    return 0;
}

/* By the signal itself, whatever a sanitizer has put in its way. */
static void crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static void get_into_trouble(struct trouble *trouble, struct br_outcome *outcome)
{
    switch (trouble->how) {
    case CRASH:
        crash();
        break;
    case LEAVE:
        exit(0);
    case LEAVE_BADLY:
        _exit(3);
    case HANG:
        for (;;)
            pause();
    case CHANGE:
        trouble->change++;
        outcome->witness += trouble->change * trouble->change;
        break;
    case OTHER:
        outcome->witness++;
        break;
    case TALK:
        printf("out of the record\n");
        fprintf(stderr, "and in trouble\n");
        fflush(stdout);
        crash();
        break;
    default:
        break;
    }
}

static void trouble_process(void *worker, const unsigned char *record, size_t size,
                            struct br_outcome *outcome)
{
    struct trouble *trouble = worker;
    outcome->witness = size;
    if (record[0] == '*' && trouble->here)
        get_into_trouble(trouble, outcome);
}

static size_t trouble_frame(const void *state, const unsigned char *input, uint64_t input_size,
                            uint64_t *offset, struct br_span *spans, size_t capacity)
{
    const uint64_t *how = state;
    size_t count = br_line_workload.frame(NULL, input, input_size, offset, spans,
                                          *how == CRASH_FRAMING ? 1 : capacity);
    if (*how == CRASH_FRAMING && count == 1 && input[spans[0].offset] == '*')
        crash();
    return count;
}

static const struct br_workload trouble_workload = {.abi_version = BR_WORKLOAD_ABI_VERSION,
                                                    .struct_size = sizeof(struct br_workload),
                                                    .name = "trouble",
                                                    .summary = "gets into trouble",
                                                    .format = "lines",
                                                    .options = trouble_options,
                                                    .open = trouble_open,
                                                    .close = free,
                                                    .frame = trouble_frame,
                                                    .worker_begin = trouble_begin,
                                                    .worker_end = free,
                                                    .process = trouble_process};

static const struct br_workload *const workloads[] = {&trouble_workload,         &br_line_workload,
                                                      &br_line_workload_in_turn, &br_workload_null,
                                                      &br_workload_ndjson,       NULL};
static const struct br_mode *const modes[] = {&br_mode_single, &br_mode_concurrent, NULL};
static const struct br_registry registry = {.workloads = workloads, .modes = modes};

/* ---- a run ---- */

#define INPUT "one\ntwo\nthree\n*four\nfive\n" /* the trouble is at offset 14 */

struct run {
    struct br_config config;
    struct br_profile profile;
    struct br_error error;
    struct br_run_events events;
    volatile sig_atomic_t interrupted;
    size_t passes_ended;
    bool interrupt_after_a_pass, interrupt_at_a_look;
    char folder[SCRATCH_PATH];
    char input[SCRATCH_PATH + 256];
    size_t descriptors; /* open before the run */
};

static size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static void on_pass_ended(void *context, const struct br_result *result)
{
    struct run *run = context;
    (void)result;
    run->passes_ended++;
    if (run->interrupt_after_a_pass)
        run->interrupted = SIGINT;
}

static void on_look(void *context, const struct br_look *look)
{
    struct run *run = context;
    (void)look;
    if (run->interrupt_at_a_look)
        run->interrupted = SIGINT;
}

static void add_pass(struct run *run, const char *name)
{
    *(char **)br_list_append(&run->config.passes, sizeof(char *)) = br_string_copy(name);
}

static void add_count(struct br_counts *counts, uint64_t count)
{
    *(uint64_t *)br_list_append(counts, sizeof count) = count;
}

static void use_input(struct run *run, const char *text)
{
    scratch_path(run->input, run->folder, "input");
    assert_int_equal(scratch_write(run->input, text, strlen(text)), 0);
    free(run->config.input);
    run->config.input = br_string_copy(run->input);
}

/* A small run of one workload over INPUT, one sample per pass. */
static void start(struct run *run, const char *workload, const char *how)
{
    *run = (struct run){.config = {.samples = 2,
                                   .replicates = 1,
                                   .sample_ns = 100000,
                                   .time_budget_ns = 400000000,
                                   .timeout_ns = 60000000000,
                                   .interval_ns = 10000000}};
    assert_int_equal(scratch_make(run->folder), 0);
    run->config.workload = br_string_copy(workload);
    use_input(run, INPUT);
    if (how != NULL) {
        struct br_setting *setting = br_list_append(&run->config.settings, sizeof *setting);
        setting->name = br_string_copy("how");
        setting->value = br_string_copy(how);
        add_pass(run, "verify");
        add_pass(run, "latency");
        add_pass(run, "stages");
    }
    add_count(&run->config.sizes, BR_SIZE_ALL);
    run->events =
        (struct br_run_events){.context = run, .pass_looked = on_look, .pass_ended = on_pass_ended};
    run->descriptors = open_descriptors();
}

static int go(struct run *run)
{
    const struct br_run_request request = {.config = &run->config,
                                           .registry = &registry,
                                           .events = &run->events,
                                           .interrupted = &run->interrupted};
    br_config_defaults(&run->config);
    return br_run(&request, &run->profile, &run->error);
}

/* Nothing of any child is left: no process, not even a dead one, and no descriptor. */
static void end(struct run *run)
{
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
    assert_int_equal(open_descriptors(), run->descriptors);
    br_profile_release(&run->profile);
    br_shape_release(&br_config_shape, &run->config);
    scratch_remove(run->folder);
}

static const struct br_result *result_of(const struct run *run, const char *pass)
{
    for (size_t i = 0; i < run->profile.results.count; i++)
        if (strcmp(run->profile.results.items[i].pass, pass) == 0)
            return &run->profile.results.items[i];
    fail_msg("there is no result of the %s pass", pass);
    return NULL;
}

static void assert_ok(const struct br_result *result)
{
    struct br_error error = {0};
    if (!result->ok)
        fail_msg("%s: %s", result->pass, result->failure);
    if (br_result_check(result, &error) != 0)
        fail_msg("%s: %s", result->pass, error.message);
}

static void assert_failed(const struct br_result *result, const char *what)
{
    assert_false(result->ok);
    if (strstr(result->failure, what) == NULL)
        fail_msg("%s: '%s' is not in: %s", result->pass, what, result->failure);
}

/* ---- runs without trouble ---- */

static void assert_whole(const struct run *run, size_t results)
{
    assert_true(run->profile.complete);
    assert_false(run->profile.interrupted);
    assert_int_equal(run->profile.results.count, results);
    assert_int_equal(run->passes_ended, results);
    for (size_t i = 0; i < results; i++) {
        const struct br_result *result = &run->profile.results.items[i];
        assert_ok(result);
        assert_int_equal(result->work.records, result->cell.size > 0
                                                   ? result->cell.size
                                                   : run->profile.inputs.items[0].records);
        assert_true(result->samples.count >= 1);
        assert_true(result->started_ns <= result->ended_ns);
    }
}

static void a_run_of_single_has_a_result_for_every_pass(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    add_count(&run.config.sizes, 3);
    run.config.replicates = 2;
    run.config.time_budget_ns = 10000000000; /* so that no replicate is left out */
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    assert_whole(&run, 14);
    assert_int_equal(run.profile.inputs.items[0].records, 5);
    assert_int_equal(result_of(&run, "verify")->work.digested, 1);
    assert_int_equal(result_of(&run, "throughput")->work.digested, 0);
    assert_string_equal(result_of(&run, "latency")->latencies.items[0].kind, "service");
    assert_true(result_of(&run, "stages")->stages.count >= 2);
    assert_true(result_of(&run, "counters")->counting.rows.count >= 2);
    end(&run);
}

static void a_run_of_concurrent_agrees_over_threads_and_strategies(void **state)
{
    (void)state;
    static const char *const strategies[] = {"partition", "dynamic", "queue"};
    static const char *const formats[] = {"line", "line-in-turn"};
    uint64_t digest = 0;
    for (size_t i = 0; i < 6; i++) {
        struct run run;
        start(&run, formats[i % 2], NULL);
        run.config.mode = br_string_copy("concurrent");
        run.config.strategy = br_string_copy(strategies[i / 2]);
        add_count(&run.config.threads, 1);
        add_count(&run.config.threads, 3);
        add_pass(&run, "verify");
        add_pass(&run, "throughput");
        use_input(&run, "one\n-\n!bad\nthree\n");
        if (go(&run) != 0)
            fail_msg("%s", run.error.message);
        assert_whole(&run, 4);
        const struct br_result *verify = result_of(&run, "verify");
        assert_int_equal(verify->work.rejected, 2);
        assert_int_equal(verify->workers.count, verify->cell.threads + (i / 2 == 2 ? 1 : 0));
        digest = i == 0 ? verify->work.digest : digest;
        assert_int_equal(verify->work.digest, digest);
        end(&run);
    }
}

/* ---- trouble in one pass ---- */

static void costs_one_pass(const char *how, const char *first, const char *second)
{
    struct run run;
    start(&run, "trouble", how);
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    assert_int_equal(run.profile.results.count, 3);
    assert_ok(result_of(&run, "verify"));
    assert_ok(result_of(&run, "stages"));
    assert_failed(result_of(&run, "latency"), first);
    assert_failed(result_of(&run, "latency"), second);
    end(&run);
}

static void a_crash_costs_its_pass_and_names_phase_and_record(void **state)
{
    (void)state;
    costs_one_pass("crash", "SIGSEGV",
                   "in its phase 'warm-up'; worker 0 was at record 3 (counted from 0), at "
                   "offset 14 of the input");
}

static void leaving_costs_its_pass(void **state)
{
    (void)state;
    costs_one_pass("leave", "ended without an answer", "at offset 14 of the input");
    costs_one_pass("leave-badly", "exited with status 3", "at offset 14 of the input");
}

static void changing_work_costs_its_pass(void **state)
{
    (void)state;
    costs_one_pass("change", "the workload is not deterministic", "repetitions");
    costs_one_pass("other", "did other work than the verify pass", "witness");
}

static void what_a_dead_child_printed_is_kept(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "talk");
    assert_int_equal(go(&run), 0);
    const struct br_result *latency = result_of(&run, "latency");
    assert_failed(latency, "SIGSEGV");
    assert_non_null(latency->output_tail);
    assert_non_null(strstr(latency->output_tail, "out of the record\n"));
    assert_non_null(strstr(latency->output_tail, "and in trouble\n"));
    assert_null(result_of(&run, "verify")->output_tail);
    end(&run);
}

/* The interval of looks, ten minutes, must not keep the time limit from acting. What comes after
 * in the same cell is not tried: each would wait as long. */
static void a_child_that_hangs_is_killed(void **state)
{
    (void)state;
    struct run run;
    bool hung = false;
    start(&run, "trouble", "hang");
    run.config.timeout_ns = 5000000000;
    run.config.interval_ns = 600000000000;
    assert_int_equal(go(&run), 0);
    assert_int_equal(run.profile.results.count, 3);
    assert_ok(result_of(&run, "verify"));
    assert_failed(result_of(&run, "latency"), "gave no answer within 5.00 s (--timeout)");
    assert_failed(result_of(&run, "latency"), "at offset 14 of the input");
    for (size_t i = 0; i < 3; i++) {
        const struct br_result *result = &run.profile.results.items[i];
        if (strcmp(result->pass, "latency") == 0)
            hung = true;
        else if (hung)
            assert_failed(result, "not run: another pass of this cell gave no answer");
        else
            assert_ok(result);
    }
    end(&run);
}

/* ---- input that cannot be used ---- */

static void fails_before_the_first_pass(struct run *run, const char *first, const char *second)
{
    assert_true(go(run) < 0);
    if (strstr(run->error.message, first) == NULL || strstr(run->error.message, second) == NULL)
        fail_msg("'%s' or '%s' is not in: %s", first, second, run->error.message);
    assert_int_equal(run->profile.results.count, 0);
    assert_false(run->profile.complete);
    end(run);
}

static void trouble_with_the_input_is_told_before_anything_is_measured(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "crash-framing");
    fails_before_the_first_pass(&run, "SIGSEGV",
                                "framing from record 3 (counted from 0), at offset 14");
    start(&run, "trouble", "not-open");
    fails_before_the_first_pass(&run, "cannot be opened", "the door is locked");
    start(&run, "line", NULL);
    use_input(&run, "");
    fails_before_the_first_pass(&run, run.input, "empty");
    start(&run, "line", NULL);
    remove(run.input);
    fails_before_the_first_pass(&run, run.input, "");
    start(&run, "null", NULL);
    use_input(&run, "\n\n");
    fails_before_the_first_pass(&run, "no record", "2 bytes of padding");
    start(&run, "line", NULL);
    free(run.config.input);
    run.config.input = br_string_copy("synthetic");
    fails_before_the_first_pass(&run, "has no generator", "--input");
}

/* Told before a child is started that the system would have to kill. */
static void memory_that_is_not_there_is_told_with_what_to_do(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line-in-turn", NULL);
    run.config.mode = br_string_copy("concurrent");
    run.config.strategy = br_string_copy("partition");
    run.config.sizes.items[0] = 1000000000000;
    fails_before_the_first_pass(&run, "index of the largest size needs", "a smaller --sizes");
    start(&run, "line", NULL);
    run.config.mode = br_string_copy("concurrent");
    run.config.strategy = br_string_copy("queue");
    run.config.batch_records = (uint64_t)1 << 32;
    run.config.ring_batches = 65536;
    fails_before_the_first_pass(&run, "ring of the queue needs", "a smaller --batch or --ring");
}

/* ---- interruption ---- */

static void an_interruption_keeps_what_was_measured(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    run.interrupt_after_a_pass = true;
    assert_int_equal(go(&run), BR_ERROR_INTERRUPTED);
    assert_true(run.profile.interrupted);
    assert_false(run.profile.complete);
    assert_int_equal(run.profile.results.count, 1);
    assert_ok(&run.profile.results.items[0]);
    end(&run);
}

static void an_interruption_ends_the_child_at_work(void **state)
{
    (void)state;
    struct run run;
    start(&run, "trouble", "hang");
    run.config.passes.count = 1; /* verify alone is without trouble */
    free(run.config.passes.items[1]);
    free(run.config.passes.items[2]);
    add_pass(&run, "latency");
    run.interrupt_at_a_look = true;
    assert_int_equal(go(&run), BR_ERROR_INTERRUPTED);
    assert_true(run.profile.results.count <= 1);
    assert_true(run.profile.interrupted);
    end(&run);
}

/* ---- the budget ---- */

/* Replicates that no longer fit are left out; the first process of each pass never is. */
static void replicates_beyond_the_budget_are_left_out(void **state)
{
    (void)state;
    struct run run;
    start(&run, "line", NULL);
    add_pass(&run, "throughput");
    run.config.replicates = 50;
    run.config.time_budget_ns = 1;
    assert_int_equal(go(&run), 0);
    assert_int_equal(run.profile.results.count, 1);
    assert_ok(&run.profile.results.items[0]);
    assert_true(run.profile.results.items[0].cut);
    end(&run);
}

/* ---- exact allocation counts ---- */

/* The shim is looked for beside the executable, which is one folder up for a test. */
static void need_the_shim(void)
{
    const char *link = BENCHRUN_BINARY_DIR "/tests/libbenchrun-alloc.so";
    const char *reason = NULL;
    if (!br_allocation_in_effect(&reason)) {
        print_message("skipped: %s\n", reason);
        skip();
    }
    if (access(BENCHRUN_BINARY_DIR "/libbenchrun-alloc.so", R_OK) != 0) {
        print_message("skipped: the counting shim is not built\n");
        skip();
    }
    assert_true(symlink("../libbenchrun-alloc.so", link) == 0 || errno == EEXIST);
}

static void what_allocates_nothing_counts_nothing(void **state)
{
    (void)state;
    need_the_shim();
    for (int i = 0; i < 3; i++) {
        struct run run;
        start(&run, "null", NULL);
        add_pass(&run, "alloc");
        if (i > 0) {
            run.config.mode = br_string_copy("concurrent");
            run.config.strategy = br_string_copy(i == 1 ? "dynamic" : "queue");
            add_count(&run.config.threads, 2);
        }
        if (go(&run) != 0)
            fail_msg("%s", run.error.message);
        const struct br_allocation *allocation = &result_of(&run, "alloc")->allocation;
        assert_ok(result_of(&run, "alloc"));
        assert_int_equal(allocation->state, BR_STATE_COUNTED);
        assert_int_equal(allocation->allocations, 0);
        assert_int_equal(allocation->allocated_bytes, 0);
        assert_int_equal(allocation->frees, 0);
        assert_int_equal(allocation->requests_by_jemalloc, 0);
        assert_int_equal(allocation->live_peak_bytes, 0);
        assert_int_equal(allocation->left_behind_bytes, 0);
        end(&run);
    }
}

static void both_counts_of_what_allocates_are_the_same(void **state)
{
    (void)state;
    need_the_shim();
    struct run run;
    start(&run, "ndjson", NULL);
    use_input(&run, "[1]\n{\"a\":\"b\"}\n");
    add_pass(&run, "alloc");
    if (go(&run) != 0)
        fail_msg("%s", run.error.message);
    const struct br_result *result = result_of(&run, "alloc");
    const struct br_allocation *allocation = &result->allocation;
    assert_ok(result);
    assert_true(allocation->allocations > 0);
    assert_int_equal(allocation->allocations % result->repetitions, 0);
    assert_int_equal(allocation->allocations, allocation->frees);
    assert_int_equal(allocation->allocations, allocation->requests_by_jemalloc);
    assert_int_equal(allocation->left_behind_bytes, 0);
    end(&run);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_of_single_has_a_result_for_every_pass),
        cmocka_unit_test(a_run_of_concurrent_agrees_over_threads_and_strategies),
        cmocka_unit_test(a_crash_costs_its_pass_and_names_phase_and_record),
        cmocka_unit_test(leaving_costs_its_pass),
        cmocka_unit_test(changing_work_costs_its_pass),
        cmocka_unit_test(what_a_dead_child_printed_is_kept),
        cmocka_unit_test(a_child_that_hangs_is_killed),
        cmocka_unit_test(trouble_with_the_input_is_told_before_anything_is_measured),
        cmocka_unit_test(memory_that_is_not_there_is_told_with_what_to_do),
        cmocka_unit_test(an_interruption_keeps_what_was_measured),
        cmocka_unit_test(an_interruption_ends_the_child_at_work),
        cmocka_unit_test(replicates_beyond_the_budget_are_left_out),
        cmocka_unit_test(what_allocates_nothing_counts_nothing),
        cmocka_unit_test(both_counts_of_what_allocates_are_the_same),
    };
    if (argc == 3 && strcmp(argv[1], "__child") == 0)
        return br_child_main(atoi(argv[2]), &registry);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
