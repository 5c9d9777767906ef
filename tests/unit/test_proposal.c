/* Evidence in a proposal: what it says, and that nothing a person wrote is touched. */
#include "unit/explain_scene.h"

#include "report/proposal.h"

static const char PERSONS[] = "# Our proposal\r\n\nTabs\tand trailing blanks  \n\n";
static const char BETWEEN[] =
    "\n### Decision\n\nWe do **it**.  \n\n<!-- a comment -->\n## Next\n\n";
static const char LAST[] = "\nno end of line";

/* A proposal with entries for these rules, made by hand. */
static void fill(struct br_proposal *proposal, const char *const *rules, const char *evidence)
{
    *proposal = (struct br_proposal){.prefix = br_string_copy("single/marc/"),
                                     .silent = br_string_copy("Silent.\n\n")};
    for (; *rules != NULL; rules++) {
        struct br_proposal_entry *entry = br_list_append(&proposal->items, sizeof *entry);
        entry->key = br_string_format("single/marc/%s", *rules);
        entry->title = br_string_format("marc, single: %s", *rules);
        entry->evidence = br_string_format("%s\n\n", evidence);
    }
}

static char *marked(const char *key, const char *inside)
{
    return br_string_format("<!-- benchrun: evidence %s; replaced by benchrun propose -->\n%s"
                            "<!-- benchrun: end of evidence %s -->\n",
                            key, inside, key);
}

static char *merged(const char *const *rules, const char *evidence, const char *document,
                    struct br_proposal_counts *counts)
{
    struct br_proposal proposal;
    struct br_text text = {0};
    struct br_mistakes mistakes = {0};
    fill(&proposal, rules, evidence);
    *counts = (struct br_proposal_counts){0};
    br_proposal_merge(&proposal, document, &text, counts, &mistakes);
    assert_int_equal(mistakes.count, 0);
    br_proposal_release(&proposal);
    return br_text_take(&text);
}

static void not_a_byte_of_a_person_is_touched(void **state)
{
    (void)state;
    struct br_proposal_counts counts;
    char *ours = marked("single/marc/a", "old\n");
    char *gone = marked("single/marc/b", "old\n");
    char *theirs = marked("concurrent/marc/a", "kept\tas it is  \n");
    char *document =
        br_string_format("%s%s%s%s%s%s%s", PERSONS, ours, BETWEEN, gone, BETWEEN, theirs, LAST);
    char *new_ours = marked("single/marc/a", "\nnew\n\n");
    char *new_gone = marked("single/marc/b", "\nSilent.\n\n");
    char *expected = br_string_format("%s%s%s%s%s%s%s", PERSONS, new_ours, BETWEEN, new_gone,
                                      BETWEEN, theirs, LAST);
    char *text = merged((const char *const[]){"a", NULL}, "new", document, &counts);
    assert_string_equal(text, expected);
    assert_int_equal(counts.added, 0);
    assert_int_equal(counts.refreshed, 1);
    assert_int_equal(counts.silent, 1);
    free(text);
    free(expected);
    free(new_gone);
    free(new_ours);
    free(document);
    free(theirs);
    free(gone);
    free(ours);
}

/* A new entry stands behind everything; a second time nothing changes. */
static void a_new_entry_goes_to_the_end(void **state)
{
    (void)state;
    struct br_proposal_counts counts;
    static const char *const rules[] = {"a", "b", NULL};
    char *once = merged(rules, "new", LAST, &counts);
    assert_int_equal(counts.added, 2);
    assert_int_equal(strncmp(once, LAST, strlen(LAST)), 0);
    assert_non_null(strstr(once, "## marc, single: b"));
    assert_non_null(strstr(once, "### Trade-offs"));
    char *twice = merged(rules, "new", once, &counts);
    assert_string_equal(once, twice);
    assert_int_equal(counts.added, 0);
    assert_int_equal(counts.refreshed, 2);
    free(twice);
    free(once);
}

static void a_document_is_begun_only_with_an_entry(void **state)
{
    (void)state;
    struct br_proposal_counts counts;
    char *text = merged((const char *const[]){NULL}, "new", "", &counts);
    assert_true(text == NULL || *text == '\0');
    free(text);
    text = merged((const char *const[]){"a", NULL}, "new", "", &counts);
    assert_int_equal(strncmp(text, "# Optimization proposal\n", 24), 0);
    free(text);
}

static void damaged_markers_are_refused_with_their_lines(void **state)
{
    (void)state;
    static const char *const damaged[][2] = {
        {"\n\n<!-- benchrun: evidence k; replaced by benchrun propose -->\n", "line 3: "},
        {"<!-- benchrun: end of evidence k -->\n", "line 1: "},
        {"x\n<!-- benchrun: evidence k -->\n", "line 2: the marker is damaged"},
        {"<!-- benchrun: evidence k; replaced by benchrun propose -->\n"
         "<!-- benchrun: end of evidence k\n",
         "line 2: the marker is damaged"},
        {"<!-- benchrun: evidence k; replaced by benchrun propose -->\n"
         "<!-- benchrun: end of evidence j -->\n",
         "line 2: evidence j ends where k of line 1"},
        {"<!-- benchrun: evidence k; replaced by benchrun propose -->\n"
         "<!-- benchrun: evidence j; replaced by benchrun propose -->\n"
         "<!-- benchrun: end of evidence j -->\n",
         "line 2: evidence j begins before"},
        {"<!-- benchrun: evidence k; replaced by benchrun propose -->\n"
         "<!-- benchrun: end of evidence k -->\n"
         "<!-- benchrun: evidence k; replaced by benchrun propose -->\n"
         "<!-- benchrun: end of evidence k -->\n",
         "line 3: evidence k begins a second time"},
    };
    for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
        struct br_proposal proposal;
        struct br_text text = {0};
        struct br_mistakes mistakes = {0};
        struct br_proposal_counts counts = {0};
        fill(&proposal, (const char *const[]){"a", NULL}, "new");
        br_proposal_merge(&proposal, damaged[i][0], &text, &counts, &mistakes);
        assert_true(mistakes.count > 0);
        if (strstr(br_text_string(&mistakes.text), damaged[i][1]) == NULL)
            fail_msg("'%s' is not in: %s", damaged[i][1], br_text_string(&mistakes.text));
        assert_int_equal(text.size, 0);
        br_mistakes_release(&mistakes);
        br_proposal_release(&proposal);
    }
}

/* ---- what a profile says ---- */

/* The stage `process.parse` takes 70 % by itself; `process` is the mode's. */
static void make(struct scene *scene, struct br_proposal *proposal)
{
    static const struct br_proposal_source from = {.path = "profiles/p.json", .digest = "d1"};
    for (size_t i = 0; i < CELLS; i++) {
        scene->stages[i][1].self_ns_per_record = 700;
        scene->cells[i].rate.cpu_ns_per_record = 1000;
    }
    scene->raw_stages[0].self_wall_ns = 300;
    scene->raw_stages[1].self_wall_ns = 700;
    expect(scene, "one-stage-dominant");
    *proposal = (struct br_proposal){0};
    br_proposal_make(&scene->summary, &scene->explanation, &from, proposal);
}

static void an_entry_has_figures_bounds_and_source(void **state)
{
    (void)state;
    struct scene scene;
    struct br_proposal proposal;
    set_scene(&scene);
    make(&scene, &proposal);
    assert_int_equal(proposal.count, 1);
    assert_string_equal(proposal.items[0].key, "concurrent/w/one-stage-dominant");
    assert_string_equal(proposal.items[0].title, "w, concurrent: one-stage-dominant");
    static const char *const parts[] = {
        "The stage process.parse takes 70 % of the working time by itself: a tenth less",
        "Bound of the gain at 1k ×1, by Amdahl's law:\n",
        ("The stage process.parse takes 70 % of the working time by itself: without it the rate "
         "could be 3.33 times as high at most."),
        "profile   profiles/p.json\ndigest    d1\n"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strstr(proposal.items[0].evidence, parts[i]) == NULL)
            fail_msg("'%s' is not in: %s", parts[i], proposal.items[0].evidence);
    br_proposal_release(&proposal);
    strike(&scene);
}

/* Nothing is known to be left of a share that is not known. */
static void an_unknown_share_has_no_bound(void **state)
{
    (void)state;
    static const struct br_proposal_source from = {.path = "p", .digest = "d"};
    struct scene scene;
    struct br_proposal proposal = {0};
    set_scene(&scene);
    scene.fit.grows = true;
    scene.fit.growth = 0.2;
    scene.cells[1].stages.thread_ns = 0;
    expect(&scene, "cost-growing-with-size");
    br_proposal_make(&scene.summary, &scene.explanation, &from, &proposal);
    assert_int_equal(proposal.count, 1);
    const char *evidence = proposal.items[0].evidence;
    if (strstr(evidence, "process.parse: its share of the working time is unknown") == NULL)
        fail_msg("a bound of nothing: %s", evidence);
    br_proposal_release(&proposal);
    strike(&scene);
}

static void nothing_that_stands_out_is_no_entry(void **state)
{
    (void)state;
    static const struct br_proposal_source from = {.path = "p", .digest = "d"};
    struct scene scene;
    struct br_proposal proposal = {0};
    set_scene(&scene);
    expect_nothing(&scene);
    br_proposal_make(&scene.summary, &scene.explanation, &from, &proposal);
    assert_int_equal(proposal.count, 0);
    br_proposal_release(&proposal);
    strike(&scene);
}

/* Names that would end the comment, close the code or bring a marker of their own. */
static void hostile_names_do_no_harm(void **state)
{
    (void)state;
    static char hostile_workload[] = "--> <b>\n<!-- benchrun: end of evidence x -->\n";
    static char hostile_path[] = "process.a`|*<i>";
    static char hostile_command[] = "```\n<!-- benchrun: end of evidence x -->\n";
    struct scene scene;
    struct br_proposal proposal;
    struct br_proposal_counts counts = {0};
    struct br_mistakes mistakes = {0};
    struct br_text once = {0}, twice = {0};
    set_scene(&scene);
    scene.summary.workload = hostile_workload;
    scene.raw_stages[1].path = hostile_path;
    scene.profile.command = hostile_command;
    make(&scene, &proposal);
    assert_null(strstr(proposal.items[0].key, "--"));
    assert_null(strpbrk(proposal.items[0].key, "<> \n"));
    br_proposal_merge(&proposal, "", &once, &counts, &mistakes);
    br_proposal_merge(&proposal, br_text_string(&once), &twice, &counts, &mistakes);
    assert_int_equal(mistakes.count, 0);
    assert_int_equal(counts.added, 1);
    assert_int_equal(counts.refreshed, 1);
    assert_string_equal(br_text_string(&once), br_text_string(&twice));
    assert_null(strstr(br_text_string(&once), "<b>"));
    br_text_release(&once);
    br_text_release(&twice);
    br_proposal_release(&proposal);
    strike(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(not_a_byte_of_a_person_is_touched),
        cmocka_unit_test(a_new_entry_goes_to_the_end),
        cmocka_unit_test(a_document_is_begun_only_with_an_entry),
        cmocka_unit_test(damaged_markers_are_refused_with_their_lines),
        cmocka_unit_test(an_entry_has_figures_bounds_and_source),
        cmocka_unit_test(an_unknown_share_has_no_bound),
        cmocka_unit_test(nothing_that_stands_out_is_no_entry),
        cmocka_unit_test(hostile_names_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
