/* Everything that belongs to a profile, as files under one folder. */
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "report/flame_svg.h"
#include "report/report.h"
#include "summary/stage_tree.h"
#include "summary/summary.h"

/* Where files go: <folder>/<mode>/<workload> and what follows. */
struct target {
    char *folder, *stem;
    struct br_text *written;
};

static int write_text(const struct target *target, const char *ending, const struct br_text *text,
                      struct br_error *error)
{
    if (text->failed)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for a report");
    char *path = br_string_format("%s/%s%s", target->folder, target->stem, ending);
    int code = br_os_write_file(path, br_text_string(text), text->size, error);
    if (code == 0)
        br_text_format(target->written, "%s\n", path);
    free(path);
    return code;
}

static int draw_pictures(const struct br_profile *profile, const struct target *target,
                         struct br_pictures *pictures, struct br_text *written,
                         struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    if (code == 0)
        code = br_pictures_draw(&summary, target->folder, target->stem, pictures, written, error);
    br_summary_release(&summary);
    return code;
}

static int save_markdown(const struct br_profile *profile, const struct target *target,
                         struct br_error *error)
{
    struct br_text text = {0};
    struct br_pictures pictures = {0};
    struct br_report_style style = {.pictures = &pictures};
    struct br_text drawn = {0}; /* the report is named before its pictures */
    int code = draw_pictures(profile, target, &pictures, &drawn, error);
    if (code == 0)
        code = br_report_markdown.write(profile, &style, &text, error);
    if (code == 0)
        code = write_text(target, ".md", &text, error);
    if (code == 0)
        br_text_append(target->written, br_text_string(&drawn));
    br_text_release(&drawn);
    br_pictures_release(&pictures);
    br_text_release(&text);
    return code;
}

static int save_hlog(const struct br_profile *profile, const struct target *target,
                     struct br_error *error)
{
    struct br_text text = {0};
    int code = br_report_hlog(profile, &text, error);
    if (code == 0)
        code = write_text(target, ".hlog", &text, error);
    br_text_release(&text);
    return code;
}

/* "100k 512B ×2" as "100k-512B-x2": nothing but ASCII in a file name. */
static char *cell_file_name(const struct br_summary_cell *cell)
{
    struct br_text text = {0};
    for (const char *at = cell->label; *at != '\0'; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                     (*at >= '0' && *at <= '9') || *at == '.';
        if (strncmp(at, "×", strlen("×")) == 0) {
            br_text_append(&text, "x");
            at += strlen("×") - 1;
        } else if (plain || *at == ' ') {
            br_text_append_bytes(&text, plain ? at : "-", 1);
        }
    }
    return br_text_take(&text);
}

static int save_hgrm(const struct br_summary_cell *cell, const struct br_latency *latency,
                     const struct target *target, struct br_error *error)
{
    struct br_text text = {0};
    char *kind = br_string_file_name(latency->kind);
    char *cell_name = cell_file_name(cell);
    char *ending = br_string_format("-%s-%s.hgrm", cell_name, kind);
    free(cell_name);
    int code = br_report_hgrm(latency, &text, error);
    if (code == 0)
        code = write_text(target, ending, &text, error);
    free(ending);
    free(kind);
    br_text_release(&text);
    return code;
}

/* ---- sampled stacks ---- */

static int save_picture(const struct br_stack_views *views, const char *title, bool icicle,
                        const struct target *target, struct br_error *error)
{
    struct br_text text = {0};
    struct br_flame flame = {.views = views, .title = title, .icicle = icicle};
    br_flame_svg(&flame, &text);
    int code = write_text(target, icicle ? "-icicle.svg" : ".svg", &text, error);
    br_text_release(&text);
    return code;
}

static int save_views(const struct br_stack_views *views, const struct br_cell *cell,
                      const struct target *target, struct br_error *error)
{
    char label[256];
    struct br_text folded = {0};
    bool heap = strcmp(views->stacks->kind, "cpu") != 0;
    char *title =
        br_string_format("%s, %s (estimate from samples)", heap ? views->stacks->kind : "CPU time",
                         br_cell_label(cell, label, sizeof label));
    int code = save_picture(views, title, false, target, error);
    if (code == 0)
        code = save_picture(views, title, true, target, error);
    br_folded_stacks(views, &folded);
    if (code == 0)
        code = write_text(target, ".folded", &folded, error);
    br_text_release(&folded);
    free(title);
    return code;
}

/* <folder>/cpu/<cell> and <folder>/heap/<cell>-<kind>, where the heap pass leaves its dumps. */
static int save_stacks(const struct br_stacks *stacks, const struct br_cell *cell,
                       const struct target *target, struct br_error *error)
{
    struct br_stack_views views;
    if (stacks->kind == NULL || stacks->stacks.count == 0)
        return 0;
    bool heap = strcmp(stacks->kind, "cpu") != 0;
    char *name = br_cell_file_name(cell);
    char *kind = br_string_file_name(stacks->kind);
    struct target place = {
        .folder = br_string_format("%s/%s", target->folder, heap ? "heap" : "cpu"),
        .stem = heap ? br_string_format("%s-%s", name, kind) : br_string_copy(name),
        .written = target->written};
    int code = br_os_make_folders(place.folder, error);
    if (code == 0 && !br_stack_views_make(stacks, NULL, &views))
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for a flame graph");
    else if (code == 0)
        code = save_views(&views, cell, &place, error);
    if (code == 0)
        br_stack_views_release(&views);
    free(place.folder);
    free(place.stem);
    free(kind);
    free(name);
    return code;
}

/* <folder>/stages/<cell>-icicle.svg */
static int save_stages(const struct br_summary_cell *cell, const struct target *target,
                       struct br_error *error)
{
    char label[256];
    struct br_stacks stacks = {0};
    struct br_stack_views views;
    br_stage_tree(cell, &stacks);
    if (stacks.stacks.count == 0)
        return 0;
    char *title = br_string_format("Time of all threads per record by stage, %s",
                                   br_cell_label(cell->cell, label, sizeof label));
    struct target place = {.folder = br_string_format("%s/stages", target->folder),
                           .stem = br_cell_file_name(cell->cell),
                           .written = target->written};
    int code = br_os_make_folders(place.folder, error);
    bool viewed = code == 0 && br_stack_views_make(&stacks, NULL, &views);
    if (code == 0 && !viewed)
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for the tree of stages");
    if (viewed) {
        code = save_picture(&views, title, true, &place, error);
        br_stack_views_release(&views);
    }
    free(place.folder);
    free(place.stem);
    free(title);
    br_shape_release(&br_stacks_shape, &stacks);
    return code;
}

static int save_cells(const struct br_profile *profile, const struct target *target,
                      struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    size_t latencies = 0;
    for (size_t i = 0; i < summary.cell_count; i++) {
        const struct br_summary_cell *cell = &summary.cells[i];
        for (size_t j = 0; j < cell->latency_count && code == 0; j++, latencies++)
            code = save_hgrm(cell, cell->latencies[j].raw, target, error);
        if (code == 0)
            code = save_stages(cell, target, error);
    }
    if (code == 0 && latencies > 0)
        code = save_hlog(profile, target, error);
    br_summary_release(&summary);
    return code;
}

static int save_profiles(const struct br_profile *profile, const struct target *target,
                         struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; i < profile->results.count && code == 0; i++) {
        const struct br_result *result = &profile->results.items[i];
        for (size_t s = 0; s < result->stacks.count && code == 0; s++)
            code = save_stacks(&result->stacks.items[s], &result->cell, target, error);
    }
    return code;
}

/* The workload's own name; a plug-in's configuration has its path. */
static const char *workload_name(const struct br_profile *profile)
{
    const struct br_results *results = &profile->results;
    bool named = results->count > 0 && results->items[0].cell.workload != NULL;
    return named ? results->items[0].cell.workload : profile->config.workload;
}

int br_report_save(const struct br_profile *profile, const char *folder, struct br_text *written,
                   struct br_error *error)
{
    char *mode = br_string_file_name(profile->config.mode);
    struct target target = {.folder = br_string_format("%s/%s", folder, mode),
                            .stem = br_string_file_name(workload_name(profile)),
                            .written = written};
    int code = br_os_make_folders(target.folder, error);
    if (code == 0)
        code = save_markdown(profile, &target, error);
    if (code == 0)
        code = save_cells(profile, &target, error);
    if (code == 0)
        code = save_profiles(profile, &target, error);
    free(target.folder);
    free(target.stem);
    free(mode);
    return code;
}
