/* Progress: what the runner tells, as one live line or as plain lines. */
#include "cli/progress.h"

#include <string.h>

#include "base/clock.h"
#include "base/units.h"

static const char ERASE_LINE[] = "\r\033[K";

void br_progress_init(struct br_progress *progress, FILE *stream, bool quiet)
{
    *progress = (struct br_progress){.stream = stream, .quiet = quiet};
    br_terminal_look(stream, &progress->terminal);
}

void br_progress_clear(struct br_progress *progress)
{
    if (!progress->drawn)
        return;
    fputs(ERASE_LINE, progress->stream);
    fflush(progress->stream);
    progress->drawn = false;
}

/* "4 s", "1 min 20 s", "2 h 05 min": no more digits than an estimate deserves. */
static void append_time_left(struct br_text *text, uint64_t time_ns)
{
    uint64_t seconds = (time_ns + 999999999u) / 1000000000u;
    if (seconds < 60)
        br_text_format(text, "%u s", (unsigned)seconds);
    else if (seconds < 3600)
        br_text_format(text, "%u min %02u s", (unsigned)(seconds / 60), (unsigned)(seconds % 60));
    else
        br_text_format(text, "%llu h %02u min", (unsigned long long)(seconds / 3600),
                       (unsigned)(seconds / 60 % 60));
}

static void append_rate(struct br_text *text, double records_per_s)
{
    char rate[BR_UNITS_BUFFER];
    br_text_format(text, "%s rec/s", br_units_format_rate(rate, records_per_s));
}

/* ---- the live line ---- */

static void append_position(struct br_text *text, const struct br_progress *progress, size_t number)
{
    int width = 1;
    for (size_t rest = progress->total; rest >= 10; rest /= 10)
        width++;
    br_text_format(text, "[%*zu/%zu] ", width, number, progress->total);
}

static void draw(struct br_progress *progress, double records_per_s)
{
    uint64_t spent_ns = br_clock_monotonic_ns() - progress->pass_started_ns;
    uint64_t left_ns = progress->remaining_ns > spent_ns ? progress->remaining_ns - spent_ns : 0;
    struct br_text line = {0};
    append_position(&line, progress, progress->done + 1);
    br_text_format(&line, "%s, %s", progress->label, progress->pass);
    if (records_per_s > 0) {
        br_text_append(&line, ", ");
        append_rate(&line, records_per_s);
    }
    br_text_append(&line, ", about ");
    append_time_left(&line, left_ns);
    br_text_append(&line, " left");
    struct br_text drawn = {0};
    br_text_append(&drawn, ERASE_LINE);
    br_terminal_append_cut(&drawn, br_text_string(&line), progress->terminal.columns - 1);
    fputs(br_text_string(&drawn), progress->stream);
    fflush(progress->stream);
    progress->drawn = true;
    br_text_release(&line);
    br_text_release(&drawn);
}

/* ---- plain lines ---- */

static void print_line(struct br_progress *progress, struct br_text *line)
{
    br_progress_clear(progress);
    br_text_append(line, "\n");
    fputs(br_text_string(line), progress->stream);
    fflush(progress->stream);
    br_text_release(line);
}

/* Records per second over all samples: total over total. */
static double overall_rate(const struct br_result *result)
{
    double repetitions = 0;
    double wall_ns = 0;
    for (size_t i = 0; i < result->samples.count; i++) {
        repetitions += (double)result->samples.items[i].repetitions;
        wall_ns += (double)result->samples.items[i].wall_ns;
    }
    return wall_ns > 0 ? repetitions * (double)result->work.records * 1e9 / wall_ns : 0;
}

static void print_ended(struct br_progress *progress, const struct br_result *result)
{
    struct br_text line = {0};
    append_position(&line, progress, progress->done);
    br_text_format(&line, "%s, %s: ", progress->label, progress->pass);
    if (!result->ok)
        br_text_append_visible(&line, result->failure != NULL ? result->failure : "failed");
    else if (overall_rate(result) > 0)
        append_rate(&line, overall_rate(result));
    else
        br_text_append(&line, "done");
    print_line(progress, &line);
}

/* ---- events ---- */

static void show_text(char *to, size_t size, const char *from)
{
    struct br_text visible = {0};
    br_terminal_append_cut(&visible, from, size / 4 - 1); /* a code point has at most 4 bytes */
    snprintf(to, size, "%s", br_text_string(&visible));
    br_text_release(&visible);
}

static void on_pass_started(void *context, const struct br_cell *cell,
                            const struct br_planned_pass *pass, size_t done, size_t total,
                            uint64_t remaining_ns)
{
    struct br_progress *progress = context;
    char label[1024];
    show_text(progress->label, sizeof progress->label, br_cell_label(cell, label, sizeof label));
    snprintf(progress->pass, sizeof progress->pass, "%s", pass->pass->name);
    if (pass->replicate > 0 || pass->pass->replicated || pass->pass->processes_single > 0)
        snprintf(progress->pass, sizeof progress->pass, "%s %llu", pass->pass->name,
                 (unsigned long long)pass->replicate + 1);
    progress->done = done;
    progress->total = total;
    progress->remaining_ns = remaining_ns;
    progress->pass_started_ns = br_clock_monotonic_ns();
    if (progress->terminal.redraws)
        draw(progress, 0);
}

static void on_pass_looked(void *context, const struct br_look *look)
{
    struct br_progress *progress = context;
    if (progress->terminal.redraws)
        draw(progress, look->rate_records_per_s);
}

/* On a terminal only failures leave a line behind. */
static void on_pass_ended(void *context, const struct br_result *result)
{
    struct br_progress *progress = context;
    progress->done++;
    if (!progress->terminal.redraws || !result->ok)
        print_ended(progress, result);
}

static void on_noted(void *context, const char *sentence)
{
    struct br_progress *progress = context;
    struct br_text line = {0};
    br_text_append(&line, "note: ");
    br_text_append_visible(&line, sentence);
    print_line(progress, &line);
}

struct br_run_events br_progress_events(struct br_progress *progress)
{
    if (progress->quiet)
        return (struct br_run_events){.context = NULL};
    return (struct br_run_events){.context = progress,
                                  .pass_started = on_pass_started,
                                  .pass_looked = on_pass_looked,
                                  .pass_ended = on_pass_ended,
                                  .noted = on_noted};
}
