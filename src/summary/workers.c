/* Workers: how evenly the work was spread, what they waited for, and what more of them brought. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "summary/parts.h"

/* One worker's times, summed over processes, in ns. */
struct lane_times {
    double wall, starved, blocked;
};

static struct br_summary_worker *worker_of(struct br_summary_workers *workers,
                                           const struct br_worker_row *row)
{
    for (size_t i = 0; i < workers->count; i++)
        if (workers->items[i].worker == row->worker && workers->items[i].producer == row->producer)
            return &workers->items[i];
    struct br_summary_worker *worker = &workers->items[workers->count++];
    worker->worker = row->worker;
    worker->producer = row->producer;
    worker->cpu = row->cpu;
    return worker;
}

/* Shares hold nanoseconds until `finish` divides them. */
static void add_process(const struct br_result *result, struct br_summary_workers *workers,
                        struct lane_times *times)
{
    for (size_t i = 0; i < result->workers.count; i++) {
        const struct br_worker_row *row = &result->workers.items[i];
        struct br_summary_worker *worker = worker_of(workers, row);
        struct lane_times *lane = &times[worker - workers->items];
        worker->records += row->records;
        lane->wall += (double)row->wall_ns;
        lane->starved += (double)row->starved_ns;
        lane->blocked += (double)row->blocked_ns;
    }
}

static void finish(struct br_summary_workers *workers, const struct lane_times *times)
{
    struct lane_times all = {0};
    double busiest = 0, busy_sum = 0, consumers = 0;
    for (size_t i = 0; i < workers->count; i++) {
        struct br_summary_worker *worker = &workers->items[i];
        worker->busy_ns = fmax(0, times[i].wall - times[i].starved - times[i].blocked);
        worker->busy_share = br_part_ratio(worker->busy_ns, times[i].wall);
        worker->starved_share = br_part_ratio(times[i].starved, times[i].wall);
        worker->blocked_share = br_part_ratio(times[i].blocked, times[i].wall);
        if (worker->producer)
            continue;
        consumers++;
        busiest = fmax(busiest, worker->busy_ns);
        busy_sum += worker->busy_ns;
        all.wall += times[i].wall;
        all.starved += times[i].starved;
        all.blocked += times[i].blocked;
    }
    workers->imbalance = br_part_ratio(busiest * consumers, busy_sum) - 1;
    workers->starved_share = br_part_ratio(all.starved, all.wall);
    workers->blocked_share = br_part_ratio(all.blocked, all.wall);
}

void br_part_workers(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_workers *workers = &cell->workers;
    const struct br_result *result = NULL;
    size_t rows = 0;
    while ((result = br_part_find(profile, cell->cell, "throughput", result)) != NULL)
        rows += result->workers.count;

    struct lane_times *times = br_part_allocate(rows, sizeof *times);
    workers->items = br_part_allocate(rows, sizeof *workers->items);
    while ((result = br_part_find(profile, cell->cell, "throughput", result)) != NULL)
        add_process(result, workers, times);
    finish(workers, times);
    free(times);

    uint64_t cpus = profile->environment.cpus_allowed;
    cell->lanes = workers->count > cell->cell->threads ? workers->count : cell->cell->threads;
    cell->oversubscribed = cpus > 0 && cell->lanes > cpus;
}

static bool is_alone(const struct br_summary_cell *one, const struct br_summary_cell *cell)
{
    struct br_cell wanted = *cell->cell;
    wanted.threads = 1;
    return br_part_same_cell(one->cell, &wanted);
}

void br_part_efficiency(struct br_summary *summary)
{
    for (size_t i = 0; i < summary->cell_count; i++) {
        struct br_summary_cell *cell = &summary->cells[i];
        cell->efficiency = NAN;
        for (size_t j = 0; j < summary->cell_count; j++)
            if (is_alone(&summary->cells[j], cell))
                cell->efficiency = br_part_ratio(cell->rate.records_per_s,
                                                 (double)cell->cell->threads *
                                                     summary->cells[j].rate.records_per_s);
    }
}
