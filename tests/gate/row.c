/* Raw pairs as lines; see row.h. */
#include "row.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/list.h"

enum { LONGEST_BREAK_S = 10 }; /* the set-up of a run takes less */

void gate_row_print(FILE *stream, const struct gate_row *row)
{
    fprintf(stream, "%" PRIu64 "\t%d\t%ld\t%ld\t%ld\t%ld\t%ld\t%ld\n", row->started_s,
            row->new_first, lround(row->log_ratio * 1e6), lround(row->old_ns * 1e3),
            lround(row->new_ns * 1e3), lround(row->old_spread * 1e3), lround(row->new_spread * 1e3),
            lround(row->pair_ms));
    fflush(stream);
}

static bool read_row(const char *line, struct gate_row *row)
{
    long log_ratio, old_ps, new_ps, old_spread, new_spread, pair_ms;
    int first;
    if (sscanf(line, "%" SCNu64 "\t%d\t%ld\t%ld\t%ld\t%ld\t%ld\t%ld", &row->started_s, &first,
               &log_ratio, &old_ps, &new_ps, &old_spread, &new_spread, &pair_ms) != 8)
        return false;
    row->new_first = first != 0;
    row->log_ratio = (double)log_ratio / 1e6;
    row->old_ns = (double)old_ps / 1e3;
    row->new_ns = (double)new_ps / 1e3;
    row->old_spread = (double)old_spread / 1e3;
    row->new_spread = (double)new_spread / 1e3;
    row->pair_ms = (double)pair_ms;
    return true;
}

void gate_rows_read(const char *path, struct gate_rows *rows)
{
    char line[256];
    double setup_ms = 0;
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "gate: %s cannot be read\n", path);
        exit(1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "# run %*u set-up %lf", &setup_ms) == 1 || line[0] == '#')
            continue;
        struct gate_row *row = br_list_append(rows, sizeof *row);
        row->setup_ms = setup_ms;
        if (!read_row(line, row)) {
            fprintf(stderr, "gate: %s: not a row: %s", path, line);
            exit(1);
        }
    }
    fclose(file);
}

size_t gate_rows_together(const struct gate_rows *rows, size_t at)
{
    size_t count = at < rows->count ? 1 : 0;
    for (; at + count < rows->count; count++) {
        const struct gate_row *last = &rows->items[at + count - 1];
        double ended_s = (double)last->started_s + last->pair_ms / 1e3;
        uint64_t started_s = rows->items[at + count].started_s;
        if (started_s < last->started_s || (double)started_s > ended_s + LONGEST_BREAK_S)
            break;
    }
    return count;
}
