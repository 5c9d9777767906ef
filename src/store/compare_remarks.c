/* What is worth knowing beside the rows, above all where two measures disagree. */
#include <math.h>
#include <string.h>

#include "store/compare_parts.h"

static void take(const struct br_comparing *comparing, struct br_text *text)
{
    *(char **)br_list_append(&comparing->comparison->remarks, sizeof(char *)) = br_text_take(text);
}

static const struct br_comparison_row *find_row(const struct br_comparing *comparing,
                                                const char *label, const char *measure)
{
    const struct br_comparison_rows *rows = &comparing->comparison->rows;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->items[i].stage == NULL && strcmp(rows->items[i].label, label) == 0 &&
            strcmp(rows->items[i].measure, measure) == 0)
            return &rows->items[i];
    return NULL;
}

static bool is_change(const struct br_comparison_row *row)
{
    return row->verdict >= BR_VERDICT_FASTER && row->verdict <= BR_VERDICT_MORE;
}

/* Wall time and instructions see different things; where only one moves, that is a hint at why. */
static void compare_witnesses(const struct br_comparing *comparing, const char *label)
{
    const struct br_comparison_row *time = find_row(comparing, label, "time");
    const struct br_comparison_row *instructions = find_row(comparing, label, "instructions");
    struct br_text text = {0};
    if (time == NULL || instructions == NULL || !isfinite(time->delta_percent) ||
        !isfinite(instructions->delta_percent))
        return;
    bool time_stays = time->verdict == BR_VERDICT_SAME;
    bool time_moves =
        is_change(time) || (!time_stays && fabs(time->delta_percent) >= time->limit_percent);
    if (time_moves && instructions->verdict == BR_VERDICT_SAME)
        br_text_format(&text,
                       "%s: the wall time moved by %+.1f %% and the instructions did not (%+.2g "
                       "%%): the code does the same work, so look at its layout (link order, "
                       "alignment: rebuild with another one), at memory and caches, and at the "
                       "machine",
                       label, time->delta_percent, instructions->delta_percent);
    else if (time_stays && is_change(instructions))
        br_text_format(&text,
                       "%s: the instructions moved by %+.2g %% and the wall time did not (%+.1f "
                       "%%): the change is smaller than times can show here, or hidden behind "
                       "memory",
                       label, instructions->delta_percent, time->delta_percent);
    if (text.size > 0)
        take(comparing, &text);
}

static void remark_on_side(const struct br_comparing *comparing, const struct br_profile *profile)
{
    struct br_text text = {0};
    if (profile->complete && !profile->interrupted)
        return;
    br_text_format(&text, "%s is of a run that did not come to its end", profile->name);
    take(comparing, &text);
}

/* Different contents were refused before; of an input whose survey failed none is known. */
static bool have_same_content(const struct br_profile *from, const struct br_profile *to)
{
    for (size_t i = 0; i < from->inputs.count; i++) {
        const struct br_input *input = &from->inputs.items[i];
        const struct br_input *other = br_inputs_find(&to->inputs, &input->variant);
        if (other == NULL || input->failure != NULL || other->failure != NULL)
            return false;
    }
    return from->inputs.count > 0;
}

static void remark_on_inputs(const struct br_comparing *comparing)
{
    const char *from = comparing->from->config.input, *to = comparing->to->config.input;
    struct br_text text = {0};
    if (from == NULL || to == NULL || strcmp(from, to) == 0)
        return;
    br_text_format(&text, "the inputs have different names, %s and %s, and %s", from, to,
                   have_same_content(comparing->from, comparing->to)
                       ? "the same content"
                       : "whether their content is the same is not known");
    take(comparing, &text);
}

void br_compare_remarks(const struct br_comparing *comparing)
{
    remark_on_side(comparing, comparing->from);
    remark_on_side(comparing, comparing->to);
    remark_on_inputs(comparing);
    for (size_t i = 0; i < comparing->cell_count; i++)
        if (comparing->cells[i].from != NULL && comparing->cells[i].to != NULL)
            compare_witnesses(comparing, comparing->cells[i].from->label);
}
