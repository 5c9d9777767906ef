/* Two sides against each other; see ab.h. */
#include "engine/ab.h"

#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os.h"
#include "base/rng.h"
#include "engine/ab_decide.h"
#include "engine/ab_pair.h"
#include "engine/describe.h"
#include "engine/environment.h"
#include "engine/plan.h"
#include "engine/setup.h"
#include "engine/value.h"
#include "engine/watch.h"

/* Of the time that a process measures it may warm up for so much, and of that sum it may use up to
 * so many times, counting what it waits for the other side, before its samples are cut. */
#define WARM_UP_SHARE 4
#define PROCESS_SLACK 3

enum { OLD = BR_AB_OLD, NEW = BR_AB_NEW, SIDES = BR_AB_SIDES };
static const char *const side_names[SIDES] = {"old", "new"};

struct side {
    const struct br_config *config;
    struct br_inputs inputs; /* of the new side; those of the old one are the trial's */
    struct br_setup setup;
    struct br_plan plan;
};

struct ab {
    const struct br_ab_request *request;
    struct br_trial *trial;
    struct side sides[SIDES];
    char *executable;
    struct br_random random;
    struct br_pairs_rule rule;
    uint64_t started_ns;
};

/* ---- one process ---- */

static bool is_interrupted(const struct ab *ab)
{
    return ab->request->interrupted != NULL && *ab->request->interrupted != 0;
}

static uint64_t process_budget_ns(const struct br_config *config, uint64_t warm_up_ns)
{
    uint64_t usual = PROCESS_SLACK * (SIDES * config->samples * config->sample_ns + warm_up_ns);
    uint64_t share = config->time_budget_ns / (4 * br_pairs_at_look(0));
    return usual > share ? usual : share;
}

static int name_failure(const struct ab *ab, const char *side, const struct br_cell *cell,
                        const struct br_answer *answer, struct br_error *error)
{
    char label[256];
    if (is_interrupted(ab))
        return br_error_set(error, BR_ERROR_INTERRUPTED, "interrupted");
    br_watch_add_tail(answer, error);
    return br_error_prefix(error, "the %s side, %s", side,
                           br_cell_label(cell, label, sizeof label));
}

static struct br_job job_of(const struct ab *ab, int which, size_t index, const char *pass)
{
    const struct side *side = &ab->sides[which];
    struct br_job job = br_setup_job(&side->setup, &side->plan.cells[index], br_pass_find(pass));
    job.warm_up_ns = job.config.samples * job.config.sample_ns / WARM_UP_SHARE;
    job.budget_ns = process_budget_ns(&job.config, job.warm_up_ns);
    return job;
}

static int check_work(const struct br_trial_cell *cell, const char *side,
                      const struct br_work *work, struct br_error *error)
{
    char label[256];
    struct br_error difference = {0};
    if (br_work_agree(&cell->work, work, &difference) == 0)
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "the sides did different work on %s (old first, then %s): %s",
                        br_cell_label(&cell->cell, label, sizeof label), side, difference.message);
}

/* ---- before the first pair ---- */

static int describe(struct ab *ab, struct br_error *error)
{
    const struct br_config *config = ab->request->old_config;
    struct br_described described;
    int status = br_describe(ab->request->registry, config, &described, error);
    if (status == 0)
        br_environment_read(&ab->trial->environment, described.workload,
                            described.is_plugin ? config->workload : NULL);
    br_described_release(&described);
    return status;
}

static int describe_side(const struct br_config *config, struct br_trial_side *side,
                         struct br_error *error)
{
    side->workload = br_string_copy(config->workload);
    if (br_registry_is_path(config->workload))
        side->digest = br_environment_digest_file(config->workload);
    for (size_t i = 0; i < config->settings.count; i++) {
        struct br_setting *setting = br_list_append(&side->settings, sizeof *setting);
        int status = br_shape_copy(&br_setting_shape, &config->settings.items[i], setting, error);
        if (status < 0)
            return status;
    }
    return 0;
}

static int prepare_side(struct ab *ab, int which, struct br_inputs *inputs, struct br_error *error)
{
    struct side *side = &ab->sides[which];
    const struct br_watch watch = {.interrupted = ab->request->interrupted,
                                   .executable = ab->executable};
    side->setup = (struct br_setup){.config = side->config,
                                    .inputs = inputs,
                                    .ticks_per_ns = ab->trial->environment.ticks_per_ns};
    int status = br_setup_inputs(&side->setup, &watch, error);
    if (status == 0)
        status = br_plan_make(side->config, ab->request->registry, &side->plan, error);
    return status < 0 ? br_error_prefix(error, "the %s side", side_names[which]) : 0;
}

/* The same bytes, and the same records in them. */
static int check_inputs(const struct ab *ab, struct br_error *error)
{
    const struct br_inputs *left = &ab->trial->inputs;
    const struct br_inputs *right = &ab->sides[NEW].inputs;
    for (size_t i = 0; i < left->count; i++) {
        const struct br_input *a = &left->items[i];
        const struct br_input *b = &right->items[i];
        if (a->digest != b->digest || a->bytes != b->bytes)
            return br_error_set(error, BR_ERROR_WORK,
                                "the sides generate different inputs, so that they would do "
                                "different work: make one with 'benchrun generate' and give it "
                                "with --input FILE");
        if (a->records != b->records || a->framing_rejects != b->framing_rejects)
            return br_error_set(error, BR_ERROR_WORK,
                                "the sides find different records in the same input: old %" PRIu64
                                " (%" PRIu64 " rejected by framing), new %" PRIu64 " (%" PRIu64 ")",
                                a->records, a->framing_rejects, b->records, b->framing_rejects);
    }
    return 0;
}

/* From here on both sides map the old one's input: the same pages. */
static int share_inputs(struct ab *ab, struct br_error *error)
{
    size_t count = ab->sides[NEW].inputs.count;
    int *shared = ab->sides[OLD].setup.descriptors;
    int *own = ab->sides[NEW].setup.descriptors;
    for (size_t i = 0; i < count; i++) {
        close(own[i]);
        own[i] = fcntl(shared[i], F_DUPFD_CLOEXEC, 3);
        if (own[i] < 0)
            return br_error_set(error, BR_ERROR_FAILED,
                                "no descriptor is left for the input: raise ulimit -n");
    }
    return 0;
}

static int verify_side(struct ab *ab, int which, size_t index, struct br_error *error)
{
    struct br_trial_cell *cell = &ab->trial->cells.items[index];
    const struct br_ab_events *events = ab->request->events;
    struct br_answer answer = {0};
    if (events != NULL && events->verifying != NULL)
        events->verifying(events->context, &cell->cell, side_names[which]);
    struct br_job job = job_of(ab, which, index, "verify");
    const struct br_watch watch = {.job = &job,
                                   .interrupted = ab->request->interrupted,
                                   .executable = ab->executable,
                                   .input_descriptor = (int)job.input_descriptor};
    int status = br_watch_child(&watch, &answer, error);
    if (status == 0)
        status = br_result_check(&answer.result, error);
    if (status < 0)
        status = name_failure(ab, side_names[which], &cell->cell, &answer, error);
    if (status == 0 && which == OLD)
        status = br_shape_copy(&br_work_shape, &answer.result.work, &cell->work, error);
    else if (status == 0)
        status = check_work(cell, side_names[which], &answer.result.work, error);
    br_shape_release(&br_answer_shape, &answer);
    return status;
}

static int verify(struct ab *ab, struct br_error *error)
{
    const struct br_plan *plan = &ab->sides[OLD].plan;
    int status = 0;
    for (size_t i = 0; i < plan->cell_count && status == 0; i++) {
        struct br_trial_cell *cell = br_list_append(&ab->trial->cells, sizeof *cell);
        status = br_shape_copy(&br_cell_shape, &plan->cells[i], &cell->cell, error);
        for (int side = OLD; side < SIDES && status == 0; side++)
            status = verify_side(ab, side, i, error);
    }
    return status;
}

static void fill_trial(struct ab *ab)
{
    struct br_trial *trial = ab->trial;
    ab->rule = ab->request->rule;
    ab->rule.alarm_level /= (double)ab->sides[OLD].plan.cell_count;
    trial->schema_version = BR_TRIAL_SCHEMA_VERSION;
    trial->effect_percent = 100 * expm1(ab->rule.effect);
    trial->alarm_level = ab->rule.alarm_level;
    trial->same_level = ab->rule.same_level;
    trial->looks_most = ab->rule.looks_most;
    trial->pairs_most = ab->request->pairs_most;
}

static int prepare(struct ab *ab, struct br_error *error)
{
    const struct br_ab_request *request = ab->request;
    ab->executable = br_os_executable();
    if (ab->executable == NULL)
        return br_error_set(error, BR_ERROR_FAILED,
                            "this program cannot find its own file: mount /proc");
    int status = br_shape_copy(&br_config_shape, request->old_config, &ab->trial->config, error);
    if (status == 0)
        status = describe_side(request->old_config, &ab->trial->old_side, error);
    if (status == 0)
        status = describe_side(request->new_config, &ab->trial->new_side, error);
    if (status == 0)
        status = describe(ab, error);
    if (status == 0)
        status = prepare_side(ab, OLD, &ab->trial->inputs, error);
    if (status == 0)
        status = prepare_side(ab, NEW, &ab->sides[NEW].inputs, error);
    if (status == 0)
        status = check_inputs(ab, error);
    if (status == 0)
        status = share_inputs(ab, error);
    if (status < 0)
        return status;
    fill_trial(ab);
    return verify(ab, error);
}

/* ---- pairs ---- */

static void add_pair(struct br_trial_cell *cell, const struct br_answer *answers, bool new_first,
                     uint64_t started_ns, uint64_t ended_ns)
{
    const struct br_result *old_result = &answers[OLD].result;
    const struct br_result *new_result = &answers[NEW].result;
    struct br_trial_pair *pair = br_list_append(&cell->pairs, sizeof *pair);
    *pair = (struct br_trial_pair){
        .new_first = new_first,
        .log_ratio = br_ab_pair_log_ratio(old_result, new_result),
        .turns = old_result->samples.count < new_result->samples.count ? old_result->samples.count
                                                                       : new_result->samples.count,
        .old_ns_per_record = br_value_record_ns(old_result),
        .new_ns_per_record = br_value_record_ns(new_result),
        .old_spread = br_value_spread(old_result),
        .new_spread = br_value_spread(new_result),
        .started_ns = started_ns,
        .ended_ns = ended_ns,
    };
    cell->used_ns += ended_ns - started_ns;
}

static int run_pair(struct ab *ab, size_t index, bool new_first, struct br_answer *answers,
                    struct br_error *error)
{
    const struct br_trial_cell *cell = &ab->trial->cells.items[index];
    struct br_job old_job = job_of(ab, OLD, index, "throughput");
    struct br_job new_job = job_of(ab, NEW, index, "throughput");
    const struct br_ab_pair pair = {.jobs = {[OLD] = &old_job, [NEW] = &new_job},
                                    .first = new_first ? NEW : OLD,
                                    .executable = ab->executable,
                                    .interrupted = ab->request->interrupted};
    int failed = OLD;
    if (is_interrupted(ab))
        return br_error_set(error, BR_ERROR_INTERRUPTED, "interrupted");
    int status = br_ab_pair_run(&pair, answers, &failed, error);
    if (status < 0)
        return name_failure(ab, side_names[failed], &cell->cell, &answers[failed], error);
    for (int side = OLD; side < SIDES && status == 0; side++)
        status = check_work(cell, side_names[side], &answers[side].result.work, error);
    if (status == 0 && !isfinite(br_ab_pair_log_ratio(&answers[OLD].result, &answers[NEW].result)))
        return br_error_set(error, BR_ERROR_FAILED,
                            "no turn of both sides took any time, so that there is no ratio: use a "
                            "larger --sizes");
    return status;
}

static int measure_pair(struct ab *ab, size_t index, struct br_error *error)
{
    bool new_first = br_random_below(&ab->random, 2) == 1;
    uint64_t started_ns = br_clock_monotonic_ns() - ab->started_ns;
    struct br_answer answers[SIDES] = {0};
    int status = run_pair(ab, index, new_first, answers, error);
    if (status == 0)
        add_pair(&ab->trial->cells.items[index], answers, new_first, started_ns,
                 br_clock_monotonic_ns() - ab->started_ns);
    for (int side = OLD; side < SIDES; side++)
        br_shape_release(&br_answer_shape, &answers[side]);
    return status;
}

static uint64_t left_ns(const struct ab *ab)
{
    uint64_t left = 0;
    for (size_t i = 0; i < ab->trial->cells.count; i++) {
        const struct br_trial_cell *cell = &ab->trial->cells.items[i];
        uint64_t budget = ab->trial->config.time_budget_ns;
        if (cell->reason == NULL && budget > cell->used_ns)
            left += budget - cell->used_ns;
    }
    return left;
}

static int do_pair(struct ab *ab, size_t index, struct br_error *error)
{
    const struct br_ab_events *events = ab->request->events;
    struct br_trial_cell *cell = &ab->trial->cells.items[index];
    int status = measure_pair(ab, index, error);
    if (status < 0)
        return status;
    bool looked = br_ab_decide(ab->trial, &ab->rule, cell);
    if (events != NULL && events->paired != NULL) {
        const struct br_trial_look now = br_ab_glance(ab->trial, &ab->rule, cell);
        events->paired(events->context, cell, &now, left_ns(ab));
    }
    if (looked && events != NULL && events->looked != NULL)
        events->looked(events->context, cell, left_ns(ab));
    return 0;
}

/* One pair of every undecided cell, in an order of its own. */
static int do_round(struct ab *ab, size_t *order, struct br_error *error)
{
    size_t count = ab->trial->cells.count;
    int status = 0;
    br_random_shuffle(order, count, sizeof *order, &ab->random);
    for (size_t i = 0; i < count && status == 0; i++)
        if (ab->trial->cells.items[order[i]].reason == NULL)
            status = do_pair(ab, order[i], error);
    return status;
}

static bool is_undecided(const struct br_trial *trial)
{
    for (size_t i = 0; i < trial->cells.count; i++)
        if (trial->cells.items[i].reason == NULL)
            return true;
    return false;
}

static int do_pairs(struct ab *ab, struct br_error *error)
{
    size_t count = ab->trial->cells.count;
    size_t *order = calloc(count + 1, sizeof *order);
    int status = 0;
    if (order == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for an order of %zu cells", count);
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    while (status == 0 && is_undecided(ab->trial))
        status = do_round(ab, order, error);
    free(order);
    return status;
}

static void release(struct ab *ab)
{
    for (int side = OLD; side < SIDES; side++) {
        if (ab->sides[side].setup.inputs != NULL)
            br_setup_release(&ab->sides[side].setup);
        br_plan_release(&ab->sides[side].plan);
    }
    for (size_t i = 0; i < ab->sides[NEW].inputs.count; i++)
        br_shape_release(&br_input_shape, &ab->sides[NEW].inputs.items[i]);
    free(ab->sides[NEW].inputs.items);
    free(ab->executable);
}

int br_ab(const struct br_ab_request *request, struct br_trial *trial, struct br_error *error)
{
    struct ab ab = {
        .request = request,
        .trial = trial,
        .sides = {[OLD] = {.config = request->old_config}, [NEW] = {.config = request->new_config}},
        .started_ns = br_clock_monotonic_ns(),
    };
    br_random_init(&ab.random, request->old_config->seed);
    trial->created = br_clock_utc_text();
    int status = prepare(&ab, error);
    if (status == 0)
        status = do_pairs(&ab, error);
    trial->complete = status == 0;
    trial->verdict = br_ab_overall(&trial->cells);
    trial->duration_ns = br_clock_monotonic_ns() - ab.started_ns;
    release(&ab);
    return status;
}
