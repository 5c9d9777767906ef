/* The library of profiles: what lies where; see library.h. */
#include "store/library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/folder.h"
#include "base/os.h"
#include "base/text.h"
#include "store/json_head.h"

static const char EXTENSION[] = ".json";

const char *const br_library_kind_names[] = {"working", "reference", "archived", NULL};

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name);
    size_t ending_size = strlen(ending);
    return size > ending_size && strcmp(name + size - ending_size, ending) == 0;
}

static char *without_extension(const char *path)
{
    size_t size = strlen(path) - (has_ending(path, EXTENSION) ? strlen(EXTENSION) : 0);
    return br_string_format("%.*s", (int)size, path);
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

bool br_library_is_kept(const char *name)
{
    for (const char *at = name;;) {
        size_t size = strcspn(at, "/");
        if ((size == strlen(BR_LIBRARY_REFERENCES) &&
             strncasecmp(at, BR_LIBRARY_REFERENCES, size) == 0) ||
            (size == strlen(BR_LIBRARY_ARCHIVE) && strncasecmp(at, BR_LIBRARY_ARCHIVE, size) == 0))
            return true;
        if (at[size] == '\0')
            return false;
        at += size + 1;
    }
}

/* ---- one entry ---- */

static enum br_library_kind kind_of(const char *real_path)
{
    char *folder = br_string_folder_of(real_path);
    const char *name = last_part(folder);
    enum br_library_kind kind = strcasecmp(name, BR_LIBRARY_REFERENCES) == 0 ? BR_LIBRARY_REFERENCE
                                : strcasecmp(name, BR_LIBRARY_ARCHIVE) == 0  ? BR_LIBRARY_ARCHIVED
                                                                             : BR_LIBRARY_WORKING;
    free(folder);
    return kind;
}

/* What is left of a path below a folder; NULL when it is not below it. */
static const char *below(const char *path, const char *folder)
{
    size_t size = folder != NULL ? strlen(folder) : 0;
    bool is_below = size > 0 && strncmp(path, folder, size) == 0 && path[size] == '/';
    return is_below ? path + size + 1 : NULL;
}

static void describe(const char *folder, const char *path, struct br_library_entry *entry)
{
    char *real_path = realpath(path, NULL);
    char *real_folder = realpath(folder, NULL);
    const char *inside = real_path != NULL ? below(real_path, real_folder) : NULL;
    entry->path = br_string_copy(path);
    entry->kind = kind_of(real_path != NULL ? real_path : path);
    if (inside == NULL)
        entry->name = without_extension(path);
    else
        entry->name =
            without_extension(entry->kind == BR_LIBRARY_WORKING ? inside : last_part(inside));
    free(real_path);
    free(real_folder);
}

void br_library_entry_release(struct br_library_entry *entry)
{
    free(entry->name);
    free(entry->path);
    *entry = (struct br_library_entry){0};
}

/* ---- finding ---- */

static char *place(const char *folder, const char *part, const char *name)
{
    return br_string_format("%s%s%s/%s%s", folder, part[0] != '\0' ? "/" : "", part, name,
                            has_ending(name, EXTENSION) ? "" : EXTENSION);
}

static bool take_if_there(const char *folder, char *path, struct br_library_entry *entry)
{
    bool is_there = br_os_file_exists(path);
    if (is_there)
        describe(folder, path, entry);
    free(path);
    return is_there;
}

static bool is_path(const char *name)
{
    return strchr(name, '/') != NULL || has_ending(name, EXTENSION);
}

/* Looks in these parts of the library, ended by NULL; "" is the library itself. */
static bool find(const char *folder, const char *name, const char *const *parts,
                 struct br_library_entry *entry)
{
    if (is_path(name) && take_if_there(folder, br_string_copy(name), entry))
        return true;
    for (; *parts != NULL && name[0] != '/'; parts++)
        if (take_if_there(folder, place(folder, *parts, name), entry))
            return true;
    return take_if_there(folder, br_string_copy(name), entry);
}

static int refuse(const char *folder, const char *name, struct br_error *error)
{
    char *path = place(folder, "", name);
    int code = br_error_set(error, BR_ERROR_INPUT,
                            "there is no profile %s: neither the file %s nor %s exists, nor one of "
                            "that name in %s or %s; profiles are made with benchrun run --save "
                            "NAME, and benchrun profiles lists them",
                            name, name, path, BR_LIBRARY_REFERENCES, BR_LIBRARY_ARCHIVE);
    free(path);
    return code;
}

int br_library_find(const char *folder, const char *name, struct br_library_entry *entry,
                    struct br_error *error)
{
    static const char *const parts[] = {BR_LIBRARY_REFERENCES, "", BR_LIBRARY_ARCHIVE, NULL};
    return find(folder, name, parts, entry) ? 0 : refuse(folder, name, error);
}

int br_library_find_working(const char *folder, const char *name, struct br_library_entry *entry,
                            struct br_error *error)
{
    static const char *const parts[] = {"", NULL};
    return find(folder, name, parts, entry) ? 0 : refuse(folder, name, error);
}

/* ---- listing ---- */

/* Where the configuration stands in the profiles this program writes. */
enum { HEAD_BYTES = 8192 };

static bool has_configuration_in_its_head(const char *path)
{
    char head[HEAD_BYTES];
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return false;
    size_t size = fread(head, 1, sizeof head, file);
    fclose(file);
    return br_json_head_has_object(head, size, "config", "old_side");
}

/* Profiles have a configuration; calibrations and exports have none, and trials have two sides,
 * which stand before it. What is not JSON at all may be a damaged profile, which whoever lists them
 * should see; so what follows a configuration does not matter. */
static bool may_be_profile(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    cJSON *json = NULL;
    if (!has_ending(path, EXTENSION) || has_ending(path, BR_TRUTH_ENDING) ||
        !br_file_is_regular(path))
        return false;
    if (has_configuration_in_its_head(path))
        return true;
    bool is_json = br_os_read_file(path, &text, &size, NULL) == 0 &&
                   br_json_parse(text, size, &json, NULL) == 0;
    bool result =
        !is_json || (cJSON_HasObjectItem(json, "config") && !cJSON_HasObjectItem(json, "old_side"));
    cJSON_Delete(json);
    free(text);
    return result;
}

static bool is_temporary(const char *name)
{
    return name[0] == '.' || has_ending(name, ".tmp");
}

static int add_folder(const char *library, const char *folder, bool is_top,
                      struct br_library_entries *entries, struct br_error *error);

static int add_name(const char *library, const char *folder, const char *name,
                    struct br_library_entries *entries, struct br_error *error)
{
    char *path = br_string_format("%s/%s", folder, name);
    int code = 0;
    if (is_temporary(name))
        code = 0;
    else if (br_folder_exists(path))
        code = add_folder(library, path, false, entries, error);
    else if (may_be_profile(path))
        describe(library, path, br_list_append(entries, sizeof *entries->items));
    free(path);
    return code;
}

static bool is_kept_part(const char *name)
{
    return strcmp(name, BR_LIBRARY_REFERENCES) == 0 || strcmp(name, BR_LIBRARY_ARCHIVE) == 0;
}

static int add_folder(const char *library, const char *folder, bool is_top,
                      struct br_library_entries *entries, struct br_error *error)
{
    struct br_texts names = {0};
    int code = br_folder_read(folder, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++)
        if (!is_top || !is_kept_part(names.items[i]))
            code = add_name(library, folder, names.items[i], entries, error);
    br_texts_release(&names);
    return code;
}

int br_library_list(const char *folder, struct br_library_entries *entries, struct br_error *error)
{
    static const char *const parts[] = {BR_LIBRARY_REFERENCES, BR_LIBRARY_ARCHIVE, NULL};
    int code = add_folder(folder, folder, true, entries, error);
    for (size_t i = 0; parts[i] != NULL && code == 0; i++) {
        char *part = br_string_format("%s/%s", folder, parts[i]);
        code = add_folder(folder, part, false, entries, error);
        free(part);
    }
    if (code < 0)
        br_library_entries_release(entries);
    return code;
}

void br_library_entries_release(struct br_library_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        br_library_entry_release(&entries->items[i]);
    free(entries->items);
    *entries = (struct br_library_entries){0};
}

/* ---- companions ---- */

static bool follows(const char *name, const char *stem)
{
    size_t size = strlen(stem);
    return strncmp(name, stem, size) == 0 && name[size] == '.';
}

/* Another profile whose name begins alike: "v1.2" for "v1". */
static bool is_longer_profile(const char *folder, const char *name, const char *stem)
{
    char *path = br_string_format("%s/%s", folder, name);
    bool result =
        follows(name, stem) && strcmp(name + strlen(stem), EXTENSION) != 0 && may_be_profile(path);
    free(path);
    return result;
}

static bool belongs_to_longer(const struct br_texts *longer, const char *name)
{
    for (size_t i = 0; i < longer->count; i++)
        if (follows(name, longer->items[i]))
            return true;
    return false;
}

/* The names in `names` that are longer profiles, without their extension. */
static void find_longer(const char *folder, const struct br_texts *names, const char *stem,
                        struct br_texts *longer)
{
    for (size_t i = 0; i < names->count; i++)
        if (is_longer_profile(folder, names->items[i], stem))
            *(char **)br_list_append(longer, sizeof(char *)) = without_extension(names->items[i]);
}

/* A trial that `ab` kept under the same name is a measurement of its own, and a folder is none of
 * the profile's files. */
static bool is_companion(const char *folder, const char *name, const char *stem)
{
    if (!follows(name, stem) || strcmp(name + strlen(stem), EXTENSION) == 0 ||
        has_ending(name, ".journal") || has_ending(name, ".ab.json") || is_temporary(name))
        return false;
    char *path = br_string_format("%s/%s", folder, name);
    bool result = br_file_is_regular(path);
    free(path);
    return result;
}

int br_library_companions(const char *path, struct br_texts *names, struct br_error *error)
{
    char *folder = br_string_folder_of(path);
    char *stem = without_extension(last_part(path));
    struct br_texts all = {0};
    struct br_texts longer = {0};
    int code = br_folder_read(folder, &all, error);
    find_longer(folder, &all, stem, &longer);
    for (size_t i = 0; i < all.count; i++)
        if (is_companion(folder, all.items[i], stem) && !belongs_to_longer(&longer, all.items[i]))
            *(char **)br_list_append(names, sizeof(char *)) = br_string_copy(all.items[i]);
    br_texts_release(&longer);
    br_texts_release(&all);
    free(stem);
    free(folder);
    return code;
}

char *br_library_companion_path(const char *path, const char *ending)
{
    char *stem = without_extension(path);
    char *companion = br_string_format("%s%s", stem, ending);
    free(stem);
    return companion;
}
