/* Synthetic inputs of several shapes: planned, told apart, labelled, and each with its own facts.
 */
#include "unit/cmocka_all.h"

#include <string.h>

#include "engine/agree.h"
#include "engine/plan.h"
#include "small_profile.h"

static void add(struct br_counts *counts, uint64_t value)
{
    *(uint64_t *)br_list_append(counts, sizeof value) = value;
}

static void every_length_meets_every_share(void **state)
{
    (void)state;
    struct br_config config = {0};
    assert_int_equal(br_variant_count(&config), 1);
    struct br_variant none = br_variant_at(&config, 0);
    assert_true(br_variant_equal(&none, &(struct br_variant){0}));
    add(&config.record_bytes, 512);
    add(&config.record_bytes, 4096);
    add(&config.malformed, 0);
    add(&config.malformed, 10000);
    add(&config.malformed, 25000);
    assert_int_equal(br_variant_count(&config), 6);
    for (size_t i = 0; i < 6; i++) {
        struct br_variant variant = br_variant_at(&config, i);
        assert_int_equal(variant.record_bytes, i < 3 ? 512 : 4096);
        assert_true(variant.malformed_varied);
        assert_int_equal(variant.malformed, config.malformed.items[i % 3]);
        for (size_t j = 0; j < i; j++) {
            struct br_variant other = br_variant_at(&config, j);
            assert_false(br_variant_equal(&variant, &other));
        }
    }
    br_shape_release(&br_config_shape, &config);
}

static void labels_are_as_written_on_the_command_line(void **state)
{
    (void)state;
    static const struct {
        struct br_variant variant;
        const char *label;
    } cases[] = {
        {{0}, ""},
        {{.record_bytes = 512}, " 512B"},
        {{.record_bytes = 4096}, " 4KiB"},
        {{.malformed_varied = true}, " 0% malformed"},
        {{.record_bytes = 1500, .malformed_varied = true, .malformed = 5000},
         " 1500B 0.5% malformed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char label[64];
        assert_string_equal(br_variant_label(&cases[i].variant, label, sizeof label),
                            cases[i].label);
    }
    char small[4];
    assert_string_equal(br_variant_label(&cases[1].variant, small, sizeof small), " 51");
}

/* Two variants of one size may do different work; two passes of one variant may not. */
static void work_is_held_together_within_a_variant(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    for (uint64_t i = 0; i < 4; i++) {
        struct br_result *result = small_profile_add(&profile, "throughput", 1000, 1);
        result->cell.variant.record_bytes = 512 * (1 + i / 2);
        result->work.witness = 7 * (1 + i / 2);
    }
    assert_int_equal(br_agree(&profile.results), 0);
    profile.results.items[3].work.witness++;
    assert_int_equal(br_agree(&profile.results), 1);
    assert_false(profile.results.items[3].ok);
    small_profile_finish(&profile, &summary);
}

static void cells_have_the_facts_of_their_own_input(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    small_profile_start(&profile);
    profile.inputs.items[0].variant.record_bytes = 512;
    struct br_input *second = br_list_append(&profile.inputs, sizeof *second);
    second->variant.record_bytes = 4096;
    second->records = 250;
    small_profile_throughput(&profile, 1000, 1, 1000, 3);
    small_profile_throughput(&profile, 1000, 1, 4000, 3);
    for (size_t i = 0; i < profile.results.count; i++)
        profile.results.items[i].cell.variant.record_bytes = i < 3 ? 512 : 4096;
    small_profile_summarise(&profile, &summary);
    assert_int_equal(summary.cell_count, 2);
    assert_string_equal(summary.cells[0].label, "1k 512B ×1");
    assert_int_equal(summary.cells[0].input_use, BR_INPUT_ONCE);
    assert_string_equal(summary.cells[1].label, "1k 4KiB ×1");
    assert_int_equal(summary.cells[1].input_use, BR_INPUT_CYCLED);
    assert_true(summary.cells[0].rate.records_per_s > 3 * summary.cells[1].rate.records_per_s);
    assert_int_equal(summary.fit_count, 2);
    assert_ptr_equal(br_profile_input(&profile, summary.cells[1].cell), &profile.inputs.items[1]);
    struct br_cell elsewhere = {.variant = {.record_bytes = 1}};
    assert_null(br_profile_input(&profile, &elsewhere));
    small_profile_finish(&profile, &summary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_meets_every_share),
        cmocka_unit_test(labels_are_as_written_on_the_command_line),
        cmocka_unit_test(work_is_held_together_within_a_variant),
        cmocka_unit_test(cells_have_the_facts_of_their_own_input),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
