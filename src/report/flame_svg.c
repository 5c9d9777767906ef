/* A tree of calls as a picture; see flame_svg.h. */
#include "report/flame_svg.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/flame_drawing.h"
#include "report/format.h"

enum { COLOURS = 7 };

/* Which library has which colour. */
struct palette {
    const char *libraries[COLOURS]; /* the one with the greatest share of its own first */
    double selves[COLOURS];
    size_t count;
};

/* ---- colours ---- */

static void count_library(struct palette *palette, const struct br_stack_views *views,
                          const char *library)
{
    double sum = 0;
    size_t place = palette->count;
    for (size_t i = 0; i < palette->count; i++) {
        if (strcmp(palette->libraries[i], library) == 0)
            return;
    }
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->frame != NULL && strcmp(function->library, library) == 0)
            sum += function->self;
    }
    while (place > 0 && palette->selves[place - 1] < sum)
        place--;
    for (size_t i = COLOURS - 1; i > place; i--) {
        palette->libraries[i] = palette->libraries[i - 1];
        palette->selves[i] = palette->selves[i - 1];
    }
    if (place < COLOURS) {
        palette->libraries[place] = library;
        palette->selves[place] = sum;
        palette->count += palette->count < COLOURS ? 1 : 0;
    }
}

static void choose_colours(struct palette *palette, const struct br_stack_views *views)
{
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->frame != NULL && function->total > 0)
            count_library(palette, views, function->library);
    }
}

/* c0 to c6, and h for what is folded or of another library. */
static void append_class(const struct br_flame_drawing *drawing, size_t node)
{
    const struct palette *palette = drawing->context;
    const struct br_stack_views *views = drawing->views;
    const struct br_function *function = &views->functions[views->nodes[node].function];
    for (size_t i = 0; function->frame != NULL && i < palette->count; i++) {
        if (strcmp(palette->libraries[i], function->library) == 0) {
            br_text_format(drawing->text, "c%zu", i);
            return;
        }
    }
    br_text_append(drawing->text, "h");
}

/* ---- texts ---- */

static void append_value(const struct br_flame_drawing *drawing, double value)
{
    char buffer[BR_UNITS_BUFFER];
    const char *unit = drawing->views->stacks->unit;
    bool bytes = unit != NULL && strcmp(unit, "B") == 0;
    br_text_append(drawing->text, bytes ? br_units_format_bytes(buffer, value)
                                        : br_units_format_duration(buffer, value));
}

static void append_title(const struct br_flame_drawing *drawing, size_t index)
{
    char total[BR_UNITS_BUFFER], self[BR_UNITS_BUFFER];
    const struct br_call_node *node = &drawing->views->nodes[index];
    append_value(drawing, node->total);
    br_text_format(drawing->text, ", %s of all; itself %s",
                   br_format_percent(total, node->total / drawing->views->total),
                   br_format_percent(self, node->self / drawing->views->total));
}

static void append_description(const struct br_flame_drawing *drawing)
{
    const struct br_stack_views *views = drawing->views;
    br_text_append(drawing->text, "The functions with the greatest share of their own:");
    for (size_t i = 0; i < views->function_count && i < 5; i++) {
        char share[BR_UNITS_BUFFER];
        if (views->functions[i].self <= 0)
            break;
        br_text_append(drawing->text, i > 0 ? ", " : " ");
        br_text_append_xml(drawing->text, views->functions[i].label);
        br_text_format(drawing->text, " %s",
                       br_format_percent(share, views->functions[i].self / views->total));
    }
}

/* What lies in no library: the kernel, unless there is generated or unknown code in it. */
static const char *name_of_none(const struct br_stack_views *views)
{
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->frame != NULL && function->library[0] == '\0' && function->self > 0 &&
            strcmp(function->label, "[kernel]") != 0)
            return "no library";
    }
    return "kernel";
}

static void write_legend(const struct br_flame_drawing *drawing, double y)
{
    const struct palette *palette = drawing->context;
    double left = 6;
    for (size_t i = 0; i < palette->count; i++) {
        char share[BR_UNITS_BUFFER], class_name[24];
        const char *library = palette->libraries[i];
        const char *name = library[0] != '\0' ? library : name_of_none(drawing->views);
        struct br_text label = {0};
        br_text_format(&label, "%s %s", name,
                       br_format_percent(share, palette->selves[i] / drawing->views->total));
        snprintf(class_name, sizeof class_name, "c%zu", i);
        if (left + br_flame_swatch_width(br_text_string(&label)) <= BR_FLAME_WIDTH)
            left = br_flame_swatch(drawing->text, class_name, left, y, br_text_string(&label));
        br_text_release(&label);
    }
}

static const char style[] =
    ".c0{fill:#f2b84b}.c1{fill:#8ccbf0}.c2{fill:#5cc7a5}.c3{fill:#f0e67a}.c4{fill:#dfa8c6}"
    ".c5{fill:#ee9a6a}.c6{fill:#9fb3e6}.h{fill:#d0d4d9}"
    "@media (prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#f0f3f6}"
    ".c0{fill:#8a5d00}.c1{fill:#1f6590}.c2{fill:#00664a}.c3{fill:#6b6400}.c4{fill:#84406a}"
    ".c5{fill:#9a3d00}.c6{fill:#3c4f99}.h{fill:#454c55}}";

void br_flame_svg(const struct br_flame *flame, struct br_text *text)
{
    struct palette palette = {0};
    const struct br_stack_views *views = flame->views;
    double *shares = calloc(views->node_count + 1, sizeof *shares);
    if (shares == NULL) {
        text->failed = true;
        return;
    }
    for (size_t i = 0; i < views->node_count && views->total > 0; i++)
        shares[i] = views->nodes[i].total / views->total;
    choose_colours(&palette, views);
    br_flame_draw(&(struct br_flame_drawing){.views = views,
                                             .title = flame->title,
                                             .icicle = flame->icicle,
                                             .shares = shares,
                                             .style = style,
                                             .context = &palette,
                                             .box_class = append_class,
                                             .box_title = append_title,
                                             .description = append_description,
                                             .legend = write_legend,
                                             .text = text});
    free(shares);
}
