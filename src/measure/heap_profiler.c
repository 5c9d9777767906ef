/* jemalloc's heap profiler in this process; see heap_profiler.h. */
#include "measure/heap_profiler.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jemalloc/jemalloc.h>

#include "base/os.h"
#include "measure/allocation.h"
#include "measure/heap_dump.h"
#include "measure/mappings.h"

#define LOOK_EVERY_NS 10000000
#define SECOND_NS 1000000000

static unsigned log2_of(uint64_t value)
{
    unsigned log = 0;
    while (value >>= 1)
        log++;
    return log;
}

char *br_heap_profiler_environment(uint64_t rate)
{
    const char *given = getenv("MALLOC_CONF");
    bool any = given != NULL && given[0] != '\0';
    return br_string_format("MALLOC_CONF=%s%sprof:true,prof_active:false,prof_accum:true,"
                            "prof_final:false,prof_gdump:false,lg_prof_sample:%u",
                            any ? given : "", any ? "," : "", log2_of(rate));
}

static bool read_flag(const char *name)
{
    bool flag = false;
    size_t size = sizeof flag;
    return mallctl(name, &flag, &size, NULL, 0) == 0 && flag;
}

bool br_heap_profiler_available(const char **reason)
{
    if (!br_allocation_in_effect(reason))
        return false;
    if (!read_flag("config.prof"))
        *reason = "this jemalloc was built without profiling: install one that was configured "
                  "with --enable-prof (Debian's libjemalloc2 is)";
    else if (!read_flag("opt.prof"))
        *reason = "jemalloc's profiler is off in this process: something sets MALLOC_CONF before "
                  "it starts; leave that out";
    else
        return true;
    return false;
}

void br_heap_profiler_activate(bool active)
{
    mallctl("prof.active", NULL, NULL, &active, sizeof active);
}

void br_heap_profiler_name_thread(const char *name)
{
    mallctl("thread.prof.name", NULL, NULL, (void *)&name, sizeof name);
}

/* ---- dumps ---- */

/* jemalloc writes to a path: that of an unnamed file in memory. */
static int dump_into(int descriptor, struct br_error *error)
{
    char path[32];
    const char *name = path;
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    int failure = mallctl("prof.dump", NULL, NULL, (void *)&name, sizeof name);
    if (failure == 0)
        return 0;
    return br_error_set(error, BR_ERROR_UNSUPPORTED,
                        "jemalloc could not write its heap profile (%s); it needs /proc and room "
                        "in memory",
                        strerror(failure));
}

static bool read_all(int descriptor, struct br_text *text)
{
    char buffer[16384];
    off_t at = 0;
    ssize_t got;
    while ((got = pread(descriptor, buffer, sizeof buffer, at)) > 0) {
        br_text_append_bytes(text, buffer, (size_t)got);
        at += got;
    }
    return got == 0 && at > 0 && !text->failed;
}

static int read_dump(int descriptor, struct br_text *dump, struct br_error *error)
{
    struct br_mappings mappings = {0};
    if (!read_all(descriptor, dump))
        return br_error_set(error, BR_ERROR_UNSUPPORTED,
                            "the heap profile could not be read back from memory");
    int status = br_mappings_read(&mappings, error);
    br_heap_dump_append_build_ids(&mappings, dump);
    br_mappings_release(&mappings);
    return status;
}

int br_heap_profiler_dump(struct br_text *dump, struct br_error *error)
{
    int descriptor = br_os_memory_file("benchrun-heap", error);
    if (descriptor < 0)
        return descriptor;
    int status = dump_into(descriptor, error);
    if (status == 0)
        status = read_dump(descriptor, dump, error);
    close(descriptor);
    return status;
}

/* ---- the peak ---- */

struct br_heap_peak {
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t stopped;
    bool stop;
    uint64_t rate;
    uint64_t start_bytes, highest_bytes; /* live */
    int descriptor;                      /* of the dump at highest_bytes */
    bool dumped;
};

static uint64_t live_bytes(void)
{
    uint64_t epoch = 1;
    size_t live = 0, size = sizeof live;
    mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
    return mallctl("stats.allocated", &live, &size, NULL, 0) == 0 ? live : 0;
}

static void look(struct br_heap_peak *peak)
{
    uint64_t live = live_bytes();
    uint64_t growth = peak->highest_bytes - peak->start_bytes;
    if (live <= peak->highest_bytes + growth / 20 + peak->rate)
        return;
    /* One that failed has taken the place of the one before. */
    peak->dumped = dump_into(peak->descriptor, NULL) == 0;
    if (peak->dumped)
        peak->highest_bytes = live;
}

static void next_look(struct timespec *when)
{
    clock_gettime(CLOCK_MONOTONIC, when);
    when->tv_nsec += LOOK_EVERY_NS;
    if (when->tv_nsec >= SECOND_NS) {
        when->tv_nsec -= SECOND_NS;
        when->tv_sec++;
    }
}

static void *keep_looking(void *argument)
{
    struct br_heap_peak *peak = argument;
    bool sampled = false; /* what this thread allocates is none of the workload's */
    mallctl("thread.prof.active", NULL, NULL, &sampled, sizeof sampled);
    pthread_mutex_lock(&peak->mutex);
    while (!peak->stop) {
        struct timespec when;
        next_look(&when);
        while (!peak->stop &&
               pthread_cond_timedwait(&peak->stopped, &peak->mutex, &when) != ETIMEDOUT)
            continue;
        if (!peak->stop)
            look(peak);
    }
    pthread_mutex_unlock(&peak->mutex);
    return NULL;
}

static void free_peak(struct br_heap_peak *peak)
{
    if (peak->descriptor >= 0)
        close(peak->descriptor);
    pthread_cond_destroy(&peak->stopped);
    pthread_mutex_destroy(&peak->mutex);
    free(peak);
}

struct br_heap_peak *br_heap_peak_start(uint64_t rate, struct br_error *error)
{
    struct br_heap_peak *peak = calloc(1, sizeof *peak);
    pthread_condattr_t monotonic;
    if (peak == NULL) {
        br_error_set(error, BR_ERROR_MEMORY, "no memory to look for the peak of the heap");
        return NULL;
    }
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&peak->mutex, NULL);
    pthread_cond_init(&peak->stopped, &monotonic);
    pthread_condattr_destroy(&monotonic);
    peak->rate = rate;
    peak->start_bytes = peak->highest_bytes = live_bytes();
    peak->descriptor = br_os_memory_file("benchrun-heap-peak", error);
    if (peak->descriptor >= 0 && pthread_create(&peak->thread, NULL, keep_looking, peak) == 0)
        return peak;
    if (peak->descriptor >= 0)
        br_error_set(error, BR_ERROR_FAILED,
                     "no thread can be started to look for the peak of the heap; raise the limit "
                     "of processes (ulimit -u)");
    free_peak(peak);
    return NULL;
}

bool br_heap_peak_stop(struct br_heap_peak *peak, struct br_text *dump)
{
    pthread_mutex_lock(&peak->mutex);
    peak->stop = true;
    pthread_cond_signal(&peak->stopped);
    pthread_mutex_unlock(&peak->mutex);
    pthread_join(peak->thread, NULL);
    bool before = peak->dumped && live_bytes() < peak->highest_bytes &&
                  read_dump(peak->descriptor, dump, NULL) == 0;
    free_peak(peak);
    return before;
}
