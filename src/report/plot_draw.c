/* Drawing: one gnuplot for all pictures of a profile, in a folder of its own. */
#include "report/plot_draw.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/os.h"
#include "model/shape.h"
#include "report/plot.h"

#define DRAWING_NS_MOST (UINT64_C(60) * 1000000000)

/* Where gnuplot works; gone when the pictures are drawn. */
struct desk {
    char *folder;
    char *gnuplot;
    struct br_text script;
};

static int open_desk(struct desk *desk, struct br_error *error)
{
    const char *place = getenv("TMPDIR");
    desk->gnuplot = br_os_find_program("gnuplot");
    if (desk->gnuplot == NULL)
        return br_error_set(error, BR_ERROR_UNSUPPORTED,
                            "gnuplot is not installed (Debian's package gnuplot-nox)");
    desk->folder = br_string_format("%s/benchrun-plots-XXXXXX",
                                    place != NULL && *place != '\0' ? place : "/tmp");
    if (mkdtemp(desk->folder) != NULL)
        return 0;
    br_error_set(error, BR_ERROR_IO, "no folder can be made at %s; set TMPDIR", desk->folder);
    free(desk->folder);
    desk->folder = NULL;
    return error->code;
}

static void close_desk(struct desk *desk)
{
    if (desk->folder != NULL)
        br_folder_remove(desk->folder, NULL);
    free(desk->folder);
    free(desk->gnuplot);
    br_text_release(&desk->script);
}

/* ---- the script ---- */

/* What stands above the picture: its title and what of the profile it is about. */
static void add_heading(struct desk *desk, const char *title, const struct br_plot_data *data)
{
    struct br_text heading = {0};
    br_text_append(&heading, title);
    if (data->subject.size > 0)
        br_text_format(&heading, ": %s", br_text_string(&data->subject));
    br_text_append(&desk->script, "heading = ");
    br_plot_append_quoted(&desk->script, br_text_string(&heading));
    br_text_append(&desk->script, "\n");
    br_text_release(&heading);
}

/* Appends what draws the picture of that data. */
static void add_data(struct desk *desk, const char *name, const char *title,
                     const struct br_plot_data *data, struct br_picture *picture)
{
    br_text_append(&desk->script, "reset session\n");
    br_text_format(&desk->script, "file = '%s.svg'\n", name);
    br_text_format(&desk->script, "height = %u\n",
                   data->height > 0 ? data->height : BR_PLOT_HEIGHT);
    add_heading(desk, title, data);
    br_text_append(&desk->script, br_plot_script("common"));
    br_text_append(&desk->script, br_text_string(&data->blocks));
    br_text_append(&desk->script, br_plot_script(name));
    br_text_append(&desk->script, "unset output\n");
    picture->title = title;
    picture->alternative = br_string_copy(br_text_string(&data->alternative));
}

/* The same of a profile; false when it has no data for it. */
static bool add_plot(struct desk *desk, const struct br_plot *plot,
                     const struct br_summary *summary, struct br_picture *picture)
{
    struct br_plot_data data = {0};
    bool has_data = plot->write(summary, &data);
    if (has_data)
        add_data(desk, plot->name, plot->title, &data, picture);
    br_plot_data_release(&data);
    return has_data;
}

static void enter_folder(struct desk *desk)
{
    br_text_append(&desk->script, "cd ");
    br_plot_append_quoted(&desk->script, desk->folder);
    br_text_append(&desk->script, "\n");
}

/* ---- the program ---- */

static int run_to_end(const struct br_process_request *request, struct br_error *error)
{
    struct br_process process;
    int status = 0;
    int code = br_os_spawn(request, &process, error);
    if (code != 0)
        return code;
    uint64_t begin = br_clock_monotonic_ns();
    int ended = 0;
    while (ended == 0 && br_clock_monotonic_ns() - begin < DRAWING_NS_MOST)
        ended = br_os_wait(&process, DRAWING_NS_MOST, &status);
    if (ended == 0) {
        br_os_kill(&process);
        return br_error_set(error, BR_ERROR_CHILD, "gnuplot did not end within a minute");
    }
    if (status == 0)
        return 0;
    char *sentence = br_os_describe_status(status);
    br_error_set(error, BR_ERROR_CHILD, "gnuplot %s", sentence);
    free(sentence);
    return error->code;
}

static int run_gnuplot(struct desk *desk, struct br_error *error)
{
    char *script = br_string_format("%s/script.gp", desk->folder);
    const char *arguments[] = {desk->gnuplot, script, NULL};
    const char *environment[] = {"LC_ALL=C.UTF-8", "GNUPLOT_LIB=", "HOME=/nonexistent", NULL};
    int messages = br_os_memory_file("gnuplot-messages", error);
    int code = messages < 0 ? error->code
                            : br_os_write_file(script, br_text_string(&desk->script),
                                               desk->script.size, error);
    struct br_process_request request = {
        .arguments = arguments, .environment = environment, .output_descriptor = messages};
    if (code == 0)
        code = run_to_end(&request, error);
    if (messages >= 0)
        close(messages);
    free(script);
    return code;
}

/* ---- the pictures ---- */

static int finish(const struct desk *desk, const char *name, const char *path,
                  const struct br_picture *picture, struct br_error *error)
{
    char *svg = NULL;
    size_t size = 0;
    struct br_text text = {0};
    char *drawn = br_string_format("%s/%s.svg", desk->folder, name);
    int code = br_os_read_file(drawn, &svg, &size, error);
    if (code == 0) {
        br_plot_finish_svg(svg, picture->title, picture->alternative, &text);
        code = br_os_write_file(path, br_text_string(&text), text.size, error);
    }
    br_text_release(&text);
    free(drawn);
    free(svg);
    return code;
}

static int finish_all(const struct desk *desk, const char *folder, const char *stem,
                      struct br_pictures *pictures, const char *const *names,
                      struct br_text *written, struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; i < pictures->count && code == 0; i++) {
        struct br_picture *picture = &pictures->items[i];
        picture->file = br_string_format("%s-%s.svg", stem, names[i]);
        char *path = br_string_format("%s/%s", folder, picture->file);
        code = finish(desk, names[i], path, picture, error);
        if (code == 0)
            br_text_format(written, "%s\n", path);
        free(path);
    }
    return code;
}

static size_t plot_count(void)
{
    size_t count = 0;
    while (br_plots[count] != NULL)
        count++;
    return count;
}

/* The script of all that have data; `names` gets theirs, in the order of the pictures. */
static void write_script(struct desk *desk, const struct br_summary *summary,
                         struct br_pictures *pictures, const char **names)
{
    enter_folder(desk);
    for (size_t i = 0; br_plots[i] != NULL; i++) {
        struct br_picture picture = {0};
        if (!add_plot(desk, br_plots[i], summary, &picture))
            continue;
        names[pictures->count] = br_plots[i]->name;
        *(struct br_picture *)br_list_append(pictures, sizeof picture) = picture;
    }
}

int br_pictures_draw(const struct br_summary *summary, const char *folder, const char *stem,
                     struct br_pictures *pictures, struct br_text *written, struct br_error *error)
{
    struct desk desk = {0};
    struct br_error trouble;
    const char **names = calloc(plot_count() + 1, sizeof *names);
    int code = 0;
    if (names == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for the pictures");
    int drawn = open_desk(&desk, &trouble);
    if (drawn == 0) {
        write_script(&desk, summary, pictures, names);
        drawn = run_gnuplot(&desk, &trouble);
    }
    if (drawn == 0) {
        code = finish_all(&desk, folder, stem, pictures, names, written, error);
    } else {
        br_pictures_release(pictures);
        pictures->missing = br_string_copy(trouble.message);
    }
    close_desk(&desk);
    free(names);
    return code;
}

int br_picture_draw(const char *name, const char *title, const struct br_plot_data *data,
                    const char *path, struct br_pictures *pictures, struct br_error *error)
{
    struct desk desk = {0};
    struct br_error trouble;
    struct br_picture picture = {0};
    int code = 0;
    int drawn = open_desk(&desk, &trouble);
    if (drawn == 0) {
        enter_folder(&desk);
        add_data(&desk, name, title, data, &picture);
        drawn = run_gnuplot(&desk, &trouble);
    }
    if (drawn == 0) {
        code = finish(&desk, name, path, &picture, error);
        picture.file = br_string_copy(path);
        *(struct br_picture *)br_list_append(pictures, sizeof picture) = picture;
    } else {
        free(picture.alternative);
        if (pictures->missing == NULL)
            pictures->missing = br_string_copy(trouble.message);
    }
    close_desk(&desk);
    return code;
}

void br_pictures_release(struct br_pictures *pictures)
{
    for (size_t i = 0; i < pictures->count; i++) {
        free(pictures->items[i].file);
        free(pictures->items[i].alternative);
    }
    free(pictures->items);
    free(pictures->missing);
    *pictures = (struct br_pictures){0};
}
