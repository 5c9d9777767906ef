/* Parsing: defaults, and what belongs together, once all words are read. */
#include "cli/parse.h"

#include <string.h>

#include "base/os.h"
#include "cli/sides.h"
#include "engine/describe.h"
#include "engine/plan.h"
#include "store/store.h"

#define CALIBRATION_NS UINT64_C(120000000000)

void br_mistakes_add_settings(struct br_mistakes *mistakes, const struct br_workload *workload,
                              const struct br_settings *settings)
{
    struct br_text text = {0};
    br_registry_check_settings(workload, settings, &text);
    for (const char *at = br_text_string(&text); *at != '\0';) {
        size_t size = strcspn(at, "\n");
        br_mistakes_add(mistakes, "%.*s", (int)size, at);
        at += size + (at[size] == '\n' ? 1 : 0);
    }
    br_text_release(&text);
}

enum { FREEZE_BLOCKS = 2 };

static void need(const char *given, const char *sentence, struct br_mistakes *mistakes)
{
    if (given == NULL)
        br_mistakes_add(mistakes, "%s", sentence);
}

static void check_operands(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    const struct br_command_entry *command = &br_commands[line->command];
    if (line->operands.count < command->operands_least)
        br_mistakes_add(mistakes, "%s needs %s: benchrun %s %s", command->name, command->operands,
                        command->name, command->operands);
}

static void finish_generate(struct br_command_line *line, struct br_mistakes *mistakes)
{
    need(line->output, "generate needs a file to write to: -o FILE, or -o - for standard output",
         mistakes);
    if (line->records == 0)
        line->records = 10000;
    br_config_defaults(&line->config);
}

static void finish_show(struct br_command_line *line, struct br_mistakes *mistakes)
{
    if (line->json && line->format == BR_SHOW_MARKDOWN)
        br_mistakes_add(mistakes, "--json and --format markdown exclude each other; give one");
    if (line->json)
        line->format = BR_SHOW_JSON;
}

static void finish_report(struct br_command_line *line, struct br_mistakes *mistakes)
{
    bool is_given = line->given[br_option_find("format", strlen("format")) - br_options];
    if (!is_given)
        line->format = BR_SHOW_MARKDOWN;
    if (line->format != BR_SHOW_MARKDOWN && line->format != BR_SHOW_HTML)
        br_mistakes_add(mistakes,
                        "--format: report writes markdown or html; benchrun show prints a "
                        "profile in other formats");
}

static void check_format(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    if (line->format == BR_SHOW_HTML && line->command != BR_COMMAND_REPORT)
        br_mistakes_add(mistakes, "--format html: only benchrun report writes pages");
}

/* As reports print it: digits, perhaps with commas. */
static bool read_offset(const char *string, uint64_t *offset)
{
    uint64_t value = 0;
    bool any = false;
    for (; *string != '\0'; string++) {
        if (*string == ',' && any)
            continue;
        if (*string < '0' || *string > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_add_overflow(value, (uint64_t)(*string - '0'), &value))
            return false;
        any = true;
    }
    *offset = value;
    return any;
}

/* An axis varies one of the workload's own options: it must have it. */
static void check_axis(const struct br_workload *workload, const char *option,
                       const struct br_counts *values, struct br_mistakes *mistakes)
{
    const struct br_option *entry = workload->options;
    while (entry != NULL && entry->name != NULL && strcmp(entry->name, option) != 0)
        entry++;
    if (values->count > 0 && (entry == NULL || entry->name == NULL))
        br_mistakes_add(mistakes,
                        "--%s: the generator of workload %s cannot vary that; leave it out", option,
                        workload->name);
}

static void check_settings(const struct br_config *config, const struct br_workload *workload,
                           struct br_mistakes *mistakes)
{
    br_mistakes_add_settings(mistakes, workload, &config->settings);
    check_axis(workload, "record-bytes", &config->record_bytes, mistakes);
    check_axis(workload, "malformed", &config->malformed, mistakes);
}

/* Asks what will be measured, to hold the options to its table. */
static void check_workload(const char *who, const struct br_config *config,
                           const struct br_registry *registry, struct br_mistakes *mistakes)
{
    struct br_described described;
    struct br_error error;
    if (br_describe(registry, config, &described, &error) != 0)
        br_mistakes_add(mistakes, "%s: %s", who, error.message);
    else
        check_settings(config, described.workload, mistakes);
    br_described_release(&described);
}

void br_parse_check(const struct br_config *config, const struct br_registry *registry,
                    struct br_mistakes *mistakes)
{
    mistakes->count += br_config_check(config, registry, &mistakes->text);
    check_workload("--workload", config, registry, mistakes);
}

/* The runs of a suite are completed and checked one by one when its file is read. */
static void check_suite(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    if (line->save != NULL)
        br_mistakes_add(mistakes, "--save names one profile and a suite has several; name them in "
                                  "the file, with the key save");
    if (line->resume && line->only.count != 1)
        br_mistakes_add(mistakes, "--resume goes on with one run; name that of the suite with "
                                  "--only NAME");
}

/* Its operand is the profile's name; a run of a suite has its name already. */
static void name_freeze(struct br_command_line *line, struct br_mistakes *mistakes)
{
    const char *name = br_command_line_operand(line, 0);
    if (line->save == NULL && name == NULL)
        br_mistakes_add(mistakes, "freeze needs NAME: benchrun freeze NAME");
    else if (line->save == NULL)
        line->save = br_string_copy(name);
    line->config.blocks = FREEZE_BLOCKS;
}

/* With a source what is lacking is told with all else that is in the way (store/lifecycle.h). */
static void finish_promote(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    if (line->operands.count > 0)
        return;
    need(line->id, "promote needs the id of the reference: --id v1.2.0-marc-single", mistakes);
    need(line->reason, "promote needs a reason: --reason TEXT", mistakes);
}

static void finish_profiles(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    const char *action = br_command_line_operand(line, 0);
    const char *name = br_command_line_operand(line, 1);
    bool is_show = action != NULL && strcmp(action, "show") == 0;
    bool is_prune = action != NULL && strcmp(action, "prune") == 0;
    static const char *const actions[] = {"list", "show", "verify", "prune", NULL};
    const char *const *known = actions;
    while (action != NULL && *known != NULL && strcmp(*known, action) != 0)
        known++;
    if (*known == NULL)
        br_mistakes_add(mistakes, "profiles: '%.80s' is none of list, show, verify and prune",
                        action);
    if (is_show && name == NULL)
        br_mistakes_add(mistakes, "profiles show needs a name: benchrun profiles show NAME");
    if (!is_show && name != NULL)
        br_mistakes_add(mistakes, "'%.80s' is one word too many: profiles %s takes only options",
                        name, action);
    if (is_prune && line->keep == 0 && line->older_than_ns == 0)
        br_mistakes_add(mistakes, "profiles prune needs --keep N or --older-than T, or both");
    if (is_prune && line->json)
        br_mistakes_add(mistakes, "--json: profiles prune says in words what it deletes; leave "
                                  "the option out");
    if (!is_prune && (line->keep > 0 || line->older_than_ns > 0 || line->dry_run))
        br_mistakes_add(mistakes, "--keep, --older-than and --dry-run are for profiles prune");
}

static void finish_flame_diff(struct br_command_line *line, struct br_mistakes *mistakes)
{
    finish_show(line, mistakes);
    if (line->cells.count > 1)
        br_mistakes_add(mistakes,
                        "--cell: flame-diff compares one cell; ask for one after the other");
}

static void finish_trend(struct br_command_line *line, struct br_mistakes *mistakes)
{
    finish_show(line, mistakes);
    if (line->window > 0 && line->window < 4)
        br_mistakes_add(mistakes, "--window: two values on both sides of a change are the least; "
                                  "give 4 or more");
    if (line->config.mode != NULL && strchr(line->config.mode, ',') != NULL)
        br_mistakes_add(mistakes,
                        "--mode: a trend speaks of one mode; ask for one after the other");
    const char *dot = line->figure != NULL ? strrchr(line->figure, '.') : NULL;
    if (line->figure != NULL && (dot == NULL || strcmp(dot, ".svg") != 0))
        br_mistakes_add(mistakes, "--figure: the picture is SVG; give a name that ends in .svg");
}

static void finish_measuring(struct br_command_line *line, const struct br_registry *registry,
                             struct br_mistakes *mistakes)
{
    struct br_error error;
    if (line->dry_run && line->resume)
        br_mistakes_add(mistakes, "--dry-run shows the plan of a new freeze; leave out --resume");
    if (line->suite != NULL) {
        check_suite(line, mistakes);
        return;
    }
    bool is_freeze = line->command == BR_COMMAND_FREEZE;
    if (line->only.count > 0)
        br_mistakes_add(mistakes, "--only names a run of a suite; give --suite FILE.yaml as well");
    if (is_freeze)
        name_freeze(line, mistakes);
    if (line->save != NULL && br_store_check_name(line->save, &error) != 0)
        br_mistakes_add(mistakes, "%s%s", is_freeze ? "" : "--save: ", error.message);
    if (line->resume)
        return;
    br_config_defaults(&line->config);
    br_parse_check(&line->config, registry, mistakes);
}

static void finish_gate(const struct br_command_line *line, struct br_mistakes *mistakes)
{
    struct br_error error;
    need(line->baseline, "gate needs to know what to hold the candidate to: --baseline PROFILE",
         mistakes);
    if (line->save != NULL && br_store_check_name(line->save, &error) != 0)
        br_mistakes_add(mistakes, "--save: %s", error.message);
    for (size_t i = 0; line->candidate != NULL && br_options[i].name != NULL; i++)
        if (line->given[i] && br_option_is_configuration(&br_options[i]))
            br_mistakes_add(mistakes,
                            "--%s is for measuring and --candidate is measured already; leave one "
                            "of them out",
                            br_options[i].name);
}

static void finish_calibrate(struct br_command_line *line, const struct br_registry *registry,
                             struct br_mistakes *mistakes)
{
    if (line->config.time_budget_ns == 0)
        line->config.time_budget_ns = CALIBRATION_NS;
    br_sides_defaults(&line->config, br_os_allowed_cpus(NULL, 0));
    br_parse_check(&line->config, registry, mistakes);
}

static void finish_record(struct br_command_line *line, const struct br_registry *registry,
                          struct br_mistakes *mistakes)
{
    need(line->at, "record needs to know which one: --at OFFSET", mistakes);
    if (line->at != NULL && !read_offset(line->at, &line->at_offset))
        br_mistakes_add(mistakes, "--at: '%.80s' is not an offset; write a number of bytes from 0",
                        line->at);
    if (line->config.record_bytes.count > 1 || line->config.malformed.count > 1)
        br_mistakes_add(mistakes, "record looks at one input: give one value of --record-bytes and "
                                  "one of --malformed, those of the record's cell");
    if (line->bytes == 0)
        line->bytes = 256;
    if (line->operands.count == 0)
        return;
    line->config.input = br_string_copy(line->operands.items[0]);
    br_config_defaults(&line->config);
    br_parse_check(&line->config, registry, mistakes);
}

static void finish_ab(struct br_command_line *line, const struct br_registry *registry,
                      struct br_mistakes *mistakes)
{
    struct br_config old_config = {0};
    struct br_config new_config = {0};
    struct br_error error;
    if (line->save != NULL && br_store_check_name(line->save, &error) != 0)
        br_mistakes_add(mistakes, "--save: %s", error.message);
    if (line->operands.count < br_commands[BR_COMMAND_AB].operands_least)
        return;
    br_sides_defaults(&line->config, br_os_allowed_cpus(NULL, 0));
    br_sides_make(line, &old_config, &new_config);
    mistakes->count += br_config_check(&old_config, registry, &mistakes->text);
    check_workload("OLD", &old_config, registry, mistakes);
    check_workload("NEW", &new_config, registry, mistakes);
    br_shape_release(&br_config_shape, &old_config);
    br_shape_release(&br_config_shape, &new_config);
}

void br_parse_finish(struct br_command_line *line, const struct br_registry *registry,
                     struct br_mistakes *mistakes)
{
    if (line->out == NULL && line->command != BR_COMMAND_DOCTOR)
        line->out = br_string_copy(".");
    check_operands(line, mistakes);
    check_format(line, mistakes);
    switch (line->command) {
    case BR_COMMAND_RUN:
    case BR_COMMAND_PLAN:
    case BR_COMMAND_FREEZE:
        finish_measuring(line, registry, mistakes);
        break;
    case BR_COMMAND_GENERATE:
        finish_generate(line, mistakes);
        break;
    case BR_COMMAND_RECORD:
        finish_record(line, registry, mistakes);
        break;
    case BR_COMMAND_REPORT:
        finish_report(line, mistakes);
        break;
    case BR_COMMAND_SHOW:
    case BR_COMMAND_EXPLAIN:
        finish_show(line, mistakes);
        break;
    case BR_COMMAND_FLAME_DIFF:
        finish_flame_diff(line, mistakes);
        break;
    case BR_COMMAND_TREND:
        finish_trend(line, mistakes);
        break;
    case BR_COMMAND_GATE:
        finish_gate(line, mistakes);
        break;
    case BR_COMMAND_PROMOTE:
        finish_promote(line, mistakes);
        break;
    case BR_COMMAND_ARCHIVE:
        need(line->reason, "archive needs a reason: --reason TEXT", mistakes);
        break;
    case BR_COMMAND_PROFILES:
        finish_profiles(line, mistakes);
        break;
    case BR_COMMAND_AB:
        finish_ab(line, registry, mistakes);
        break;
    case BR_COMMAND_CALIBRATE:
        finish_calibrate(line, registry, mistakes);
        break;
    default:
        break;
    }
}
