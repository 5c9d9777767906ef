/* The skeleton workload, built in and as the plug-in: both are the same file. */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bench/workloads.h"
#include "harness_fake.h"

static struct br_fake_totals totals_of(const char *const *options, const char *text)
{
    return br_fake_totals_of(&br_workload_skeleton, options, text, strlen(text));
}

static void every_line_is_a_record(void **state)
{
    (void)state;
    const struct br_fake_totals totals = totals_of(NULL, "two words\n\nlast");
    assert_int_equal(totals.accepted, 3);
    assert_int_equal(totals.padding_bytes, 0);
}

static void words_count_and_spaces_do_not(void **state)
{
    (void)state;
    assert_int_equal(totals_of(NULL, " two   words\n").witness,
                     totals_of(NULL, "two words").witness);
    assert_int_equal(totals_of(NULL, " two   words\n").digest, totals_of(NULL, "two words").digest);
    assert_int_not_equal(totals_of(NULL, "two words").digest, totals_of(NULL, "words two").digest);
    assert_int_not_equal(totals_of(NULL, "two words").digest, totals_of(NULL, "twowords").digest);
    assert_int_not_equal(totals_of(NULL, "two words").witness,
                         totals_of(NULL, "two swords").witness);
}

static void case_folds_on_request(void **state)
{
    (void)state;
    const char *const fold[] = {"fold-case=yes", NULL};
    assert_int_equal(totals_of(fold, "Two WORDS").digest, totals_of(NULL, "two words").digest);
    assert_int_not_equal(totals_of(NULL, "Two").digest, totals_of(NULL, "two").digest);
    assert_int_not_equal(totals_of(fold, "@[`{").digest, totals_of(fold, "`{@[").digest);
}

static void long_words_are_rejected(void **state)
{
    (void)state;
    const char *const four[] = {"longest-word=4", NULL};
    const struct br_fake_totals totals = totals_of(four, "four is fine\nseven not\n");
    assert_int_equal(totals.accepted, 1);
    assert_int_equal(totals.rejected[0], 1);
}

static void stages_are_marked_per_word(void **state)
{
    (void)state;
    const unsigned char text[] = "a b";
    struct br_fake *fake = br_fake_open(&br_workload_skeleton, NULL, text, 3);
    void *worker = br_fake_worker_begin(fake, false, true);
    (void)br_fake_process(fake, worker, (struct br_span){.size = 3});
    assert_string_equal(br_fake_marks(fake),
                        "+split -split +hash -hash +split -split +hash -hash +split -split ");
    br_fake_worker_end(fake, worker);
    br_fake_close(fake);
}

static void generates_the_same_lines_for_a_seed(void **state)
{
    (void)state;
    size_t size, again_size, other_size;
    unsigned char *input = br_fake_generate(&br_workload_skeleton, NULL, 50, 1, &size);
    unsigned char *again = br_fake_generate(&br_workload_skeleton, NULL, 50, 1, &again_size);
    unsigned char *other = br_fake_generate(&br_workload_skeleton, NULL, 50, 2, &other_size);
    assert_int_equal(size, again_size);
    assert_memory_equal(input, again, size);
    assert_true(size != other_size || memcmp(input, other, size) != 0);
    assert_int_equal(br_fake_totals_of(&br_workload_skeleton, NULL, input, size).accepted, 50);
    free(input);
    free(again);
    free(other);
}

static void the_plugin_does_the_same_work(void **state)
{
    (void)state;
    void *library = dlopen(BENCHRUN_BINARY_DIR "/skeleton.so", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        fail_msg("%s", dlerror());
    const struct br_workload *plugin = dlsym(library, BR_WORKLOAD_SYMBOL);
    assert_non_null(plugin);
    assert_int_equal(plugin->abi_version, BR_WORKLOAD_ABI_VERSION);
    assert_int_equal(plugin->struct_size, sizeof *plugin);
    const char text[] = "a few words\non two lines";
    const struct br_fake_totals totals = br_fake_totals_of(plugin, NULL, text, strlen(text));
    const struct br_fake_totals built_in = totals_of(NULL, text);
    assert_memory_equal(&totals, &built_in, sizeof totals);
    assert_int_equal(dlclose(library), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_is_a_record),
        cmocka_unit_test(words_count_and_spaces_do_not),
        cmocka_unit_test(case_folds_on_request),
        cmocka_unit_test(long_words_are_rejected),
        cmocka_unit_test(stages_are_marked_per_word),
        cmocka_unit_test(generates_the_same_lines_for_a_seed),
        cmocka_unit_test(the_plugin_does_the_same_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
