/*
 * Reading jemalloc's statistics and the counting shim.
 */
#include "measure/allocation.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jemalloc/jemalloc.h>

#include "base/text.h"
#include "measure/shim/allocation_shim.h"

#define SHIM_FILE "libbenchrun-alloc.so"
#define NAME_SIZE 96

/* ---- is jemalloc there ---- */

/* False when jemalloc has no such name or is not there; *value is then unchanged. */
static bool read_number(const char *name, uint64_t *value)
{
    uint64_t number = 0; /* size_t and uint64_t are the same where jemalloc has 64-bit pointers */
    size_t size = sizeof number;
    if (mallctl(name, &number, &size, NULL, 0) != 0)
        return false;
    *value = number;
    return true;
}

bool br_allocation_in_effect(const char **reason)
{
    static const char absent[] =
        "jemalloc keeps no statistics here (mallctl has no "
        "thread.allocated); install libjemalloc2 built with --enable-stats";
    static const char behind[] = "another allocator stands in front of jemalloc (a sanitizer, "
                                 "valgrind or a preloaded library); run without it";
    uint64_t before = 0, after = 0;
    bool known = read_number("thread.allocated", &before);
    void *volatile block = malloc(1);
    known = known && read_number("thread.allocated", &after);
    free(block);
    const char *objection = !known ? absent : after == before ? behind : NULL;
    if (reason != NULL)
        *reason = objection;
    return objection == NULL;
}

/* ---- the shim ---- */

typedef struct br_allocation_counts *(*shim_counts_function)(void);
typedef void (*shim_live_function)(struct br_allocation_live *live);
typedef void (*shim_reset_function)(void);
typedef bool (*shim_owners_function)(void);

/* dlsym gives an object pointer where a function is meant; POSIX makes the two interchangeable. */
static void find_symbol(const char *name, void *function)
{
    void *symbol = dlsym(RTLD_DEFAULT, name);
    memcpy(function, &symbol, sizeof symbol);
}

static struct br_allocation_counts *shim_counts(void)
{
    shim_counts_function function;
    find_symbol(BR_ALLOCATION_SHIM_COUNTS, &function);
    return function != NULL ? function() : NULL;
}

bool br_allocation_shim_loaded(void)
{
    const struct br_allocation_counts *counts = shim_counts();
    if (counts == NULL)
        return false;
    uint64_t before = *(const volatile uint64_t *)&counts->allocations;
    void *volatile block = malloc(1);
    free(block);
    return *(const volatile uint64_t *)&counts->allocations == before + 1;
}

const struct br_allocation_counts *br_allocation_thread_counts(void)
{
    return shim_counts();
}

bool br_allocation_knows_owners(void)
{
    shim_owners_function function;
    find_symbol(BR_ALLOCATION_SHIM_KNOWS_OWNERS, &function);
    return function != NULL && function();
}

bool br_allocation_live(struct br_allocation_live *live)
{
    shim_live_function function;
    find_symbol(BR_ALLOCATION_SHIM_LIVE, &function);
    if (function != NULL)
        function(live);
    return function != NULL;
}

void br_allocation_live_reset(void)
{
    shim_reset_function function;
    find_symbol(BR_ALLOCATION_SHIM_RESET_PEAK, &function);
    if (function != NULL)
        function();
}

/* ---- jemalloc's statistics ---- */

void br_allocation_flush(void)
{
    mallctl("thread.tcache.flush", NULL, NULL, NULL, 0);
}

/* Statistics are a snapshot: writing the epoch takes a new one. */
static void refresh(void)
{
    uint64_t epoch = 1;
    mallctl("epoch", NULL, NULL, &epoch, sizeof epoch);
}

bool br_allocation_memory(struct br_allocator_memory *memory)
{
    memset(memory, 0, sizeof *memory);
    if (!br_allocation_in_effect(NULL))
        return false;
    refresh();
    return read_number("stats.allocated", &memory->allocated) &&
           read_number("stats.active", &memory->active) &&
           read_number("stats.metadata", &memory->metadata) &&
           read_number("stats.resident", &memory->resident) &&
           read_number("stats.mapped", &memory->mapped) &&
           read_number("stats.retained", &memory->retained);
}

/* Small and large classes are two families of names: "bin" and "lextent". */
struct class_family {
    const char *count; /* how many classes; a 32-bit number */
    const char *name;
};

static const struct class_family families[] = {{"arenas.nbins", "bin"},
                                               {"arenas.nlextents", "lextent"}};

static unsigned family_count(const struct class_family *family)
{
    unsigned count = 0;
    size_t size = sizeof count;
    return mallctl(family->count, &count, &size, NULL, 0) == 0 ? count : 0;
}

static bool read_class(const struct class_family *family, unsigned index,
                       struct br_size_class *class)
{
    char size_name[NAME_SIZE], requests_name[NAME_SIZE];
    snprintf(size_name, sizeof size_name, "arenas.%s.%u.size", family->name, index);
    snprintf(requests_name, sizeof requests_name, "stats.arenas.%d.%ss.%u.nrequests",
             MALLCTL_ARENAS_ALL, family->name, index);
    return read_number(size_name, &class->bytes) && read_number(requests_name, &class->requests);
}

/* Calls `take` for every size class until it says no. Does not look whether jemalloc is in effect:
 * that takes an allocation, which would be among the requests counted next. */
static void walk_classes(bool (*take)(const struct br_size_class *class, void *context),
                         void *context)
{
    refresh();
    for (size_t f = 0; f < sizeof families / sizeof families[0]; f++) {
        unsigned count = family_count(&families[f]);
        for (unsigned i = 0; i < count; i++) {
            struct br_size_class class;
            if (read_class(&families[f], i, &class) && !take(&class, context))
                return;
        }
    }
}

struct class_list {
    struct br_size_class *classes;
    size_t count, capacity;
};

static bool take_class(const struct br_size_class *class, void *context)
{
    struct class_list *list = context;
    if (list->count == list->capacity)
        return false;
    list->classes[list->count++] = *class;
    return true;
}

size_t br_allocation_size_classes(struct br_size_class *classes, size_t capacity)
{
    struct class_list list = {classes, 0, capacity};
    walk_classes(take_class, &list);
    return list.count;
}

static bool add_requests(const struct br_size_class *class, void *context)
{
    *(uint64_t *)context += class->requests;
    return true;
}

uint64_t br_allocation_requests(void)
{
    uint64_t requests = 0;
    walk_classes(add_requests, &requests);
    return requests;
}

void br_allocation_purge(void)
{
    char name[NAME_SIZE];
    snprintf(name, sizeof name, "arena.%d.purge", MALLCTL_ARENAS_ALL);
    mallctl(name, NULL, NULL, NULL, 0);
}

/* ---- for the stage profiler ---- */

static const uint64_t *shim_allocated_bytes(void)
{
    return &shim_counts()->allocated_bytes;
}

static const uint64_t *shim_freed_bytes(void)
{
    return &shim_counts()->freed_bytes;
}

static const uint64_t *shim_allocations(void)
{
    return &shim_counts()->allocations;
}

static uint64_t *shim_live_peak(void)
{
    return &shim_counts()->live_peak_bytes;
}

struct br_stage_allocator br_allocation_for_stages(void)
{
    if (br_allocation_shim_loaded())
        return (struct br_stage_allocator){
            .allocated_bytes = shim_allocated_bytes,
            .freed_bytes = shim_freed_bytes,
            .allocations = shim_allocations,
            .live_peak = shim_live_peak,
        };
    const struct br_stage_allocator *jemalloc = br_stage_allocator_jemalloc();
    return jemalloc != NULL ? *jemalloc : (struct br_stage_allocator){0};
}

/* ---- provenance ---- */

static const char *read_string(const char *name)
{
    const char *string = NULL;
    size_t size = sizeof string;
    if (mallctl(name, (void *)&string, &size, NULL, 0) != 0 || string == NULL)
        return "?";
    return string;
}

static int read_flag(const char *name)
{
    bool flag = false;
    size_t size = sizeof flag;
    return mallctl(name, &flag, &size, NULL, 0) == 0 ? flag : -1;
}

static const char *yes_or_no(const char *name)
{
    int flag = read_flag(name);
    return flag < 0 ? "?" : flag ? "yes" : "no";
}

static long read_signed(const char *name)
{
    ssize_t value = -1;
    size_t size = sizeof value;
    mallctl(name, &value, &size, NULL, 0);
    return (long)value;
}

static unsigned read_unsigned(const char *name)
{
    unsigned value = 0;
    size_t size = sizeof value;
    mallctl(name, &value, &size, NULL, 0);
    return value;
}

bool br_allocation_describe(char *version, size_t version_size, char *settings,
                            size_t settings_size)
{
    if (!br_allocation_in_effect(NULL))
        return false;
    const char *given = getenv("MALLOC_CONF");
    snprintf(version, version_size, "jemalloc %s", read_string("version"));
    snprintf(settings, settings_size,
             "narenas:%u, tcache:%s, background_thread:%s, dirty_decay_ms:%ld, muzzy_decay_ms:%ld, "
             "thp:%s, profiling built in:%s, prof:%s, MALLOC_CONF:%s",
             read_unsigned("opt.narenas"), yes_or_no("opt.tcache"),
             yes_or_no("opt.background_thread"), read_signed("opt.dirty_decay_ms"),
             read_signed("opt.muzzy_decay_ms"), read_string("opt.thp"), yes_or_no("config.prof"),
             read_flag("config.prof") == 0 ? "no" : yes_or_no("opt.prof"),
             given != NULL ? given : "unset");
    return true;
}

/* ---- finding the shim ---- */

/* "LD_PRELOAD=shim", then what is preloaded already. Its separators are blanks and colons. */
static char *preload_entry(const char *path, struct br_error *error)
{
    if (strpbrk(path, " :") != NULL) {
        br_error_set(error, BR_ERROR_UNSUPPORTED,
                     "%s cannot be preloaded because its path has a blank or a colon; install "
                     "benchrun in a folder without them",
                     path);
        return NULL;
    }
    const char *others = getenv("LD_PRELOAD");
    bool any = others != NULL && others[0] != '\0';
    return br_string_format("LD_PRELOAD=%s%s%s", path, any ? ":" : "", any ? others : "");
}

char *br_allocation_shim_environment(const char *executable, struct br_error *error)
{
    static const char *const places[] = {"", "../lib/benchrun/"};
    const char *slash = strrchr(executable, '/');
    int folder_size = slash != NULL ? (int)(slash - executable) : 1;
    const char *folder = slash != NULL ? executable : ".";
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        char *path = br_string_format("%.*s/%s%s", folder_size, folder, places[i], SHIM_FILE);
        bool there = access(path, R_OK) == 0;
        char *entry = there ? preload_entry(path, error) : NULL;
        free(path);
        if (there)
            return entry;
    }
    br_error_set(
        error, BR_ERROR_UNSUPPORTED,
        "%s is neither beside %s nor in ../lib/benchrun; build or install it with benchrun",
        SHIM_FILE, executable);
    return NULL;
}
