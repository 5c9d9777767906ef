/* What must be right before a profile becomes a reference; see lifecycle.h. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/lifecycle.h"
#include "summary/freeze.h"
#include "summary/summary.h"

enum { LONGEST_ID = 100 };

/* ---- the id ---- */

static const char *skip_number(const char *at)
{
    while (isdigit((unsigned char)*at))
        at++;
    return at;
}

/* Behind "vMAJOR.MINOR.PATCH"; NULL where that is not what it begins with. */
static const char *skip_version(const char *id)
{
    const char *at = id[0] == 'v' ? id + 1 : NULL;
    for (int part = 0; part < 3 && at != NULL; part++) {
        const char *end = skip_number(at);
        bool is_last = part == 2;
        if (end == at || (!is_last && *end != '.'))
            return NULL;
        at = end + (is_last ? 0 : 1);
    }
    return at;
}

/* Parts of letters, digits, '-' and '_' between single dots. */
static bool is_good_suffix(const char *suffix)
{
    bool is_part = false;
    for (; *suffix != '\0'; suffix++) {
        bool is_dot = *suffix == '.';
        bool is_plain = isalnum((unsigned char)*suffix) || *suffix == '-' || *suffix == '_';
        if ((is_dot && !is_part) || (!is_dot && !is_plain))
            return false;
        is_part = !is_dot;
    }
    return is_part;
}

static bool is_version(const char *id)
{
    const char *rest = skip_version(id);
    return rest != NULL && (*rest == '\0' || (*rest == '-' && is_good_suffix(rest + 1)));
}

static bool has_ending(const char *text, const char *ending)
{
    size_t size = strlen(text);
    size_t ending_size = strlen(ending);
    return size >= ending_size && strcmp(text + size - ending_size, ending) == 0;
}

void br_promote_check_id(const char *id, struct br_mistakes *mistakes)
{
    if (strlen(id) > LONGEST_ID)
        br_mistakes_add(mistakes, "--id: at most %d characters, these are %zu", LONGEST_ID,
                        strlen(id));
    if (strpbrk(id, "/\\") != NULL)
        br_mistakes_add(mistakes, "--id '%.100s': an id is a name, not a path; leave out slashes",
                        id);
    if (strcasestr(id, "wip") != NULL)
        br_mistakes_add(mistakes,
                        "--id '%.100s': 'wip' marks work in progress, which no reference is", id);
    if (!is_version(id) || has_ending(id, ".json") || has_ending(id, ".truth"))
        br_mistakes_add(mistakes,
                        "--id '%.100s': write a version with what was measured behind it, such as "
                        "v1.2.0-marc-single: vMAJOR.MINOR.PATCH, then '-' and letters, digits, "
                        "'-', '_' and single dots",
                        id);
}

/* ---- the profile ---- */

static void need(const char *value, const char *member, struct br_mistakes *mistakes)
{
    if (value == NULL || value[0] == '\0')
        br_mistakes_add(mistakes, "the profile has no %s; measure it with this benchrun", member);
}

static void check_facts(const struct br_profile *profile, struct br_mistakes *mistakes)
{
    const struct br_environment *environment = &profile->environment;
    need(profile->created, "created", mistakes);
    need(profile->command, "command", mistakes);
    need(profile->config.input, "config.input", mistakes);
    need(environment->hostname, "environment.hostname", mistakes);
    need(environment->cpu_model, "environment.cpu_model", mistakes);
    need(environment->kernel, "environment.kernel", mistakes);
    need(environment->compiler, "environment.compiler", mistakes);
    need(environment->compiler_flags, "environment.compiler_flags", mistakes);
    need(environment->benchrun_version, "environment.benchrun_version", mistakes);
    need(environment->executable_digest, "environment.executable_digest", mistakes);
    if (profile->inputs.count == 0)
        br_mistakes_add(mistakes, "the profile has no inputs; measure it with this benchrun");
    if (profile->results.count == 0)
        br_mistakes_add(mistakes, "the profile has no results");
}

static void check_run(const struct br_profile *profile, struct br_mistakes *mistakes)
{
    const struct br_freeze *freeze = &profile->freeze;
    size_t failed = br_profile_count_failed(profile);
    if (!profile->complete || profile->interrupted)
        br_mistakes_add(mistakes, "the run is not complete; go on with it by --resume, or measure "
                                  "it again");
    if (failed > 0)
        br_mistakes_add(mistakes, "%zu of %zu passes failed; benchrun show says why", failed,
                        profile->results.count);
    if (freeze->frozen && !freeze->accepted) {
        char *sentence = br_freeze_sentence(freeze);
        br_mistakes_add(mistakes, "%s; freeze it again when the machine is quiet", sentence);
        free(sentence);
    }
    if (profile->promoted.id != NULL)
        br_mistakes_add(mistakes, "it was promoted before, as %s; promote the working profile",
                        profile->promoted.id);
}

static void append_reason(struct br_text *text, bool applies, const char *reason)
{
    if (applies)
        br_text_format(text, "%s%s", text->size > 0 ? ", " : "", reason);
}

/* Threads that share CPUs wait for each other: that is what was asked for. */
static void check_stability(const struct br_summary_cell *cell, struct br_mistakes *mistakes)
{
    unsigned unstable = cell->rate.unstable;
    struct br_text reasons = {0};
    if (cell->oversubscribed)
        unstable &= ~(unsigned)BR_UNSTABLE_RUN_DELAY;
    append_reason(&reasons, unstable & BR_UNSTABLE_PROCESSES, "its processes differ");
    append_reason(&reasons, unstable & BR_UNSTABLE_SAMPLES, "samples of one process differ");
    append_reason(&reasons, unstable & BR_UNSTABLE_RUN_DELAY, "it waited for a CPU");
    append_reason(&reasons, unstable & BR_UNSTABLE_CLOCK, "the core clock changed");
    if (unstable != 0)
        br_mistakes_add(mistakes,
                        "%s is unstable (%s); measure it again on a quiet machine, benchrun doctor "
                        "finds what disturbs it",
                        cell->label, br_text_string(&reasons));
    br_text_release(&reasons);
}

static void check_cells(const struct br_summary *summary, struct br_mistakes *mistakes)
{
    for (size_t i = 0; i < summary->cell_count; i++) {
        const struct br_summary_cell *cell = &summary->cells[i];
        if (cell->verified == NULL)
            br_mistakes_add(mistakes,
                            "%s has no work digest, so nothing could be held to its work; measure "
                            "it with the verify pass",
                            cell->label);
        check_stability(cell, mistakes);
    }
}

int br_promote_check_profile(const struct br_profile *profile, struct br_mistakes *mistakes,
                             struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    if (code < 0)
        return code;
    check_facts(profile, mistakes);
    check_run(profile, mistakes);
    check_cells(&summary, mistakes);
    br_summary_release(&summary);
    return 0;
}
