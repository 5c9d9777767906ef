/* Operations on several files, staged, committed by one rename and rolled forward; see change.h. */
#include "store/change.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/os.h"
#include "model/fields.h"
#include "store/ledger.h"

static const char INTENT[] = "intent.json";
static const char STAGING[] = ".staging-";
static const char PENDING[] = ".pending-";

static const char *const change_words[] = {
    [BR_CHANGE_CREATE] = "create", [BR_CHANGE_REPLACE] = "replace", [BR_CHANGE_MOVE] = "move",
    [BR_CHANGE_REMOVE] = "remove", [BR_CHANGE_ROW] = "row",         NULL};

static const struct br_field change_fields[] = {BR_CHOICE(br_change, kind, change_words),
                                                BR_TEXT(br_change, from),
                                                BR_TEXT(br_change, to),
                                                BR_TEXT(br_change, id),
                                                BR_TEXT(br_change, line),
                                                BR_FIELDS_END};
static const struct br_shape br_change_shape = BR_SHAPE(br_change, change_fields);

static const struct br_field intent_fields[] = {
    BR_TEXT(br_intent, word), BR_TEXT(br_intent, id), BR_TEXT(br_intent, at),
    BR_LIST(br_intent, changes, br_change), BR_FIELDS_END};
static const struct br_shape intent_shape = BR_SHAPE(br_intent, intent_fields);

static void tell_step(const struct br_operation *operation)
{
    if (operation->watch != NULL)
        operation->watch->step(operation->watch->context);
}

/* ---- one change, as often as need be ---- */

struct ends {
    char *from, *to;
};

/* CREATE and REPLACE take their file out of the pending folder. */
static struct ends ends_of(const struct br_operation *operation, const struct br_change *change)
{
    bool is_move = change->kind == BR_CHANGE_MOVE;
    const char *from_folder = is_move ? operation->library : operation->staging;
    return (struct ends){
        .from = change->from != NULL ? br_string_format("%s/%s", from_folder, change->from) : NULL,
        .to = br_string_format("%s/%s", operation->library, change->to)};
}

static int rename_once(const struct br_change *change, const struct ends *ends,
                       struct br_error *error)
{
    bool is_left = br_os_file_exists(ends->from);
    if (!is_left && br_os_file_exists(ends->to))
        return 0;
    if (!is_left)
        return br_error_set(error, BR_ERROR_IO, "%s is gone, and %s is not there either",
                            ends->from, ends->to);
    int code = br_os_make_folder_of(ends->to, error);
    if (code == 0 && change->kind == BR_CHANGE_REPLACE)
        code = br_file_rename(ends->from, ends->to, error);
    else if (code == 0)
        code = br_file_rename_exclusively(ends->from, ends->to, error);
    return code;
}

static int set_row(const struct br_operation *operation, const struct br_change *change,
                   struct br_error *error)
{
    char *path = br_string_format("%s/%s", operation->library, change->to);
    int code = br_os_make_folder_of(path, error);
    free(path);
    return code < 0 ? code
                    : br_ledger_set(br_ledger_find(change->to), operation->library, change->id,
                                    change->line, error);
}

static int make_change(const struct br_operation *operation, const struct br_change *change,
                       struct br_error *error)
{
    struct ends ends = ends_of(operation, change);
    int code = 0;
    switch (change->kind) {
    case BR_CHANGE_REMOVE:
        code = br_file_remove(ends.to, error);
        break;
    case BR_CHANGE_ROW:
        code = set_row(operation, change, error);
        break;
    default:
        code = rename_once(change, &ends, error);
        break;
    }
    free(ends.from);
    free(ends.to);
    return code;
}

/* ---- names of folders ---- */

/* Ids of working profiles may have slashes, and be longer than the name of one folder. There is one
 * operation at a time, so a cut name is as good as any. */
static char *folder_name(const char *library, const char *prefix, const struct br_intent *intent)
{
    char *path = br_string_format("%s/%s%.40s-%.150s", library, prefix, intent->word, intent->id);
    for (char *at = path + strlen(library) + 1; *at != '\0'; at++)
        *at = *at == '/' ? '_' : *at;
    return path;
}

/* A folder in which nothing is to be done any more is renamed first, so that one killed while
 * deleting leaves rubbish and no intent. */
static int drop_pending(struct br_operation *operation, struct br_error *error)
{
    char *rubbish = folder_name(operation->library, STAGING, &operation->intent);
    int code = br_file_rename(operation->staging, rubbish, error);
    tell_step(operation);
    if (code == 0)
        code = br_folder_remove(rubbish, error);
    free(rubbish);
    return code;
}

static int roll_forward(struct br_operation *operation, struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; i < operation->intent.changes.count && code == 0; i++) {
        code = make_change(operation, &operation->intent.changes.items[i], error);
        tell_step(operation);
    }
    return code == 0 ? drop_pending(operation, error) : code;
}

/* ---- what a killed operation left ---- */

/* An intent is read from a file: it may name nothing outside the library. */
static bool is_inside(const char *name)
{
    if (name == NULL || name[0] == '/' || name[0] == '\0')
        return false;
    for (const char *at = name; *at != '\0';) {
        size_t size = strcspn(at, "/");
        if (size == 0 || (size == 2 && strncmp(at, "..", 2) == 0))
            return false;
        at += size + (at[size] == '/' ? 1 : 0);
    }
    return true;
}

/* Nor may a symbolic link on the way lead out of it. Of a folder that is not there yet the nearest
 * one above it that is there counts. */
static bool is_really_inside(const char *library, const char *folder)
{
    char *real_library = realpath(library, NULL);
    char *at = br_string_copy(folder);
    char *real = realpath(at, NULL);
    while (real == NULL && errno == ENOENT && strlen(at) > strlen(library)) {
        char *above = br_string_folder_of(at);
        free(at);
        at = above;
        real = realpath(at, NULL);
    }
    size_t size = real_library != NULL ? strlen(real_library) : 0;
    bool result = real != NULL && size > 0 && strncmp(real, real_library, size) == 0 &&
                  (real[size] == '/' || real[size] == '\0');
    free(real);
    free(at);
    free(real_library);
    return result;
}

static bool stays_inside(const char *library, const char *name)
{
    char *path = br_string_format("%s/%s", library, name);
    char *folder = br_string_folder_of(path);
    bool result = is_really_inside(library, folder);
    free(folder);
    free(path);
    return result;
}

static bool is_sound(const char *library, const struct br_change *change)
{
    if (change->kind == BR_CHANGE_ROW)
        return change->to != NULL && br_ledger_find(change->to) != NULL && change->id != NULL &&
               stays_inside(library, change->to);
    if (!is_inside(change->to) || !stays_inside(library, change->to))
        return false;
    return change->kind == BR_CHANGE_REMOVE ||
           (is_inside(change->from) &&
            (change->kind != BR_CHANGE_MOVE || stays_inside(library, change->from)));
}

static int check_intent(const char *library, const char *folder, const struct br_intent *intent,
                        struct br_error *error)
{
    bool result = intent->word != NULL && intent->id != NULL && is_really_inside(library, folder);
    for (size_t i = 0; i < intent->changes.count; i++)
        result = result && is_sound(library, &intent->changes.items[i]);
    return result ? 0
                  : br_error_set(error, BR_ERROR_FORMAT, "%s has changes that no operation makes",
                                 INTENT);
}

static int read_intent(const char *library, const char *folder, struct br_intent *intent,
                       struct br_error *error)
{
    char *path = br_string_format("%s/%s", folder, INTENT);
    char *text = NULL;
    size_t size = 0;
    int code = br_os_read_file(path, &text, &size, error);
    if (code == 0)
        code = br_shape_parse(&intent_shape, text, size, intent, error);
    if (code == 0)
        code = check_intent(library, folder, intent, error);
    free(text);
    free(path);
    return code;
}

/* `folder` is the pending one. */
static int complete(const char *library, const char *folder, struct br_text *notes,
                    struct br_error *error)
{
    struct br_operation earlier = {.library = br_string_copy(library),
                                   .staging = br_string_copy(folder),
                                   .lock = -1,
                                   .is_committed = true};
    int code = read_intent(library, folder, &earlier.intent, error);
    if (code == 0)
        code = roll_forward(&earlier, error);
    if (code == 0)
        br_text_format(notes, "%s of %s, begun at %s and interrupted, is completed\n",
                       earlier.intent.word, earlier.intent.id,
                       earlier.intent.at != NULL ? earlier.intent.at : "an unknown time");
    else
        br_error_prefix(error,
                        "an interrupted operation cannot be completed (mend this, or delete %s to "
                        "give it up)",
                        folder);
    br_operation_end(&earlier);
    return code;
}

static int discard(const char *folder, struct br_text *notes, struct br_error *error)
{
    int code = br_folder_remove(folder, error);
    if (code == 0)
        br_text_format(notes,
                       "%s, which an interrupted operation left before it changed anything, "
                       "is deleted\n",
                       folder);
    return code;
}

static bool begins_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static int recover_locked(const char *library, struct br_text *notes, struct br_error *error)
{
    struct br_texts names = {0};
    int code = br_folder_read(library, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++) {
        char *folder = br_string_format("%s/%s", library, names.items[i]);
        if (begins_with(names.items[i], PENDING))
            code = complete(library, folder, notes, error);
        else if (begins_with(names.items[i], STAGING))
            code = discard(folder, notes, error);
        free(folder);
    }
    br_texts_release(&names);
    return code;
}

static bool has_left_overs(const char *library)
{
    struct br_texts names = {0};
    bool result = false;
    if (br_folder_read(library, &names, NULL) != 0)
        return false;
    for (size_t i = 0; i < names.count; i++)
        result =
            result || begins_with(names.items[i], PENDING) || begins_with(names.items[i], STAGING);
    br_texts_release(&names);
    return result;
}

static int lock(const char *library, struct br_error *error)
{
    char *path = br_string_format("%s/.lock", library);
    int descriptor = br_file_lock(path, error);
    free(path);
    return descriptor;
}

int br_library_recover(const char *library, struct br_text *notes, struct br_error *error)
{
    if (!has_left_overs(library))
        return 0;
    int descriptor = lock(library, error);
    if (descriptor < 0)
        return descriptor;
    int code = recover_locked(library, notes, error);
    close(descriptor);
    return code;
}

/* ---- an operation ---- */

int br_operation_begin(struct br_operation *operation, const char *library, const char *word,
                       const char *id, const struct br_change_watch *watch, struct br_text *notes,
                       struct br_error *error)
{
    *operation = (struct br_operation){.library = br_string_copy(library),
                                       .lock = -1,
                                       .watch = watch,
                                       .intent = {.word = br_string_copy(word),
                                                  .id = br_string_copy(id),
                                                  .at = br_clock_utc_text()}};
    operation->staging = folder_name(library, STAGING, &operation->intent);
    int code = br_os_make_folders(library, error);
    if (code < 0)
        return code;
    operation->lock = lock(library, error);
    if (operation->lock < 0)
        return operation->lock;
    return recover_locked(library, notes, error);
}

static struct br_change *add_change(struct br_operation *operation, enum br_change_kind kind,
                                    const char *from, const char *to)
{
    struct br_change *change =
        br_list_append(&operation->intent.changes, sizeof *operation->intent.changes.items);
    *change =
        (struct br_change){.kind = kind, .from = br_string_copy(from), .to = br_string_copy(to)};
    return change;
}

static int write_staged(struct br_operation *operation, const char *name, const void *data,
                        size_t size, bool is_protected, struct br_error *error)
{
    char *path = br_string_format("%s/%s", operation->staging, name);
    int code = br_os_make_folders(operation->staging, error);
    if (code == 0)
        code = br_os_write_file(path, data, size, error);
    if (code == 0 && is_protected)
        code = br_file_protect(path, error);
    free(path);
    tell_step(operation);
    return code;
}

int br_operation_stage(struct br_operation *operation, enum br_change_kind kind, const char *to,
                       const void *data, size_t size, struct br_error *error)
{
    char *name = br_string_format("%zu", operation->intent.changes.count);
    int code = write_staged(operation, name, data, size, kind == BR_CHANGE_CREATE, error);
    if (code == 0)
        add_change(operation, kind, name, to);
    free(name);
    return code;
}

void br_operation_move(struct br_operation *operation, const char *from, const char *to)
{
    add_change(operation, BR_CHANGE_MOVE, from, to);
}

void br_operation_remove(struct br_operation *operation, const char *name)
{
    add_change(operation, BR_CHANGE_REMOVE, NULL, name);
}

void br_operation_row(struct br_operation *operation, const char *ledger_file, const char *id,
                      const char *line)
{
    struct br_change *change = add_change(operation, BR_CHANGE_ROW, NULL, ledger_file);
    change->id = br_string_copy(id);
    change->line = br_string_copy(line);
}

static int write_intent(struct br_operation *operation, struct br_error *error)
{
    char *text = br_shape_print(&intent_shape, &operation->intent, true);
    if (text == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for %s", INTENT);
    int code = write_staged(operation, INTENT, text, strlen(text), false, error);
    free(text);
    return code;
}

int br_operation_commit(struct br_operation *operation, struct br_error *error)
{
    char *pending = folder_name(operation->library, PENDING, &operation->intent);
    int code = write_intent(operation, error);
    if (code == 0)
        code = br_file_rename(operation->staging, pending, error);
    if (code < 0) {
        free(pending);
        return code;
    }
    free(operation->staging);
    operation->staging = pending;
    operation->is_committed = true;
    tell_step(operation);
    code = roll_forward(operation, error);
    if (code < 0)
        br_error_prefix(error, "%s of %s is begun, and the next command will try to complete it",
                        operation->intent.word, operation->intent.id);
    return code;
}

void br_operation_end(struct br_operation *operation)
{
    if (!operation->is_committed && operation->lock >= 0)
        br_folder_remove(operation->staging, NULL);
    if (operation->lock >= 0)
        close(operation->lock);
    free(operation->library);
    free(operation->staging);
    br_shape_release(&intent_shape, &operation->intent);
    *operation = (struct br_operation){.lock = -1};
}
