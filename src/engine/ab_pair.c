/* Two processes in turns; see ab_pair.h. */
#include "engine/ab_pair.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "engine/turnstile.h"
#include "engine/value.h"
#include "engine/watch.h"
#include "stats/stats.h"

struct pair {
    const struct br_ab_pair *request;
    struct br_turnstile *turnstile;
    int turn_descriptor;
    int answer_descriptor; /* what the fork hands over */
    pid_t parent;
};

static int watch_side(const struct pair *pair, int side, struct br_answer *answer,
                      struct br_error *error)
{
    struct br_job job = *pair->request->jobs[side];
    job.turn_descriptor = (uint64_t)pair->turn_descriptor;
    job.turn_side = (uint64_t)side;
    const struct br_watch watch = {.job = &job,
                                   .interrupted = pair->request->interrupted,
                                   .executable = pair->request->executable,
                                   .input_descriptor = (int)job.input_descriptor};
    int status = br_watch_child(&watch, answer, error);
    if (status == 0)
        status = br_result_check(&answer->result, error);
    br_turnstile_quit(pair->turnstile, (uint32_t)side);
    return status;
}

/* ---- in the fork ---- */

/* A cut answer is refused by who reads it. */
static void hand_over(const struct pair *pair, const struct br_answer *answer)
{
    char *text = br_shape_print(&br_answer_shape, answer, false);
    if (text != NULL)
        br_os_write_all(pair->answer_descriptor, text, strlen(text), NULL);
    free(text);
}

static _Noreturn void be_companion(const struct pair *pair, int side)
{
    struct br_answer answer = {0};
    struct br_error error = {0};
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != pair->parent)
        _exit(1); /* it ended before that took effect */
    if (watch_side(pair, side, &answer, &error) < 0) {
        answer.failed = true;
        free(answer.result.failure);
        answer.result.failure = br_string_copy(error.message);
    }
    hand_over(pair, &answer);
    _exit(0);
}

/* ---- in the parent ---- */

static int take_over(const struct pair *pair, struct br_answer *answer, struct br_error *error)
{
    struct br_map map = {0};
    off_t size = lseek(pair->answer_descriptor, 0, SEEK_END);
    int status =
        size <= 0 ? br_error_set(error, BR_ERROR_CHILD, "it gave no answer")
                  : br_os_map_descriptor(pair->answer_descriptor, (size_t)size, false, &map, error);
    if (status < 0)
        return status;
    status = br_shape_parse(&br_answer_shape, (const char *)map.data, map.size, answer, error);
    br_os_unmap(&map);
    if (status == 0 && answer->failed)
        status = br_error_set(error, BR_ERROR_CHILD, "%s",
                              answer->result.failure != NULL ? answer->result.failure : "failed");
    return status;
}

static void wait_for(pid_t companion)
{
    int state;
    while (waitpid(companion, &state, 0) < 0 && errno == EINTR)
        continue;
}

static int run_sides(const struct pair *pair, struct br_answer *answers, int *failed,
                     struct br_error *error)
{
    int first = pair->request->first;
    int second = BR_AB_SIDES - 1 - first;
    pid_t companion = fork();
    if (companion == 0)
        be_companion(pair, second);
    *failed = first;
    if (companion < 0)
        return br_error_set(error, BR_ERROR_FAILED, "no further process can be started: %s",
                            strerror(errno));
    int status = watch_side(pair, first, &answers[first], error);
    if (status < 0)
        kill(companion, SIGTERM);
    wait_for(companion);
    if (status == 0) {
        *failed = second;
        status = take_over(pair, &answers[second], error);
    }
    return status;
}

int br_ab_pair_run(const struct br_ab_pair *request, struct br_answer answers[BR_AB_SIDES],
                   int *failed, struct br_error *error)
{
    struct pair pair = {.request = request, .turn_descriptor = -1, .parent = getpid()};
    *failed = request->first;
    pair.answer_descriptor = br_os_memory_file("benchrun-pair", error);
    if (pair.answer_descriptor < 0)
        return error->code;
    int status;
    pair.turnstile = br_turnstile_new((uint32_t)request->first, &pair.turn_descriptor, error);
    if (pair.turnstile != NULL) {
        status = run_sides(&pair, answers, failed, error);
        br_turnstile_close(pair.turnstile, pair.turn_descriptor);
    } else {
        status = error->code;
    }
    close(pair.answer_descriptor);
    return status;
}

double br_ab_pair_log_ratio(const struct br_result *old_result, const struct br_result *new_result)
{
    size_t turns = old_result->samples.count < new_result->samples.count
                       ? old_result->samples.count
                       : new_result->samples.count;
    double *ratios = calloc(turns + 1, sizeof *ratios);
    size_t count = 0;
    if (ratios == NULL)
        return NAN;
    for (size_t i = 0; i < turns; i++) {
        double old_ns = br_value_sample_ns(old_result, i);
        double new_ns = br_value_sample_ns(new_result, i);
        if (old_ns > 0 && new_ns > 0)
            ratios[count++] = log(new_ns / old_ns);
    }
    double median = br_stats_median(ratios, count);
    free(ratios);
    return median;
}
