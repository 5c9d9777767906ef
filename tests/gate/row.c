/* Raw pairs as lines; see row.h. */
#include "row.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#include "base/list.h"

void gate_row_print(FILE *stream, const struct gate_row *row)
{
    fprintf(stream, "%" PRIu64 "\t%d\t%ld\t%ld\t%ld\t%ld\n", row->started_s, row->new_first,
            lround(row->log_ratio * 1e6), lround(row->old_ns * 1e3), lround(row->new_ns * 1e3),
            lround(row->pair_ms));
    fflush(stream);
}

static bool read_row(const char *line, struct gate_row *row)
{
    long log_ratio, old_ps, new_ps, pair_ms;
    int first;
    if (sscanf(line, "%" SCNu64 "\t%d\t%ld\t%ld\t%ld\t%ld", &row->started_s, &first, &log_ratio,
               &old_ps, &new_ps, &pair_ms) != 6)
        return false;
    row->new_first = first != 0;
    row->log_ratio = (double)log_ratio / 1e6;
    row->old_ns = (double)old_ps / 1e3;
    row->new_ns = (double)new_ps / 1e3;
    row->pair_ms = (double)pair_ms;
    return true;
}

void gate_rows_read(const char *path, struct gate_rows *rows)
{
    char line[256];
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        fprintf(stderr, "gate: %s cannot be read\n", path);
        exit(1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#')
            continue;
        struct gate_row *row = br_list_append(rows, sizeof *row);
        if (!read_row(line, row)) {
            fprintf(stderr, "gate: %s: not a row: %s", path, line);
            exit(1);
        }
    }
    fclose(file);
}
