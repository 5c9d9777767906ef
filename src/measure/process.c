/*
 * What the kernel says about processes and threads, and the core clock by its effect.
 */
#include "measure/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

#define NS_PER_S UINT64_C(1000000000)

static uint64_t timeval_ns(struct timeval time)
{
    return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_usec * 1000;
}

void br_process_usage(struct br_process_usage *usage)
{
    struct rusage kernel = {0};
    getrusage(RUSAGE_SELF, &kernel);
    *usage = (struct br_process_usage){
        .user_ns = timeval_ns(kernel.ru_utime),
        .system_ns = timeval_ns(kernel.ru_stime),
        .minor_faults = (uint64_t)kernel.ru_minflt,
        .major_faults = (uint64_t)kernel.ru_majflt,
        .voluntary_switches = (uint64_t)kernel.ru_nvcsw,
        .involuntary_switches = (uint64_t)kernel.ru_nivcsw,
        .rss_peak_bytes = (uint64_t)kernel.ru_maxrss * 1024,
    };
}

/* Reads a small file whole; false when it is not there or does not fit. */
static bool read_small(const char *path, char *text, size_t capacity)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    size_t size = fread(text, 1, capacity - 1, file);
    text[size] = '\0';
    bool whole = size > 0 && size < capacity - 1 && ferror(file) == 0;
    fclose(file);
    return whole;
}

/* ---- run delay ---- */

/* schedstat: time on the CPU, time waiting for one, slices; ns. */
static bool thread_run_delay(const char *thread, uint64_t *run_delay_ns)
{
    char path[300], text[128];
    unsigned long long on_cpu_ns, waiting_ns;
    snprintf(path, sizeof path, "/proc/self/task/%s/schedstat", thread);
    if (!read_small(path, text, sizeof text) ||
        sscanf(text, "%llu %llu", &on_cpu_ns, &waiting_ns) != 2)
        return false;
    *run_delay_ns = waiting_ns;
    return true;
}

bool br_process_run_delay(uint64_t *run_delay_ns)
{
    *run_delay_ns = 0;
    DIR *threads = opendir("/proc/self/task");
    if (threads == NULL)
        return false;
    bool known = false;
    /* cppcheck-suppress readdirCalled ; glibc's is safe on a stream of its own */
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;) {
        uint64_t delay_ns;
        if (entry->d_name[0] == '.' || !thread_run_delay(entry->d_name, &delay_ns))
            continue;
        *run_delay_ns += delay_ns;
        known = true;
    }
    closedir(threads);
    return known;
}

/* ---- another process ---- */

/* The fields of /proc/<pid>/stat that are needed, by their numbers in proc(5). */
struct stat_fields {
    char state;                      /* 3 */
    unsigned long long user, system; /* 14, 15; clock ticks */
    long threads;                    /* 20 */
    long rss_pages;                  /* 24 */
};

/* The name in field 2 may hold anything, blanks and brackets too: fields count from the last ')'.
 */
static bool read_stat(pid_t pid, struct stat_fields *fields)
{
    char path[64], text[2048];
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)pid);
    if (!read_small(path, text, sizeof text))
        return false;
    const char *rest = strrchr(text, ')');
    return rest != NULL &&
           sscanf(rest + 1,
                  " %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu %*d %*d %*d %*d %ld %*d "
                  "%*u %*u %ld",
                  &fields->state, &fields->user, &fields->system, &fields->threads,
                  &fields->rss_pages) == 5;
}

/* The CPU clock of the process, to the ns and with threads that have ended; clock ticks (10 ms)
 * where the kernel does not give it. */
static uint64_t process_cpu_ns(pid_t pid, const struct stat_fields *fields)
{
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &time) == 0)
        return (uint64_t)time.tv_sec * NS_PER_S + (uint64_t)time.tv_nsec;
    return (fields->user + fields->system) * (NS_PER_S / (uint64_t)sysconf(_SC_CLK_TCK));
}

bool br_process_look(pid_t pid, struct br_process_look *look)
{
    struct stat_fields fields;
    if (!read_stat(pid, &fields) || fields.state == 'Z' || fields.state == 'X')
        return false;
    look->cpu_ns = process_cpu_ns(pid, &fields);
    look->rss_bytes = (uint64_t)fields.rss_pages * (uint64_t)sysconf(_SC_PAGESIZE);
    look->threads = (uint32_t)fields.threads;
    return true;
}

/* ---- the core clock ---- */

#define CHAIN_STEPS 8192 /* about 8 us at 3 GHz and 3 cycles a step */
#define CHAIN_SLICES 4

#if defined(__x86_64__)
#define CHAIN_CYCLES 3.0
static uint64_t run_chain(uint64_t value)
{
    for (int i = 0; i < CHAIN_STEPS; i += 8)
        __asm__ volatile("imul %0, %0\n\timul %0, %0\n\timul %0, %0\n\timul %0, %0\n\t"
                         "imul %0, %0\n\timul %0, %0\n\timul %0, %0\n\timul %0, %0"
                         : "+r"(value)
                         :
                         : "cc");
    return value;
}
#elif defined(__aarch64__)
#define CHAIN_CYCLES 1.0
static uint64_t run_chain(uint64_t value)
{
    for (int i = 0; i < CHAIN_STEPS; i += 8)
        __asm__ volatile("add %0, %0, %0\n\tadd %0, %0, %0\n\tadd %0, %0, %0\n\tadd %0, %0, %0\n\t"
                         "add %0, %0, %0\n\tadd %0, %0, %0\n\tadd %0, %0, %0\n\tadd %0, %0, %0"
                         : "+r"(value));
    return value;
}
#else
#define CHAIN_CYCLES 0.0
static uint64_t run_chain(uint64_t value)
{
    return value;
}
#endif

/* An interruption only makes a slice longer: the shortest one is the clock. */
double br_process_core_clock_ghz(double ticks_per_ns)
{
    uint64_t shortest = UINT64_MAX;
    uint64_t value = 3;
    for (int i = 0; i < CHAIN_SLICES; i++) {
        uint64_t begin = br_clock_ticks();
        value = run_chain(value);
        uint64_t ticks = br_clock_ticks() - begin;
        if (ticks < shortest)
            shortest = ticks;
    }
    return shortest > 0 ? CHAIN_CYCLES * CHAIN_STEPS * ticks_per_ns / (double)shortest : 0;
}
