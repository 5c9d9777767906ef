/* Progress away from a terminal: one plain line per pass, nothing when quiet, nothing hostile. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/progress.h"

static struct br_cell cell = {.mode = (char[]){"single"},
                              .workload = (char[]){"w\033[31m"},
                              .input = (char[]){"synthetic"},
                              .size = 1000,
                              .threads = 1};

/* What a run of two passes, the second failed, and a note write to a stream in memory. */
static char *told(bool quiet)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    struct br_progress progress;
    br_progress_init(&progress, stream, quiet);
    struct br_run_events events = br_progress_events(&progress);
    struct br_planned_pass verify = {.pass = br_pass_find("verify")};
    struct br_planned_pass throughput = {.pass = br_pass_find("throughput"), .replicate = 1};
    struct br_sample samples[] = {{.wall_ns = 1000000, .repetitions = 1},
                                  {.wall_ns = 3000000, .repetitions = 3}};
    struct br_result measured = {
        .ok = true, .work = {.records = 1000}, .samples = {.items = samples, .count = 2}};
    struct br_result failed = {.ok = false, .failure = (char[]){"killed by \033]0;SIGSEGV"}};
    if (events.pass_started != NULL) {
        events.pass_started(events.context, &cell, &verify, 0, 2, 5000000000u);
        events.pass_looked(events.context, &(struct br_look){.rate_records_per_s = 1e6});
        events.pass_ended(events.context, &measured);
        events.noted(events.context, "the input is\rcycled");
        events.pass_started(events.context, &cell, &throughput, 1, 2, 1000000000u);
        events.pass_ended(events.context, &failed);
    }
    br_progress_clear(&progress);
    fclose(stream);
    if (text == NULL)
        abort();
    return text;
}

static void test_one_plain_line_per_pass(void **state)
{
    (void)state;
    char *text = told(false);
    char label[256];
    assert_non_null(strstr(br_cell_label(&cell, label, sizeof label), "single"));
    static const char *const parts[] = {"[1/2] single w\\x1b[31m", ", verify: 1.00M rec/s\n",
                                        "note: the input is\\x0dcycled\n", "[2/2] ",
                                        ", throughput 2: killed by \\x1b]0;SIGSEGV\n"};
    const char *at = text;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const char *found = strstr(at, parts[i]);
        if (found == NULL) {
            fail_msg("'%s' is missing in:\n%s", parts[i], text);
            return;
        }
        at = found;
    }
    size_t lines = 0;
    for (const char *c = text; *c != '\0'; c++)
        lines += *c == '\n' ? 1 : 0;
    assert_int_equal(lines, 3);
    assert_null(strpbrk(text, "\r\033"));
    free(text);
}

static void test_quiet_says_nothing(void **state)
{
    (void)state;
    char *text = told(true);
    assert_string_equal(text, "");
    free(text);
}

static void test_text_is_cut_by_columns_not_bytes(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_terminal_append_cut(&text, "\xc2\xb5\xc2\xb5\xc2\xb5 e\xcc\x81z", 5);
    assert_string_equal(br_text_string(&text), "\xc2\xb5\xc2\xb5\xc2\xb5 e\xcc\x81");
    br_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_plain_line_per_pass),
        cmocka_unit_test(test_quiet_says_nothing),
        cmocka_unit_test(test_text_is_cut_by_columns_not_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
