/* The csv workload: rows and fields as libcsv has them, options, rejection, batches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workloads.h"
#include "harness_fake.h"

/* The fields of every record of `text` as "a|b/" per row, in `joined`. */
static void join_fields(const char *const *options, const char *text, char *joined, size_t room)
{
    struct br_span *spans;
    struct br_fake *fake =
        br_fake_open(&br_workload_csv, options, (const unsigned char *)text, strlen(text));
    const size_t count = br_fake_frame(fake, 0, 4, &spans);
    void *worker = br_fake_worker_begin(fake, true, false);
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        const struct br_outcome outcome = br_fake_process(fake, worker, spans[i]);
        const char *piece;
        size_t size, fields = 0;
        for (; (piece = br_fake_piece(fake, fields, &size)) != NULL; fields++)
            used += (size_t)snprintf(joined + used, room - used, "%s%.*s", fields > 0 ? "|" : "",
                                     (int)size, piece);
        assert_int_equal(br_fake_fields(fake, spans[i]), fields);
        used += (size_t)snprintf(joined + used, room - used, outcome.reason ? "!" : "/");
    }
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
    free(spans);
}

static void assert_fields(const char *const *options, const char *text, const char *expected)
{
    char joined[256] = "";
    join_fields(options, text, joined, sizeof joined);
    assert_string_equal(joined, expected);
}

static void rows_and_fields(void **state)
{
    (void)state;
    assert_fields(NULL, "a,b\nc,d", "a|b/c|d/");
    assert_fields(NULL, "a,b\r\nc,d\r\n", "a|b/c|d/");
    assert_fields(NULL, "a\rb\r", "a/b/");
    assert_fields(NULL, ",\n", "|/");
    assert_fields(NULL, "a,", "a|/");
    assert_fields(NULL, " a , b c \n", "a|b c/");
    assert_fields(NULL, "\"\"\n", "/");
}

static void quoted_fields(void **state)
{
    (void)state;
    assert_fields(NULL, "\"a,b\",c\n", "a,b|c/");
    assert_fields(NULL, "\"two\nlines\",c\nd\n", "two\nlines|c/d/");
    assert_fields(NULL, "\"say \"\"hi\"\"\"\n", "say \"hi\"/");
    assert_fields(NULL, "  \"a\" \t,b\n", "a|b/");
    assert_fields(NULL, "\"a\"x\n,b\"\nc", "a\"x\n,b/c/");
    assert_fields(NULL, "a\"b\nc\"\n", "a\"b/c\"/");
    assert_fields(NULL, "\"open\nend", "open\nend/");
    assert_fields(NULL, "\"a\" \"\nb\"\nc", "a\" /b\"/c/");
    assert_fields(NULL, "\"a\" \"\"\nb\"\nc", "a\" \"\nb/c/");
}

static void blank_rows_are_padding(void **state)
{
    (void)state;
    const char text[] = "\n \t\na\r\n\r\n  \nb\n \n";
    const struct br_fake_totals totals =
        br_fake_totals_of(&br_workload_csv, NULL, text, strlen(text));
    assert_int_equal(totals.accepted, 2);
    assert_int_equal(totals.accepted_bytes, strlen("a\r\nb\n"));
    assert_int_equal(totals.padding_bytes, strlen("\n \t\n\r\n  \n \n"));
}

static void delimiter_and_quote_are_options(void **state)
{
    (void)state;
    const char *const semicolon[] = {"delimiter=;", "quote='", NULL};
    const char *const tab[] = {"delimiter=tab", NULL};
    const char *const space[] = {"delimiter= ", NULL};
    assert_fields(semicolon, "'a;b';c,\"d\n", "a;b|c,\"d/");
    assert_fields(tab, "\ta\tb\n\t\n", "|a|b/|/");
    assert_fields(space, "a \"b c\" \n", "a|b c|/");
}

static void impossible_options_are_refused(void **state)
{
    (void)state;
    const char *const refused[][2] = {{"delimiter=ab", NULL}, {"delimiter=\n", NULL},
                                      {"quote=,", NULL},      {"quote= ", NULL},
                                      {"quote=tab", NULL},    {"quote=", NULL}};
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        char message[200] = "";
        assert_true(br_fake_open_result(&br_workload_csv, refused[i], message, sizeof message) < 0);
        assert_non_null(strstr(message, "give "));
    }
}

static void strict_rejects_stray_and_missing_quotes(void **state)
{
    (void)state;
    const char *const strict[] = {"strict=yes", NULL};
    const char text[] = "a,b\nc\"d,e\n\"f\"g\n\"\nh,i\n\"open";
    const struct br_fake_totals lenient =
        br_fake_totals_of(&br_workload_csv, NULL, text, strlen(text));
    const struct br_fake_totals totals =
        br_fake_totals_of(&br_workload_csv, strict, text, strlen(text));
    assert_int_equal(totals.records, lenient.records);
    assert_int_equal(lenient.accepted, 5);
    assert_int_equal(totals.accepted, 2);
    assert_int_equal(totals.rejected[0], 3);
    assert_string_equal(br_workload_csv.reasons[0], "syntax");
}

static void every_field_counts(void **state)
{
    (void)state;
    const char *const variants[] = {"ab,c\n", "ab,d\n", "a,bc\n", "ab,c,\n", "abc\n", "ab,cc\n"};
    enum { COUNT = sizeof variants / sizeof variants[0] };
    struct br_fake_totals totals[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        totals[i] = br_fake_totals_of(&br_workload_csv, NULL, variants[i], strlen(variants[i]));
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(totals[i].digest, totals[j].digest);
            assert_int_not_equal(totals[i].witness, totals[j].witness);
        }
    }
}

static void batches_do_the_same_work(void **state)
{
    (void)state;
    const char *const strict[] = {"strict=yes", NULL};
    const char text[] = "a,b\n\nc\"d,e\n\"f\ng\",h\n\"x\"y\n\"\ni,j\nk";
    struct br_fake *fake =
        br_fake_open(&br_workload_csv, strict, (const unsigned char *)text, strlen(text));
    const struct br_fake_totals single = br_fake_run(fake, false);
    assert_true(single.rejected[0] > 0);
    for (size_t batch = 1; batch < 9; batch++) {
        const struct br_fake_totals batched = br_fake_run_batched(fake, batch);
        assert_memory_equal(&batched, &single, sizeof single);
    }
    br_fake_close(fake);
}

static void the_parse_is_a_stage(void **state)
{
    (void)state;
    const unsigned char text[] = "a,b\n";
    struct br_fake *fake = br_fake_open(&br_workload_csv, NULL, text, 4);
    void *worker = br_fake_worker_begin(fake, false, true);
    (void)br_fake_process(fake, worker, (struct br_span){.size = 4});
    assert_string_equal(br_fake_marks(fake), "+parse -parse ");
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
}

static void generates_rows(void **state)
{
    (void)state;
    const char *const strict[] = {"strict=yes", NULL};
    size_t size;
    unsigned char *input = br_fake_generate(&br_workload_csv, NULL, 200, 1, &size);
    assert_int_equal(br_fake_totals_of(&br_workload_csv, strict, input, size).accepted, 200);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_fields),
        cmocka_unit_test(quoted_fields),
        cmocka_unit_test(blank_rows_are_padding),
        cmocka_unit_test(delimiter_and_quote_are_options),
        cmocka_unit_test(impossible_options_are_refused),
        cmocka_unit_test(strict_rejects_stray_and_missing_quotes),
        cmocka_unit_test(every_field_counts),
        cmocka_unit_test(batches_do_the_same_work),
        cmocka_unit_test(the_parse_is_a_stage),
        cmocka_unit_test(generates_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
