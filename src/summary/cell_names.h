/*
 * Cells by the names that people give them: the label that reports show, with the strategy.
 */
#ifndef BR_SUMMARY_CELL_NAMES_H
#define BR_SUMMARY_CELL_NAMES_H

#include <stdbool.h>

#include "summary/summary.h"

/* "100k 512B ×2 partition": the label with the strategy, where there is one; to be freed. */
char *br_cell_name(const struct br_summary_cell *cell);

/* Does `asked` mean the cell of that name? "100k x2" means "100k ×2", and "100k ×2 partition" as
 * well while it names no strategy. */
bool br_cell_name_is(const char *name, const char *asked);

#endif
