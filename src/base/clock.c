/*
 * Clocks: the rate of the tick counter and whether it can be trusted.
 *
 * Part of the stand-alone stage library too, so it uses nothing else of this folder.
 */
#include "base/clock.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INTERVALS = 5, READING_TRIES = 16 };

/* Whether `word` stands in `list` between blanks. */
static bool has_word(const char *list, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = strstr(list, word); at != NULL; at = strstr(at + 1, word)) {
        bool starts = at == list || strchr(" \t:", at[-1]) != NULL;
        bool ends = strchr(" \t\n", at[size]) != NULL; /* finds the closing NUL too */
        if (starts && ends)
            return true;
    }
    return false;
}

const char *br_clock_tsc_objection(const char *cpu_flags, const char *clock_sources)
{
    if (!has_word(cpu_flags, "constant_tsc"))
        return "the CPU's time stamp counter changes its rate (no constant_tsc in /proc/cpuinfo)";
    if (!has_word(cpu_flags, "nonstop_tsc"))
        return "the CPU's time stamp counter may stop (no nonstop_tsc in /proc/cpuinfo)";
    if (clock_sources != NULL && strstr(clock_sources, "tsc") == NULL)
        return "the kernel found the time stamp counter unreliable (no tsc among its clock "
               "sources)";
    return NULL;
}

/* First line of `path` that begins with `prefix`, or NULL; free() it. */
static char *read_line_with(const char *path, const char *prefix)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *line = NULL;
    size_t capacity = 0;
    bool found = false;
    while (!found && getline(&line, &capacity, file) >= 0)
        found = strncmp(line, prefix, strlen(prefix)) == 0;
    fclose(file);
    if (found)
        return line;
    free(line);
    return NULL;
}

static const char *counter_objection(enum br_clock_source source)
{
    if (source != BR_CLOCK_TSC)
        return NULL;
    char *flags = read_line_with("/proc/cpuinfo", "flags");
    char *sources =
        read_line_with("/sys/devices/system/clocksource/clocksource0/available_clocksource", "");
    const char *objection = flags != NULL
                                ? br_clock_tsc_objection(flags, sources)
                                : "the CPU's flags are unknown (no flags line in /proc/cpuinfo)";
    free(flags);
    free(sources);
    return objection;
}

struct reading {
    uint64_t ns, ticks;
};

/* Both clocks at one moment: of several tries the one with the shortest gap around it, because an
 * interrupt between the two reads would bend the rate. */
static struct reading read_both(void)
{
    struct reading best = {0, 0};
    uint64_t shortest = UINT64_MAX;
    for (int i = 0; i < READING_TRIES; i++) {
        uint64_t before = br_clock_ticks();
        uint64_t ns = br_clock_monotonic_ns();
        uint64_t gap = br_clock_ticks() - before;
        if (gap < shortest) {
            shortest = gap;
            best = (struct reading){.ns = ns, .ticks = before + gap / 2};
        }
    }
    return best;
}

static void sleep_ns(uint64_t duration_ns)
{
    struct timespec left = {.tv_sec = (time_t)(duration_ns / 1000000000u),
                            .tv_nsec = (long)(duration_ns % 1000000000u)};
    while (clock_nanosleep(CLOCK_MONOTONIC, 0, &left, &left) == EINTR)
        ;
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void measure_rate(uint64_t duration_ns, struct br_clock_rate *rate)
{
    double rates[INTERVALS];
    struct reading last = read_both();
    for (int i = 0; i < INTERVALS; i++) {
        sleep_ns(duration_ns / INTERVALS + 1);
        struct reading now = read_both();
        rates[i] = (double)(now.ticks - last.ticks) / (double)(now.ns - last.ns);
        last = now;
    }
    qsort(rates, INTERVALS, sizeof rates[0], compare_doubles);
    double median = rates[INTERVALS / 2];
    double below = median - rates[0];
    double above = rates[INTERVALS - 1] - median;
    rate->ticks_per_ns = median;
    rate->spread = (above > below ? above : below) / median;
}

void br_clock_calibrate(uint64_t duration_ns, struct br_clock_rate *rate, const char **reason)
{
#if defined(__x86_64__)
    rate->source = BR_CLOCK_TSC;
#elif defined(__aarch64__)
    rate->source = BR_CLOCK_CNTVCT;
#else
    rate->source = BR_CLOCK_MONOTONIC;
#endif
    if (rate->source == BR_CLOCK_MONOTONIC)
        *rate = (struct br_clock_rate){.ticks_per_ns = 1.0, .source = BR_CLOCK_MONOTONIC};
    else
        measure_rate(duration_ns, rate);
    if (reason != NULL)
        *reason = counter_objection(rate->source);
}

const char *br_clock_source_name(enum br_clock_source source)
{
    switch (source) {
    case BR_CLOCK_TSC:
        return "tsc";
    case BR_CLOCK_CNTVCT:
        return "cntvct";
    case BR_CLOCK_MONOTONIC:
        return "monotonic";
    }
    return "unknown";
}

char *br_clock_utc_text(void)
{
    char text[32];
    struct tm parts;
    time_t now = time(NULL);
    gmtime_r(&now, &parts);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    char *copy = strdup(text);
    if (copy == NULL)
        abort();
    return copy;
}
