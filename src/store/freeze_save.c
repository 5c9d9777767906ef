/* Saving a frozen profile with all that belongs to it; see lifecycle.h. */
#include <stdlib.h>
#include <string.h>

#include "store/library.h"
#include "store/lifecycle.h"
#include "store/store.h"

void br_companions_add(struct br_companions *companions, const char *ending, const void *data,
                       size_t size)
{
    char *copy = malloc(size + 1);
    if (copy == NULL)
        abort();
    memcpy(copy, data, size);
    copy[size] = '\0';
    *(struct br_companion *)br_list_append(companions, sizeof *companions->items) =
        (struct br_companion){.ending = br_string_copy(ending), .data = copy, .size = size};
}

void br_companions_release(struct br_companions *companions)
{
    for (size_t i = 0; i < companions->count; i++) {
        free(companions->items[i].ending);
        free(companions->items[i].data);
    }
    free(companions->items);
    *companions = (struct br_companions){0};
}

static bool is_written(const struct br_companions *companions, const char *name, const char *old)
{
    for (size_t i = 0; i < companions->count; i++) {
        char *path = br_string_format("%s%s", name, companions->items[i].ending);
        bool is_same = strcmp(path, old) == 0;
        free(path);
        if (is_same)
            return true;
    }
    return false;
}

/* What an older profile of that name had and this one has not. */
static int remove_older(const struct br_profile *profile, const struct br_companions *companions,
                        struct br_operation *operation, struct br_text *actions,
                        struct br_error *error)
{
    struct br_texts names = {0};
    const char *slash = strrchr(profile->name, '/');
    int folder_size = slash != NULL ? (int)(slash - profile->name) + 1 : 0;
    char *path = br_string_format("%s/%s.json", operation->library, profile->name);
    int code = br_library_companions(path, &names, error);
    for (size_t i = 0; i < names.count; i++) {
        char *old = br_string_format("%.*s%s", folder_size, profile->name, names.items[i]);
        if (!is_written(companions, profile->name, old)) {
            br_operation_remove(operation, old);
            br_text_format(actions, "delete %s/%s\n", operation->library, old);
        }
        free(old);
    }
    br_texts_release(&names);
    free(path);
    return code;
}

static int stage(const char *name, const char *ending, const void *data, size_t size,
                 struct br_operation *operation, struct br_text *actions, struct br_error *error)
{
    char *to = br_string_format("%s%s", name, ending);
    int code = br_operation_stage(operation, BR_CHANGE_REPLACE, to, data, size, error);
    br_text_format(actions, "write %s/%s\n", operation->library, to);
    free(to);
    return code;
}

static int stage_all(const struct br_profile *profile, const struct br_companions *companions,
                     struct br_operation *operation, struct br_text *actions,
                     struct br_error *error)
{
    struct br_text text = {0};
    int code = br_store_print(profile, &text, error);
    if (code == 0)
        code = stage(profile->name, ".json", text.data, text.size, operation, actions, error);
    for (size_t i = 0; i < companions->count && code == 0; i++)
        code = stage(profile->name, companions->items[i].ending, companions->items[i].data,
                     companions->items[i].size, operation, actions, error);
    br_text_release(&text);
    return code == 0 ? remove_older(profile, companions, operation, actions, error) : code;
}

int br_freeze_save(const struct br_freeze_request *request, struct br_lifecycle_report *report,
                   struct br_error *error)
{
    const struct br_profile *profile = request->profile;
    struct br_operation operation;
    int code = br_store_check_name(profile->name, error);
    if (code < 0)
        return code;
    code = br_operation_begin(&operation, request->library, "freeze", profile->name, request->watch,
                              &report->notes, error);
    if (code == 0)
        code = stage_all(profile, request->companions, &operation, &report->actions, error);
    if (code == 0)
        code = br_operation_commit(&operation, error);
    br_operation_end(&operation);
    return code;
}
