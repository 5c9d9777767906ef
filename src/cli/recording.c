/* A run on record; see recording.h. */
#include "cli/recording.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "cli/resume.h"
#include "engine/describe.h"
#include "engine/plan.h"

__attribute__((format(printf, 2, 3))) static void note(const struct br_recording *recording,
                                                       const char *format, ...)
{
    if (recording->listener.noted == NULL)
        return;
    struct br_text text = {0};
    va_list arguments;
    va_start(arguments, format);
    br_text_format_list(&text, format, arguments);
    va_end(arguments);
    recording->listener.noted(recording->listener.context, br_text_string(&text));
    br_text_release(&text);
}

/* ---- opening ---- */

/* A workload has the name that it gives itself, where the configuration may have a path. */
static int default_name(const struct br_config *asked, const struct br_registry *registry,
                        char **name, struct br_error *error)
{
    struct br_config config = {0};
    struct br_described described;
    int code = br_shape_copy(&br_config_shape, asked, &config, error);
    if (code < 0)
        return code;
    br_config_defaults(&config);
    code = br_describe(registry, &config, &described, error);
    if (code == 0)
        *name = br_string_format("%s-%s-wip", config.mode, described.workload->name);
    br_described_release(&described);
    br_shape_release(&br_config_shape, &config);
    return code;
}

static int find_names(struct br_recording *recording, const struct br_command_line *line,
                      const struct br_registry *registry, const char *profiles,
                      struct br_error *error)
{
    int code = 0;
    if (line->save != NULL)
        recording->name = br_string_copy(line->save);
    else
        code = default_name(&line->config, registry, &recording->name, error);
    if (code == 0)
        recording->path = br_journal_path(profiles, recording->name);
    return code;
}

/* A freeze is planned and ended in another way than a run. */
static void check_kind(const struct br_recording *recording, const struct br_command_line *line,
                       struct br_mistakes *mistakes)
{
    bool was_freeze = recording->earlier.config.blocks > 1;
    if (was_freeze && line->command != BR_COMMAND_FREEZE)
        br_mistakes_add(mistakes,
                        "--resume: %s was a freeze; go on with it by benchrun freeze %s --resume",
                        recording->name, recording->name);
    if (!was_freeze && line->command == BR_COMMAND_FREEZE)
        br_mistakes_add(mistakes,
                        "--resume: %s was a run; go on with it by benchrun run --resume --save %s",
                        recording->name, recording->name);
}

static int resume(struct br_recording *recording, const struct br_command_line *line,
                  const struct br_registry *registry, struct br_mistakes *mistakes,
                  struct br_error *error)
{
    if (!br_os_file_exists(recording->path))
        return br_error_set(error, BR_ERROR_INPUT,
                            "there is nothing to resume: no interrupted run has left %s; name the "
                            "run with its --out and --save, or its --mode and --workload, or leave "
                            "out --resume to start one",
                            recording->path);
    int code = br_journal_open(recording->path, &recording->journal, &recording->earlier, error);
    if (code < 0)
        return code;
    recording->resumes = true;
    check_kind(recording, line, mistakes);
    br_resume_check_options(line, &recording->earlier.config, mistakes);
    if (mistakes->count == 0)
        br_parse_check(&recording->earlier.config, registry, mistakes);
    return 0;
}

int br_recording_open(struct br_recording *recording, const struct br_command_line *line,
                      const struct br_registry *registry, const char *profiles,
                      struct br_mistakes *mistakes, struct br_error *error)
{
    *recording = (struct br_recording){0};
    int code = find_names(recording, line, registry, profiles, error);
    if (code == 0 && line->resume)
        code = resume(recording, line, registry, mistakes, error);
    return code;
}

const struct br_config *br_recording_config(const struct br_recording *recording,
                                            const struct br_command_line *line)
{
    return recording->resumes ? &recording->earlier.config : &line->config;
}

/* ---- events ---- */

static int start_anew(struct br_recording *recording, const struct br_profile *profile,
                      struct br_error *error)
{
    if (br_os_file_exists(recording->path))
        note(recording,
             "%s is of an interrupted run; this run starts anew and replaces it, --resume would "
             "have gone on with it",
             recording->path);
    return br_journal_create(recording->path, profile, &recording->journal, error);
}

static int on_prepared(void *context, const struct br_profile *profile, struct br_error *error)
{
    struct br_recording *recording = context;
    if (!recording->resumes)
        return start_anew(recording, profile, error);
    int code = br_resume_check_environment(&recording->earlier, profile, recording->path, error);
    if (code == 0)
        note(recording, "goes on with the run begun at %s, of which %zu pass%s finished",
             recording->earlier.created != NULL ? recording->earlier.created : "an unknown time",
             recording->earlier.results.count,
             recording->earlier.results.count == 1 ? " is" : "es are");
    return code;
}

static void on_pass_started(void *context, const struct br_cell *cell,
                            const struct br_planned_pass *pass, size_t done, size_t total,
                            uint64_t remaining_ns)
{
    const struct br_run_events *listener = &((struct br_recording *)context)->listener;
    if (listener->pass_started != NULL)
        listener->pass_started(listener->context, cell, pass, done, total, remaining_ns);
}

static void on_pass_looked(void *context, const struct br_look *look)
{
    const struct br_run_events *listener = &((struct br_recording *)context)->listener;
    if (listener->pass_looked != NULL)
        listener->pass_looked(listener->context, look);
}

/* On disk first: a pass that was told of is never lost. */
static void on_pass_ended(void *context, const struct br_result *result)
{
    struct br_recording *recording = context;
    const struct br_run_events *listener = &recording->listener;
    struct br_error error = {0};
    int code = br_journal_append(&recording->journal, result, &error);
    if (listener->pass_ended != NULL)
        listener->pass_ended(listener->context, result);
    if (code == 0 || recording->append_failed)
        return;
    recording->append_failed = true;
    note(recording,
         "%s. The run goes on and keeps its results in memory until the profile is saved; if it is "
         "interrupted badly, passes that are not in the journal must be measured again",
         error.message);
}

static void on_noted(void *context, const char *sentence)
{
    const struct br_run_events *listener = &((struct br_recording *)context)->listener;
    if (listener->noted != NULL)
        listener->noted(listener->context, sentence);
}

struct br_run_events br_recording_events(struct br_recording *recording,
                                         const struct br_run_events *listener)
{
    recording->listener = *listener;
    return (struct br_run_events){.context = recording,
                                  .prepared = on_prepared,
                                  .pass_started = on_pass_started,
                                  .pass_looked = on_pass_looked,
                                  .pass_ended = on_pass_ended,
                                  .noted = on_noted};
}

/* ---- the end ---- */

static void swap_texts(char **left, char **right)
{
    char *text = *left;
    *left = *right;
    *right = text;
}

void br_recording_restore_origin(struct br_recording *recording, struct br_profile *profile)
{
    if (!recording->resumes)
        return;
    struct br_environment environment = profile->environment;
    profile->environment = recording->earlier.environment;
    recording->earlier.environment = environment;
    swap_texts(&profile->created, &recording->earlier.created);
    swap_texts(&profile->command, &recording->earlier.command);
}

void br_recording_append_command(const struct br_recording *recording,
                                 const struct br_command_line *line, struct br_text *text)
{
    const char *run[] = {"benchrun", "run", "--resume", "--save", recording->name};
    const char *freeze[] = {"benchrun", "freeze", recording->name, "--resume"};
    const char *out[] = {"--out", line->out};
    if (br_recording_config(recording, line)->blocks > 1)
        br_cli_quote(4, freeze, text);
    else
        br_cli_quote(5, run, text);
    br_text_append(text, strcmp(line->out, ".") != 0 ? " " : "");
    if (strcmp(line->out, ".") != 0)
        br_cli_quote(2, out, text);
}

bool br_recording_is_open(const struct br_recording *recording)
{
    return recording->journal.path != NULL;
}

int br_recording_remove(struct br_recording *recording, struct br_error *error)
{
    return br_journal_remove(&recording->journal, error);
}

void br_recording_release(struct br_recording *recording)
{
    br_journal_close(&recording->journal);
    br_profile_release(&recording->earlier);
    free(recording->name);
    free(recording->path);
    *recording = (struct br_recording){0};
}
