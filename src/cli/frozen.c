/* The end of a freeze; see frozen.h. */
#include "cli/frozen.h"

#include <stdlib.h>
#include <string.h>

#include "base/folder.h"
#include "base/os.h"
#include "report/folded.h"
#include "report/report.h"
#include "store/artifact.h"
#include "store/lifecycle.h"
#include "summary/freeze.h"
#include "summary/stacks.h"
#include "summary/truth.h"

char *br_frozen_heap_folder(const char *library, const char *name)
{
    char *folder = br_string_format("%s/.freeze-%s", library, name);
    for (char *at = folder + strlen(library) + 1; *at != '\0'; at++)
        *at = *at == '/' ? '_' : *at;
    return folder;
}

/* One that cannot be read is as good as none: the spread inside the blocks is there in any case. */
void br_frozen_judge(struct br_profile *profile, const char *library)
{
    struct br_calibration calibration = {0};
    char *path = br_artifact_calibration_path(library, profile->environment.hostname);
    bool is_there = br_os_file_exists(path) &&
                    br_artifact_load(&br_calibration_shape, path, BR_CALIBRATION_SCHEMA_VERSION,
                                     &calibration, NULL) == 0;
    br_freeze_judge(profile, is_there ? &calibration : NULL);
    br_shape_release(&br_calibration_shape, &calibration);
    free(path);
}

/* ---- companions ---- */

static int add_truth(const struct br_profile *profile, struct br_companions *companions,
                     struct br_error *error)
{
    struct br_truth truth = {0};
    int code = br_truth_make(profile, &truth, error);
    char *text = code == 0 ? br_shape_print(&br_truth_shape, &truth, true) : NULL;
    if (text != NULL)
        br_companions_add(companions, BR_TRUTH_ENDING, text, strlen(text));
    else if (code == 0)
        code = br_error_set(error, BR_ERROR_MEMORY, "no memory for the truth of %s", profile->name);
    free(text);
    br_shape_release(&br_truth_shape, &truth);
    return code;
}

static bool has_latencies(const struct br_profile *profile)
{
    for (size_t i = 0; i < profile->results.count; i++)
        if (profile->results.items[i].ok && profile->results.items[i].latencies.count > 0)
            return true;
    return false;
}

static int add_latencies(const struct br_profile *profile, struct br_companions *companions,
                         struct br_error *error)
{
    struct br_text text = {0};
    if (!has_latencies(profile))
        return 0;
    int code = br_report_hlog(profile, &text, error);
    if (code == 0)
        br_companions_add(companions, ".hlog", br_text_string(&text), text.size);
    br_text_release(&text);
    return code;
}

static int add_folded(const struct br_stacks *stacks, const struct br_cell *cell,
                      struct br_companions *companions, struct br_error *error)
{
    struct br_stack_views views;
    struct br_text text = {0};
    if (!br_stack_views_make(stacks, NULL, &views))
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for sampled stacks");
    char *name = br_cell_file_name(cell);
    char *ending = br_string_format(".%s-cpu.folded", name);
    br_folded_stacks(&views, &text);
    br_companions_add(companions, ending, br_text_string(&text), text.size);
    br_text_release(&text);
    br_stack_views_release(&views);
    free(ending);
    free(name);
    return 0;
}

/* Sampled stacks of CPU time; those of the heap are in the dumps. */
static int add_samples(const struct br_profile *profile, struct br_companions *companions,
                       struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        for (size_t j = 0; j < result->stacks.count && code == 0; j++) {
            const struct br_stacks *stacks = &result->stacks.items[j];
            bool is_cpu = stacks->kind != NULL && strcmp(stacks->kind, "cpu") == 0;
            if (result->ok && is_cpu && stacks->stacks.count > 0)
                code = add_folded(stacks, &result->cell, companions, error);
        }
    }
    return code;
}

/* <folder>/<mode>/heap, where the runner writes dumps; to be freed. */
static char *dump_folder(const char *folder, const char *mode)
{
    return br_string_format("%s/%s/heap", folder, mode);
}

static int add_dump(const char *folder, const char *name, struct br_companions *companions,
                    struct br_error *error)
{
    char *path = br_string_format("%s/%s", folder, name);
    char *ending = br_string_format(".%s", name);
    char *data = NULL;
    size_t size = 0;
    int code = br_os_read_file(path, &data, &size, error);
    if (code == 0)
        br_companions_add(companions, ending, data, size);
    free(data);
    free(ending);
    free(path);
    return code;
}

static int add_dumps(const char *folder, struct br_companions *companions, struct br_error *error)
{
    struct br_texts names = {0};
    int code = br_folder_read(folder, &names, error);
    for (size_t i = 0; i < names.count && code == 0; i++)
        code = add_dump(folder, names.items[i], companions, error);
    br_texts_release(&names);
    return code;
}

/* From the inside out; what cannot be deleted is only in the way. */
void br_frozen_forget_heap(const char *folder, const char *mode)
{
    char *inner = dump_folder(folder, mode);
    br_folder_remove(inner, NULL);
    *strrchr(inner, '/') = '\0';
    br_folder_remove(inner, NULL);
    br_folder_remove(folder, NULL);
    free(inner);
}

int br_frozen_save(const struct br_profile *profile, const struct br_command_line *line,
                   const char *library, const struct br_invocation *invocation,
                   struct br_error *error)
{
    struct br_companions companions = {0};
    struct br_lifecycle_report report = {0};
    const struct br_freeze_request request = {
        .library = library, .profile = profile, .companions = &companions};
    char *heap = br_frozen_heap_folder(library, profile->name);
    char *dumps = dump_folder(heap, profile->config.mode);
    int code = line->no_truth ? 0 : add_truth(profile, &companions, error);
    if (code == 0)
        code = add_latencies(profile, &companions, error);
    if (code == 0)
        code = add_samples(profile, &companions, error);
    if (code == 0)
        code = add_dumps(dumps, &companions, error);
    if (code == 0)
        code = br_freeze_save(&request, &report, error);
    if (code == 0)
        br_frozen_forget_heap(heap, profile->config.mode);
    br_cli_print_notes(invocation, &report.notes);
    br_lifecycle_report_release(&report);
    br_companions_release(&companions);
    free(dumps);
    free(heap);
    return code;
}

int br_frozen_tell(const struct br_profile *profile, const struct br_command_line *line,
                   const struct br_invocation *invocation)
{
    char *sentence = br_freeze_sentence(&profile->freeze);
    if (!profile->freeze.accepted || !line->quiet)
        fprintf(invocation->messages, "benchrun: %s\n", sentence);
    free(sentence);
    return line->strict && !profile->freeze.accepted ? BR_EXIT_AMBIGUOUS : BR_EXIT_OK;
}
