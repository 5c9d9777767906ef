/* Deleting old working profiles; see lifecycle.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/library.h"
#include "store/lifecycle.h"
#include "store/store.h"

/* A working profile as far as pruning is concerned. */
struct candidate {
    struct br_library_entry entry; /* borrowed */
    char *group;                   /* mode and workload */
    time_t created_s;
};
struct candidates {
    struct candidate *items;
    size_t count;
};

static bool read_date(const char *created, time_t *seconds)
{
    struct tm parts = {0};
    const char *end = created != NULL ? strptime(created, "%Y-%m-%dT%H:%M:%SZ", &parts) : NULL;
    if (end == NULL || *end != '\0')
        return false;
    *seconds = timegm(&parts);
    return true;
}

/* A symbolic link to a profile is not another one: what it leads to has a place of its own, or is
 * none of the library's. */
static bool has_own_place(const char *library, const struct br_library_entry *entry)
{
    char *path = br_string_format("%s/%s.json", library, entry->name);
    bool result = strcmp(path, entry->path) == 0;
    free(path);
    return result;
}

static void consider(const struct br_library_entry *entry, const char *library,
                     struct candidates *candidates, struct br_text *notes)
{
    struct br_profile profile = {0};
    struct br_error error = {0};
    time_t created_s = 0;
    if (br_store_load(library, entry->path, &profile, &error) < 0) {
        br_text_format(notes, "%s stays: %s\n", entry->path, error.message);
    } else if (!read_date(profile.created, &created_s)) {
        br_text_format(notes, "%s stays: it has no date\n", entry->path);
    } else {
        const char *workload = br_profile_workload(&profile);
        *(struct candidate *)br_list_append(candidates, sizeof *candidates->items) =
            (struct candidate){.entry = *entry,
                               .group = br_string_format("%s %s", profile.config.mode, workload),
                               .created_s = created_s};
    }
    br_profile_release(&profile);
}

static void release(struct candidates *candidates)
{
    for (size_t i = 0; i < candidates->count; i++)
        free(candidates->items[i].group);
    free(candidates->items);
}

/* By group, the newest first; of one second by name, so that the choice does not change. */
static int compare(const void *left, const void *right)
{
    const struct candidate *one = left;
    const struct candidate *other = right;
    int order = strcmp(one->group, other->group);
    if (order == 0)
        order = (one->created_s < other->created_s) - (one->created_s > other->created_s);
    return order != 0 ? order : strcmp(one->entry.name, other->entry.name);
}

static bool is_old(const struct br_prune_request *request, const struct candidate *candidate)
{
    uint64_t age_s = request->now_s > (uint64_t)candidate->created_s
                         ? request->now_s - (uint64_t)candidate->created_s
                         : 0;
    return request->older_than_ns == 0 || age_s > request->older_than_ns / 1000000000u;
}

static int plan_removal(const struct candidate *candidate, struct br_operation *operation,
                        struct br_text *actions, struct br_error *error)
{
    const char *name = candidate->entry.name;
    const char *slash = strrchr(name, '/');
    struct br_texts companions = {0};
    char *file = br_string_format("%s.json", name);
    int code = br_library_companions(candidate->entry.path, &companions, error);
    br_operation_remove(operation, file);
    br_text_format(actions, "delete %s\n", file);
    for (size_t i = 0; i < companions.count; i++) {
        char *companion = br_string_format("%.*s%s", slash != NULL ? (int)(slash - name) + 1 : 0,
                                           name, companions.items[i]);
        br_operation_remove(operation, companion);
        br_text_format(actions, "delete %s\n", companion);
        free(companion);
    }
    br_texts_release(&companions);
    free(file);
    return code;
}

static int plan(const struct br_prune_request *request, struct candidates *candidates,
                struct br_operation *operation, struct br_text *actions, struct br_error *error)
{
    uint64_t rank = 0;
    int code = 0;
    if (candidates->count > 0)
        qsort(candidates->items, candidates->count, sizeof *candidates->items, compare);
    for (size_t i = 0; i < candidates->count && code == 0; i++) {
        const struct candidate *candidate = &candidates->items[i];
        bool is_next = i > 0 && strcmp(candidate->group, candidates->items[i - 1].group) == 0;
        rank = is_next ? rank + 1 : 0;
        if (rank >= request->keep && is_old(request, candidate))
            code = plan_removal(candidate, operation, actions, error);
    }
    return code;
}

static int prune(const struct br_prune_request *request, struct br_operation *operation,
                 struct br_lifecycle_report *report, struct br_error *error)
{
    struct br_library_entries entries = {0};
    struct candidates candidates = {0};
    int code = br_library_list(request->library, &entries, error);
    for (size_t i = 0; i < entries.count && code == 0; i++)
        if (entries.items[i].kind == BR_LIBRARY_WORKING &&
            has_own_place(request->library, &entries.items[i]))
            consider(&entries.items[i], request->library, &candidates, &report->notes);
    if (code == 0)
        code = plan(request, &candidates, operation, &report->actions, error);
    if (code == 0 && !request->dry && operation->intent.changes.count > 0)
        code = br_operation_commit(operation, error);
    release(&candidates);
    br_library_entries_release(&entries);
    return code;
}

int br_prune(const struct br_prune_request *request, struct br_lifecycle_report *report,
             struct br_error *error)
{
    struct br_operation operation = {.lock = -1};
    int code = 0;
    if (!request->dry)
        code = br_operation_begin(&operation, request->library, "prune", "working", request->watch,
                                  &report->notes, error);
    if (code == 0)
        code = prune(request, &operation, report, error);
    br_operation_end(&operation);
    return code;
}
