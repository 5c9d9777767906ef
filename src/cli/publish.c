/* The reports of a profile, compared with its reference; see publish.h. */
#include "cli/publish.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "cli/compared.h"
#include "report/report.h"
#include "store/baseline.h"
#include "store/history.h"
#include "store/library.h"

/* The comparison with a reference, or why there is none. */
struct judgement {
    struct br_comparison comparison;
    struct br_text missing;
    struct br_report_reference reference;
};

static int compare(const struct br_profile *baseline, const struct br_profile *profile,
                   const struct br_command_line *line, const struct br_invocation *invocation,
                   struct judgement *judgement, struct br_error *error)
{
    struct br_rules rules = {0};
    int code = 0;
    if (br_compared_rules(line, invocation, &rules) != BR_EXIT_OK)
        code = br_error_set(error, BR_ERROR_INPUT, "the rules have mistakes; put them right");
    if (code == 0)
        code = br_compared_make(baseline, profile, &rules, line, invocation, &judgement->comparison,
                                error);
    br_rules_release(&rules);
    return code;
}

static void judge(const struct br_profile *profile, const char *profiles,
                  const struct br_command_line *line, const struct br_invocation *invocation,
                  struct judgement *judgement)
{
    struct br_profile baseline = {0};
    struct br_error error;
    int code = br_baseline_find(profiles, profile, &baseline, &error);
    if (code == 0 && baseline.name == NULL)
        code = br_error_set(&error, BR_ERROR_INPUT,
                            "there is no earlier reference of this mode and workload");
    if (code == 0)
        code = compare(&baseline, profile, line, invocation, judgement, &error);
    if (code == 0)
        judgement->reference.comparison = &judgement->comparison;
    else
        br_text_append(&judgement->missing, error.message);
    judgement->reference.missing = br_text_string(&judgement->missing);
    br_profile_release(&baseline);
}

/* The profile after the references of its mode, workload and host. */
struct past {
    struct br_history history;
    struct br_trends trends;
    bool is_known;
};

/* Without references nothing is read, and nothing kept beside the profiles. */
static void look_back(const struct br_profile *profile, const char *profiles, struct past *past)
{
    struct br_error unimportant;
    const struct br_trend_filter filter = {
        .like = profile->promoted.id != NULL ? profile->promoted.id : profile->name,
        .references_only = true};
    char *references = br_string_format("%s/%s", profiles, BR_LIBRARY_REFERENCES);
    past->is_known = br_folder_exists(references) &&
                     br_history_read(profiles, &past->history, NULL, &unimportant) == 0;
    if (past->is_known) {
        struct br_history_entry *entry = br_list_append(&past->history.entries, sizeof *entry);
        past->is_known = br_history_entry_make(profile, entry, &unimportant) == 0;
    }
    if (past->is_known)
        br_trends_make(&past->history, &filter, &br_change_rule_default, &past->trends);
    free(references);
}

static void forget(struct past *past)
{
    br_trends_release(&past->trends);
    br_shape_release(&br_history_shape, &past->history);
}

int br_publish(const struct br_profile *profile, const struct br_publication *publication,
               const struct br_command_line *line, const struct br_invocation *invocation,
               struct br_text *written)
{
    struct judgement judgement = {0};
    struct past past = {0};
    struct br_error error, unsaved = {0};
    judge(profile, publication->profiles, line, invocation, &judgement);
    look_back(profile, publication->profiles, &past);
    const struct br_report_request request = {.folder = publication->reports,
                                              .reference = &judgement.reference,
                                              .history = past.is_known ? &past.trends : NULL,
                                              .page = line->format == BR_SHOW_HTML};
    int code = br_report_save(profile, &request, written, &unsaved, &error);
    if (unsaved.code != 0)
        fprintf(invocation->messages,
                "benchrun: some of the pictures and stacks beside the report are not saved: %s\n",
                unsaved.message);
    forget(&past);
    br_comparison_release(&judgement.comparison);
    br_text_release(&judgement.missing);
    return code == 0 ? BR_EXIT_OK : br_cli_fail(invocation, &error);
}

static void append_place(struct br_text *text, const char *what, const char *path, size_t size)
{
    struct br_text copy = {0};
    br_text_append_bytes(&copy, path, size);
    br_text_format(text, "%-8s ", what);
    br_text_append_visible(text, br_text_string(&copy));
    br_text_release(&copy);
}

void br_publish_describe(const char *what, const struct br_text *paths, struct br_text *text)
{
    const char *first = br_text_string(paths);
    size_t lines = 0;
    for (const char *at = first; *at != '\0'; at++)
        lines += *at == '\n' ? 1 : 0;
    if (lines > 0)
        append_place(text, what, first, strcspn(first, "\n"));
    if (lines > 1)
        br_text_format(text, " and %zu file%s beside it", lines - 1, lines > 2 ? "s" : "");
    br_text_append(text, lines > 0 ? "\n" : "");
}
