/* Findings for a person, as JSON, and as a draft for the proposal. */
#include <cjson/cJSON.h>
#include <string.h>

#include "lint/lint.h"
#include "model/shape.h"

static void append_finding(const struct br_lint_finding *finding, bool colour, struct br_text *text)
{
    br_text_append(text, colour ? "\033[1m" : "");
    br_text_append_visible(text, finding->path);
    br_text_format(text, ":%u:%s %s: ", finding->line, colour ? "\033[0m" : "",
                   br_lint_rule_names[finding->rule]);
    br_text_append_visible(text, finding->passage);
    br_text_format(text, "\n    %s", br_lint_rule_whats[finding->rule]);
    if (finding->detail != NULL) {
        br_text_append(text, " (");
        br_text_append_visible(text, finding->detail);
        br_text_append(text, ")");
    }
    br_text_format(text, ". %s\n", br_lint_rule_advices[finding->rule]);
}

static void append_count(struct br_text *text, size_t count, const char *noun)
{
    br_text_format(text, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

void br_lint_write_text(const struct br_lint_result *result, bool colour, struct br_text *text)
{
    for (size_t i = 0; i < result->findings.count; i++)
        append_finding(&result->findings.items[i], colour, text);
    append_count(text, result->findings.count, "finding");
    br_text_append(text, " in ");
    append_count(text, result->documents, "document");
    br_text_append(text, ", ");
    append_count(text, result->sentences, "sentence");
    br_text_append(text, ", ");
    append_count(text, result->links, "link");
    br_text_format(text, "; %zu allowed by comments\n", result->allowed);
}

static void add_finding(cJSON *list, const struct br_lint_finding *finding)
{
    cJSON *entry = cJSON_CreateObject();
    cJSON_AddItemToArray(list, entry);
    cJSON_AddStringToObject(entry, "path", finding->path);
    cJSON_AddNumberToObject(entry, "line", finding->line);
    cJSON_AddStringToObject(entry, "rule", br_lint_rule_names[finding->rule]);
    cJSON_AddStringToObject(entry, "passage", finding->passage);
    if (finding->detail != NULL)
        cJSON_AddStringToObject(entry, "detail", finding->detail);
    cJSON_AddStringToObject(entry, "advice", br_lint_rule_advices[finding->rule]);
}

void br_lint_write_json(const struct br_lint_result *result, struct br_text *text)
{
    cJSON *root = cJSON_CreateObject();
    cJSON_AddNumberToObject(root, "documents", (double)result->documents);
    cJSON_AddNumberToObject(root, "sentences", (double)result->sentences);
    cJSON_AddNumberToObject(root, "links", (double)result->links);
    cJSON_AddNumberToObject(root, "allowed", (double)result->allowed);
    cJSON *list = cJSON_AddArrayToObject(root, "findings");
    for (size_t i = 0; i < result->findings.count; i++)
        add_finding(list, &result->findings.items[i]);
    br_json_append(root, text);
}

static bool belongs_in_proposal(enum br_lint_rule rule)
{
    return rule == BR_LINT_CROSS_MODE || rule == BR_LINT_CAUSE || rule == BR_LINT_PROPOSAL;
}

/* A sentence that two rules found is lifted once. */
static bool was_lifted(const struct br_lint_result *result, size_t index)
{
    const struct br_lint_finding *finding = &result->findings.items[index];
    for (size_t i = index; i-- > 0;) {
        const struct br_lint_finding *before = &result->findings.items[i];
        if (strcmp(before->path, finding->path) != 0 || before->line != finding->line)
            return false;
        if (belongs_in_proposal(before->rule) && strcmp(before->passage, finding->passage) == 0)
            return true;
    }
    return false;
}

static void append_passage(const struct br_lint_finding *finding, struct br_text *text)
{
    br_text_append(text, "\n> ");
    br_text_append_markdown(text, finding->passage);
    br_text_append(text, "\n\nFrom ");
    br_text_append_markdown(text, finding->path);
    br_text_format(text, ", line %u: %s.\n", finding->line, br_lint_rule_whats[finding->rule]);
}

void br_lint_write_extract(const struct br_lint_result *result, struct br_text *text)
{
    const char *path = "";
    br_text_append(text, "# Passages for the optimisation proposal\n\n"
                         "Lifted from documents that measure. Each is to become a part of an entry "
                         "in\ndocs/OPTIMIZATION\\_PROPOSAL.md, argued from one mode's evidence, or "
                         "to go.\n");
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct br_lint_finding *finding = &result->findings.items[i];
        if (!belongs_in_proposal(finding->rule) || was_lifted(result, i))
            continue;
        if (strcmp(path, finding->path) != 0) {
            path = finding->path;
            br_text_append(text, "\n## ");
            br_text_append_markdown(text, path);
            br_text_append(text, "\n");
        }
        append_passage(finding, text);
    }
}
