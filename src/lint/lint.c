/* All rules over one document, and what comments allow. */
#include "lint/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "lint/rules.h"

/* NOLINTBEGIN(bugprone-macro-parentheses): the arguments are whole initialisers */
#define X(name, word, what, advice) [BR_LINT_##name] = word,
const char *const br_lint_rule_names[] = {BR_LINT_RULES(X) NULL};
#undef X
#define X(name, word, what, advice) [BR_LINT_##name] = what,
const char *const br_lint_rule_whats[] = {BR_LINT_RULES(X)};
#undef X
#define X(name, word, what, advice) [BR_LINT_##name] = advice,
const char *const br_lint_rule_advices[] = {BR_LINT_RULES(X)};
#undef X
/* NOLINTEND(bugprone-macro-parentheses) */

void br_lint_report(const struct br_lint_view *view, enum br_lint_rule rule, unsigned line,
                    const char *passage, const char *detail)
{
    struct br_lint_finding *finding = br_lint_append(&view->result->findings, sizeof *finding);
    finding->path = br_string_copy(view->path);
    finding->line = line;
    finding->rule = rule;
    finding->passage = br_string_copy(passage);
    finding->detail = br_string_copy(detail);
}

static void release_finding(struct br_lint_finding *finding)
{
    free(finding->path);
    free(finding->passage);
    free(finding->detail);
}

void br_lint_result_release(struct br_lint_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++)
        release_finding(&result->findings.items[i]);
    free(result->findings.items);
    *result = (struct br_lint_result){0};
}

static bool is_proposal(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash != NULL ? slash + 1 : path, "OPTIMIZATION_PROPOSAL.md") == 0;
}

static unsigned rules_for(const char *path, const struct br_lint_request *request)
{
    const unsigned measuring = 1u << BR_LINT_CROSS_MODE | 1u << BR_LINT_CAUSE |
                               1u << BR_LINT_PROPOSAL | 1u << BR_LINT_UNIT | 1u << BR_LINT_SOURCE;
    unsigned rules = request->rules != 0 ? request->rules : (1u << BR_LINT_RULE_COUNT) - 1;
    return rules & ~(is_proposal(path) ? measuring : 1u << BR_LINT_UNKNOWN_FIGURE);
}

static bool has_rule(unsigned rules, enum br_lint_rule rule)
{
    return (rules & 1u << rule) != 0;
}

static void check_all(struct br_lint_view *view, unsigned rules)
{
    if (has_rule(rules, BR_LINT_CROSS_MODE) || has_rule(rules, BR_LINT_CAUSE))
        br_lint_check_modes(view);
    if (has_rule(rules, BR_LINT_PROPOSAL))
        br_lint_check_proposals(view);
    if (has_rule(rules, BR_LINT_UNIT) || has_rule(rules, BR_LINT_SOURCE))
        br_lint_check_figures(view);
    br_lint_check_tables(view);
    if (has_rule(rules, BR_LINT_LINK))
        br_lint_check_links(view);
    if (has_rule(rules, BR_LINT_UNKNOWN_FIGURE))
        br_lint_check_known(view);
}

static bool is_allowed(const struct br_lint_document *document,
                       const struct br_lint_finding *finding)
{
    bool allowed = false;
    for (size_t i = 0; i < document->allows.count; i++) {
        struct br_lint_allow *allow = &document->allows.items[i];
        if (strcmp(allow->rule, br_lint_rule_names[finding->rule]) == 0 &&
            allow->reason[0] != '\0' && finding->line >= allow->first_line &&
            finding->line <= allow->last_line && finding->rule != BR_LINT_ALLOW) {
            allow->used++;
            allowed = true;
        }
    }
    return allowed;
}

/* Drops from the document's findings what was not asked for and what is allowed. */
static void drop(struct br_lint_result *result, size_t first, unsigned rules,
                 const struct br_lint_document *document)
{
    size_t kept = first;
    for (size_t i = first; i < result->findings.count; i++) {
        struct br_lint_finding *finding = &result->findings.items[i];
        bool wanted = has_rule(rules, finding->rule);
        bool allowed = wanted && is_allowed(document, finding);
        result->allowed += allowed;
        if (wanted && !allowed)
            result->findings.items[kept++] = *finding;
        else
            release_finding(finding);
    }
    result->findings.count = kept;
}

static bool is_rule(const char *name)
{
    for (const char *const *at = br_lint_rule_names; *at != NULL; at++)
        if (strcmp(*at, name) == 0)
            return strcmp(name, br_lint_rule_names[BR_LINT_ALLOW]) != 0;
    return false;
}

static const char *mistake_of(const struct br_lint_allow *allow)
{
    if (allow->rule[0] == '\0')
        return "it names no rule";
    if (!is_rule(allow->rule))
        return "there is no such rule";
    if (allow->reason[0] == '\0')
        return "it gives no reason";
    if (allow->inside_text)
        return "it stands within a paragraph";
    if (allow->first_line == 0)
        return "no block follows it";
    return allow->used == 0 ? "nothing is found there" : NULL;
}

/* An allowance of a rule that was not looked at may yet be needed. */
static void check_allows(const struct br_lint_view *view, unsigned rules)
{
    for (size_t i = 0; i < view->document->allows.count; i++) {
        const struct br_lint_allow *allow = &view->document->allows.items[i];
        const char *mistake = mistake_of(allow);
        bool looked = true;
        for (int rule = 0; rule < BR_LINT_RULE_COUNT; rule++)
            if (strcmp(allow->rule, br_lint_rule_names[rule]) == 0)
                looked = has_rule(rules, (enum br_lint_rule)rule);
        if (mistake == NULL || !looked)
            continue;
        char *passage = br_string_format("lint: allow %s %s", allow->rule, allow->reason);
        br_lint_report(view, BR_LINT_ALLOW, allow->line, passage, mistake);
        free(passage);
    }
}

/* By line, those of one line in the order of the rules; insertion keeps equals in order. Rules look
 * one after the other, so that this takes the square of the findings of one document, which are
 * few where anybody reads them. */
static void sort(struct br_lint_result *result, size_t first)
{
    struct br_lint_finding *items = result->findings.items;
    for (size_t i = first + 1; i < result->findings.count; i++) {
        struct br_lint_finding finding = items[i];
        size_t at = i;
        while (at > first &&
               (items[at - 1].line > finding.line ||
                (items[at - 1].line == finding.line && items[at - 1].rule > finding.rule))) {
            items[at] = items[at - 1];
            at--;
        }
        items[at] = finding;
    }
}

static void check_document(const char *path, const struct br_lint_document *document,
                           const struct br_lint_request *request, struct br_lint_result *result)
{
    const size_t first = result->findings.count;
    const unsigned rules = rules_for(path, request);
    const size_t sections = document->sections.count + 1;
    struct br_lint_view view = {.path = path,
                                .document = document,
                                .words = calloc(document->sentences.count + 1, sizeof *view.words),
                                .section_modes = calloc(sections, sizeof *view.section_modes),
                                .section_has_source = calloc(sections, sizeof(bool)),
                                .known = request->known,
                                .result = result};
    if (view.words == NULL || view.section_modes == NULL || view.section_has_source == NULL)
        abort();
    for (size_t i = 0; i < document->sentences.count; i++)
        br_lint_words_read(document->sentences.items[i].text, &view.words[i]);
    br_lint_find_section_modes(&view);
    br_lint_find_section_sources(&view);
    check_all(&view, rules);
    drop(result, first, rules, document);
    if (has_rule(rules, BR_LINT_ALLOW))
        check_allows(&view, rules);
    sort(result, first);
    for (size_t i = 0; i < document->sentences.count; i++)
        br_lint_words_release(&view.words[i]);
    free(view.words);
    free(view.section_modes);
    free(view.section_has_source);
}

int br_lint_text(const char *path, const char *markdown, size_t size,
                 const struct br_lint_request *request, struct br_lint_result *result,
                 struct br_error *error)
{
    struct br_lint_document document = {0};
    int code = br_lint_document_read(markdown, size, &document, error);
    if (code == 0) {
        check_document(path, &document, request, result);
        result->documents++;
        result->sentences += document.sentences.count;
        result->links += document.links.count;
    } else {
        br_error_prefix(error, "%s", path);
    }
    br_lint_document_release(&document);
    return code;
}

int br_lint_file(const char *path, const struct br_lint_request *request,
                 struct br_lint_result *result, struct br_error *error)
{
    char *data = NULL;
    size_t size = 0;
    int code = br_os_read_file(path, &data, &size, error);
    if (code == 0)
        code = br_lint_text(path, data, size, request, result, error);
    free(data);
    return code;
}
