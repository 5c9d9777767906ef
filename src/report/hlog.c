/*
 * All latencies of a profile as an HdrHistogram interval log (.hlog), version 1.3, in nanoseconds.
 *
 * One line per cell and kind: Tag, start and length of the pass in seconds, the largest value over
 * 10^6 (so in ms, by HdrHistogram's convention), and the encoded histogram.
 */
#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "report/hlog_encode.h"
#include "report/report.h"
#include "summary/summary.h"

/* Seconds since the epoch of "2026-03-01T12:30:00Z"; 0 when it is not such a text. */
static double epoch_of(const char *created)
{
    struct tm time = {0};
    if (created == NULL || strptime(created, "%Y-%m-%dT%H:%M:%S", &time) == NULL)
        return 0;
    return (double)timegm(&time);
}

/* What a tag or a comment line cannot hold becomes '_'. */
static void append_word(struct br_text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        bool plain = *string > ' ' && *string < 0x7f && *string != ',';
        br_text_append_bytes(text, plain ? string : "_", 1);
    }
}

/* The result a summary's latency came from: for the times of its pass. */
static const struct br_result *result_of(const struct br_summary_cell *cell,
                                         const struct br_latency *latency)
{
    for (size_t i = 0; i < cell->pass_count; i++) {
        const struct br_result *result = cell->passes[i].result;
        if (result != NULL && result->latencies.count > 0 && latency >= result->latencies.items &&
            latency < result->latencies.items + result->latencies.count)
            return result;
    }
    return NULL;
}

static void append_tag(const struct br_summary_cell *cell, const char *kind, struct br_text *text)
{
    br_text_append(text, "Tag=");
    append_word(text, cell->cell->mode != NULL ? cell->cell->mode : "");
    br_text_append(text, ":");
    append_word(text, cell->cell->workload != NULL ? cell->cell->workload : "");
    br_text_format(text, ":%llu:x%llu:", (unsigned long long)cell->records,
                   (unsigned long long)cell->cell->threads);
    append_word(text, kind != NULL ? kind : "");
    br_text_append(text, ",");
}

static int append_line(const struct br_summary_cell *cell, const struct br_summary_latency *latency,
                       struct br_histogram *histogram, struct br_text *text, struct br_error *error)
{
    const struct br_result *result = result_of(cell, latency->raw);
    double start_s = result != NULL ? (double)result->started_ns / 1e9 : 0;
    double end_s = result != NULL ? (double)result->ended_ns / 1e9 : 0;
    append_tag(cell, latency->raw->kind, text);
    br_text_format(text, "%.3f,%.3f,%.3f,", start_s, fmax(0, end_s - start_s),
                   latency->maximum_ns / 1e6);
    int code = br_summary_histogram(latency->raw, histogram, error);
    if (code == 0)
        code = br_hlog_encode(histogram, latency->raw->ticks_per_ns, text, error);
    br_text_append(text, "\n");
    return code;
}

static void append_header(const struct br_profile *profile, struct br_text *text)
{
    br_text_append(text, "#[Logged with benchrun, values in ns, records of ");
    append_word(text, profile->config.workload != NULL ? profile->config.workload : "");
    br_text_append(text, "]\n#[Histogram log format version 1.3]\n");
    br_text_format(text, "#[StartTime: %.3f (seconds since epoch), ", epoch_of(profile->created));
    append_word(text, profile->created != NULL ? profile->created : "");
    br_text_append(text, "]\n\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                         "\"Interval_Compressed_Histogram\"\n");
}

int br_report_hlog(const struct br_profile *profile, struct br_text *text, struct br_error *error)
{
    struct br_summary summary = {0};
    struct br_histogram *histogram = malloc(sizeof *histogram);
    if (histogram == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "out of memory for the histogram log");
    int code = br_summary_make(profile, &summary, error);
    append_header(profile, text);
    for (size_t i = 0; i < summary.cell_count && code == 0; i++)
        for (size_t j = 0; j < summary.cells[i].latency_count && code == 0; j++)
            code = append_line(&summary.cells[i], &summary.cells[i].latencies[j], histogram, text,
                               error);
    br_summary_release(&summary);
    free(histogram);
    return code;
}
