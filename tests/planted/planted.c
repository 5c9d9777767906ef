/*
 * A plug-in with one limit planted in it, named by the option `limit` after the rule of
 * docs/profiling/bottlenecks.md that should find it; `nothing` has none.
 *
 * Records are 64 bytes of which the first eight are the record's number; every 200th has a mark.
 */
#include <benchrun/workload.h>

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RECORD_BYTES 64u
#define MARK_EVERY 200u
#define BLOCKS 40u
#define LINE 128u

enum limit { NOTHING, CPU, ALLOCATOR, STAGE, WAIT, PRODUCER, CONTENTION, MEMORY, TAIL, GROWTH };

static const char *const limits[] = {"nothing",
                                     "cpu-bound",
                                     "allocator-bound",
                                     "one-stage-dominant",
                                     "wait-bound",
                                     "producer-bound",
                                     "contention-bound",
                                     "memory-growth",
                                     "tail-bound",
                                     "cost-growing-with-size",
                                     NULL};

static const struct br_option options[] = {
    {.name = "limit",
     .kind = BR_OPTION_CHOICE,
     .default_value = "nothing",
     .help = "what to plant",
     .choices = limits},
    {0},
};
static const char *const reasons[] = {"marked", NULL};

struct leak {
    struct leak *next;
    char content[248];
};

struct planted {
    enum limit limit;
    _Alignas(LINE) _Atomic uint64_t contended; /* by all workers */
};

struct worker {
    struct planted *planted;
    struct br_stages *stages;
    uint32_t heavy, light;
    struct leak *leaks; /* reachable, never freed */
};

/* ---- work ---- */

/* The compiler cannot know what comes out of it. */
static uint64_t spin(uint64_t value, unsigned turns)
{
    for (unsigned i = 0; i < turns; i++)
        value = value * UINT64_C(6364136223846793005) + 1;
    return value;
}

static uint64_t allocate(uint64_t value)
{
    void *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        blocks[i] = malloc(32 + i * 8);
        if (blocks[i] != NULL)
            *(volatile char *)blocks[i] = (char)value;
    }
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    return value;
}

static uint64_t in_stages(const struct worker *worker, uint64_t value)
{
    br_stage_begin(worker->stages, worker->heavy);
    value = spin(value, 2000);
    br_stage_end(worker->stages, worker->heavy);
    br_stage_begin(worker->stages, worker->light);
    value = spin(value, 400);
    br_stage_end(worker->stages, worker->light);
    return value;
}

static uint64_t sleep_a_little(uint64_t value)
{
    static const struct timespec pause = {.tv_nsec = 50000};
    nanosleep(&pause, NULL);
    return value;
}

static uint64_t contend(struct planted *planted, uint64_t value)
{
    for (int i = 0; i < 10; i++)
        atomic_fetch_add_explicit(&planted->contended, 1, memory_order_relaxed);
    return value;
}

/* One block of 256 bytes for every 16th record. */
static uint64_t leave_behind(struct worker *worker, uint64_t value)
{
    if (value % 16 != 0)
        return value;
    struct leak *leak = malloc(sizeof *leak);
    if (leak != NULL) {
        leak->next = worker->leaks;
        worker->leaks = leak;
    }
    return value;
}

/* As a search through all records before it would. */
static uint64_t search(uint64_t value)
{
    return spin(value, (unsigned)(value / 128));
}

static void process(void *memory, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    struct worker *worker = memory;
    uint64_t number, value;
    (void)size;
    memcpy(&number, record, sizeof number);
    value = number;
    switch (worker->planted->limit) {
    case CPU:
        value = spin(value, 1000);
        break;
    case ALLOCATOR:
        value = allocate(value);
        break;
    case STAGE:
        value = in_stages(worker, value);
        break;
    case WAIT:
        value = sleep_a_little(value);
        break;
    case CONTENTION:
        value = contend(worker->planted, value);
        break;
    case MEMORY:
        value = leave_behind(worker, value);
        break;
    case TAIL:
        if (number % MARK_EVERY == MARK_EVERY - 1) {
            value = spin(value, 4000);
            outcome->reason = 1;
        }
        break;
    case GROWTH:
        value = search(value);
        break;
    default:
        break;
    }
    outcome->witness = value;
}

/* ---- the rest ---- */

static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    const struct planted *planted = state;
    size_t count = 0;
    (void)input;
    while (count < capacity && *offset < size) {
        uint64_t rest = size - *offset;
        uint32_t length = rest < RECORD_BYTES ? (uint32_t)rest : RECORD_BYTES;
        uint64_t spent = planted->limit == PRODUCER ? spin(*offset, 1000) : 1;
        /* Never true, but only this program knows. */
        uint32_t reason = length < RECORD_BYTES || spent == UINT64_MAX ? 1 : BR_ACCEPTED;
        spans[count++] = (struct br_span){.offset = *offset, .size = length, .reason = reason};
        *offset += length;
    }
    return count;
}

static uint64_t split(const void *state, const unsigned char *input, uint64_t size, uint64_t offset)
{
    uint64_t place = (offset + RECORD_BYTES - 1) / RECORD_BYTES * RECORD_BYTES;
    (void)state;
    (void)input;
    return place < size ? place : size;
}

static int open_planted(const struct br_harness *harness, void **state, char *message,
                        size_t message_size)
{
    struct planted *planted = aligned_alloc(LINE, sizeof *planted);
    (void)message_size;
    if (planted == NULL) {
        strcpy(message, "no memory");
        return -1;
    }
    memset(planted, 0, sizeof *planted);
    planted->limit = (enum limit)harness->option_number(harness, "limit");
    *state = planted;
    return 0;
}

static int begin(void *state, const struct br_worker_context *context, void **memory)
{
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL)
        return -1;
    worker->planted = state;
    worker->stages = context->stages;
    worker->heavy = br_stage_declare(worker->stages, "heavy");
    worker->light = br_stage_declare(worker->stages, "light");
    *memory = worker;
    return 0;
}

static int generate(const struct br_harness *harness, uint64_t records, uint64_t seed,
                    struct br_sink *sink)
{
    unsigned char record[RECORD_BYTES] = {0};
    int code = 0;
    (void)harness;
    (void)seed;
    for (uint64_t i = 0; i < records && code == 0; i++) {
        memcpy(record, &i, sizeof i);
        code = sink->write(sink, record, sizeof record);
    }
    return code;
}

extern const struct br_workload benchrun_workload;
const struct br_workload benchrun_workload = {
    .abi_version = BR_WORKLOAD_ABI_VERSION,
    .struct_size = sizeof(struct br_workload),
    .name = "planted",
    .summary = "a limit that is known",
    .format = "64 bytes each",
    .options = options,
    .reasons = reasons,
    .open = open_planted,
    .frame = frame,
    .split = split,
    .worker_begin = begin,
    .process = process,
    .worker_end = free, /* without the leaks: that is what they are for */
    .close = free,
    .generate = generate,
};
