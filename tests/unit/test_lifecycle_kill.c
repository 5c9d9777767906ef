/*
 * Freeze, promotion, archiving and pruning killed behind each of their steps, and several
 * promotions at once: the library has the old state or the new one, and one promotion wins.
 */
#include "unit/cmocka_all.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/folder.h"
#include "base/os.h"
#include "base/text.h"
#include "lifecycle_fixture.h"
#include "store/lifecycle.h"

/* ---- killed behind each step ---- */

struct killer {
    unsigned step, last;
};

static void kill_at_last(void *context)
{
    struct killer *killer = context;
    if (++killer->step == killer->last)
        raise(SIGKILL);
}

#define LATER "2026-03-04T05:06:07Z"

typedef int work(const struct lifecycle_fixture *fixture, const struct br_change_watch *watch);

static int do_promote(const struct lifecycle_fixture *fixture, const struct br_change_watch *watch)
{
    struct br_promote_request request = lifecycle_request_of(fixture);
    request.watch = watch;
    return lifecycle_promote(&request);
}

static int do_archive(const struct lifecycle_fixture *fixture, const struct br_change_watch *watch)
{
    struct br_archive_request request = {.library = fixture->library,
                                         .id = LIFECYCLE_ID,
                                         .reason = "old",
                                         .by = "somebody",
                                         .watch = watch};
    struct br_lifecycle_report report = {0};
    int code = br_archive(&request, &report, NULL);
    br_lifecycle_report_release(&report);
    return code;
}

/* A profile of the same name that was measured later, with other files beside it. */
static int do_freeze(const struct lifecycle_fixture *fixture, const struct br_change_watch *watch)
{
    struct br_profile profile = {0};
    struct br_companions companions = {0};
    const struct br_freeze_request request = {.library = fixture->library,
                                              .profile = &profile,
                                              .companions = &companions,
                                              .watch = watch};
    struct br_lifecycle_report report = {0};
    assert_int_equal(br_shape_copy(&br_profile_shape, &fixture->profile, &profile, NULL), 0);
    lifecycle_replace(&profile.created, LATER);
    br_companions_add(&companions, ".hlog", LATER, strlen(LATER));
    br_companions_add(&companions, ".1k-cpu.folded", LATER, strlen(LATER));
    int code = br_freeze_save(&request, &report, NULL);
    br_lifecycle_report_release(&report);
    br_companions_release(&companions);
    br_profile_release(&profile);
    return code;
}

static int do_prune(const struct lifecycle_fixture *fixture, const struct br_change_watch *watch)
{
    const struct br_prune_request request = {
        .library = fixture->library, .older_than_ns = 1, .now_s = UINT32_MAX, .watch = watch};
    struct br_lifecycle_report report = {0};
    int code = br_prune(&request, &report, NULL);
    br_lifecycle_report_release(&report);
    return code;
}

/* ---- what a library is like afterwards: wholly new or wholly old ---- */

typedef bool look(const struct lifecycle_fixture *fixture);

static bool is_promoted(const struct lifecycle_fixture *fixture)
{
    bool is_there = lifecycle_exists(fixture, "references/" LIFECYCLE_ID ".json");
    lifecycle_assert_verified(fixture, is_there ? 1 : 0, 0);
    return is_there;
}

static bool is_archived(const struct lifecycle_fixture *fixture)
{
    lifecycle_assert_verified(fixture, 1, 0);
    return lifecycle_exists(fixture, "_archive/" LIFECYCLE_ID ".json");
}

static bool has_text(const struct lifecycle_fixture *fixture, const char *name, const char *text)
{
    char *content = lifecycle_content(fixture, name);
    bool result = strstr(content, text) != NULL;
    free(content);
    return result;
}

static bool is_frozen_later(const struct lifecycle_fixture *fixture)
{
    bool is_later = has_text(fixture, "part/source.json", LATER);
    assert_int_equal(has_text(fixture, "part/source.hlog", LATER), is_later);
    assert_int_equal(lifecycle_exists(fixture, "part/source.1k-cpu.folded"), is_later);
    assert_int_equal(lifecycle_exists(fixture, "part/source.truth.json"), !is_later);
    return is_later;
}

static bool is_pruned(const struct lifecycle_fixture *fixture)
{
    bool is_there = lifecycle_exists(fixture, "part/source.json");
    assert_int_equal(lifecycle_exists(fixture, "part/source.hlog"), is_there);
    assert_int_equal(lifecycle_exists(fixture, "part/source.truth.json"), is_there);
    return !is_there;
}

/* ---- at each step ---- */

struct scene {
    work *prepare; /* NULL = nothing */
    work *operation;
    look *is_new;
    int again;      /* what the operation returns where it was done already */
    unsigned steps; /* at least so many */
};

/* Runs the operation in a child that ends behind its step `last`; true when it was killed. */
static bool run_killed(const struct lifecycle_fixture *fixture, work *operation, unsigned last)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        struct killer killer = {.last = last};
        const struct br_change_watch watch = {.step = kill_at_last, .context = &killer};
        _exit(operation(fixture, &watch) == 0 ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFSIGNALED(status))
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static void assert_tidy(const struct lifecycle_fixture *fixture)
{
    struct br_texts names = {0};
    assert_int_equal(br_folder_read(fixture->library, &names, NULL), 0);
    for (size_t i = 0; i < names.count; i++)
        assert_true(names.items[i][0] != '.' || strcmp(names.items[i], ".lock") == 0);
    br_texts_release(&names);
}

/* After every kill the library, put in order, is as it was or as it should be; never between, and
 * never back again once a later step was reached. */
static void kill_at_each_step(void **state, const struct scene *scene)
{
    bool was_new = false;
    unsigned step = 1;
    for (bool killed = true; killed; step++) {
        struct lifecycle_fixture *fixture = *state;
        assert_int_equal(scene->prepare != NULL ? scene->prepare(fixture, NULL) : 0, 0);
        assert_false(scene->is_new(fixture));
        killed = run_killed(fixture, scene->operation, step);
        struct br_text notes = {0};
        assert_int_equal(br_library_recover(fixture->library, &notes, NULL), 0);
        bool is_new = scene->is_new(fixture);
        assert_true(is_new || !was_new);
        was_new = is_new;
        assert_tidy(fixture);
        assert_int_equal(scene->operation(fixture, NULL), is_new ? scene->again : 0);
        assert_true(scene->is_new(fixture));
        br_text_release(&notes);
        lifecycle_tear_down(state);
        lifecycle_set_up(state);
    }
    assert_true(was_new);
    assert_true(step > scene->steps);
}

static void a_promotion_killed_anywhere_is_wholly_there_or_not(void **state)
{
    /* Staged files, intent, commit, changes, the folder's end. */
    const struct scene scene = {
        .operation = do_promote, .is_new = is_promoted, .again = BR_ERROR_INPUT, .steps = 6};
    kill_at_each_step(state, &scene);
}

static void an_archiving_killed_anywhere_is_wholly_there_or_not(void **state)
{
    const struct scene scene = {.prepare = do_promote,
                                .operation = do_archive,
                                .is_new = is_archived,
                                .again = BR_ERROR_INPUT,
                                .steps = 6};
    kill_at_each_step(state, &scene);
}

static void a_freeze_killed_anywhere_is_wholly_there_or_not(void **state)
{
    const struct scene scene = {
        .operation = do_freeze, .is_new = is_frozen_later, .again = 0, .steps = 6};
    kill_at_each_step(state, &scene);
}

static void a_pruning_killed_anywhere_took_all_or_nothing(void **state)
{
    /* Nothing is staged: intent, commit, three files, the folder's end. */
    const struct scene scene = {.operation = do_prune, .is_new = is_pruned, .again = 0, .steps = 5};
    kill_at_each_step(state, &scene);
}

/* The next command puts in order what the killed one left, and says so. */
static void the_next_command_completes_what_was_killed(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    struct br_promote_request request = lifecycle_request_of(fixture);
    struct br_lifecycle_report report = {0};
    for (unsigned step = 1; !lifecycle_exists(fixture, "references/v1.2.0-marc-single.truth.json");
         step++) {
        lifecycle_tear_down(state);
        lifecycle_set_up(state);
        fixture = *state;
        assert_true(run_killed(fixture, do_promote, step));
    }
    request = lifecycle_request_of(fixture);
    request.id = "v1.3.0-marc-single";
    assert_int_equal(br_promote(&request, &report, NULL), 0);
    assert_non_null(strstr(br_text_string(&report.notes), "promote of v1.2.0-marc-single"));
    br_lifecycle_report_release(&report);
    lifecycle_assert_verified(fixture, 2, 0);
}

/* An intent that leads out of the library is not followed. */
static void a_hostile_intent_is_refused(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    char *folder = lifecycle_path_in(fixture, ".pending-promote-x");
    struct br_error error = {0};
    struct br_text notes = {0};
    assert_int_equal(br_os_make_folders(folder, NULL), 0);
    lifecycle_overwrite(fixture, "../victim", "precious");
    lifecycle_overwrite(
        fixture, ".pending-promote-x/intent.json",
        "{\"word\":\"promote\",\"id\":\"x\",\"changes\":[{\"kind\":\"remove\",\"to\":"
        "\"../victim\"}]}");
    assert_true(br_library_recover(fixture->library, &notes, &error) < 0);
    assert_non_null(strstr(error.message, ".pending-promote-x"));
    assert_true(lifecycle_exists(fixture, "../victim"));
    br_text_release(&notes);
    free(folder);
}

static char *hostile_change(const char *kind, const char *to)
{
    return br_string_format("{\"word\":\"promote\",\"id\":\"x\",\"changes\":[{\"kind\":\"%s\","
                            "\"from\":\"0\",\"to\":\"%s\",\"id\":\"x\",\"line\":\"x\"}]}",
                            kind, to);
}

/* A library that came with somebody else's files may have symbolic links that lead out of it. */
static void an_intent_that_follows_a_link_out_is_refused(void **state)
{
    static const char *const changes[][2] = {
        {"remove", "link/victim"}, {"replace", "link/new/victim"}, {"row", "_archive/README.md"}};
    struct lifecycle_fixture *fixture = *state;
    char *folder = lifecycle_path_in(fixture, ".pending-promote-x");
    char *outside = br_string_format("%s/outside", fixture->root);
    char *link = lifecycle_path_in(fixture, "link");
    char *archive = lifecycle_path_in(fixture, "_archive");
    assert_int_equal(br_os_make_folders(folder, NULL), 0);
    assert_int_equal(br_os_make_folders(outside, NULL), 0);
    lifecycle_overwrite(fixture, "../outside/victim", "precious");
    assert_int_equal(symlink(outside, link), 0);
    assert_int_equal(symlink(outside, archive), 0);
    lifecycle_overwrite(fixture, ".pending-promote-x/0", "hostile");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct br_text notes = {0};
        char *intent = hostile_change(changes[i][0], changes[i][1]);
        lifecycle_overwrite(fixture, ".pending-promote-x/intent.json", intent);
        assert_true(br_library_recover(fixture->library, &notes, NULL) < 0);
        br_text_release(&notes);
        free(intent);
    }
    assert_true(lifecycle_exists(fixture, "../outside/victim"));
    assert_false(lifecycle_exists(fixture, "../outside/new"));
    assert_false(lifecycle_exists(fixture, "../outside/README.md"));
    free(archive);
    free(link);
    free(outside);
    free(folder);
}

/* What an interrupted operation left is deleted; where a link of that name leads was not its. */
static void a_link_among_the_leftovers_is_not_followed(void **state)
{
    static const char *const names[] = {".staging-x", ".pending-x"};
    struct lifecycle_fixture *fixture = *state;
    char *outside = br_string_format("%s/outside", fixture->root);
    assert_int_equal(br_os_make_folders(outside, NULL), 0);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct br_text notes = {0};
        char *link = lifecycle_path_in(fixture, names[i]);
        lifecycle_overwrite(fixture, "../outside/victim", "precious");
        lifecycle_overwrite(fixture, "../outside/intent.json",
                            "{\"word\":\"promote\",\"id\":\"x\",\"changes\":[]}");
        assert_int_equal(symlink(outside, link), 0);
        assert_true(br_library_recover(fixture->library, &notes, NULL) < 0);
        assert_true(lifecycle_exists(fixture, "../outside/victim"));
        assert_int_equal(unlink(link), 0);
        br_text_release(&notes);
        free(link);
    }
    free(outside);
}

/* ---- several at once ---- */

static void of_several_promotions_exactly_one_wins(void **state)
{
    enum { PROCESSES = 8 };
    struct lifecycle_fixture *fixture = *state;
    size_t won = 0;
    int start[2];
    assert_int_equal(pipe(start), 0);
    for (int i = 0; i < PROCESSES; i++) {
        if (fork() == 0) {
            char byte;
            close(start[1]);
            while (read(start[0], &byte, 1) > 0)
                continue; /* all begin when the parent closes its end */
            int code = do_promote(fixture, NULL);
            _exit(code == 0 ? 0 : code == BR_ERROR_INPUT ? 1 : 2);
        }
    }
    close(start[0]);
    close(start[1]);
    for (int i = 0; i < PROCESSES; i++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) <= 1);
        won += WEXITSTATUS(status) == 0 ? 1 : 0;
    }
    assert_int_equal(won, 1);
    lifecycle_assert_verified(fixture, 1, 0);
    assert_tidy(fixture);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, lifecycle_set_up, lifecycle_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_promotion_killed_anywhere_is_wholly_there_or_not),
        TEST(an_archiving_killed_anywhere_is_wholly_there_or_not),
        TEST(a_freeze_killed_anywhere_is_wholly_there_or_not),
        TEST(a_pruning_killed_anywhere_took_all_or_nothing),
        TEST(the_next_command_completes_what_was_killed),
        TEST(a_hostile_intent_is_refused),
        TEST(an_intent_that_follows_a_link_out_is_refused),
        TEST(a_link_among_the_leftovers_is_not_followed),
        TEST(of_several_promotions_exactly_one_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
