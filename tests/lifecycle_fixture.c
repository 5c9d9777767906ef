/* A library with one profile that may become a reference. */
#include "lifecycle_fixture.h"

#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/os.h"
#include "base/text.h"
#include "fixture_profile.h"
#include "model/truth.h"
#include "store/lifecycle.h"
#include "summary/truth.h"

void lifecycle_replace(char **text, const char *value)
{
    free(*text);
    *text = br_string_copy(value);
}

/* A quiet profile with every fact a reference needs. */
void lifecycle_make_worthy(struct br_profile *profile)
{
    struct br_environment *environment = &profile->environment;
    fixture_profile_single(profile);
    fixture_profile_settle_stages(profile);
    lifecycle_replace(&profile->name, "part/source");
    profile->complete = true;
    profile->interrupted = false;
    lifecycle_replace(&profile->created, "2026-01-02T03:04:05Z");
    lifecycle_replace(&profile->command, "benchrun freeze source");
    lifecycle_replace(&environment->hostname, "host");
    lifecycle_replace(&environment->cpu_model, "cpu");
    lifecycle_replace(&environment->kernel, "kernel");
    lifecycle_replace(&environment->compiler, "cc");
    lifecycle_replace(&environment->compiler_flags, "-O2");
    lifecycle_replace(&environment->benchrun_version, "0");
    lifecycle_replace(&environment->executable_digest, "xxh3:0");
    for (size_t i = 0; i < profile->results.count; i++)
        profile->duration_ns = profile->results.items[i].ended_ns > profile->duration_ns
                                   ? profile->results.items[i].ended_ns
                                   : profile->duration_ns;
}

void lifecycle_save(struct lifecycle_fixture *fixture, bool has_truth)
{
    struct br_companions companions = {0};
    const struct br_freeze_request request = {
        .library = fixture->library, .profile = &fixture->profile, .companions = &companions};
    struct br_lifecycle_report report = {0};
    struct br_truth truth = {0};
    struct br_error error = {0};
    assert_int_equal(br_truth_make(&fixture->profile, &truth, &error), 0);
    char *text = br_shape_print(&br_truth_shape, &truth, true);
    if (has_truth)
        br_companions_add(&companions, BR_TRUTH_ENDING, text, strlen(text));
    br_companions_add(&companions, ".hlog", "latencies\n", 10);
    if (br_freeze_save(&request, &report, &error) != 0)
        fail_msg("%s", error.message);
    free(text);
    br_shape_release(&br_truth_shape, &truth);
    br_lifecycle_report_release(&report);
    br_companions_release(&companions);
}

int lifecycle_set_up(void **state)
{
    struct lifecycle_fixture *fixture = calloc(1, sizeof *fixture);
    *state = fixture;
    if (fixture == NULL || scratch_make(fixture->root) != 0)
        return -1;
    fixture->library = br_string_format("%s/profiles", fixture->root);
    lifecycle_make_worthy(&fixture->profile);
    lifecycle_save(fixture, true);
    return 0;
}

int lifecycle_tear_down(void **state)
{
    struct lifecycle_fixture *fixture = *state;
    int code = scratch_remove(fixture->root);
    br_profile_release(&fixture->profile);
    free(fixture->library);
    free(fixture);
    return code;
}

struct br_promote_request lifecycle_request_of(const struct lifecycle_fixture *fixture)
{
    return (struct br_promote_request){.library = fixture->library,
                                       .source = "part/source",
                                       .id = LIFECYCLE_ID,
                                       .reason = "release",
                                       .by = "somebody",
                                       .commit = "0123abcd"};
}

int lifecycle_promote(const struct br_promote_request *request)
{
    struct br_lifecycle_report report = {0};
    struct br_error error = {0};
    int code = br_promote(request, &report, &error);
    br_lifecycle_report_release(&report);
    return code;
}

char *lifecycle_path_in(const struct lifecycle_fixture *fixture, const char *name)
{
    return br_string_format("%s/%s", fixture->library, name);
}

bool lifecycle_exists(const struct lifecycle_fixture *fixture, const char *name)
{
    char *path = lifecycle_path_in(fixture, name);
    bool result = br_os_file_exists(path);
    free(path);
    return result;
}

char *lifecycle_content(const struct lifecycle_fixture *fixture, const char *name)
{
    char *text = NULL;
    size_t size = 0;
    char *path = lifecycle_path_in(fixture, name);
    br_os_read_file(path, &text, &size, NULL);
    free(path);
    return text;
}

void lifecycle_overwrite(const struct lifecycle_fixture *fixture, const char *name,
                         const char *text)
{
    char *path = lifecycle_path_in(fixture, name);
    chmod(path, 0644);
    assert_int_equal(scratch_write(path, text, strlen(text)), 0);
    free(path);
}

/* How many are right and how many wrong, as "1/0". */
void lifecycle_assert_verified(const struct lifecycle_fixture *fixture, size_t right, size_t wrong)
{
    struct br_verification verification = {0};
    assert_int_equal(br_verify(fixture->library, &verification, NULL), 0);
    if (verification.wrong != wrong || verification.count != right + wrong)
        fail_msg("%zu of %zu are wrong, the first: %s", verification.wrong, verification.count,
                 verification.count > 0 ? verification.items[0].finding : "none");
    br_verification_release(&verification);
}
