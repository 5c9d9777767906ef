/* The commands table, and finding a command in it. */
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

#define EXAMPLES(...)                                                                              \
    (const struct br_command_example[])                                                            \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            NULL, NULL                                                                             \
        }                                                                                          \
    }

const struct br_command_entry br_commands[BR_COMMAND_COUNT] = {
    [BR_COMMAND_RUN] =
        {.name = "run",
         .summary = "measure one mode and write its profile and report",
         .description =
             "Measures one workload in one execution mode, over one or more sizes, and writes the "
             "profile (everything measured, as JSON) and the report made from it. The word run may "
             "be left out; without any arguments the mode single is measured with the defaults.\n"
             "A run speaks of one mode only. The same mode at different sizes, thread counts or "
             "strategies may be compared; one mode against another may not.",
         .examples = EXAMPLES({"benchrun --mode concurrent --sizes 1k,100k",
                               "two sizes, with 1, 2, 4, ... threads each"},
                              {"benchrun --workload ndjson --input lines.jsonl --sizes all",
                               "a file, once per repetition"},
                              {"benchrun --workload ./mine.so -O level=3 --save mine-level3",
                               "a plug-in with an option of its own"},
                              {"benchrun run --resume --save mine-level3",
                               "go on with that run after it was interrupted"},
                              {"benchrun --suite bench/suites/ci.yaml",
                               "the runs that a file names, one after the other"})},
    [BR_COMMAND_PLAN] =
        {.name = "plan",
         .summary = "print what a run would do",
         .description = "Takes the options of run and prints its cells and passes in their order, "
                        "without measuring. The same seed gives the same plan. That of a "
                        "freeze is printed by freeze itself: benchrun help freeze.",
         .examples = EXAMPLES({"benchrun plan --mode concurrent --threads 1,2 --sizes 1k",
                               "cells, passes and their time budgets"})},
    [BR_COMMAND_LIST] =
        {.name = "list",
         .summary = "list workloads, modes, strategies, passes and measures",
         .description = "Lists the workloads with their options, the modes with their strategies, "
                        "the passes, and which measures this machine offers; for the others it "
                        "says why not.",
         .examples =
             EXAMPLES({"benchrun list --workload ./mine.so", "with the options of a plug-in"})},
    [BR_COMMAND_SHOW] = {.name = "show",
                         .summary = "print a saved profile",
                         .operands = "PROFILE",
                         .operands_least = 1,
                         .operands_most = 1,
                         .completes = BR_COMPLETE_FILE,
                         .description =
                             "Prints a saved profile: the id of a reference, the name of a working "
                             "profile in DIR/profiles, the id of an archived one, or the path of a "
                             "file.",
                         .examples =
                             EXAMPLES({"benchrun show single-marc-wip", "the summary again"},
                                      {"benchrun show single-marc-wip --format markdown",
                                       "the full report"})},
    [BR_COMMAND_REPORT] =
        {.name = "report",
         .summary = "write the report of a saved profile again",
         .operands = "PROFILE",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Writes DIR/reports/MODE/WORKLOAD.md with its figures and exports, as run did, from "
             "the profile alone: a reference, the name of one in DIR/profiles, or the path of a "
             "file. The profile is compared with the newest reference of its mode and workload "
             "that was made before it, and README.md beside the report, the index of the mode, is "
             "brought up to date. The same profile and reference give the same bytes.\n"
             "With --format html a page is written beside it: one file with the figures in it, "
             "whose tables sort by a click on a heading and whose flame graphs open at a click.",
         .examples = EXAMPLES({"benchrun report single-marc-wip", "what run wrote, again"},
                              {"benchrun report v1.2.0-marc-single --out site --format html",
                               "a reference of site/profiles, as a page too"})},
    [BR_COMMAND_GENERATE] =
        {.name = "generate",
         .summary = "write synthetic records to a file",
         .operands = "WORKLOAD",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_WORKLOAD,
         .description = "Writes records made by the workload's seeded generator. The same seed "
                        "and options give the same bytes on every machine.",
         .examples = EXAMPLES({"benchrun generate marc --records 100k --seed 7 -o records.mrc",
                               "a file of MARC records"},
                              {"benchrun generate csv -n 3 -o -", "rows on standard output"})},
    [BR_COMMAND_EXPLAIN] =
        {.name = "explain",
         .summary = "say what limits the mode of a saved profile",
         .operands = "PROFILE",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Asks the rules of docs/profiling/bottlenecks.md of a saved profile and prints those "
             "that speak: what limits the mode, the figures that say so and where they stand in "
             "the profile, and how sure that is. Nothing is measured, and nothing is proposed. "
             "With --baseline it says which findings appeared, disappeared or moved.",
         .examples = EXAMPLES({"benchrun explain concurrent-marc-wip", "what limits that run"},
                              {"benchrun explain single-marc-wip --baseline v1.2.0-marc-single",
                               "and what of it is new"})},
    [BR_COMMAND_RECORD] =
        {.name = "record",
         .summary = "print one record of an input",
         .operands = "FILE|synthetic",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Prints the record that begins at an offset, as the workload's framer finds it: its "
             "number and length, its bytes, and whether it is accepted or why it is rejected. "
             "Reports name the slowest records by such offsets. Of synthetic input the records of "
             "a run with the same sizes, shape, seed and options are meant.",
         .examples =
             EXAMPLES({"benchrun record records.mrc --at 1219927", "one of the slowest, perhaps"},
                      {"benchrun record synthetic --workload csv --sizes 10k --at 0 --bytes 64",
                       "the first one of generated rows"})},
    [BR_COMMAND_DOCTOR] =
        {.name = "doctor",
         .summary = "find what makes figures of this machine untrustworthy",
         .description =
             "Looks at everything on this machine and in this build that moves figures or takes "
             "some away: each finding with its measured value, how much it matters and what to "
             "do. Listens for three seconds to the machine's own interruptions, which set the "
             "percentile up to which a latency is the workload's. What cannot be read is unknown, "
             "never ok.\n"
             "Findings are information, not errors: the exit status is 0 whatever they are. "
             "Scripts read the states (ok, warning, severe, unknown) from --json. Every run keeps "
             "the findings of its start in its profile.",
         .examples = EXAMPLES(
             {"benchrun doctor", "before measuring anything that matters"},
             {"benchrun doctor --out evidence", "keep what was found, as evidence/doctor.json"})},
    [BR_COMMAND_AB] =
        {.name = "ab",
         .summary = "measure two builds of a workload against each other",
         .operands = "OLD NEW",
         .operands_least =
             2,
         .operands_most = 2,
         .completes = BR_COMPLETE_PLUGIN,
         .description =
             "Says whether NEW is slower than OLD: two plug-ins, or one workload with two sets of "
             "options (--old-option, --new-option). Both are measured in the same run, in pairs of "
             "short processes in random order, until the difference is decided or the time is used "
             "up. They get the same input and must do the same work.\n"
             "The verdict is slower or faster when the difference is beyond the effect limit and "
             "its interval lies on one side of zero, same when the interval lies within the limit, "
             "ambiguous otherwise. Code that is compared with itself is called slower in at most "
             "one of 500 comparisons, however restless the machine is. Exit status: 0, 3 when "
             "slower, 4 when ambiguous with --strict.",
         .examples = EXAMPLES(
             {"benchrun ab ./before.so ./after.so", "two builds of a plug-in"},
             {"benchrun ab ./mine.so ./mine.so --old-option buffer=4k --new-option buffer=64k",
              "one build with two sets of options"},
             {"benchrun ab ./before.so ./after.so --mode concurrent --threads 2 "
              "--effect 1%",
              "with two workers; below 1 % it does not matter"})},
    [BR_COMMAND_CALIBRATE] =
        {.name = "calibrate",
         .summary = "find out how small a change this machine can show",
         .description =
             "Measures code against itself and says, per cell: how far values of the same code lie "
             "apart here, and of gate and ab how often they would raise a false alarm and the "
             "smallest slowdown that they find nine times out of ten. The result is kept as "
             "DIR/profiles/calibration-HOST.json and explains verdicts of other commands.",
         .examples = EXAMPLES({"benchrun calibrate --workload ndjson", "for that workload"})},
    [BR_COMMAND_LINT] =
        {.name = "lint",
         .summary = "hold documents to one mode at a time",
         .operands = "PATH",
         .operands_most = BR_OPERANDS_MANY,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Reads Markdown documents, or all of a folder, and finds sentences and tables that "
             "set "
             "one mode against another, explain one by the other's figures or propose changes of "
             "the code; links that lead nowhere; measured figures without a unit or a source; and, "
             "in OPTIMIZATION_PROPOSAL.md, measured figures that no profile in DIR/profiles holds. "
             "Without a path: docs/profiling, reports and docs/OPTIMIZATION_PROPOSAL.md, as far as "
             "they exist.\n"
             "Each finding has its place, the sentence, the rule and what to do. The exit status "
             "is "
             "1 when there are findings. An HTML comment that says lint: allow RULE reason, on a "
             "line of "
             "its own, allows what the next block has.",
         .examples = EXAMPLES({"benchrun lint", "the documents of this project"},
                              {"benchrun lint --rules link README.md docs", "links alone"},
                              {"benchrun lint --extract draft.md docs/profiling",
                               "what belongs into the proposal, as a draft"})},
    [BR_COMMAND_DIFF] =
        {.name = "diff",
         .summary = "compare two profiles of one mode",
         .operands = "FROM TO",
         .operands_least = 2,
         .operands_most = 2,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Compares what two profiles measured, cell by cell and measure by measure: both "
             "values, the change with its interval, and a verdict with its reason. Profiles of "
             "different modes, workloads, inputs or amounts of work are refused. What differs in "
             "their environments makes times information only; counted figures stay comparable "
             "between builds by the same compiler, flags and libraries.\n"
             "The exit status is 0 whatever the verdicts are; benchrun gate turns them into one.",
         .examples = EXAMPLES(
             {"benchrun diff v1.2.0-marc-single single-marc-wip",
              "a reference and what was measured last"},
             {"benchrun diff old.json new.json --format markdown", "two files, as a report"})},
    [BR_COMMAND_GATE] =
        {.name = "gate",
         .summary = "hold a candidate to a baseline, with an exit status",
         .description =
             "Compares a candidate with a baseline as diff does and ends with 3 where a rule of "
             "severity error is broken. Without --candidate one is measured now, with the "
             "configuration of the baseline; options given must leave the work as it is, and "
             "those that change how it is measured are named. With --strict it ends with 4 where "
             "such a rule can be neither kept nor broken: the figure is ambiguous, or the "
             "candidate lacks it. 2: the two cannot be compared, or the rules have mistakes. 1: "
             "something failed, a pass for instance.",
         .examples =
             EXAMPLES({"benchrun gate --baseline v1.2.0-marc-single", "measure now and judge"},
                      {"benchrun gate --baseline v1.2.0-marc-single --candidate mine "
                       "--strict",
                       "judge a profile, and take no ambiguity"})},
    [BR_COMMAND_TREND] =
        {.name = "trend",
         .summary = "show profiles of one mode over time, and where their level changed",
         .operands = "PROFILE",
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Puts the profiles and references of one mode, workload and host in the order of time "
             "and looks for changes of their level: each with its size, how likely chance alone "
             "makes one so large, and the commits it lies between. Mode, workload, host, inputs "
             "and "
             "amounts of work are those of PROFILE, without it of the newest profile; whatever "
             "differs is left out, counted and named. A damaged file is named and passed over.\n"
             "What was read is kept as DIR/profiles/.history.json, so that the next time is quick; "
             "it may be deleted.",
         .examples = EXAMPLES({"benchrun trend --mode concurrent", "every cell of that mode"},
                              {"benchrun trend --cell 100k --measures time,allocations --figure "
                               "trend.svg",
                               "two measures of one cell, with a picture"})},
    [BR_COMMAND_PROPOSE] =
        {.name = "propose",
         .summary = "put what explain finds into the proposal, as evidence",
         .operands = "PROFILE",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Writes the findings of explain into docs/OPTIMIZATION_PROPOSAL.md: an entry for "
             "each, "
             "with its figures, the bound of the gain by the shares of the stages, and the profile "
             "they are from. Only what is between the markers of an entry's evidence is written; "
             "decision, options, trade-offs, expected gain and status are a person's, and not a "
             "byte "
             "of them is touched. Entries that are there are refreshed, and those whose rule "
             "speaks "
             "no longer say so. Damaged markers are named with their lines, and nothing is "
             "written.",
         .examples = EXAMPLES({"benchrun propose single-marc-wip", "add or refresh its entries"},
                              {"benchrun propose single-marc-wip -o -", "look at them first"})},
    [BR_COMMAND_HEAP_DIFF] =
        {.name = "heap-diff",
         .summary = "find out which functions hold more memory than before",
         .operands = "BEFORE AFTER",
         .operands_least = 2,
         .operands_most = 2,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Compares two heap profiles of jemalloc, such as run --profile heap writes to "
             "DIR/reports/MODE/heap: bytes and objects by the function that allocated them, those "
             "that grew most first. All figures are estimates from samples. Functions are named by "
             "the files that were mapped, as far as these are on this machine and still the same "
             "builds; where they are not, it says so and shows library and offset.",
         .examples = EXAMPLES({"benchrun heap-diff before-end.heap after-end.heap",
                               "what is live, before and after"},
                              {"benchrun heap-diff --allocated before-end.heap after-end.heap",
                               "everything that was allocated, freed or not"})},
    [BR_COMMAND_FREEZE] =
        {.name = "freeze",
         .summary = "measure everything for a release",
         .operands = "NAME",
         .operands_most = 1,
         .description =
             "A run with every pass this machine has, kept with all that belongs to it: "
             "DIR/profiles/NAME.json, NAME.truth.json (the raw counters behind every figure) and, "
             "where they were taken, latencies (.hlog), heap dumps (.heap) and sampled stacks of "
             "CPU "
             "time (.folded). The throughput pass is measured in two blocks, at the beginning and "
             "at the end; the freeze is accepted "
             "when they agree within the noise of this machine, and when that is not so great that "
             "any would. One that is not is kept all the "
             "same, cannot be promoted, and ends with exit status 4 where --strict is given.\n"
             "With --suite every run of the file is frozen, as NAME-SECTION.",
         .examples = EXAMPLES({"benchrun freeze v1.2.0-marc --workload marc --sizes 10k",
                               "one profile and what belongs to it"},
                              {"benchrun freeze v1.2.0-marc --sizes 10k --dry-run",
                               "cells and passes in their order, the two blocks among them"},
                              {"benchrun freeze v1.2.0 --suite bench/suites/release.yaml",
                               "the whole matrix of a release"})},
    [BR_COMMAND_PROMOTE] =
        {.name = "promote",
         .summary = "make a working profile a reference",
         .operands = "SOURCE",
         .operands_least = 1,
         .operands_most = 1,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Copies a working profile and what belongs to it to DIR/profiles/references/ID.*, "
             "stamped with id, date, reason, name and commit, and adds it to the table in "
             "DIR/profiles/README.md with its digest. Everything is checked before anything is "
             "touched, and all that is wrong is told together: the run must be complete, verified, "
             "stable and, where it was frozen, accepted, with its truth beside it; the id must be "
             "new. A reference is never changed again.",
         .examples = EXAMPLES({"benchrun promote v1.2.0-marc --id v1.2.0-marc-single --reason "
                               "release",
                               "the baseline of a release"},
                              {"benchrun promote v1.2.0-marc --id v1.2.0-marc-single --reason test "
                               "--dry-run",
                               "would it be taken?"})},
    [BR_COMMAND_ARCHIVE] =
        {.name = "archive",
         .summary = "retire a reference",
         .operands = "ID",
         .operands_least = 1,
         .operands_most = 1,
         .description = "Moves a reference and what belongs to it to DIR/profiles/_archive/ and "
                        "writes down when, why and by whom. It is history then and no baseline any "
                        "more; its id is never used again.",
         .examples = EXAMPLES(
             {"benchrun archive v1.1.0-marc-single --reason new-machine", "no longer comparable"})},
    [BR_COMMAND_PROFILES] =
        {.name = "profiles",
         .summary = "list, show, verify or prune saved profiles",
         .operands = "list|show|verify|prune NAME",
         .operands_most = 2,
         .description =
             "list (or no action): all profiles with mode, workload, host, date, commit and state. "
             "show NAME: the facts of one, what belongs to it, and its promotion. verify: holds "
             "every reference and archived one to the digest it was promoted with; exit status 1 "
             "when one was altered, is missing or should not be there. prune: deletes working "
             "profiles that are neither among the newest --keep of their mode and workload nor "
             "younger than --older-than, with what belongs to them; never a reference.",
         .examples = EXAMPLES(
             {"benchrun profiles", "what there is"},
             {"benchrun profiles verify", "is every reference what it was?"},
             {"benchrun profiles prune --keep 5 --older-than 90d --dry-run", "what would go?"})},
    [BR_COMMAND_FLAME_DIFF] =
        {.name = "flame-diff",
         .summary = "find out where CPU time went that was elsewhere before",
         .operands = "BEFORE AFTER",
         .operands_least = 2,
         .operands_most = 2,
         .completes = BR_COMPLETE_FILE,
         .description =
             "Compares the CPU samples of two profiles of one mode, workload and input that were "
             "measured with --profile cpu, in the largest cell that both have or the one that "
             "--cell "
             "names: the functions whose own share grew and shrank, with the interval that the "
             "sampling of both leaves, and a flame graph of both in which red grew, blue shrank "
             "and "
             "grey cannot be told from nothing. The picture goes to "
             "DIR/reports/MODE/cpu/CELL-diff.svg or to -o FILE.",
         .examples = EXAMPLES(
             {"benchrun flame-diff v1.2.0-marc-single single-marc-wip",
              "a reference and what was measured last"},
             {"benchrun flame-diff old.json new.json -o change.svg",
              "two files, and where the picture goes"},
             {"benchrun flame-diff before after --cell 10k", "another cell than the largest"})},
    [BR_COMMAND_HELP] = {.name = "help",
                         .summary = "explain benchrun or one of its commands",
                         .operands = "COMMAND",
                         .operands_most = 1,
                         .completes = BR_COMPLETE_COMMAND,
                         .description = "Without a command: what there is."},
};

void br_command_visit_operands(const struct br_command_entry *command, br_operand_visit *each,
                               void *context)
{
    char name[64];
    unsigned number = 0;
    for (const char *at = command->operands != NULL ? command->operands : ""; *at != '\0';) {
        size_t size = strcspn(at, " ");
        snprintf(name, sizeof name, "%.*s", (int)size, at);
        at += size + strspn(at + size, " ");
        number++;
        each(context, name, number <= command->operands_least,
             *at == '\0' && command->operands_most > number);
    }
}

static void append_operand(void *context, const char *placeholder, bool needed, bool repeats)
{
    br_text_format(context, needed ? " %s" : " [%s]", placeholder);
    br_text_append(context, repeats ? "..." : "");
}

void br_command_append_operands(const struct br_command_entry *command, struct br_text *text)
{
    br_command_visit_operands(command, append_operand, text);
}

int br_command_find(const char *name)
{
    for (int command = 0; command < BR_COMMAND_COUNT; command++)
        if (strcmp(br_commands[command].name, name) == 0)
            return command;
    return -1;
}
