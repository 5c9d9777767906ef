/* Instructions: per record and by stage, over the processes that counted them. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure/stage.h"
#include "summary/parts.h"

struct process {
    const struct br_instruction_counts *counts;
};

/* The processes of one cell that counted. */
struct counted {
    struct process *items;
    double *values; /* working space, one per item */
    size_t count;
};

static double per_record(const struct br_instruction_counts *counts, uint64_t instructions)
{
    return br_part_ratio((double)instructions, (double)counts->records);
}

static void find_counted(const struct br_profile *profile, struct br_summary_cell *cell,
                         struct counted *counted)
{
    struct br_summary_instructions *instructions = &cell->instructions;
    const struct br_result *result = NULL;
    while ((result = br_part_find(profile, cell->cell, "instructions", result)) != NULL) {
        if (instructions->raw == NULL)
            instructions->raw = &result->instructions;
        if (result->instructions.state != BR_STATE_COUNTED)
            continue;
        counted->items[counted->count++].counts = &result->instructions;
        instructions->stages_cut = instructions->stages_cut || result->cut;
    }
}

static void derive_totals(struct counted *counted, struct br_summary_instructions *instructions)
{
    double least = INFINITY;
    double most = 0;
    for (size_t i = 0; i < counted->count; i++) {
        counted->values[i] =
            per_record(counted->items[i].counts, counted->items[i].counts->instructions);
        least = fmin(least, counted->values[i]);
        most = fmax(most, counted->values[i]);
    }
    instructions->per_record = br_stats_median(counted->values, counted->count);
    instructions->spread = counted->count > 1 ? br_part_ratio(most, least) - 1 : NAN;
    for (size_t i = 0; i < counted->count; i++) {
        double waiting = (double)counted->items[i].counts->waiting_instructions;
        counted->values[i] =
            br_part_ratio(waiting, waiting + (double)counted->items[i].counts->instructions);
    }
    instructions->waiting_share = br_stats_median(counted->values, counted->count);
}

/* The median over the processes that have the stage. */
static double stage_per_record(struct counted *counted, const char *path)
{
    size_t count = 0;
    for (size_t i = 0; i < counted->count; i++) {
        const struct br_instruction_stages *stages = &counted->items[i].counts->stages;
        for (size_t j = 0; j < stages->count; j++) {
            if (strcmp(stages->items[j].path, path) == 0)
                counted->values[count++] =
                    per_record(counted->items[i].counts, stages->items[j].instructions);
        }
    }
    return count > 0 ? br_stats_median(counted->values, count) : NAN;
}

/* Stages were counted level by level; they are shown with those nested in them behind them: a dot
 * goes before whatever else a label may have in its place. */
static int compare_paths(const void *left_stage, const void *right_stage)
{
    const char *left = ((const struct br_summary_instruction_stage *)left_stage)->path;
    const char *right = ((const struct br_summary_instruction_stage *)right_stage)->path;
    for (; *left != '\0' && *left == *right; left++)
        right++;
    int a = *left == '.' ? 1 : (unsigned char)*left, b = *right == '.' ? 1 : (unsigned char)*right;
    return (a > b) - (a < b);
}

static void derive_stages(struct counted *counted, struct br_summary_instructions *instructions)
{
    const struct br_instruction_stages *rows = &counted->items[0].counts->stages;
    double covered = 0;
    instructions->stages = br_part_allocate(rows->count, sizeof *instructions->stages);
    for (size_t i = 0; i < rows->count; i++) {
        struct br_summary_instruction_stage *stage =
            &instructions->stages[instructions->stage_count++];
        stage->path = rows->items[i].path;
        stage->name = br_part_stage_name(stage->path);
        stage->depth = br_stage_path_depth(stage->path);
        stage->per_record = stage_per_record(counted, stage->path);
        stage->share = br_part_ratio(stage->per_record, instructions->per_record);
        covered += stage->depth == 0 ? stage->per_record : 0;
    }
    qsort(instructions->stages, instructions->stage_count, sizeof *instructions->stages,
          compare_paths);
    if (rows->count > 0)
        instructions->outside_per_record = instructions->per_record - covered;
}

void br_part_instructions(const struct br_profile *profile, struct br_summary_cell *cell)
{
    struct br_summary_instructions *instructions = &cell->instructions;
    size_t most = profile->results.count;
    struct counted counted = {.items = br_part_allocate(most, sizeof *counted.items),
                              .values = br_part_allocate(most, sizeof *counted.values)};
    instructions->per_record = NAN;
    instructions->spread = NAN;
    instructions->waiting_share = NAN;
    instructions->outside_per_record = NAN;
    find_counted(profile, cell, &counted);
    instructions->processes = counted.count;
    if (counted.count > 0) {
        instructions->raw = counted.items[0].counts;
        instructions->records = instructions->raw->records;
        derive_totals(&counted, instructions);
        derive_stages(&counted, instructions);
    }
    if (instructions->raw != NULL)
        instructions->state = (enum br_state)instructions->raw->state;
    free(counted.items);
    free(counted.values);
}
