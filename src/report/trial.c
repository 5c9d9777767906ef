/* A trial as text; see trial.h. */
#include "report/trial.h"

#include <inttypes.h>
#include <math.h>

#include "base/units.h"

void br_report_trial_look(const struct br_trial_look *look, struct br_text *text)
{
    if (!isfinite(look->ratio)) {
        br_text_append(text, "nothing yet");
        return;
    }
    br_text_format(text, "%+.2f %%", 100 * (look->ratio - 1));
    if (isfinite(look->low) && isfinite(look->high))
        br_text_format(text, " (%+.2f %% to %+.2f %%)", 100 * (look->low - 1),
                       100 * (look->high - 1));
}

static void append_side(const char *word, const struct br_trial_side *side, struct br_text *text)
{
    br_text_format(text, "  %s  ", word);
    br_text_append_visible(text, side->workload);
    for (size_t i = 0; i < side->settings.count; i++) {
        br_text_append(text, " ");
        br_text_append_visible(text, side->settings.items[i].name);
        br_text_append(text, "=");
        br_text_append_visible(text, side->settings.items[i].value);
    }
    br_text_append(text, "\n");
}

static void append_cell(const struct br_trial_cell *cell, struct br_text *text)
{
    char label[256];
    char duration[BR_UNITS_BUFFER];
    br_text_append(text, "\n  ");
    br_text_append_visible(text, br_cell_label(&cell->cell, label, sizeof label));
    br_text_format(text, ": %s", br_trial_verdict_names[cell->verdict]);
    if (cell->looks.count > 0) {
        br_text_append(text, ", ");
        br_report_trial_look(&cell->looks.items[cell->looks.count - 1], text);
    }
    br_units_format_duration(duration, (double)cell->used_ns);
    br_text_format(text, ", %zu pair%s in %s\n    ", cell->pairs.count,
                   cell->pairs.count == 1 ? "" : "s", duration);
    br_text_append_visible(text, cell->reason != NULL ? cell->reason : "not decided");
    br_text_append(text, ".\n");
}

void br_report_trial(const struct br_trial *trial, struct br_text *text)
{
    br_text_format(text, "Trial, %s: time per record, new over old\n", trial->config.mode);
    append_side("old", &trial->old_side, text);
    append_side("new", &trial->new_side, text);
    for (size_t i = 0; i < trial->cells.count; i++)
        append_cell(&trial->cells.items[i], text);
    if (trial->cells.count > 1)
        br_text_format(text, "\nVerdict: %s\n", br_trial_verdict_names[trial->verdict]);
}
