/*
 * The stage table as text, for programs that use the profiler by itself.
 */
#include "measure/stage_recorder.h"

#include <stdlib.h>
#include <string.h>

#define PATH_WIDTH 32
#define CELL_SIZE 24

/* Three significant digits with the unit that fits, right-aligned by the caller. */
static void format_scaled(char *cell, double value, double step, const char *const *units,
                          size_t unit_count)
{
    size_t unit = 0;
    while (unit + 1 < unit_count && (value >= step || value <= -step)) {
        value /= step;
        unit++;
    }
    double magnitude = value < 0 ? -value : value;
    int decimals = magnitude >= 100 || unit == 0 ? 0 : magnitude >= 10 ? 1 : 2;
    snprintf(cell, CELL_SIZE, "%.*f %s", decimals, value, units[unit]);
}

static void format_duration(char *cell, double ns)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    format_scaled(cell, ns, 1000, units, sizeof units / sizeof units[0]);
}

static void format_bytes(char *cell, double bytes)
{
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    format_scaled(cell, bytes, 1024, units, sizeof units / sizeof units[0]);
}

/* CPU time of all calls: as counted, scaled up (~) from those that were read, or not measured. */
static void format_cpu(char *cell, const struct br_stage_row *row)
{
    if (row->cpu_calls == 0) {
        strcpy(cell, "-");
        return;
    }
    size_t mark = row->cpu_calls < row->calls ? 1 : 0;
    cell[0] = '~';
    char text[CELL_SIZE];
    format_duration(text, (double)row->cpu_ns * (double)row->calls / (double)row->cpu_calls);
    snprintf(cell + mark, CELL_SIZE - mark, "%s", text);
}

static void format_allocation(char *cell, const struct br_stage_profiler *profiler, double bytes)
{
    if (profiler->allocator.allocated_bytes == NULL)
        strcpy(cell, "-");
    else
        format_bytes(cell, bytes);
}

/* Total wall time of the outermost stages: what shares are of. */
static uint64_t outermost_ticks(const struct br_stage_row *rows, size_t count)
{
    uint64_t ticks = 0;
    for (size_t i = 0; i < count; i++)
        ticks += strchr(rows[i].path, '.') == NULL ? rows[i].wall_ticks : 0;
    return ticks;
}

static void write_heading(FILE *file)
{
    fprintf(file, "%-*s %10s %9s %6s %9s %9s %9s %9s %10s %10s\n", PATH_WIDTH, "stage", "calls",
            "wall", "share", "self", "mean", "max", "cpu", "alloc/call", "high water");
}

static void write_row(const struct br_stage_profiler *profiler, const struct br_stage_row *row,
                      uint64_t all_ticks, FILE *file)
{
    double ns_per_tick = 1 / profiler->rate.ticks_per_ns;
    double wall_ns = (double)row->wall_ticks * ns_per_tick;
    double calls = row->calls > 0 ? (double)row->calls : 1;
    char wall[CELL_SIZE], self[CELL_SIZE], mean[CELL_SIZE], longest[CELL_SIZE], cpu[CELL_SIZE];
    char allocated[CELL_SIZE], high_water[CELL_SIZE];
    format_duration(wall, wall_ns);
    format_duration(self, (double)row->self_wall_ticks * ns_per_tick);
    format_duration(mean, wall_ns / calls);
    format_duration(longest, (double)row->wall_ticks_max * ns_per_tick);
    format_cpu(cpu, row);
    format_allocation(allocated, profiler, (double)row->allocated_bytes / calls);
    format_allocation(high_water, profiler, (double)row->high_water_bytes);
    double share = all_ticks > 0 ? 100 * (double)row->wall_ticks / (double)all_ticks : 0;
    fprintf(file, "%-*s %10llu %9s %5.1f%% %9s %9s %9s %9s %10s %10s\n", PATH_WIDTH, row->path,
            (unsigned long long)row->calls, wall, share, self, mean, longest, cpu, allocated,
            high_water);
}

static void write_fault(FILE *file, uint64_t count, const char *what)
{
    if (count > 0)
        fprintf(file, "%llu %s\n", (unsigned long long)count, what);
}

static void write_faults(const struct br_stage_profiler *profiler, FILE *file)
{
    struct br_stage_faults faults;
    br_stage_faults(profiler, &faults);
    write_fault(file, faults.unmatched_ends, "ends of stages that were not open (ignored)");
    write_fault(file, faults.missing_ends, "stages without an end (ended with the stage around)");
    write_fault(file, faults.open_stages, "stages still open (not in the table)");
    write_fault(file, faults.too_deep, "stages nested too deep (in their parent's own time)");
    write_fault(file, faults.joined, "calls joined in \"other\" (too many labels or paths)");
}

int br_stage_report(const struct br_stage_profiler *profiler, FILE *file)
{
    struct br_stage_row *rows;
    size_t count = br_stage_rows(profiler, &rows);
    uint64_t all_ticks = outermost_ticks(rows, count);
    write_heading(file);
    for (size_t i = 0; i < count; i++)
        write_row(profiler, &rows[i], all_ticks, file);
    write_faults(profiler, file);
    free(rows);
    return ferror(file) != 0 ? -1 : 0;
}
