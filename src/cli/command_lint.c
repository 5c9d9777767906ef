/* benchrun lint: documents held to one mode at a time, and to the profiles that exist. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/os.h"
#include "cli/terminal.h"
#include "lint/lint.h"
#include "report/report.h"
#include "store/library.h"
#include "store/store.h"

static const char *const default_paths[] = {"docs/profiling", "reports",
                                            "docs/OPTIMIZATION_PROPOSAL.md", NULL};

static bool is_on_output(const char *extract)
{
    return extract != NULL && strcmp(extract, "-") == 0;
}

static int read_rules(const struct br_command_line *line, unsigned *rules, struct br_error *error)
{
    for (size_t i = 0; i < line->rules.count; i++) {
        const char *name = line->rules.items[i];
        int found = -1;
        for (int rule = 0; br_lint_rule_names[rule] != NULL; rule++)
            if (strcmp(br_lint_rule_names[rule], name) == 0)
                found = rule;
        const char *near = found < 0 ? br_string_nearest(name, br_lint_rule_names) : NULL;
        if (found < 0)
            return br_error_set(error, BR_ERROR_USAGE,
                                "--rules: there is no rule '%s'%s%s%s; docs/lint.md has them all",
                                name, near != NULL ? "; did you mean '" : "",
                                near != NULL ? near : "", near != NULL ? "'?" : "");
        *rules |= 1u << found;
    }
    return 0;
}

/* ---- figures that profiles hold ---- */

/* A file that is no profile of this version still has its numbers. */
static void add_profile(const char *folder, const char *path, struct br_lint_known *known)
{
    struct br_profile profile = {0};
    struct br_text report = {0};
    char *json = NULL;
    size_t size = 0;
    if (br_os_read_file(path, &json, &size, NULL) == 0)
        br_lint_known_add_json(known, json);
    free(json);
    if (br_store_load(folder, path, &profile, NULL) == 0 &&
        br_report_markdown.write(&profile, NULL, &report, NULL) == 0 && !report.failed)
        br_lint_known_add_report(known, br_text_string(&report), report.size);
    br_text_release(&report);
    br_profile_release(&profile);
}

static int read_known(const struct br_command_line *line, struct br_lint_known *known,
                      struct br_error *error)
{
    struct br_library_entries entries = {0};
    char *folder = br_command_line_place(line, "profiles");
    int code = br_library_list(folder, &entries, error);
    for (size_t i = 0; code == 0 && i < entries.count; i++)
        add_profile(folder, entries.items[i].path, known);
    br_library_entries_release(&entries);
    free(folder);
    return code;
}

/* ---- documents ---- */

static int lint_defaults(const struct br_lint_request *request, struct br_lint_result *result,
                         struct br_error *error)
{
    int code = 0;
    for (const char *const *path = default_paths; code == 0 && *path != NULL; path++)
        if (br_os_file_exists(*path))
            code = br_lint_path(*path, request, result, error);
    if (code == 0 && result->documents == 0)
        code = br_error_set(error, BR_ERROR_INPUT,
                            "there is neither docs/profiling nor reports here: name a document or "
                            "a folder");
    return code;
}

static int lint_operands(const struct br_command_line *line, const struct br_lint_request *request,
                         struct br_lint_result *result, struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; code == 0 && i < line->operands.count; i++)
        code = br_lint_path(line->operands.items[i], request, result, error);
    return code;
}

/* ---- what was found ---- */

/* A draft that somebody may have worked on is not written over. */
static int write_extract(const char *path, const struct br_lint_result *result,
                         struct br_error *error)
{
    struct br_text text = {0};
    if (br_os_file_exists(path))
        return br_error_set(error, BR_ERROR_USAGE,
                            "--extract: %s exists; name another file, or remove it", path);
    br_lint_write_extract(result, &text);
    int code = text.failed ? br_error_set(error, BR_ERROR_MEMORY, "out of memory for the draft")
                           : br_os_write_file(path, br_text_string(&text), text.size, error);
    if (code != 0)
        br_error_prefix(error, "--extract");
    br_text_release(&text);
    return code;
}

static int print(const struct br_command_line *line, const struct br_invocation *invocation,
                 const struct br_lint_result *result)
{
    struct br_text text = {0};
    struct br_terminal terminal;
    br_terminal_look(invocation->output, &terminal);
    if (is_on_output(line->extract))
        br_lint_write_extract(result, &text);
    else if (line->json)
        br_lint_write_json(result, &text);
    else
        br_lint_write_text(result, terminal.colours, &text);
    int status = br_cli_print(invocation, &text);
    if (status == BR_EXIT_OK && result->findings.count > 0)
        status = BR_EXIT_FAILED;
    return status;
}

static int check(const struct br_command_line *line, struct br_lint_request *request,
                 struct br_error *error)
{
    if (line->json && is_on_output(line->extract))
        return br_error_set(error, BR_ERROR_USAGE,
                            "--json and --extract - both write to standard output: name a file for "
                            "the draft");
    return read_rules(line, &request->rules, error);
}

int br_command_lint(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_lint_known known = {0};
    struct br_lint_request request = {.known = &known};
    struct br_lint_result result = {0};
    struct br_error error;
    int code = check(line, &request, &error);
    if (code == 0)
        code = read_known(line, &known, &error);
    if (code == 0)
        code = line->operands.count > 0 ? lint_operands(line, &request, &result, &error)
                                        : lint_defaults(&request, &result, &error);
    if (code == 0 && line->extract != NULL && !is_on_output(line->extract))
        code = write_extract(line->extract, &result, &error);
    int status = code == 0 ? print(line, invocation, &result) : br_cli_fail(invocation, &error);
    br_lint_result_release(&result);
    br_lint_known_release(&known);
    return status;
}
