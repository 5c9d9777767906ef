/* Trees of calls as pictures; see flame_drawing.h. */
#include "report/flame_drawing.h"

#include <string.h>

enum { ROW = 18, TOP = 34, BOTTOM = 28, SHOWN_LETTERS = 3 };
static const double share_least = 0.001;

double br_flame_swatch(struct br_text *text, const char *class_name, double left, double y,
                       const char *label)
{
    br_text_format(text,
                   "<rect class=\"%s\" x=\"%.0f\" y=\"%.0f\" width=\"11\" height=\"11\"/>"
                   "<text class=\"n\" x=\"%.0f\" y=\"%.0f\">",
                   class_name, left, y, left + 15, y + 10);
    br_text_append_xml(text, label);
    br_text_append(text, "</text>\n");
    return left + br_flame_swatch_width(label);
}

double br_flame_swatch_width(const char *label)
{
    return (double)(br_text_columns(label) + 5) * BR_FLAME_LETTER;
}

/* ---- boxes ---- */

static bool is_shown(const struct br_flame_drawing *drawing, size_t node)
{
    return drawing->shares[node] >= share_least;
}

static unsigned depth_below(const struct br_flame_drawing *drawing, size_t node)
{
    const struct br_call_node *nodes = drawing->views->nodes;
    unsigned deepest = 0;
    for (size_t i = nodes[node].first_child; i != 0; i = nodes[i].next_sibling) {
        unsigned depth = is_shown(drawing, i) ? 1 + depth_below(drawing, i) : 0;
        deepest = depth > deepest ? depth : deepest;
    }
    return deepest;
}

/* Where a box is: its left edge and its distance from the root. */
struct place {
    double left;
    unsigned level, depth;
};

static size_t room_in(double width)
{
    return (size_t)((width - 6) / BR_FLAME_LETTER);
}

/* Where "library+0x1f30" does not fit, the offset tells more: the colour is the library's. */
static const char *short_label(const struct br_function *function, double width)
{
    const struct br_frame *frame = function->frame;
    const char *offset = strrchr(function->label, '+');
    bool has_name = frame == NULL || frame->function != NULL || offset == NULL;
    return has_name || br_text_columns(function->label) <= room_in(width) ? function->label
                                                                          : offset + 1;
}

/* As much of the name as there is room for; letters of more than one byte are not cut. */
static void append_label(struct br_text *text, const char *label, double left, double y,
                         double width)
{
    struct br_text visible = {0};
    struct br_text cut = {0};
    size_t room = room_in(width);
    br_text_append_visible(&visible, label);
    const char *whole = br_text_string(&visible);
    bool fits = br_text_columns(whole) <= room;
    for (size_t letters = 0; *whole != '\0'; whole++) {
        letters += ((unsigned char)*whole & 0xC0) != 0x80 ? 1 : 0;
        if (!fits && letters >= room)
            break;
        br_text_append_bytes(&cut, whole, 1);
    }
    br_text_format(text, "<text x=\"%.1f\" y=\"%.0f\">", left + 3, y + 13);
    br_text_append_xml(text, br_text_string(&cut));
    br_text_append(text, fits ? "</text>" : "…</text>");
    br_text_release(&visible);
    br_text_release(&cut);
}

static void append_box_label(const struct br_flame_drawing *drawing, size_t node,
                             const struct place *place, double y, double width)
{
    struct br_text label = {0};
    const struct br_call_node *nodes = drawing->views->nodes;
    if (drawing->box_mark != NULL)
        br_text_append(&label, drawing->box_mark(drawing, node));
    br_text_append(&label, short_label(&drawing->views->functions[nodes[node].function], width));
    append_label(drawing->text, br_text_string(&label), place->left, y, width);
    br_text_release(&label);
}

static void draw_box(const struct br_flame_drawing *drawing, size_t node, const struct place *place)
{
    const struct br_stack_views *views = drawing->views;
    const struct br_function *function = &views->functions[views->nodes[node].function];
    struct br_text *text = drawing->text;
    double width = drawing->shares[node] * BR_FLAME_WIDTH;
    unsigned row = drawing->icicle ? place->level : place->depth - 1 - place->level;
    double y = TOP + (double)row * ROW;
    br_text_append(text, "<g><title>");
    br_text_append_xml(text, function->label);
    if (function->frame != NULL && function->library[0] != '\0') {
        br_text_append(text, "\n");
        br_text_append_xml(text, function->library);
    }
    br_text_append(text, "\n");
    drawing->box_title(drawing, node);
    br_text_append(text, "</title><rect class=\"");
    drawing->box_class(drawing, node);
    br_text_format(text, "\" x=\"%.2f\" y=\"%.0f\" width=\"%.2f\" height=\"%d\"/>", place->left, y,
                   width > 0.4 ? width - 0.3 : width, ROW - 1);
    if (width >= SHOWN_LETTERS * BR_FLAME_LETTER + 6)
        append_box_label(drawing, node, place, y, width);
    br_text_append(text, "</g>\n");
}

static void draw_children(const struct br_flame_drawing *drawing, size_t parent, struct place place)
{
    const struct br_call_node *nodes = drawing->views->nodes;
    for (size_t i = nodes[parent].first_child; i != 0; i = nodes[i].next_sibling) {
        if (is_shown(drawing, i)) {
            draw_box(drawing, i, &place);
            draw_children(drawing, i, (struct place){place.left, place.level + 1, place.depth});
        }
        place.left += drawing->shares[i] * BR_FLAME_WIDTH;
    }
}

/* ---- around them ---- */

/* GitHub shows pictures of a README by themselves, where the media query works too. */
static void write_head(const struct br_flame_drawing *drawing, unsigned height)
{
    struct br_text *text = drawing->text;
    br_text_format(text,
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %u\" "
                   "width=\"%d\" height=\"%u\" role=\"img\" aria-labelledby=\"t d\">\n"
                   "<title id=\"t\">",
                   BR_FLAME_WIDTH, height, BR_FLAME_WIDTH, height);
    br_text_append_xml(text, drawing->title);
    br_text_append(text, "</title>\n<desc id=\"d\">");
    drawing->description(drawing);
    br_text_format(text,
                   "</desc>\n<style>svg{background:#fff}"
                   "text{font:12px ui-monospace,monospace;fill:#111}"
                   ".t{font:bold 14px sans-serif}.n{font:12px sans-serif}%s</style>\n"
                   "<text class=\"t\" x=\"6\" y=\"20\">",
                   drawing->style);
    br_text_append_xml(text, drawing->title);
    br_text_append(text, "</text>\n");
}

void br_flame_draw(const struct br_flame_drawing *drawing)
{
    struct place place = {.depth = depth_below(drawing, 0)};
    unsigned height = TOP + place.depth * ROW + BOTTOM;
    write_head(drawing, height);
    draw_children(drawing, 0, place);
    drawing->legend(drawing, (double)height - 19);
    br_text_append(drawing->text, "</svg>\n");
}
