/* Parts of trends; see trend_parts.h. */
#include "report/trend_parts.h"

#include <math.h>
#include <string.h>

#include "report/format.h"

enum { DIGITS = 4, COMMIT_DIGITS = 12, DATE_SIZE = 10 };

void br_trend_append_commit(const struct br_history_entry *entry, struct br_text *text)
{
    if (entry->commit == NULL)
        br_text_append(text, "an unknown commit");
    else
        br_text_append_bytes(text, entry->commit, strnlen(entry->commit, COMMIT_DIGITS));
    br_text_append(text, entry->commit != NULL && entry->dirty ? "+" : "");
}

void br_trend_append_date(const struct br_history_entry *entry, struct br_text *text)
{
    if (entry->created != NULL)
        br_text_append_bytes(text, entry->created, strnlen(entry->created, DATE_SIZE));
    else
        br_text_append(text, "no date");
}

static void append_place(const struct br_history_entry *entry, struct br_text *text)
{
    br_trend_append_commit(entry, text);
    br_text_format(text, " (%s, ", entry->name);
    br_trend_append_date(entry, text);
    br_text_append(text, ")");
}

static void append_value(double value, struct br_text *text)
{
    char number[BR_UNITS_BUFFER];
    br_text_append(text, br_format_significant(number, value, DIGITS));
}

void br_trend_append_size(const struct br_level_change *change, struct br_text *text)
{
    if (change->before != 0) {
        br_text_format(text, "%+.1f %%", (change->after / change->before - 1) * 100);
        return;
    }
    br_text_append(text, change->after > 0 ? "+" : "");
    append_value(change->after, text);
}

void br_trend_append_change(const struct br_trend *trend, const struct br_level_change *change,
                            struct br_text *text)
{
    const struct br_history_entry *last = trend->points[change->index - 1].entry;
    const struct br_history_entry *first = trend->points[change->index].entry;
    struct br_text differences = {0};
    br_trend_append_size(change, text);
    br_text_append(text, ", from ");
    append_value(change->before, text);
    br_text_append(text, " to ");
    append_value(change->after, text);
    br_text_format(text, " %s (p = %.1g), after ", trend->measure->unit, change->probability);
    append_place(last, text);
    br_text_append(text, " and up to ");
    append_place(first, text);
    br_trend_differences(last, first, &differences);
    if (differences.size > 0)
        br_text_format(text, "; what differs there, too: %s", br_text_string(&differences));
    br_text_release(&differences);
}

/* ---- bars ---- */

static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
enum { BAR_LEVELS = sizeof bars / sizeof bars[0] };

static double mean_of(const struct br_trend *trend, size_t begin, size_t end)
{
    double sum = 0;
    for (size_t i = begin; i < end; i++)
        sum += trend->points[i].value;
    return sum / (double)(end - begin);
}

static bool has_change(const struct br_trend *trend, size_t after, size_t upto)
{
    for (size_t i = 0; i < trend->change_count; i++)
        if (trend->changes[i].index > after && trend->changes[i].index <= upto)
            return true;
    return false;
}

void br_trend_append_bars(const struct br_trend *trend, size_t width, struct br_text *text)
{
    size_t count = trend->count < width ? trend->count : width;
    double low = INFINITY;
    double high = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        double value = mean_of(trend, i * trend->count / count, (i + 1) * trend->count / count);
        low = fmin(low, value);
        high = fmax(high, value);
    }
    for (size_t i = 0; i < count; i++) {
        size_t begin = i * trend->count / count;
        double value = mean_of(trend, begin, (i + 1) * trend->count / count);
        double place = high > low ? (value - low) / (high - low) : 0.5;
        size_t level = (size_t)(place * BAR_LEVELS);
        size_t before = i > 0 ? (i - 1) * trend->count / count : 0;
        br_text_append(text, has_change(trend, before, begin) ? "│" : "");
        br_text_append(text, bars[level < BAR_LEVELS ? level : BAR_LEVELS - 1]);
    }
}

/* ---- what was left out ---- */

void br_trend_append_omission(const struct br_trend_omission *omission, struct br_text *text)
{
    const struct br_texts *names = &omission->names;
    size_t shown = names->count < BR_TREND_NAMES_SHOWN ? names->count : BR_TREND_NAMES_SHOWN;
    br_text_format(text, "%zu profile%s: %s (", names->count, names->count == 1 ? "" : "s",
                   omission->reason);
    for (size_t i = 0; i < shown; i++)
        br_text_format(text, "%s%s", i > 0 ? ", " : "", names->items[i]);
    if (shown < names->count)
        br_text_format(text, " and %zu more", names->count - shown);
    br_text_append(text, ")");
}

void br_trend_append_rule(const struct br_trends *trends, struct br_text *text)
{
    const struct br_change_rule *rule = &trends->rule;
    br_text_format(text,
                   "A change is a step of at least %.3g %% between the profiles before and after "
                   "it whose p in a t-test is at most %.2g, looked for in windows of %zu profiles "
                   "(E-divisive)",
                   rule->magnitude * 100, rule->probability, rule->window);
    for (size_t i = 0; i < trends->count; i++)
        if (trends->items[i].change_count > 0) {
            br_text_append(text, ". It happened between the two commits or on the machine");
            return;
        }
}
