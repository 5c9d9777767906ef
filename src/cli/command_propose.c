/* benchrun propose: the evidence of a profile into the proposal. */
#include "cli/commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/os.h"
#include "report/proposal.h"
#include "store/digest.h"
#include "store/library.h"
#include "store/store.h"
#include "summary/explain.h"

#define PROPOSAL "docs/OPTIMIZATION_PROPOSAL.md"

static int make(const struct br_profile *profile, const char *path, struct br_proposal *proposal,
                struct br_error *error)
{
    struct br_summary summary = {0};
    struct br_explanation explanation = {0};
    char *digest = br_digest_file(path, error);
    int code = digest != NULL ? br_summary_make(profile, &summary, error) : error->code;
    if (code == 0) {
        const struct br_proposal_source source = {.path = path, .digest = digest};
        br_explain(&summary, &explanation);
        br_proposal_make(&summary, &explanation, &source, proposal);
    }
    br_shape_release(&br_explanation_shape, &explanation);
    br_summary_release(&summary);
    free(digest);
    return code;
}

static int load(const struct br_command_line *line, struct br_proposal *proposal,
                struct br_error *error)
{
    struct br_library_entry entry = {0};
    struct br_profile profile = {0};
    char *folder = br_command_line_place(line, "profiles");
    int code = br_library_find(folder, br_command_line_operand(line, 0), &entry, error);
    if (code == 0)
        code = br_store_load(folder, entry.path, &profile, error);
    if (code == 0)
        code = make(&profile, entry.path, proposal, error);
    br_profile_release(&profile);
    br_library_entry_release(&entry);
    free(folder);
    return code;
}

static int read_document(const char *path, char **document, struct br_error *error)
{
    size_t size = 0;
    struct stat facts;
    if (stat(path, &facts) != 0 && errno == ENOENT) {
        *document = br_string_copy("");
        return 0;
    }
    if (stat(path, &facts) == 0 && S_ISFIFO(facts.st_mode))
        return br_error_set(error, BR_ERROR_INPUT,
                            "%s is a pipe; name a file, or - for standard output", path);
    int code = br_os_read_file(path, document, &size, error);
    if (code == 0 && strlen(*document) != size)
        code = br_error_set(error, BR_ERROR_INPUT,
                            "%s has a zero byte in it and is no text; nothing was written", path);
    return code;
}

static int write_document(const char *path, const char *old, const struct br_text *text,
                          struct br_error *error)
{
    int code = br_os_make_folder_of(path, error);
    if (code == 0 && text->failed)
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for %s", path);
    if (code == 0 && strcmp(old, br_text_string(text)) != 0)
        code = br_os_write_file(path, br_text_string(text), text->size, error);
    return code;
}

static int tell(const char *path, const struct br_proposal_counts *counts,
                const struct br_invocation *invocation)
{
    struct br_text text = {0};
    br_text_append_visible(&text, path);
    br_text_format(&text, ": %zu added, %zu refreshed, %zu whose rule speaks no longer\n",
                   counts->added, counts->refreshed, counts->silent);
    return br_cli_print(invocation, &text);
}

/* Into a file, or as a document of its own to standard output. */
static int propose(const struct br_proposal *proposal, const char *path,
                   const struct br_invocation *invocation)
{
    char *document = NULL;
    struct br_text text = {0};
    struct br_proposal_counts counts = {0};
    struct br_mistakes mistakes = {0};
    struct br_error error;
    bool is_output = strcmp(path, "-") == 0;
    int status = BR_EXIT_OK;
    int code = is_output ? 0 : read_document(path, &document, &error);
    const char *old = document != NULL ? document : "";
    if (code == 0)
        br_proposal_merge(proposal, old, &text, &counts, &mistakes);
    if (code == 0 && mistakes.count == 0 && !is_output)
        code = write_document(path, old, &text, &error);
    if (code != 0) {
        status = br_cli_fail(invocation, &error);
    } else if (mistakes.count > 0) {
        fprintf(invocation->messages, "benchrun: nothing is written to %s\n", path);
        br_cli_print_mistakes(invocation, &mistakes, "in its markers");
        status = BR_EXIT_USAGE;
    } else {
        status = is_output ? br_cli_print(invocation, &text) : tell(path, &counts, invocation);
    }
    br_mistakes_release(&mistakes);
    br_text_release(&text);
    free(document);
    return status;
}

int br_command_propose(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_proposal proposal = {0};
    struct br_error error;
    int code = load(line, &proposal, &error);
    int status =
        code == 0 ? propose(&proposal, line->output != NULL ? line->output : PROPOSAL, invocation)
                  : br_cli_fail(invocation, &error);
    br_proposal_release(&proposal);
    return status;
}
