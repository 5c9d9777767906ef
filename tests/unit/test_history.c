/* Histories of folders: what is kept, when files are read again, and what a damaged file costs. */
#include "unit/cmocka_all.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "compared_profiles.h"
#include "store/history.h"
#include "store/json_head.h"
#include "store/library.h"
#include "store/store.h"
#include "unit/scratch_folder.h"

struct scene {
    char folder[SCRATCH_PATH];
    struct br_history history;
    size_t loaded;
};

static void save(struct scene *scene, const char *name, double factor)
{
    struct br_profile profile = {0};
    struct br_error error = {0};
    compared_profile_fill(&profile, name);
    profile.complete = true;
    for (size_t i = 0; i < profile.results.count; i++) {
        struct br_work *work = &profile.results.items[i].work;
        work->accepted = work->records;
        work->rejected = work->rejected_bytes = 0;
        if (strcmp(profile.results.items[i].pass, "instructions") == 0)
            profile.results.items[i].repetitions = 1;
    }
    compared_profile_slow_down(&profile, factor);
    assert_int_equal(br_store_save(&profile, scene->folder, NULL, &error), 0);
    br_profile_release(&profile);
}

static void start(struct scene *scene)
{
    *scene = (struct scene){0};
    assert_int_equal(scratch_make(scene->folder), 0);
    save(scene, "a", 1);
    save(scene, "part/b", 2);
}

static void read_again(struct scene *scene)
{
    struct br_error error = {0};
    br_shape_release(&br_history_shape, &scene->history);
    assert_int_equal(br_history_read(scene->folder, &scene->history, &scene->loaded, &error), 0);
}

static void finish(struct scene *scene)
{
    br_shape_release(&br_history_shape, &scene->history);
    assert_int_equal(scratch_remove(scene->folder), 0);
}

static void write_file(const struct scene *scene, const char *name, const char *text)
{
    char path[SCRATCH_PATH + 256];
    assert_int_equal(scratch_write(scratch_path(path, scene->folder, name), text, strlen(text)), 0);
}

static const struct br_history_entry *find(const struct scene *scene, const char *name)
{
    for (size_t i = 0; i < scene->history.entries.count; i++)
        if (strcmp(scene->history.entries.items[i].name, name) == 0)
            return &scene->history.entries.items[i];
    fail_msg("no %s", name);
    return NULL;
}

static double value_of(const struct scene *scene, const char *name, const char *measure)
{
    const struct br_history_entry *entry = find(scene, name);
    assert_int_equal(entry->cells.count, 1);
    for (size_t i = 0; i < scene->history.measures.count; i++)
        if (strcmp(scene->history.measures.items[i], measure) == 0)
            return entry->cells.items[0].values.items[i];
    fail_msg("no %s", measure);
    return NAN;
}

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) < 1e-6 * expected))
        fail_msg("%.9g is not %.9g", value, expected);
}

static void key_figures_of_every_profile_are_kept(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    read_again(&scene);
    assert_int_equal(scene.loaded, 2);
    assert_int_equal(scene.history.entries.count, 2);
    const struct br_history_entry *entry = find(&scene, "part/b");
    assert_string_equal(entry->file, "part/b.json");
    assert_string_equal(entry->mode, "concurrent");
    assert_string_equal(entry->hostname, "host");
    assert_string_equal(entry->cells.items[0].label, "1k ×2 partition");
    assert_int_equal(entry->cells.items[0].work.records, 1000);
    assert_true(entry->cells.items[0].work.digested);
    assert_close(value_of(&scene, "part/b", "time"), 2 * value_of(&scene, "a", "time"));
    assert_close(value_of(&scene, "a", "allocations"), 10);
    assert_close(value_of(&scene, "a", "instructions"), 2000);
    assert_true(isnan(value_of(&scene, "a", "latency-p99")));
    finish(&scene);
}

static void only_what_changed_is_loaded_again(void **state)
{
    (void)state;
    struct scene scene;
    struct br_history first = {0};
    struct br_error error;
    char path[SCRATCH_PATH + 256];
    start(&scene);
    read_again(&scene);
    assert_int_equal(br_shape_copy(&br_history_shape, &scene.history, &first, &error), 0);
    read_again(&scene);
    assert_int_equal(scene.loaded, 0);
    assert_true(br_shape_equal(&br_history_shape, &first, &scene.history, NULL, 0));
    save(&scene, "a", 3); /* of the same size but for chance, and another file all the same */
    read_again(&scene);
    assert_int_equal(scene.loaded, 1);
    assert_close(value_of(&scene, "a", "time"), 1.5 * value_of(&scene, "part/b", "time"));
    save(&scene, "c", 1);
    read_again(&scene);
    assert_int_equal(scene.loaded, 1);
    assert_int_equal(remove(scratch_path(path, scene.folder, "part/b.json")), 0);
    read_again(&scene);
    assert_int_equal(scene.loaded, 0);
    assert_int_equal(scene.history.entries.count, 2);
    br_shape_release(&br_history_shape, &first);
    finish(&scene);
}

static void damage_is_named_and_remembered(void **state)
{
    (void)state;
    struct scene scene;
    start(&scene);
    write_file(&scene, "broken.json", "{\"schema_version\": 1, \"config\": {");
    read_again(&scene);
    assert_int_equal(scene.loaded, 3);
    assert_non_null(strstr(find(&scene, "broken")->damage, "broken.json: not valid JSON"));
    assert_int_equal(find(&scene, "broken")->cells.count, 0);
    read_again(&scene);
    assert_int_equal(scene.loaded, 0);
    assert_non_null(find(&scene, "broken")->damage);
    finish(&scene);
}

/* Whatever lies in its place: the cache is a cache. */
static void a_useless_cache_is_made_anew(void **state)
{
    (void)state;
    static const char *const caches[] = {"",
                                         "{",
                                         "[]",
                                         "{\"schema_version\": 99}",
                                         "{\"schema_version\": 1, \"measures\": [\"x\"]}",
                                         "{\"schema_version\": 1, \"entries\": [{\"stamp\": 3}]}"};
    struct scene scene;
    start(&scene);
    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++) {
        write_file(&scene, ".history.json", caches[i]);
        read_again(&scene);
        assert_int_equal(scene.loaded, 2);
        assert_int_equal(scene.history.entries.count, 2);
    }
    finish(&scene);
}

/* Entries without what every entry has, as nobody but a hand would write them. */
static void a_cache_without_labels_is_not_believed(void **state)
{
    (void)state;
    char path[SCRATCH_PATH + 256];
    char *text = NULL;
    size_t size = 0;
    struct br_error error;
    struct scene scene;
    start(&scene);
    read_again(&scene);
    scratch_path(path, scene.folder, ".history.json");
    assert_int_equal(br_os_read_file(path, &text, &size, &error), 0);
    for (char *at = text; (at = strstr(at, "\"label\"")) != NULL;)
        at[1] = 'L';
    assert_int_equal(scratch_write(path, text, size), 0);
    read_again(&scene);
    assert_int_equal(scene.loaded, 2);
    free(text);
    finish(&scene);
}

static void an_absent_folder_has_no_history(void **state)
{
    (void)state;
    struct br_history history = {0};
    struct br_error error = {0};
    assert_int_equal(br_history_read("/nonexistent/profiles", &history, NULL, &error), 0);
    assert_int_equal(history.entries.count, 0);
    br_shape_release(&br_history_shape, &history);
}

/* ---- the beginning of a file ---- */

static bool has_config(const char *text)
{
    return br_json_head_has_object(text, strlen(text), "config", "old_side");
}

static void the_head_tells_a_configuration(void **state)
{
    (void)state;
    assert_true(has_config("{\"config\": {"));
    assert_true(has_config(" {\n\"a\": [1, {\"config\": 3}], \"b\": \"}\\\",{\", \"config\" : {}"));
    assert_false(has_config("{\"a\": {\"config\": {}}}"));
    assert_false(has_config("{\"config\": []}"));
    assert_false(has_config("{\"config\": "));
    assert_false(has_config("{\"confi"));
    assert_false(has_config("{\"a\": \"\\"));
    assert_false(has_config("{\"a\": [}"));
    assert_false(has_config("[\"config\", {}]"));
    assert_false(has_config("{\"old_side\": {}, \"config\": {}}"));
    assert_false(has_config(""));
}

/* However far from the beginning the configuration stands. */
static void a_late_configuration_makes_a_profile_as_well(void **state)
{
    (void)state;
    struct scene scene;
    struct br_library_entries entries = {0};
    struct br_error error;
    struct br_text text = {0};
    start(&scene);
    br_text_append(&text, "{\"filler\": \"");
    br_text_append_repeat(&text, 'x', 100000);
    br_text_append(&text, "\", \"config\": {}}");
    write_file(&scene, "late.json", br_text_string(&text));
    write_file(&scene, "none.json", "{\"schema_version\": 1}");
    assert_int_equal(br_library_list(scene.folder, &entries, &error), 0);
    assert_int_equal(entries.count, 3);
    br_library_entries_release(&entries);
    br_text_release(&text);
    finish(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(key_figures_of_every_profile_are_kept),
        cmocka_unit_test(only_what_changed_is_loaded_again),
        cmocka_unit_test(damage_is_named_and_remembered),
        cmocka_unit_test(a_useless_cache_is_made_anew),
        cmocka_unit_test(a_cache_without_labels_is_not_believed),
        cmocka_unit_test(an_absent_folder_has_no_history),
        cmocka_unit_test(the_head_tells_a_configuration),
        cmocka_unit_test(a_late_configuration_makes_a_profile_as_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
