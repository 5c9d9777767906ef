/* Profiles on disk: names, saving, finding and checked loading. */
#include "store/store.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "store/library.h"

static const char EXTENSION[] = ".json";
static const char TRUTH_ENDING[] = ".truth";
static const char TRIAL_ENDING[] = ".ab"; /* artifact.h */
static const char CALIBRATION[] = "calibration-";

enum {
    /* Of one part of a name: 255 is what file systems take, and the file's extension and the suffix
     * of its temporary file come on top. */
    LONGEST_PART = 200,
    OLDEST_SCHEMA_VERSION = 1
};

static bool ends_with(const char *name, const char *ending)
{
    const size_t size = strlen(name);
    const size_t ending_size = strlen(ending);
    return size >= ending_size && strcmp(name + size - ending_size, ending) == 0;
}

/* ---- names ---- */

static bool is_alphanumeric(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9');
}

/* One part of a name, between slashes: neither hidden nor mistaken for an option. */
static bool is_good_part(const char *part, size_t size)
{
    if (size == 0 || size > LONGEST_PART || part[0] == '.' || part[0] == '-')
        return false;
    for (size_t i = 0; i < size; i++) {
        if (!is_alphanumeric(part[i]) && strchr(".-_", part[i]) == NULL)
            return false;
        if (part[i] == '.' && i + 1 < size && part[i + 1] == '.')
            return false;
    }
    return true;
}

static bool is_good_name(const char *name)
{
    for (;;) {
        const size_t size = strcspn(name, "/");
        if (!is_good_part(name, size))
            return false;
        if (name[size] == '\0')
            return true;
        name += size + 1;
    }
}

int br_store_check_name(const char *name, struct br_error *error)
{
    if (name == NULL || name[0] == '\0')
        return br_error_set(error, BR_ERROR_USAGE,
                            "a profile needs a name, for example concurrent-marc-wip");
    if (ends_with(name, EXTENSION))
        return br_error_set(error, BR_ERROR_USAGE,
                            "profile name '%s': leave %s away, it is added to the file", name,
                            EXTENSION);
    if (!is_good_name(name))
        return br_error_set(error, BR_ERROR_USAGE,
                            "profile name '%s': use letters, digits, '.', '-' and '_', at most %d "
                            "of them, beginning with a letter, digit or '_'; '/' puts it into a "
                            "subfolder; no '..'",
                            name, LONGEST_PART);
    if (br_library_is_kept(name))
        return br_error_set(error, BR_ERROR_USAGE,
                            "profile name '%s': what lies in %s and %s is never written over; "
                            "choose another name, and benchrun promote for a reference",
                            name, BR_LIBRARY_REFERENCES, BR_LIBRARY_ARCHIVE);
    if (ends_with(name, TRUTH_ENDING))
        return br_error_set(error, BR_ERROR_USAGE,
                            "profile name '%s': what ends in %s is the companion of a profile; "
                            "choose another name",
                            name, TRUTH_ENDING);
    if (ends_with(name, TRIAL_ENDING) || strncmp(name, CALIBRATION, strlen(CALIBRATION)) == 0)
        return br_error_set(error, BR_ERROR_USAGE,
                            "profile name '%s': what ends in %s is a trial of ab, and what begins "
                            "with %s belongs to calibrate; choose another name",
                            name, TRIAL_ENDING, CALIBRATION);
    return 0;
}

/* ---- saving ---- */

int br_store_print(const struct br_profile *profile, struct br_text *text, struct br_error *error)
{
    struct br_profile current = *profile; /* shares what it points to */
    current.schema_version = BR_PROFILE_SCHEMA_VERSION;
    br_shape_append(&br_profile_shape, &current, text);
    return text->failed ? br_error_set(error, BR_ERROR_MEMORY,
                                       "not enough memory to write the profile %s", profile->name)
                        : 0;
}

int br_store_save(const struct br_profile *profile, const char *folder, char **path,
                  struct br_error *error)
{
    struct br_text text = {0};
    char *file = NULL;
    int code = br_store_check_name(profile->name, error);
    if (code == 0)
        code = br_store_print(profile, &text, error);
    if (code == 0) {
        file = br_string_format("%s/%s%s", folder, profile->name, EXTENSION);
        code = br_os_make_folder_of(file, error);
    }
    if (code == 0)
        code = br_os_write_file(file, text.data, text.size, error);
    br_text_release(&text);
    if (code == 0 && path != NULL) {
        *path = file;
        file = NULL;
    }
    free(file);
    return code;
}

/* ---- loading ---- */

/* Looked at before anything else: a newer file may have members this program would misread. */
static int check_schema_version(const char *path, const cJSON *json, struct br_error *error)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(json, "schema_version");
    double version = cJSON_IsNumber(member) ? member->valuedouble : NAN;
    if (!(version >= OLDEST_SCHEMA_VERSION) || version != trunc(version))
        return br_error_set(error, BR_ERROR_FORMAT,
                            "%s is not a profile of benchrun: schema_version is missing or not a "
                            "whole number from %d on",
                            path, OLDEST_SCHEMA_VERSION);
    if (version > BR_PROFILE_SCHEMA_VERSION)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "profile %s has schema version %.0f, this benchrun reads up to %d: use "
                            "a newer benchrun",
                            path, version, BR_PROFILE_SCHEMA_VERSION);
    return 0;
}

/* Reports find their rows by these names, and a profile speaks of one mode. */
static int check_cell(const struct br_result *result, const char *mode, struct br_error *error)
{
    if (result->pass == NULL || result->cell.workload == NULL || result->cell.mode == NULL)
        return br_error_set(error, BR_ERROR_FORMAT, "cell.mode, cell.workload or pass is missing");
    if (strcmp(result->cell.mode, mode) != 0)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "cell.mode is %s in a profile of mode %s; a profile has one mode",
                            result->cell.mode, mode);
    return 0;
}

static int check_result(const struct br_result *result, const char *mode, struct br_error *error)
{
    int code = check_cell(result, mode, error);
    return code == 0 ? br_result_check(result, error) : code;
}

static int check_profile(const struct br_profile *profile, struct br_error *error)
{
    const char *mode = profile->config.mode;
    if (profile->name == NULL || mode == NULL || profile->config.workload == NULL)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "name, config.mode or config.workload is missing");
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        char label[256];
        int code = check_result(result, mode, error);
        if (code < 0) {
            br_error_prefix(error, "results[%zu] (%s, pass %s)", i,
                            br_cell_label(&result->cell, label, sizeof label),
                            result->pass != NULL ? result->pass : "?");
            return code;
        }
    }
    return 0;
}

static int read_profile(const cJSON *json, struct br_profile *profile, struct br_error *error)
{
    int code = br_shape_from_json(&br_profile_shape, json, profile, error);
    if (code < 0)
        return code;
    code = check_profile(profile, error);
    if (code < 0)
        br_profile_release(profile);
    return code;
}

/* Files that lie beside reports are easily taken for profiles. */
static bool is_json_object(const char *text, size_t size)
{
    size_t at = 0;
    while (at < size &&
           (text[at] == ' ' || text[at] == '\t' || text[at] == '\r' || text[at] == '\n'))
        at++;
    return at < size && text[at] == '{';
}

static int read_text(const char *path, const char *text, size_t size, struct br_profile *profile,
                     struct br_error *error)
{
    cJSON *json = NULL;
    if (!is_json_object(text, size))
        return br_error_set(error, BR_ERROR_FORMAT,
                            "%s is not a profile of benchrun, which is JSON: give one that run "
                            "has saved, by its name or as a file of the folder profiles",
                            path);
    int code = br_json_parse(text, size, &json, error);
    if (json == NULL) {
        br_error_prefix(error, "profile %s", path);
        return code;
    }
    code = check_schema_version(path, json, error);
    if (code == 0) {
        code = read_profile(json, profile, error);
        if (code < 0)
            br_error_prefix(error, "profile %s", path);
    }
    cJSON_Delete(json);
    return code;
}

int br_store_load(const char *folder, const char *name, struct br_profile *profile,
                  struct br_error *error)
{
    struct br_library_entry entry = {0};
    char *text = NULL;
    size_t size = 0;
    int code = br_library_find(folder, name, &entry, error);
    if (code == 0)
        code = br_os_read_file(entry.path, &text, &size, error);
    if (code == 0)
        code = read_text(entry.path, text, size, profile, error);
    free(text);
    br_library_entry_release(&entry);
    return code;
}
