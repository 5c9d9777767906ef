/* The life of a reference: every refusal, what is stamped and indexed, alterations, pruning. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "lifecycle_fixture.h"
#include "store/library.h"
#include "store/lifecycle.h"
#include "store/store.h"

/* ---- promoting ---- */

static void a_reference_is_stamped_protected_and_indexed(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_profile reference = {0};
    struct stat facts;
    request.reason = "fast | first\n<b>";
    assert_int_equal(lifecycle_promote(&request), 0);
    assert_int_equal(br_store_load(fixture->library, LIFECYCLE_ID, &reference, NULL), 0);
    assert_string_equal(reference.name, LIFECYCLE_ID);
    assert_string_equal(reference.promoted.id, LIFECYCLE_ID);
    assert_string_equal(reference.promoted.from, "part/source");
    assert_string_equal(reference.promoted.reason, "fast | first\n<b>");
    assert_string_equal(reference.promoted.by, "somebody");
    assert_string_equal(reference.promoted.commit, "0123abcd");
    assert_non_null(strstr(reference.promoted.at, "Z"));
    br_profile_release(&reference);
    char *path = lifecycle_path_in(fixture, "references/v1.2.0-marc-single.json");
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 0222, 0);
    free(path);
    assert_true(lifecycle_exists(fixture, "references/v1.2.0-marc-single.truth.json"));
    assert_true(lifecycle_exists(fixture, "references/v1.2.0-marc-single.hlog"));
    assert_true(lifecycle_exists(fixture, "part/source.json"));
    char *index = lifecycle_content(fixture, "README.md");
    assert_non_null(strstr(index, "fast \\| first\\\\x0a"));
    assert_null(strstr(index, "<b>"));
    free(index);
    lifecycle_assert_verified(fixture, 1, 0);
}

static void what_a_person_wrote_around_the_index_is_kept(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    lifecycle_overwrite(fixture, "README.md", "# Ours\n\nBefore.\n");
    assert_int_equal(lifecycle_promote(&request), 0);
    char *index = lifecycle_content(fixture, "README.md");
    char *longer = br_string_format("%s\nBehind.\n", index);
    lifecycle_overwrite(fixture, "README.md", longer);
    free(longer);
    free(index);
    request.id = "v1.2.1-marc-single";
    assert_int_equal(lifecycle_promote(&request), 0);
    index = lifecycle_content(fixture, "README.md");
    assert_ptr_equal(strstr(index, "# Ours\n\nBefore.\n"), index);
    assert_non_null(strstr(index, "\nBehind.\n"));
    assert_true(strstr(index, "| [v1.2.0-marc-single](") <
                strstr(index, "| [v1.2.1-marc-single]("));
    free(index);
    lifecycle_assert_verified(fixture, 2, 0);
}

/* An editor that joined the last row with the line below it. */
static void a_table_whose_end_is_no_line_is_not_written_to(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    assert_int_equal(lifecycle_promote(&request), 0);
    char *index = lifecycle_content(fixture, "README.md");
    char *end = strstr(index, "\n<!-- benchrun: end");
    assert_non_null(end);
    *end = ' ';
    lifecycle_overwrite(fixture, "README.md", index);
    request.id = "v1.2.1-marc-single";
    assert_true(lifecycle_promote(&request) < 0);
    char *now = lifecycle_content(fixture, "README.md");
    assert_string_equal(now, index);
    assert_false(lifecycle_exists(fixture, ".pending-promote-v1.2.1-marc-single"));
    free(now);
    free(index);
}

static void a_dry_run_touches_nothing(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_lifecycle_report report = {0};
    request.dry = true;
    assert_int_equal(br_promote(&request, &report, NULL), 0);
    assert_non_null(strstr(br_text_string(&report.actions), "v1.2.0-marc-single.truth.json"));
    br_lifecycle_report_release(&report);
    assert_false(lifecycle_exists(fixture, "references"));
    assert_false(lifecycle_exists(fixture, "README.md"));
}

/* ---- refusals ---- */

/* Refused, with these words among `count` mistakes, and nothing was touched. */
static void assert_refused(const struct lifecycle_fixture *fixture,
                           const struct br_promote_request *request, size_t count,
                           const char *words)
{
    struct br_lifecycle_report report = {0};
    struct br_error error = {0};
    assert_int_equal(br_promote(request, &report, &error), BR_ERROR_INPUT);
    const char *mistakes = br_text_string(&report.mistakes.text);
    if (report.mistakes.count != count || strstr(mistakes, words) == NULL)
        fail_msg("%zu mistakes instead of %zu with '%s':\n%s", report.mistakes.count, count, words,
                 mistakes);
    br_lifecycle_report_release(&report);
    assert_false(lifecycle_exists(fixture, "references"));
}

static void hostile_ids_are_refused(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    static const struct {
        const char *id, *words;
        size_t mistakes;
    } bad[] = {{"", "write a version", 1},
               {"marc", "write a version", 1},
               {"1.2.0", "write a version", 1},
               {"v1.2", "write a version", 1},
               {"v1.2.0-", "write a version", 1},
               {"v1.2.0-a..b", "write a version", 1},
               {"v1.2.0-a.", "write a version", 1},
               {"v1.2.0 a", "write a version", 1},
               {"v1.2.0-a|b", "write a version", 1},
               {"v1.2.0-a\nb", "write a version", 1},
               {"v1.2.0-\xff", "write a version", 1},
               {"v1.2.0-a.json", "write a version", 1},
               {"v1.2.0-a.truth", "write a version", 1},
               {"v1.2.0-marc-WiP", "work in progress", 1},
               {"v1.2.0-a/b", "not a path", 2},
               {"../v1.2.0", "not a path", 2},
               {"/v1.2.0", "not a path", 2}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct br_promote_request request = lifecycle_request_of(fixture);
        request.id = bad[i].id;
        assert_refused(fixture, &request, bad[i].mistakes, bad[i].words);
    }
    char id[120] = "v1.2.0-";
    memset(id + 7, 'x', sizeof id - 8);
    struct br_promote_request request = lifecycle_request_of(fixture);
    request.id = id;
    assert_refused(fixture, &request, 1, "at most 100 characters");
}

static void all_mistakes_are_told_together(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    request.id = "wip";
    request.reason = " ";
    request.by = "";
    request.source = "absent";
    assert_refused(fixture, &request, 5, "there is no profile absent");
    request.id = NULL;
    request.reason = NULL;
    assert_refused(fixture, &request, 4, "needs the id");
    lifecycle_overwrite(fixture, "broken.json", "{");
    request.source = "broken";
    assert_refused(fixture, &request, 4, "not valid JSON");
}

typedef void spoil(struct br_profile *profile);

static void leave_incomplete(struct br_profile *profile)
{
    profile->complete = false;
}
static void let_a_pass_fail(struct br_profile *profile)
{
    struct br_result *last = &profile->results.items[profile->results.count - 1];
    last->ok = false;
    lifecycle_replace(&last->failure, "crashed");
}
static void forget_the_host(struct br_profile *profile)
{
    lifecycle_replace(&profile->environment.hostname, NULL);
}
static void forget_the_digests(struct br_profile *profile)
{
    for (size_t i = 0; i < profile->results.count; i++)
        profile->results.items[i].work.digested = false;
}
static void refuse_the_freeze(struct br_profile *profile)
{
    profile->freeze.frozen = true;
    profile->freeze.accepted = false;
    lifecycle_replace(&profile->freeze.cell, "cell");
}
static void promote_before(struct br_profile *profile)
{
    lifecycle_replace(&profile->promoted.id, "v0.0.1");
}
static void be_unstable(struct br_profile *profile)
{
    for (size_t i = 0; i < profile->results.count; i++)
        for (size_t j = 0; j < profile->results.items[i].samples.count; j++)
            profile->results.items[i].samples.items[j].run_delay_ns =
                profile->results.items[i].samples.items[j].wall_ns;
}

static void unworthy_profiles_are_refused(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    static const struct {
        spoil *spoil;
        const char *words;
    } cases[] = {{leave_incomplete, "not complete"},    {let_a_pass_fail, "passes failed"},
                 {forget_the_host, "environment.host"}, {forget_the_digests, "no work digest"},
                 {refuse_the_freeze, "not accepted"},   {promote_before, "promoted before"},
                 {be_unstable, "is unstable"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct br_mistakes mistakes = {0};
        struct br_profile profile = {0};
        lifecycle_make_worthy(&profile);
        assert_int_equal(br_promote_check_profile(&profile, &mistakes, NULL), 0);
        if (mistakes.count != 0)
            fail_msg("%s", br_text_string(&mistakes.text));
        cases[i].spoil(&profile);
        assert_int_equal(br_promote_check_profile(&profile, &mistakes, NULL), 0);
        if (mistakes.count == 0 || strstr(br_text_string(&mistakes.text), cases[i].words) == NULL)
            fail_msg("'%s' is not said: %s", cases[i].words, br_text_string(&mistakes.text));
        br_profile_release(&profile);
        br_mistakes_release(&mistakes);
    }
    (void)fixture;
}

static void truth_must_be_there_and_right(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    lifecycle_overwrite(fixture, "part/source.truth.json", "{\"truth_version\":1,\"wall_ns\":1}");
    assert_refused(fixture, &request, 1, "belongs to another run");
    request.truth_optional = true;
    assert_refused(fixture, &request, 1, "belongs to another run");
    lifecycle_overwrite(fixture, "part/source.truth.json", "{");
    assert_refused(fixture, &request, 1, "source.truth.json");
    lifecycle_save(fixture, false);
    assert_false(lifecycle_exists(fixture, "part/source.truth.json"));
    request.truth_optional = false;
    assert_refused(fixture, &request, 1, "--no-truth-required");
    request.truth_optional = true;
    assert_int_equal(lifecycle_promote(&request), 0);
}

static void no_id_is_used_twice(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_archive_request archive = {
        .library = fixture->library, .id = LIFECYCLE_ID, .reason = "old", .by = "somebody"};
    struct br_lifecycle_report report = {0};
    assert_int_equal(lifecycle_promote(&request), 0);
    char *before = lifecycle_content(fixture, "references/v1.2.0-marc-single.json");
    assert_int_equal(lifecycle_promote(&request), BR_ERROR_INPUT);
    char *after = lifecycle_content(fixture, "references/v1.2.0-marc-single.json");
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_int_equal(br_archive(&archive, &report, NULL), 0);
    assert_int_equal(lifecycle_promote(&request), BR_ERROR_INPUT);
    assert_int_equal(br_archive(&archive, &report, NULL), BR_ERROR_INPUT);
    br_lifecycle_report_release(&report);
    request.source = "_archive/v1.2.0-marc-single";
    request.id = "v2.0.0";
    assert_int_equal(lifecycle_promote(&request), BR_ERROR_INPUT);
}

static void nothing_is_saved_over_what_is_kept(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_error error = {0};
    assert_int_equal(lifecycle_promote(&request), 0);
    static const char *const names[] = {"references/v1.2.0-marc-single", "_archive/x",
                                        "a/References/x", "x.truth"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        lifecycle_replace(&fixture->profile.name, names[i]);
        assert_true(br_store_save(&fixture->profile, fixture->library, NULL, &error) < 0);
    }
    lifecycle_assert_verified(fixture, 1, 0);
}

/* ---- archiving and verifying ---- */

static void an_archived_reference_is_history(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_archive_request archive = {.library = fixture->library,
                                         .id = LIFECYCLE_ID,
                                         .reason = "new | machine",
                                         .by = "somebody"};
    struct br_lifecycle_report report = {0};
    struct br_library_entry entry = {0};
    assert_int_equal(lifecycle_promote(&request), 0);
    assert_int_equal(br_archive(&archive, &report, NULL), 0);
    br_lifecycle_report_release(&report);
    assert_int_equal(br_library_find(fixture->library, LIFECYCLE_ID, &entry, NULL), 0);
    assert_int_equal(entry.kind, BR_LIBRARY_ARCHIVED);
    br_library_entry_release(&entry);
    assert_true(lifecycle_exists(fixture, "_archive/v1.2.0-marc-single.truth.json"));
    assert_false(lifecycle_exists(fixture, "references/v1.2.0-marc-single.truth.json"));
    char *index = lifecycle_content(fixture, "README.md");
    char *log = lifecycle_content(fixture, "_archive/README.md");
    assert_null(strstr(index, LIFECYCLE_ID));
    assert_non_null(strstr(log, "new \\| machine"));
    free(index);
    free(log);
    lifecycle_assert_verified(fixture, 1, 0);
}

/* What somebody left when taking a reference away is found before anything is touched. */
static void nothing_begins_where_a_companion_is_in_the_way(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request promotion = lifecycle_request_of(fixture);
    struct br_archive_request archiving = {
        .library = fixture->library, .id = LIFECYCLE_ID, .reason = "old", .by = "somebody"};
    struct br_lifecycle_report report = {0};
    char *orphan = lifecycle_path_in(fixture, "references/" LIFECYCLE_ID ".hlog");
    assert_int_equal(br_os_make_folder_of(orphan, NULL), 0);
    lifecycle_overwrite(fixture, "references/" LIFECYCLE_ID ".hlog", "orphan");
    assert_int_equal(br_promote(&promotion, &report, NULL), BR_ERROR_INPUT);
    assert_non_null(strstr(br_text_string(&report.mistakes.text), "belongs to no reference"));
    br_lifecycle_report_release(&report);
    assert_false(lifecycle_exists(fixture, ".pending-promote-" LIFECYCLE_ID));
    assert_false(lifecycle_exists(fixture, "references/" LIFECYCLE_ID ".truth.json"));
    assert_int_equal(unlink(orphan), 0);
    assert_int_equal(lifecycle_promote(&promotion), 0);
    char *archived = lifecycle_path_in(fixture, "_archive/" LIFECYCLE_ID ".hlog");
    assert_int_equal(br_os_make_folder_of(archived, NULL), 0);
    lifecycle_overwrite(fixture, "_archive/" LIFECYCLE_ID ".hlog", "orphan");
    assert_int_equal(br_archive(&archiving, &report, NULL), BR_ERROR_INPUT);
    assert_non_null(strstr(br_text_string(&report.mistakes.text), "belongs to nothing in the"));
    assert_true(lifecycle_exists(fixture, "references/" LIFECYCLE_ID ".json"));
    br_lifecycle_report_release(&report);
    free(archived);
    free(orphan);
}

static void every_alteration_is_found(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    assert_int_equal(lifecycle_promote(&request), 0);
    char *text = lifecycle_content(fixture, "references/v1.2.0-marc-single.json");
    char *longer = br_string_format("%s ", text);
    lifecycle_overwrite(fixture, "references/v1.2.0-marc-single.json", longer);
    lifecycle_assert_verified(fixture, 0, 1);
    lifecycle_overwrite(fixture, "references/v1.2.0-marc-single.json", text);
    lifecycle_assert_verified(fixture, 1, 0);
    lifecycle_overwrite(fixture, "references/v1.2.0-marc-single.hlog", "other\n");
    lifecycle_assert_verified(fixture, 0, 1);
    lifecycle_overwrite(fixture, "references/v1.2.0-marc-single.hlog", "latencies\n");
    lifecycle_overwrite(fixture, "references/v9.9.9.json", text);
    lifecycle_assert_verified(fixture, 1, 1);
    char *path = lifecycle_path_in(fixture, "references/v9.9.9.json");
    assert_int_equal(unlink(path), 0);
    free(path);
    path = lifecycle_path_in(fixture, "references/v1.2.0-marc-single.json");
    assert_int_equal(unlink(path), 0);
    free(path);
    lifecycle_assert_verified(fixture, 0, 1);
    free(longer);
    free(text);
}

/* ---- pruning ---- */

static void save_as(struct lifecycle_fixture *fixture, const char *name, const char *created)
{
    lifecycle_replace(&fixture->profile.name, name);
    lifecycle_replace(&fixture->profile.created, created);
    lifecycle_save(fixture, true);
}

static void old_working_profiles_go_with_their_companions(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request promotion = lifecycle_request_of(fixture);
    struct br_lifecycle_report report = {0};
    struct br_prune_request request = {.library = fixture->library,
                                       .keep = 1,
                                       .older_than_ns = UINT64_C(86400000000000),
                                       .now_s = 1767571200, /* 2026-01-05T00:00:00Z */
                                       .dry = true};
    assert_int_equal(lifecycle_promote(&promotion), 0);
    save_as(fixture, "new", "2026-01-04T12:00:00Z");
    save_as(fixture, "middle", "2026-01-04T11:00:00Z");
    save_as(fixture, "old", "2026-01-01T00:00:00Z");
    lifecycle_overwrite(fixture, "damaged.json", "{");
    assert_int_equal(br_prune(&request, &report, NULL), 0);
    assert_true(lifecycle_exists(fixture, "old.json"));
    assert_string_equal(br_text_string(&report.actions),
                        "delete part/source.json\ndelete part/source.hlog\n"
                        "delete part/source.truth.json\n"
                        "delete old.json\ndelete old.hlog\ndelete old.truth.json\n");
    assert_non_null(strstr(br_text_string(&report.notes), "damaged.json stays"));
    br_lifecycle_report_release(&report);
    request.dry = false;
    assert_int_equal(br_prune(&request, &report, NULL), 0);
    br_lifecycle_report_release(&report);
    assert_false(lifecycle_exists(fixture, "old.json") ||
                 lifecycle_exists(fixture, "old.truth.json"));
    assert_false(lifecycle_exists(fixture, "part/source.json"));
    assert_true(lifecycle_exists(fixture, "new.json") && lifecycle_exists(fixture, "middle.hlog"));
    assert_true(lifecycle_exists(fixture, "damaged.json"));
    lifecycle_assert_verified(fixture, 1, 0);
}

/* People keep a link to the newest one. */
static void a_link_is_no_profile_to_count_or_delete(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_lifecycle_report report = {0};
    const struct br_prune_request request = {.library = fixture->library, .keep = 1};
    char *link = lifecycle_path_in(fixture, "a-latest.json");
    char *other = lifecycle_path_in(fixture, "z-latest.json");
    save_as(fixture, "new", "2026-01-04T12:00:00Z");
    assert_int_equal(symlink("new.json", link) + symlink("new.json", other), 0);
    assert_int_equal(br_prune(&request, &report, NULL), 0);
    br_lifecycle_report_release(&report);
    assert_true(lifecycle_exists(fixture, "new.json") && lifecycle_exists(fixture, "new.hlog"));
    assert_true(lifecycle_exists(fixture, "a-latest.json"));
    assert_false(lifecycle_exists(fixture, "part/source.json"));
    free(other);
    free(link);
}

static void a_folder_beside_a_profile_stops_nothing(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_lifecycle_report report = {0};
    const struct br_prune_request request = {.library = fixture->library, .older_than_ns = 1};
    struct br_prune_request now = request;
    char *folder = lifecycle_path_in(fixture, "part/source.old");
    now.now_s = 1767571200;
    assert_int_equal(br_os_make_folders(folder, NULL), 0);
    assert_int_equal(br_prune(&now, &report, NULL), 0);
    br_lifecycle_report_release(&report);
    assert_false(lifecycle_exists(fixture, "part/source.json"));
    assert_true(lifecycle_exists(fixture, "part/source.old"));
    free(folder);
}

/* Each part of a name may have 200 characters, and a file name 255 in all. */
static void the_longest_names_are_saved(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_text name = {0};
    br_text_append_repeat(&name, 'a', 200);
    br_text_append(&name, "/");
    br_text_append_repeat(&name, 'b', 200);
    save_as(fixture, br_text_string(&name), "2026-01-04T12:00:00Z");
    br_text_append(&name, ".truth.json");
    assert_true(lifecycle_exists(fixture, br_text_string(&name)));
    br_text_release(&name);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, lifecycle_set_up, lifecycle_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reference_is_stamped_protected_and_indexed),
        TEST(what_a_person_wrote_around_the_index_is_kept),
        TEST(a_table_whose_end_is_no_line_is_not_written_to),
        TEST(a_dry_run_touches_nothing),
        TEST(hostile_ids_are_refused),
        TEST(all_mistakes_are_told_together),
        TEST(unworthy_profiles_are_refused),
        TEST(truth_must_be_there_and_right),
        TEST(no_id_is_used_twice),
        TEST(nothing_is_saved_over_what_is_kept),
        TEST(an_archived_reference_is_history),
        TEST(every_alteration_is_found),
        TEST(nothing_begins_where_a_companion_is_in_the_way),
        TEST(old_working_profiles_go_with_their_companions),
        TEST(a_link_is_no_profile_to_count_or_delete),
        TEST(a_folder_beside_a_profile_stops_nothing),
        TEST(the_longest_names_are_saved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
