/* The store: names, saving, finding, and loading that says what is wrong with a file. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "store/store.h"
#include "unit/scratch_folder.h"

static const char FIXTURE[] = BENCHRUN_SOURCE_DIR "/tests/golden/profile-v1.json";

static int set_up(void **state)
{
    char *folder = malloc(SCRATCH_PATH);
    *state = folder;
    return folder != NULL ? scratch_make(folder) : -1;
}

static int tear_down(void **state)
{
    int code = scratch_remove(*state);
    free(*state);
    return code;
}

static void load_fixture(struct br_profile *profile)
{
    struct br_error error;
    *profile = (struct br_profile){0};
    if (br_store_load("no-such-folder", FIXTURE, profile, &error) != 0)
        fail_msg("%s", error.message);
}

static void rename_profile(struct br_profile *profile, const char *name)
{
    free(profile->name);
    profile->name = br_string_copy(name);
}

static char *read_text(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    struct br_error error;
    assert_int_equal(br_os_read_file(path, &text, &size, &error), 0);
    return text;
}

/* ---- names ---- */

static void names_follow_the_rules(void **state)
{
    (void)state;
    static const char *const good[] = {"a", "concurrent-marc-wip", "nightly/2024.03/x_1", "_x",
                                       "0.1.0"};
    static const char *const bad[] = {"",       ".",
                                      "..",     "a..b",
                                      "/a",     "a/",
                                      "a//b",   "../a",
                                      "a/../b", "a b",
                                      "a\nb",   "ä",
                                      "-rf",    ".hidden",
                                      "a/.b",   "a/-b",
                                      "a.json", "a\\b",
                                      "a/b*c",  "a:b",
                                      "a.ab",   "calibration-host"};
    struct br_error error;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_int_equal(br_store_check_name(good[i], &error), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (br_store_check_name(bad[i], &error) != BR_ERROR_USAGE)
            fail_msg("accepted: '%s'", bad[i]);
    }
    assert_int_equal(br_store_check_name(NULL, &error), BR_ERROR_USAGE);
    char name[202];
    memset(name, 'x', sizeof name - 1);
    name[201] = '\0';
    assert_int_equal(br_store_check_name(name, &error), BR_ERROR_USAGE);
    name[200] = '\0';
    assert_int_equal(br_store_check_name(name, &error), 0);
}

/* ---- saving and finding ---- */

static void a_saved_profile_is_found_by_name_and_by_path(void **state)
{
    struct br_profile profile;
    struct br_error error = {0};
    char *path = NULL;
    char folder[SCRATCH_PATH + 256];
    load_fixture(&profile);
    rename_profile(&profile, "nightly/marc-1.2");
    scratch_path(folder, *state, "profiles");
    assert_int_equal(br_store_save(&profile, folder, &path, &error), 0);
    const char *const names[] = {"nightly/marc-1.2", "nightly/marc-1.2.json", path};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct br_profile loaded = {0};
        char difference[128] = "";
        if (br_store_load(folder, names[i], &loaded, &error) != 0)
            fail_msg("%s", error.message);
        if (!br_shape_equal(&br_profile_shape, &profile, &loaded, difference, sizeof difference))
            fail_msg("differs: %s", difference);
        br_profile_release(&loaded);
    }
    free(path);
    br_profile_release(&profile);
}

static void saving_writes_the_current_schema_version(void **state)
{
    struct br_profile profile;
    struct br_error error;
    char *path = NULL;
    load_fixture(&profile);
    profile.schema_version = 0;
    assert_int_equal(br_store_save(&profile, *state, &path, &error), 0);
    br_profile_release(&profile);
    assert_int_equal(br_store_load(*state, path, &profile, &error), 0);
    assert_int_equal(profile.schema_version, BR_PROFILE_SCHEMA_VERSION);
    br_profile_release(&profile);
    free(path);
}

static void a_bad_name_or_folder_is_not_written_to(void **state)
{
    struct br_profile profile;
    struct br_error error = {0};
    char file[SCRATCH_PATH + 256];
    char *path = NULL;
    load_fixture(&profile);
    assert_int_equal(scratch_write(scratch_path(file, *state, "file"), "x", 1), 0);
    assert_true(br_store_save(&profile, file, &path, &error) < 0);
    assert_non_null(strstr(error.message, "file"));
    rename_profile(&profile, "../escaped");
    assert_int_equal(br_store_save(&profile, *state, &path, &error), BR_ERROR_USAGE);
    assert_null(path);
    br_profile_release(&profile);
}

static void a_missing_profile_names_both_places(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_error error = {0};
    assert_int_equal(br_store_load("some/folder", "absent", &profile, &error), BR_ERROR_INPUT);
    assert_non_null(strstr(error.message, "the file absent nor some/folder/absent.json"));
}

/* ---- loading what is not right ---- */

/* Loads the fixture with one piece of its text replaced. */
static int load_changed(const char *folder, const char *from, const char *to,
                        struct br_error *error)
{
    char path[SCRATCH_PATH + 256];
    struct br_text changed = {0};
    char *text = read_text(FIXTURE);
    const char *at = strstr(text, from);
    assert_non_null(at);
    br_text_append_bytes(&changed, text, (size_t)(at - text));
    br_text_append(&changed, to);
    br_text_append(&changed, at + strlen(from));
    free(text);
    scratch_path(path, folder, "changed.json");
    assert_int_equal(scratch_write(path, changed.data, changed.size), 0);
    br_text_release(&changed);
    struct br_profile profile = {0};
    int code = br_store_load(folder, "changed", &profile, error);
    br_profile_release(&profile);
    return code;
}

static void what_is_wrong_is_named(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } changes[] = {
        {"\"schema_version\":\t1", "\"schema_version\":\t7",
         " has schema version 7, this benchrun reads up to 1: use a newer benchrun"},
        {"\"schema_version\":\t1", "\"schema_version\":\t0", "is not a profile of benchrun"},
        {"\"schema_version\":\t1", "\"schema_version\":\t\"1\"", "is not a profile of benchrun"},
        {"\"schema_version\":\t1", "\"schema\":\t1", "is not a profile of benchrun"},
        {"\"name\":", "\"name\"", "changed.json: not valid JSON at line 3, column "},
        {"\"wall_ns\":\t25100000", "\"wall_ns\":\t\"soon\"",
         "changed.json: results[1].samples[0].wall_ns: expected a whole number"},
        {"\"accepted\":\t998", "\"accepted\":\t999",
         "changed.json: results[0] (concurrent marc 1k 512B 1% malformed ×2 partition, pass "
         "verify): work: "},
        {"\"mode\":\t\"concurrent\"", "\"mode\":\t\"single\"", "a profile has one mode"},
        {"\"mode\":\t\"concurrent\",\n\t\t\"workload\"", "\"workload\"", "config.mode"},
        {"\"pass\":\t\"latency\",", "",
         "results[2] (concurrent marc 1k 512B 1% malformed ×2 partition, pass ?)"},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct br_error error = {0};
        assert_true(load_changed(*state, changes[i].from, changes[i].to, &error) < 0);
        if (strstr(error.message, changes[i].message) == NULL)
            fail_msg("'%s' is not in '%s'", changes[i].message, error.message);
    }
}

static void what_is_not_a_profile_is_refused(void **state)
{
    static const char *const contents[] = {
        "", "[]", "null", "{}", "\"schema_version\"", "not JSON at all", "\x1f\x8b\x08"};
    char path[SCRATCH_PATH + 256];
    scratch_path(path, *state, "other.json");
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        assert_int_equal(scratch_write(path, contents[i], strlen(contents[i])), 0);
        assert_int_equal(br_store_load(*state, "other", &profile, &error), BR_ERROR_FORMAT);
        assert_non_null(strstr(error.message, "other.json"));
    }
}

static void members_of_a_later_program_are_ignored(void **state)
{
    struct br_error error;
    assert_int_equal(
        load_changed(*state, "\"config\":", "\"added\": [{\"x\": 1}], \"config\":", &error), 0);
}

/* ---- the fixture ---- */

/* Nodes of one kind, gathered from all places of the file. */
struct nodes {
    const cJSON **items;
    size_t count;
};

static void add_node(struct nodes *nodes, const cJSON *node)
{
    *(const cJSON **)br_list_append(nodes, sizeof(void *)) = node;
}

static void add_member(struct nodes *members, const struct br_field *field, const cJSON *object)
{
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, field->name);
    const cJSON *element;
    if (member != NULL && field->kind != BR_FIELD_LIST)
        add_node(members, member);
    else
        cJSON_ArrayForEach(element, member) add_node(members, element);
}

static void check_all_members_used(const struct br_shape *shape, const struct nodes *objects)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++) {
        struct nodes members = {0};
        for (size_t i = 0; i < objects->count; i++)
            add_member(&members, field, objects->items[i]);
        if (members.count == 0)
            fail_msg("the fixture has no %s.%s", shape->name, field->name);
        if (field->shape != NULL)
            check_all_members_used(field->shape, &members);
        free(members.items);
    }
}

/* A member added to the schema is added to the fixture of its version as well. */
static void the_fixture_has_every_member(void **state)
{
    (void)state;
    struct nodes whole = {0};
    struct br_error error;
    cJSON *json = NULL;
    char *text = read_text(FIXTURE);
    assert_int_equal(br_json_parse(text, strlen(text), &json, &error), 0);
    add_node(&whole, json);
    check_all_members_used(&br_profile_shape, &whole);
    free(whole.items);
    free(text);
    cJSON_Delete(json);
}

static void the_fixture_loads_with_its_values(void **state)
{
    (void)state;
    struct br_profile profile;
    load_fixture(&profile);
    assert_string_equal(profile.name, "concurrent-marc-v1");
    assert_int_equal(profile.results.count, 7);
    assert_true(profile.config.seed == 42);
    assert_int_equal(profile.config.stamp, BR_STAMP_RECORD);
    const struct br_result *verify = &profile.results.items[0];
    assert_true(verify->work.digest == UINT64_C(0x0123456789abcdef));
    assert_true(verify->work.witness == UINT64_C(0x9e3779b97f4a7c15));
    assert_true(profile.results.items[2].latencies.items[0].ticks_per_ns == 2.8000000000000003);
    assert_int_equal(profile.results.items[4].allocation.left_behind_bytes, -64);
    assert_int_equal(profile.results.items[5].stages.items[0].rss_growth_bytes.state,
                     BR_STATE_DENIED);
    assert_false(profile.results.items[6].ok);
    br_profile_release(&profile);
}

static void the_fixture_saves_to_the_same_bytes(void **state)
{
    struct br_profile profile;
    struct br_error error;
    char *path = NULL;
    load_fixture(&profile);
    assert_int_equal(br_store_save(&profile, *state, &path, &error), 0);
    char *expected = read_text(FIXTURE);
    char *saved = read_text(path);
    assert_string_equal(saved, expected);
    free(expected);
    free(saved);
    free(path);
    br_profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_follow_the_rules),
        cmocka_unit_test_setup_teardown(a_saved_profile_is_found_by_name_and_by_path, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(saving_writes_the_current_schema_version, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_bad_name_or_folder_is_not_written_to, set_up, tear_down),
        cmocka_unit_test(a_missing_profile_names_both_places),
        cmocka_unit_test_setup_teardown(what_is_wrong_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_not_a_profile_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(members_of_a_later_program_are_ignored, set_up, tear_down),
        cmocka_unit_test(the_fixture_has_every_member),
        cmocka_unit_test(the_fixture_loads_with_its_values),
        cmocka_unit_test_setup_teardown(the_fixture_saves_to_the_same_bytes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
