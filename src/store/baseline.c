/* The newest reference made before a profile; see baseline.h. */
#include "store/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "store/library.h"
#include "store/store.h"

static bool same_text(const char *left, const char *right)
{
    return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* Times as ISO 8601 in UTC are in order as texts. */
static bool is_before(const struct br_profile *left, const struct br_profile *right)
{
    return left->created != NULL && right->created != NULL &&
           strcmp(left->created, right->created) < 0;
}

static bool is_better(const struct br_profile *candidate, const struct br_profile *profile,
                      const struct br_profile *best)
{
    return same_text(candidate->config.mode, profile->config.mode) &&
           same_text(br_profile_workload(candidate), br_profile_workload(profile)) &&
           is_before(candidate, profile) && (best->name == NULL || is_before(best, candidate));
}

static bool is_profile(const char *name)
{
    size_t size = strlen(name);
    return name[0] != '.' && size > strlen(".json") &&
           strcmp(name + size - strlen(".json"), ".json") == 0 &&
           strstr(name, BR_TRUTH_ENDING) == NULL;
}

static int consider(const char *folder, const char *name, const struct br_profile *profile,
                    struct br_profile *baseline, struct br_error *error)
{
    struct br_profile candidate = {0};
    char *path = br_string_format("%s/%s", folder, name);
    int code = br_store_load(folder, path, &candidate, error);
    if (code == 0 && is_better(&candidate, profile, baseline)) {
        br_profile_release(baseline);
        *baseline = candidate;
    } else {
        br_profile_release(&candidate);
    }
    free(path);
    return code;
}

int br_baseline_find(const char *library, const struct br_profile *profile,
                     struct br_profile *baseline, struct br_error *error)
{
    struct br_texts names = {0};
    char *folder = br_string_format("%s/%s", library, BR_LIBRARY_REFERENCES);
    int code = br_folder_read(folder, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++)
        if (is_profile(names.items[i]))
            code = consider(folder, names.items[i], profile, baseline, error);
    if (code < 0)
        br_profile_release(baseline);
    br_texts_release(&names);
    free(folder);
    return code;
}
