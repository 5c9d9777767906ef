/* The tree of calls of two profiles as a picture; see flame_svg.h. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/flame_drawing.h"
#include "report/flame_svg.h"
#include "report/format.h"

enum { STEPS = 3, NAMED = 3 };
static const double points_least[STEPS] = {0, 0.01, 0.05}; /* of each step, as shares */

static const struct br_cpu_change *change_of(const struct br_flame_drawing *drawing, size_t node)
{
    const struct br_cpu_changes *changes = drawing->context;
    return &changes->nodes[node];
}

static double growth_of(const struct br_cpu_change *change)
{
    return change->after - change->before;
}

/* g0 to g2 grew, s0 to s2 shrank, n cannot be told from nothing. */
static void append_class(const struct br_flame_drawing *drawing, size_t node)
{
    const struct br_cpu_change *change = change_of(drawing, node);
    size_t step = STEPS - 1;
    while (step > 0 && fabs(growth_of(change)) < points_least[step])
        step--;
    if (change->sure)
        br_text_format(drawing->text, "%c%zu", growth_of(change) > 0 ? 'g' : 's', step);
    else
        br_text_append(drawing->text, "n");
}

static const char *mark_of(const struct br_flame_drawing *drawing, size_t node)
{
    const struct br_cpu_change *change = change_of(drawing, node);
    return !change->sure ? "" : growth_of(change) > 0 ? "+" : "−";
}

static void append_title(const struct br_flame_drawing *drawing, size_t node)
{
    char before[BR_UNITS_BUFFER], after[BR_UNITS_BUFFER];
    const struct br_cpu_change *change = change_of(drawing, node);
    br_text_format(drawing->text, "%s before, %s after: %+.2f points (95 %%: %+.2f to %+.2f)%s",
                   br_format_percent(before, change->before),
                   br_format_percent(after, change->after), growth_of(change) * 100,
                   change->change.low * 100, change->change.high * 100,
                   change->sure ? "" : ", within the sampling error");
}

static void append_named(const struct br_flame_drawing *drawing, const struct br_cpu_change *change)
{
    br_text_append(drawing->text, " ");
    br_text_append_xml(drawing->text, drawing->views->functions[change->index].label);
    br_text_format(drawing->text, " %+.2f points;", growth_of(change) * 100);
}

static void append_description(const struct br_flame_drawing *drawing)
{
    const struct br_cpu_changes *changes = drawing->context;
    size_t count = changes->function_count, named = 0;
    br_text_append(drawing->text,
                   "Own shares that grew or shrank most, beyond the sampling error:");
    for (size_t i = 0; i < count && i < NAMED; i++) {
        if (changes->functions[i].sure && growth_of(&changes->functions[i]) > 0) {
            append_named(drawing, &changes->functions[i]);
            named++;
        }
    }
    for (size_t i = count; i-- > 0 && i + NAMED >= count;) {
        if (changes->functions[i].sure && growth_of(&changes->functions[i]) < 0) {
            append_named(drawing, &changes->functions[i]);
            named++;
        }
    }
    if (named == 0)
        br_text_append(drawing->text, " none");
}

static void write_legend(const struct br_flame_drawing *drawing, double y)
{
    static const struct {
        const char *class_name, *label;
    } swatches[] = {
        {"s2", "shrank by 5 points or more"},
        {"s1", "by 1 to 5"},
        {"s0", "below 1"},
        {"n", "within the sampling error"},
        {"g0", "grew below 1"},
        {"g1", "by 1 to 5"},
        {"g2", "by 5 or more"},
    };
    double left = 6;
    for (size_t i = 0; i < sizeof swatches / sizeof swatches[0]; i++)
        left = br_flame_swatch(drawing->text, swatches[i].class_name, left, y, swatches[i].label);
}

static const char style[] =
    ".g0{fill:#fddbc7}.g1{fill:#f4a582}.g2{fill:#d6604d}"
    ".s0{fill:#d1e5f0}.s1{fill:#92c5de}.s2{fill:#4393c3}.n{fill:#e3e5e8}text.n{fill:#111}"
    "@media (prefers-color-scheme:dark){svg{background:#0d1117}text,text.n{fill:#f0f3f6}"
    ".g0{fill:#54291f}.g1{fill:#83392b}.g2{fill:#b2402f}"
    ".s0{fill:#1c3a4d}.s1{fill:#1e5173}.s2{fill:#1b6fa8}.n{fill:#3a4047}}";

void br_flame_diff_svg(const struct br_cpu_changes *changes, const char *title,
                       struct br_text *text)
{
    const struct br_stack_views *views = &changes->views;
    double *shares = calloc(views->node_count + 1, sizeof *shares);
    if (shares == NULL) {
        text->failed = true;
        return;
    }
    for (size_t i = 0; i < views->node_count; i++)
        shares[i] = (changes->nodes[i].before + changes->nodes[i].after) / 2;
    br_flame_draw(&(struct br_flame_drawing){.views = views,
                                             .title = title,
                                             .shares = shares,
                                             .style = style,
                                             .context = changes,
                                             .box_class = append_class,
                                             .box_title = append_title,
                                             .box_mark = mark_of,
                                             .description = append_description,
                                             .legend = write_legend,
                                             .text = text});
    free(shares);
}
