/* Whether two profiles may be compared, and what of their environments differs. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/compare_parts.h"

static const char *or_none(const char *text)
{
    return text != NULL ? text : "none";
}

static bool same_text(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* ---- what must be the same ---- */

static int refuse(const struct br_profile *from, const struct br_profile *to, const char *field,
                  const char *const values[2], const char *because, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_INPUT, "%s and %s are not compared: %s is %s and %s; %s",
                        from->name, to->name, field, or_none(values[0]), or_none(values[1]),
                        because);
}

static int refuse_input(const struct br_profile *from, const struct br_profile *to,
                        const struct br_input *left, const struct br_input *right,
                        struct br_error *error)
{
    char *values[2] = {br_string_format("%s (digest 0x%016" PRIx64 ", %" PRIu64 " records)",
                                        or_none(left->name), left->digest, left->records),
                       br_string_format("%s (digest 0x%016" PRIx64 ", %" PRIu64 " records)",
                                        or_none(right->name), right->digest, right->records)};
    int code = refuse(from, to, "the content of the input", (const char *const *)values,
                      "figures of different records do not tell what the code does; measure both "
                      "with the same file, or the same seed and settings of the generator",
                      error);
    free(values[0]);
    free(values[1]);
    return code;
}

/* A survey that failed left no digest; then the witness of every cell still decides. */
static int check_inputs(const struct br_profile *from, const struct br_profile *to,
                        struct br_error *error)
{
    for (size_t i = 0; i < from->inputs.count; i++) {
        const struct br_input *left = &from->inputs.items[i];
        const struct br_input *right = br_inputs_find(&to->inputs, &left->variant);
        if (right == NULL || left->failure != NULL || right->failure != NULL)
            continue;
        if (left->digest != right->digest)
            return refuse_input(from, to, left, right, error);
    }
    return 0;
}

int br_compare_check(const struct br_profile *from, const struct br_profile *to,
                     struct br_error *error)
{
    const char *const modes[2] = {from->config.mode, to->config.mode};
    const char *const workloads[2] = {br_profile_workload(from), br_profile_workload(to)};
    if (!same_text(modes[0], modes[1]))
        return refuse(from, to, "the mode", modes,
                      "modes drive the records in different ways, so that a difference between "
                      "them says nothing of a change; compare profiles of one mode",
                      error);
    if (!same_text(workloads[0], workloads[1]))
        return refuse(from, to, "the workload", workloads,
                      "different code is no newer or older version of the same; compare profiles "
                      "of one workload",
                      error);
    return check_inputs(from, to, error);
}

int br_compare_check_work(const struct br_compared_cell *cell, struct br_error *error)
{
    struct br_error difference = {0};
    const struct br_work *from =
        cell->from->verified != NULL ? cell->from->verified : cell->from->work;
    const struct br_work *to = cell->to->verified != NULL ? cell->to->verified : cell->to->work;
    if (from == NULL || to == NULL || br_work_agree(from, to, &difference) == 0)
        return 0;
    return br_error_set(
        error, BR_ERROR_INPUT,
        "the profiles are not compared: in cell %s they did %s; code that does "
        "other work is neither faster nor slower. Find out which side is right, and "
        "make the baseline anew if it is the new one",
        cell->from->label, difference.message);
}

/* ---- what may differ ---- */

static void add(struct br_mismatches *mismatches, const char *field, const char *from,
                const char *to, bool exact)
{
    if (same_text(from, to))
        return;
    struct br_mismatch *mismatch = br_list_append(mismatches, sizeof *mismatch);
    *mismatch = (struct br_mismatch){.field = br_string_copy(field),
                                     .from = br_string_copy(from),
                                     .to = br_string_copy(to),
                                     .exact = exact};
}

static void add_count(struct br_mismatches *mismatches, const char *field, uint64_t from,
                      uint64_t to, bool exact)
{
    char texts[2][32];
    snprintf(texts[0], sizeof texts[0], "%" PRIu64, from);
    snprintf(texts[1], sizeof texts[1], "%" PRIu64, to);
    add(mismatches, field, texts[0], texts[1], exact);
}

static const char *library_version(const struct br_libraries *libraries, const char *name,
                                   bool *is_there)
{
    *is_there = false;
    for (size_t i = 0; i < libraries->count; i++) {
        if (!same_text(libraries->items[i].name, name))
            continue;
        *is_there = true;
        return libraries->items[i].version;
    }
    return NULL;
}

static void compare_libraries(const struct br_libraries *from, const struct br_libraries *to,
                              bool only_absent, struct br_mismatches *mismatches)
{
    for (size_t i = 0; i < from->count; i++) {
        bool is_there;
        const struct br_library *library = &from->items[i];
        const char *other = library_version(to, library->name, &is_there);
        char *field = br_string_format("library %s", or_none(library->name));
        const char *version = library->version != NULL ? library->version : "unknown version";
        if (!is_there)
            add(mismatches, field, only_absent ? NULL : version, only_absent ? version : NULL,
                true);
        else if (!only_absent)
            add(mismatches, field, library->version, other, true);
        free(field);
    }
}

static const char *setting_of(const struct br_config *config, const char *name)
{
    for (size_t i = 0; i < config->settings.count; i++)
        if (same_text(config->settings.items[i].name, name))
            return config->settings.items[i].value;
    return NULL;
}

static void compare_settings(const struct br_config *from, const struct br_config *to,
                             struct br_mismatches *mismatches)
{
    const struct br_config *const sides[2] = {from, to};
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < sides[side]->settings.count; i++) {
            const char *name = sides[side]->settings.items[i].name;
            if (side == 1 && setting_of(from, name) != NULL)
                continue;
            char *field = br_string_format("option %s", or_none(name));
            add(mismatches, field, setting_of(from, name), setting_of(to, name), true);
            free(field);
        }
    }
}

static void compare_configurations(const struct br_config *from, const struct br_config *to,
                                   struct br_mismatches *mismatches)
{
    compare_settings(from, to, mismatches);
    add_count(mismatches, "batch size", from->batch_records, to->batch_records, true);
    add_count(mismatches, "ring", from->ring_batches, to->ring_batches, true);
    add_count(mismatches, "chunk", from->chunk_records, to->chunk_records, true);
    add(mismatches, "stamp", br_stamp_names[from->stamp], br_stamp_names[to->stamp], false);
}

void br_compare_environments(const struct br_profile *from, const struct br_profile *to,
                             struct br_mismatches *mismatches)
{
    const struct br_environment *left = &from->environment, *right = &to->environment;
    add(mismatches, "host", left->hostname, right->hostname, false);
    add(mismatches, "CPU model", left->cpu_model, right->cpu_model, false);
    add_count(mismatches, "CPUs allowed", left->cpus_allowed, right->cpus_allowed, false);
    add(mismatches, "kernel", left->kernel, right->kernel, false);
    add(mismatches, "governor", left->governor, right->governor, false);
    add(mismatches, "virtualisation", left->virtualisation, right->virtualisation, false);
    add(mismatches, "clock source", left->clock_source, right->clock_source, false);
    add(mismatches, "operating system", left->os, right->os, true);
    add(mismatches, "compiler", left->compiler, right->compiler, true);
    add(mismatches, "compiler flags", left->compiler_flags, right->compiler_flags, true);
    add(mismatches, "build type", left->build_type, right->build_type, true);
    add(mismatches, "sanitizer", left->sanitizer, right->sanitizer, true);
    add(mismatches, "jemalloc version", left->jemalloc_version, right->jemalloc_version, true);
    add(mismatches, "jemalloc settings", left->jemalloc_settings, right->jemalloc_settings, true);
    compare_libraries(&left->libraries, &right->libraries, false, mismatches);
    compare_libraries(&right->libraries, &left->libraries, true, mismatches);
    compare_configurations(&from->config, &to->config, mismatches);
}
