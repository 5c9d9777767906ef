/* One child from start to answer; see watch.h. */
#include "engine/watch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/os.h"
#include "base/units.h"
#include "engine/blame.h"
#include "engine/channel.h"
#include "measure/allocation.h"
#include "measure/callgrind.h"
#include "measure/heap_profiler.h"
#include "measure/process.h"

#define TAIL_BYTES 2000
#define TAIL_SHOWN_BYTES 400
#define OUTPUT_KEPT_BYTES 65536
#define SPARED_MOST 64 /* children of this process that are none of ours */

struct child {
    const struct br_watch *watch;
    struct br_process process;
    struct br_channel *channel;
    int channel_descriptor;
    int output_descriptor;
    int counts_descriptor; /* instructions pass: where callgrind writes; -1 = none */
    char *valgrind;        /* the same pass: what the child runs under; NULL = it does not */
    char *version;         /* of it, as br_callgrind_version says */
    uint64_t started_ns;
    struct br_process_look last_look;
    uint64_t last_look_ns;
    uint64_t last_records;
    struct br_looks looks;
    struct br_counts rows; /* per look: phase and row number of the first worker */
    uint64_t memory_kills_before;
    pid_t spared[SPARED_MOST]; /* not to be ended with what the child leaves behind */
    size_t spared_count;
};

static bool is_interrupted(const struct br_watch *watch)
{
    return watch->interrupted != NULL && *watch->interrupted != 0;
}

/* What a pass's instrument wants in the child's environment; NULL: nothing. */
static char *instrument_environment(const struct child *child)
{
    const struct br_watch *watch = child->watch;
    if (strcmp(watch->job->pass, "alloc") == 0)
        return br_allocation_shim_environment(watch->executable, NULL);
    if (strcmp(watch->job->pass, "heap") == 0)
        return br_heap_profiler_environment(watch->job->config.heap_sample_bytes);
    return child->valgrind != NULL ? br_callgrind_environment() : NULL;
}

/* The child's own executable with its channel, under valgrind where the pass wants that. */
static void compose(const struct child *child, const char *descriptor,
                    struct br_callgrind_command *command)
{
    const char *program[] = {child->watch->executable, "__child", descriptor, NULL};
    if (child->valgrind != NULL)
        br_callgrind_compose(child->valgrind, program, child->counts_descriptor, command);
    else
        memcpy(command->arguments, program, sizeof program);
}

static size_t list_kept(const struct child *child, int *keep)
{
    size_t count = 0;
    keep[count++] = child->channel_descriptor;
    if (child->watch->input_descriptor >= 0)
        keep[count++] = child->watch->input_descriptor;
    if (child->counts_descriptor >= 0)
        keep[count++] = child->counts_descriptor;
    if (child->watch->job->turn_descriptor > 0)
        keep[count++] = (int)child->watch->job->turn_descriptor;
    return count;
}

static int start(struct child *child, struct br_error *error)
{
    struct br_callgrind_command command;
    char descriptor[16];
    int keep[4];
    snprintf(descriptor, sizeof descriptor, "%d", child->channel_descriptor);
    compose(child, descriptor, &command);
    char *instrument = instrument_environment(child);
    const char *environment[] = {BR_CALLGRIND_NO_NETWORK, instrument, NULL};
    struct br_process_request request = {
        .arguments = command.arguments,
        .environment = environment,
        .keep_descriptors = keep,
        .keep_count = list_kept(child, keep),
        .output_descriptor = child->output_descriptor,
    };
    br_os_adopt_orphans();
    child->spared_count = br_os_children(child->spared, SPARED_MOST);
    child->memory_kills_before = br_os_memory_kills();
    child->started_ns = br_clock_monotonic_ns();
    child->last_look_ns = child->started_ns;
    int status = br_os_spawn(&request, &child->process, error);
    free(instrument);
    return status;
}

/* ---- looking ---- */

static uint64_t records_done(const struct br_channel *channel)
{
    uint64_t records = 0;
    uint32_t lanes = atomic_load(&channel->lane_count);
    for (uint32_t i = 0; i < lanes && i < BR_CHANNEL_LANES; i++)
        records += atomic_load_explicit(&channel->cursors[i].records, memory_order_relaxed);
    return records;
}

static void look_at(struct child *child)
{
    struct br_process_look now;
    if (!br_process_look(child->process.pid, &now))
        return;
    uint64_t time = br_clock_monotonic_ns();
    double passed_ns = (double)(time - child->last_look_ns);
    uint64_t records = records_done(child->channel);
    struct br_look *look = br_list_append(&child->looks, sizeof *look);
    look->time_ns = time - child->started_ns;
    look->rss_bytes = now.rss_bytes;
    look->cpu_percent = (double)(now.cpu_ns - child->last_look.cpu_ns) / passed_ns * 100;
    look->rate_records_per_s = (double)(records - child->last_records) / passed_ns * 1e9;
    uint32_t phase = atomic_load_explicit(&child->channel->phase, memory_order_relaxed);
    uint32_t row = atomic_load_explicit(&child->channel->cursors[0].stage, memory_order_relaxed);
    if (phase <= BR_PHASE_END)
        look->stage = br_string_copy(br_phase_names[phase]);
    *(uint64_t *)br_list_append(&child->rows, sizeof(uint64_t)) =
        phase == BR_PHASE_MEASURE ? row : 0;
    child->last_look = now;
    child->last_look_ns = time;
    child->last_records = records;
    const struct br_run_events *events = child->watch->events;
    if (events != NULL && events->pass_looked != NULL)
        events->pass_looked(events->context, look);
}

/* While it measured, the stage says more than the phase; its name came with the answer. */
static void name_stages(struct child *child, const struct br_answer *answer)
{
    for (size_t i = 0; i < child->looks.count; i++) {
        uint64_t row = child->rows.items[i];
        if (row == 0 || row >= answer->stage_paths.count)
            continue;
        free(child->looks.items[i].stage);
        child->looks.items[i].stage = br_string_copy(answer->stage_paths.items[row]);
    }
}

/* ---- what it prints ---- */

/* Only the end is ever shown: the rest gives its memory back, however much is printed. */
static void forget_output(const struct child *child)
{
    off_t size = lseek(child->output_descriptor, 0, SEEK_END);
    if (size > OUTPUT_KEPT_BYTES)
        fallocate(child->output_descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0,
                  size - OUTPUT_KEPT_BYTES);
}

/* The last `most` bytes; NULL where nothing was printed. */
static char *read_tail(int descriptor, size_t most)
{
    off_t size = lseek(descriptor, 0, SEEK_END);
    off_t begin = size > (off_t)most ? size - (off_t)most : 0;
    char *text = malloc(most + 1);
    ssize_t got = text != NULL ? pread(descriptor, text, most, begin) : 0;
    if (got <= 0) {
        free(text);
        return NULL;
    }
    for (ssize_t i = 0; i < got; i++)
        text[i] = text[i] == '\0' ? ' ' : text[i];
    text[got] = '\0';
    return text;
}

void br_watch_add_tail(const struct br_answer *answer, struct br_error *error)
{
    const char *tail = answer->result.output_tail;
    size_t size = tail != NULL ? strlen(tail) : 0;
    while (size > 0 && tail[size - 1] == '\n')
        size--;
    size_t skip = size > TAIL_SHOWN_BYTES ? size - TAIL_SHOWN_BYTES : 0;
    if (size > 0)
        br_error_set(error, error->code, "%s; it printed: %s%.*s", error->message,
                     skip > 0 ? "..." : "", (int)(size - skip), tail + skip);
}

/* ---- how it ended ---- */

static const char *phase_of(const struct br_channel *channel)
{
    uint32_t phase = atomic_load(&channel->phase);
    return phase <= BR_PHASE_END ? br_phase_names[phase] : "unknown";
}

/* Code that cannot get memory often crashes instead of saying so. */
static void append_refusal(const struct child *child, struct br_text *text)
{
    char refused[BR_UNITS_BUFFER];
    char limit[BR_UNITS_BUFFER];
    uint64_t bytes = atomic_load(&child->channel->refused_bytes);
    uint64_t limit_bytes = child->watch->job->config.memory_limit_bytes;
    if (bytes == 0 || limit_bytes == 0)
        return;
    br_text_format(text, "; it could not get %s of memory: --memory-limit is %s",
                   br_units_format_bytes(refused, (double)bytes),
                   br_units_format_bytes(limit, (double)limit_bytes));
}

/* The kernel kills with SIGKILL; so does whoever else wants to. */
static void append_memory_kill(const struct child *child, struct br_text *text)
{
    if (br_os_memory_kills() > child->memory_kills_before)
        br_text_append(text, "; the kernel was out of memory");
}

/* It knows better than the program under it why that could not go on. */
static void append_complaint(const struct child *child, struct br_text *text)
{
    if (child->valgrind == NULL)
        return;
    char *output = read_tail(child->output_descriptor, OUTPUT_KEPT_BYTES);
    char *complaint = output != NULL ? br_callgrind_complaint(output) : NULL;
    if (complaint != NULL)
        br_text_format(text, "; valgrind says: %s", complaint);
    free(complaint);
    free(output);
}

static int failed(const struct child *child, int code, const char *what, struct br_error *error)
{
    struct br_text text = {0};
    br_text_format(&text, "the measuring process %s in its phase '%s'", what,
                   phase_of(child->channel));
    append_refusal(child, &text);
    append_memory_kill(child, &text);
    append_complaint(child, &text);
    br_blame_append(child->watch, child->channel, &text);
    int status = br_error_set(error, code, "%s", br_text_string(&text));
    br_text_release(&text);
    return status;
}

static int timed_out(struct child *child, struct br_error *error)
{
    char limit[BR_UNITS_BUFFER];
    br_units_format_duration(limit, (double)child->watch->job->config.timeout_ns);
    bool answered = atomic_load(&child->channel->answer_size) > 0;
    br_os_kill(&child->process);
    char *what =
        br_string_format("%s within %s (--timeout) and was killed",
                         answered ? "gave its answer but did not end" : "gave no answer", limit);
    int status = failed(child, BR_ERROR_TIMEOUT, what, error);
    free(what);
    return status;
}

static char *describe_end(int wait_status)
{
    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0)
        return br_string_copy("ended without an answer (the code under test called exit?)");
    char *end = br_os_describe_status(wait_status);
    char *what = br_string_format("%s%s", WIFSIGNALED(wait_status) ? "was " : "", end);
    free(end);
    return what;
}

static int refuse_end(const struct child *child, int wait_status, struct br_error *error)
{
    char *what = describe_end(wait_status);
    int status = failed(child, BR_ERROR_CHILD, what, error);
    free(what);
    return status;
}

static int parse_answer(const struct child *child, struct br_answer *answer, struct br_error *error)
{
    char *text = NULL;
    size_t size = 0;
    int status = br_channel_get_answer(child->channel, &text, &size, error);
    if (status < 0)
        return status;
    status = br_shape_parse(&br_answer_shape, text, size, answer, error);
    free(text);
    return status < 0 ? br_error_prefix(error, "the measuring process gave a damaged answer") : 0;
}

static int explain_refusal(const struct child *child, const struct br_answer *answer,
                           struct br_error *error)
{
    struct br_text text = {0};
    const char *reason = answer->result.failure;
    br_text_append(&text, reason != NULL ? reason : "the measuring process gave no reason");
    append_refusal(child, &text);
    int status = br_error_set(error, BR_ERROR_CHILD, "%s", br_text_string(&text));
    br_text_release(&text);
    return status;
}

static int read_answer(struct child *child, int wait_status, struct br_answer *answer,
                       struct br_error *error)
{
    bool clean = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
    if (!clean || atomic_load(&child->channel->answer_size) == 0)
        return refuse_end(child, wait_status, error);
    int status = parse_answer(child, answer, error);
    if (status == 0 && answer->failed)
        status = explain_refusal(child, answer, error);
    return status;
}

static int wait_for(struct child *child, struct br_answer *answer, struct br_error *error)
{
    const struct br_config *config = &child->watch->job->config;
    for (;;) {
        int wait_status = 0;
        uint64_t passed_ns = br_clock_monotonic_ns() - child->started_ns;
        uint64_t left_ns = passed_ns < config->timeout_ns ? config->timeout_ns - passed_ns : 0;
        uint64_t wait_ns = config->interval_ns < left_ns ? config->interval_ns : left_ns;
        if (br_os_wait(&child->process, wait_ns, &wait_status) == 1)
            return read_answer(child, wait_status, answer, error);
        if (is_interrupted(child->watch)) {
            br_os_kill(&child->process);
            return br_error_set(error, BR_ERROR_INTERRUPTED, "interrupted");
        }
        if (left_ns == 0)
            return timed_out(child, error);
        look_at(child);
        forget_output(child);
    }
}

static int put_job(const struct child *child, struct br_error *error)
{
    struct br_job job = *child->watch->job; /* borrowed */
    struct br_text exact = {0};
    job.counts_descriptor = child->counts_descriptor;
    job.counts_source = child->version;
    br_job_append_exact(&job, &exact);
    char *text = br_shape_print(&br_job_shape, &job, false);
    int status = text != NULL && !exact.failed
                     ? br_channel_put_job(child->channel, text, error)
                     : br_error_set(error, BR_ERROR_MEMORY, "no memory for a job");
    if (status == 0)
        status = br_channel_put_exact(child->channel, exact.data, exact.size, error);
    br_text_release(&exact);
    free(text);
    return status;
}

/* Without valgrind the child runs as any other, and says what is missing. */
static int open_counts(struct child *child, struct br_error *error)
{
    const char *reason = NULL;
    if (strcmp(child->watch->job->pass, "instructions") != 0)
        return 0;
    child->valgrind = br_callgrind_find(&reason);
    if (child->valgrind == NULL)
        return 0;
    child->version = br_callgrind_version(child->valgrind);
    child->counts_descriptor = br_os_memory_file("benchrun-counts", error);
    return child->counts_descriptor < 0 ? error->code : 0;
}

static int open_child(struct child *child, struct br_error *error)
{
    if (open_counts(child, error) < 0)
        return error->code;
    child->output_descriptor = br_os_memory_file("benchrun-output", error);
    if (child->output_descriptor < 0)
        return error->code;
    child->channel = br_channel_new(&child->channel_descriptor, error);
    if (child->channel == NULL)
        return error->code;
    return put_job(child, error);
}

static void close_child(struct child *child)
{
    br_channel_close(child->channel);
    if (child->channel_descriptor >= 0)
        close(child->channel_descriptor);
    if (child->output_descriptor >= 0)
        close(child->output_descriptor);
    if (child->counts_descriptor >= 0)
        close(child->counts_descriptor);
    free(child->valgrind);
    free(child->version);
    for (size_t i = 0; i < child->looks.count; i++)
        free(child->looks.items[i].stage);
    free(child->looks.items);
    free(child->rows.items);
}

int br_watch_child(const struct br_watch *watch, struct br_answer *answer, struct br_error *error)
{
    struct child child = {
        .watch = watch, .channel_descriptor = -1, .output_descriptor = -1, .counts_descriptor = -1};
    int status = open_child(&child, error);
    if (status == 0)
        status = start(&child, error);
    if (status == 0) {
        status = wait_for(&child, answer, error);
        br_os_end_orphans(child.spared, child.spared_count);
    }
    if (status < 0 && child.output_descriptor >= 0 && answer->result.output_tail == NULL)
        answer->result.output_tail = read_tail(child.output_descriptor, TAIL_BYTES);
    name_stages(&child, answer);
    answer->result.looks = child.looks;
    child.looks = (struct br_looks){0};
    close_child(&child);
    return status;
}
