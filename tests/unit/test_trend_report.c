/* Reports of trends against golden files; see golden_file.h. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/trend.h"
#include "trend_scene.h"
#include "unit/golden_file.h"
#include "unit/scratch_folder.h"

/* A step down, a reference, another kernel, code without a commit, a damaged file and names that
 * would do harm. */
static void make(struct br_history *history, struct br_trends *trends)
{
    const struct br_trend_filter filter = {0};
    trend_scene_start(history);
    trend_scene_add_level(history, 20, 1000);
    trend_scene_add_level(history, 20, 940);
    struct br_history_entry *entries = history->entries.items;
    for (size_t i = 0; i < 40; i++)
        trend_scene_set(&entries[i].workload, "marc | *x*\033[31m");
    for (size_t i = 20; i < 40; i++)
        trend_scene_set(&entries[i].kernel, "6.2");
    trend_scene_set(&entries[19].name, "v1.0.0");
    entries[19].reference = true;
    trend_scene_set(&entries[20].commit, NULL);
    trend_scene_set(&entries[5].damage, "line 1, <script>");
    trend_scene_set(&entries[5].file, "`5`|'\".json");
    br_trends_make(history, &filter, &br_change_rule_default, trends);
}

static void release(struct br_history *history, struct br_trends *trends)
{
    br_trends_release(trends);
    br_shape_release(&br_history_shape, history);
}

static void the_same_trends_give_the_same_bytes(void **state)
{
    (void)state;
    struct br_history history;
    struct br_trends trends = {0};
    struct br_text texts[3] = {{0}, {0}, {0}};
    struct br_error error;
    const struct br_report_style style = {.columns = 80};
    make(&history, &trends);
    br_trend_terminal(&trends, &style, &texts[0]);
    assert_golden("trend.txt", br_text_string(&texts[0]));
    br_trend_markdown(&trends, &style, &texts[1]);
    assert_golden("trend.md", br_text_string(&texts[1]));
    assert_int_equal(br_trend_json(&trends, &texts[2], &error), 0);
    assert_golden("trend-v1.json", br_text_string(&texts[2]));
    for (size_t i = 0; i < 3; i++) {
        assert_null(strchr(br_text_string(&texts[i]), '\033'));
        br_text_release(&texts[i]);
    }
    release(&history, &trends);
}

/* More points than columns: each bar is the mean of several. */
static void many_points_fit_into_few_columns(void **state)
{
    (void)state;
    struct br_history history;
    struct br_trends trends = {0};
    struct br_text text = {0};
    const struct br_trend_filter filter = {0};
    const struct br_report_style style = {.columns = 80};
    trend_scene_start(&history);
    trend_scene_add_level(&history, 200, 1000);
    trend_scene_add_level(&history, 100, 1100);
    br_trends_make(&history, &filter, &br_change_rule_default, &trends);
    br_trend_terminal(&trends, &style, &text);
    assert_non_null(strstr(br_text_string(&text), "▁│█"));
    for (const char *at = br_text_string(&text); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        char *line = br_string_format("%.*s", (int)size, at);
        assert_true(br_text_columns(line) <= 82);
        free(line);
        at += size + (at[size] == '\n');
    }
    br_text_release(&text);
    release(&history, &trends);
}

/* "It happened between two commits" is said of changes that there are. */
static void a_level_that_holds_has_no_commits(void **state)
{
    (void)state;
    struct br_history history;
    struct br_trends trends = {0};
    struct br_text text = {0};
    const struct br_trend_filter filter = {0};
    const struct br_report_style style = {.columns = 80};
    trend_scene_start(&history);
    trend_scene_add_level(&history, 20, 1000);
    br_trends_make(&history, &filter, &br_change_rule_default, &trends);
    br_trend_markdown(&trends, &style, &text);
    assert_non_null(strstr(br_text_string(&text), "No change of level was found."));
    assert_null(strstr(br_text_string(&text), "It happened"));
    br_text_release(&text);
    release(&history, &trends);
}

/* Nothing has no share: a leak that begins is so many bytes. */
static void a_step_from_nothing_has_no_percent(void **state)
{
    (void)state;
    struct br_history history;
    struct br_trends trends = {0};
    struct br_pictures pictures = {0};
    struct br_text text = {0};
    char folder[SCRATCH_PATH], path[SCRATCH_PATH + 256];
    const struct br_trend_filter filter = {0};
    trend_scene_start(&history);
    for (int i = 0; i < 20; i++)
        trend_scene_add(&history, i < 10 ? 0 : 32);
    br_trends_make(&history, &filter, &br_change_rule_default, &trends);
    br_trend_terminal(&trends, NULL, &text);
    assert_non_null(strstr(br_text_string(&text), "+32, from 0 to 32"));
    assert_int_equal(scratch_make(folder), 0);
    scratch_path(path, folder, "trend.svg");
    assert_int_equal(br_trend_draw(&trends, path, &pictures, NULL), 0);
    assert_true(pictures.missing != NULL || pictures.count == 1);
    if (pictures.count == 1) {
        assert_non_null(strstr(pictures.items[0].alternative, "a change of +32 at "));
        assert_null(strstr(pictures.items[0].alternative, "inf"));
    }
    br_pictures_release(&pictures);
    br_text_release(&text);
    scratch_remove(folder);
    release(&history, &trends);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_trends_give_the_same_bytes),
        cmocka_unit_test(a_level_that_holds_has_no_commits),
        cmocka_unit_test(many_points_fit_into_few_columns),
        cmocka_unit_test(a_step_from_nothing_has_no_percent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
