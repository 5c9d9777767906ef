/* Pictures: their data, their scripts, and what gnuplot makes of both. */
#include "unit/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "fixture_profile.h"
#include "report/plot.h"
#include "report/plot_draw.h"
#include "unit/scratch_folder.h"

static void assert_has(const struct br_text *text, const char *part)
{
    if (strstr(br_text_string(text), part) == NULL)
        fail_msg("\"%s\" is not in:\n%s", part, br_text_string(text));
}

static void every_picture_has_its_script(void **state)
{
    (void)state;
    assert_non_null(br_plot_script("common"));
    for (size_t i = 0; br_plots[i] != NULL; i++)
        assert_non_null(br_plot_script(br_plots[i]->name));
    assert_null(br_plot_script("no such picture"));
}

/* What each picture of the fixture is drawn from; a picture without data says so. */
static void data_are_those_of_the_profile(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    fixture_profile_concurrent(&profile);
    assert_int_equal(br_summary_make(&profile, &summary, NULL), 0);
    for (size_t i = 0; br_plots[i] != NULL; i++) {
        struct br_plot_data data = {0};
        if (br_plots[i]->write(&summary, &data)) {
            assert_true(data.alternative.size > 20);
            assert_has(&data.blocks, "<< END_OF_DATA\n");
        }
        br_plot_data_release(&data);
    }
    struct br_plot_data data = {0};
    char row[128];
    assert_true(br_plot_rate.write(&summary, &data));
    snprintf(row, sizeof row, "%llu %.6g ", (unsigned long long)summary.cells[0].records,
             summary.cells[0].rate.records_per_s / 1e3);
    assert_has(&data.blocks, "rates = 'thousand records per second'");
    assert_has(&data.blocks, row);
    br_plot_data_release(&data);
    br_summary_release(&summary);
    br_profile_release(&profile);
}

/* Records that all take the same time are one bin of all of them. */
static void a_histogram_of_one_value_has_a_point(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    struct br_plot_data data = {0};
    fixture_profile_single(&profile);
    for (size_t i = 0; i < profile.results.count; i++) {
        struct br_result *result = &profile.results.items[i];
        if (result->latencies.count == 0)
            continue;
        struct br_latency *latency = &result->latencies.items[0];
        latency->indices.count = latency->counts.count = 1;
        latency->indices.items[0] = latency->sum = latency->minimum = latency->maximum = 100;
    }
    assert_int_equal(br_summary_make(&profile, &summary, NULL), 0);
    assert_true(br_plot_histogram.write(&summary, &data));
    assert_has(&data.blocks, " 100\n\n\n");
    br_plot_data_release(&data);
    br_summary_release(&summary);
    br_profile_release(&profile);
}

static void a_profile_without_results_has_no_pictures(void **state)
{
    (void)state;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    profile.config.mode = br_string_copy("single");
    assert_int_equal(br_summary_make(&profile, &summary, NULL), 0);
    for (size_t i = 0; br_plots[i] != NULL; i++) {
        struct br_plot_data data = {0};
        assert_false(br_plots[i]->write(&summary, &data));
        br_plot_data_release(&data);
    }
    br_summary_release(&summary);
    br_profile_release(&profile);
}

static bool has_rate(const struct br_summary_cell *cell)
{
    return cell->rate.processes > 0;
}

/* Sizes 1 to `sizes` at each of so many threads. */
static void choose_among(uint64_t sizes, uint64_t threads, struct br_plot_cells *chosen,
                         struct br_plot_data *data)
{
    struct br_cell cells[32] = {{0}};
    struct br_summary_cell shown[32] = {{0}};
    struct br_summary summary = {.cells = shown};
    for (uint64_t size = 1; size <= sizes; size++)
        for (uint64_t count = 1; count <= threads; count++) {
            cells[summary.cell_count].size = size;
            cells[summary.cell_count].threads = count;
            shown[summary.cell_count].cell = &cells[summary.cell_count];
            shown[summary.cell_count].records = size;
            shown[summary.cell_count++].rate.processes = 1;
        }
    br_plot_choose(&summary, has_rate, chosen, data);
    for (size_t i = 0; i < chosen->count; i++) {
        bool all = summary.cell_count <= BR_PLOT_SERIES_MOST;
        assert_true(all || chosen->items[i]->cell->threads == threads);
        assert_int_equal(chosen->items[i]->records, all ? i / threads + 1 : i + 1);
    }
}

/* More cells than a picture has lines: sizes are overlaid, and what is left out is said. */
static void a_picture_of_few_lines_shows_every_size(void **state)
{
    (void)state;
    struct br_plot_data data = {0};
    struct br_plot_cells cells = {.count = 0};
    choose_among(5, 4, &cells, &data);
    assert_int_equal(cells.count, 5);
    assert_string_equal(br_text_string(&data.subject), "5 of 20 cells");
    br_plot_data_release(&data);
    data = (struct br_plot_data){0};
    cells.count = 0;
    choose_among(3, 2, &cells, &data);
    assert_int_equal(cells.count, 6);
    assert_int_equal(data.subject.size, 0);
    br_plot_data_release(&data);
    data = (struct br_plot_data){0};
    cells.count = 0;
    choose_among(8, 1, &cells, &data);
    assert_int_equal(cells.count, BR_PLOT_SERIES_MOST);
    assert_string_equal(br_text_string(&data.subject), "6 of 8 cells");
    br_plot_data_release(&data);
}

static void names_cannot_leave_their_quotes(void **state)
{
    (void)state;
    struct br_plot_data data = {0};
    br_plot_text(&data, "name", "it's\n`id`");
    assert_has(&data.blocks, "name = 'it''s\\x0a`id`'\n");
    br_plot_quote(&data, "a\"b\\c\n\"");
    assert_has(&data.blocks, "\"a'b/c/x0a'\"");
    br_plot_data_release(&data);
}

static void svg_says_what_it_shows(void **state)
{
    (void)state;
    struct br_text text = {0};
    br_plot_finish_svg("<?xml?><svg viewBox=\"0\">\n<title>Gnuplot</title>\n<desc>Produced by "
                       "GNUPLOT</desc>\n<g/></svg>",
                       "A <b> & c", "1 < 2", &text);
    assert_has(&text, "<svg role=\"img\" viewBox=\"0\">\n<title>A &lt;b&gt; &amp; c</title>\n"
                      "<desc>1 &lt; 2</desc>\n<style>");
    assert_has(&text, "@media (prefers-color-scheme: dark)");
    assert_has(&text, "[fill=\"rgb( 87,  96, 106)\"], [fill=\"rgb(87,96,106)\"] { fill: #");
    assert_has(&text, "[color=\"rgb(  0, 114, 178)\"]");
    assert_has(&text, "[fill=\"black\"] { fill: #");
    assert_has(&text, "</style>\n\n<g/></svg>");
    assert_null(strstr(br_text_string(&text), "GNUPLOT"));
    br_text_release(&text);
    br_plot_finish_svg("no picture at all", "t", "d", &text);
    assert_string_equal(br_text_string(&text), "no picture at all");
    br_text_release(&text);
}

/* ---- drawn ---- */

static void draw(const char *folder, struct br_pictures *pictures, struct br_text *written)
{
    struct br_error error;
    struct br_profile profile = {0};
    struct br_summary summary = {0};
    fixture_profile_concurrent(&profile);
    assert_int_equal(br_summary_make(&profile, &summary, &error), 0);
    if (br_pictures_draw(&summary, folder, "marc", pictures, written, &error) != 0)
        fail_msg("%s", error.message);
    br_summary_release(&summary);
    br_profile_release(&profile);
}

/* What a picture shows is written in it, too: readers see no alternative text. */
static void assert_headed(const struct br_picture *picture, const char *svg)
{
    char *heading = br_string_format("<text>%s", picture->title);
    assert_non_null(strstr(svg, heading));
    free(heading);
}

static void gnuplot_draws_each_picture(void **state)
{
    (void)state;
    char folder[SCRATCH_PATH];
    char path[SCRATCH_PATH + 256];
    char *program = br_os_find_program("gnuplot");
    struct br_pictures pictures = {0};
    struct br_text written = {0};
    free(program);
    if (program == NULL) {
        print_message("skipped: gnuplot is not installed\n");
        skip();
    }
    assert_int_equal(scratch_make(folder), 0);
    draw(folder, &pictures, &written);
    if (pictures.missing != NULL)
        fail_msg("%s", pictures.missing);
    assert_true(pictures.count >= 4);
    for (size_t i = 0; i < pictures.count; i++) {
        char *svg = NULL;
        size_t size = 0;
        scratch_path(path, folder, pictures.items[i].file);
        assert_int_equal(br_os_read_file(path, &svg, &size, NULL), 0);
        assert_non_null(strstr(svg, "<svg role=\"img\""));
        assert_non_null(strstr(svg, pictures.items[i].title));
        assert_non_null(strstr(svg, "</svg>"));
        assert_null(strstr(svg, "NaN"));
        assert_headed(&pictures.items[i], svg);
        assert_has(&written, path);
        free(svg);
    }
    br_pictures_release(&pictures);
    br_text_release(&written);
    scratch_remove(folder);
}

static void without_gnuplot_the_reason_is_kept(void **state)
{
    (void)state;
    char *before = br_string_copy(getenv("PATH"));
    struct br_pictures pictures = {0};
    struct br_text written = {0};
    setenv("PATH", "/nonexistent", 1);
    draw("/nonexistent", &pictures, &written);
    setenv("PATH", before, 1);
    assert_int_equal(pictures.count, 0);
    assert_non_null(strstr(pictures.missing, "gnuplot is not installed"));
    br_pictures_release(&pictures);
    br_text_release(&written);
    free(before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_picture_has_its_script),
        cmocka_unit_test(data_are_those_of_the_profile),
        cmocka_unit_test(a_histogram_of_one_value_has_a_point),
        cmocka_unit_test(a_profile_without_results_has_no_pictures),
        cmocka_unit_test(a_picture_of_few_lines_shows_every_size),
        cmocka_unit_test(names_cannot_leave_their_quotes),
        cmocka_unit_test(svg_says_what_it_shows),
        cmocka_unit_test(gnuplot_draws_each_picture),
        cmocka_unit_test(without_gnuplot_the_reason_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
