/*
 * Reports: pure functions of a profile. Each writer turns one profile into one text; the same
 * profile gives the same bytes.
 */
#ifndef BR_REPORT_REPORT_H
#define BR_REPORT_REPORT_H

#include "base/error.h"
#include "base/text.h"
#include "model/comparison.h"
#include "model/profile.h"
#include "report/plot_draw.h"
#include "summary/trend.h"

/* The reference that a profile is held to. */
struct br_report_reference {
    const struct br_comparison *comparison; /* from the reference to the profile; NULL = none */
    const char *missing;                    /* why there is none: a sentence without full stop */
};

/* Settings of a rendering; zero = plain, 80 columns. */
struct br_report_style {
    bool colour;
    unsigned columns;
    const struct br_pictures *pictures; /* that lie beside the report; NULL = not asked for */
    const struct br_report_reference *reference; /* NULL = not asked for */
    const struct br_trends *history; /* the profile after its references; NULL = not asked for */
};

struct br_report_format {
    const char *name; /* "terminal", "markdown"; NULL ends a table */
    const char *summary;
    const char *extension; /* of the file it is saved as; NULL = not saved */
    int (*write)(const struct br_profile *profile, const struct br_report_style *style,
                 struct br_text *text, struct br_error *error);
};

extern const struct br_report_format br_report_terminal;
extern const struct br_report_format br_report_markdown;

/* Latency of one cell as an HdrHistogram percentile table (.hgrm) in microseconds, and all cells of
 * a profile as an HdrHistogram interval log, version 1.3 with V2 payload (.hlog), in nanoseconds,
 * one line per cell and kind, tagged. */
int br_report_hgrm(const struct br_latency *latency, struct br_text *text, struct br_error *error);
int br_report_hlog(const struct br_profile *profile, struct br_text *text, struct br_error *error);

/* What is to be written beside each other. */
struct br_report_request {
    const char *folder;                          /* of reports, without the mode */
    const struct br_report_reference *reference; /* NULL = not asked for */
    const struct br_trends *history;             /* NULL = not asked for */
    bool page;                                   /* also <mode>/<workload>.html */
};

/* Writes everything that belongs to a profile under the folder: <mode>/<workload>.md,
 * <mode>/<workload>.hlog and <mode>/<workload>-<cell>-<kind>.hgrm; of sampled stacks a flame graph,
 * an icicle, folded stacks, a file for speedscope and, of CPU time, one for google-pprof in
 * <mode>/cpu and <mode>/heap; and brings <mode>/README.md, the index, up to date. `written` gets
 * the paths, a line each. Pictures and stacks in these folders that cannot be saved are no failure:
 * `unsaved` (NULL = not asked for, else zeroed before) gets the first reason. */
int br_report_save(const struct br_profile *profile, const struct br_report_request *request,
                   struct br_text *written, struct br_error *unsaved, struct br_error *error);

#endif
