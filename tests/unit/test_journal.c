/* The journal: what was appended is read back, and what a crash or a disk did to it is noticed. */
#include "unit/cmocka_all.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xxhash.h>

#include "base/os.h"
#include "base/text.h"
#include "store/journal.h"
#include "unit/scratch_folder.h"

/* A profile, its journal with all its results, and the bytes of that. */
struct fixture {
    char folder[SCRATCH_PATH];
    char *path;
    struct br_profile profile;
    char *text;
    size_t size;
};

static void write_journal(const char *path, const struct br_profile *profile)
{
    struct br_journal journal = {0};
    struct br_error error;
    if (br_journal_create(path, profile, &journal, &error) != 0)
        fail_msg("%s", error.message);
    for (size_t i = 0; i < profile->results.count; i++)
        if (br_journal_append(&journal, &profile->results.items[i], &error) != 0)
            fail_msg("%s", error.message);
    br_journal_close(&journal);
}

/* Small, because the tests read it back for every byte that it has. */
static void make_profile(struct br_profile *profile)
{
    static const char *const passes[] = {"verify", "throughput", "latency"};
    profile->schema_version = BR_PROFILE_SCHEMA_VERSION;
    profile->name = br_string_copy("nightly/one");
    profile->workload_summary = br_string_copy("lines,\nand \"quotes\"");
    profile->config.mode = br_string_copy("single");
    struct br_input *input = br_list_append(&profile->inputs, sizeof *input);
    input->digest = UINT64_MAX;
    for (size_t i = 0; i < sizeof passes / sizeof passes[0]; i++) {
        struct br_result *result = br_list_append(&profile->results, sizeof *result);
        result->pass = br_string_copy(passes[i]);
        result->order = i;
        result->failure = br_string_copy("it printed:\none line\nand \x01");
        result->ended_ns = 1000 + i;
    }
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct br_error error;
    if (fixture == NULL || scratch_make(fixture->folder) != 0)
        return -1;
    make_profile(&fixture->profile);
    char *folder = br_string_format("%s/profiles/nightly", fixture->folder);
    fixture->path = br_journal_path(folder, "one");
    free(folder);
    write_journal(fixture->path, &fixture->profile);
    *state = fixture;
    return br_os_read_file(fixture->path, &fixture->text, &fixture->size, &error);
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    int code = scratch_remove(fixture->folder);
    br_profile_release(&fixture->profile);
    free(fixture->path);
    free(fixture->text);
    free(fixture);
    return code;
}

/* ---- helpers ---- */

static int try_open(const struct fixture *fixture, struct br_profile *profile,
                    struct br_error *error)
{
    struct br_journal journal = {0};
    int code = br_journal_open(fixture->path, &journal, profile, error);
    if (code != 0)
        assert_null(journal.path);
    br_journal_close(&journal);
    return code;
}

/* Unlinked first: some file systems bring a file to disk that is cut to nothing and written again.
 */
static void put(const struct fixture *fixture, const void *data, size_t size)
{
    unlink(fixture->path);
    assert_int_equal(scratch_write(fixture->path, data, size), 0);
}

static size_t lines_of(const char *text, size_t size)
{
    size_t lines = 0;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n' ? 1 : 0;
    return lines;
}

static size_t size_on_disk(const char *path)
{
    char *text = NULL;
    size_t size = 0;
    struct br_error error;
    assert_int_equal(br_os_read_file(path, &text, &size, &error), 0);
    free(text);
    return size;
}

/* The file's offset of line `number`, from 1. */
static size_t offset_of_line(const struct fixture *fixture, size_t number)
{
    size_t offset = 0;
    for (size_t line = 1; line < number; line++)
        offset = (size_t)((char *)memchr(fixture->text + offset, '\n', fixture->size - offset) -
                          fixture->text) +
                 1;
    return offset;
}

static void assert_same_but_results(const struct br_profile *left, const struct br_profile *right)
{
    struct br_profile a = *left;
    struct br_profile b = *right;
    char path[256];
    a.results = b.results = (struct br_results){0};
    if (!br_shape_equal(&br_profile_shape, &a, &b, path, sizeof path))
        fail_msg("%s differs", path);
}

/* The first results of the fixture and no others. */
static void assert_results(const struct fixture *fixture, const struct br_profile *profile,
                           size_t count)
{
    char path[256];
    assert_int_equal(profile->results.count, count);
    for (size_t i = 0; i < count; i++)
        if (!br_shape_equal(&br_result_shape, &fixture->profile.results.items[i],
                            &profile->results.items[i], path, sizeof path))
            fail_msg("result %zu: %s differs", i, path);
}

/* ---- tests ---- */

static void what_was_appended_is_read_back(void **state)
{
    const struct fixture *fixture = *state;
    struct br_profile profile = {0};
    struct br_error error = {0};
    size_t results = fixture->profile.results.count;
    assert_true(results >= 3);
    assert_int_equal(lines_of(fixture->text, fixture->size), results + 1);
    if (try_open(fixture, &profile, &error) != 0)
        fail_msg("%s", error.message);
    assert_same_but_results(&fixture->profile, &profile);
    assert_results(fixture, &profile, results);
    br_profile_release(&profile);
}

/* Wherever a crash cuts the file, the lines that are whole are there, the rest is gone, and what is
 * appended afterwards stands on a line of its own. */
static void a_torn_last_line_is_dropped_at_every_byte(void **state)
{
    const struct fixture *fixture = *state;
    size_t results = fixture->profile.results.count;
    size_t header = offset_of_line(fixture, 2);
    for (size_t size = fixture->size; size >= header; size--) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        size_t whole = lines_of(fixture->text, size);
        put(fixture, fixture->text, size);
        if (try_open(fixture, &profile, &error) != 0)
            fail_msg("%zu bytes: %s", size, error.message);
        if (profile.results.count != whole - 1)
            fail_msg("%zu bytes: %zu results", size, profile.results.count);
        assert_int_equal(size_on_disk(fixture->path), offset_of_line(fixture, whole + 1));
        br_profile_release(&profile);
    }
    struct br_journal journal = {0};
    struct br_profile profile = {0};
    struct br_error error = {0};
    put(fixture, fixture->text, fixture->size - 7);
    assert_int_equal(br_journal_open(fixture->path, &journal, &profile, &error), 0);
    br_profile_release(&profile);
    const struct br_result *last = &fixture->profile.results.items[results - 1];
    assert_int_equal(br_journal_append(&journal, last, &error), 0);
    br_journal_close(&journal);
    assert_int_equal(try_open(fixture, &profile, &error), 0);
    assert_results(fixture, &profile, results);
    br_profile_release(&profile);
}

/* Blocks that a file system counted but never wrote: zeros, or a line end behind the wrong bytes.
 */
static void a_last_line_of_rubbish_is_dropped(void **state)
{
    const struct fixture *fixture = *state;
    static const char rubbish[][24] = {"\0\0\0\0\0\0\0\0", "pass 3 0123 {}\n", "\n", "pass 1",
                                       "pass 99999999999999999\n"};
    for (size_t i = 0; i < sizeof rubbish / sizeof rubbish[0]; i++) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        struct br_text text = {0};
        br_text_append_bytes(&text, fixture->text, fixture->size);
        br_text_append_bytes(&text, rubbish[i], i == 0 ? 8 : strlen(rubbish[i]));
        put(fixture, text.data, text.size);
        br_text_release(&text);
        if (try_open(fixture, &profile, &error) != 0)
            fail_msg("%zu: %s", i, error.message);
        assert_results(fixture, &profile, fixture->profile.results.count);
        assert_int_equal(size_on_disk(fixture->path), fixture->size);
        br_profile_release(&profile);
    }
}

static void a_head_that_is_not_whole_is_refused(void **state)
{
    const struct fixture *fixture = *state;
    size_t header = offset_of_line(fixture, 2);
    for (size_t size = 0; size < header; size += size < 64 || size + 64 > header ? 1 : 97) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        put(fixture, fixture->text, size);
        assert_int_equal(try_open(fixture, &profile, &error), BR_ERROR_FORMAT);
        assert_non_null(strstr(error.message, "line 1 of the journal"));
        assert_int_equal(size_on_disk(fixture->path), size);
    }
}

/* One flipped bit anywhere before the last line, length and checksum included. */
static void damage_before_the_last_line_names_the_line(void **state)
{
    const struct fixture *fixture = *state;
    for (size_t line = 1; line <= fixture->profile.results.count; line++) {
        size_t begin = offset_of_line(fixture, line);
        size_t end = offset_of_line(fixture, line + 1);
        for (size_t at = begin; at + 1 < end; at += at - begin < 40 ? 1 : 211) {
            struct br_profile profile = {0};
            struct br_error error = {0};
            char expected[64];
            fixture->text[at] ^= 1;
            put(fixture, fixture->text, fixture->size);
            fixture->text[at] ^= 1;
            snprintf(expected, sizeof expected, "line %zu of the journal", line);
            if (try_open(fixture, &profile, &error) != BR_ERROR_FORMAT)
                fail_msg("byte %zu: taken", at);
            if (strstr(error.message, expected) == NULL)
                fail_msg("byte %zu: %s", at, error.message);
            assert_non_null(strstr(error.message, fixture->path));
            assert_int_equal(profile.results.count, 0);
        }
    }
}

/* A line with the right checksum over the given payload. */
static void append_line(struct br_text *text, const char *kind, const char *payload)
{
    size_t size = strlen(payload);
    br_text_format(text, "%s %zu %016" PRIx64 " %s\n", kind, size,
                   (uint64_t)XXH3_64bits(payload, size), payload);
}

static void whole_lines_that_say_something_else_are_refused(void **state)
{
    const struct fixture *fixture = *state;
    static const struct {
        const char *kind, *payload, *next_kind, *next_payload, *message;
    } cases[] = {
        {"run", "{\"schema_version\": 2}", NULL, NULL, "schema version 2, this benchrun writes 1"},
        {"run", "{}", NULL, NULL, "schema version 0"},
        {"pass", "{\"schema_version\": 1}", NULL, NULL, "line 1"},
        {"run", "{\"schema_version\": 1}", "run", "{\"schema_version\": 1}", "line 2"},
        {"run", "{\"schema_version\": 1}", "pass", "{\"replicate\": \"x\"}", "line 2: replicate"},
        {"run", "{\"schema_version\": 1}", "pass", "[", "line 2"},
        {"run", "[]", NULL, NULL, "line 1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_profile profile = {0};
        struct br_error error = {0};
        struct br_text text = {0};
        append_line(&text, cases[i].kind, cases[i].payload);
        if (cases[i].next_kind != NULL)
            append_line(&text, cases[i].next_kind, cases[i].next_payload);
        put(fixture, text.data, text.size);
        br_text_release(&text);
        assert_int_equal(try_open(fixture, &profile, &error), BR_ERROR_FORMAT);
        if (strstr(error.message, cases[i].message) == NULL)
            fail_msg("%s", error.message);
    }
}

static void a_new_run_replaces_the_journal(void **state)
{
    const struct fixture *fixture = *state;
    struct br_journal journal = {0};
    struct br_profile profile = {0};
    struct br_error error = {0};
    assert_int_equal(br_journal_create(fixture->path, &fixture->profile, &journal, &error), 0);
    br_journal_close(&journal);
    assert_int_equal(try_open(fixture, &profile, &error), 0);
    assert_results(fixture, &profile, 0);
    br_profile_release(&profile);
}

static void a_removed_journal_is_gone(void **state)
{
    const struct fixture *fixture = *state;
    struct br_journal journal = {0};
    struct br_profile profile = {0};
    struct br_error error = {0};
    assert_int_equal(br_journal_open(fixture->path, &journal, &profile, &error), 0);
    br_profile_release(&profile);
    assert_int_equal(br_journal_remove(&journal, &error), 0);
    assert_false(br_os_file_exists(fixture->path));
    assert_int_equal(br_journal_remove(&journal, &error), 0);
    assert_int_equal(try_open(fixture, &profile, &error), BR_ERROR_INPUT);
}

/* Tried by another process, as a second run would; its exit status says what it found. */
static int second_process(const struct fixture *fixture, bool creates)
{
    pid_t child = fork();
    if (child == 0) {
        struct br_journal journal = {0};
        struct br_profile profile = {0};
        struct br_error error = {0};
        int code = creates ? br_journal_create(fixture->path, &fixture->profile, &journal, &error)
                           : br_journal_open(fixture->path, &journal, &profile, &error);
        bool is_refused = code == BR_ERROR_USAGE && strstr(error.message, "another benchrun");
        _exit(code == 0 ? 0 : is_refused ? 1 : 2);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void a_journal_in_use_is_left_alone(void **state)
{
    const struct fixture *fixture = *state;
    struct br_journal journal = {0};
    struct br_profile profile = {0};
    struct br_error error = {0};
    assert_int_equal(br_journal_open(fixture->path, &journal, &profile, &error), 0);
    assert_int_equal(second_process(fixture, false), 1);
    assert_int_equal(second_process(fixture, true), 1);
    assert_int_equal(size_on_disk(fixture->path), fixture->size);
    br_journal_close(&journal);
    assert_int_equal(second_process(fixture, false), 0);
    br_profile_release(&profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_appended_is_read_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_torn_last_line_is_dropped_at_every_byte, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_last_line_of_rubbish_is_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_head_that_is_not_whole_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damage_before_the_last_line_names_the_line, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(whole_lines_that_say_something_else_are_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_new_run_replaces_the_journal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_removed_journal_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_journal_in_use_is_left_alone, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
