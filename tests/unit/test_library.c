/* The library: which file a name means, what kind it is, what is listed and what goes along. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/os.h"
#include "base/text.h"
#include "store/library.h"
#include "unit/scratch_folder.h"

static const char PROFILE[] = "{\"schema_version\":1,\"config\":{}}";

struct fixture {
    char root[SCRATCH_PATH];
    char *folder; /* the library */
    char *before; /* where the test was started */
};

static char *path_in(const struct fixture *fixture, const char *name)
{
    return br_string_format("%s/%s", fixture->folder, name);
}

static void put(const struct fixture *fixture, const char *name, const char *content)
{
    char *path = path_in(fixture, name);
    char *slash = strrchr(path, '/');
    *slash = '\0';
    assert_int_equal(br_os_make_folders(path, NULL), 0);
    *slash = '/';
    assert_int_equal(scratch_write(path, content, strlen(content)), 0);
    free(path);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    *state = fixture;
    if (fixture == NULL || scratch_make(fixture->root) != 0)
        return -1;
    fixture->folder = br_string_format("%s/profiles", fixture->root);
    fixture->before = getcwd(NULL, 0);
    return chdir(fixture->root);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    int code = chdir(fixture->before) + scratch_remove(fixture->root);
    free(fixture->folder);
    free(fixture->before);
    free(fixture);
    return code;
}

/* "reference v1 <path below the library>", or the error's code. */
static char *found(const struct fixture *fixture, const char *name)
{
    struct br_library_entry entry = {0};
    struct br_error error = {0};
    int code = br_library_find(fixture->folder, name, &entry, &error);
    if (code != 0)
        return br_string_format("%s", br_error_word(code));
    size_t size = strlen(fixture->folder);
    bool is_inside = strncmp(entry.path, fixture->folder, size) == 0;
    char *text = br_string_format("%s %s %s", br_library_kind_names[entry.kind], entry.name,
                                  entry.path + (is_inside ? size + 1 : 0));
    br_library_entry_release(&entry);
    return text;
}

static void assert_found(const struct fixture *fixture, const char *name, const char *expected)
{
    char *text = found(fixture, name);
    assert_string_equal(text, expected);
    free(text);
}

static void a_name_means_the_nearest_thing(void **state)
{
    const struct fixture *fixture = *state;
    put(fixture, "a.json", PROFILE);
    put(fixture, "issue-x/b.json", PROFILE);
    put(fixture, "v1.0.0-a.json", PROFILE);
    put(fixture, "references/v1.0.0-a.json", PROFILE);
    put(fixture, "_archive/v0.9.0-a.json", PROFILE);
    assert_found(fixture, "a", "working a a.json");
    assert_found(fixture, "a.json", "working a a.json");
    assert_found(fixture, "issue-x/b", "working issue-x/b issue-x/b.json");
    assert_found(fixture, "v1.0.0-a", "reference v1.0.0-a references/v1.0.0-a.json");
    assert_found(fixture, "references/v1.0.0-a", "reference v1.0.0-a references/v1.0.0-a.json");
    assert_found(fixture, "v0.9.0-a", "archived v0.9.0-a _archive/v0.9.0-a.json");
    assert_found(fixture, "profiles/a.json", "working a profiles/a.json");
    assert_found(fixture, "profiles/references/v1.0.0-a.json",
                 "reference v1.0.0-a profiles/references/v1.0.0-a.json");
    assert_found(fixture, "b", "bad input");
    assert_found(fixture, "/absent", "bad input");
}

static void a_working_profile_is_found_before_a_reference_where_one_is_asked_for(void **state)
{
    const struct fixture *fixture = *state;
    struct br_library_entry entry = {0};
    struct br_error error;
    put(fixture, "v1.0.0-a.json", PROFILE);
    put(fixture, "references/v1.0.0-a.json", PROFILE);
    put(fixture, "references/v2.0.0-a.json", PROFILE);
    assert_int_equal(br_library_find_working(fixture->folder, "v1.0.0-a", &entry, &error), 0);
    assert_int_equal(entry.kind, BR_LIBRARY_WORKING);
    br_library_entry_release(&entry);
    assert_int_equal(br_library_find_working(fixture->folder, "v2.0.0-a", &entry, &error),
                     BR_ERROR_INPUT);
    assert_int_equal(
        br_library_find_working(fixture->folder, "references/v2.0.0-a", &entry, &error), 0);
    assert_int_equal(entry.kind, BR_LIBRARY_REFERENCE);
    br_library_entry_release(&entry);
}

/* A file elsewhere is judged by its own folder, and so is what a link leads to. */
static void what_a_file_is_follows_from_where_it_lies(void **state)
{
    const struct fixture *fixture = *state;
    put(fixture, "../plain.json", PROFILE);
    put(fixture, "../other/references/v1.0.0.json", PROFILE);
    put(fixture, "references/v2.0.0.json", PROFILE);
    char *link_path = path_in(fixture, "link.json");
    assert_int_equal(symlink("references/v2.0.0.json", link_path), 0);
    assert_found(fixture, "plain.json", "working plain plain.json");
    assert_found(fixture, "other/references/v1.0.0.json",
                 "reference other/references/v1.0.0 other/references/v1.0.0.json");
    assert_found(fixture, "link", "reference v2.0.0 link.json");
    free(link_path);
}

static void kept_folders_are_known_by_any_case(void **state)
{
    (void)state;
    assert_true(br_library_is_kept("references/x"));
    assert_true(br_library_is_kept("a/References/x"));
    assert_true(br_library_is_kept("_ARCHIVE/x"));
    assert_false(br_library_is_kept("references-old/x"));
    assert_false(br_library_is_kept("my_archive"));
}

static void profiles_are_listed_and_nothing_else(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const expected[] = {"a", "damaged", "part/b", "v1.0.0", "v0.1.0"};
    struct br_library_entries entries = {0};
    put(fixture, "a.json", PROFILE);
    put(fixture, "a.truth.json", "{\"truth_version\":1}");
    put(fixture, "a.journal", "run");
    put(fixture, "calibration-host.json", "{\"schema_version\":1,\"hostname\":\"host\"}");
    put(fixture, "damaged.json", "{\"schema_ver");
    put(fixture, "part/b.json", PROFILE);
    put(fixture, "part/b.json.77.tmp", PROFILE);
    put(fixture, ".staging-x/c.json", PROFILE);
    put(fixture, "README.md", "# profiles");
    put(fixture, "references/v1.0.0.json", PROFILE);
    put(fixture, "_archive/v0.1.0.json", PROFILE);
    put(fixture, "_archive/README.md", "# log");
    assert_int_equal(br_library_list(fixture->folder, &entries, NULL), 0);
    assert_int_equal(entries.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < entries.count; i++)
        assert_string_equal(entries.items[i].name, expected[i]);
    assert_int_equal(entries.items[3].kind, BR_LIBRARY_REFERENCE);
    assert_int_equal(entries.items[4].kind, BR_LIBRARY_ARCHIVED);
    br_library_entries_release(&entries);
    assert_int_equal(br_library_list("no/such/folder", &entries, NULL), 0);
    assert_int_equal(entries.count, 0);
}

static void companions_go_by_the_stem(void **state)
{
    const struct fixture *fixture = *state;
    static const char *const expected[] = {"v1.0.heap", "v1.hlog", "v1.speedscope.json",
                                           "v1.truth.json"};
    struct br_texts names = {0};
    put(fixture, "v1.json", PROFILE);
    put(fixture, "v1.hlog", "x");
    put(fixture, "v1.0.heap", "x");
    put(fixture, "v1.truth.json", "{}");
    put(fixture, "v1.speedscope.json", "{\"profiles\":[]}");
    put(fixture, "v1.journal", "x");
    put(fixture, "v1.json.9.tmp", "x");
    put(fixture, "v1-b.hlog", "x");
    put(fixture, "v1.2.json", PROFILE); /* a profile of its own, with what belongs to it */
    put(fixture, "v1.2.hlog", "x");
    put(fixture, "v1.2.truth.json", "{}");
    char *path = path_in(fixture, "v1.json");
    assert_int_equal(br_library_companions(path, &names, NULL), 0);
    assert_int_equal(names.count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < names.count; i++)
        assert_string_equal(names.items[i], expected[i]);
    br_texts_release(&names);
    char *companion = br_library_companion_path(path, ".hlog");
    char *should_be = path_in(fixture, "v1.hlog");
    assert_string_equal(companion, should_be);
    free(should_be);
    free(companion);
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_name_means_the_nearest_thing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            a_working_profile_is_found_before_a_reference_where_one_is_asked_for, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(what_a_file_is_follows_from_where_it_lies, set_up,
                                        tear_down),
        cmocka_unit_test(kept_folders_are_known_by_any_case),
        cmocka_unit_test_setup_teardown(profiles_are_listed_and_nothing_else, set_up, tear_down),
        cmocka_unit_test_setup_teardown(companions_go_by_the_stem, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
