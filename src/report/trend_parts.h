/*
 * What terminal, Markdown and pictures say of a trend alike. Private to src/report.
 */
#ifndef BR_REPORT_TREND_PARTS_H
#define BR_REPORT_TREND_PARTS_H

#include "base/text.h"
#include "summary/trend.h"

enum { BR_TREND_NAMES_SHOWN = 8 };

/* "1a2b3c4d5e6f", with a + where the code had changes that no commit has. */
void br_trend_append_commit(const struct br_history_entry *entry, struct br_text *text);

/* The date alone of an ISO 8601 time. */
void br_trend_append_date(const struct br_history_entry *entry, struct br_text *text);

/* "+6.1 %"; in the unit of the values, "+32", where they were 0 before. */
void br_trend_append_size(const struct br_level_change *change, struct br_text *text);

/* "+6.1 %, from 100 to 106 ns/record (p = 2e-09), after ... and up to ...": without an end. */
void br_trend_append_change(const struct br_trend *trend, const struct br_level_change *change,
                            struct br_text *text);

/* The series as a row of at most `width` bars from its least to its greatest value, a bar standing
 * for the mean of several points where they are more; a stroke before each change. */
void br_trend_append_bars(const struct br_trend *trend, size_t width, struct br_text *text);

/* "3 profiles: the mode is concurrent (a.json, b.json, c.json)". */
void br_trend_append_omission(const struct br_trend_omission *omission, struct br_text *text);

/* What sets the changes apart from noise, in a sentence with the rule's figures. */
void br_trend_append_rule(const struct br_trends *trends, struct br_text *text);

#endif
