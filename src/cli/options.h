/*
 * The options table: the one place that knows the words of the command line. Parsing, help, the
 * man page and their tests all walk it, so that none of them can say what another denies.
 *
 * An option is read into the member of struct br_command_line at its `offset`, whose type follows
 * from its `kind`. Members left at zero were not given; br_config_defaults fills the configuration
 * afterwards, and a test holds `default_text` to what it fills in.
 */
#ifndef BR_CLI_OPTIONS_H
#define BR_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "model/config.h"

enum br_command_id {
    BR_COMMAND_RUN,
    BR_COMMAND_PLAN,
    BR_COMMAND_LIST,
    BR_COMMAND_SHOW,
    BR_COMMAND_GENERATE,
    BR_COMMAND_EXPLAIN,
    BR_COMMAND_RECORD,
    BR_COMMAND_DOCTOR,
    BR_COMMAND_LINT,
    BR_COMMAND_AB,
    BR_COMMAND_CALIBRATE,
    BR_COMMAND_HEAP_DIFF,
    BR_COMMAND_REPORT,
    BR_COMMAND_FLAME_DIFF,
    BR_COMMAND_DIFF,
    BR_COMMAND_GATE,
    BR_COMMAND_FREEZE,
    BR_COMMAND_PROMOTE,
    BR_COMMAND_ARCHIVE,
    BR_COMMAND_PROFILES,
    BR_COMMAND_TREND,
    BR_COMMAND_PROPOSE,
    BR_COMMAND_HELP,
    BR_COMMAND_COUNT
};

enum { BR_OPTIONS_MOST = 128, BR_OPERANDS_MANY = 1000 };

/* A command line after parsing. Every text is owned by it. */
struct br_command_line {
    enum br_command_id command;
    bool names_command;       /* a command was written; otherwise it is `run` */
    struct br_config config;  /* run, plan; generate uses workload, seed and settings */
    struct br_texts operands; /* as br_commands says: a profile, a workload, ... */
    char *out;                /* folder of profiles/ and reports/; doctor: NULL = none */
    char *save;               /* name of the profile */
    char *suite;              /* run, plan: the suite's file; NULL = a single run */
    struct br_texts only;     /* sections of the suite; none = all */
    char *section;    /* of the suite this run is for; its reports go to a folder so named */
    char *output;     /* generate: the file, or "-" */
    char *shell;      /* help: whose completions are asked for; NULL = none are */
    uint32_t format;  /* show: enum br_show_format */
    uint64_t records; /* generate */
    struct br_settings old_settings, new_settings; /* ab: of one side */
    uint64_t effect;                               /* ab: in millionths */
    uint64_t pairs_most;                           /* ab: per cell; 0 = no limit */
    char *baseline;         /* explain, gate: a reference or another profile; NULL = none */
    char *at;               /* record: the offset as written, ... */
    uint64_t at_offset;     /* ... and as read */
    uint64_t bytes;         /* record: to be shown at most */
    struct br_texts rules;  /* lint: those asked for; none = all; diff, gate: the file */
    char *candidate;        /* gate: NULL = measured now */
    bool allow_archived;    /* gate */
    char *extract;          /* lint: file of the draft, "-", or NULL */
    char *id, *reason, *by; /* promote, archive */
    uint64_t keep;          /* profiles prune: the newest so many; 0 = not given */
    uint64_t older_than_ns; /* profiles prune; 0 = not given */
    bool no_truth, truth_optional, dry_run;
    struct br_texts cells, measures; /* trend, flame-diff: none = all cells, the largest; time */
    char *host;                      /* trend: NULL = of the newest profile */
    uint64_t window;                 /* trend: profiles looked at together; 0 = the default */
    uint64_t probability, magnitude; /* trend: in millionths; 0 = the default */
    char *figure;                    /* trend: file of the picture, or NULL */
    bool archived;                   /* trend: archived references, too */
    bool json, quiet, resume, strict, help, version, man, markdown;
    bool allocated; /* heap-diff: of everything that was allocated, not of what is live */
    bool given[BR_OPTIONS_MOST]; /* by index into br_options: it was written */
};

enum br_show_format { BR_SHOW_TERMINAL, BR_SHOW_MARKDOWN, BR_SHOW_JSON, BR_SHOW_HTML };
extern const char *const br_show_format_names[];

/* What a shell offers where a value or an operand is to be written. Words of BR_ARGUMENT_CHOICE and
 * those that a placeholder names in small letters (as in FILE|synthetic) are offered anyway. */
enum br_completion {
    BR_COMPLETE_NOTHING,
    BR_COMPLETE_FILE,
    BR_COMPLETE_FOLDER,
    BR_COMPLETE_COMMAND,
    BR_COMPLETE_MODE,
    BR_COMPLETE_STRATEGY,
    BR_COMPLETE_PASSES,   /* a list of them */
    BR_COMPLETE_WORKLOAD, /* a built-in one */
    BR_COMPLETE_PLUGIN    /* a built-in one, or a file */
};

/* How an argument is read, and the member it fills. */
enum br_argument_kind {
    BR_ARGUMENT_FLAG,     /* no value; bool */
    BR_ARGUMENT_TEXT,     /* char * */
    BR_ARGUMENT_MODE,     /* a mode; several are joined by commas; char * */
    BR_ARGUMENT_CHOICE,   /* one of `words`; uint32_t index */
    BR_ARGUMENT_COUNT,    /* 1 or more, 1k understood; uint64_t */
    BR_ARGUMENT_BYTES,    /* 1 or more, 64MiB understood; uint64_t */
    BR_ARGUMENT_SEED,     /* 1 or more, decimal or 0x...; uint64_t */
    BR_ARGUMENT_DURATION, /* with a unit, above zero; uint64_t ns */
    BR_ARGUMENT_PERCENT,  /* above 0%, as millionths; uint64_t */
    BR_ARGUMENT_SIZES,    /* list of counts and "all"; struct br_counts */
    BR_ARGUMENT_THREADS,  /* list of counts, or "auto"; struct br_counts */
    BR_ARGUMENT_LENGTHS,  /* list of bytes, 512 or 4KiB; struct br_counts */
    BR_ARGUMENT_SHARES,   /* list of percentages, as millionths; struct br_counts */
    BR_ARGUMENT_NAMES,    /* list of words; struct br_texts */
    BR_ARGUMENT_SETTING   /* key=value, may be repeated; struct br_settings */
};

/* True for kinds whose value is a list separated by commas. */
bool br_argument_is_list(enum br_argument_kind kind);

enum br_option_group {
    BR_GROUP_SUBJECT,
    BR_GROUP_METHOD,
    BR_GROUP_OUTPUT,
    BR_GROUP_GENERAL,
    BR_GROUP_COUNT
};
extern const char *const br_option_group_titles[];

struct br_option_entry {
    const char *name;          /* without dashes; NULL ends the table */
    const char *value;         /* placeholder of the value in help; NULL for a flag */
    const char *default_text;  /* as it would be written; NULL = none to be shown */
    const char *help;          /* sentence without a full stop */
    const char *const *words;  /* CHOICE; ends with NULL */
    size_t offset;             /* into struct br_command_line */
    unsigned commands;         /* that take it: bits 1 << enum br_command_id */
    unsigned default_commands; /* that have the default; 0 = all that take the option */
    enum br_argument_kind kind;
    enum br_option_group group;
    enum br_completion completes; /* besides `words` */
    char letter;                  /* of the short form; 0 = none */
    bool hidden;                  /* neither in help nor in the man page */
    bool repeats;                 /* a NAMES option that may be given more than once */
    bool once_per_suite;          /* a value for all runs of a suite, so that no section has it */
};

extern const struct br_option_entry br_options[];

/* Does it fill a member of struct br_config? */
bool br_option_is_configuration(const struct br_option_entry *option);

const struct br_option_entry *br_option_find(const char *name, size_t name_size);
const struct br_option_entry *br_option_find_letter(char letter);
bool br_option_taken_by(const struct br_option_entry *option, enum br_command_id command);
/* The default as text, or NULL where the command has none. */
const char *br_option_default(const struct br_option_entry *option, enum br_command_id command);

struct br_command_example {
    const char *command; /* NULL ends the list */
    const char *meaning;
};

struct br_command_entry {
    const char *name;
    const char *summary;                    /* one line without a full stop */
    const char *operands;                   /* their placeholders, as in "FROM TO"; NULL = none */
    unsigned operands_least, operands_most; /* how many there must and may be */
    enum br_completion completes;           /* the operands */
    const char *description;                /* paragraphs for help and the man page */
    const struct br_command_example *examples; /* NULL = none */
};

/* By enum br_command_id. */
extern const struct br_command_entry br_commands[BR_COMMAND_COUNT];

/* The command of that name; -1 if there is none. */
int br_command_find(const char *name);

/* Calls `each` for the placeholder of every operand: whether it must be there, and whether more of
 * the same may follow. */
typedef void br_operand_visit(void *context, const char *placeholder, bool needed, bool repeats);
void br_command_visit_operands(const struct br_command_entry *command, br_operand_visit *each,
                               void *context);

/* Appends " FROM TO" or " [PATH]..."; nothing for a command without operands. */
void br_command_append_operands(const struct br_command_entry *command, struct br_text *text);

/* "DIR/<name>" for what lies in --out DIR, as the library in "profiles"; free it. */
char *br_command_line_place(const struct br_command_line *line, const char *name);

/* The operand at `index` from 0; NULL where so many were not given. */
const char *br_command_line_operand(const struct br_command_line *line, size_t index);

/* Puts the options given in `over` into `line`, in the place of those it has; of settings, those of
 * the same name. The rest of `line` stays. */
void br_command_line_overlay(struct br_command_line *line, const struct br_command_line *over);

/* Adds settings to others; one of a name that is there already takes its place. */
void br_command_line_merge_settings(struct br_settings *to, const struct br_settings *from);

void br_command_line_release(struct br_command_line *line);

#endif
