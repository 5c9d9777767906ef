/* Counted rows: held to their limit, whatever the machine did. */
#include <math.h>

#include "store/compare_parts.h"

/* Divisions by other numbers of repetitions round differently in the last digits. */
static const double rounding = 1e-9;

static double allowed_change(const struct br_ruling *ruling, const struct br_comparison_row *row)
{
    double size = fmax(fabs(row->from.value), fabs(row->to.value));
    double allowed = ruling->limit_is_share ? ruling->limit * fabs(row->from.value) : ruling->limit;
    return allowed + rounding * size;
}

/* Where several processes counted and did not agree: is the change larger than that? */
static bool ranges_overlap(const struct br_summary_measure *from,
                           const struct br_summary_measure *to)
{
    return br_stats_minimum(to->values, to->count) <= br_stats_maximum(from->values, from->count) &&
           br_stats_minimum(from->values, from->count) <= br_stats_maximum(to->values, to->count);
}

static void append_limit(const struct br_ruling *ruling, const struct br_comparison_row *row,
                         struct br_text *text)
{
    if (ruling->limit <= 0) {
        br_text_append(text, "no change is allowed");
        return;
    }
    br_text_append(text, "the limit is ");
    if (ruling->limit_is_share)
        br_compare_append_percent(text, ruling->limit * 100);
    else
        br_text_format(text, "%.4g %s", ruling->limit, row->unit);
}

void br_compare_exact(const struct br_summary_measure *from, const struct br_summary_measure *to,
                      const struct br_ruling *ruling, struct br_comparison_row *row)
{
    struct br_text reason = {0};
    bool is_equal = fabs(row->delta) <= rounding * fmax(fabs(row->from.value), fabs(row->to.value));
    if (is_equal) {
        row->verdict = BR_VERDICT_SAME;
        br_text_append(&reason, "equal");
    } else if (fabs(row->delta) <= allowed_change(ruling, row)) {
        row->verdict = BR_VERDICT_SAME;
        br_text_append(&reason, "within the limit: ");
        append_limit(ruling, row, &reason);
    } else if (ranges_overlap(from, to)) {
        row->verdict = BR_VERDICT_AMBIGUOUS;
        br_text_append(&reason, "the processes of one side differ by as much; ");
        append_limit(ruling, row, &reason);
    } else {
        br_compare_change(from->facts, row->delta > 0, row);
        br_text_append(&reason, row->delta > 0 ? "counted more: " : "counted fewer: ");
        append_limit(ruling, row, &reason);
    }
    br_compare_reason(row, &reason);
}
