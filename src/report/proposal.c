/* What a profile says for a proposal; see proposal.h. */
#include "report/proposal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/explanation.h"
#include "report/markdown.h"
#include "summary/explain.h"

enum { STAGES_SHOWN = 3 };

/* ---- keys ---- */

static bool is_plain(const char *at, const char *begin)
{
    bool is_letter = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
    bool is_digit = *at >= '0' && *at <= '9';
    /* Two dashes would end the comment that the key stands in. */
    bool is_mark = *at == '.' || *at == '_' || (*at == '-' && at > begin && at[-1] != '-');
    return is_letter || is_digit || is_mark;
}

/* Names from outside, so written that different names give different keys. */
static void append_key_part(const char *name, struct br_text *text)
{
    for (const char *at = name; *at != '\0'; at++) {
        if (is_plain(at, name))
            br_text_append_bytes(text, at, 1);
        else
            br_text_format(text, "%%%02X", (unsigned)(unsigned char)*at);
    }
    br_text_append(text, "/");
}

static char *prefix_of(const struct br_summary *summary)
{
    struct br_text text = {0};
    append_key_part(summary->profile->config.mode, &text);
    append_key_part(summary->workload, &text);
    return br_text_take(&text);
}

/* ---- bounds ---- */

static const struct br_summary_cell *find_cell(const struct br_summary *summary, const char *label)
{
    for (size_t i = 0; i < summary->cell_count; i++)
        if (label == NULL || strcmp(summary->cells[i].label, label) == 0)
            return &summary->cells[i];
    return NULL;
}

static void write_bound(const struct br_summary_stages *stages,
                        const struct br_summary_stage *stage, struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    double share = br_explain_own_share(stages, stage);
    double bound = br_explain_amdahl(share, 1);
    br_text_append(text, "- The stage ");
    br_markdown_text(stage->raw->path, text);
    if (isnan(bound)) {
        br_text_append(text, ": its share of the working time is unknown.\n");
        return;
    }
    br_text_format(text, " takes %s %% of the working time by itself: without it the rate ",
                   br_format_significant(number, fmin(1, share) * 100, 3));
    if (isfinite(bound))
        br_text_format(text, "could be %s times as high at most.\n",
                       br_format_significant(number, 1 + bound, 3));
    else
        br_text_append(text, "would have no bound by this law.\n");
}

/* Within the cell of the finding alone. */
static void write_bounds(const struct br_summary *summary, const struct br_bottleneck *finding,
                         struct br_text *text)
{
    const struct br_summary_cell *cell = find_cell(summary, finding->cell);
    const struct br_summary_stage *stage = NULL;
    if (cell == NULL || (stage = br_explain_next_stage(&cell->stages, NULL)) == NULL) {
        br_text_append(text, "Bound of the gain: unknown, for no stage of this cell was "
                             "measured.\n\n");
        return;
    }
    br_text_append(text, "Bound of the gain at ");
    br_markdown_text(cell->label, text);
    br_text_append(text, ", by Amdahl's law:\n\n");
    for (size_t i = 0; i < STAGES_SHOWN && stage != NULL; i++) {
        write_bound(&cell->stages, stage, text);
        stage = br_explain_next_stage(&cell->stages, stage);
    }
    br_text_append(text, "\n");
}

/* ---- where it is from ---- */

static void append_line(const char *name, const char *value, struct br_text *text)
{
    if (value == NULL)
        return;
    br_text_format(text, "%-9s ", name);
    br_text_append_visible(text, value);
    br_text_append(text, "\n");
}

static void write_source(const struct br_profile *profile, const struct br_proposal_source *source,
                         struct br_text *text)
{
    struct br_text lines = {0};
    append_line("profile", source->path, &lines);
    append_line("digest", source->digest, &lines);
    append_line("measured", profile->created, &lines);
    append_line("host", profile->environment.hostname, &lines);
    append_line("commit", profile->environment.commit, &lines);
    append_line("command", profile->command, &lines);
    br_text_append(text, "Measured by:\n\n");
    br_markdown_block(br_text_string(&lines), true, text);
    br_text_release(&lines);
}

/* ---- entries ---- */

static void add_entry(const struct br_summary *summary, const struct br_bottleneck *finding,
                      const struct br_proposal_source *source, struct br_proposal *proposal)
{
    struct br_text title = {0}, evidence = {0};
    struct br_bottleneck alone = *finding;
    const struct br_explanation one = {.bottlenecks = {&alone, 1}};
    br_markdown_text(summary->workload, &title);
    br_text_append(&title, ", ");
    br_markdown_text(summary->profile->config.mode, &title);
    br_text_format(&title, ": %s", finding->rule);
    br_explanation_markdown_findings(&one, &evidence);
    br_text_append(&evidence, "\n");
    write_bounds(summary, finding, &evidence);
    write_source(summary->profile, source, &evidence);
    struct br_proposal_entry *entry = br_list_append(&proposal->items, sizeof *entry);
    entry->key = br_string_format("%s%s", proposal->prefix, finding->rule);
    entry->title = br_text_take(&title);
    entry->evidence = br_text_take(&evidence);
}

void br_proposal_make(const struct br_summary *summary, const struct br_explanation *explanation,
                      const struct br_proposal_source *source, struct br_proposal *proposal)
{
    struct br_text silent = {0};
    proposal->prefix = prefix_of(summary);
    br_text_append(&silent, "The rule does not speak in this profile.\n\n");
    write_source(summary->profile, source, &silent);
    proposal->silent = br_text_take(&silent);
    for (size_t i = 0; i < explanation->bottlenecks.count; i++) {
        const struct br_bottleneck *finding = &explanation->bottlenecks.items[i];
        if (strcmp(finding->rule, BR_EXPLAIN_NOTHING) != 0)
            add_entry(summary, finding, source, proposal);
    }
}

void br_proposal_release(struct br_proposal *proposal)
{
    for (size_t i = 0; i < proposal->count; i++) {
        free(proposal->items[i].key);
        free(proposal->items[i].title);
        free(proposal->items[i].evidence);
    }
    free(proposal->items);
    free(proposal->prefix);
    free(proposal->silent);
    *proposal = (struct br_proposal){0};
}
