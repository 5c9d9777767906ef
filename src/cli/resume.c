/* Whether a run may go on with what an earlier one measured; see resume.h. */
#include "cli/resume.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- options ---- */

/* "25ms": exact, so that different times have different texts. */
static void append_duration(struct br_text *text, uint64_t duration_ns)
{
    static const struct {
        uint64_t ns;
        const char *unit;
    } units[] = {{1000000000, "s"}, {1000000, "ms"}, {1000, "us"}, {1, "ns"}};
    size_t i = 0;
    while (duration_ns % units[i].ns != 0)
        i++;
    br_text_format(text, "%" PRIu64 "%s", duration_ns / units[i].ns, units[i].unit);
}

static void append_counts(struct br_text *text, const struct br_counts *counts, bool zero_is_all)
{
    for (size_t i = 0; i < counts->count; i++) {
        br_text_append(text, i > 0 ? "," : "");
        if (zero_is_all && counts->items[i] == BR_SIZE_ALL)
            br_text_append(text, "all");
        else
            br_text_format(text, "%" PRIu64, counts->items[i]);
    }
}

static void append_names(struct br_text *text, const struct br_texts *names)
{
    for (size_t i = 0; i < names->count; i++)
        br_text_format(text, "%s%s", i > 0 ? "," : "", names->items[i]);
}

/* The value of an option as it could be written; settings are looked at one by one. */
static void append_value(struct br_text *text, const struct br_option_entry *option,
                         const struct br_config *config)
{
    const char *member =
        (const char *)config + (option->offset - offsetof(struct br_command_line, config));
    const char *const *string = (const void *)member;
    switch (option->kind) {
    case BR_ARGUMENT_COUNT:
    case BR_ARGUMENT_BYTES:
    case BR_ARGUMENT_SEED:
        br_text_format(text, "%" PRIu64, *(const uint64_t *)(const void *)member);
        break;
    case BR_ARGUMENT_DURATION:
        append_duration(text, *(const uint64_t *)(const void *)member);
        break;
    case BR_ARGUMENT_CHOICE:
        br_text_append(text, option->words[*(const uint32_t *)(const void *)member]);
        break;
    case BR_ARGUMENT_SIZES:
    case BR_ARGUMENT_THREADS:
    case BR_ARGUMENT_LENGTHS:
    case BR_ARGUMENT_SHARES:
        append_counts(text, (const void *)member, option->kind == BR_ARGUMENT_SIZES);
        break;
    case BR_ARGUMENT_NAMES:
        append_names(text, (const void *)member);
        break;
    default:
        br_text_append(text, *string != NULL ? *string : "none");
        break;
    }
}

static void add_difference(void *context, const char *option, const char *given,
                           const char *earlier)
{
    br_mistakes_add(context,
                    "--%s: %s is given, the interrupted run has %s; leave the option out to go on "
                    "with that run, or leave out --resume to start anew",
                    option, given, earlier);
}

/* Whom to tell of a difference. */
struct telling {
    br_difference_visit *each;
    void *context;
};

static void check_option(const struct br_option_entry *option, const struct br_config *given,
                         const struct br_config *earlier, const struct telling *telling)
{
    struct br_text here = {0};
    struct br_text there = {0};
    append_value(&here, option, given);
    append_value(&there, option, earlier);
    if (strcmp(br_text_string(&here), br_text_string(&there)) != 0)
        telling->each(telling->context, option->name, br_text_string(&here),
                      br_text_string(&there));
    br_text_release(&here);
    br_text_release(&there);
}

/* The last value of a setting counts, as for the workload; NULL when it was not set. */
static const char *find_setting(const struct br_settings *settings, const char *name)
{
    const char *value = NULL;
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->items[i].name, name) == 0)
            value = settings->items[i].value;
    return value;
}

static void check_settings(const struct br_settings *given, const struct br_settings *earlier,
                           const struct telling *telling)
{
    for (size_t i = 0; i < given->count; i++) {
        const struct br_setting *setting = &given->items[i];
        const char *before = find_setting(earlier, setting->name);
        if (before != NULL && strcmp(before, setting->value) == 0)
            continue;
        char *here = br_string_format("%s=%s", setting->name, setting->value);
        char *there = before != NULL ? br_string_format("%s=%s", setting->name, before)
                                     : br_string_format("no %s", setting->name);
        telling->each(telling->context, "option", here, there);
        free(here);
        free(there);
    }
}

void br_resume_visit_differences(const struct br_command_line *line,
                                 const struct br_config *earlier, br_difference_visit *each,
                                 void *context)
{
    const struct telling telling = {each, context};
    for (size_t i = 0; br_options[i].name != NULL; i++) {
        const struct br_option_entry *option = &br_options[i];
        if (!line->given[i] || !br_option_is_configuration(option))
            continue;
        if (option->kind == BR_ARGUMENT_SETTING)
            check_settings(&line->config.settings, &earlier->settings, &telling);
        else
            check_option(option, &line->config, earlier, &telling);
    }
}

void br_resume_check_options(const struct br_command_line *line, const struct br_config *earlier,
                             struct br_mistakes *mistakes)
{
    br_resume_visit_differences(line, earlier, add_difference, mistakes);
}

/* ---- environment and input ---- */

static const char *or_none(const char *text)
{
    return text != NULL ? text : "none";
}

static void compare_texts(struct br_text *differences, const char *what, const char *earlier,
                          const char *now)
{
    if (strcmp(or_none(earlier), or_none(now)) != 0)
        br_text_format(differences, "%s%s was %s and is %s", differences->size > 0 ? "; " : "",
                       what, or_none(earlier), or_none(now));
}

static void compare_counts(struct br_text *differences, const char *what, uint64_t earlier,
                           uint64_t now)
{
    if (earlier != now)
        br_text_format(differences, "%s%s was %" PRIu64 " and is %" PRIu64,
                       differences->size > 0 ? "; " : "", what, earlier, now);
}

static void compare_inputs(struct br_text *differences, const struct br_input *earlier,
                           const struct br_input *now)
{
    char digests[2][17];
    snprintf(digests[0], sizeof digests[0], "%016" PRIx64, earlier->digest);
    snprintf(digests[1], sizeof digests[1], "%016" PRIx64, now->digest);
    compare_texts(differences, "the input's digest", digests[0], digests[1]);
    compare_counts(differences, "the input's number of bytes", earlier->bytes, now->bytes);
    compare_counts(differences, "the input's number of records", earlier->records, now->records);
}

static void compare_libraries(struct br_text *differences, const struct br_libraries *earlier,
                              const struct br_libraries *now)
{
    compare_counts(differences, "the number of libraries", earlier->count, now->count);
    for (size_t i = 0; i < earlier->count && i < now->count; i++) {
        const struct br_library *library = &earlier->items[i];
        compare_texts(differences, "library", library->name, now->items[i].name);
        compare_texts(differences, or_none(library->name), library->version, now->items[i].version);
    }
}

static void compare_programs(struct br_text *differences, const struct br_environment *earlier,
                             const struct br_environment *now)
{
    compare_texts(differences, "the program file of benchrun", earlier->executable_digest,
                  now->executable_digest);
    compare_texts(differences, "the plug-in's file", earlier->workload_digest,
                  now->workload_digest);
    compare_libraries(differences, &earlier->libraries, &now->libraries);
    compare_texts(differences, "jemalloc", earlier->jemalloc_version, now->jemalloc_version);
    compare_texts(differences, "jemalloc's configuration", earlier->jemalloc_settings,
                  now->jemalloc_settings);
    compare_texts(differences, "the state of jemalloc",
                  br_state_names[earlier->jemalloc_in_effect.state],
                  br_state_names[now->jemalloc_in_effect.state]);
}

static void compare_hosts(struct br_text *differences, const struct br_environment *earlier,
                          const struct br_environment *now)
{
    compare_texts(differences, "the host", earlier->hostname, now->hostname);
    compare_texts(differences, "the CPU", earlier->cpu_model, now->cpu_model);
    compare_texts(differences, "the kernel", earlier->kernel, now->kernel);
    compare_texts(differences, "the governor", earlier->governor, now->governor);
    compare_texts(differences, "the source of ticks", earlier->tick_source, now->tick_source);
    compare_counts(differences, "the number of CPUs", earlier->cpus_online, now->cpus_online);
    compare_counts(differences, "the number of CPUs this process may use", earlier->cpus_allowed,
                   now->cpus_allowed);
}

int br_resume_check_environment(const struct br_profile *earlier, const struct br_profile *now,
                                const char *journal, struct br_error *error)
{
    struct br_text differences = {0};
    int code = 0;
    compare_counts(&differences, "the number of inputs", earlier->inputs.count, now->inputs.count);
    for (size_t i = 0; i < earlier->inputs.count && i < now->inputs.count; i++)
        compare_inputs(&differences, &earlier->inputs.items[i], &now->inputs.items[i]);
    compare_programs(&differences, &earlier->environment, &now->environment);
    compare_hosts(&differences, &earlier->environment, &now->environment);
    if (differences.size > 0)
        code = br_error_set(error, BR_ERROR_USAGE,
                            "%s cannot be resumed: put back what changed, or run without --resume "
                            "to start anew; %s",
                            journal, br_text_string(&differences));
    br_text_release(&differences);
    return code;
}
