/*
 * What the tests of the runner share: a workload that gets into trouble on request, and runs whose
 * children are this same test program (see runner_main).
 */
#ifndef BR_TESTS_UNIT_RUNNER_FIXTURE_H
#define BR_TESTS_UNIT_RUNNER_FIXTURE_H

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

static inline int trouble_open(const struct br_harness *harness, void **state, char *message,
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

static inline int trouble_begin(void *state, const struct br_worker_context *context, void **worker)
{
    struct trouble *trouble = malloc(sizeof *trouble);
    *trouble = (struct trouble){.how = *(uint64_t *)state,
                                .here = context->digest == NULL && context->stages == NULL};
    *worker = trouble;
    return 0;
}

/* By the signal itself, whatever a sanitizer has put in its way. */
static inline void crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

static inline void get_into_trouble(struct trouble *trouble, struct br_outcome *outcome)
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

static inline void trouble_process(void *worker, const unsigned char *record, size_t size,
                                   struct br_outcome *outcome)
{
    struct trouble *trouble = worker;
    outcome->witness = size;
    if (record[0] == '*' && trouble->here)
        get_into_trouble(trouble, outcome);
}

static inline size_t trouble_frame(const void *state, const unsigned char *input,
                                   uint64_t input_size, uint64_t *offset, struct br_span *spans,
                                   size_t capacity)
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

static inline size_t open_descriptors(void)
{
    size_t count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    while (readdir(folder) != NULL)
        count++;
    closedir(folder);
    return count;
}

static inline void on_pass_ended(void *context, const struct br_result *result)
{
    struct run *run = context;
    (void)result;
    run->passes_ended++;
    if (run->interrupt_after_a_pass)
        run->interrupted = SIGINT;
}

static inline void on_look(void *context, const struct br_look *look)
{
    struct run *run = context;
    (void)look;
    if (run->interrupt_at_a_look)
        run->interrupted = SIGINT;
}

static inline void add_pass(struct run *run, const char *name)
{
    *(char **)br_list_append(&run->config.passes, sizeof(char *)) = br_string_copy(name);
}

static inline void add_count(struct br_counts *counts, uint64_t count)
{
    *(uint64_t *)br_list_append(counts, sizeof count) = count;
}

static inline void use_input(struct run *run, const char *text)
{
    scratch_path(run->input, run->folder, "input");
    assert_int_equal(scratch_write(run->input, text, strlen(text)), 0);
    free(run->config.input);
    run->config.input = br_string_copy(run->input);
}

/* A small run of one workload over INPUT, one sample per pass. */
static inline void start(struct run *run, const char *workload, const char *how)
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

static inline int go(struct run *run)
{
    const struct br_run_request request = {.config = &run->config,
                                           .registry = &registry,
                                           .events = &run->events,
                                           .interrupted = &run->interrupted};
    br_config_defaults(&run->config);
    return br_run(&request, &run->profile, &run->error);
}

/* Nothing of any child is left: no process, not even a dead one, and no descriptor. */
static inline void end(struct run *run)
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

static inline void assert_ok(const struct br_result *result)
{
    struct br_error error = {0};
    if (!result->ok)
        fail_msg("%s: %s", result->pass, result->failure);
    if (br_result_check(result, &error) != 0)
        fail_msg("%s: %s", result->pass, error.message);
}

static inline void assert_failed(const struct br_result *result, const char *what)
{
    assert_false(result->ok);
    if (strstr(result->failure, what) == NULL)
        fail_msg("%s: '%s' is not in: %s", result->pass, what, result->failure);
}

/* A child of a run is this program again, told so by its arguments. */
static inline int runner_main(int argc, char **argv, int (*run_all)(void))
{
    if (argc == 3 && strcmp(argv[1], "__child") == 0)
        return br_child_main(atoi(argv[2]), &registry);
    return run_all();
}

#endif
