/* Sampled stacks as the JSON that a page draws its flame graphs from; see page.h. */
#include <cjson/cJSON.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/format.h"
#include "report/page.h"
#include "summary/stacks.h"
#include "summary/summary.h"

static const double share_least = 0.001; /* as in the pictures: narrower boxes are left out */

static void append_string(struct br_text *text, const char *string)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, string);
    cJSON *json = cJSON_CreateString(br_text_string(&visible));
    char *printed = json != NULL ? cJSON_PrintUnformatted(json) : NULL;
    br_text_append(text, printed != NULL ? printed : "\"\"");
    text->failed = text->failed || printed == NULL;
    cJSON_free(printed);
    cJSON_Delete(json);
    br_text_release(&visible);
}

static void append_figure(struct br_text *text, const struct br_stacks *stacks, double value)
{
    char number[BR_UNITS_BUFFER];
    struct br_text figure = {0};
    if (strcmp(stacks->kind, "cpu") == 0)
        br_text_format(&figure, "%s of CPU time", br_units_format_duration(number, value));
    else
        br_text_append(&figure, br_units_format_bytes(number, value));
    append_string(text, br_text_string(&figure));
    br_text_release(&figure);
}

static void append_node(struct br_text *text, const struct br_stack_views *views, size_t index)
{
    const struct br_call_node *node = &views->nodes[index];
    const struct br_function *function = index > 0 ? &views->functions[node->function] : NULL;
    br_text_append(text, "{\"name\":");
    append_string(text, function != NULL ? function->label : "all");
    br_text_append(text, ",\"library\":");
    append_string(text, function != NULL ? function->library : "");
    br_text_format(text, ",\"value\":%.17g,\"figure\":", node->total);
    append_figure(text, views->stacks, node->total);
    br_text_append(text, ",\"children\":[");
    const char *comma = "";
    for (size_t i = node->first_child; i != 0; i = views->nodes[i].next_sibling) {
        if (views->nodes[i].total < share_least * views->total)
            continue;
        br_text_append(text, comma);
        append_node(text, views, i);
        comma = ",";
    }
    br_text_append(text, "]}");
}

/* By what they use themselves, the greatest first, as the functions are. */
static void append_libraries(struct br_text *text, const struct br_stack_views *views)
{
    br_text_append(text, "[");
    const char *comma = "";
    for (size_t i = 0; i < views->function_count; i++) {
        const char *library = views->functions[i].library;
        bool is_new = library[0] != '\0';
        for (size_t j = 0; j < i && is_new; j++)
            is_new = strcmp(views->functions[j].library, library) != 0;
        if (!is_new)
            continue;
        br_text_append(text, comma);
        append_string(text, library);
        comma = ",";
    }
    br_text_append(text, "]");
}

/* What the samples are of, for people; a kind of a newer benchrun by its own name. */
static const char *subject_of(const char *kind)
{
    static const char *const names[][2] = {{"cpu", "CPU time"},
                                           {"heap-allocated", "Allocated bytes"},
                                           {"heap-peak", "Bytes live at the peak"},
                                           {"heap-end", "Bytes live at the end"},
                                           {"heap-leak", "Bytes never freed"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], kind) == 0)
            return names[i][1];
    return kind;
}

static void append_flame(struct br_text *text, const struct br_stacks *stacks,
                         const struct br_cell *cell)
{
    char label[256];
    struct br_stack_views views;
    if (!br_stack_views_make(stacks, NULL, &views)) {
        text->failed = true;
    } else {
        char *title = br_string_format("%s, %s", subject_of(stacks->kind),
                                       br_cell_label(cell, label, sizeof label));
        br_text_append(text, "{\"title\":");
        append_string(text, title);
        br_text_append(text, ",\"libraries\":");
        append_libraries(text, &views);
        br_text_append(text, ",\"root\":");
        append_node(text, &views, 0);
        br_text_append(text, "}");
        free(title);
    }
    br_stack_views_release(&views);
}

/* Nothing in a script element may look like its end. */
static void append_without_tags(struct br_text *text, const char *json)
{
    for (const char *at = json; *at != '\0'; at++) {
        if (*at == '<')
            br_text_append(text, "\\u003c");
        else
            br_text_append_bytes(text, at, 1);
    }
}

/* All of a cell's of CPU time, or all others. */
static size_t append_cell(struct br_text *json, const struct br_profile *profile,
                          const struct br_cell *cell, bool is_cpu, size_t count)
{
    char wanted[256], label[256];
    br_cell_label(cell, wanted, sizeof wanted);
    for (size_t i = 0; i < profile->results.count; i++) {
        const struct br_result *result = &profile->results.items[i];
        if (strcmp(br_cell_label(&result->cell, label, sizeof label), wanted) != 0)
            continue;
        for (size_t s = 0; s < result->stacks.count; s++) {
            const struct br_stacks *stacks = &result->stacks.items[s];
            bool is_wanted = stacks->kind != NULL && stacks->stacks.count > 0 &&
                             (strcmp(stacks->kind, "cpu") == 0) == is_cpu;
            if (!is_wanted)
                continue;
            br_text_append(json, count++ > 0 ? "," : "");
            append_flame(json, stacks, &result->cell);
        }
    }
    return count;
}

size_t br_page_flames(const struct br_profile *profile, struct br_text *text)
{
    size_t count = 0;
    struct br_text json = {0};
    struct br_summary summary = {0};
    bool is_known = br_summary_make(profile, &summary, NULL) == 0;
    br_text_append(&json, "[");
    for (size_t i = 0; i < summary.cell_count; i++)
        count = append_cell(&json, profile, summary.cells[i].cell, true, count);
    for (size_t i = 0; i < summary.cell_count; i++)
        count = append_cell(&json, profile, summary.cells[i].cell, false, count);
    br_text_append(&json, "]");
    append_without_tags(text, br_text_string(&json));
    text->failed = text->failed || json.failed || !is_known;
    br_summary_release(&summary);
    br_text_release(&json);
    return count;
}
