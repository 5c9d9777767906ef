/* Everything that belongs to a profile, as files under one folder. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/os.h"
#include "report/mode_index.h"
#include "report/flame_pictures.h"
#include "report/page.h"
#include "report/report.h"
#include "report/save.h"
#include "report/trend.h"
#include "summary/summary.h"

int br_save_text(const struct br_save_target *target, const char *ending,
                 const struct br_text *text, struct br_error *error)
{
    if (text->failed)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for a report");
    char *path = br_string_format("%s/%s%s", target->folder, target->stem, ending);
    int code = br_os_write_file(path, br_text_string(text), text->size, error);
    if (code == 0)
        br_text_format(target->written, "%s\n", path);
    free(path);
    return code;
}

static int draw_pictures(const struct br_profile *profile, const struct br_save_target *target,
                         struct br_pictures *pictures, struct br_text *written,
                         struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    if (code == 0)
        code = br_pictures_draw(&summary, target->folder, target->stem, pictures, written, error);
    if (code == 0 && !br_flame_pictures_add(&summary, pictures))
        code = br_error_set(error, BR_ERROR_MEMORY, "out of memory for the list of pictures");
    br_summary_release(&summary);
    return code;
}

/* <stem>-history.svg, where references came before the profile. */
static int draw_history(const struct br_trends *history, const struct br_save_target *target,
                        struct br_pictures *pictures, struct br_text *written,
                        struct br_error *error)
{
    size_t before = pictures->count;
    if (history == NULL || history->profile_count < 2)
        return 0;
    char *path = br_string_format("%s/%s-history.svg", target->folder, target->stem);
    int code = br_trend_draw(history, path, pictures, error);
    if (code == 0 && pictures->count > before) {
        struct br_picture *picture = &pictures->items[before];
        free(picture->file);
        picture->file = br_string_format("%s-history.svg", target->stem);
        br_text_format(written, "%s\n", path);
    }
    free(path);
    return code;
}

static int save_markdown(const struct br_profile *profile, const struct br_report_request *request,
                         const struct br_save_target *target, struct br_text *text,
                         struct br_error *error)
{
    struct br_pictures pictures = {0};
    struct br_report_style style = {
        .pictures = &pictures, .reference = request->reference, .history = request->history};
    struct br_text drawn = {0}; /* the report is named before its pictures */
    int code = draw_pictures(profile, target, &pictures, &drawn, error);
    if (code == 0)
        code = draw_history(request->history, target, &pictures, &drawn, error);
    if (code == 0)
        code = br_report_markdown.write(profile, &style, text, error);
    if (code == 0)
        code = br_save_text(target, ".md", text, error);
    if (code == 0)
        br_text_append(target->written, br_text_string(&drawn));
    br_text_release(&drawn);
    br_pictures_release(&pictures);
    return code;
}

static int save_hlog(const struct br_profile *profile, const struct br_save_target *target,
                     struct br_error *error)
{
    struct br_text text = {0};
    int code = br_report_hlog(profile, &text, error);
    if (code == 0)
        code = br_save_text(target, ".hlog", &text, error);
    br_text_release(&text);
    return code;
}

/* "100k 512B ×2" as "100k-512B-x2": nothing but ASCII in a file name. */
static char *cell_file_name(const struct br_summary_cell *cell)
{
    struct br_text text = {0};
    for (const char *at = cell->label; *at != '\0'; at++) {
        bool plain = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') ||
                     (*at >= '0' && *at <= '9') || *at == '.';
        if (strncmp(at, "×", strlen("×")) == 0) {
            br_text_append(&text, "x");
            at += strlen("×") - 1;
        } else if (plain || *at == ' ') {
            br_text_append_bytes(&text, plain ? at : "-", 1);
        }
    }
    return br_text_take(&text);
}

static int save_hgrm(const struct br_summary_cell *cell, const struct br_latency *latency,
                     const struct br_save_target *target, struct br_error *error)
{
    struct br_text text = {0};
    char *kind = br_string_file_name(latency->kind);
    char *cell_name = cell_file_name(cell);
    char *ending = br_string_format("-%s-%s.hgrm", cell_name, kind);
    free(cell_name);
    int code = br_report_hgrm(latency, &text, error);
    if (code == 0)
        code = br_save_text(target, ending, &text, error);
    free(ending);
    free(kind);
    br_text_release(&text);
    return code;
}

static int save_cells(const struct br_profile *profile, const struct br_save_target *target,
                      struct br_error *error)
{
    struct br_summary summary = {0};
    int code = br_summary_make(profile, &summary, error);
    size_t latencies = 0;
    for (size_t i = 0; i < summary.cell_count; i++) {
        const struct br_summary_cell *cell = &summary.cells[i];
        for (size_t j = 0; j < cell->latency_count && code == 0; j++, latencies++)
            code = save_hgrm(cell, cell->latencies[j].raw, target, error);
        if (code == 0)
            br_save_stages(cell, target);
    }
    if (code == 0 && latencies > 0)
        code = save_hlog(profile, target, error);
    br_summary_release(&summary);
    return code;
}

/* Once all its pictures are there. */
static int save_page(const struct br_profile *profile, const struct br_text *markdown,
                     const struct br_save_target *target, struct br_error *error)
{
    struct br_text text = {0};
    char *title =
        br_string_format("%s, %s mode", br_profile_workload(profile), profile->config.mode);
    const struct br_page page = {.title = title,
                                 .markdown = br_text_string(markdown),
                                 .folder = target->folder,
                                 .profile = profile};
    int code = br_page_write(&page, &text, error);
    if (code == 0)
        code = br_save_text(target, ".html", &text, error);
    br_text_release(&text);
    free(title);
    return code;
}

/* README is the index's. */
static char *report_stem(const struct br_profile *profile)
{
    char *name = br_string_file_name(br_profile_workload(profile));
    char *stem = br_string_format("%s%s", name, strcasecmp(name, "README") == 0 ? "_" : "");
    free(name);
    return stem;
}

int br_report_save(const struct br_profile *profile, const struct br_report_request *request,
                   struct br_text *written, struct br_error *unsaved, struct br_error *error)
{
    struct br_text markdown = {0};
    char *mode = br_string_file_name(profile->config.mode);
    struct br_save_target target = {.folder = br_string_format("%s/%s", request->folder, mode),
                                    .stem = report_stem(profile),
                                    .written = written,
                                    .unsaved = unsaved};
    int code = br_os_make_folders(target.folder, error);
    if (code == 0)
        code = save_markdown(profile, request, &target, &markdown, error);
    if (code == 0)
        code = save_cells(profile, &target, error);
    if (code == 0)
        br_save_stacks(profile, &target);
    if (code == 0 && request->page)
        code = save_page(profile, &markdown, &target, error);
    if (code == 0)
        code = br_mode_index_save(target.folder, mode, written, error);
    br_text_release(&markdown);
    free(target.folder);
    free(target.stem);
    free(mode);
    return code;
}
