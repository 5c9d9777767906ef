/* The ndjson workload: framing, rejection, witness and digest, output, stages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workloads.h"
#include "harness_fake.h"

static const char *const document[] = {"framing=document", NULL};
static const char *const compact[] = {"write=compact", NULL};

static struct br_fake_totals totals_of(const char *const *options, const char *text)
{
    return br_fake_totals_of(&br_workload_ndjson, options, text, strlen(text));
}

static void each_line_is_parsed(void **state)
{
    (void)state;
    const struct br_fake_totals totals = totals_of(NULL, "{\"a\":1}\n \r\n[2]\r\n\"three\"");
    assert_int_equal(totals.accepted, 3);
    assert_int_equal(totals.padding_bytes, 3);
    assert_int_equal(totals.output_bytes, 0);
}

static void fields_are_values(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t values;
    } lines[] = {
        {"7\n", 1},
        {"{}", 1},
        {"[ \t]\n", 1},
        {"{\"a\":1,\"b\":[1,2,{}]}", 6},
        {"[\"a,{[\\\",\", {\"[]\" : null}]", 4},
        {"[[[]],{\"a\":[]}]\n", 5},
        {"{\"open", 2}, /* broken, and nothing beyond its end is read */
        {"[\"\\", 2},
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const size_t size = strlen(lines[i].text);
        unsigned char *exact = malloc(size);
        assert_non_null(exact);
        memcpy(exact, lines[i].text, size);
        assert_int_equal(br_workload_ndjson.fields(NULL, exact, size), lines[i].values);
        free(exact);
    }
}

static void broken_lines_are_rejected_as_syntax(void **state)
{
    (void)state;
    const char *const broken[] = {"{\"a\":1", "[1,]", "{\"a\":1} x", "nul", "[1] [2]", "\"open"};
    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
        const struct br_fake_totals totals = totals_of(NULL, broken[i]);
        assert_int_equal(totals.accepted, 0);
        assert_int_equal(totals.rejected[0], 1);
        assert_int_equal(totals.rejected_bytes, strlen(broken[i]));
        assert_string_equal(br_workload_ndjson.reasons[0], "syntax");
    }
}

static void nesting_beyond_the_limit_is_rejected(void **state)
{
    (void)state;
    char text[2 * 1001 + 1];
    for (size_t depth = 1000; depth <= 1001; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        text[2 * depth] = '\0';
        assert_int_equal(totals_of(NULL, text).accepted, depth <= 1000);
    }
}

static void a_document_is_one_record(void **state)
{
    (void)state;
    const char *text = "{\n \"a\":\n 1}\n\n";
    assert_int_equal(totals_of(document, text).accepted, 1);
    assert_int_equal(totals_of(document, text).accepted_bytes, strlen(text));
    assert_int_equal(totals_of(document, " \n ").padding_bytes, 3);
    assert_int_equal(totals_of(document, "[1]\n[2]\n").rejected[0], 1);
    assert_int_equal(totals_of(NULL, "[1]\n[2]\n").accepted, 2);
}

static void a_document_splits_only_at_its_ends(void **state)
{
    (void)state;
    const unsigned char text[] = "[1]\n[2]\n";
    void *shared = NULL;
    char message[64];
    struct br_fake *fake = br_fake_open(&br_workload_ndjson, document, text, 8);
    assert_int_equal(
        br_workload_ndjson.open((const struct br_harness *)fake, &shared, message, sizeof message),
        0);
    assert_int_equal(br_workload_ndjson.split(shared, text, 8, 0), 0);
    assert_int_equal(br_workload_ndjson.split(shared, text, 8, 1), 8);
    br_workload_ndjson.close(shared);
    br_fake_close(fake);
}

static void content_types_keys_and_order_count(void **state)
{
    (void)state;
    const char *const variants[] = {
        "{\"a\":[1,2],\"b\":\"x\"}",   "{\"a\":[1,3],\"b\":\"x\"}", "{\"a\":[2,1],\"b\":\"x\"}",
        "{\"c\":[1,2],\"b\":\"x\"}",   "{\"a\":[1,2],\"b\":\"y\"}", "{\"a\":[1,2],\"b\":null}",
        "{\"a\":[1,2],\"b\":true}",    "{\"a\":[1,2],\"b\":false}", "{\"a\":[[1],2],\"b\":\"x\"}",
        "{\"a\":[[1,2]],\"b\":\"x\"}", "{\"b\":\"x\",\"a\":[1,2]}", "{\"a\":[1],\"b\":[2,\"x\"]}",
    };
    enum { COUNT = sizeof variants / sizeof variants[0] };
    struct br_fake_totals totals[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        totals[i] = totals_of(NULL, variants[i]);
        assert_int_equal(totals[i].accepted, 1);
        for (size_t j = 0; j < i; j++)
            assert_int_not_equal(totals[i].digest, totals[j].digest);
    }
    assert_int_not_equal(totals[0].witness, totals[1].witness);
    assert_int_not_equal(totals[0].witness, totals[4].witness);
    assert_int_equal(totals_of(NULL, "{ \"a\" : [1, 2], \"b\":\"x\"}").digest, totals[0].digest);
}

static void compact_output_is_counted_and_digested(void **state)
{
    (void)state;
    const char text[] = "{ \"a\" : [ 1, 2 ] }";
    struct br_fake *fake =
        br_fake_open(&br_workload_ndjson, compact, (const unsigned char *)text, strlen(text));
    assert_int_equal(br_fake_run(fake, true).output_bytes, strlen("{\"a\":[1,2]}"));
    const char *piece = NULL;
    size_t size = 0;
    for (size_t i = 0, next_size = 0; br_fake_piece(fake, i, &next_size) != NULL; i++) {
        piece = br_fake_piece(fake, i, &next_size);
        size = next_size;
    }
    assert_int_equal(size, strlen("{\"a\":[1,2]}"));
    assert_memory_equal(piece, "{\"a\":[1,2]}", size);
    br_fake_close(fake);
}

static void stages_are_marked(void **state)
{
    (void)state;
    const unsigned char text[] = "[1]";
    const struct br_span span = {.offset = 0, .size = 3};
    struct br_fake *fake = br_fake_open(&br_workload_ndjson, compact, text, 3);
    void *worker = br_fake_worker_begin(fake, false, true);
    (void)br_fake_process(fake, worker, span);
    assert_string_equal(br_fake_marks(fake),
                        "+parse -parse +visit -visit +write -write +delete -delete ");
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
}

static void generates_accepted_lines(void **state)
{
    (void)state;
    size_t size;
    unsigned char *input = br_fake_generate(&br_workload_ndjson, NULL, 200, 1, &size);
    assert_int_equal(br_fake_totals_of(&br_workload_ndjson, NULL, input, size).accepted, 200);
    free(input);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_line_is_parsed),
        cmocka_unit_test(fields_are_values),
        cmocka_unit_test(broken_lines_are_rejected_as_syntax),
        cmocka_unit_test(nesting_beyond_the_limit_is_rejected),
        cmocka_unit_test(a_document_is_one_record),
        cmocka_unit_test(a_document_splits_only_at_its_ends),
        cmocka_unit_test(content_types_keys_and_order_count),
        cmocka_unit_test(compact_output_is_counted_and_digested),
        cmocka_unit_test(stages_are_marked),
        cmocka_unit_test(generates_accepted_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
