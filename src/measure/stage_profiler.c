/*
 * The stage profiler as an owner: labels, recorders, faults and the cost of its own marks.
 */
#include "measure/stage_recorder.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CALIBRATION_NS 5000000u
#define RECORDER_ALIGNMENT 128 /* two cache lines: neighbouring lines are fetched in pairs */
#define PAIRS_PER_BATCH 16
#define BATCHES 301

struct br_stage_profiler *br_stage_profiler_new(const struct br_stage_allocator *allocator)
{
    struct br_stage_profiler *profiler = calloc(1, sizeof *profiler);
    if (profiler == NULL)
        return NULL;
    pthread_mutex_init(&profiler->lock, NULL);
    profiler->last = &profiler->first;
    if (allocator != NULL)
        profiler->allocator = *allocator;
    br_clock_calibrate(CALIBRATION_NS, &profiler->rate, NULL);
    profiler->memory_descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    profiler->page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
    strcpy(profiler->labels[BR_STAGE_LABEL_OTHER - 1], "other");
    return profiler;
}

void br_stage_profiler_free(struct br_stage_profiler *profiler)
{
    if (profiler == NULL)
        return;
    struct br_stage_recorder *recorder = profiler->first;
    while (recorder != NULL) {
        struct br_stage_recorder *next = recorder->next;
        free(recorder);
        recorder = next;
    }
    if (profiler->memory_descriptor >= 0)
        close(profiler->memory_descriptor);
    pthread_mutex_destroy(&profiler->lock);
    free(profiler);
}

/* ---- labels ---- */

static bool is_label_character(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '-' || character == '_';
}

/* Copies a label, cut to its size; what a label may not have becomes '_', so that dots always
 * separate labels and a report holds no control characters. */
static void copy_label(char *copy, const char *label)
{
    size_t size = 0;
    for (; size < BR_STAGE_LABEL_SIZE - 1 && label[size] != '\0'; size++) {
        copy[size] = label[size];
        if (!is_label_character(label[size]))
            copy[size] = '_';
    }
    if (size == 0)
        copy[size++] = '_';
    copy[size] = '\0';
}

uint32_t br_stage_profiler_declare(struct br_stage_profiler *profiler, const char *label)
{
    char copy[BR_STAGE_LABEL_SIZE];
    copy_label(copy, label);
    if (strcmp(copy, profiler->labels[BR_STAGE_LABEL_OTHER - 1]) == 0)
        return BR_STAGE_LABEL_OTHER;
    pthread_mutex_lock(&profiler->lock);
    uint32_t index = 0;
    while (index < profiler->label_count && strcmp(profiler->labels[index], copy) != 0)
        index++;
    if (index == profiler->label_count && index < BR_STAGE_LABEL_OTHER - 1) {
        memcpy(profiler->labels[index], copy, sizeof copy);
        profiler->label_count++;
    }
    pthread_mutex_unlock(&profiler->lock);
    return index + 1;
}

/* ---- recorders ---- */

static const uint64_t *counter_or_zero(const uint64_t *(*counter)(void))
{
    static const uint64_t zero = 0;
    const uint64_t *address = counter != NULL ? counter() : NULL;
    return address != NULL ? address : &zero;
}

static void connect_allocator(struct br_stage_recorder *recorder,
                              const struct br_stage_allocator *allocator)
{
    recorder->allocated_bytes = counter_or_zero(allocator->allocated_bytes);
    recorder->freed_bytes = counter_or_zero(allocator->freed_bytes);
    recorder->allocations = counter_or_zero(allocator->allocations);
    recorder->live_peak = allocator->live_peak != NULL ? allocator->live_peak() : NULL;
    if (recorder->live_peak == NULL)
        recorder->live_peak = &recorder->marked_peak;
    recorder->marked_peak = *recorder->allocated_bytes - *recorder->freed_bytes;
}

static struct br_stage_recorder *recorder_new(struct br_stage_profiler *profiler)
{
    size_t size = (sizeof(struct br_stage_recorder) + RECORDER_ALIGNMENT - 1) &
                  ~(size_t)(RECORDER_ALIGNMENT - 1);
    struct br_stage_recorder *recorder = aligned_alloc(RECORDER_ALIGNMENT, size);
    if (recorder == NULL)
        return NULL;
    memset(recorder, 0, size);
    recorder->stages.api = &br_stage_recorder_api;
    recorder->profiler = profiler;
    recorder->cpu_worth_ticks = (uint64_t)(BR_STAGE_CPU_WORTH_NS * profiler->rate.ticks_per_ns);
    recorder->rss_worth_ticks = (uint64_t)(BR_STAGE_RSS_WORTH_NS * profiler->rate.ticks_per_ns);
    recorder->current = &recorder->own_current;
    br_stage_recorder_clear(recorder);
    connect_allocator(recorder, &profiler->allocator);
    return recorder;
}

struct br_stages *br_stage_attach(struct br_stage_profiler *profiler)
{
    struct br_stage_recorder *recorder = recorder_new(profiler);
    if (recorder == NULL)
        return NULL;
    pthread_mutex_lock(&profiler->lock);
    *profiler->last = recorder;
    profiler->last = &recorder->next;
    pthread_mutex_unlock(&profiler->lock);
    return &recorder->stages;
}

void br_stage_faults(const struct br_stage_profiler *profiler, struct br_stage_faults *faults)
{
    memset(faults, 0, sizeof *faults);
    for (const struct br_stage_recorder *r = profiler->first; r != NULL; r = r->next) {
        faults->unmatched_ends += r->faults.unmatched_ends;
        faults->missing_ends += r->faults.missing_ends;
        faults->open_stages += (uint64_t)r->depth + r->beyond;
        faults->too_deep += r->faults.too_deep;
        faults->joined += r->nodes[BR_STAGE_ROW_OTHER].values.calls;
    }
}

/* ---- the cost of a pair ---- */

static double batch_ticks(struct br_stages *stages, uint32_t stage)
{
    uint64_t begin = br_clock_ticks();
    for (int i = 0; i < PAIRS_PER_BATCH; i++) {
        br_stage_begin(stages, stage);
        br_stage_end(stages, stage);
    }
    return (double)(br_clock_ticks() - begin) / PAIRS_PER_BATCH;
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double br_stage_pair_cost_ticks(struct br_stage_profiler *profiler)
{
    struct br_stage_recorder *recorder = recorder_new(profiler);
    if (recorder == NULL)
        return 0;
    double batches[BATCHES];
    br_stage_begin(&recorder->stages, BR_STAGE_LABEL_OTHER);
    for (int i = 0; i < BATCHES; i++)
        batches[i] = batch_ticks(&recorder->stages, 1);
    br_stage_end(&recorder->stages, BR_STAGE_LABEL_OTHER);
    free(recorder);
    qsort(batches, BATCHES, sizeof batches[0], compare_doubles);
    return batches[BATCHES / 2];
}
