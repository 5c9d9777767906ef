/* Histories put together by hand. */
#include "trend_scene.h"

#include <stdlib.h>

#include "base/rng.h"
#include "base/text.h"

enum { DAYS_OF_MONTH = 28 };

void trend_scene_set(char **member, const char *value)
{
    free(*member);
    *member = br_string_copy(value);
}

void trend_scene_start(struct br_history *history)
{
    *history = (struct br_history){.schema_version = BR_HISTORY_SCHEMA_VERSION};
    *(char **)br_list_append(&history->measures, sizeof(char *)) = br_string_copy("time");
    *(char **)br_list_append(&history->measures, sizeof(char *)) = br_string_copy("allocations");
}

struct br_history_entry *trend_scene_add(struct br_history *history, double time_ns)
{
    size_t day = history->entries.count;
    struct br_history_entry *entry = br_list_append(&history->entries, sizeof *entry);
    struct br_history_cell *cell = br_list_append(&entry->cells, sizeof *cell);
    entry->file = br_string_format("day-%03zu.json", day);
    entry->name = br_string_format("day-%03zu", day);
    entry->complete = true;
    entry->mode = br_string_copy("concurrent");
    entry->workload = br_string_copy("marc");
    entry->hostname = br_string_copy("host");
    entry->created = br_string_format("2025-%02zu-%02zuT12:00:00Z", 1 + day / DAYS_OF_MONTH,
                                      1 + day % DAYS_OF_MONTH);
    entry->commit = br_string_format("%016zx%024zx", (day + 1) * 0x9e3779b97f4a7c15u, day);
    entry->kernel = br_string_copy("6.1");
    cell->label = br_string_copy("1k ×2 partition");
    cell->input = br_string_copy("synthetic");
    cell->input_digest = 7;
    cell->work = (struct br_work){.records = 1000, .accepted = 1000, .bytes = 100000, .witness = 9};
    *(double *)br_list_append(&cell->values, sizeof(double)) = time_ns;
    *(double *)br_list_append(&cell->values, sizeof(double)) = 10;
    return entry;
}

void trend_scene_add_level(struct br_history *history, size_t count, double time_ns)
{
    struct br_random random;
    br_random_init(&random, history->entries.count + 1);
    for (size_t i = 0; i < count; i++) {
        double noise = ((double)br_random_below(&random, 2001) - 1000) / 1000;
        trend_scene_add(history, time_ns * (1 + 0.005 * noise));
    }
}
