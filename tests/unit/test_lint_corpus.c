/* Lint against sentences written for it: those it was made with, and those it had not seen. */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "lint_corpus.h"

enum { CASES_LEAST = 40 };

static void holds(const char *name, bool is_bad)
{
    struct lint_judged judged;
    lint_corpus_judge(name, is_bad, &judged);
    printf("%s: %zu of %zu cases found\n%s", name, judged.found, judged.cases, judged.misjudged);
    assert_true(judged.cases >= CASES_LEAST);
    assert_int_equal(judged.found, is_bad ? judged.cases : 0);
    free(judged.misjudged);
}

static void every_bad_sentence_is_found(void **state)
{
    (void)state;
    holds("bad.md", true);
}

static void no_good_sentence_is_found(void **state)
{
    (void)state;
    holds("good.md", false);
}

/* Nothing is asserted about what is found: the share is the result. */
static void count_held_out(const char *name)
{
    struct lint_judged bad, good;
    char *bad_name = br_string_format("%s-bad.md", name);
    char *good_name = br_string_format("%s-good.md", name);
    lint_corpus_judge(bad_name, true, &bad);
    lint_corpus_judge(good_name, false, &good);
    assert_true(bad.cases >= CASES_LEAST && good.cases >= CASES_LEAST);
    assert_true(bad.found + good.found > 0);
    printf("%s%s", bad.misjudged, good.misjudged);
    printf(
        "%s: precision %.3f (%zu of %zu found are bad), recall %.3f (%zu of %zu bad are found)\n",
        name, (double)bad.found / (double)(bad.found + good.found), bad.found,
        bad.found + good.found, (double)bad.found / (double)bad.cases, bad.found, bad.cases);
    free(bad.misjudged);
    free(good.misjudged);
    free(bad_name);
    free(good_name);
}

static void held_out_sentences_are_counted(void **state)
{
    (void)state;
    count_held_out("held-out-1");
    count_held_out("held-out-2");
    count_held_out("held-out-3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_bad_sentence_is_found),
        cmocka_unit_test(no_good_sentence_is_found),
        cmocka_unit_test(held_out_sentences_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
