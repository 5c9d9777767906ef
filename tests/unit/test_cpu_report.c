/*
 * CPU profiles in reports, flame graphs and what flame-diff shows, against golden files
 * (golden_file.h says how they are made anew). Names of functions are from outside: hostile ones
 * are among them.
 */
#include "unit/golden_file.h"

#include <math.h>

#include "base/list.h"
#include "base/text.h"
#include "fixture_profile.h"
#include "report/flame_diff.h"
#include "report/flame_svg.h"
#include "report/folded.h"
#include "report/report.h"

#define HOSTILE_NAME "operator<\"'&|`\033[31m;\n>(std::vector<日本語>, \xff)"
#define PERIOD 1000000.0

enum { MAIN, LANE, WORK, PARSE, ALLOC, HOSTILE, BARE, KERNEL, FRAMES };
static const struct br_frame fixture_frames[FRAMES] = {
    [MAIN] = {.function = (char[]){"__libc_start_main"}, .library = (char[]){"libc.so.6"}},
    [LANE] = {.function = (char[]){"lane_take"}, .library = (char[]){"benchrun"}, .harness = true},
    [WORK] = {.function = (char[]){"marc_process"}, .library = (char[]){"plugin.so"}},
    [PARSE] = {.function = (char[]){"parse"}, .library = (char[]){"libp.so.1"}},
    [ALLOC] = {.function = (char[]){"malloc"}, .library = (char[]){"libjemalloc.so.2"}},
    [HOSTILE] = {.function = (char[]){HOSTILE_NAME}, .library = (char[]){"lib<b>.so"}},
    [BARE] = {.library = (char[]){"libp.so.1"}, .offset = 0x1f30},
    [KERNEL] = {.function = (char[]){"[kernel]"}},
};

struct line {
    uint64_t samples;
    bool truncated;
    size_t count;
    uint64_t frames[8]; /* the innermost first */
};

static const struct line plain_lines[] = {
    {400, false, 4, {PARSE, WORK, LANE, MAIN}},
    {200, false, 5, {ALLOC, PARSE, WORK, LANE, MAIN}},
    {100, false, 6, {KERNEL, ALLOC, PARSE, WORK, LANE, MAIN}},
    {150, false, 4, {HOSTILE, WORK, LANE, MAIN}},
    {90, false, 5, {BARE, PARSE, WORK, LANE, MAIN}},
    {40, false, 2, {LANE, MAIN}},
    {20, true, 2, {BARE, PARSE}},
};

/* The hostile one doubled, the one without a name is gone, memory came from elsewhere. */
static const struct line later_lines[] = {
    {400, false, 4, {PARSE, WORK, LANE, MAIN}},
    {80, false, 5, {ALLOC, PARSE, WORK, LANE, MAIN}},
    {110, false, 6, {KERNEL, ALLOC, PARSE, WORK, LANE, MAIN}},
    {420, false, 4, {HOSTILE, WORK, LANE, MAIN}},
    {45, false, 2, {LANE, MAIN}},
};

static void add_stacks(struct br_result *result, const struct line *lines, size_t count)
{
    struct br_stacks *stacks = br_list_append(&result->stacks, sizeof *stacks);
    stacks->kind = br_string_copy("cpu");
    stacks->unit = br_string_copy("ns");
    stacks->source = br_string_copy("perf cpu-clock, libdw");
    stacks->period = PERIOD;
    stacks->records = 50000;
    stacks->lost = 10;
    for (size_t i = 0; i < FRAMES; i++) {
        struct br_frame *frame = br_list_append(&stacks->frames, sizeof *frame);
        *frame = fixture_frames[i];
        frame->function = br_string_copy(frame->function);
        frame->library = br_string_copy(frame->library);
    }
    for (size_t i = 0; i < count; i++) {
        struct br_stack *stack = br_list_append(&stacks->stacks, sizeof *stack);
        stack->samples = lines[i].samples;
        stack->truncated = lines[i].truncated;
        stack->value = (double)lines[i].samples * PERIOD;
        for (size_t f = 0; f < lines[i].count; f++)
            *(uint64_t *)br_list_append(&stack->frames, sizeof(uint64_t)) = lines[i].frames[f];
    }
}

static struct br_result *add_cpu_pass(struct br_profile *profile)
{
    const struct br_cell cell = profile->results.items[profile->results.count - 1].cell;
    struct br_result *result = br_list_append(&profile->results, sizeof *result);
    assert_int_equal(br_shape_copy(&br_cell_shape, &cell, &result->cell, NULL), 0);
    result->pass = br_string_copy("cpu");
    result->ok = true;
    return result;
}

static void make_profile(struct br_profile *profile, const struct line *lines, size_t count)
{
    fixture_profile_single(profile);
    struct br_result *result = add_cpu_pass(profile);
    br_figure_set(&result->sampling, BR_STATE_COUNTED, 1000, "perf cpu-clock, libdw", NULL);
    add_stacks(result, lines, count);
}

#define LINES(lines) (lines), sizeof(lines) / sizeof((lines)[0])

static const struct br_stacks *stacks_of(const struct br_profile *profile)
{
    return br_cpu_stacks(&profile->results.items[profile->results.count - 1]);
}

/* ---- the report ---- */

/* From a heading to the next of its kind, or to the end. */
static char *part_of(const char *text, const char *heading, const char *next)
{
    const char *begin = strstr(text, heading);
    assert_non_null(begin);
    const char *end = strstr(begin + strlen(heading), next);
    struct br_text part = {0};
    br_text_append_bytes(&part, begin, end != NULL ? (size_t)(end - begin) : strlen(begin));
    return br_text_take(&part);
}

static void assert_part(const struct br_report_format *format, const struct br_profile *profile,
                        const char *heading, const char *next, const char *golden)
{
    struct br_text text = {0};
    struct br_report_style style = {.columns = 100};
    struct br_error error = {0};
    if (format->write(profile, &style, &text, &error) != 0)
        fail_msg("%s", error.message);
    assert_null(strchr(br_text_string(&text), '\033'));
    char *part = part_of(br_text_string(&text), heading, next);
    assert_golden(golden, part);
    free(part);
    br_text_release(&text);
}

static void reports_have_the_functions(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    make_profile(&profile, LINES(plain_lines));
    assert_part(&br_report_markdown, &profile, "## Where the CPU time goes", "\n## ",
                "cpu-section.md");
    assert_part(&br_report_terminal, &profile, "CPU time by function", "\n\n", "cpu-terminal.txt");
    br_profile_release(&profile);
}

static void a_pass_without_stacks_says_why(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_text text = {0};
    fixture_profile_single(&profile);
    struct br_result *result = add_cpu_pass(&profile);
    br_figure_set(&result->sampling, BR_STATE_DENIED, 0, NULL, "perf_event_paranoid is 4");
    assert_int_equal(br_report_markdown.write(&profile, NULL, &text, NULL), 0);
    char *part = part_of(br_text_string(&text), "## Where the CPU time goes", "\n## ");
    assert_non_null(strstr(part, "denied: perf\\_event\\_paranoid is 4."));
    assert_null(strstr(part, "| self"));
    free(part);
    br_text_release(&text);
    br_profile_release(&profile);
}

/* ---- pictures ---- */

static void assert_harmless(const char *svg)
{
    assert_null(strchr(svg, '\033'));
    assert_null(strstr(svg, "<\"'"));
    assert_null(strstr(svg, "<b>"));
    assert_null(strchr(svg, '\xff'));
    assert_non_null(strstr(svg, "operator&lt;&quot;'&amp;|`"));
    assert_non_null(strstr(svg, "日本語"));
}

static void a_flame_graph_is_the_golden_picture(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_stack_views views;
    struct br_text text = {0}, icicle = {0}, folded = {0};
    make_profile(&profile, LINES(plain_lines));
    assert_true(br_stack_views_make(stacks_of(&profile), NULL, &views));
    struct br_flame flame = {.views = &views, .title = "CPU time <of> \"all\" & more"};
    br_flame_svg(&flame, &text);
    assert_harmless(br_text_string(&text));
    assert_golden("flame.svg", br_text_string(&text));
    flame.icicle = true;
    br_flame_svg(&flame, &icicle);
    assert_golden("flame-icicle.svg", br_text_string(&icicle));
    br_folded_stacks(&views, &folded);
    assert_golden("flame.folded", br_text_string(&folded));
    br_text_release(&text);
    br_text_release(&icicle);
    br_text_release(&folded);
    br_stack_views_release(&views);
    br_profile_release(&profile);
}

static void nothing_is_a_picture_too(void **state)
{
    (void)state;
    struct br_stacks none = {.unit = (char[]){"ns"}};
    struct br_stack_views views;
    struct br_text text = {0};
    assert_true(br_stack_views_make(&none, NULL, &views));
    br_flame_svg(&(struct br_flame){.views = &views, .title = "nothing"}, &text);
    assert_non_null(strstr(br_text_string(&text), "</svg>"));
    assert_null(strstr(br_text_string(&text), "nan"));
    br_text_release(&text);
    br_stack_views_release(&views);
}

/* Generated code is in no library, and is not the kernel. */
static void code_without_a_library_is_named_so(void **state)
{
    (void)state;
    struct br_frame frames[] = {{.function = (char[]){"[kernel]"}},
                                {.function = (char[]){"generated"}}};
    uint64_t in_kernel[] = {0}, outside[] = {1};
    struct br_stack items[] = {{.frames = {in_kernel, 1}, .samples = 1, .value = 1},
                               {.frames = {outside, 1}, .samples = 1, .value = 1}};
    struct br_stacks stacks = {
        .unit = (char[]){"ns"}, .frames = {frames, 2}, .stacks = {.items = items, .count = 1}};
    for (; stacks.stacks.count <= 2; stacks.stacks.count++) {
        struct br_stack_views views;
        struct br_text text = {0};
        assert_true(br_stack_views_make(&stacks, NULL, &views));
        br_flame_svg(&(struct br_flame){.views = &views, .title = "t"}, &text);
        bool is_kernel = stacks.stacks.count == 1;
        assert_non_null(
            strstr(br_text_string(&text), is_kernel ? ">kernel 100 %" : ">no library 100 %"));
        br_text_release(&text);
        br_stack_views_release(&views);
    }
}

/* ---- two profiles ---- */

struct pair {
    struct br_profile before, after;
    struct br_cpu_pairs found;
    struct br_cpu_changes changes;
    struct br_flame_diff diff;
};

static void make_pair(struct pair *pair)
{
    *pair = (struct pair){0};
    make_profile(&pair->before, LINES(plain_lines));
    make_profile(&pair->after, LINES(later_lines));
    assert_int_equal(br_cpu_pairs_make(&pair->before, &pair->after, &pair->found, NULL), 0);
    assert_int_equal(pair->found.count, 1);
    const struct br_cpu_pair *only = &pair->found.items[0];
    assert_true(br_cpu_changes_make(only->before, only->after, &pair->changes));
    pair->diff = (struct br_flame_diff){.before = "v1|\033[31m",
                                        .after = "now",
                                        .pairs = &pair->found,
                                        .pair = only,
                                        .changes = &pair->changes,
                                        .picture = "reports/single/cpu/marc-100k-diff.svg"};
}

static void add_size(struct br_profile *profile, uint64_t size, const struct line *lines,
                     size_t count)
{
    struct br_result *result = add_cpu_pass(profile);
    result->cell.size = size;
    add_stacks(result, lines, count);
}

static void release_pair(struct pair *pair)
{
    br_cpu_changes_release(&pair->changes);
    br_cpu_pairs_release(&pair->found);
    br_profile_release(&pair->before);
    br_profile_release(&pair->after);
}

static void flame_diff_shows_what_moved(void **state)
{
    (void)state;
    struct pair pair;
    struct br_text screen = {0}, markdown = {0}, json = {0}, picture = {0};
    struct br_report_style style = {.columns = 100};
    make_pair(&pair);
    br_report_flame_diff(&pair.diff, &style, &screen);
    assert_golden("flame-diff.txt", br_text_string(&screen));
    br_report_flame_diff_markdown(&pair.diff, &markdown);
    assert_golden("flame-diff.md", br_text_string(&markdown));
    assert_int_equal(br_report_flame_diff_json(&pair.diff, &json, NULL), 0);
    assert_golden("flame-diff.json", br_text_string(&json));
    br_flame_diff_svg(&pair.changes, "CPU time, from <old> to new", &picture);
    assert_harmless(br_text_string(&picture));
    assert_golden("flame-diff.svg", br_text_string(&picture));
    assert_null(strchr(br_text_string(&screen), '\033'));
    assert_null(strchr(br_text_string(&markdown), '\033'));
    br_text_release(&screen);
    br_text_release(&markdown);
    br_text_release(&json);
    br_text_release(&picture);
    release_pair(&pair);
}

/* Shares are of each profile's own total, grown first; what is gone is there with its share. */
static void changes_are_of_shares(void **state)
{
    (void)state;
    struct pair pair;
    make_pair(&pair);
    const struct br_cpu_changes *changes = &pair.changes;
    const struct br_cpu_change *first = &changes->functions[0];
    assert_non_null(strstr(changes->views.functions[first->index].label, "operator<"));
    assert_true(fabs(first->before - 0.15) < 1e-9);
    assert_true(fabs(first->after - 420.0 / 1055) < 1e-9);
    assert_true(first->sure && first->change.low > 0);
    const struct br_cpu_change *last = &changes->functions[changes->function_count - 1];
    assert_string_equal(changes->views.functions[last->index].label, "malloc");
    assert_true(last->sure && last->change.high < 0);
    for (size_t i = 0; i < changes->function_count; i++) {
        const struct br_cpu_change *change = &changes->functions[i];
        bool is_kernel = strcmp(changes->views.functions[change->index].label, "[kernel]") == 0;
        assert_true(!is_kernel || (!change->sure && change->change.low < 0));
    }
    release_pair(&pair);
}

/* Passes run in a shuffled order: the last one of a profile is not of the largest cell. */
static void the_largest_cell_is_compared_or_the_one_asked_for(void **state)
{
    (void)state;
    struct pair pair;
    struct br_text screen = {0};
    struct br_report_style style = {.columns = 100};
    make_pair(&pair);
    add_size(&pair.before, 500, LINES(plain_lines));
    add_size(&pair.after, 500, LINES(plain_lines));
    add_size(&pair.after, 7000, LINES(plain_lines)); /* of one of them alone */
    br_cpu_pairs_release(&pair.found);
    assert_int_equal(br_cpu_pairs_make(&pair.before, &pair.after, &pair.found, NULL), 0);
    assert_int_equal(pair.found.count, 2);
    const struct br_cpu_pair *largest = br_cpu_pairs_find(&pair.found, NULL);
    assert_string_equal(largest->name, "1k");
    assert_string_equal(br_cpu_pairs_find(&pair.found, "500")->name, "500");
    assert_null(br_cpu_pairs_find(&pair.found, "7k"));
    pair.diff.pair = largest;
    br_report_flame_diff(&pair.diff, &style, &screen);
    assert_non_null(
        strstr(br_text_string(&screen), "This is 1k; both also have 500: --cell names one."));
    br_text_release(&screen);
    release_pair(&pair);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reports_have_the_functions),
        cmocka_unit_test(a_pass_without_stacks_says_why),
        cmocka_unit_test(a_flame_graph_is_the_golden_picture),
        cmocka_unit_test(nothing_is_a_picture_too),
        cmocka_unit_test(code_without_a_library_is_named_so),
        cmocka_unit_test(flame_diff_shows_what_moved),
        cmocka_unit_test(changes_are_of_shares),
        cmocka_unit_test(the_largest_cell_is_compared_or_the_one_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
