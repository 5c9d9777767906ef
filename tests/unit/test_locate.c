/* Which records are at given offsets, over an input with padding between its records. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "bench_fixture.h"
#include "engine/survey.h"

/* Records are single letters, everything else is padding. */
static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    size_t count = 0;
    (void)state;
    while (count < capacity && *offset < size) {
        if (input[*offset] != '.')
            spans[count++] = (struct br_span){.offset = *offset, .size = 1};
        ++*offset;
    }
    return count;
}

static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = record[0] + size;
}

static const struct br_workload letters = {.abi_version = BR_WORKLOAD_ABI_VERSION,
                                           .struct_size = sizeof(struct br_workload),
                                           .name = "letters",
                                           .format = "letters",
                                           .frame = frame,
                                           .process = process};

static void offsets_become_numbers_of_records(void **state)
{
    (void)state;
    static const char input[] = "..ab...c.d..";
    uint64_t at[] = {0, 2, 3, 4, 7, 8, 9, 10, 12};
    static const uint64_t expected[] = {0, 0, 1, 2, 2, 3, 3, 4, 4};
    struct br_fixture fixture;
    const struct br_fixture_request request = {
        .workload = &letters, .input = input, .input_size = strlen(input)};
    struct br_counts offsets = {.items = at, .count = sizeof at / sizeof at[0]};
    struct br_counts indices = {0};
    struct br_error error = {0};
    br_fixture_open(&fixture, &request);
    assert_int_equal(br_locate(&fixture.bench, &offsets, &indices, &error), 0);
    assert_int_equal(indices.count, offsets.count);
    for (size_t i = 0; i < indices.count; i++)
        assert_int_equal(indices.items[i], expected[i]);
    free(indices.items);
    br_fixture_close(&fixture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(offsets_become_numbers_of_records)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
