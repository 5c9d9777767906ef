/* Pictures and files of sampled stacks and of stages; see save.h. */
#include "report/save.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "report/flame_svg.h"
#include "report/folded.h"
#include "report/gperftools.h"
#include "report/speedscope.h"
#include "summary/stage_tree.h"

/* Of many failures (a full disk) the first says it all. */
static void note_unsaved(const struct br_save_target *target, const struct br_error *error)
{
    if (target->unsaved != NULL && target->unsaved->code == 0)
        *target->unsaved = *error;
}

static int save_picture(const struct br_stack_views *views, const char *title, bool icicle,
                        const struct br_save_target *target, struct br_error *error)
{
    struct br_text text = {0};
    struct br_flame flame = {.views = views, .title = title, .icicle = icicle};
    br_flame_svg(&flame, &text);
    int code = br_save_text(target, icicle ? "-icicle.svg" : ".svg", &text, error);
    br_text_release(&text);
    return code;
}

/* ---- sampled stacks ---- */

static bool is_heap(const struct br_stacks *stacks)
{
    return strcmp(stacks->kind, "cpu") != 0;
}

static int save_folded(const struct br_stack_views *views, const struct br_save_target *target,
                       struct br_error *error)
{
    struct br_text text = {0};
    br_folded_stacks(views, &text);
    int code = br_save_text(target, ".folded", &text, error);
    br_text_release(&text);
    return code;
}

/* Of the heap there are jemalloc's own dumps for such readers. */
static int save_gperftools(const struct br_stack_views *views, const struct br_save_target *target,
                           struct br_error *error)
{
    struct br_text text = {0};
    br_gperftools_profile(views, &text);
    int code = br_save_text(target, ".prof", &text, error);
    br_text_release(&text);
    return code;
}

/* In words, where it is a kind of the heap. */
static const char *kind_in_words(const char *kind)
{
    static const char *const words[][2] = {{"cpu", "CPU time"},
                                           {"heap-allocated", "Bytes allocated in all"},
                                           {"heap-peak", "Bytes live at the peak"},
                                           {"heap-end", "Bytes live at the end of the work"},
                                           {"heap-leak", "Bytes never freed"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], kind) == 0)
            return words[i][1];
    return kind;
}

static int save_views(const struct br_stack_views *views, const char *label,
                      const struct br_save_target *target, struct br_error *error)
{
    bool heap = is_heap(views->stacks);
    char *title = br_string_format("%s, %s (estimate from samples)",
                                   kind_in_words(views->stacks->kind), label);
    int code = save_picture(views, title, false, target, error);
    if (code == 0)
        code = save_picture(views, title, true, target, error);
    if (code == 0)
        code = save_folded(views, target, error);
    if (code == 0 && !heap)
        code = save_gperftools(views, target, error);
    free(title);
    return code;
}

/* The folder's files of one profile of stacks, and its part of the file for all. */
static int save_stacks(const struct br_stacks *stacks, const struct br_cell *cell,
                       const struct br_save_target *target, struct br_speedscope *scope,
                       struct br_error *error)
{
    char label[256];
    struct br_stack_views views;
    bool heap = is_heap(stacks);
    char *name = br_cell_file_name(cell);
    char *kind = br_string_file_name(stacks->kind);
    struct br_save_target place = *target;
    place.stem = heap ? br_string_format("%s-%s", name, kind) : br_string_copy(name);
    br_cell_label(cell, label, sizeof label);
    bool viewed = br_stack_views_make(stacks, NULL, &views);
    int code = viewed ? save_views(&views, label, &place, error)
                      : br_error_set(error, BR_ERROR_MEMORY, "out of memory for a flame graph");
    if (viewed) {
        char *title = heap ? br_string_format("%s, %s", label, kind_in_words(stacks->kind))
                           : br_string_copy(label);
        br_speedscope_add(scope, &views, title);
        free(title);
    }
    br_stack_views_release(&views);
    free(place.stem);
    free(kind);
    free(name);
    return code;
}

static int save_result(const struct br_result *result, bool heap,
                       const struct br_save_target *target, struct br_speedscope *scope,
                       struct br_error *error)
{
    int code = 0;
    for (size_t s = 0; s < result->stacks.count && code == 0; s++) {
        const struct br_stacks *stacks = &result->stacks.items[s];
        if (stacks->kind == NULL || stacks->stacks.count == 0 || is_heap(stacks) != heap)
            continue;
        if (scope->profiles == 0)
            code = br_os_make_folders(target->folder, error);
        if (code == 0)
            code = save_stacks(stacks, &result->cell, target, scope, error);
    }
    return code;
}

/* Cell by cell as in reports: passes ran in a shuffled order. */
static int save_folder(const struct br_summary *summary, bool heap,
                       const struct br_save_target *target, struct br_speedscope *scope,
                       struct br_error *error)
{
    const struct br_results *results = &summary->profile->results;
    int code = 0;
    for (size_t i = 0; i < summary->cell_count; i++)
        for (size_t r = 0; r < results->count && code == 0; r++)
            if (br_shape_equal(&br_cell_shape, summary->cells[i].cell, &results->items[r].cell,
                               NULL, 0))
                code = save_result(&results->items[r], heap, target, scope, error);
    return code;
}

static void save_kind(const struct br_summary *summary, bool heap,
                      const struct br_save_target *target)
{
    struct br_error error = {0};
    struct br_speedscope scope = {0};
    struct br_text text = {0};
    struct br_save_target place = *target;
    place.folder = br_string_format("%s/%s", target->folder, heap ? "heap" : "cpu");
    int code = save_folder(summary, heap, &place, &scope, &error);
    if (code == 0 && scope.profiles > 0) {
        br_speedscope_write(&scope, target->stem, &text);
        code = br_save_text(&place, ".speedscope.json", &text, &error);
    }
    if (code != 0)
        note_unsaved(target, &error);
    br_speedscope_release(&scope);
    br_text_release(&text);
    free(place.folder);
}

void br_save_stacks(const struct br_profile *profile, const struct br_save_target *target)
{
    struct br_summary summary = {0};
    struct br_error error = {0};
    if (br_summary_make_measured(profile, &summary, &error) != 0) {
        note_unsaved(target, &error);
        return;
    }
    save_kind(&summary, false, target);
    save_kind(&summary, true, target);
    br_summary_release(&summary);
}

/* ---- stages ---- */

static int save_tree(const struct br_stacks *stacks, const char *title,
                     const struct br_save_target *target, struct br_error *error)
{
    struct br_stack_views views;
    int code = br_os_make_folders(target->folder, error);
    if (code != 0)
        return code;
    code = br_stack_views_make(stacks, NULL, &views)
               ? save_picture(&views, title, true, target, error)
               : br_error_set(error, BR_ERROR_MEMORY, "out of memory for the tree of stages");
    br_stack_views_release(&views);
    return code;
}

void br_save_stages(const struct br_summary_cell *cell, const struct br_save_target *target)
{
    char label[256];
    struct br_error error = {0};
    struct br_stacks stacks = {0};
    struct br_save_target place = *target;
    br_stage_tree(cell, &stacks);
    if (stacks.stacks.count == 0)
        return;
    char *title = br_string_format("Time of all threads per record by stage, %s",
                                   br_cell_label(cell->cell, label, sizeof label));
    place.folder = br_string_format("%s/stages", target->folder);
    place.stem = br_cell_file_name(cell->cell);
    if (save_tree(&stacks, title, &place, &error) != 0)
        note_unsaved(target, &error);
    free(place.folder);
    free(place.stem);
    free(title);
    br_shape_release(&br_stacks_shape, &stacks);
}
