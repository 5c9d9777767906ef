/*
 * Trends for people and programs: on a terminal, as Markdown, as JSON, as a picture. Pure functions
 * of trends; the same trends give the same bytes.
 */
#ifndef BR_REPORT_TREND_H
#define BR_REPORT_TREND_H

#include "base/text.h"
#include "report/report.h"
#include "summary/trend.h"

/* A line per series with its course as a row of bars, below it each change with the commits it
 * lies between, and at the end what was left out. */
void br_trend_terminal(const struct br_trends *trends, const struct br_report_style *style,
                       struct br_text *text);

/* A table of the series, the changes, what was left out; in style->pictures, if any, their course.
 */
void br_trend_markdown(const struct br_trends *trends, const struct br_report_style *style,
                       struct br_text *text);

/* One object; its members are listed in docs/profiling/trends.md. */
int br_trend_json(const struct br_trends *trends, struct br_text *text, struct br_error *error);

/* Draws up to six cells (the first measure of each) over the profiles into an SVG file, and says in
 * `pictures` what it shows, or why there is none. Only a file that cannot be written is an error.
 */
int br_trend_draw(const struct br_trends *trends, const char *path, struct br_pictures *pictures,
                  struct br_error *error);

#endif
