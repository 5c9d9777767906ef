/* From heap profiles to stacks; see heap.h. */
#include "engine/heap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"

#define DEPTH_OF_JEMALLOC 128u /* it keeps no more frames: PROF_BT_MAX of its sources */

static const struct {
    const char *kind;
    const char *dump;
    enum br_heap_view view;
} kinds[] = {
    {"heap-allocated", BR_HEAP_END, BR_HEAP_ALLOCATED},
    {"heap-peak", BR_HEAP_PEAK, BR_HEAP_LIVE},
    {"heap-end", BR_HEAP_END, BR_HEAP_LIVE},
    {"heap-leak", BR_HEAP_LEAK, BR_HEAP_LIVE},
};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* ---- one dump ---- */

static uint64_t lane_of(const char *name)
{
    uint64_t lane = 0;
    int end = 0;
    bool named = name != NULL && sscanf(name, BR_HEAP_LANE "%" SCNu64 "%n", &lane, &end) == 1;
    return named && name[end] == '\0' ? lane : UINT64_MAX;
}

/* Lanes by jemalloc's thread numbers; all other threads share the number after the last lane. */
static uint64_t thread_number(const struct br_heap_dump *dump, uint64_t thread)
{
    uint64_t after = 0, found = UINT64_MAX;
    for (size_t i = 0; i < dump->threads.count; i++) {
        uint64_t lane = lane_of(dump->threads.items[i].name);
        if (lane == UINT64_MAX)
            continue;
        after = lane >= after ? lane + 1 : after;
        if (dump->threads.items[i].thread == thread)
            found = lane;
    }
    return found != UINT64_MAX ? found : after;
}

static bool is_allocator(const struct br_mappings *mappings, uint64_t address)
{
    for (size_t i = 0; i < mappings->count; i++) {
        const struct br_mapping *mapping = &mappings->items[i];
        if (address < mapping->start || address >= mapping->end)
            continue;
        const char *slash = strrchr(mapping->path, '/');
        const char *base = slash != NULL ? slash + 1 : mapping->path;
        return strncmp(base, "libjemalloc", strlen("libjemalloc")) == 0;
    }
    return false;
}

static void add_stack(const struct br_heap_dump *dump, const struct br_heap_row *row,
                      enum br_heap_view view, struct br_symbols *symbols, struct br_stacks *stacks)
{
    bool live = view == BR_HEAP_LIVE;
    uint64_t objects = live ? row->counts.live_objects : row->counts.allocated_objects;
    uint64_t bytes = live ? row->counts.live_bytes : row->counts.allocated_bytes;
    double factor = br_heap_factor(objects, bytes, dump->rate);
    const uint64_t *addresses = dump->addresses.items + row->first;
    size_t inner = 0;
    if (factor == 0)
        return;
    while (inner < row->depth && is_allocator(&dump->mappings, addresses[inner]))
        inner++;
    struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
    stack->thread = thread_number(dump, row->thread);
    stack->samples = objects;
    stack->value = (double)bytes * factor;
    stack->objects = (double)objects * factor;
    stack->truncated = row->depth >= DEPTH_OF_JEMALLOC;
    br_symbols_stack(symbols, addresses + inner, row->depth - inner, true, &stack->frames);
}

void br_heap_stacks(const struct br_heap_dump *dump, enum br_heap_view view,
                    struct br_symbols *symbols, struct br_stacks *stacks)
{
    stacks->unit = br_string_copy("B");
    stacks->source = br_string_copy("jemalloc prof");
    stacks->period = (double)dump->rate;
    for (size_t i = 0; i < dump->rows.count; i++)
        add_stack(dump, &dump->rows.items[i], view, symbols, stacks);
    br_symbols_take(symbols, &stacks->frames);
    br_symbols_reasons(symbols, &stacks->nameless);
}

int br_heap_load(const char *path, enum br_heap_view view, struct br_stacks *stacks,
                 struct br_error *error)
{
    struct br_heap_dump dump = {0};
    struct br_symbols *symbols = NULL;
    int status = br_heap_dump_load(path, &dump, error);
    if (status < 0)
        return status;
    char *executable = br_os_executable();
    status = br_symbols_open(&dump.mappings, BR_SYMBOLS_SITES, executable, &symbols, error);
    free(executable);
    if (status == 0) {
        br_heap_stacks(&dump, view, symbols, stacks);
        br_symbols_close(symbols);
    }
    br_heap_dump_release(&dump);
    return status;
}

/* ---- a pass ---- */

/* Where live bytes were highest at the end, that dump is the peak's. */
static const char *find_dump(const struct br_heap_texts *dumps, const char *kind)
{
    const char *end = NULL;
    for (size_t i = 0; i < dumps->count; i++) {
        if (strcmp(dumps->items[i].kind, kind) == 0)
            return dumps->items[i].text;
        if (strcmp(dumps->items[i].kind, BR_HEAP_END) == 0)
            end = dumps->items[i].text;
    }
    return strcmp(kind, BR_HEAP_PEAK) == 0 ? end : NULL;
}

static double measured_ns(const struct br_result *result)
{
    double sum = 0;
    for (size_t i = 0; i < result->samples.count; i++)
        sum += (double)result->samples.items[i].wall_ns;
    return sum;
}

static uint64_t samples_of(const struct br_stacks *stacks)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < stacks->stacks.count; i++)
        sum += stacks->stacks.items[i].samples;
    return sum;
}

static int add_kind(const struct br_heap_texts *dumps, size_t which, const char *executable,
                    struct br_result *result, struct br_error *error)
{
    const char *text = find_dump(dumps, kinds[which].dump);
    struct br_heap_dump dump = {0};
    struct br_symbols *symbols = NULL;
    if (text == NULL)
        return br_error_set(error, BR_ERROR_FORMAT, "the heap profile '%s' is missing",
                            kinds[which].dump);
    int status = br_heap_dump_parse(text, strlen(text), &dump, error);
    if (status == 0)
        status = br_symbols_open(&dump.mappings, BR_SYMBOLS_SITES, executable, &symbols, error);
    if (status == 0) {
        struct br_stacks *stacks = br_list_append(&result->stacks, sizeof *stacks);
        br_heap_stacks(&dump, kinds[which].view, symbols, stacks);
        stacks->kind = br_string_copy(kinds[which].kind);
        stacks->records = result->work.records * result->repetitions;
        stacks->duration_ns = measured_ns(result);
        br_symbols_close(symbols);
    }
    br_heap_dump_release(&dump);
    return status;
}

static void drop_stacks(struct br_result *result)
{
    for (size_t i = 0; i < result->stacks.count; i++)
        br_shape_release(&br_stacks_shape, &result->stacks.items[i]);
    free(result->stacks.items);
    result->stacks.items = NULL;
    result->stacks.count = 0;
}

int br_heap_digest(const struct br_heap_texts *dumps, const char *executable,
                   struct br_result *result, struct br_error *error)
{
    int status = 0;
    for (size_t i = 0; i < KINDS && status == 0; i++)
        status = add_kind(dumps, i, executable, result, error);
    if (status == 0) {
        result->sampling.value = (double)samples_of(&result->stacks.items[0]);
        return 0;
    }
    drop_stacks(result);
    br_figure_set(&result->sampling, BR_STATE_UNSUPPORTED, 0, "jemalloc prof", error->message);
    return status;
}

/* ---- files ---- */

static int save_dump(const char *folder, const char *name, const char *kind, const char *text,
                     struct br_error *error)
{
    char *path = br_string_format("%s/%s-%s.heap", folder, name, kind);
    int status = br_os_write_file(path, text, strlen(text), error);
    free(path);
    return status;
}

int br_heap_save(const struct br_heap_texts *dumps, const struct br_cell *cell, const char *folder,
                 struct br_error *error)
{
    static const char *const saved[] = {BR_HEAP_PEAK, BR_HEAP_END, BR_HEAP_LEAK};
    char *mode = br_string_file_name(cell->mode);
    char *place = br_string_format("%s/%s/heap", folder, mode);
    char *name = br_cell_file_name(cell);
    int status = br_os_make_folders(place, error);
    for (size_t i = 0; i < sizeof saved / sizeof saved[0] && status == 0; i++) {
        const char *text = find_dump(dumps, saved[i]);
        if (text != NULL)
            status = save_dump(place, name, saved[i], text, error);
    }
    free(name);
    free(place);
    free(mode);
    return status;
}
