/* The options table itself. Its rows stand in files by their groups. */
#include "cli/options.h"

#define AT(member) offsetof(struct br_command_line, member)
#define TAKES(command) (1u << BR_COMMAND_##command)

enum {
    RUNNING = TAKES(RUN) | TAKES(PLAN) | TAKES(FREEZE),
    MEASURING = RUNNING | TAKES(GATE),
    JUDGING = TAKES(DIFF) | TAKES(GATE),
    EXPLAINING = TAKES(SHOW) | TAKES(EXPLAIN),
    KEEPING = TAKES(FREEZE) | TAKES(PROMOTE) | TAKES(ARCHIVE) | TAKES(PROFILES),
    COMPARING = TAKES(AB) | TAKES(CALIBRATE),
    EVERY = (1u << BR_COMMAND_COUNT) - 1,
};

const char *const br_show_format_names[] = {"terminal", "markdown", "json", "html", NULL};

const char *const br_option_group_titles[] = {
    [BR_GROUP_SUBJECT] = "What is measured",
    [BR_GROUP_METHOD] = "How it is measured",
    [BR_GROUP_OUTPUT] = "Output",
    [BR_GROUP_GENERAL] = "General",
};

const struct br_option_entry br_options[] = {
#include "cli/options_subject.inc"

#include "cli/options_method.inc"

#include "cli/options_compare.inc"

#include "cli/options_lifecycle.inc"

#include "cli/options_trend.inc"

#include "cli/options_output.inc"
    {.name = NULL},
};
