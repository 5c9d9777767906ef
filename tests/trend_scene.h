/*
 * Histories put together by hand, for the tests of trends and of their reports.
 *
 * Profiles are a day apart, of one mode, workload and host, with one cell, "1k ×2 partition", of
 * 1,000 records. Measures are time and allocations.
 */
#ifndef TESTS_TREND_SCENE_H
#define TESTS_TREND_SCENE_H

#include "model/history.h"

void trend_scene_start(struct br_history *history);

/* Adds the profile of the next day; the test may change it. Its allocations are 10. */
struct br_history_entry *trend_scene_add(struct br_history *history, double time_ns);

/* Adds `count` with noise of 0.5 % around a level; the same each time. */
void trend_scene_add_level(struct br_history *history, size_t count, double time_ns);

/* Gives a text member another value. */
void trend_scene_set(char **member, const char *value);

#endif
