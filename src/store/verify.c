/* Are references what they were when they were promoted? See lifecycle.h. */
#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/os.h"
#include "store/digest.h"
#include "store/ledger.h"
#include "store/library.h"
#include "store/lifecycle.h"

/* One folder against its ledger. */
struct look {
    const struct br_ledger *ledger;
    char *folder;
    struct br_ledger_rows rows;
    struct br_texts names;
    struct br_verification *verification;
};

/* `finding` is taken over. */
static void add(struct look *look, const char *id, bool is_ok, char *finding)
{
    struct br_verification *verification = look->verification;
    *(struct br_verified *)br_list_append(verification, sizeof *verification->items) =
        (struct br_verified){.id = br_string_copy(id),
                             .archived = look->ledger == &br_ledger_archive,
                             .finding = finding,
                             .ok = is_ok};
    verification->wrong += is_ok ? 0 : 1;
}

static bool is_same(const char *left, const char *right)
{
    return left != NULL && right != NULL && strcmp(left, right) == 0;
}

static void verify_row(struct look *look, const struct br_ledger_row *row)
{
    char *path = br_string_format("%s/%s.json", look->folder, row->id);
    char *digest = br_digest_file(path, NULL);
    char *companions = digest != NULL ? br_digest_companions(path, NULL) : NULL;
    if (digest == NULL)
        add(look, row->id, false, br_string_format("missing: %s cannot be read", path));
    else if (!is_same(digest, row->digest))
        add(look, row->id, false,
            br_string_format("altered: the digest of %s is %s", path, digest));
    else if (!is_same(companions, row->companions))
        add(look, row->id, false,
            br_string_format("its companions were altered, taken away or added to: their digest is "
                             "%s",
                             companions != NULL ? companions : "unknown"));
    else
        add(look, row->id, true, br_string_copy("ok"));
    free(companions);
    free(digest);
    free(path);
}

/* The names of files that belong to a row. */
static void list_known(const struct look *look, struct br_texts *known)
{
    for (size_t i = 0; i < look->rows.count; i++) {
        const char *id = look->rows.items[i].id;
        char *path = br_string_format("%s/%s.json", look->folder, id);
        br_library_companions(path, known, NULL);
        *(char **)br_list_append(known, sizeof(char *)) = br_string_format("%s.json", id);
        free(path);
    }
}

static bool is_among(const struct br_texts *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

static void find_extra(struct look *look, const char *library)
{
    struct br_texts known = {0};
    list_known(look, &known);
    for (size_t i = 0; i < look->names.count; i++) {
        const char *name = look->names.items[i];
        if (strcmp(name, "README.md") != 0 && name[0] != '.' && !is_among(&known, name))
            add(look, name, false,
                br_string_format("extra: %s/%s is not in %s/%s", look->folder, name, library,
                                 look->ledger->file));
    }
    br_texts_release(&known);
}

static int read_look(struct look *look, const char *library, struct br_error *error)
{
    int code = br_ledger_read(look->ledger, library, &look->rows, error);
    return code == 0 ? br_folder_read(look->folder, &look->names, error) : code;
}

static int verify_folder(const struct br_ledger *ledger, const char *library,
                         struct br_verification *verification, struct br_error *error)
{
    struct look look = {.ledger = ledger,
                        .folder = br_string_format("%s/%s", library, ledger->folder),
                        .verification = verification};
    int code = read_look(&look, library, error);
    for (size_t i = 0; i < look.rows.count && code == 0; i++)
        verify_row(&look, &look.rows.items[i]);
    if (code == 0)
        find_extra(&look, library);
    br_ledger_rows_release(&look.rows);
    br_texts_release(&look.names);
    free(look.folder);
    return code;
}

int br_verify(const char *library, struct br_verification *verification, struct br_error *error)
{
    int code = verify_folder(&br_ledger_references, library, verification, error);
    if (code == 0)
        code = verify_folder(&br_ledger_archive, library, verification, error);
    if (code < 0)
        br_verification_release(verification);
    return code;
}

void br_verification_release(struct br_verification *verification)
{
    for (size_t i = 0; i < verification->count; i++) {
        free(verification->items[i].id);
        free(verification->items[i].finding);
    }
    free(verification->items);
    *verification = (struct br_verification){0};
}
