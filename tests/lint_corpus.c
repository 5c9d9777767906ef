/* Judging the corpora of tests/lint. */
#include "lint_corpus.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "guard.h"
#include "lint/document.h"
#include "lint/lint.h"
#include "unit/cmocka_all.h"

/* The same document as one that measures and as a proposal. */
struct judgement {
    const struct br_lint_document *document;
    struct br_lint_result result;
};

/* What the profiles of these proposals hold. */
static void fill_known(struct br_lint_known *known)
{
    br_lint_known_add_json(known,
                           "{\"ns_per_record\": 2301.7, \"rate\": 379412.2, \"share\": 0.1231,"
                           " \"heap_bytes_peak\": 61027123}");
}

static void lint(const char *path, const char *as, struct br_lint_result *result)
{
    struct br_lint_known known = {0};
    struct br_error error;
    char *data = NULL;
    size_t size = 0;
    fill_known(&known);
    assert_int_equal(br_os_read_file(path, &data, &size, &error), 0);
    assert_int_equal(
        br_lint_text(as, data, size, &(struct br_lint_request){.known = &known}, result, &error),
        0);
    free(data);
    br_lint_known_release(&known);
}

static bool begins_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* Rules that found something in lines `first` to before `last`, separated by spaces. */
static char *rules_in(const struct br_lint_result *result, unsigned first, unsigned last)
{
    struct br_text text = {0};
    br_text_append(&text, "");
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct br_lint_finding *finding = &result->findings.items[i];
        if (finding->line >= first && finding->line < last)
            br_text_format(&text, "%s ", br_lint_rule_names[finding->rule]);
    }
    return br_text_take(&text);
}

static void judge_case(const struct br_lint_document *document, size_t block, unsigned end,
                       const struct br_lint_result *result, const char *rule,
                       struct lint_judged *judged, struct br_text *misjudged)
{
    const struct br_lint_block *at = &document->blocks.items[block];
    char *rules = rules_in(result, at->line, end);
    bool found = rule != NULL ? strstr(rules, rule) != NULL : rules[0] != '\0';
    judged->cases++;
    judged->found += found;
    if (found != (rule != NULL))
        br_text_format(misjudged, "line %u: %s%s: %s\n", at->line, rule != NULL ? "not " : "",
                       rule != NULL ? rule : rules,
                       document->sentences.items[at->first_sentence].text);
    free(rules);
}

/* Cases stand below headings of the second level and deeper. */
static void judge(const struct br_lint_document *document, const struct br_lint_result *measuring,
                  const struct br_lint_result *proposal, bool is_bad, struct lint_judged *judged)
{
    struct br_text misjudged = {0};
    br_text_append(&misjudged, "");
    for (size_t i = 0; i < document->blocks.count; i++) {
        const struct br_lint_block *block = &document->blocks.items[i];
        const struct br_lint_section *section = &document->sections.items[block->section];
        bool is_case =
            block->kind == BR_LINT_PARAGRAPH || (block->kind == BR_LINT_ROW && block->table == i);
        if (!is_case || section->title == NULL || section->level < 2)
            continue;
        size_t next = i + 1;
        while (next < document->blocks.count && document->blocks.items[next].table == i)
            next++;
        unsigned end = next < document->blocks.count ? document->blocks.items[next].line : ~0u;
        char *rule = strndup(section->title, strcspn(section->title, " ,:"));
        bool proposed = begins_with(section->title, "unknown-figure") ||
                        begins_with(section->title, "Figures that profiles hold");
        judge_case(document, i, end, proposed ? proposal : measuring, is_bad ? rule : NULL, judged,
                   &misjudged);
        free(rule);
    }
    judged->misjudged = br_text_take(&misjudged);
}

void lint_corpus_judge(const char *name, bool is_bad, struct lint_judged *judged)
{
    struct br_lint_document document = {0};
    struct br_lint_result measuring = {0}, proposal = {0};
    char *folder = br_string_format("%s/tests/lint", BENCHRUN_SOURCE_DIR);
    char *path = br_string_format("%s/%s", folder, name);
    char *as = br_string_format("%s/OPTIMIZATION_PROPOSAL.md", folder);
    char *data = NULL;
    size_t size = 0;
    *judged = (struct lint_judged){0};
    assert_int_equal(br_os_read_file(path, &data, &size, NULL), 0);
    assert_int_equal(br_lint_document_read(data, size, &document, NULL), 0);
    lint(path, path, &measuring);
    lint(path, as, &proposal);
    judge(&document, &measuring, &proposal, is_bad, judged);
    br_lint_result_release(&measuring);
    br_lint_result_release(&proposal);
    br_lint_document_release(&document);
    free(data);
    free(as);
    free(path);
    free(folder);
}
