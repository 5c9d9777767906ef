/* Random profiles survive the way to disk and back; damaged ones are refused cleanly. */
#include "unit/cmocka_all.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "model_fill.h"
#include "store/store.h"
#include "unit/scratch_folder.h"

enum { PROFILES = 60, DAMAGED = 3000, DAMAGED_FILES = 200, MOST_CHANGES = 4 };

/* A random profile that the store accepts. */
static void make_profile(uint64_t seed, struct br_profile *profile)
{
    struct fill fill = {.is_full = seed % 4 == 0};
    br_random_init(&fill.random, seed);
    *profile = (struct br_profile){0};
    fill_object(&fill, &br_profile_shape, profile);
    char **const names[] = {&profile->name, &profile->config.mode, &profile->config.workload};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        free(*names[i]);
        *names[i] = br_string_copy("some");
    }
    profile->schema_version = BR_PROFILE_SCHEMA_VERSION;
    for (size_t i = 0; i < profile->results.count; i++) {
        struct br_result *result = &profile->results.items[i];
        free(result->cell.mode);
        result->cell.mode = br_string_copy(profile->config.mode);
        fill_make_consistent(&fill, result);
    }
}

static void assert_equal(const struct br_profile *left, const struct br_profile *right,
                         uint64_t seed)
{
    char path[256] = "";
    if (!br_shape_equal(&br_profile_shape, left, right, path, sizeof path))
        fail_msg("seed %u: differs at %s", (unsigned)seed, path);
}

static void save(const struct br_profile *profile, const char *folder, char **text, size_t *size)
{
    struct br_error error;
    char *path = NULL;
    if (br_store_save(profile, folder, &path, &error) != 0 ||
        br_os_read_file(path, text, size, &error) != 0)
        fail_msg("%s", error.message);
    free(path);
}

static void a_profile_comes_back_from_disk_the_same(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH];
    assert_int_equal(scratch_make(folder), 0);
    for (uint64_t seed = 0; seed < PROFILES; seed++) {
        struct br_profile profile;
        struct br_profile loaded = {0};
        struct br_error error;
        char *first = NULL;
        char *second = NULL;
        size_t first_size = 0;
        size_t second_size = 0;
        make_profile(seed, &profile);
        save(&profile, folder, &first, &first_size);
        if (br_store_load(folder, profile.name, &loaded, &error) != 0)
            fail_msg("seed %u: %s", (unsigned)seed, error.message);
        assert_equal(&profile, &loaded, seed);
        save(&loaded, folder, &second, &second_size);
        assert_int_equal(first_size, second_size);
        assert_memory_equal(first, second, first_size);
        free(first);
        free(second);
        br_profile_release(&profile);
        br_profile_release(&loaded);
    }
    assert_int_equal(scratch_remove(folder), 0);
}

static void a_copy_equals_its_original(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < PROFILES; seed++) {
        struct br_profile profile;
        struct br_profile copy = {0};
        struct br_error error;
        make_profile(seed, &profile);
        assert_int_equal(br_shape_copy(&br_profile_shape, &profile, &copy, &error), 0);
        assert_equal(&profile, &copy, seed);
        br_profile_release(&profile);
        br_profile_release(&copy);
    }
}

/* ---- damage ---- */

/* Where to break a text: often at a value or a quote, where JSON changes its meaning. */
static size_t any_place(struct br_random *random, const struct br_text *text)
{
    size_t place = br_random_below(random, text->size);
    if (br_random_below(random, 2) == 0)
        return place;
    return place + strcspn(text->data + place, ":,[]{}\"");
}

static void append_damage(struct br_random *random, struct br_text *text)
{
    static const char *const tokens[] = {"null", "-1",  "1e999", "\"x\"", "[]",       "{}",
                                         ",",    "\"",  "}",     "]",     "\\u0000",  "\\ud800",
                                         "\xff", "0.5", "true",  "[[[[[", "\"0xfg\"", ":"};
    char byte = (char)br_random_below(random, 256);
    if (br_random_below(random, 4) == 0)
        br_text_append_bytes(text, &byte, 1);
    else
        br_text_append(text, tokens[br_random_below(random, sizeof tokens / sizeof tokens[0])]);
}

/* Inserts something wrong and drops up to 11 bytes after it, or cuts the text there. */
static void damage(struct br_random *random, struct br_text *text)
{
    struct br_text damaged = {0};
    const size_t place = any_place(random, text);
    size_t dropped = br_random_below(random, 12);
    if (br_random_below(random, 20) == 0 || dropped > text->size - place)
        dropped = text->size - place;
    br_text_append_bytes(&damaged, text->data, place);
    append_damage(random, &damaged);
    br_text_append_bytes(&damaged, text->data + place + dropped, text->size - place - dropped);
    br_text_release(text);
    *text = damaged;
}

static struct br_text make_damaged(uint64_t seed)
{
    struct br_profile profile;
    struct br_random random;
    struct br_text text = {0};
    make_profile(seed % 10, &profile);
    br_random_init(&random, seed);
    char *printed = br_shape_print(&br_profile_shape, &profile, false);
    br_text_append(&text, printed);
    free(printed);
    br_profile_release(&profile);
    for (uint64_t changes = 1 + br_random_below(&random, MOST_CHANGES); changes > 0; changes--)
        damage(&random, &text);
    return text;
}

/* What was read in spite of the damage is as good as any profile. */
static void assert_prints_and_reads_back(struct br_profile *profile, uint64_t seed)
{
    struct br_profile back = {0};
    struct br_error error;
    char *printed = br_shape_print(&br_profile_shape, profile, true);
    if (br_shape_parse(&br_profile_shape, printed, strlen(printed), &back, &error) != 0)
        fail_msg("seed %u: %s", (unsigned)seed, error.message);
    assert_equal(profile, &back, seed);
    free(printed);
    br_profile_release(&back);
}

static void damaged_text_is_read_or_refused_cleanly(void **state)
{
    (void)state;
    static const struct br_profile zeroed;
    size_t read = 0;
    for (uint64_t seed = 0; seed < DAMAGED; seed++) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        struct br_text text = make_damaged(seed);
        char *exact = malloc(text.size); /* so that a sanitizer sees a read past the end */
        memcpy(exact, text.data, text.size);
        int code = br_shape_parse(&br_profile_shape, exact, text.size, &profile, &error);
        if (code == 0)
            assert_prints_and_reads_back(&profile, seed);
        else
            assert_memory_equal(&profile, &zeroed, sizeof zeroed);
        assert_true(code == 0 || (error.code == code && error.message[0] != '\0'));
        read += code == 0;
        br_profile_release(&profile);
        free(exact);
        br_text_release(&text);
    }
    /* Both ends of the property were met. */
    assert_in_range(read, 1, DAMAGED - 1);
}

static void damaged_files_are_loaded_or_refused_cleanly(void **state)
{
    (void)state;
    static const struct br_profile zeroed;
    char folder[SCRATCH_PATH];
    char path[SCRATCH_PATH + 256];
    assert_int_equal(scratch_make(folder), 0);
    scratch_path(path, folder, "damaged.json");
    for (uint64_t seed = 0; seed < DAMAGED_FILES; seed++) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        struct br_text text = make_damaged(seed);
        assert_int_equal(scratch_write(path, text.data, text.size), 0);
        int code = br_store_load(folder, "damaged", &profile, &error);
        if (code != 0) {
            assert_non_null(strstr(error.message, "damaged.json"));
            assert_memory_equal(&profile, &zeroed, sizeof zeroed);
        }
        br_profile_release(&profile);
        br_text_release(&text);
    }
    assert_int_equal(scratch_remove(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_comes_back_from_disk_the_same),
        cmocka_unit_test(a_copy_equals_its_original),
        cmocka_unit_test(damaged_text_is_read_or_refused_cleanly),
        cmocka_unit_test(damaged_files_are_loaded_or_refused_cleanly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
