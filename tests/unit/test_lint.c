/* Lint: documents as they are read, allowances, links, known figures, and what it prints. */
#include "unit/cmocka_all.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "lint/document.h"
#include "lint/lint.h"
#include "lint/words.h"
#include "report/report.h"
#include "small_profile.h"
#include "unit/scratch_folder.h"

#define CROSS "`concurrent` is faster than `single`.\n"

static void lint_as(const char *path, const char *markdown, const struct br_lint_known *known,
                    struct br_lint_result *result)
{
    struct br_lint_request request = {.known = known};
    *result = (struct br_lint_result){0};
    assert_int_equal(br_lint_text(path, markdown, strlen(markdown), &request, result, NULL), 0);
}

static void lint(const char *markdown, struct br_lint_result *result)
{
    lint_as("page.md", markdown, NULL, result);
}

/* Exactly one finding, of this rule and on this line. */
static void finds(const char *markdown, enum br_lint_rule rule, unsigned line)
{
    struct br_lint_result result;
    lint(markdown, &result);
    assert_int_equal(result.findings.count, 1);
    assert_int_equal(result.findings.items[0].rule, rule);
    assert_int_equal(result.findings.items[0].line, line);
    br_lint_result_release(&result);
}

static void finds_nothing(const char *markdown)
{
    struct br_lint_result result;
    lint(markdown, &result);
    assert_int_equal(result.findings.count, 0);
    br_lint_result_release(&result);
}

static void places_are_lines_of_sentences(void **state)
{
    (void)state;
    finds("One sentence. Another that\nruns on. The\n" CROSS, BR_LINT_CROSS_MODE, 2);
    finds("- an item\n- " CROSS, BR_LINT_CROSS_MODE, 2);
    finds("> quoted\n>\n> " CROSS, BR_LINT_CROSS_MODE, 3);
    finds("Text before a table\n| a | `b\\|c` |\n|---|---|\n| 1 | " CROSS, BR_LINT_CROSS_MODE, 4);
    finds("| a | b |\n|---|---|\n| 1 | `concurrent` is faster than `single` \\|\n",
          BR_LINT_CROSS_MODE, 3);
}

static void code_and_html_are_no_text(void **state)
{
    (void)state;
    finds_nothing("```text\n" CROSS "```\n\n    " CROSS "\n<!-- " CROSS "-->\n");
    finds("![`concurrent` is faster than `single`](none.png)\n", BR_LINT_LINK, 1);
}

static void sentences_end_where_they_should(void **state)
{
    (void)state;
    struct br_lint_document document = {0};
    const char *text = "It took 3.5 ms, e.g. here. See `a. b` in main.c. Done? Yes! v. 2 it is";
    assert_int_equal(br_lint_document_read(text, strlen(text), &document, NULL), 0);
    assert_int_equal(document.sentences.count, 5);
    assert_string_equal(document.sentences.items[0].text, "It took 3.5 ms, e.g. here.");
    assert_string_equal(document.sentences.items[1].text, "See `a. b` in main.c.");
    br_lint_document_release(&document);
}

static void allowances_are_for_the_next_block(void **state)
{
    (void)state;
    struct br_lint_result result;
    lint("<!-- lint: allow cross-mode it is history -->\n\n" CROSS, &result);
    assert_int_equal(result.findings.count, 0);
    assert_int_equal(result.allowed, 1);
    br_lint_result_release(&result);
    finds("<!-- lint: allow cross-mode it is history -->\n\n" CROSS "\n" CROSS, BR_LINT_CROSS_MODE,
          5);
    finds_nothing(
        "<!-- lint: allow cross-mode old -->\n<!-- lint: allow link old -->\n[x](none) " CROSS);
}

static void idle_allowances_are_findings(void **state)
{
    (void)state;
    finds("<!-- lint: allow cross-mode it is history -->\n\nNothing here.\n", BR_LINT_ALLOW, 1);
    finds("<!-- lint: allow no-rule a reason -->\n\nNothing here.\n", BR_LINT_ALLOW, 1);
    finds("<!-- lint: allow -->\n\nNothing here.\n", BR_LINT_ALLOW, 1);
    finds("Nothing here.\n\n<!-- lint: allow link at the end -->\n", BR_LINT_ALLOW, 3);
    finds("Nothing <!-- lint: allow link inside --> here.\n", BR_LINT_ALLOW, 1);
    struct br_lint_result result;
    lint("<!-- lint: allow cross-mode -->\n\n" CROSS, &result);
    assert_int_equal(result.findings.count, 2); /* without a reason it allows nothing */
    br_lint_result_release(&result);
}

static void links_are_followed(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH], file[SCRATCH_PATH + 256], page[SCRATCH_PATH + 256];
    const char *target =
        "# A *title*: with `code`\n\n<a id=\"here\"></a>\n\n## Twice\n\n## Twice\n";
    assert_int_equal(scratch_make(folder), 0);
    scratch_path(file, folder, "a b.md");
    assert_int_equal(scratch_write(file, target, strlen(target)), 0);
    scratch_path(page, folder, "page.md");
    struct br_lint_result result;
    lint_as(page,
            "[1](a%20b.md) [2](<a b.md#a-title-with-code>) [3](a%20b.md#here) [4](a%20b.md#twice-1)"
            " [5](https://example.org/none) [6](mailto:a@example.org) [7](#own)\n\n# Own\n",
            NULL, &result);
    assert_int_equal(result.links, 7);
    assert_int_equal(result.findings.count, 0);
    br_lint_result_release(&result);
    lint_as(page, "[1](none.md)\n[2](a%20b.md#none)\n[3](#none)\n[4][r]\n\n[r]: gone.md\n", NULL,
            &result);
    assert_int_equal(result.findings.count, 4);
    br_lint_result_release(&result);
    assert_int_equal(scratch_remove(folder), 0);
}

static void proposals_are_held_to_profiles(void **state)
{
    (void)state;
    struct br_lint_known known = {0};
    struct br_lint_result result;
    br_lint_known_add_json(&known,
                           "{\"wall_ns\": 2304.9, \"n\": [12, 75.82], \"heap_bytes\": 1048576}");
    br_lint_known_add_json(&known, "not JSON");
    const char *report = "| records/s |\n|---|\n| 379k |\n";
    br_lint_known_add_report(&known, report, strlen(report));
    const char *path = "docs/OPTIMIZATION_PROPOSAL.md";
    lint_as(path, "It takes 2.30 µs, 379k records/s, 75.8 allocations and 1 MiB of heap.\n", &known,
            &result);
    assert_int_equal(result.findings.count, 0);
    br_lint_result_release(&result);
    lint_as(path,
            "It takes 2.31 µs and 380k records/s, 1.8 times as much. " CROSS
            "We recommend a pool.\n",
            &known, &result);
    assert_int_equal(result.findings.count, 3); /* 2.31, 380k and 1.8; a proposal may propose */
    for (size_t i = 0; i < result.findings.count; i++)
        assert_int_equal(result.findings.items[i].rule, BR_LINT_UNKNOWN_FIGURE);
    br_lint_result_release(&result);
    br_lint_known_release(&known);
}

/* Generated text passes by construction. */
static void reports_pass(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    struct br_text text = {0};
    struct br_lint_result result;
    small_profile_start(&profile);
    small_profile_summarise(&profile, &summary);
    assert_int_equal(br_report_markdown.write(&profile, NULL, &text, NULL), 0);
    lint_as("reports/concurrent/marc.md", br_text_string(&text), NULL, &result);
    assert_true(result.sentences > 50);
    assert_int_equal(result.findings.count, 0);
    br_lint_result_release(&result);
    br_text_release(&text);
    small_profile_finish(&profile, &summary);
    const char *const golden[] = {"report-single.md", "report-concurrent.md"};
    for (size_t i = 0; i < 2; i++) {
        char path[SCRATCH_PATH + 256];
        scratch_path(path, BENCHRUN_SOURCE_DIR "/tests/golden", golden[i]);
        result = (struct br_lint_result){0};
        struct br_lint_request request = {.rules = ~(1u << BR_LINT_LINK)};
        assert_int_equal(br_lint_file(path, &request, &result, NULL), 0);
        struct br_text findings = {0};
        br_lint_write_text(&result, false, &findings);
        if (result.findings.count > 0)
            print_message("%s", br_text_string(&findings));
        assert_int_equal(result.findings.count, 0);
        br_text_release(&findings);
        br_lint_result_release(&result);
    }
}

static void hostile_text_is_shown(void **state)
{
    (void)state;
    struct br_lint_result result;
    struct br_text text = {0};
    lint_as("\x1b[31m.md", "\x1b[2J\"<b>\xe2\x80\xae|*` " CROSS, NULL, &result);
    assert_int_equal(result.findings.count, 1);
    br_lint_write_text(&result, false, &text);
    br_lint_write_extract(&result, &text);
    assert_null(strchr(br_text_string(&text), '\x1b'));
    assert_null(strstr(br_text_string(&text), "\xe2\x80\xae"));
    br_text_clear(&text);
    br_lint_write_json(&result, &text);
    cJSON *json = cJSON_Parse(br_text_string(&text));
    const cJSON *finding = cJSON_GetArrayItem(cJSON_GetObjectItem(json, "findings"), 0);
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(finding, "rule")), "cross-mode");
    assert_string_equal(cJSON_GetStringValue(cJSON_GetObjectItem(finding, "path")), "\x1b[31m.md");
    cJSON_Delete(json);
    br_text_release(&text);
    br_lint_result_release(&result);
}

static void extracts_name_their_places(void **state)
{
    (void)state;
    struct br_lint_result result;
    struct br_text text = {0};
    lint("# Title\n\nWe recommend a *pool* of records. [x](none.md)\n", &result);
    br_lint_write_extract(&result, &text);
    assert_non_null(strstr(br_text_string(&text), "> We recommend a pool of records.\n"));
    assert_non_null(strstr(br_text_string(&text), "From page.md, line 3: proposes a change"));
    assert_null(strstr(br_text_string(&text), "none.md"));
    br_text_release(&text);
    br_lint_result_release(&result);
}

static void is_refused(const char *bytes, size_t size, const char *part)
{
    struct br_lint_request request = {0};
    struct br_lint_result result = {0};
    struct br_error error;
    assert_int_equal(br_lint_text("page.md", bytes, size, &request, &result, &error),
                     BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, part));
    br_lint_result_release(&result);
}

static void what_is_no_text_is_refused(void **state)
{
    (void)state;
    is_refused("a\nb\xff\n", 4, "page.md: line 2 is not UTF-8 text");
    is_refused("a\0b", 3, "page.md: line 1 is not UTF-8 text");
    struct br_lint_request request = {0};
    struct br_lint_result result = {0};
    struct br_error error;
    assert_int_equal(br_lint_path("/nonexistent/a.md", &request, &result, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "/nonexistent/a.md cannot be read: No such file"));
    assert_int_equal(br_lint_path("/dev/null", &request, &result, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "neither a document nor a folder"));
}

static void odd_documents_are_read(void **state)
{
    (void)state;
    finds_nothing("");
    finds_nothing("\n\n|\n|-\n||||\n");
    finds_nothing("# \n\n#\n\n| a |\n|---|\n|\n");
    struct br_text text = {0};
    br_text_append_repeat(&text, 'a', 1 << 20);
    br_text_append_repeat(&text, '>', 1 << 14);
    br_text_append_repeat(&text, '[', 1 << 14);
    finds_nothing(br_text_string(&text));
    br_text_release(&text);
}

/* Whatever memory its copy fills: the sanitizers see a step behind the end. */
static void a_sentence_may_end_with_a_number(void **state)
{
    (void)state;
    struct br_text text = {0};
    for (size_t i = 0; i < 600; i++) {
        br_text_append(&text, i == 0 ? "x 5" : "5");
        struct br_lint_words words;
        br_lint_words_read(br_text_string(&text), &words);
        assert_int_equal(words.figures.count, 1);
        br_lint_words_release(&words);
    }
    br_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_lines_of_sentences),
        cmocka_unit_test(code_and_html_are_no_text),
        cmocka_unit_test(sentences_end_where_they_should),
        cmocka_unit_test(a_sentence_may_end_with_a_number),
        cmocka_unit_test(allowances_are_for_the_next_block),
        cmocka_unit_test(idle_allowances_are_findings),
        cmocka_unit_test(links_are_followed),
        cmocka_unit_test(proposals_are_held_to_profiles),
        cmocka_unit_test(reports_pass),
        cmocka_unit_test(hostile_text_is_shown),
        cmocka_unit_test(extracts_name_their_places),
        cmocka_unit_test(what_is_no_text_is_refused),
        cmocka_unit_test(odd_documents_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
