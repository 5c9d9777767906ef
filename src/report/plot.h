/*
 * Pictures of a profile: which there are, and the data each is drawn from. A picture is a script
 * for gnuplot in src/report/plots (a file each, for people to read) and the data it names; gnuplot
 * draws it, as SVG (plot_draw.h). Pure functions. Private to src/report.
 *
 * All colours of lines are those of Okabe and Ito ("Color Universal Design", 2008), which people
 * with colour-blindness can tell apart, and lines differ in dashes and points too. In the reader's
 * dark scheme they are lighter, and text and axes take the colour of the scheme.
 */
#ifndef BR_REPORT_PLOT_H
#define BR_REPORT_PLOT_H

#include <stdbool.h>

#include "base/error.h"
#include "base/text.h"
#include "summary/summary.h"

enum {
    BR_PLOT_SERIES_MOST = 6, /* as many colours as there are */
    BR_PLOT_HEIGHT = 400     /* of a picture, in its own units, of which it is 880 wide */
};

/* What one picture is drawn from. Texts belong to whoever made it. */
struct br_plot_data {
    struct br_text blocks;      /* gnuplot: variables and data blocks */
    struct br_text alternative; /* what the picture shows, for who cannot see it: a sentence */
    struct br_text subject;     /* what follows the title: "cell 100k ×2" */
    unsigned height;            /* 0: BR_PLOT_HEIGHT */
};

struct br_plot {
    const char *name;  /* of its script, and the end of its file's name: "rate" */
    const char *title; /* what is written above it, before the subject */
    /* Writes the data; false when there is nothing to show. */
    bool (*write)(const struct br_summary *summary, struct br_plot_data *data);
};

/* All pictures in the order of the report; ends with NULL. */
extern const struct br_plot *const br_plots[];

void br_plot_data_release(struct br_plot_data *data);

/* ---- for the writers of data ---- */

/* The text in gnuplot's single quotes, in which only the quote itself is special. */
void br_plot_append_quoted(struct br_text *text, const char *string);
/* `name = 'text'`, with control characters and quotes made harmless. */
void br_plot_text(struct br_plot_data *data, const char *name, const char *text);
void br_plot_number(struct br_plot_data *data, const char *name, double value);
/* The text in quotes, as a column of a data block. */
void br_plot_quote(struct br_plot_data *data, const char *text);
/* A data block: rows follow, written to data->blocks; two empty lines part its series. */
void br_plot_block_begin(struct br_plot_data *data, const char *name);
void br_plot_block_end(struct br_plot_data *data);

/* The cells whose lines a picture shows. */
struct br_plot_cells {
    const struct br_summary_cell *items[BR_PLOT_SERIES_MOST];
    size_t count;
};
/* All cells that have what the picture needs. Where these are too many for it, those of the largest
 * thread count among them, which leaves sizes to be held against each other, and of them the first;
 * the subject then says how many of how many are shown. */
void br_plot_choose(const struct br_summary *summary,
                    bool (*has_data)(const struct br_summary_cell *cell),
                    struct br_plot_cells *cells, struct br_plot_data *data);

/* The pictures by topic; entries of br_plots. */
extern const struct br_plot br_plot_rate, br_plot_scaling, br_plot_samples;
extern const struct br_plot br_plot_percentiles, br_plot_histogram;
extern const struct br_plot br_plot_allocation, br_plot_stages, br_plot_memory;

/* Draws one picture that is of no single profile by the script of that name, into the file `path`,
 * and appends it to `pictures`; without gnuplot, or when it fails, `missing` says so. Only a file
 * that cannot be written is an error. */
struct br_pictures;
int br_picture_draw(const char *name, const char *title, const struct br_plot_data *data,
                    const char *path, struct br_pictures *pictures, struct br_error *error);

/* The script of a picture, as it stands in the tree; NULL for an unknown name. */
const char *br_plot_script(const char *name);

/* SVG as gnuplot wrote it, made fit for a report: title and alternative text, and colours that
 * follow the reader's scheme. */
void br_plot_finish_svg(const char *svg, const char *title, const char *alternative,
                        struct br_text *text);

#endif
