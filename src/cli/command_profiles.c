/* benchrun profiles: what is in the library, whether references are what they were, and what may
 * go. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/terminal.h"
#include "report/table.h"
#include "store/facts.h"
#include "store/lifecycle.h"

enum { COMMIT_DIGITS = 12, DATE_CHARACTERS = 16 };

static const char *or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

/* ---- list ---- */

/* "2026-11-21T12:00:00Z" as "2026-11-21 12:00". */
static void append_date(struct br_table *table, const char *created)
{
    char text[DATE_CHARACTERS + 1];
    snprintf(text, sizeof text, "%s", or_dash(created));
    char *between = strchr(text, 'T');
    if (between != NULL)
        *between = ' ';
    br_table_cell(table, "%s", text);
}

static void append_facts(struct br_table *table, const struct br_fact_row *row)
{
    br_table_cell(table, "%s", row->name);
    br_table_cell(table, "%s", or_dash(row->mode));
    br_table_cell(table, "%s", or_dash(row->workload));
    br_table_cell(table, "%s", or_dash(row->host));
    append_date(table, row->created);
    br_table_cell(table, "%.*s", COMMIT_DIGITS, or_dash(row->commit));
    br_table_cell(table, "%zu", row->companions.count);
    br_table_cell(table, "%s", row->state);
}

static void write_table(const struct br_facts *facts, const struct br_terminal *terminal,
                        struct br_text *text)
{
    struct br_table table = {0};
    br_table_column(&table, "profile", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "mode", "", BR_TABLE_LEFT, 1);
    br_table_column(&table, "workload", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "host", "", BR_TABLE_LEFT, 3);
    br_table_column(&table, "measured", "UTC", BR_TABLE_LEFT, 2);
    br_table_column(&table, "commit", "", BR_TABLE_LEFT, 4);
    br_table_column(&table, "beside it", "files", BR_TABLE_RIGHT, 5);
    br_table_column(&table, "state", "", BR_TABLE_LEFT, 0);
    for (size_t i = 0; i < facts->count; i++)
        append_facts(&table, &facts->items[i]);
    if (!br_table_print(&table, terminal->colours, terminal->columns, text))
        br_text_append(text, "\n  Columns are left out: widen the terminal, or take --json.\n");
    br_table_release(&table);
}

static int list(const struct br_command_line *line, const char *library,
                const struct br_invocation *invocation, struct br_error *error)
{
    struct br_facts_file file = {0};
    struct br_terminal terminal;
    struct br_text text = {0};
    int status = BR_EXIT_OK;
    int code = br_facts_list(library, &file.profiles, error);
    br_terminal_look(invocation->output, &terminal);
    if (code < 0) {
        status = br_cli_fail(invocation, error);
    } else if (line->json) {
        br_shape_append(&br_facts_file_shape, &file, &text);
        status = br_cli_print(invocation, &text);
    } else {
        if (file.profiles.count == 0)
            br_text_format(&text, "There are no profiles in %s.\n", library);
        else
            write_table(&file.profiles, &terminal, &text);
        status = br_cli_print(invocation, &text);
    }
    br_shape_release(&br_facts_file_shape, &file);
    return status;
}

/* ---- show ---- */

static void append_fact(struct br_text *text, const char *name, const char *value)
{
    if (value == NULL)
        return;
    br_text_format(text, "%-12s", name);
    br_text_append_visible(text, value);
    br_text_append(text, "\n");
}

static void write_facts(const struct br_fact_row *row, struct br_text *text)
{
    append_fact(text, "Profile", row->name);
    append_fact(text, "Kind", row->kind);
    append_fact(text, "State", row->state);
    append_fact(text, "File", row->path);
    append_fact(text, "Mode", row->mode);
    append_fact(text, "Workload", row->workload);
    append_fact(text, "Host", row->host);
    append_fact(text, "Measured", row->created);
    append_fact(text, "Commit", row->commit);
    for (size_t i = 0; i < row->companions.count; i++)
        append_fact(text, i == 0 ? "Beside it" : "", row->companions.items[i]);
    append_fact(text, "Promoted", row->promoted.at);
    append_fact(text, "  by", row->promoted.by);
    append_fact(text, "  from", row->promoted.from);
    append_fact(text, "  at commit", row->promoted.commit);
    append_fact(text, "  reason", row->promoted.reason);
}

static int show(const struct br_command_line *line, const char *library,
                const struct br_invocation *invocation, struct br_error *error)
{
    struct br_library_entry entry = {0};
    struct br_fact_row row = {0};
    struct br_text text = {0};
    int code = br_library_find(library, br_command_line_operand(line, 1), &entry, error);
    if (code == 0)
        code = br_facts_read(library, &entry, &row, error);
    int status = code < 0 ? br_cli_fail(invocation, error) : BR_EXIT_OK;
    if (code == 0 && line->json)
        br_shape_append(&br_fact_row_shape, &row, &text);
    else if (code == 0)
        write_facts(&row, &text);
    if (code == 0)
        status = br_cli_print(invocation, &text);
    br_shape_release(&br_fact_row_shape, &row);
    br_library_entry_release(&entry);
    return status;
}

/* ---- verify ---- */

static void write_verification(const struct br_verification *verification, struct br_text *text)
{
    for (size_t i = 0; i < verification->count; i++) {
        const struct br_verified *item = &verification->items[i];
        br_text_append(text, item->ok ? "  " : "! ");
        br_text_append_visible(text, item->id);
        br_text_append(text, item->archived ? " (archived): " : ": ");
        br_text_append_visible(text, item->finding);
        br_text_append(text, "\n");
    }
    if (verification->count == 0)
        br_text_append(text, "There are no references.\n");
    else
        br_text_format(text, "%zu of %zu are what they were\n",
                       verification->count - verification->wrong, verification->count);
}

static int print_verification_json(const struct br_verification *verification,
                                   const struct br_invocation *invocation)
{
    struct br_text text = {0};
    cJSON *root = cJSON_CreateObject();
    cJSON *items = cJSON_AddArrayToObject(root, "references");
    for (size_t i = 0; i < verification->count; i++) {
        const struct br_verified *item = &verification->items[i];
        cJSON *object = cJSON_CreateObject();
        cJSON_AddItemToArray(items, object);
        cJSON_AddStringToObject(object, "id", item->id);
        cJSON_AddBoolToObject(object, "archived", item->archived);
        cJSON_AddBoolToObject(object, "ok", item->ok);
        cJSON_AddStringToObject(object, "finding", item->finding);
    }
    br_json_append(root, &text);
    return br_cli_print(invocation, &text);
}

static int verify(const struct br_command_line *line, const char *library,
                  const struct br_invocation *invocation, struct br_error *error)
{
    struct br_verification verification = {0};
    struct br_text text = {0};
    if (br_verify(library, &verification, error) < 0)
        return br_cli_fail(invocation, error);
    int status;
    if (line->json) {
        status = print_verification_json(&verification, invocation);
    } else {
        write_verification(&verification, &text);
        status = br_cli_print(invocation, &text);
    }
    if (verification.wrong > 0)
        status = BR_EXIT_FAILED;
    br_verification_release(&verification);
    return status;
}

/* ---- prune ---- */

static int prune(const struct br_command_line *line, const char *library,
                 const struct br_invocation *invocation, struct br_error *error)
{
    struct br_lifecycle_report report = {0};
    const struct br_prune_request request = {.library = library,
                                             .keep = line->keep,
                                             .older_than_ns = line->older_than_ns,
                                             .now_s = (uint64_t)time(NULL),
                                             .dry = line->dry_run};
    int code = br_prune(&request, &report, error);
    int status = code < 0 ? br_cli_fail(invocation, error) : BR_EXIT_OK;
    br_cli_print_notes(invocation, &report.notes);
    if (code == 0)
        status = br_cli_print_actions(invocation,
                                      report.actions.size == 0 ? "Nothing to delete."
                                      : line->dry_run          ? "To prune is to:"
                                                               : "Pruned:",
                                      &report.actions);
    br_lifecycle_report_release(&report);
    return status;
}

/* ---- the command ---- */

int br_command_profiles(const struct br_command_line *line, const struct br_invocation *invocation)
{
    const char *action = br_command_line_operand(line, 0);
    struct br_error error = {0};
    char *library = br_command_line_place(line, "profiles");
    int status;
    if (action == NULL || strcmp(action, "list") == 0)
        status = list(line, library, invocation, &error);
    else if (strcmp(action, "show") == 0)
        status = show(line, library, invocation, &error);
    else if (strcmp(action, "verify") == 0)
        status = verify(line, library, invocation, &error);
    else
        status = prune(line, library, invocation, &error);
    free(library);
    return status;
}
