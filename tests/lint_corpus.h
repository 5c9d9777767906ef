/*
 * The corpora of tests/lint: documents in which every paragraph, list item and table is a case.
 */
#ifndef TESTS_LINT_CORPUS_H
#define TESTS_LINT_CORPUS_H

#include <stdbool.h>
#include <stddef.h>

/* What was judged of one document. In a document of bad cases a case is found when the rule that
 * the first word of its heading names finds it; in one of good cases, when any rule does. */
struct lint_judged {
    size_t cases, found;
    char *misjudged; /* a line each: rules that found it, and its first sentence; free() it */
};

/* Judges tests/lint/<name>. */
void lint_corpus_judge(const char *name, bool is_bad, struct lint_judged *judged);

#endif
