/* benchrun run: measures, saves, reports. */
#include "cli/commands.h"

#include <stdlib.h>

#include "base/os.h"
#include "base/replace.h"
#include "cli/frozen.h"
#include "cli/progress.h"
#include "cli/publish.h"
#include "cli/recording.h"
#include "cli/render.h"
#include "engine/runner.h"
#include "store/library.h"
#include "store/lifecycle.h"
#include "store/store.h"

/* Where this run's results go; texts are owned. */
struct destination {
    char *profiles;
    char *reports;
    char *profile_path;     /* once saved */
    struct br_text written; /* report files, a line each */
};

/* The reports of a suite's runs lie apart: several may be of one mode and workload. */
static char *report_folder(const struct br_command_line *line)
{
    if (line->section == NULL)
        return br_command_line_place(line, "reports");
    char *name = br_string_format("reports/%s", line->section);
    char *folder = br_command_line_place(line, name);
    free(name);
    return folder;
}

static void destination_init(struct destination *destination, const struct br_command_line *line)
{
    *destination = (struct destination){.profiles = br_command_line_place(line, "profiles"),
                                        .reports = report_folder(line)};
}

static void destination_release(struct destination *destination)
{
    free(destination->profiles);
    free(destination->reports);
    free(destination->profile_path);
    br_text_release(&destination->written);
}

/* Makes a folder and tries to have a file in it, so that a run does not find out at its end. */
static int try_folder(const char *folder, struct br_error *error)
{
    int code = br_os_make_folders(folder, error);
    if (code != 0)
        return br_error_prefix(error, "--out");
    struct br_replacement trial;
    char *path = br_string_format("%s/.benchrun-trial", folder);
    code = br_replace_open(path, &trial, NULL);
    free(path);
    if (code != 0)
        return br_error_set(error, BR_ERROR_IO,
                            "--out: folder %s cannot be written to; choose another one, or change "
                            "its permissions",
                            folder);
    br_replace_abandon(&trial);
    return 0;
}

static char *command_text(const struct br_invocation *invocation)
{
    struct br_text text = {0};
    br_cli_quote(invocation->argument_count, invocation->arguments, &text);
    char *command = br_text_take(&text);
    return command != NULL ? command : br_string_copy("benchrun");
}

/* ---- after measuring ---- */

static int worse(int status, int other)
{
    return status != BR_EXIT_OK ? status : other;
}

/* What lies beside an older profile of that name, which was frozen. */
static bool has_companions(const char *folder, const char *name)
{
    struct br_texts names = {0};
    char *path = br_string_format("%s/%s.json", folder, name);
    br_library_companions(path, &names, NULL);
    bool has = names.count > 0;
    br_texts_release(&names);
    free(path);
    return has;
}

/* Takes the place of the older one with all that belongs to it: left there, it would pass for
 * this run's. */
static int replace_frozen(const struct br_profile *profile, const char *folder,
                          const struct br_invocation *invocation, struct br_error *error)
{
    const struct br_companions none = {0};
    const struct br_freeze_request request = {
        .library = folder, .profile = profile, .companions = &none};
    struct br_lifecycle_report report = {0};
    int code = br_freeze_save(&request, &report, error);
    br_cli_print_notes(invocation, &report.notes);
    br_lifecycle_report_release(&report);
    return code;
}

static int save_run(const struct br_profile *profile, struct destination *destination,
                    const struct br_invocation *invocation, struct br_error *error)
{
    if (!has_companions(destination->profiles, profile->name))
        return br_store_save(profile, destination->profiles, &destination->profile_path, error);
    return replace_frozen(profile, destination->profiles, invocation, error);
}

/* What was interrupted is saved as a run: it is no freeze before it was judged. */
static int save_profile(const struct br_profile *profile, const struct br_command_line *line,
                        struct destination *destination, const struct br_invocation *invocation,
                        struct br_error *error)
{
    int code = profile->freeze.frozen
                   ? br_frozen_save(profile, line, destination->profiles, invocation, error)
                   : save_run(profile, destination, invocation, error);
    if (code == 0 && destination->profile_path == NULL)
        destination->profile_path =
            br_string_format("%s/%s.json", destination->profiles, profile->name);
    return code;
}

static int save(const struct br_profile *profile, const struct br_command_line *line,
                struct destination *destination, const struct br_invocation *invocation)
{
    struct br_error error;
    int status = BR_EXIT_OK;
    if (save_profile(profile, line, destination, invocation, &error) != 0)
        status = br_cli_fail(invocation, &error);
    const struct br_publication publication = {.profiles = destination->profiles,
                                               .reports = destination->reports};
    return worse(status,
                 br_publish(profile, &publication, line, invocation, &destination->written));
}

/* The profile and, a line each, what lies beside it; that it cannot be listed is no failure. */
static void list_saved(const struct destination *destination, struct br_text *paths)
{
    struct br_texts names = {0};
    if (destination->profile_path == NULL)
        return;
    br_text_format(paths, "%s\n", destination->profile_path);
    br_library_companions(destination->profile_path, &names, NULL);
    for (size_t i = 0; i < names.count; i++)
        br_text_format(paths, "%s\n", names.items[i]);
    br_texts_release(&names);
}

/* The profile and the report by name, further files by number. */
static void print_destination(const struct destination *destination,
                              const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_text saved = {0};
    list_saved(destination, &saved);
    br_text_append(&text, "\n");
    br_publish_describe("Profile", &saved, &text);
    br_publish_describe("Report", &destination->written, &text);
    br_cli_print(invocation, &text);
    br_text_release(&saved);
}

/* What was measured is saved and shown whatever became of the rest. */
static int publish(const struct br_profile *profile, const struct br_command_line *line,
                   struct destination *destination, const struct br_invocation *invocation)
{
    int status = save(profile, line, destination, invocation);
    enum br_show_format format = line->json ? BR_SHOW_JSON : BR_SHOW_TERMINAL;
    status = worse(status, br_render(profile, format, invocation));
    if (!line->json)
        print_destination(destination, invocation);
    int frozen = profile->freeze.frozen ? br_frozen_tell(profile, line, invocation) : BR_EXIT_OK;
    size_t failed = br_profile_count_failed(profile);
    if (failed > 0) {
        fprintf(invocation->messages, "benchrun: %zu of %zu passes failed; the summary says why\n",
                failed, profile->results.count);
        status = worse(status, BR_EXIT_FAILED);
    }
    return worse(status, frozen);
}

/* ---- the end ---- */

static int explain_interrupt(const struct br_profile *profile,
                             const struct br_invocation *invocation)
{
    fprintf(invocation->messages,
            profile->results.count > 0
                ? "benchrun: interrupted; the passes finished until then are saved\n"
                : "benchrun: interrupted before the first pass was finished; nothing is saved\n");
    return BR_EXIT_INTERRUPTED;
}

/* A run of a suite is gone on with as such, so that its report gets to the suite's place. */
static void explain_resume(const struct br_recording *recording, const struct br_command_line *line,
                           const struct br_invocation *invocation)
{
    struct br_text command = {0};
    if (line->section == NULL)
        br_recording_append_command(recording, line, &command);
    else
        br_cli_quote(invocation->argument_count, invocation->arguments, &command);
    br_text_append(&command, line->section != NULL && !line->resume ? " --resume" : "");
    fprintf(invocation->messages, "benchrun: to go on with this run: %s\n",
            br_text_string(&command));
    br_text_release(&command);
}

/* The journal goes once the profile has everything that it has, or when it has nothing. */
static int close_journal(struct br_recording *recording, int code, bool is_saved, bool is_empty,
                         struct br_error *error)
{
    bool is_done = code == 0 && is_saved;
    bool is_worthless = is_empty && !recording->resumes;
    return is_done || is_worthless ? br_recording_remove(recording, error) : 0;
}

/* ---- the run ---- */

static int measure(const struct br_command_line *line, const struct br_invocation *invocation,
                   const char *heap_folder, struct br_recording *recording,
                   struct br_profile *profile, struct br_error *error)
{
    struct br_progress progress;
    br_progress_init(&progress, invocation->messages, line->quiet);
    struct br_run_events listener = br_progress_events(&progress);
    struct br_run_events events = br_recording_events(recording, &listener);
    const struct br_run_request request = {.config = br_recording_config(recording, line),
                                           .registry = invocation->registry,
                                           .events = &events,
                                           .interrupted = invocation->interrupted,
                                           .done = &recording->earlier.results,
                                           .heap_folder = heap_folder};
    invocation->catch_interrupts();
    int code = br_run(&request, profile, error);
    br_progress_clear(&progress);
    br_recording_restore_origin(recording, profile);
    return code;
}

/* Saved, shown, explained; `code` is what br_run returned. */
static int conclude(const struct br_profile *profile, int code, const struct br_command_line *line,
                    struct br_recording *recording, struct destination *destination,
                    const struct br_invocation *invocation)
{
    struct br_error error;
    int status = BR_EXIT_OK;
    if (profile->results.count > 0)
        status = publish(profile, line, destination, invocation);
    if (code == BR_ERROR_INTERRUPTED)
        status = explain_interrupt(profile, invocation);
    bool is_saved = destination->profile_path != NULL;
    if (close_journal(recording, code, is_saved, profile->results.count == 0, &error) < 0)
        status = worse(status, br_cli_fail(invocation, &error));
    if (br_recording_is_open(recording))
        explain_resume(recording, line, invocation);
    return status;
}

static int run_into(const struct br_command_line *line, struct br_recording *recording,
                    struct destination *destination, const struct br_invocation *invocation)
{
    struct br_profile profile = {.name = br_string_copy(recording->name),
                                 .command = command_text(invocation)};
    struct br_error error = {0};
    bool is_freeze = line->command == BR_COMMAND_FREEZE;
    char *heap = is_freeze ? br_frozen_heap_folder(destination->profiles, profile.name)
                           : br_string_copy(destination->reports);
    if (is_freeze && !line->resume)
        br_frozen_forget_heap(heap, line->config.mode);
    int code = measure(line, invocation, heap, recording, &profile, &error);
    if (code == 0 && is_freeze)
        br_frozen_judge(&profile, destination->profiles);
    int status = code == 0 || code == BR_ERROR_INTERRUPTED
                     ? conclude(&profile, code, line, recording, destination, invocation)
                     : br_cli_fail(invocation, &error);
    free(heap);
    br_profile_release(&profile);
    return status;
}

static int run_recorded(const struct br_command_line *line, struct destination *destination,
                        const struct br_invocation *invocation)
{
    struct br_recording recording;
    struct br_mistakes mistakes = {0};
    struct br_error error;
    int status;
    int code = br_recording_open(&recording, line, invocation->registry, destination->profiles,
                                 &mistakes, &error);
    if (code < 0)
        status = br_cli_fail(invocation, &error);
    else if (mistakes.count > 0)
        status = br_cli_refuse(invocation, line->command, &mistakes);
    else
        status = run_into(line, &recording, destination, invocation);
    br_mistakes_release(&mistakes);
    br_recording_release(&recording);
    return status;
}

int br_command_run(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct destination destination;
    struct br_error error;
    destination_init(&destination, line);
    int code = try_folder(destination.profiles, &error);
    if (code == 0)
        code = try_folder(destination.reports, &error);
    int status =
        code == 0 ? run_recorded(line, &destination, invocation) : br_cli_fail(invocation, &error);
    destination_release(&destination);
    return status;
}
