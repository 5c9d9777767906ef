/* Trends from a history; see trend.h. */
#include "summary/trend.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/cell_names.h"
#include "summary/parts.h"

static bool same(const char *left, const char *right)
{
    return left == right || (left != NULL && right != NULL && strcmp(left, right) == 0);
}

/* What was not asked for is any. */
static bool wanted(const char *asked, const char *value)
{
    return asked == NULL || same(asked, value);
}

static const char *or_unknown(const char *text)
{
    return text != NULL ? text : "unknown";
}

/* ---- what is asked for ---- */

static bool is_cell_wanted(const struct br_texts *asked, const struct br_history_cell *cell)
{
    for (size_t i = 0; i < asked->count; i++)
        if (br_cell_name_is(cell->label, asked->items[i]))
            return true;
    return asked->count == 0;
}

static bool is_measure_wanted(const struct br_texts *asked, const char *name)
{
    for (size_t i = 0; i < asked->count; i++)
        if (same(asked->items[i], name))
            return true;
    return asked->count == 0 && strcmp(name, "time") == 0;
}

/* ---- what is left out ---- */

/* Takes the reason. */
static void leave_out(struct br_trends *trends, const struct br_history_entry *entry, char *reason)
{
    size_t i = 0;
    while (i < trends->omission_count && strcmp(trends->omissions[i].reason, reason) != 0)
        i++;
    if (i == trends->omission_count) {
        trends->omissions =
            realloc(trends->omissions, (trends->omission_count + 1) * sizeof *trends->omissions);
        if (trends->omissions == NULL)
            abort();
        trends->omissions[trends->omission_count++] = (struct br_trend_omission){.reason = reason};
    } else {
        free(reason);
    }
    *(char **)br_list_append(&trends->omissions[i].names, sizeof(char *)) =
        br_string_copy(entry->file);
}

static char *differs(const char *what, const char *value)
{
    return br_string_format("the %s is %s", what, or_unknown(value));
}

/* Why a profile is in no series; NULL when it may be. To be freed. */
static char *objection(const struct br_history_entry *entry, const struct br_history_entry *like,
                       const struct br_trend_filter *filter)
{
    if (entry->damage != NULL)
        return br_string_format("it cannot be read: %s", entry->damage);
    if (!same(entry->mode, like->mode))
        return differs("mode", entry->mode);
    if (!same(entry->workload, like->workload))
        return differs("workload", entry->workload);
    if (!same(entry->hostname, like->hostname))
        return differs("host", entry->hostname);
    if (entry == like)
        return NULL;
    if (!entry->complete)
        return br_string_copy("the run was not completed");
    if (entry->created == NULL)
        return br_string_copy("it has no date");
    if (entry->archived && !filter->archived)
        return br_string_copy("it is archived");
    if (!entry->reference && !entry->archived && filter->references_only)
        return br_string_copy("it is no reference");
    return NULL;
}

/* ---- the profiles of a set ---- */

static int compare_optional(const char *left, const char *right)
{
    return strcmp(left != NULL ? left : "", right != NULL ? right : "");
}

static int rank(const struct br_history_entry *entry)
{
    return entry->reference ? 0 : entry->archived ? 1 : 2;
}

int br_trend_compare_entries(const struct br_history_entry *left,
                             const struct br_history_entry *right)
{
    int order = compare_optional(left->created, right->created);
    if (order == 0)
        order = rank(left) - rank(right);
    return order != 0 ? order : compare_optional(left->file, right->file);
}

static int compare_entries(const void *left, const void *right)
{
    return br_trend_compare_entries(*(const struct br_history_entry *const *)left,
                                    *(const struct br_history_entry *const *)right);
}

static bool may_be_looked_at(const struct br_history_entry *entry,
                             const struct br_trend_filter *filter)
{
    if (entry->damage != NULL)
        return false;
    if (filter->like != NULL)
        return same(entry->name, filter->like);
    return entry->complete && entry->created != NULL && (filter->archived || !entry->archived) &&
           wanted(filter->mode, entry->mode) && wanted(filter->workload, entry->workload) &&
           wanted(filter->hostname, entry->hostname);
}

static const struct br_history_entry *find_like(const struct br_history *history,
                                                const struct br_trend_filter *filter)
{
    const struct br_history_entry *newest = NULL;
    for (size_t i = 0; i < history->entries.count; i++) {
        const struct br_history_entry *entry = &history->entries.items[i];
        int order = newest != NULL ? compare_optional(entry->created, newest->created) : 1;
        if (may_be_looked_at(entry, filter) &&
            (order > 0 || (order == 0 && rank(entry) < rank(newest))))
            newest = entry;
    }
    return newest;
}

/* Promotion copies a profile: the copy has its time and its figures. */
static bool is_copy(const struct br_history_entry *entry, const struct br_history_entry *original)
{
    bool same_figures =
        same(entry->created, original->created) && entry->cells.count == original->cells.count;
    for (size_t i = 0; i < entry->cells.count && same_figures; i++)
        same_figures = br_shape_equal(&br_history_cell_shape, &entry->cells.items[i],
                                      &original->cells.items[i], NULL, 0);
    return same_figures;
}

struct entries {
    const struct br_history_entry **items;
    size_t count;
};

/* The profile that is looked at stays, whatever it is a copy of. */
static void drop_copies(struct br_trends *trends, struct entries *entries)
{
    size_t kept = 0;
    for (size_t i = 0; i < entries->count; i++) {
        const struct br_history_entry *entry = entries->items[i];
        if (kept == 0 || !is_copy(entry, entries->items[kept - 1])) {
            entries->items[kept++] = entry;
            continue;
        }
        const struct br_history_entry *copy = entry;
        if (entry == trends->like) {
            copy = entries->items[kept - 1];
            entries->items[kept - 1] = entry;
        }
        leave_out(trends, copy,
                  br_string_format("it is the measurement that %s has, too",
                                   entries->items[kept - 1]->name));
    }
    entries->count = kept;
}

static void take_entries(const struct br_history *history, const struct br_trend_filter *filter,
                         struct br_trends *trends, struct entries *entries)
{
    entries->items = br_part_allocate(history->entries.count, sizeof(struct br_history_entry *));
    for (size_t i = 0; i < history->entries.count; i++) {
        const struct br_history_entry *entry = &history->entries.items[i];
        char *reason = objection(entry, trends->like, filter);
        if (reason != NULL)
            leave_out(trends, entry, reason);
        else
            entries->items[entries->count++] = entry;
    }
    qsort(entries->items, entries->count, sizeof(struct br_history_entry *), compare_entries);
    drop_copies(trends, entries);
}

/* ---- series ---- */

static const struct br_history_cell *find_cell(const struct br_history_entry *entry,
                                               const char *label)
{
    for (size_t i = 0; i < entry->cells.count; i++)
        if (strcmp(entry->cells.items[i].label, label) == 0)
            return &entry->cells.items[i];
    return NULL;
}

/* Why a cell is not in the series of `model`; NULL when it is. To be freed. */
static char *cell_objection(const struct br_history_cell *cell, const struct br_history_cell *model)
{
    struct br_error difference = {0};
    if (cell->input_digest != 0 && model->input_digest != 0 &&
        cell->input_digest != model->input_digest)
        return br_string_format("cell %s: the input is another one (%s, digest 0x%016llx)",
                                cell->label, or_unknown(cell->input),
                                (unsigned long long)cell->input_digest);
    if (br_work_agree(&model->work, &cell->work, &difference) != 0)
        return br_string_format("cell %s: other work was done: %s", cell->label,
                                difference.message);
    return NULL;
}

/* The profiles of a cell, [entries->count]: NULL where one is not in its series. */
static const struct br_history_cell **take_cells(const struct entries *entries,
                                                 const struct br_history_cell *model,
                                                 struct br_trends *trends)
{
    const struct br_history_cell **cells =
        br_part_allocate(entries->count, sizeof(struct br_history_cell *));
    for (size_t i = 0; i < entries->count; i++) {
        const struct br_history_cell *cell = find_cell(entries->items[i], model->label);
        char *reason = cell != NULL ? cell_objection(cell, model) : NULL;
        if (reason != NULL)
            leave_out(trends, entries->items[i], reason);
        else
            cells[i] = cell;
    }
    return cells;
}

static void find_changes(struct br_trend *trend, const struct br_change_rule *rule)
{
    double *values = br_part_allocate(trend->count, sizeof *values);
    trend->changes = br_part_allocate(trend->count, sizeof *trend->changes);
    for (size_t i = 0; i < trend->count; i++)
        values[i] = trend->points[i].value;
    trend->change_count = br_stats_changes(values, trend->count, rule, trend->changes);
    free(values);
}

static void add_series(const struct entries *entries, const struct br_history_cell *const *cells,
                       const struct br_history_cell *model, size_t measure,
                       const struct br_measure_facts *facts, struct br_trends *trends)
{
    struct br_trend trend = {.cell = model, .measure = facts};
    trend.points = br_part_allocate(entries->count, sizeof *trend.points);
    for (size_t i = 0; i < entries->count; i++) {
        if (cells[i] == NULL || !isfinite(cells[i]->values.items[measure]))
            continue;
        trend.points[trend.count++] =
            (struct br_trend_point){entries->items[i], cells[i]->values.items[measure]};
    }
    if (trend.count == 0) {
        free(trend.points);
        return;
    }
    find_changes(&trend, &trends->rule);
    *(struct br_trend *)br_list_append(&trends->items, sizeof trend) = trend;
}

static void add_cell(const struct br_history *history, const struct entries *entries,
                     const struct br_history_cell *model, const struct br_trend_filter *filter,
                     struct br_trends *trends, bool *is_used)
{
    const struct br_history_cell **cells = take_cells(entries, model, trends);
    for (size_t i = 0; i < history->measures.count; i++) {
        const struct br_measure_facts *facts = br_measure_find(history->measures.items[i]);
        if (facts != NULL && is_measure_wanted(&filter->measures, facts->name))
            add_series(entries, cells, model, i, facts, trends);
    }
    for (size_t i = 0; i < entries->count; i++)
        is_used[i] = is_used[i] || cells[i] != NULL;
    free(cells);
}

static bool newer_has(const struct entries *entries, size_t from, const char *label)
{
    for (size_t i = from + 1; i < entries->count; i++)
        if (find_cell(entries->items[i], label) != NULL)
            return true;
    return false;
}

static void add_cells_of(const struct br_history *history, const struct entries *entries,
                         size_t index, const struct br_trend_filter *filter,
                         struct br_trends *trends, bool *is_used)
{
    const struct br_history_entry *entry = entries->items[index];
    for (size_t i = 0; i < entry->cells.count; i++) {
        const struct br_history_cell *cell = &entry->cells.items[i];
        bool is_done = entry != trends->like && (newer_has(entries, index, cell->label) ||
                                                 find_cell(trends->like, cell->label) != NULL);
        if (!is_done && is_cell_wanted(&filter->cells, cell))
            add_cell(history, entries, cell, filter, trends, is_used);
    }
}

/* The cells of the profile that is looked at, then those that others have, from the newest on: the
 * newest profile with a cell sets its input and its work. */
static void add_all(const struct br_history *history, const struct entries *entries,
                    const struct br_trend_filter *filter, struct br_trends *trends)
{
    bool *is_used = br_part_allocate(entries->count, sizeof *is_used);
    for (size_t i = 0; i < entries->count; i++)
        if (entries->items[i] == trends->like)
            add_cells_of(history, entries, i, filter, trends, is_used);
    for (size_t i = entries->count; i-- > 0;)
        if (entries->items[i] != trends->like)
            add_cells_of(history, entries, i, filter, trends, is_used);
    for (size_t i = 0; i < entries->count; i++)
        trends->profile_count += is_used[i];
    free(is_used);
}

void br_trends_make(const struct br_history *history, const struct br_trend_filter *filter,
                    const struct br_change_rule *rule, struct br_trends *trends)
{
    struct entries entries = {0};
    trends->rule = *rule;
    trends->like = find_like(history, filter);
    if (trends->like == NULL)
        return;
    take_entries(history, filter, trends, &entries);
    add_all(history, &entries, filter, trends);
    free(entries.items);
}

void br_trends_release(struct br_trends *trends)
{
    for (size_t i = 0; i < trends->count; i++) {
        free(trends->items[i].points);
        free(trends->items[i].changes);
    }
    for (size_t i = 0; i < trends->omission_count; i++) {
        struct br_texts *names = &trends->omissions[i].names;
        for (size_t j = 0; j < names->count; j++)
            free(names->items[j]);
        free(names->items);
        free(trends->omissions[i].reason);
    }
    free(trends->items);
    free(trends->omissions);
    *trends = (struct br_trends){0};
}

/* ---- differences ---- */

void br_trend_differences(const struct br_history_entry *from, const struct br_history_entry *to,
                          struct br_text *text)
{
    const struct {
        const char *name, *from, *to;
    } rows[] = {
        {"CPU model", from->cpu_model, to->cpu_model},
        {"kernel", from->kernel, to->kernel},
        {"compiler", from->compiler, to->compiler},
        {"compiler flags", from->compiler_flags, to->compiler_flags},
        {"jemalloc", from->jemalloc_version, to->jemalloc_version},
        {"benchrun", from->benchrun_version, to->benchrun_version},
    };
    bool first = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (same(rows[i].from, rows[i].to))
            continue;
        br_text_format(text, "%s%s", first ? "" : ", ", rows[i].name);
        first = false;
    }
}
