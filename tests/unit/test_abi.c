/*
 * The layout that plug-ins of ABI version 1 were built with: sizes, offsets and numbers of the
 * public headers are those of tests/golden/abi-v1.txt. That file is never edited: what cannot keep
 * to it raises the version (docs/plugins.md, "ABI rules").
 */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <benchrun/stage.h>
#include <benchrun/workload.h>

#include "base/text.h"

#define FIXTURE BENCHRUN_SOURCE_DIR "/tests/golden/abi-v1.txt"

#define SIZE(type) br_text_format(text, "%s %zu\n", #type, sizeof(struct type))
#define MEMBER(type, member)                                                                       \
    br_text_format(text, "%s.%s %zu %zu\n", #type, #member, offsetof(struct type, member),         \
                   sizeof(((struct type *)NULL)->member))
#define NUMBER(name) br_text_format(text, "%s %d\n", #name, (int)(name))

static void write_records(struct br_text *text)
{
    SIZE(br_span);
    MEMBER(br_span, offset);
    MEMBER(br_span, size);
    MEMBER(br_span, reason);
    SIZE(br_outcome);
    MEMBER(br_outcome, reason);
    MEMBER(br_outcome, reserved);
    MEMBER(br_outcome, output_bytes);
    MEMBER(br_outcome, witness);
    SIZE(br_tally);
    MEMBER(br_tally, accepted);
    MEMBER(br_tally, output_bytes);
    MEMBER(br_tally, witness);
    MEMBER(br_tally, rejected_bytes);
    MEMBER(br_tally, rejected);
    SIZE(br_option);
    MEMBER(br_option, name);
    MEMBER(br_option, kind);
    MEMBER(br_option, default_value);
    MEMBER(br_option, help);
    MEMBER(br_option, choices);
    MEMBER(br_option, minimum);
    MEMBER(br_option, maximum);
}

static void write_contexts(struct br_text *text)
{
    SIZE(br_harness);
    MEMBER(br_harness, struct_size);
    MEMBER(br_harness, abi_version);
    MEMBER(br_harness, option_text);
    MEMBER(br_harness, option_number);
    MEMBER(br_harness, digest_add);
    MEMBER(br_harness, reserved);
    SIZE(br_worker_context);
    MEMBER(br_worker_context, struct_size);
    MEMBER(br_worker_context, worker_index);
    MEMBER(br_worker_context, harness);
    MEMBER(br_worker_context, stages);
    MEMBER(br_worker_context, digest);
    MEMBER(br_worker_context, input);
    MEMBER(br_worker_context, input_size);
    MEMBER(br_worker_context, reserved);
    SIZE(br_sink);
    MEMBER(br_sink, write);
    SIZE(br_stages);
    MEMBER(br_stages, api);
    SIZE(br_stage_api);
    MEMBER(br_stage_api, struct_size);
    MEMBER(br_stage_api, declare);
    MEMBER(br_stage_api, begin);
    MEMBER(br_stage_api, end);
}

static void write_workload(struct br_text *text)
{
    SIZE(br_workload);
    MEMBER(br_workload, abi_version);
    MEMBER(br_workload, struct_size);
    MEMBER(br_workload, name);
    MEMBER(br_workload, summary);
    MEMBER(br_workload, format);
    MEMBER(br_workload, options);
    MEMBER(br_workload, reasons);
    MEMBER(br_workload, libraries);
    MEMBER(br_workload, open);
    MEMBER(br_workload, frame);
    MEMBER(br_workload, split);
    MEMBER(br_workload, worker_begin);
    MEMBER(br_workload, process);
    MEMBER(br_workload, process_batch);
    MEMBER(br_workload, worker_end);
    MEMBER(br_workload, close);
    MEMBER(br_workload, generate);
    /* `fields` has since taken the place of the first slot that version 1 reserved. */
    assert_int_equal(offsetof(struct br_workload, reserved),
                     offsetof(struct br_workload, fields) + sizeof(void *));
    br_text_format(text, "br_workload.reserved %zu %zu\n", offsetof(struct br_workload, fields),
                   sizeof(struct br_workload) - offsetof(struct br_workload, fields));
}

static void write_numbers(struct br_text *text)
{
    NUMBER(BR_WORKLOAD_ABI_VERSION);
    NUMBER(BR_ACCEPTED);
    NUMBER(BR_OPTION_TEXT);
    NUMBER(BR_OPTION_CHOICE);
    NUMBER(BR_OPTION_COUNT);
    NUMBER(BR_OPTION_BYTES);
    NUMBER(BR_OPTION_PERCENT);
    NUMBER(BR_OPTION_FLAG);
}

static char *read_fixture(void)
{
    struct br_text text = {0};
    char buffer[4096];
    FILE *file = fopen(FIXTURE, "r");
    assert_non_null(file);
    for (size_t size; (size = fread(buffer, 1, sizeof buffer, file)) > 0;)
        br_text_append_bytes(&text, buffer, size);
    fclose(file);
    return br_text_take(&text);
}

/* The first line that differs says which member moved. */
static void hold_lines(const char *found, const char *fixture)
{
    while (*found != '\0' || *fixture != '\0') {
        const size_t found_size = strcspn(found, "\n");
        const size_t size = strcspn(fixture, "\n");
        if (size != found_size || memcmp(found, fixture, size) != 0)
            fail_msg("the headers have '%.*s', version 1 has '%.*s'", (int)found_size, found,
                     (int)size, fixture);
        found += found_size + (found[found_size] != '\0' ? 1 : 0);
        fixture += size + (fixture[size] != '\0' ? 1 : 0);
    }
}

static void the_layout_is_that_of_version_1(void **state)
{
    (void)state;
    if (sizeof(void *) != 8 || sizeof(size_t) != 8) {
        print_message("skipped: the contract is that of 64-bit machines\n");
        skip();
    }
    struct br_text layout = {0};
    write_numbers(&layout);
    write_records(&layout);
    write_contexts(&layout);
    write_workload(&layout);
    char *fixture = read_fixture();
    hold_lines(br_text_string(&layout), fixture);
    free(fixture);
    br_text_release(&layout);
}

static void the_exported_name_stays(void **state)
{
    (void)state;
    assert_string_equal(BR_WORKLOAD_SYMBOL, "benchrun_workload");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_layout_is_that_of_version_1),
        cmocka_unit_test(the_exported_name_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
