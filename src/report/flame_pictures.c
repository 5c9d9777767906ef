/* The pictures of sampled stacks and of stages that a report shows; see flame_pictures.h. */
#include "report/flame_pictures.h"

#include <stdlib.h>

#include "base/list.h"
#include "report/figures.h"
#include "summary/cpu.h"
#include "summary/heap.h"
#include "summary/stage_tree.h"

enum { NAMED = 5 };

/* "Flame graph of CPU time, 100k: most by itself parse 40 %, malloc 12 %" */
static char *alternative_of(const char *what, const char *label, const struct br_stack_views *views)
{
    struct br_text text = {0};
    size_t functions[NAMED];
    size_t count = br_cpu_hottest(views, functions, NAMED);
    br_text_format(&text, "%s, %s: the greatest shares of their own:", what, label);
    for (size_t i = 0; i < count; i++) {
        char share[BR_UNITS_BUFFER];
        const struct br_function *function = &views->functions[functions[i]];
        br_text_format(&text, "%s %s %s", i > 0 ? "," : "", function->label,
                       br_format_percent(share, function->self / views->total));
    }
    return br_text_take(&text);
}

/* `names`: what it is, the folder, and what follows the cell in the file's name. */
static void add_views(struct br_pictures *pictures, const char *const names[3], const char *label,
                      const struct br_cell *cell, const struct br_stack_views *views)
{
    char *name = br_cell_file_name(cell);
    *(struct br_picture *)br_list_append(pictures, sizeof(struct br_picture)) =
        (struct br_picture){.title = names[0],
                            .file = br_string_format("%s/%s%s", names[1], name, names[2]),
                            .alternative = alternative_of(names[0], label, views)};
    free(name);
}

static bool add_stacks(struct br_pictures *pictures, const char *const names[3], const char *label,
                       const struct br_cell *cell, const struct br_stacks *stacks)
{
    struct br_stack_views views;
    bool made = br_stack_views_make(stacks, NULL, &views);
    if (made)
        add_views(pictures, names, label, cell, &views);
    br_stack_views_release(&views);
    return made;
}

/* ---- what there is of a cell ---- */

static bool add_cpu(const struct br_summary *summary, const struct br_summary_cell *cell,
                    struct br_pictures *pictures, bool *found)
{
    static const char *const names[] = {"Flame graph of CPU time", "cpu", ".svg"};
    struct br_summary_cpu cpu;
    br_summary_cpu_make(summary->profile, cell->cell, &cpu);
    *found = cpu.stacks != NULL && cpu.views.samples > 0;
    if (*found)
        add_views(pictures, names, cell->label, cell->cell, &cpu.views);
    br_summary_cpu_release(&cpu);
    return true;
}

static bool add_heap(const struct br_summary *summary, const struct br_summary_cell *cell,
                     struct br_pictures *pictures, bool *found)
{
    static const char *const names[] = {"Flame graph of allocated bytes", "heap",
                                        "-heap-allocated.svg"};
    struct br_summary_heap heap;
    bool added = true;
    br_summary_heap_make(summary->profile, cell->cell, &heap);
    *found = heap.allocated != NULL && heap.allocated->stacks.count > 0;
    if (*found)
        added = add_stacks(pictures, names, cell->label, cell->cell, heap.allocated);
    br_summary_heap_release(&heap);
    return added;
}

static bool add_stages(const struct br_summary *summary, const struct br_summary_cell *cell,
                       struct br_pictures *pictures, bool *found)
{
    static const char *const names[] = {"Icicle of time by stage", "stages", "-icicle.svg"};
    struct br_stacks stacks = {0};
    bool added = true;
    (void)summary;
    br_stage_tree(cell, &stacks);
    *found = stacks.stacks.count > 0;
    if (*found)
        added = add_stacks(pictures, names, cell->label, cell->cell, &stacks);
    br_shape_release(&br_stacks_shape, &stacks);
    return added;
}

bool br_flame_pictures_add(const struct br_summary *summary, struct br_pictures *pictures)
{
    static bool (*const kinds[])(const struct br_summary *, const struct br_summary_cell *,
                                 struct br_pictures *, bool *) = {add_cpu, add_heap, add_stages};
    bool added = true;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        bool found = false;
        for (size_t i = summary->cell_count; i-- > 0 && !found && added;)
            added = kinds[k](summary, &summary->cells[i], pictures, &found);
    }
    return added;
}
