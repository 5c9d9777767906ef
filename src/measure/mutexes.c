/* jemalloc's mutex statistics; see allocation.h. The names are those of jemalloc(3), section
 * "MALLCTL NAMESPACE"; what a version lacks is left out. */
#include <stdio.h>
#include <string.h>

#include <jemalloc/jemalloc.h>

#include "measure/allocation.h"

#define NAME_SIZE 96

/* Of the whole process, and of an arena. */
static const char *const of_process[] = {
    "background_thread", "max_per_bg_thd",   "ctl",       "prof", "prof_thds_data", "prof_dump",
    "prof_recent_alloc", "prof_recent_dump", "prof_stats"};
static const char *const of_arenas[] = {"arenas.large",
                                        "arenas.extent_avail",
                                        "arenas.extents_dirty",
                                        "arenas.extents_muzzy",
                                        "arenas.extents_retained",
                                        "arenas.decay_dirty",
                                        "arenas.decay_muzzy",
                                        "arenas.base",
                                        "arenas.tcache_list",
                                        "arenas.hpa_shard",
                                        "arenas.hpa_shard_grow",
                                        "arenas.hpa_sec"};

static bool read_member(const char *mutex, const char *member, void *value, size_t size)
{
    char name[NAME_SIZE];
    size_t got = size;
    snprintf(name, sizeof name, "%s.%s", mutex, member);
    return mallctl(name, value, &got, NULL, 0) == 0 && got == size;
}

/* False where this jemalloc has no such mutex. */
static bool read_mutex(const char *mutex, struct br_mutex_counts *counts)
{
    uint32_t threads = 0;
    bool known =
        read_member(mutex, "num_ops", &counts->operations, sizeof counts->operations) &&
        read_member(mutex, "num_wait", &counts->waits, sizeof counts->waits) &&
        read_member(mutex, "num_spin_acq", &counts->spins, sizeof counts->spins) &&
        read_member(mutex, "num_owner_switch", &counts->owner_switches,
                    sizeof counts->owner_switches) &&
        read_member(mutex, "total_wait_time", &counts->wait_ns, sizeof counts->wait_ns) &&
        read_member(mutex, "max_wait_time", &counts->wait_ns_max, sizeof counts->wait_ns_max) &&
        read_member(mutex, "max_num_thds", &threads, sizeof threads);
    counts->threads_max = threads;
    return known;
}

static void add_mutex(struct br_mutex_counts *sum, const struct br_mutex_counts *counts)
{
    sum->operations += counts->operations;
    sum->waits += counts->waits;
    sum->spins += counts->spins;
    sum->owner_switches += counts->owner_switches;
    sum->wait_ns += counts->wait_ns;
    if (counts->wait_ns_max > sum->wait_ns_max)
        sum->wait_ns_max = counts->wait_ns_max;
    if (counts->threads_max > sum->threads_max)
        sum->threads_max = counts->threads_max;
}

/* Small blocks: a mutex for each size class. */
static void read_bins(struct br_mutex_counts *sum)
{
    unsigned count = 0;
    size_t size = sizeof count;
    if (mallctl("arenas.nbins", &count, &size, NULL, 0) != 0)
        return;
    for (unsigned i = 0; i < count; i++) {
        char name[NAME_SIZE];
        struct br_mutex_counts bin = {0};
        snprintf(name, sizeof name, "stats.arenas.%d.bins.%u.mutex", MALLCTL_ARENAS_ALL, i);
        if (read_mutex(name, &bin))
            add_mutex(sum, &bin);
    }
}

struct mutex_list {
    struct br_mutex_counts *items;
    size_t count, capacity;
};

static void keep_used(struct mutex_list *list, const struct br_mutex_counts *counts)
{
    if (counts->operations > 0 && list->count < list->capacity)
        list->items[list->count++] = *counts;
}

void br_allocation_mutexes_reset(void)
{
    mallctl("stats.mutexes.reset", NULL, NULL, NULL, 0);
}

size_t br_allocation_mutexes(struct br_mutex_counts *mutexes, size_t capacity)
{
    struct mutex_list list = {mutexes, 0, capacity};
    uint64_t epoch = 1;
    char name[NAME_SIZE];
    mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
    for (size_t i = 0; i < sizeof of_process / sizeof of_process[0]; i++) {
        struct br_mutex_counts counts = {.name = of_process[i]};
        snprintf(name, sizeof name, "stats.mutexes.%s", of_process[i]);
        if (read_mutex(name, &counts))
            keep_used(&list, &counts);
    }
    for (size_t i = 0; i < sizeof of_arenas / sizeof of_arenas[0]; i++) {
        struct br_mutex_counts counts = {.name = of_arenas[i]};
        snprintf(name, sizeof name, "stats.arenas.%d.mutexes.%s", MALLCTL_ARENAS_ALL,
                 of_arenas[i] + strlen("arenas."));
        if (read_mutex(name, &counts))
            keep_used(&list, &counts);
    }
    struct br_mutex_counts bins = {.name = "bins"};
    read_bins(&bins);
    keep_used(&list, &bins);
    return list.count;
}
