/* Reading the history of a folder of profiles; see history.h. */
#include "store/history.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/os.h"
#include "base/text.h"
#include "stats/stats.h"
#include "store/artifact.h"
#include "store/library.h"
#include "store/store.h"
#include "summary/cell_names.h"
#include "summary/measures.h"

#define CACHE_NAME ".history.json"

/* ---- one profile ---- */

/* Stages come and go with the code, and a digest is no quantity. */
static bool is_kept(const struct br_measure_facts *facts)
{
    return strncmp(facts->name, "stage-", strlen("stage-")) != 0 &&
           strcmp(facts->name, "work-digest") != 0;
}

void br_history_measures(struct br_texts *measures)
{
    for (const struct br_measure_facts *facts = br_measures_known; facts->name != NULL; facts++)
        if (is_kept(facts))
            *(char **)br_list_append(measures, sizeof(char *)) = br_string_copy(facts->name);
}

static double value_of(const struct br_summary_measures *measures, const char *name)
{
    const struct br_summary_measure *measure = br_summary_measure_find(measures, name, NULL);
    return measure != NULL && measure->count > 0 ? br_stats_median(measure->values, measure->count)
                                                 : NAN;
}

static void fill_values(const struct br_summary *summary, const struct br_summary_cell *cell,
                        struct br_numbers *values)
{
    struct br_summary_measures measures = {0};
    br_summary_measures_make(summary, cell, &measures);
    for (const struct br_measure_facts *facts = br_measures_known; facts->name != NULL; facts++)
        if (is_kept(facts))
            *(double *)br_list_append(values, sizeof(double)) = value_of(&measures, facts->name);
    br_summary_measures_release(&measures);
}

static int add_cell(const struct br_summary *summary, const struct br_summary_cell *cell,
                    struct br_history_entry *entry, struct br_error *error)
{
    const struct br_work *work = cell->verified != NULL ? cell->verified : cell->work;
    const struct br_input *input = br_profile_input(summary->profile, cell->cell);
    if (work == NULL)
        return 0; /* nothing of it succeeded */
    struct br_history_cell *kept = br_list_append(&entry->cells, sizeof *kept);
    kept->label = br_cell_name(cell);
    kept->input = br_string_copy(cell->cell->input);
    kept->input_digest = input != NULL && input->failure == NULL ? input->digest : 0;
    fill_values(summary, cell, &kept->values);
    return br_shape_copy(&br_work_shape, work, &kept->work, error);
}

static void describe(const struct br_profile *profile, struct br_history_entry *entry)
{
    const struct br_environment *environment = &profile->environment;
    entry->name =
        br_string_copy(profile->promoted.id != NULL ? profile->promoted.id : profile->name);
    entry->reference = profile->promoted.id != NULL;
    entry->complete = profile->complete;
    entry->mode = br_string_copy(profile->config.mode);
    entry->hostname = br_string_copy(environment->hostname);
    entry->created = br_string_copy(profile->created);
    entry->commit = br_string_copy(environment->commit);
    entry->dirty = environment->dirty;
    entry->cpu_model = br_string_copy(environment->cpu_model);
    entry->kernel = br_string_copy(environment->kernel);
    entry->compiler = br_string_copy(environment->compiler);
    entry->compiler_flags = br_string_copy(environment->compiler_flags);
    entry->jemalloc_version = br_string_copy(environment->jemalloc_version);
    entry->benchrun_version = br_string_copy(environment->benchrun_version);
}

int br_history_entry_make(const struct br_profile *profile, struct br_history_entry *entry,
                          struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make_measured(profile, &summary, error);
    if (code == 0) {
        describe(profile, entry);
        entry->workload = br_string_copy(summary.workload);
    }
    for (size_t i = 0; i < summary.cell_count && code == 0; i++)
        code = add_cell(&summary, &summary.cells[i], entry, error);
    br_summary_release(&summary);
    return code;
}

/* ---- one file ---- */

static uint64_t nanoseconds(const struct timespec *time)
{
    return (uint64_t)time->tv_sec * UINT64_C(1000000000) + (uint64_t)time->tv_nsec;
}

static void stamp_file(const char *path, struct br_file_stamp *stamp)
{
    struct stat facts = {0};
    if (stat(path, &facts) != 0)
        return;
    *stamp = (struct br_file_stamp){.size = (uint64_t)facts.st_size,
                                    .inode = (uint64_t)facts.st_ino,
                                    .modified_ns = nanoseconds(&facts.st_mtim),
                                    .changed_ns = nanoseconds(&facts.st_ctim)};
}

/* Damage is remembered like a figure: what cannot be read is not read again either. */
static void load_entry(const char *path, struct br_history_entry *entry)
{
    struct br_profile profile = {0};
    struct br_error error = {0};
    if (br_store_load("", path, &profile, &error) != 0 ||
        br_history_entry_make(&profile, entry, &error) != 0)
        entry->damage = br_string_copy(error.message);
    br_profile_release(&profile);
}

/* What follows from the place of the file and not from what is in it. */
static void place_entry(const char *folder, const struct br_library_entry *found,
                        struct br_history_entry *entry)
{
    size_t prefix = strlen(folder);
    bool below = strncmp(found->path, folder, prefix) == 0 && found->path[prefix] == '/';
    entry->file = br_string_copy(below ? found->path + prefix + 1 : found->path);
    free(entry->name);
    entry->name = br_string_copy(found->name);
    entry->reference = found->kind == BR_LIBRARY_REFERENCE;
    entry->archived = found->kind == BR_LIBRARY_ARCHIVED;
}

/* ---- what was kept ---- */

/* The entries of the cache by file, to be taken out one by one. */
struct kept {
    struct br_history history;
    struct br_history_entry **by_file; /* [history.entries.count] */
};

static int compare_files(const void *left, const void *right)
{
    const struct br_history_entry *const *first = left, *const *second = right;
    return strcmp((*first)->file, (*second)->file);
}

static bool same_texts(const struct br_texts *left, const struct br_texts *right)
{
    bool same = left->count == right->count;
    for (size_t i = 0; i < left->count && same; i++)
        same = left->items[i] != NULL && right->items[i] != NULL &&
               strcmp(left->items[i], right->items[i]) == 0;
    return same;
}

/* A hand-edited file could lack what every entry has. */
static bool is_whole(const struct br_history *history)
{
    for (size_t i = 0; i < history->entries.count; i++) {
        const struct br_history_entry *entry = &history->entries.items[i];
        bool whole = entry->file != NULL &&
                     (entry->damage != NULL || (entry->mode != NULL && entry->workload != NULL));
        for (size_t c = 0; c < entry->cells.count; c++)
            whole = whole && entry->cells.items[c].label != NULL &&
                    entry->cells.items[c].values.count == history->measures.count;
        if (!whole)
            return false;
    }
    return true;
}

/* A file that is absent, damaged, of another version or of other measures is made anew. */
static void open_kept(const char *path, const struct br_texts *measures, struct kept *kept)
{
    struct br_error unimportant;
    struct br_history *history = &kept->history;
    br_artifact_load(&br_history_shape, path, BR_HISTORY_SCHEMA_VERSION, history, &unimportant);
    if (!same_texts(&history->measures, measures) || !is_whole(history))
        br_shape_release(&br_history_shape, history);
    kept->by_file = calloc(history->entries.count + 1, sizeof(struct br_history_entry *));
    if (kept->by_file == NULL)
        abort();
    for (size_t i = 0; i < history->entries.count; i++)
        kept->by_file[i] = &history->entries.items[i];
    qsort(kept->by_file, history->entries.count, sizeof(struct br_history_entry *), compare_files);
}

static void close_kept(struct kept *kept)
{
    br_shape_release(&br_history_shape, &kept->history);
    free(kept->by_file);
}

/* Moves the entry of that file in that state out of what was kept; false when there is none. */
static bool take_kept(const struct kept *kept, struct br_history_entry *sought)
{
    const struct br_history_entry *key = sought;
    struct br_history_entry **found = bsearch(&key, kept->by_file, kept->history.entries.count,
                                              sizeof(struct br_history_entry *), compare_files);
    if (found == NULL ||
        !br_shape_equal(&br_file_stamp_shape, &(*found)->stamp, &sought->stamp, NULL, 0))
        return false;
    br_shape_release(&br_history_entry_shape, sought);
    *sought = **found;
    /* The name stays for the search. */
    **found = (struct br_history_entry){.file = br_string_copy(sought->file)};
    return true;
}

/* ---- loading ---- */

enum { LOADERS_MOST = 16 };

/* Files are independent of each other, so every CPU takes the next one. (cJSON parses on several
 * threads, by its own documentation, as long as nobody asks for its global error pointer.) */
struct loading {
    const struct br_library_entries *profiles;
    struct br_history *history; /* entries[i] is that of profiles[i] */
    const bool *awaited;        /* [profiles->count] */
    _Atomic size_t next;
};

static void *load_in_turn(void *context)
{
    struct loading *loading = context;
    for (size_t i; (i = atomic_fetch_add(&loading->next, 1)) < loading->profiles->count;)
        if (loading->awaited[i])
            load_entry(loading->profiles->items[i].path, &loading->history->entries.items[i]);
    return NULL;
}

static void load_awaited(struct loading *loading, size_t news)
{
    pthread_t threads[LOADERS_MOST] = {0};
    size_t cpus = br_os_allowed_cpus(NULL, 0), started = 0;
    size_t wanted = news < cpus ? news : cpus;
    wanted = wanted < LOADERS_MOST ? wanted : LOADERS_MOST;
    /* One that does not start is no loss: this thread loads whatever is left. */
    while (started + 1 < wanted &&
           pthread_create(&threads[started], NULL, load_in_turn, loading) == 0)
        started++;
    load_in_turn(loading);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* ---- the whole ---- */

/* True when the profile has to be loaded: the entry then has its stamp and nothing else. */
static bool add_profile(const char *folder, const struct br_library_entry *found,
                        const struct kept *kept, struct br_history *history)
{
    struct br_history_entry *entry = br_list_append(&history->entries, sizeof *entry);
    stamp_file(found->path, &entry->stamp);
    struct br_file_stamp stamp = entry->stamp;
    place_entry(folder, found, entry);
    if (take_kept(kept, entry))
        return false;
    br_shape_release(&br_history_entry_shape, entry);
    entry->stamp = stamp;
    return true;
}

static size_t add_profiles(const char *folder, const struct br_library_entries *profiles,
                           const struct kept *kept, struct br_history *history)
{
    size_t news = 0;
    bool *awaited = calloc(profiles->count + 1, sizeof *awaited);
    if (awaited == NULL)
        abort();
    for (size_t i = 0; i < profiles->count; i++)
        news += (awaited[i] = add_profile(folder, &profiles->items[i], kept, history));
    struct loading loading = {.profiles = profiles, .history = history, .awaited = awaited};
    load_awaited(&loading, news);
    for (size_t i = 0; i < profiles->count; i++)
        if (awaited[i])
            place_entry(folder, &profiles->items[i], &history->entries.items[i]);
    free(awaited);
    return news;
}

int br_history_read(const char *folder, struct br_history *history, size_t *loaded,
                    struct br_error *error)
{
    struct kept kept = {0};
    struct br_library_entries profiles = {0};
    struct br_error unimportant;
    int code = br_library_list(folder, &profiles, error);
    if (code != 0)
        return code;
    char *path = br_string_format("%s/%s", folder, CACHE_NAME);
    history->schema_version = BR_HISTORY_SCHEMA_VERSION;
    br_history_measures(&history->measures);
    open_kept(path, &history->measures, &kept);
    size_t news = add_profiles(folder, &profiles, &kept, history);
    if (news > 0 || profiles.count < kept.history.entries.count)
        br_artifact_save(&br_history_shape, history, path, &unimportant);
    if (loaded != NULL)
        *loaded = news;
    close_kept(&kept);
    br_library_entries_release(&profiles);
    free(path);
    return 0;
}
