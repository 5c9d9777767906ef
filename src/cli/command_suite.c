/* benchrun run --suite, freeze --suite and plan --suite: the runs of a suite, one after the other.
 */
#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os.h"
#include "base/units.h"
#include "cli/suite.h"
#include "store/store.h"

enum { WORD_COLUMNS = 12, DURATION_COLUMNS = 10 };

/* What became of one run. */
struct outcome {
    bool ran;
    bool rejected; /* a freeze whose blocks do not agree */
    int status;
    uint64_t duration_ns;
};

/* ---- the command of one run ---- */

static bool names_section(const char *argument, bool *value_follows)
{
    *value_follows = strcmp(argument, "--only") == 0;
    return *value_follows || strncmp(argument, "--only=", 7) == 0;
}

/* What a person would write to have this run alone: the profile keeps it. Free the array. */
static const char **section_arguments(const struct br_invocation *invocation, const char *name,
                                      int *count)
{
    const char **arguments = calloc((size_t)invocation->argument_count + 3, sizeof *arguments);
    bool value_follows = false;
    if (arguments == NULL)
        abort();
    *count = 0;
    for (int i = 0; i < invocation->argument_count; i += value_follows ? 2 : 1)
        if (!names_section(invocation->arguments[i], &value_follows))
            arguments[(*count)++] = invocation->arguments[i];
    arguments[(*count)++] = "--only";
    arguments[(*count)++] = name;
    return arguments;
}

/* ---- one run ---- */

static int run_section(const struct br_suite *suite, size_t index,
                       const struct br_invocation *invocation)
{
    const struct br_suite_section *section = &suite->items[index];
    struct br_invocation own = *invocation;
    const char **arguments = section_arguments(invocation, section->name, &own.argument_count);
    own.arguments = arguments;
    if (!section->line.quiet)
        fprintf(invocation->messages, "%sbenchrun: %zu of %zu in the suite: %s\n",
                index > 0 ? "\n" : "", index + 1, suite->count, section->name);
    if (index > 0 && !section->line.json)
        fputs("\n", invocation->output);
    int status = br_command_run(&section->line, &own);
    free(arguments);
    return status;
}

/* One that is not there is none. */
static bool is_rejected(const struct br_command_line *line)
{
    struct br_profile profile = {0};
    if (line->command != BR_COMMAND_FREEZE)
        return false;
    char *folder = br_string_format("%s/profiles", line->out);
    bool is_there = br_store_load(folder, line->save, &profile, NULL) == 0;
    bool rejected = is_there && profile.freeze.frozen && !profile.freeze.accepted;
    br_profile_release(&profile);
    free(folder);
    return rejected;
}

static bool is_interrupted(const struct br_invocation *invocation, int status)
{
    return status == BR_EXIT_INTERRUPTED || *invocation->interrupted != 0;
}

/* Stops where it is interrupted; goes on after a run that failed, as the others do not depend on
 * it. The exit status is the largest. */
static int run_sections(const struct br_suite *suite, const struct br_invocation *invocation,
                        struct outcome *outcomes)
{
    int worst = BR_EXIT_OK;
    for (size_t i = 0; i < suite->count; i++) {
        uint64_t started_ns = br_clock_monotonic_ns();
        int status = run_section(suite, i, invocation);
        outcomes[i] = (struct outcome){.ran = true,
                                       .rejected = is_rejected(&suite->items[i].line),
                                       .status = status,
                                       .duration_ns = br_clock_monotonic_ns() - started_ns};
        worst = status > worst ? status : worst;
        if (is_interrupted(invocation, status))
            return BR_EXIT_INTERRUPTED;
    }
    return worst;
}

/* ---- the summary ---- */

static const char *outcome_word(const struct outcome *outcome)
{
    if (!outcome->ran)
        return "not run";
    bool is_sound = outcome->status == BR_EXIT_OK || outcome->status == BR_EXIT_AMBIGUOUS;
    if (is_sound && outcome->rejected)
        return "not accepted";
    if (outcome->status == BR_EXIT_OK)
        return "ok";
    return outcome->status == BR_EXIT_INTERRUPTED ? "interrupted" : "failed";
}

static void append_outcome(struct br_text *text, const struct br_suite_section *section,
                           const struct outcome *outcome, size_t columns)
{
    char duration[BR_UNITS_BUFFER];
    br_text_format(text, "  %-*s  %s", (int)columns, section->name, outcome_word(outcome));
    if (outcome->ran) {
        size_t word = strlen(outcome_word(outcome));
        br_units_format_duration(duration, (double)outcome->duration_ns);
        br_text_format(text, "%*s  profile %s", (int)(WORD_COLUMNS + DURATION_COLUMNS - word),
                       duration, section->line.save);
    }
    br_text_append(text, "\n");
}

static void append_summary(struct br_text *text, const struct br_suite *suite, const char *file,
                           const struct outcome *outcomes)
{
    size_t columns = 0;
    for (size_t i = 0; i < suite->count; i++)
        if (strlen(suite->items[i].name) > columns)
            columns = strlen(suite->items[i].name);
    br_text_append(text, "\nSuite ");
    br_text_append_visible(text, file);
    br_text_append(text, "\n");
    for (size_t i = 0; i < suite->count; i++)
        append_outcome(text, &suite->items[i], &outcomes[i], columns);
}

/* With --json the output is profiles and nothing else. */
static int print_summary(const struct br_command_line *line, const struct br_suite *suite,
                         const struct br_invocation *invocation, const struct outcome *outcomes)
{
    struct br_text text = {0};
    append_summary(&text, suite, line->suite, outcomes);
    if (!line->json)
        return br_cli_print(invocation, &text);
    if (!line->quiet)
        fputs(br_text_string(&text), invocation->messages);
    br_text_release(&text);
    return BR_EXIT_OK;
}

static int run_suite(const struct br_command_line *line, const struct br_suite *suite,
                     const struct br_invocation *invocation)
{
    struct outcome *outcomes = calloc(suite->count, sizeof *outcomes);
    if (outcomes == NULL)
        abort();
    int status = run_sections(suite, invocation, outcomes);
    int printed = print_summary(line, suite, invocation, outcomes);
    free(outcomes);
    return status != BR_EXIT_OK ? status : printed;
}

/* ---- plans ---- */

static int plan_suite(const struct br_suite *suite, const struct br_invocation *invocation)
{
    int worst = BR_EXIT_OK;
    for (size_t i = 0; i < suite->count; i++) {
        fprintf(invocation->output, "%s%s, profile %s\n", i > 0 ? "\n" : "", suite->items[i].name,
                suite->items[i].line.save);
        int status = br_command_plan(&suite->items[i].line, invocation);
        worst = status > worst ? status : worst;
    }
    return worst;
}

int br_command_suite(const struct br_command_line *line, const struct br_invocation *invocation)
{
    const struct br_suite_request request = {.line = line,
                                             .registry = invocation->registry,
                                             .allowed_cpus = br_os_allowed_cpus(NULL, 0)};
    struct br_suite suite = {0};
    struct br_mistakes mistakes = {0};
    int status = BR_EXIT_USAGE;
    br_suite_load(&request, &suite, &mistakes);
    if (mistakes.count > 0)
        br_cli_print_mistakes(invocation, &mistakes, "in the suite");
    else if (line->command == BR_COMMAND_PLAN || line->dry_run)
        status = plan_suite(&suite, invocation);
    else
        status = run_suite(line, &suite, invocation);
    br_mistakes_release(&mistakes);
    br_suite_release(&suite);
    return status;
}
