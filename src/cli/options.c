/* The options table itself, and finding entries in it. */
#include "cli/options.h"

#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct br_command_line, member)
#define TAKES(command) (1u << BR_COMMAND_##command)

enum {
    MEASURING = TAKES(RUN) | TAKES(PLAN),
    EVERY = (1u << BR_COMMAND_COUNT) - 1,
};

const char *const br_show_format_names[] = {"terminal", "markdown", "json", NULL};

const char *const br_option_group_titles[] = {
    [BR_GROUP_SUBJECT] = "What is measured",
    [BR_GROUP_METHOD] = "How it is measured",
    [BR_GROUP_OUTPUT] = "Output",
    [BR_GROUP_GENERAL] = "General",
};

const struct br_option_entry br_options[] = {
    {.name = "mode",
     .value = "MODE",
     .kind = BR_ARGUMENT_MODE,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .completes = BR_COMPLETE_MODE,
     .offset = AT(config.mode),
     .default_text = "single",
     .help = "execution mode: single or concurrent; one per run, because every figure belongs to "
             "one mode"},
    {.name = "workload",
     .value = "NAME|PATH.so",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING | TAKES(LIST),
     .completes = BR_COMPLETE_PLUGIN,
     .offset = AT(config.workload),
     .default_text = "marc",
     .default_commands = MEASURING,
     .help = "the code under test: a built-in workload, or the path of a plug-in (with a slash in "
             "it; never searched for)"},
    {.name = "input",
     .value = "FILE|synthetic",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .completes = BR_COMPLETE_FILE,
     .offset = AT(config.input),
     .default_text = "synthetic",
     .help = "the records: a file (.gz and .zst are unpacked first, outside the clock), or those "
             "of the workload's seeded generator"},
    {.name = "sizes",
     .value = "LIST",
     .kind = BR_ARGUMENT_SIZES,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .offset = AT(config.sizes),
     .default_text = "1k,10k",
     .help = "records per repetition, such as 1k,10k,1M; all = the file once. A shorter input is "
             "cycled, a longer one cut"},
    {.name = "record-bytes",
     .value = "LIST",
     .kind = BR_ARGUMENT_LENGTHS,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .offset = AT(config.record_bytes),
     .help = "mean sizes of generated records, such as 512,4KiB: every one is measured with every "
             "size. For synthetic input"},
    {.name = "malformed",
     .value = "LIST",
     .kind = BR_ARGUMENT_SHARES,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .offset = AT(config.malformed),
     .help = "shares of generated records that are broken, such as 0%,1%: every one is measured "
             "with every size. For synthetic input"},
    {.name = "threads",
     .value = "LIST|auto",
     .kind = BR_ARGUMENT_THREADS,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .offset = AT(config.threads),
     .help = "concurrent: worker counts to sweep, such as 1,2,4; auto = 1, 2, 4, ... up to the "
             "CPUs this process may use, which is the default there"},
    {.name = "strategy",
     .value = "STRATEGY",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .completes = BR_COMPLETE_STRATEGY,
     .offset = AT(config.strategy),
     .help = "concurrent: partition (each worker owns a contiguous range, the default), dynamic "
             "(workers claim chunks) or queue (one producer frames and hands over)"},
    {.name = "option",
     .letter = 'O',
     .value = "KEY=VALUE",
     .kind = BR_ARGUMENT_SETTING,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING | TAKES(GENERATE),
     .offset = AT(config.settings),
     .help = "an option of the workload, see benchrun list; may be repeated"},
    {.name = "suite",
     .value = "FILE.yaml",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .completes = BR_COMPLETE_FILE,
     .offset = AT(suite),
     .once_per_suite = true,
     .help = "named runs from a file, one after the other, each with these options as keys; those "
             "on the command line take the place of the file's in every run"},
    {.name = "only",
     .value = "NAME",
     .kind = BR_ARGUMENT_NAMES,
     .group = BR_GROUP_SUBJECT,
     .commands = MEASURING,
     .offset = AT(only),
     .repeats = true,
     .once_per_suite = true,
     .help = "of the suite, this run; may be repeated"},

    {.name = "passes",
     .value = "LIST",
     .kind = BR_ARGUMENT_NAMES,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .completes = BR_COMPLETE_PASSES,
     .offset = AT(config.passes),
     .default_text = "verify,throughput,latency,alloc,counters,stages",
     .help = "sets of instruments, each in processes of its own"},
    {.name = "samples",
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.samples),
     .default_text = "20",
     .help = "samples per process"},
    {.name = "sample-time",
     .value = "T",
     .kind = BR_ARGUMENT_DURATION,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.sample_ns),
     .default_text = "25ms",
     .help = "length of a sample at least, in whole repetitions"},
    {.name = "replicates",
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.replicates),
     .default_text = "5",
     .help = "processes of the throughput pass per cell"},
    {.name = "time-budget",
     .value = "T",
     .kind = BR_ARGUMENT_DURATION,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.time_budget_ns),
     .default_text = "15s",
     .help = "time per cell, over all its passes; by default less where there are many cells, so "
             "that a run stays near 90 s"},
    {.name = "timeout",
     .value = "T",
     .kind = BR_ARGUMENT_DURATION,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.timeout_ns),
     .default_text = "2m",
     .help = "a pass that has not answered by then is killed and counted as failed; by default 1 "
             "minute plus four time budgets"},
    {.name = "memory-limit",
     .value = "BYTES",
     .kind = BR_ARGUMENT_BYTES,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.memory_limit_bytes),
     .help = "private memory of a measuring process at most, such as 512MiB: heap and stacks, the "
             "harness's own among them, but not the input; none by default"},
    {.name = "seed",
     .value = "N",
     .kind = BR_ARGUMENT_SEED,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING | TAKES(GENERATE),
     .offset = AT(config.seed),
     .default_text = "1",
     .help = "of synthetic records, of the order of passes and of resampling"},
    {.name = "batch",
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.batch_records),
     .default_text = "64",
     .help = "queue: records per hand-over"},
    {.name = "ring",
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.ring_batches),
     .default_text = "64",
     .help = "queue: batches under way at most"},
    {.name = "chunk",
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.chunk_records),
     .default_text = "64",
     .help = "dynamic: records per claim"},
    {.name = "stamp",
     .value = "WHEN",
     .kind = BR_ARGUMENT_CHOICE,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.stamp),
     .words = br_stamp_names,
     .default_text = "auto",
     .help = "latency pass: a time stamp per record, per batch, or auto, which stamps batches "
             "where records are too short for a stamp each"},
    {.name = "interval",
     .value = "T",
     .kind = BR_ARGUMENT_DURATION,
     .group = BR_GROUP_METHOD,
     .commands = MEASURING,
     .offset = AT(config.interval_ns),
     .default_text = "100ms",
     .help = "between two looks at a measured process from outside (memory, CPU, progress)"},

    {.name = "out",
     .value = "DIR",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(RUN) | TAKES(SHOW) | TAKES(DOCTOR),
     .completes = BR_COMPLETE_FOLDER,
     .offset = AT(out),
     .default_text = ".",
     .default_commands = TAKES(RUN) | TAKES(SHOW),
     .once_per_suite = true,
     .help = "profiles are in DIR/profiles, reports in DIR/reports; doctor keeps its findings as "
             "DIR/doctor.json, and nothing without the option"},
    {.name = "save",
     .value = "NAME",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(RUN),
     .offset = AT(save),
     .default_text = "MODE-WORKLOAD-wip",
     .help = "name of the profile; one of that name is replaced. In a suite NAME-wip is the "
             "default, NAME being that of the run"},
    {.name = "resume",
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(RUN),
     .offset = AT(resume),
     .help = "go on with an interrupted run of that name where it stopped; other options may be "
             "left out, and those given must be its own"},
    {.name = "json",
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(RUN) | TAKES(LIST) | TAKES(SHOW) | TAKES(DOCTOR),
     .offset = AT(json),
     .help = "print JSON instead of text for people"},
    {.name = "quiet",
     .letter = 'q',
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(RUN),
     .offset = AT(quiet),
     .help = "no progress and no notes while running"},
    {.name = "format",
     .value = "FORMAT",
     .kind = BR_ARGUMENT_CHOICE,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(SHOW),
     .offset = AT(format),
     .words = br_show_format_names,
     .default_text = "terminal",
     .help = "terminal, markdown or json"},
    {.name = "records",
     .letter = 'n',
     .value = "N",
     .kind = BR_ARGUMENT_COUNT,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(GENERATE),
     .offset = AT(records),
     .default_text = "10k",
     .help = "how many records to write"},
    {.name = "output",
     .letter = 'o',
     .value = "FILE",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_OUTPUT,
     .commands = TAKES(GENERATE),
     .completes = BR_COMPLETE_FILE,
     .offset = AT(output),
     .help = "where to write; - is standard output"},

    {.name = "help",
     .letter = 'h',
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_GENERAL,
     .commands = EVERY,
     .offset = AT(help),
     .help = "print help and exit"},
    {.name = "version",
     .letter = 'V',
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_GENERAL,
     .commands = EVERY,
     .offset = AT(version),
     .help = "print version, compiler, flags and libraries and exit"},
    {.name = "man",
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_GENERAL,
     .commands = TAKES(HELP),
     .offset = AT(man),
     .help = "print the man page as troff source",
     .hidden = true},
    {.name = "markdown",
     .kind = BR_ARGUMENT_FLAG,
     .group = BR_GROUP_GENERAL,
     .commands = TAKES(HELP),
     .offset = AT(markdown),
     .help = "print docs/options.md",
     .hidden = true},
    {.name = "completion",
     .value = "SHELL",
     .kind = BR_ARGUMENT_TEXT,
     .group = BR_GROUP_GENERAL,
     .commands = TAKES(HELP),
     .offset = AT(shell),
     .help = "print the completions for bash, zsh or fish",
     .hidden = true},
    {.name = NULL},
};

bool br_option_is_configuration(const struct br_option_entry *option)
{
    return option->offset >= AT(config) && option->offset < AT(config) + sizeof(struct br_config);
}

const struct br_option_entry *br_option_find(const char *name, size_t name_size)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (strlen(option->name) == name_size && memcmp(option->name, name, name_size) == 0)
            return option;
    return NULL;
}

const struct br_option_entry *br_option_find_letter(char letter)
{
    for (const struct br_option_entry *option = br_options; option->name != NULL; option++)
        if (option->letter != 0 && option->letter == letter)
            return option;
    return NULL;
}

bool br_option_taken_by(const struct br_option_entry *option, enum br_command_id command)
{
    return (option->commands & (1u << command)) != 0;
}

const char *br_option_default(const struct br_option_entry *option, enum br_command_id command)
{
    bool has_one =
        option->default_commands == 0 || (option->default_commands & (1u << command)) != 0;
    return has_one ? option->default_text : NULL;
}

void br_command_line_release(struct br_command_line *line)
{
    br_shape_release(&br_config_shape, &line->config);
    free(line->operand);
    free(line->out);
    free(line->save);
    free(line->suite);
    for (size_t i = 0; i < line->only.count; i++)
        free(line->only.items[i]);
    free(line->only.items);
    free(line->section);
    free(line->output);
    free(line->shell);
    *line = (struct br_command_line){0};
}

bool br_argument_is_list(enum br_argument_kind kind)
{
    return kind == BR_ARGUMENT_SIZES || kind == BR_ARGUMENT_THREADS ||
           kind == BR_ARGUMENT_LENGTHS || kind == BR_ARGUMENT_SHARES || kind == BR_ARGUMENT_NAMES;
}
