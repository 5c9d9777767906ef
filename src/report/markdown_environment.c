/* Where it was measured, how each figure was made, and how to do it again. */
#include <inttypes.h>
#include <math.h>

#include "report/markdown.h"

static void add(struct br_table *table, const char *name, const char *value)
{
    br_table_cell(table, "%s", name);
    br_table_cell(table, "%s", value != NULL && value[0] != '\0' ? value : "unknown");
}

static void add_machine(const struct br_environment *environment, struct br_table *table)
{
    char number[BR_UNITS_BUFFER];
    add(table, "host", environment->hostname);
    add(table, "CPU", environment->cpu_model);
    br_table_cell(table, "CPUs");
    br_table_cell(table, "%" PRIu64 " usable of %" PRIu64 " online", environment->cpus_allowed,
                  environment->cpus_online);
    add(table, "caches", environment->caches);
    add(table, "governor", environment->governor);
    add(table, "memory", br_units_format_bytes(number, (double)environment->memory_bytes));
    add(table, "kernel", environment->kernel);
    add(table, "OS", environment->os);
    add(table, "virtualisation", environment->virtualisation);
    br_table_cell(table, "load before the run");
    br_table_cell(table, "%.2f", environment->load_average);
}

static void add_clock(const struct br_environment *environment, struct br_table *table)
{
    add(table, "kernel clock source", environment->clock_source);
    br_table_cell(table, "ticks");
    br_table_cell(table, "%s, %.6f per ns, calibrations agree within %.2g",
                  environment->tick_source != NULL ? environment->tick_source : "unknown",
                  environment->ticks_per_ns, environment->tick_rate_spread);
    br_table_cell(table, "machine's own interruptions");
    if (environment->floor_gaps_per_s > 0)
        br_table_cell(table, "%.0f per s, median %.1f µs, longest %.0f µs, %.2f %% of the time",
                      environment->floor_gaps_per_s, environment->floor_gap_ns_p50 / 1e3,
                      environment->floor_gap_ns_max / 1e3, environment->floor_lost_share * 100);
    else
        br_table_cell(table, "unknown");
}

static void add_build(const struct br_environment *environment, struct br_table *table)
{
    add(table, "benchrun", environment->benchrun_version);
    br_table_cell(table, "benchrun's commit");
    br_table_cell(table, "%s%s",
                  environment->benchrun_commit != NULL ? environment->benchrun_commit : "unknown",
                  environment->benchrun_dirty ? ", with uncommitted changes" : "");
    br_table_cell(table, "commit of the working folder");
    br_table_cell(table, "%s%s",
                  environment->commit != NULL ? environment->commit : "not a repository",
                  environment->dirty ? ", with uncommitted changes" : "");
    add(table, "executable", environment->executable_digest);
    if (environment->workload_digest != NULL)
        add(table, "plug-in", environment->workload_digest);
    add(table, "compiler", environment->compiler);
    add(table, "flags", environment->compiler_flags);
    add(table, "build", environment->build_type);
    add(table, "sanitizer",
        environment->sanitizer != NULL && environment->sanitizer[0] != '\0' ? environment->sanitizer
                                                                            : "none");
    for (size_t i = 0; i < environment->libraries.count; i++)
        add(table, environment->libraries.items[i].name, environment->libraries.items[i].version);
    br_table_cell(table, "jemalloc in effect");
    br_markdown_state(table, (enum br_state)environment->jemalloc_in_effect.state,
                      environment->jemalloc_version, environment->jemalloc_in_effect.reason);
    add(table, "jemalloc settings", environment->jemalloc_settings);
}

void br_markdown_environment(const struct br_summary *summary, struct br_text *text)
{
    const struct br_environment *environment = &summary->profile->environment;
    struct br_table table = {0};
    br_table_column(&table, "what", "", BR_TABLE_LEFT, 0);
    br_table_column(&table, "as found", "", BR_TABLE_LEFT, 0);
    add_machine(environment, &table);
    add_clock(environment, &table);
    add_build(environment, &table);
    br_text_append(text, "## Environment\n\n");
    br_markdown_table(&table, text);
}

static void write_settings(const struct br_config *config, struct br_text *text)
{
    char sample[BR_UNITS_BUFFER], budget[BR_UNITS_BUFFER];
    br_text_format(text,
                   "Settings: %" PRIu64 " process%s of %" PRIu64 " sample%s of at least %s in the "
                   "throughput pass%s",
                   config->replicates, config->replicates == 1 ? "" : "es", config->samples,
                   config->samples == 1 ? "" : "s",
                   br_units_format_duration(sample, (double)config->sample_ns),
                   config->blocks >= 2 ? ", in each of two blocks apart in time" : "");
    br_text_format(text, "; time budget per cell %s; seed %" PRIu64,
                   br_units_format_duration(budget, (double)config->time_budget_ns), config->seed);
    if (config->settings.count > 0)
        br_text_append(text, "; workload options: ");
    for (size_t i = 0; i < config->settings.count; i++) {
        br_text_append(text, i > 0 ? ", " : "");
        br_markdown_text(config->settings.items[i].name, text);
        br_text_append(text, "=");
        br_markdown_text(config->settings.items[i].value, text);
    }
    br_text_append(text, ".\n\n");
}

static const char method[] =
    "- Rate: a process's value is the records of a repetition over the 25th percentile of its "
    "samples' time per repetition; the cell's value is the median over processes. Interval: "
    "seeded bootstrap over processes, 95 %. Nothing else is switched on in this pass. Framing "
    "and the release of each record's memory are inside the clock.\n"
    "- Unstable: processes spread by more than 2 % (robust CV), a process's 90th over 25th "
    "percentile of samples above 1.12, more than 1 % of the time runnable without a CPU, or a "
    "core clock that moved by more than 2 %.\n"
    "- Latency: one unfenced time stamp per record into a log-linear histogram per thread, merged "
    "without loss.\n"
    "- Tick limit: with g interruptions per second and records of mean m seconds, quantiles above "
    "1 - g·m hold interruptions.\n"
    "- Allocation: every call counted in the process of the alloc pass alone; bytes are what the "
    "allocator's size classes take.\n"
    "- Cycles: hardware counters as one group where there are any, else ticks of the "
    "constant-rate counter over CPU time.\n"
    "- Stages: two time stamps and two allocation counters per begin and end; the calibrated cost "
    "of the outermost marks is shown as a row of its own.\n"
    "- Work: records, bytes and witness must agree between all passes of a cell, or the pass "
    "fails.\n\n";

void br_markdown_method(const struct br_summary *summary, struct br_text *text)
{
    const struct br_profile *profile = summary->profile;
    br_text_append(text, "## How the figures were made\n\n");
    write_settings(&profile->config, text);
    br_text_append(text, method);
}

void br_markdown_command(const struct br_summary *summary, struct br_text *text)
{
    const struct br_profile *profile = summary->profile;
    br_text_append(text, "## How to reproduce\n\n");
    if (profile->command != NULL)
        br_markdown_block(profile->command, false, text);
    else
        br_text_append(text, "The profile does not hold the command line.\n\n");
}
