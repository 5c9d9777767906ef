/* benchrun calibrate: how small a change this machine can show. */
#include "cli/commands.h"

#include <math.h>
#include <stdlib.h>

#include "base/units.h"
#include "cli/compared.h"
#include "cli/sides.h"
#include "engine/ab.h"
#include "engine/calibrate.h"
#include "report/calibration.h"
#include "store/artifact.h"
#include "store/rules.h"
#include "summary/gate_alarms.h"

enum { REPLICATES = 5 }; /* that a run has by default */

static void on_looked(void *context, const struct br_trial_cell *cell, uint64_t left_ns)
{
    FILE *stream = context;
    struct br_text text = {0};
    char label[256], duration[BR_UNITS_BUFFER];
    br_text_append_visible(&text, br_cell_label(&cell->cell, label, sizeof label));
    br_units_format_duration(duration, (double)left_ns);
    fprintf(stream, "%s: %zu pairs, at most %s left\n", br_text_string(&text), cell->pairs.count,
            duration);
    fflush(stream);
    br_text_release(&text);
}

/* Code against itself, until the time is used up: at level 0 nothing is decided before. */
static int measure(const struct br_command_line *line, const struct br_invocation *invocation,
                   struct br_trial *trial, struct br_error *error)
{
    struct br_config old_config = {0};
    struct br_config new_config = {0};
    const struct br_ab_events events = {.context = invocation->messages, .looked = on_looked};
    const struct br_ab_request request = {
        .old_config = &old_config,
        .new_config = &new_config,
        .registry = invocation->registry,
        .rule = {.effect = br_pairs_rule_default().effect, .looks_most = 1000},
        .events = line->quiet ? NULL : &events,
        .interrupted = invocation->interrupted};
    br_sides_make(line, &old_config, &new_config);
    invocation->catch_interrupts();
    int code = br_ab(&request, trial, error);
    br_shape_release(&br_config_shape, &old_config);
    br_shape_release(&br_config_shape, &new_config);
    return code;
}

static int print(const struct br_calibration *calibration, const struct br_command_line *line,
                 const struct br_invocation *invocation)
{
    struct br_text text = {0};
    if (line->json)
        br_shape_append(&br_calibration_shape, calibration, &text);
    else
        br_report_calibration(calibration, &text);
    return br_cli_print(invocation, &text);
}

static int save(const struct br_calibration *calibration, const struct br_command_line *line,
                const struct br_invocation *invocation)
{
    struct br_error error;
    char *folder = br_command_line_place(line, "profiles");
    char *path = br_artifact_calibration_path(folder, calibration->hostname);
    int code = br_artifact_save(&br_calibration_shape, calibration, path, &error);
    if (code == 0 && !line->quiet)
        fprintf(invocation->messages, "Calibration saved as %s\n", path);
    free(path);
    free(folder);
    return code < 0 ? br_cli_fail(invocation, &error) : BR_EXIT_OK;
}

/* As the gate would hold the time of a cell to its baseline. */
static struct br_stored_rule gate_rule(const struct br_rules *rules,
                                       const struct br_trial_cell *cell)
{
    struct br_ruling ruling = br_rules_apply(rules, "time", NULL, &cell->cell);
    struct br_stored_rule rule = br_stored_rule_default();
    bool has_value = cell->pairs.count > 0;
    rule.level = rules->false_discovery_rate;
    rule.limit = ruling.limit_is_share ? ruling.limit
                 : has_value           ? ruling.limit / cell->pairs.items[0].old_ns_per_record
                                       : rule.limit;
    return rule;
}

static void learn_gate(const struct br_trial *trial, const struct br_rules *rules,
                       struct br_calibration *calibration)
{
    for (size_t i = 0; i < trial->cells.count; i++) {
        const struct br_trial_cell *cell = &trial->cells.items[i];
        const struct br_stored_rule rule = gate_rule(rules, cell);
        const struct br_calibration_entry *entry =
            br_calibration_find(calibration, &cell->cell, "throughput");
        br_gate_alarms_learn(&cell->pairs, &rule, REPLICATES,
                             &calibration->entries.items[entry - calibration->entries.items]);
    }
}

/* What is known of other cells of this host stays. */
static int learn(const struct br_trial *trial, const struct br_rules *rules,
                 const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_calibration calibration = {0};
    struct br_calibrate_rule rule = {.pairs = br_pairs_rule_default(),
                                     .time_budget_ns = BR_SIDES_TIME_BUDGET_NS,
                                     .replicates = REPLICATES};
    if (line->effect > 0)
        rule.pairs.effect = log1p((double)line->effect / 1e6);
    br_compared_calibration(trial->environment.hostname, line, invocation, &calibration);
    br_calibrate_learn(trial, &rule, &calibration);
    learn_gate(trial, rules, &calibration);
    int status = print(&calibration, line, invocation);
    if (status == BR_EXIT_OK)
        status = save(&calibration, line, invocation);
    br_shape_release(&br_calibration_shape, &calibration);
    return status;
}

static int calibrate(const struct br_rules *rules, const struct br_command_line *line,
                     const struct br_invocation *invocation)
{
    struct br_text command = {0};
    struct br_error error = {0};
    br_cli_quote(invocation->argument_count, invocation->arguments, &command);
    struct br_trial trial = {.command = br_text_take(&command)};
    int code = measure(line, invocation, &trial, &error);
    int status =
        code == 0 ? learn(&trial, rules, line, invocation) : br_cli_fail(invocation, &error);
    br_trial_release(&trial);
    return status;
}

/* Mistakes in the rules are told before anything is measured. */
int br_command_calibrate(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_rules rules = {0};
    int status = br_compared_rules(line, invocation, &rules);
    if (status == BR_EXIT_OK)
        status = calibrate(&rules, line, invocation);
    br_rules_release(&rules);
    return status;
}
