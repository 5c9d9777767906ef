/* Doing a plan, one child at a time; see runner.h. */
#include "engine/runner.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os.h"
#include "base/units.h"
#include "engine/agree.h"
#include "engine/describe.h"
#include "engine/earlier.h"
#include "engine/environment.h"
#include "engine/heap.h"
#include "engine/setup.h"
#include "engine/watch.h"

struct runner {
    const struct br_config *config;
    const struct br_registry *registry;
    const struct br_run_events *events;
    const volatile sig_atomic_t *interrupted;
    struct br_profile *profile;
    struct br_plan plan;
    const struct br_result **done; /* per pass of the plan; NULL = to be measured */
    char *executable;
    struct br_setup setup;
    const char *heap_folder;
    uint64_t started_ns;
    uint64_t *cell_used_ns; /* per cell */
    uint64_t *cell_last_ns; /* what its last replicate took */
    bool *cell_gave_up;     /* a pass of it hung: the others would too */
};

__attribute__((format(printf, 2, 3))) static void note(const struct runner *runner,
                                                       const char *format, ...)
{
    if (runner->events == NULL || runner->events->noted == NULL)
        return;
    struct br_text text = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&text, format, arguments);
    va_end(arguments);
    runner->events->noted(runner->events->context, br_text_string(&text));
    br_text_release(&text);
}

/* ---- before the first pass ---- */

static int describe_workload(struct runner *runner, struct br_error *error)
{
    struct br_described described;
    int status = br_describe(runner->registry, runner->config, &described, error);
    if (status == 0) {
        runner->profile->workload_summary = br_string_copy(described.workload->summary);
        br_environment_read(&runner->profile->environment, described.workload,
                            described.is_plugin ? runner->config->workload : NULL);
    }
    br_described_release(&described);
    return status;
}

static int make_cell_books(struct runner *runner, struct br_error *error)
{
    size_t cells = runner->plan.cell_count;
    runner->cell_used_ns = calloc(cells, sizeof *runner->cell_used_ns);
    runner->cell_last_ns = calloc(cells, sizeof *runner->cell_last_ns);
    runner->cell_gave_up = calloc(cells, sizeof *runner->cell_gave_up);
    if (runner->cell_used_ns == NULL || runner->cell_last_ns == NULL ||
        runner->cell_gave_up == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory to run the plan");
    return 0;
}

static int tell_prepared(const struct runner *runner, struct br_error *error)
{
    if (runner->events == NULL || runner->events->prepared == NULL)
        return 0;
    return runner->events->prepared(runner->events->context, runner->profile, error);
}

static int prepare_inputs(struct runner *runner, struct br_error *error)
{
    const struct br_watch watch = {.interrupted = runner->interrupted,
                                   .executable = runner->executable};
    runner->setup = (struct br_setup){.config = runner->config,
                                      .inputs = &runner->profile->inputs,
                                      .ticks_per_ns = runner->profile->environment.ticks_per_ns};
    return br_setup_inputs(&runner->setup, &watch, error);
}

static int prepare(struct runner *runner, const struct br_results *done, struct br_error *error)
{
    struct br_profile *profile = runner->profile;
    profile->schema_version = BR_PROFILE_SCHEMA_VERSION;
    runner->executable = br_os_executable();
    if (runner->executable == NULL)
        return br_error_set(error, BR_ERROR_FAILED,
                            "this program cannot find its own file: mount /proc");
    int status = br_shape_copy(&br_config_shape, runner->config, &profile->config, error);
    if (status == 0)
        status = describe_workload(runner, error);
    if (status == 0)
        status = prepare_inputs(runner, error);
    if (status == 0)
        status = br_plan_make(runner->config, runner->registry, &runner->plan, error);
    if (status == 0)
        status = make_cell_books(runner, error);
    if (status == 0)
        status = tell_prepared(runner, error);
    if (status == 0)
        status = br_earlier_match(done, &runner->plan, &runner->done, error);
    return status;
}

/* ---- one pass ---- */

static uint64_t remaining_ns(const struct runner *runner, size_t from)
{
    uint64_t sum = 0;
    for (size_t i = from; i < runner->plan.pass_count; i++)
        sum += runner->done[i] == NULL ? runner->plan.passes[i].budget_ns : 0;
    return sum;
}

static struct br_job make_job(const struct runner *runner, const struct br_planned_pass *planned)
{
    struct br_job job =
        br_setup_job(&runner->setup, &runner->plan.cells[planned->cell], planned->pass);
    job.replicate = planned->replicate;
    job.budget_ns = planned->budget_ns;
    return job;
}

static void fill_result(const struct runner *runner, const struct br_job *job, size_t order,
                        struct br_result *result)
{
    br_shape_release(&br_cell_shape, &result->cell);
    br_shape_copy(&br_cell_shape, &job->cell, &result->cell, NULL);
    result->pass = br_string_copy(job->pass);
    result->replicate = job->replicate;
    result->block = runner->plan.passes[order].block;
    result->order = order;
    result->ended_ns = br_clock_monotonic_ns() - runner->started_ns;
}

static void fail_result(struct br_result *result, const char *reason)
{
    result->ok = false;
    free(result->failure);
    result->failure = br_string_copy(reason);
}

static struct br_result *add_result(struct runner *runner, const struct br_job *job, size_t order,
                                    struct br_result *measured)
{
    struct br_result *result = br_list_append(&runner->profile->results, sizeof *result);
    *result = *measured;
    *measured = (struct br_result){0};
    fill_result(runner, job, order, result);
    if (runner->events != NULL && runner->events->pass_ended != NULL)
        runner->events->pass_ended(runner->events->context, result);
    return result;
}

/* What a pass took from its cell's time, whether it was measured now or in an earlier run. */
static void account(struct runner *runner, const struct br_planned_pass *planned,
                    const struct br_result *result)
{
    uint64_t took = result->ended_ns - result->started_ns;
    size_t cell = planned->cell;
    if (planned->pass->own_budget_ns == 0) {
        runner->cell_used_ns[cell] += took;
        runner->cell_last_ns[cell] = took;
    }
    if (!result->ok && took >= runner->config->timeout_ns)
        runner->cell_gave_up[cell] = true;
}

static bool is_interrupted(const struct runner *runner)
{
    return runner->interrupted != NULL && *runner->interrupted != 0;
}

/* What the heap pass brought, as stacks and as files: the rest of it counts without either. */
static void take_heap(const struct runner *runner, const struct br_job *job,
                      struct br_answer *answer)
{
    struct br_error error = {0};
    char label[256];
    if (answer->heap_dumps.count == 0)
        return;
    br_cell_label(&job->cell, label, sizeof label);
    if (br_heap_digest(&answer->heap_dumps, runner->executable, &answer->result, &error) < 0)
        note(runner, "%s: %s", label, error.message);
    if (runner->heap_folder != NULL &&
        br_heap_save(&answer->heap_dumps, &job->cell, runner->heap_folder, &error) < 0)
        note(runner, "%s: the heap profiles are not saved: %s", label, error.message);
}

static int run_pass(struct runner *runner, size_t order, struct br_error *error)
{
    const struct br_planned_pass *planned = &runner->plan.passes[order];
    struct br_job job = make_job(runner, planned);
    struct br_answer answer = {0};
    struct br_error failure = {0};
    uint64_t begin = br_clock_monotonic_ns();
    struct br_watch watch = {
        .job = &job,
        .events = runner->events,
        .interrupted = runner->interrupted,
        .executable = runner->executable,
        .input_descriptor = (int)job.input_descriptor,
    };
    int status = br_watch_child(&watch, &answer, &failure);
    if (status == 0)
        status = br_result_check(&answer.result, &failure);
    if (status < 0 && is_interrupted(runner)) {
        /* Who ends all processes at once must not leave a failed pass behind. */
        br_shape_release(&br_answer_shape, &answer);
        return br_error_set(error, BR_ERROR_INTERRUPTED, "interrupted");
    }
    if (status < 0)
        fail_result(&answer.result, failure.message);
    else
        take_heap(runner, &job, &answer);
    answer.result.started_ns = begin - runner->started_ns;
    account(runner, planned, add_result(runner, &job, order, &answer.result));
    br_shape_release(&br_answer_shape, &answer);
    return 0;
}

/* ---- the plan ---- */

/* More replicates are measured only while the cell's time budget lasts; the first of every pass
 * always is. */
static bool fits_budget(const struct runner *runner, const struct br_planned_pass *planned)
{
    uint64_t used = runner->cell_used_ns[planned->cell];
    uint64_t next = runner->cell_last_ns[planned->cell];
    return planned->replicate == 0 || planned->pass->own_budget_ns > 0 ||
           used + next <= runner->config->time_budget_ns;
}

static void note_skipped(const struct runner *runner, const struct br_planned_pass *planned)
{
    char label[256];
    char budget[BR_UNITS_BUFFER];
    br_cell_label(&runner->plan.cells[planned->cell], label, sizeof label);
    br_units_format_duration(budget, (double)runner->config->time_budget_ns);
    note(runner,
         "%s: process %" PRIu64 " of the %s pass left out, the time budget of %s is used up", label,
         planned->replicate + 1, planned->pass->name, budget);
}

static void skip_hung(struct runner *runner, size_t order)
{
    const struct br_planned_pass *planned = &runner->plan.passes[order];
    struct br_job job = make_job(runner, planned);
    struct br_result result = {.started_ns = br_clock_monotonic_ns() - runner->started_ns};
    fail_result(&result, "not run: another pass of this cell gave no answer within --timeout");
    add_result(runner, &job, order, &result);
}

static void tell_start(const struct runner *runner, size_t order)
{
    const struct br_planned_pass *planned = &runner->plan.passes[order];
    if (runner->events == NULL || runner->events->pass_started == NULL)
        return;
    runner->events->pass_started(runner->events->context, &runner->plan.cells[planned->cell],
                                 planned, order, runner->plan.pass_count,
                                 remaining_ns(runner, order));
}

static int measure(struct runner *runner, size_t order, struct br_error *error)
{
    const struct br_planned_pass *planned = &runner->plan.passes[order];
    if (is_interrupted(runner))
        return br_error_set(error, BR_ERROR_INTERRUPTED, "interrupted");
    if (runner->cell_gave_up[planned->cell])
        skip_hung(runner, order);
    else if (!fits_budget(runner, planned))
        note_skipped(runner, planned);
    else {
        tell_start(runner, order);
        return run_pass(runner, order, error);
    }
    return 0;
}

static int take_over(struct runner *runner, size_t order, struct br_error *error)
{
    struct br_result *result = br_list_append(&runner->profile->results, sizeof *result);
    account(runner, &runner->plan.passes[order], runner->done[order]);
    return br_shape_copy(&br_result_shape, runner->done[order], result, error);
}

/* What an earlier run measured is taken over even behind the pass at which this one ends. */
static int run_plan(struct runner *runner, struct br_error *error)
{
    int status = 0;
    for (size_t order = 0; order < runner->plan.pass_count; order++) {
        int code = 0;
        if (runner->done[order] != NULL)
            code = take_over(runner, order, error);
        else if (status == 0)
            code = measure(runner, order, error);
        status = status < 0 ? status : code;
    }
    return status;
}

static void release(struct runner *runner)
{
    br_plan_release(&runner->plan);
    free(runner->done);
    free(runner->executable);
    free(runner->cell_used_ns);
    free(runner->cell_last_ns);
    free(runner->cell_gave_up);
    br_setup_release(&runner->setup);
}

int br_run(const struct br_run_request *request, struct br_profile *profile, struct br_error *error)
{
    struct runner runner = {
        .config = request->config,
        .registry = request->registry,
        .events = request->events,
        .interrupted = request->interrupted,
        .profile = profile,
        .heap_folder = request->heap_folder,
        .started_ns = br_clock_monotonic_ns() - br_earlier_end_ns(request->done),
    };
    profile->created = br_clock_utc_text();
    int status = prepare(&runner, request->done, error);
    if (status == 0) {
        status = run_plan(&runner, error);
        br_agree(&profile->results);
        profile->complete = status == 0;
        profile->interrupted = status == BR_ERROR_INTERRUPTED;
        profile->duration_ns = br_clock_monotonic_ns() - runner.started_ns;
    }
    release(&runner);
    return status;
}
