/* Promotion: a working profile becomes a reference; see lifecycle.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os.h"
#include "store/digest.h"
#include "store/ledger.h"
#include "store/library.h"
#include "store/lifecycle.h"
#include "store/store.h"
#include "summary/truth.h"

void br_lifecycle_report_release(struct br_lifecycle_report *report)
{
    br_mistakes_release(&report->mistakes);
    br_text_release(&report->actions);
    br_text_release(&report->notes);
}

/* A promotion on its way. */
struct promotion {
    const struct br_promote_request *request;
    struct br_lifecycle_report *report;
    struct br_library_entry source;
    struct br_profile profile;
    struct br_texts companions; /* names of files beside the source */
};

static void release(struct promotion *promotion)
{
    br_library_entry_release(&promotion->source);
    br_profile_release(&promotion->profile);
    br_texts_release(&promotion->companions);
}

/* ---- checks ---- */

static void refuse(struct promotion *promotion, const struct br_error *error)
{
    br_mistakes_add(&promotion->report->mistakes, "%s", error->message);
}

static void check_words(struct promotion *promotion)
{
    const struct br_promote_request *request = promotion->request;
    struct br_mistakes *mistakes = &promotion->report->mistakes;
    if (request->id == NULL)
        br_mistakes_add(mistakes, "promote needs the id of the reference: --id v1.2.0-marc-single");
    else
        br_promote_check_id(request->id, mistakes);
    if (request->reason == NULL)
        br_mistakes_add(mistakes, "promote needs a reason: --reason TEXT");
    else if (request->reason[strspn(request->reason, " \t\n")] == '\0')
        br_mistakes_add(mistakes, "--reason: say why this is a reference");
    if (request->by[strspn(request->by, " \t\n")] == '\0')
        br_mistakes_add(mistakes, "--by: say who promotes it");
}

static bool is_there(const struct br_promote_request *request, const char *folder, char **path)
{
    *path = br_string_format("%s/%s/%s.json", request->library, folder, request->id);
    return br_os_file_exists(*path);
}

/* "references/ID.truth.json" for a companion of the source; to be freed. */
static char *new_name(const struct promotion *promotion, const char *companion)
{
    char *stem = br_library_companion_path(promotion->source.path, "");
    const char *slash = strrchr(stem, '/');
    size_t size = strlen(slash != NULL ? slash + 1 : stem);
    char *name = br_string_format("%s/%s%s", BR_LIBRARY_REFERENCES, promotion->request->id,
                                  companion + size);
    free(stem);
    return name;
}

/* One that a reference taken away by hand has left would be found when the promotion has begun. */
static void check_companion_absent(struct promotion *promotion, const char *companion)
{
    char *name = new_name(promotion, companion);
    char *path = br_string_format("%s/%s", promotion->request->library, name);
    if (br_os_file_exists(path))
        br_mistakes_add(&promotion->report->mistakes,
                        "%s exists and belongs to no reference of that id; take it away, or choose "
                        "another --id",
                        path);
    free(path);
    free(name);
}

/* Only where the id is one: otherwise the path could lead anywhere. */
static void check_absent(struct promotion *promotion)
{
    static const char *const folders[] = {BR_LIBRARY_REFERENCES, BR_LIBRARY_ARCHIVE};
    struct br_mistakes id_mistakes = {0};
    if (promotion->request->id == NULL)
        return;
    br_promote_check_id(promotion->request->id, &id_mistakes);
    bool is_id = id_mistakes.count == 0, is_used = false;
    for (size_t i = 0; i < 2 && is_id; i++) {
        char *path;
        if (is_there(promotion->request, folders[i], &path)) {
            br_mistakes_add(&promotion->report->mistakes,
                            "%s exists: a reference is never replaced, and no id is used again; "
                            "choose another --id",
                            path);
            is_used = true;
        }
        free(path);
    }
    for (size_t i = 0; i < promotion->companions.count && is_id && !is_used; i++)
        check_companion_absent(promotion, promotion->companions.items[i]);
    br_mistakes_release(&id_mistakes);
}

static int read_truth(const char *path, struct br_truth *truth, struct br_error *error)
{
    char *text = NULL;
    size_t size = 0;
    int code = br_os_read_file(path, &text, &size, error);
    if (code == 0)
        code = br_shape_parse(&br_truth_shape, text, size, truth, error);
    if (code == 0)
        code = br_truth_check(truth, error);
    if (code < 0)
        br_error_prefix(error, "%s", path);
    free(text);
    return code;
}

static int hold_truth(const struct promotion *promotion, const char *path,
                      const struct br_truth *truth, struct br_error *error)
{
    char *digest = br_truth_digest(&promotion->profile);
    bool is_same = digest != NULL && truth->digest != NULL && strcmp(digest, truth->digest) == 0;
    free(digest);
    return is_same ? 0
                   : br_error_set(error, BR_ERROR_INPUT,
                                  "%s belongs to another run than %s; freeze it again", path,
                                  promotion->source.path);
}

/* One that is there must be right, whether it is required or not. */
static void check_truth(struct promotion *promotion)
{
    struct br_truth truth = {0};
    struct br_error error = {0};
    char *path = br_library_companion_path(promotion->source.path, BR_TRUTH_ENDING);
    if (!br_os_file_exists(path)) {
        if (!promotion->request->truth_optional)
            br_mistakes_add(&promotion->report->mistakes,
                            "%s is missing: benchrun freeze makes it, and --no-truth-required does "
                            "without",
                            path);
    } else if (read_truth(path, &truth, &error) < 0 ||
               hold_truth(promotion, path, &truth, &error) < 0) {
        refuse(promotion, &error);
    }
    br_shape_release(&br_truth_shape, &truth);
    free(path);
}

static int check_loaded(struct promotion *promotion, struct br_error *error)
{
    int code = br_promote_check_profile(&promotion->profile, &promotion->report->mistakes, error);
    check_truth(promotion);
    if (code == 0)
        code = br_library_companions(promotion->source.path, &promotion->companions, error);
    check_absent(promotion);
    return code;
}

static int load_source(struct promotion *promotion, struct br_error *error)
{
    const struct br_promote_request *request = promotion->request;
    struct br_library_entry *source = &promotion->source;
    int code = br_library_find_working(request->library, request->source, source, error);
    if (code == 0 && source->kind != BR_LIBRARY_WORKING)
        code = br_error_set(error, BR_ERROR_INPUT,
                            "%s is not a working profile; promote one of those", source->path);
    return code == 0 ? br_store_load(request->library, source->path, &promotion->profile, error)
                     : code;
}

static int check(struct promotion *promotion, struct br_error *error)
{
    struct br_error failure = {0};
    check_words(promotion);
    if (load_source(promotion, &failure) == 0)
        return check_loaded(promotion, error);
    refuse(promotion, &failure);
    check_absent(promotion);
    return 0;
}

static int refused(const struct br_lifecycle_report *report, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_INPUT, "%zu mistakes", report->mistakes.count);
}

/* ---- doing it ---- */

static void replace(char **text, const char *value)
{
    free(*text);
    *text = br_string_copy(value);
}

static void stamp(struct promotion *promotion)
{
    const struct br_promote_request *request = promotion->request;
    struct br_profile *profile = &promotion->profile;
    replace(&profile->promoted.id, request->id);
    replace(&profile->promoted.from, promotion->source.name);
    free(profile->promoted.at);
    profile->promoted.at = br_clock_utc_text();
    replace(&profile->promoted.reason, request->reason);
    replace(&profile->promoted.by, request->by);
    replace(&profile->promoted.commit, request->commit);
    replace(&profile->name, request->id);
}

static int stage_companion(struct promotion *promotion, struct br_operation *operation,
                           const char *companion, struct br_error *error)
{
    const char *source = promotion->source.path;
    const char *slash = strrchr(source, '/');
    char *from = br_string_format("%.*s%s", slash != NULL ? (int)(slash - source) + 1 : 0, source,
                                  companion);
    char *to = new_name(promotion, companion);
    char *data = NULL;
    size_t size = 0;
    int code = br_os_read_file(from, &data, &size, error);
    if (code == 0)
        code = br_operation_stage(operation, BR_CHANGE_CREATE, to, data, size, error);
    free(data);
    free(to);
    free(from);
    return code;
}

static void stage_row(struct promotion *promotion, struct br_operation *operation,
                      const char *digest, const char *companions)
{
    const struct br_profile *profile = &promotion->profile;
    const char *const cells[] = {profile->config.mode,
                                 br_profile_workload(profile),
                                 profile->environment.hostname,
                                 profile->created,
                                 profile->environment.commit != NULL ? profile->environment.commit
                                                                     : "-",
                                 profile->promoted.at,
                                 profile->promoted.by,
                                 profile->promoted.reason,
                                 NULL};
    struct br_text row = {0};
    br_ledger_append_row(&br_ledger_references, promotion->request->id, cells, digest, companions,
                         &row);
    br_operation_row(operation, br_ledger_references.file, promotion->request->id,
                     br_text_string(&row));
    br_text_release(&row);
}

/* The profile behind its companions: a reference that is there is there whole. */
static int stage(struct promotion *promotion, struct br_operation *operation,
                 struct br_error *error)
{
    struct br_text text = {0};
    int code = 0;
    for (size_t i = 0; i < promotion->companions.count && code == 0; i++)
        code = stage_companion(promotion, operation, promotion->companions.items[i], error);
    if (code == 0)
        code = br_store_print(&promotion->profile, &text, error);
    char *name = br_string_format("%s/%s.json", BR_LIBRARY_REFERENCES, promotion->request->id);
    if (code == 0)
        code = br_operation_stage(operation, BR_CHANGE_CREATE, name, text.data, text.size, error);
    char *companions = code == 0 ? br_digest_companions(promotion->source.path, error) : NULL;
    if (companions != NULL) {
        char *digest = br_digest_bytes(text.data, text.size);
        stage_row(promotion, operation, digest, companions);
        free(digest);
    } else if (code == 0) {
        code = BR_ERROR_IO;
    }
    free(companions);
    free(name);
    br_text_release(&text);
    return code;
}

static void tell_actions(struct promotion *promotion)
{
    struct br_text *actions = &promotion->report->actions;
    const char *library = promotion->request->library;
    br_text_format(actions, "create %s/%s/%s.json from %s\n", library, BR_LIBRARY_REFERENCES,
                   promotion->request->id, promotion->source.path);
    for (size_t i = 0; i < promotion->companions.count; i++) {
        char *name = new_name(promotion, promotion->companions.items[i]);
        br_text_format(actions, "create %s/%s\n", library, name);
        free(name);
    }
    br_text_format(actions, "add %s to %s/%s\n", promotion->request->id, library,
                   br_ledger_references.file);
}

/* Another process may have been quicker: what must not be there is looked for again, locked, and
 * whether what lies beside the source is still this run's: a freeze may have replaced both. */
static int carry_out(struct promotion *promotion, struct br_error *error)
{
    struct br_operation operation;
    int code = br_operation_begin(&operation, promotion->request->library, "promote",
                                  promotion->request->id, promotion->request->watch,
                                  &promotion->report->notes, error);
    if (code == 0) {
        check_absent(promotion);
        check_truth(promotion);
        code = promotion->report->mistakes.count > 0 ? refused(promotion->report, error) : 0;
    }
    if (code == 0)
        code = br_ledger_check(&br_ledger_references, promotion->request->library, error);
    if (code == 0)
        code = stage(promotion, &operation, error);
    if (code == 0)
        code = br_operation_commit(&operation, error);
    br_operation_end(&operation);
    return code;
}

int br_promote(const struct br_promote_request *request, struct br_lifecycle_report *report,
               struct br_error *error)
{
    struct promotion promotion = {.request = request, .report = report};
    int code = check(&promotion, error);
    if (code == 0 && report->mistakes.count > 0)
        code = refused(report, error);
    if (code == 0) {
        stamp(&promotion);
        tell_actions(&promotion);
    }
    if (code == 0 && !request->dry)
        code = carry_out(&promotion, error);
    release(&promotion);
    return code;
}
