/* A comparison on the screen. */
#include "report/comparison.h"

#include <string.h>

#include "report/comparison_parts.h"
#include "report/format.h"
#include "report/wrap.h"

struct screen {
    const struct br_comparison *comparison;
    bool colour;
    unsigned columns;
    struct br_text *text;
};

static void strong(const struct screen *screen, const char *string)
{
    br_text_append(screen->text, screen->colour ? "\033[1m" : "");
    br_wrap(screen->text, "", string, screen->columns);
    br_text_append(screen->text, screen->colour ? "\033[0m" : "");
}

static void show_side(const struct screen *screen, const char *bullet,
                      const struct br_comparison_side *side)
{
    struct br_text line = {0};
    br_text_append(&line, side->id != NULL ? side->id : side->name);
    if (side->created != NULL)
        br_text_format(&line, ", %s", side->created);
    if (side->hostname != NULL)
        br_text_format(&line, ", %s", side->hostname);
    if (side->commit != NULL)
        br_text_format(&line, ", %.12s%s", side->commit, side->dirty ? " and changes" : "");
    br_wrap(screen->text, bullet, br_text_string(&line), screen->columns);
    br_text_release(&line);
}

static void show_header(const struct screen *screen)
{
    const struct br_comparison *comparison = screen->comparison;
    struct br_text line = {0};
    br_text_format(&line, "%s · %s", comparison->workload, comparison->mode);
    strong(screen, br_text_string(&line));
    show_side(screen, "from  ", &comparison->from);
    show_side(screen, "to    ", &comparison->to);
    br_text_append(screen->text, "\n");
    br_text_clear(&line);
    br_comparison_headline(comparison, &line);
    strong(screen, br_text_string(&line));
    br_text_release(&line);
}

static void show_part(const struct screen *screen, enum br_comparison_part part,
                      const char *heading)
{
    struct br_table table = {0};
    size_t count;
    br_comparison_table(screen->comparison, part, &table, &count);
    if (count > 0) {
        br_text_append(screen->text, "\n");
        strong(screen, heading);
        br_table_print(&table, screen->colour, screen->columns, screen->text);
    }
    br_table_release(&table);
}

static void show_reasons(const struct screen *screen, enum br_comparison_part part)
{
    for (size_t i = 0; i < screen->comparison->rows.count; i++) {
        const struct br_comparison_row *row = &screen->comparison->rows.items[i];
        struct br_text line = {0};
        if (br_comparison_part_of(row) != part)
            continue;
        br_comparison_subject(row, &line);
        br_text_append(&line, ": ");
        br_comparison_reason(row, &line);
        br_wrap(screen->text, "  · ", br_text_string(&line), screen->columns);
        br_text_release(&line);
    }
}

static void show_unsupported(const struct screen *screen)
{
    if (screen->comparison->counts.unsupported == 0)
        return;
    br_text_append(screen->text, "\n");
    strong(screen, "Without figures");
    show_reasons(screen, BR_COMPARISON_UNSUPPORTED);
}

static void show_stages(const struct screen *screen)
{
    const struct br_comparison *comparison = screen->comparison;
    for (size_t i = 0; i < comparison->stages.count;) {
        const struct br_stage_change *change = &comparison->stages.items[i];
        struct br_table table = {0};
        struct br_text heading = {0};
        size_t next = br_comparison_stages(comparison, i, &table);
        if (br_comparison_explains(comparison, change)) {
            br_text_format(&heading, "%s: where the change of %s comes from, in the %s pass",
                           change->label, change->measure,
                           strcmp(change->measure, "time") == 0 ? "stages" : "instructions");
            br_text_append(screen->text, "\n");
            strong(screen, br_text_string(&heading));
            br_table_print(&table, screen->colour, screen->columns, screen->text);
        }
        br_text_release(&heading);
        br_table_release(&table);
        i = next;
    }
}

static void show_notes(const struct screen *screen)
{
    const struct br_comparison *comparison = screen->comparison;
    struct br_text line = {0};
    if (comparison->mismatches.count > 0) {
        br_text_append(screen->text, "\n");
        strong(screen, comparison->advisory ? "* For information only, because these differ"
                                            : "What differs");
    }
    for (size_t i = 0; i < comparison->mismatches.count; i++) {
        br_text_clear(&line);
        br_comparison_mismatch(&comparison->mismatches.items[i], &line);
        br_wrap(screen->text, "  · ", br_text_string(&line), screen->columns);
    }
    if (comparison->remarks.count > 0) {
        br_text_append(screen->text, "\n");
        strong(screen, "Worth knowing");
    }
    for (size_t i = 0; i < comparison->remarks.count; i++)
        br_wrap(screen->text, "  · ", comparison->remarks.items[i], screen->columns);
    br_text_clear(&line);
    br_comparison_method(comparison, &line);
    br_text_append(screen->text, "\n");
    br_wrap(screen->text, "", br_text_string(&line), screen->columns);
    br_text_release(&line);
}

void br_report_comparison_terminal(const struct br_comparison *comparison,
                                   const struct br_report_style *style, struct br_text *text)
{
    const struct screen screen = {.comparison = comparison,
                                  .colour = style != NULL && style->colour,
                                  .columns =
                                      style != NULL && style->columns > 0 ? style->columns : 80,
                                  .text = text};
    show_header(&screen);
    show_part(&screen, BR_COMPARISON_FIRST, "Read first");
    show_reasons(&screen, BR_COMPARISON_FIRST);
    show_part(&screen, BR_COMPARISON_BETTER, "Better");
    show_reasons(&screen, BR_COMPARISON_BETTER);
    show_part(&screen, BR_COMPARISON_REST, "The rest");
    show_stages(&screen);
    show_unsupported(&screen);
    show_notes(&screen);
}
