/* Archiving: a reference becomes history; see lifecycle.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os.h"
#include "store/digest.h"
#include "store/ledger.h"
#include "store/library.h"
#include "store/lifecycle.h"

static char *place(const struct br_archive_request *request, const char *folder)
{
    return br_string_format("%s/%s/%s.json", request->library, folder, request->id);
}

/* In the way of a companion of the reference lies what belongs to nothing in the archive. */
static void check_companions(const struct br_archive_request *request, const char *reference,
                             struct br_mistakes *mistakes)
{
    struct br_texts companions = {0};
    br_library_companions(reference, &companions, NULL);
    for (size_t i = 0; i < companions.count; i++) {
        char *path =
            br_string_format("%s/%s/%s", request->library, BR_LIBRARY_ARCHIVE, companions.items[i]);
        if (br_os_file_exists(path))
            br_mistakes_add(mistakes,
                            "%s exists and belongs to nothing in the archive; take it "
                            "away",
                            path);
        free(path);
    }
    br_texts_release(&companions);
}

static void check(const struct br_archive_request *request, struct br_mistakes *mistakes)
{
    char *reference = place(request, BR_LIBRARY_REFERENCES);
    char *archived = place(request, BR_LIBRARY_ARCHIVE);
    if (request->reason[strspn(request->reason, " \t\n")] == '\0')
        br_mistakes_add(mistakes, "--reason: say why this is no reference any more");
    if (strchr(request->id, '/') != NULL || request->id[0] == '.' || request->id[0] == '\0')
        br_mistakes_add(mistakes, "'%.100s' is no id; benchrun profiles lists the references",
                        request->id);
    else if (br_os_file_exists(archived))
        br_mistakes_add(mistakes, "%s is in the archive already: %s", request->id, archived);
    else if (!br_os_file_exists(reference))
        br_mistakes_add(mistakes,
                        "there is no reference %s: %s does not exist; benchrun profiles lists "
                        "those there are",
                        request->id, reference);
    else
        check_companions(request, reference, mistakes);
    free(reference);
    free(archived);
}

/* What the index has, so that the log tells of the reference as it was promoted; one that is not in
 * the index is taken as it is. */
static int find_digests(const struct br_archive_request *request, struct br_ledger_row *digests,
                        struct br_error *error)
{
    struct br_ledger_rows rows = {0};
    char *path = place(request, BR_LIBRARY_REFERENCES);
    int code = br_ledger_read(&br_ledger_references, request->library, &rows, error);
    const struct br_ledger_row *row = br_ledger_row(&rows, request->id);
    if (row != NULL && row->digest != NULL && row->companions != NULL) {
        digests->digest = br_string_copy(row->digest);
        digests->companions = br_string_copy(row->companions);
    } else if (code == 0) {
        digests->digest = br_digest_file(path, error);
        digests->companions = digests->digest != NULL ? br_digest_companions(path, error) : NULL;
        code = digests->companions != NULL ? 0 : BR_ERROR_IO;
    }
    br_ledger_rows_release(&rows);
    free(path);
    return code;
}

static void plan_move(const struct br_archive_request *request, const char *name,
                      struct br_operation *operation, struct br_text *actions)
{
    char *from = br_string_format("%s/%s", BR_LIBRARY_REFERENCES, name);
    char *to = br_string_format("%s/%s", BR_LIBRARY_ARCHIVE, name);
    br_operation_move(operation, from, to);
    br_text_format(actions, "move %s/%s to %s/%s\n", request->library, from, request->library, to);
    free(from);
    free(to);
}

/* The profile before its companions: half-way it is no baseline any more. */
static int plan_moves(const struct br_archive_request *request, struct br_operation *operation,
                      struct br_text *actions, struct br_error *error)
{
    struct br_texts companions = {0};
    char *path = place(request, BR_LIBRARY_REFERENCES);
    char *name = br_string_format("%s.json", request->id);
    int code = br_library_companions(path, &companions, error);
    plan_move(request, name, operation, actions);
    for (size_t i = 0; i < companions.count; i++)
        plan_move(request, companions.items[i], operation, actions);
    br_texts_release(&companions);
    free(name);
    free(path);
    return code;
}

static void plan_rows(const struct br_archive_request *request, const struct br_ledger_row *digests,
                      struct br_operation *operation, struct br_text *actions)
{
    char *now = br_clock_utc_text();
    const char *const cells[] = {now, request->by, request->reason, NULL};
    struct br_text row = {0};
    br_ledger_append_row(&br_ledger_archive, request->id, cells, digests->digest,
                         digests->companions, &row);
    br_operation_row(operation, br_ledger_references.file, request->id, NULL);
    br_operation_row(operation, br_ledger_archive.file, request->id, br_text_string(&row));
    br_text_format(actions, "take %s out of %s/%s and add it to %s/%s\n", request->id,
                   request->library, br_ledger_references.file, request->library,
                   br_ledger_archive.file);
    br_text_release(&row);
    free(now);
}

static int carry_out(const struct br_archive_request *request, struct br_operation *operation,
                     struct br_lifecycle_report *report, struct br_error *error)
{
    struct br_ledger_row digests = {0};
    int code = find_digests(request, &digests, error);
    if (code == 0)
        code = br_ledger_check(&br_ledger_archive, request->library, error);
    if (code == 0)
        code = plan_moves(request, operation, &report->actions, error);
    if (code == 0) {
        plan_rows(request, &digests, operation, &report->actions);
        code = br_operation_commit(operation, error);
    }
    free(digests.digest);
    free(digests.companions);
    return code;
}

int br_archive(const struct br_archive_request *request, struct br_lifecycle_report *report,
               struct br_error *error)
{
    struct br_operation operation;
    int code = 0;
    check(request, &report->mistakes);
    if (report->mistakes.count > 0)
        return br_error_set(error, BR_ERROR_INPUT, "%zu mistakes", report->mistakes.count);
    code = br_operation_begin(&operation, request->library, "archive", request->id, request->watch,
                              &report->notes, error);
    if (code == 0) {
        check(request, &report->mistakes); /* again, now that nobody else is at work */
        if (report->mistakes.count > 0)
            code = br_error_set(error, BR_ERROR_INPUT, "%zu mistakes", report->mistakes.count);
    }
    if (code == 0)
        code = carry_out(request, &operation, report, error);
    br_operation_end(&operation);
    return code;
}
