/* What a workload says of itself, as it travels from the process that loaded it. */
#include "unit/cmocka_all.h"

#include <string.h>

#include "bench/workloads.h"
#include "engine/describe.h"

static const struct br_workload *const workloads[] = {&br_workload_null, NULL};
static const struct br_registry registry = {.workloads = workloads};

static const char *const choices[] = {"one", "two", NULL};
static const char *const reasons[] = {"torn", "long", NULL};
static const char *const libraries[] = {"lib 1.0", NULL};

static int generate(const struct br_harness *harness, uint64_t records, uint64_t seed,
                    struct br_sink *sink)
{
    (void)harness;
    (void)records;
    (void)seed;
    (void)sink;
    return 0;
}

static struct br_workload workload_with(const struct br_option *options)
{
    return (struct br_workload){.name = "mine",
                                .summary = "a test",
                                .format = "lines",
                                .options = options,
                                .reasons = reasons,
                                .libraries = libraries,
                                .generate = generate};
}

static void facts_say_all_that_is_data(void **state)
{
    (void)state;
    const struct br_option options[] = {{.name = "level",
                                         .kind = BR_OPTION_CHOICE,
                                         .default_value = "two",
                                         .help = "how much",
                                         .choices = choices},
                                        {.name = "size", .kind = BR_OPTION_BYTES, .maximum = 9},
                                        {.name = NULL}};
    const struct br_workload workload = workload_with(options);
    struct br_workload_facts facts = {0};
    struct br_error error = {0};
    assert_int_equal(br_facts_collect(&workload, &facts, &error), 0);
    assert_string_equal(facts.name, "mine");
    assert_string_equal(facts.format, "lines");
    assert_int_equal(facts.options.count, 2);
    assert_int_equal(facts.options.items[0].choices.count, 2);
    assert_string_equal(facts.options.items[0].default_value, "two");
    assert_int_equal(facts.options.items[1].maximum, 9);
    assert_int_equal(facts.reasons.count, 2);
    assert_string_equal(facts.libraries.items[0], "lib 1.0");
    assert_true(facts.generates);
    assert_false(facts.splits);
    assert_false(facts.batches);
    br_shape_release(&br_workload_facts_shape, &facts);
}

static void is_refused(const struct br_option *option, const char *why)
{
    const struct br_option options[] = {*option, {.name = NULL}};
    const struct br_workload workload = workload_with(options);
    struct br_workload_facts facts = {0};
    struct br_error error = {0};
    assert_int_equal(br_facts_collect(&workload, &facts, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, why));
    br_shape_release(&br_workload_facts_shape, &facts);
}

static void options_without_sense_are_refused(void **state)
{
    (void)state;
    static const char *const none[] = {NULL};
    is_refused(&(struct br_option){.name = "level", .kind = (enum br_option_kind)99}, "kind 99");
    is_refused(&(struct br_option){.name = "level", .kind = BR_OPTION_CHOICE}, "without choices");
    is_refused(&(struct br_option){.name = "level", .kind = BR_OPTION_CHOICE, .choices = none},
               "without choices");
}

static void a_built_in_workload_is_itself(void **state)
{
    (void)state;
    struct br_config config = {.workload = (char *)"null"};
    struct br_described described;
    struct br_error error = {0};
    assert_int_equal(br_describe(&registry, &config, &described, &error), 0);
    assert_ptr_equal(described.workload, &br_workload_null);
    assert_false(described.is_plugin);
    assert_int_equal(described.splits, br_workload_null.split != NULL);
    br_described_release(&described);
}

static void what_is_not_there_is_named(void **state)
{
    (void)state;
    struct br_config config = {.workload = (char *)"./no/such.so"};
    struct br_described described;
    struct br_error error = {0};
    assert_int_equal(br_describe(&registry, &config, &described, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "./no/such.so does not exist"));
    config.workload = (char *)"nul";
    assert_int_equal(br_describe(&registry, &config, &described, &error), BR_ERROR_USAGE);
    assert_non_null(strstr(error.message, "did you mean 'null'"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_say_all_that_is_data),
        cmocka_unit_test(options_without_sense_are_refused),
        cmocka_unit_test(a_built_in_workload_is_itself),
        cmocka_unit_test(what_is_not_there_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
