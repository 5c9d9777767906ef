/* benchrun gate: a candidate held to a baseline, with an exit status. */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "cli/compared.h"
#include "cli/resume.h"
#include "engine/plan.h"
#include "store/library.h"
#include "store/store.h"

/* What the gate works with; texts are owned. */
struct gate {
    const struct br_command_line *line;
    const struct br_invocation *invocation;
    char *folder; /* of profiles */
    struct br_rules rules;
    struct br_profile baseline, candidate;
};

static int refuse_archived(const struct gate *gate, const char *name)
{
    struct br_error error;
    br_error_set(&error, BR_ERROR_USAGE,
                 "--baseline: %s is archived, which is history and no baseline; choose a reference "
                 "that holds, or add --allow-archived",
                 name);
    return br_cli_fail(gate->invocation, &error);
}

static int load_baseline(struct gate *gate)
{
    struct br_library_entry entry = {0};
    struct br_error error;
    const char *name = gate->line->baseline;
    int status = BR_EXIT_OK;
    int code = br_library_find(gate->folder, name, &entry, &error);
    if (code == 0 && entry.kind == BR_LIBRARY_ARCHIVED && !gate->line->allow_archived)
        status = refuse_archived(gate, name);
    else if (code == 0)
        code = br_store_load(gate->folder, name, &gate->baseline, &error);
    br_library_entry_release(&entry);
    return code == 0 ? status : br_cli_fail(gate->invocation, &error);
}

static int load_candidate(struct gate *gate, const char *name)
{
    struct br_error error;
    int code = br_store_load(gate->folder, name, &gate->candidate, &error);
    return code == 0 ? BR_EXIT_OK : br_cli_fail(gate->invocation, &error);
}

/* ---- measuring the candidate ---- */

/* What is measured must be what the baseline measured; how may differ, and is named. */
struct differences {
    struct br_mistakes mistakes;
    struct br_text notes;
};

static bool is_subject(const char *option)
{
    static const char *const subjects[] = {"mode",         "input",     "seed",    "option",
                                           "record-bytes", "malformed", "strategy"};
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++)
        if (strcmp(subjects[i], option) == 0)
            return true;
    return false;
}

static void take_difference(void *context, const char *option, const char *given,
                            const char *baseline)
{
    struct differences *differences = context;
    if (is_subject(option))
        br_mistakes_add(&differences->mistakes,
                        "--%s: %s is given, the baseline has %s; a candidate that does other work "
                        "is not compared: leave the option out",
                        option, given, baseline);
    else
        br_text_format(&differences->notes, "note: --%s is %s; the baseline was measured with %s\n",
                       option, given, baseline);
}

/* The baseline's configuration with what was given over it, as the line of a run. */
static void make_line(const struct gate *gate, struct br_command_line *line,
                      struct differences *differences)
{
    line->command = BR_COMMAND_RUN;
    if (br_shape_copy(&br_config_shape, &gate->baseline.config, &line->config, NULL) != 0)
        abort();
    br_resume_visit_differences(gate->line, &gate->baseline.config, take_difference, differences);
    br_command_line_overlay(line, gate->line);
    free(line->out);
    line->out = br_string_copy(gate->line->out);
    if (line->save == NULL) {
        char *workload = br_string_file_name(br_profile_workload(&gate->baseline));
        line->save = br_string_format("gate-%s-%s-wip", line->config.mode, workload);
        free(workload);
    }
    br_config_defaults(&line->config);
    br_parse_check(&line->config, gate->invocation->registry, &differences->mistakes);
}

/* The run's own summary would stand between the reader and the verdict: it is in the profile. */
static int run_quietly(const struct gate *gate, const struct br_command_line *line)
{
    struct br_invocation quiet = *gate->invocation;
    struct br_error error;
    quiet.output = fopen("/dev/null", "we");
    if (quiet.output == NULL) {
        br_error_set(&error, BR_ERROR_IO,
                     "/dev/null cannot be opened; the run has nowhere to "
                     "write its summary");
        return br_cli_fail(gate->invocation, &error);
    }
    int status = br_command_run(line, &quiet);
    fclose(quiet.output);
    return status;
}

/* The run's summary would have said why. */
static void tell_failures(struct gate *gate, const char *name)
{
    if (load_candidate(gate, name) != BR_EXIT_OK)
        return;
    for (size_t i = 0; i < gate->candidate.results.count; i++) {
        const struct br_result *result = &gate->candidate.results.items[i];
        struct br_text text = {0};
        char label[256];
        if (result->ok)
            continue;
        br_text_format(&text, "%s, %s: %s\n", br_cell_label(&result->cell, label, sizeof label),
                       result->pass, result->failure != NULL ? result->failure : "no reason");
        br_cli_print_notes(gate->invocation, &text);
        br_text_release(&text);
    }
}

static int measure_candidate(struct gate *gate)
{
    struct br_command_line line = {0};
    struct differences differences = {0};
    int status;
    make_line(gate, &line, &differences);
    br_cli_print_notes(gate->invocation, &differences.notes);
    if (differences.mistakes.count > 0)
        status = br_cli_refuse(gate->invocation, BR_COMMAND_GATE, &differences.mistakes);
    else
        status = run_quietly(gate, &line);
    if (status == BR_EXIT_OK)
        status = load_candidate(gate, line.save);
    else if (status == BR_EXIT_FAILED)
        tell_failures(gate, line.save);
    br_mistakes_release(&differences.mistakes);
    br_text_release(&differences.notes);
    br_command_line_release(&line);
    return status;
}

/* ---- the verdict ---- */

static int decide(const struct gate *gate)
{
    enum br_gate_outcome outcome = BR_GATE_PASSED;
    int status = br_compared_show(&gate->baseline, &gate->candidate, &gate->rules, gate->line,
                                  gate->invocation, &outcome);
    if (status != BR_EXIT_OK)
        return status;
    if (outcome == BR_GATE_REGRESSION)
        return BR_EXIT_REGRESSION;
    return outcome == BR_GATE_AMBIGUOUS && gate->line->strict ? BR_EXIT_AMBIGUOUS : BR_EXIT_OK;
}

int br_command_gate(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct gate gate = {
        .line = line, .invocation = invocation, .folder = br_command_line_place(line, "profiles")};
    int status = br_compared_rules(line, invocation, &gate.rules);
    if (status == BR_EXIT_OK)
        status = load_baseline(&gate);
    if (status == BR_EXIT_OK)
        status = line->candidate != NULL ? load_candidate(&gate, line->candidate)
                                         : measure_candidate(&gate);
    if (status == BR_EXIT_OK)
        status = decide(&gate);
    br_profile_release(&gate.baseline);
    br_profile_release(&gate.candidate);
    br_rules_release(&gate.rules);
    free(gate.folder);
    return status;
}
