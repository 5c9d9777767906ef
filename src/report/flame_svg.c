/* A tree of calls as a picture, and as folded stacks; see flame_svg.h. */
#include "report/flame_svg.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/format.h"

enum { COLOURS = 7, WIDTH = 1000, ROW = 18, TOP = 34, LETTER = 7, SHOWN_LETTERS = 3 };
static const double share_least = 0.001;

struct drawing {
    const struct br_flame *flame;
    const char *libraries[COLOURS]; /* "" = not used */
    double selves[COLOURS];
    unsigned depth;
    double scale; /* pixels per unit */
    struct br_text *text;
};

/* Safe in XML's content and attributes, whatever it was. */
static void append_xml(struct br_text *text, const char *string)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, string);
    for (const char *at = br_text_string(&visible); *at != '\0'; at++) {
        switch (*at) {
        case '&':
            br_text_append(text, "&amp;");
            break;
        case '<':
            br_text_append(text, "&lt;");
            break;
        case '>':
            br_text_append(text, "&gt;");
            break;
        case '"':
            br_text_append(text, "&quot;");
            break;
        default:
            br_text_append_bytes(text, at, 1);
        }
    }
    br_text_release(&visible);
}

/* ---- colours ---- */

static void count_library(struct drawing *drawing, const char *library)
{
    double sum = 0;
    size_t place = COLOURS;
    const struct br_stack_views *views = drawing->flame->views;
    for (size_t i = 0; i < COLOURS; i++) {
        if (drawing->selves[i] > 0 && strcmp(drawing->libraries[i], library) == 0)
            return;
    }
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->frame != NULL && strcmp(function->library, library) == 0)
            sum += function->self;
    }
    while (place > 0 && drawing->selves[place - 1] < sum)
        place--;
    for (size_t i = COLOURS - 1; i > place; i--) {
        drawing->libraries[i] = drawing->libraries[i - 1];
        drawing->selves[i] = drawing->selves[i - 1];
    }
    if (place < COLOURS) {
        drawing->libraries[place] = library;
        drawing->selves[place] = sum;
    }
}

static void choose_colours(struct drawing *drawing)
{
    const struct br_stack_views *views = drawing->flame->views;
    for (size_t i = 0; i < COLOURS; i++)
        drawing->libraries[i] = "";
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        if (function->frame != NULL && function->self > 0)
            count_library(drawing, function->library);
    }
}

/* The class of a box: c0 to c6, and h for what is folded or of another library. */
static void append_class(const struct drawing *drawing, const struct br_function *function)
{
    for (size_t i = 0; function->frame != NULL && i < COLOURS; i++) {
        if (drawing->selves[i] > 0 && strcmp(drawing->libraries[i], function->library) == 0) {
            br_text_format(drawing->text, "c%zu", i);
            return;
        }
    }
    br_text_append(drawing->text, "h");
}

/* ---- boxes ---- */

static bool is_shown(const struct br_stack_views *views, size_t node)
{
    return views->nodes[node].total >= share_least * views->total;
}

static unsigned depth_below(const struct br_stack_views *views, size_t node)
{
    unsigned deepest = 0;
    for (size_t i = views->nodes[node].first_child; i != 0; i = views->nodes[i].next_sibling) {
        unsigned depth = is_shown(views, i) ? 1 + depth_below(views, i) : 0;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

static void append_value(const struct drawing *drawing, double value)
{
    char buffer[BR_UNITS_BUFFER];
    const char *unit = drawing->flame->views->stacks->unit;
    bool bytes = unit != NULL && strcmp(unit, "B") == 0;
    br_text_append(drawing->text, bytes ? br_units_format_bytes(buffer, value)
                                        : br_units_format_duration(buffer, value));
}

/* As much of the name as there is room for; letters of more than one byte are not cut. */
static void append_label(struct drawing *drawing, const char *label, double left, double y,
                         double width)
{
    struct br_text visible = {0};
    struct br_text cut = {0};
    size_t room = (size_t)((width - 6) / LETTER);
    br_text_append_visible(&visible, label);
    const char *whole = br_text_string(&visible);
    bool fits = br_text_columns(whole) <= room;
    for (size_t letters = 0; *whole != '\0'; whole++) {
        letters += ((unsigned char)*whole & 0xC0) != 0x80 ? 1 : 0;
        if (!fits && letters >= room)
            break;
        br_text_append_bytes(&cut, whole, 1);
    }
    br_text_format(drawing->text, "<text x=\"%.1f\" y=\"%.0f\">", left + 3, y + 13);
    append_xml(drawing->text, br_text_string(&cut));
    br_text_append(drawing->text, fits ? "</text>" : "…</text>");
    br_text_release(&visible);
    br_text_release(&cut);
}

static void draw_box(struct drawing *drawing, size_t index, double left, unsigned level)
{
    const struct br_stack_views *views = drawing->flame->views;
    const struct br_call_node *node = &views->nodes[index];
    const struct br_function *function = &views->functions[node->function];
    char total[BR_UNITS_BUFFER], self[BR_UNITS_BUFFER];
    double width = node->total * drawing->scale;
    unsigned row = drawing->flame->icicle ? level : drawing->depth - 1 - level;
    double y = TOP + (double)row * ROW;
    br_text_append(drawing->text, "<g><title>");
    append_xml(drawing->text, function->label);
    if (function->frame != NULL && function->library[0] != '\0') {
        br_text_append(drawing->text, "\n");
        append_xml(drawing->text, function->library);
    }
    br_text_append(drawing->text, "\n");
    append_value(drawing, node->total);
    br_text_format(drawing->text, ", %s of all; itself %s</title><rect class=\"",
                   br_format_percent(total, node->total / views->total),
                   br_format_percent(self, node->self / views->total));
    append_class(drawing, function);
    br_text_format(drawing->text, "\" x=\"%.2f\" y=\"%.0f\" width=\"%.2f\" height=\"%d\"/>", left,
                   y, width > 0.4 ? width - 0.3 : width, ROW - 1);
    if (width >= SHOWN_LETTERS * LETTER + 6)
        append_label(drawing, function->label, left, y, width);
    br_text_append(drawing->text, "</g>\n");
}

static void draw_children(struct drawing *drawing, size_t parent, double left, unsigned level)
{
    const struct br_stack_views *views = drawing->flame->views;
    for (size_t i = views->nodes[parent].first_child; i != 0; i = views->nodes[i].next_sibling) {
        if (is_shown(views, i)) {
            draw_box(drawing, i, left, level);
            draw_children(drawing, i, left, level + 1);
        }
        left += views->nodes[i].total * drawing->scale;
    }
}

/* ---- around them ---- */

/* GitHub shows pictures of a README by themselves, where the media query works too. */
static const char style[] =
    "<style>svg{background:#fff}text{font:12px ui-monospace,monospace;fill:#111}"
    ".t{font:bold 14px sans-serif}.n{font:12px sans-serif}"
    ".c0{fill:#f2b84b}.c1{fill:#8ccbf0}.c2{fill:#5cc7a5}.c3{fill:#f0e67a}.c4{fill:#dfa8c6}"
    ".c5{fill:#ee9a6a}.c6{fill:#9fb3e6}.h{fill:#d0d4d9}"
    "@media (prefers-color-scheme:dark){svg{background:#0d1117}text{fill:#f0f3f6}"
    ".c0{fill:#8a5d00}.c1{fill:#1f6590}.c2{fill:#00664a}.c3{fill:#6b6400}.c4{fill:#84406a}"
    ".c5{fill:#9a3d00}.c6{fill:#3c4f99}.h{fill:#454c55}}</style>\n";

static void write_head(struct drawing *drawing, unsigned height)
{
    const struct br_stack_views *views = drawing->flame->views;
    br_text_format(drawing->text,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %u\" "
                   "width=\"%d\" height=\"%u\" role=\"img\" aria-labelledby=\"t d\">\n"
                   "<title id=\"t\">",
                   WIDTH, height, WIDTH, height);
    append_xml(drawing->text, drawing->flame->title);
    br_text_append(drawing->text, "</title>\n<desc id=\"d\">");
    br_text_append(drawing->text, "The functions with the greatest share of their own:");
    for (size_t i = 0, shown = 0; i < views->function_count && shown < 5; i++) {
        char share[BR_UNITS_BUFFER];
        if (views->functions[i].self <= 0)
            break;
        br_text_append(drawing->text, shown > 0 ? ", " : " ");
        append_xml(drawing->text, views->functions[i].label);
        br_text_format(drawing->text, " %s",
                       br_format_percent(share, views->functions[i].self / views->total));
        shown++;
    }
    br_text_format(drawing->text, "</desc>\n%s<text class=\"t\" x=\"6\" y=\"20\">", style);
    append_xml(drawing->text, drawing->flame->title);
    br_text_append(drawing->text, "</text>\n");
}

static void write_legend(struct drawing *drawing, double y)
{
    double left = 6;
    const struct br_stack_views *views = drawing->flame->views;
    for (size_t i = 0; i < COLOURS && drawing->selves[i] > 0; i++) {
        char share[BR_UNITS_BUFFER];
        const char *name = drawing->libraries[i][0] != '\0' ? drawing->libraries[i] : "kernel";
        br_format_percent(share, drawing->selves[i] / views->total);
        double width = (double)(br_text_columns(name) + strlen(share) + 4) * LETTER;
        if (left + width > WIDTH)
            break;
        br_text_format(drawing->text,
                       "<rect class=\"c%zu\" x=\"%.0f\" y=\"%.0f\" width=\"11\" height=\"11\"/>"
                       "<text class=\"n\" x=\"%.0f\" y=\"%.0f\">",
                       i, left, y, left + 15, y + 10);
        append_xml(drawing->text, name);
        br_text_format(drawing->text, " %s</text>\n", share);
        left += width;
    }
}

void br_flame_svg(const struct br_flame *flame, struct br_text *text)
{
    struct drawing drawing = {.flame = flame, .text = text};
    const struct br_stack_views *views = flame->views;
    drawing.depth = views->total > 0 ? depth_below(views, 0) : 0;
    drawing.scale = views->total > 0 ? WIDTH / views->total : 0;
    choose_colours(&drawing);
    unsigned height = TOP + drawing.depth * ROW + 28;
    write_head(&drawing, height);
    if (views->total > 0)
        draw_children(&drawing, 0, 0, 0);
    write_legend(&drawing, (double)height - 19);
    br_text_append(text, "</svg>\n");
}

/* ---- folded stacks ---- */

static void append_folded(struct br_text *text, const char *label)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, label);
    for (const char *at = br_text_string(&visible); *at != '\0'; at++)
        br_text_append_bytes(text, *at == ';' ? ":" : at, 1);
    br_text_release(&visible);
}

void br_folded_stacks(const struct br_stack_views *views, struct br_text *text)
{
    bool bytes = views->stacks->unit != NULL && strcmp(views->stacks->unit, "B") == 0;
    for (size_t i = 0; i < views->stacks->stacks.count; i++) {
        const struct br_stack *stack = &views->stacks->stacks.items[i];
        const size_t *path = views->paths[i];
        uint64_t value = bytes ? (uint64_t)llround(stack->value) : stack->samples;
        if (path[0] == SIZE_MAX || value == 0)
            continue;
        for (size_t f = 0; path[f] != SIZE_MAX; f++) {
            br_text_append(text, f > 0 ? ";" : "");
            append_folded(text, views->functions[path[f]].label);
        }
        br_text_format(text, " %" PRIu64 "\n", value);
    }
}
