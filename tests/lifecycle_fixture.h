/*
 * A library in a scratch folder, for the tests of the life of profiles: one frozen working profile,
 * part/source, with truth and latencies, that has everything a reference needs.
 */
#ifndef TESTS_LIFECYCLE_FIXTURE_H
#define TESTS_LIFECYCLE_FIXTURE_H

#include "model/profile.h"
#include "store/lifecycle.h"
#include "unit/scratch_folder.h"

#define LIFECYCLE_ID "v1.2.0-marc-single"

struct lifecycle_fixture {
    char root[SCRATCH_PATH];
    char *library;
    struct br_profile profile;
};

/* For cmocka: make and remove the fixture. */
int lifecycle_set_up(void **state);
int lifecycle_tear_down(void **state);

void lifecycle_replace(char **text, const char *value);
/* A quiet profile with every fact a reference needs. */
void lifecycle_make_worthy(struct br_profile *profile);
/* Saves the fixture's profile as a freeze does. */
void lifecycle_save(struct lifecycle_fixture *fixture, bool has_truth);

/* The promotion of part/source to LIFECYCLE_ID, and doing one. */
struct br_promote_request lifecycle_request_of(const struct lifecycle_fixture *fixture);
int lifecycle_promote(const struct br_promote_request *request);

/* Files of the library; texts are to be freed. */
char *lifecycle_path_in(const struct lifecycle_fixture *fixture, const char *name);
bool lifecycle_exists(const struct lifecycle_fixture *fixture, const char *name);
char *lifecycle_content(const struct lifecycle_fixture *fixture, const char *name);
void lifecycle_overwrite(const struct lifecycle_fixture *fixture, const char *name,
                         const char *text);

/* Fails unless so many references are right and so many wrong. */
void lifecycle_assert_verified(const struct lifecycle_fixture *fixture, size_t right, size_t wrong);

#endif
