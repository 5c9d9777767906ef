/* Samples of CPU time: the store, and the choice between the ways; see sampler.h. */
#include "measure/sampler.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/os.h"
#include "measure/sampler_private.h"

static size_t sample_size(size_t stack_size)
{
    return sizeof(struct br_cpu_sample) + ((stack_size + 7) & ~(size_t)7);
}

struct br_cpu_sample *br_sampler_keep(struct br_sampler *sampler, size_t stack_size)
{
    size_t size = sample_size(stack_size);
    size_t at = atomic_fetch_add(&sampler->used, size);
    if (at + size > BR_SAMPLER_STORE) {
        atomic_fetch_sub(&sampler->used, size);
        atomic_fetch_add(&sampler->lost, 1);
        return NULL;
    }
    struct br_cpu_sample *sample = (struct br_cpu_sample *)(void *)(sampler->store + at);
    sample->stack_size = stack_size;
    return sample;
}

static int open_store(struct br_sampler *sampler, struct br_error *error)
{
    sampler->store_descriptor = br_os_memory_file("samples", error);
    if (sampler->store_descriptor < 0)
        return error != NULL ? error->code : BR_ERROR_IO;
    void *store = MAP_FAILED;
    if (ftruncate(sampler->store_descriptor, (off_t)BR_SAMPLER_STORE) == 0)
        store = mmap(NULL, BR_SAMPLER_STORE, PROT_READ | PROT_WRITE, MAP_SHARED,
                     sampler->store_descriptor, 0);
    if (store == MAP_FAILED)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for samples");
    sampler->store = store;
    return 0;
}

bool br_sampler_knows_machine(void)
{
#if defined(__x86_64__) || defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

static int open_either(struct br_sampler *sampler, enum br_sampler_kind kind,
                       struct br_error *error)
{
    struct br_error denied = {0};
    if (kind != BR_SAMPLER_TIMER) {
        sampler->kind = BR_SAMPLER_PERF;
        int code = br_sampler_perf_open(sampler, &denied);
        if (code == 0 || kind == BR_SAMPLER_PERF) {
            if (code != 0 && error != NULL)
                *error = denied;
            return code;
        }
        br_sampler_perf_close(sampler);
    }
    sampler->kind = BR_SAMPLER_TIMER;
    return br_sampler_timer_open(sampler, error);
}

struct br_sampler *br_sampler_open(enum br_sampler_kind kind, uint64_t rate_hz,
                                   struct br_error *error)
{
    if (!br_sampler_knows_machine()) {
        br_error_set(error, BR_ERROR_UNSUPPORTED,
                     "CPU time is sampled on x86-64 and arm64 only; use another machine");
        return NULL;
    }
    struct br_sampler *sampler = calloc(1, sizeof *sampler);
    if (sampler == NULL) {
        br_error_set(error, BR_ERROR_MEMORY, "no memory for the sampler");
        return NULL;
    }
    sampler->rate_hz = rate_hz;
    sampler->store_descriptor = -1;
    sampler->wake_descriptor = -1;
    pthread_mutex_init(&sampler->draining, NULL);
    int code = open_store(sampler, error);
    if (code == 0)
        code = open_either(sampler, kind, error);
    if (code == 0)
        return sampler;
    br_sampler_close(sampler);
    return NULL;
}

void br_sampler_join(struct br_sampler *sampler)
{
    if (sampler->kind == BR_SAMPLER_TIMER)
        br_sampler_timer_join(sampler);
}

static void switch_it(struct br_sampler *sampler, bool on)
{
    if (sampler->kind == BR_SAMPLER_PERF)
        br_sampler_perf_switch(sampler, on);
    else
        br_sampler_timer_switch(sampler, on);
}

void br_sampler_start(struct br_sampler *sampler)
{
    switch_it(sampler, true);
}

void br_sampler_stop(struct br_sampler *sampler)
{
    switch_it(sampler, false);
}

/* ---- reading ---- */

static const struct br_cpu_sample *sample_at(const struct br_sampler *sampler, size_t at)
{
    if (at >= atomic_load(&sampler->used))
        return NULL;
    return (const struct br_cpu_sample *)(const void *)(sampler->store + at);
}

const struct br_cpu_sample *br_sampler_first(const struct br_sampler *sampler)
{
    return sample_at(sampler, 0);
}

const struct br_cpu_sample *br_sampler_next(const struct br_sampler *sampler,
                                            const struct br_cpu_sample *sample)
{
    size_t at = (size_t)((const unsigned char *)sample - sampler->store);
    return sample_at(sampler, at + sample_size(sample->stack_size));
}

size_t br_sampler_bytes(const struct br_sampler *sampler)
{
    return atomic_load(&sampler->used);
}

void br_sampler_forget(struct br_sampler *sampler)
{
    atomic_store(&sampler->used, 0);
}

uint64_t br_sampler_lost(const struct br_sampler *sampler)
{
    return atomic_load(&sampler->lost);
}

size_t br_sampler_unseen(const struct br_sampler *sampler)
{
    return atomic_load(&sampler->unseen);
}

const char *br_sampler_source(const struct br_sampler *sampler)
{
    if (sampler->kind == BR_SAMPLER_TIMER)
        return "timers on the threads' CPU time";
    return sampler->kernel_seen ? "perf cpu-clock" : "perf cpu-clock, user space only";
}

void br_sampler_close(struct br_sampler *sampler)
{
    if (sampler == NULL)
        return;
    if (sampler->kind == BR_SAMPLER_TIMER)
        br_sampler_timer_close(sampler);
    else
        br_sampler_perf_close(sampler);
    if (sampler->store != NULL)
        munmap(sampler->store, BR_SAMPLER_STORE);
    if (sampler->store_descriptor >= 0)
        close(sampler->store_descriptor);
    pthread_mutex_destroy(&sampler->draining);
    free(sampler);
}
