/* Asking a child what a plug-in is; see describe.h. */
#include "engine/describe.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "engine/watch.h"

#define LOADING_LONGEST_NS 60000000000u
#define LOOK_NS 100000000u

/* The tables of a likeness, pointing into its facts. */
struct br_likeness {
    struct br_workload_facts facts;
    struct br_workload workload;
    struct br_option *options;
};

/* ---- the child's side ---- */

static void copy_texts(const char *const *from, struct br_texts *to)
{
    for (; from != NULL && *from != NULL; from++)
        *(char **)br_list_append(to, sizeof(char *)) = br_string_copy(*from);
}

static int copy_option(const struct br_option *option, struct br_option_facts_list *options,
                       struct br_error *error)
{
    if ((unsigned)option->kind > BR_OPTION_FLAG)
        return br_error_set(error, BR_ERROR_INPUT,
                            "its option '%s' is of kind %u, which there is not: use one of enum "
                            "br_option_kind",
                            option->name, (unsigned)option->kind);
    if (option->kind == BR_OPTION_CHOICE && (option->choices == NULL || option->choices[0] == NULL))
        return br_error_set(error, BR_ERROR_INPUT, "its option '%s' is a choice without choices",
                            option->name);
    struct br_option_facts *facts = br_list_append(options, sizeof *facts);
    facts->name = br_string_copy(option->name);
    facts->kind = (uint64_t)option->kind;
    facts->default_value = br_string_copy(option->default_value);
    facts->help = br_string_copy(option->help);
    copy_texts(option->choices, &facts->choices);
    facts->minimum = option->minimum;
    facts->maximum = option->maximum;
    return 0;
}

int br_facts_collect(const struct br_workload *workload, struct br_workload_facts *facts,
                     struct br_error *error)
{
    facts->name = br_string_copy(workload->name);
    facts->summary = br_string_copy(workload->summary);
    facts->format = br_string_copy(workload->format);
    copy_texts(workload->reasons, &facts->reasons);
    copy_texts(workload->libraries, &facts->libraries);
    facts->generates = workload->generate != NULL;
    facts->splits = workload->split != NULL;
    facts->batches = workload->process_batch != NULL;
    int status = 0;
    for (const struct br_option *option = workload->options;
         option != NULL && option->name != NULL && status == 0; option++)
        status = copy_option(option, &facts->options, error);
    return status;
}

/* ---- the parent's side ---- */

/* A list as a table that ends with NULL; the same memory with one more entry. */
static const char *const *as_table(struct br_texts *texts)
{
    if (texts->count == 0)
        return NULL;
    br_list_append(texts, sizeof(char *));
    texts->count--;
    return (const char *const *)texts->items;
}

static void make_options(struct br_likeness *likeness)
{
    struct br_option_facts_list *facts = &likeness->facts.options;
    if (facts->count == 0)
        return;
    likeness->options = calloc(facts->count + 1, sizeof *likeness->options);
    if (likeness->options == NULL)
        abort(); /* as the lists themselves do */
    for (size_t i = 0; i < facts->count; i++) {
        struct br_option_facts *option = &facts->items[i];
        likeness->options[i] = (struct br_option){
            .name = option->name,
            .kind = (enum br_option_kind)option->kind,
            .default_value = option->default_value,
            .help = option->help,
            .choices = as_table(&option->choices),
            .minimum = option->minimum,
            .maximum = option->maximum,
        };
    }
}

/* Takes the facts over. */
static void make_likeness(struct br_workload_facts *facts, struct br_described *described)
{
    struct br_likeness *likeness = calloc(1, sizeof *likeness);
    if (likeness == NULL)
        abort();
    likeness->facts = *facts;
    *facts = (struct br_workload_facts){0};
    make_options(likeness);
    likeness->workload = (struct br_workload){
        .abi_version = BR_WORKLOAD_ABI_VERSION,
        .struct_size = sizeof(struct br_workload),
        .name = likeness->facts.name,
        .summary = likeness->facts.summary,
        .format = likeness->facts.format,
        .options = likeness->options,
        .reasons = as_table(&likeness->facts.reasons),
        .libraries = as_table(&likeness->facts.libraries),
    };
    *described = (struct br_described){.workload = &likeness->workload,
                                       .is_plugin = true,
                                       .generates = likeness->facts.generates,
                                       .splits = likeness->facts.splits,
                                       .likeness = likeness};
}

static int ask_child(const struct br_config *config, const char *executable,
                     struct br_answer *answer, struct br_error *error)
{
    struct br_job job = {.config = *config, /* borrowed: the job is never released */
                         .pass = (char *)BR_JOB_DESCRIBE};
    struct br_watch watch = {.job = &job, .executable = executable, .input_descriptor = -1};
    if (job.config.timeout_ns == 0)
        job.config.timeout_ns = LOADING_LONGEST_NS;
    if (job.config.interval_ns == 0)
        job.config.interval_ns = LOOK_NS;
    int status = br_watch_child(&watch, answer, error);
    if (status < 0)
        br_watch_add_tail(answer, error);
    return status;
}

/* What was said of the child's own refusals names the plug-in already. */
static int explain(const char *path, const struct br_answer *answer, struct br_error *error)
{
    if (!answer->failed)
        br_error_prefix(error, "plug-in %s cannot be loaded", path);
    error->code = BR_ERROR_INPUT;
    return error->code;
}

static int describe_plugin(const struct br_config *config, struct br_described *described,
                           struct br_error *error)
{
    if (!br_os_file_exists(config->workload))
        return br_error_set(error, BR_ERROR_INPUT, "plug-in %s does not exist: check the path",
                            config->workload);
    char *executable = br_os_executable();
    if (executable == NULL)
        return br_error_set(error, BR_ERROR_FAILED,
                            "this program cannot find its own file: mount /proc");
    struct br_answer answer = {0};
    int status = ask_child(config, executable, &answer, error);
    if (status < 0)
        status = explain(config->workload, &answer, error);
    else
        make_likeness(&answer.workload, described);
    br_shape_release(&br_answer_shape, &answer);
    free(executable);
    return status;
}

int br_describe(const struct br_registry *registry, const struct br_config *config,
                struct br_described *described, struct br_error *error)
{
    *described = (struct br_described){0};
    if (br_registry_is_path(config->workload))
        return describe_plugin(config, described, error);
    struct br_loaded loaded = {0};
    int status = br_registry_load(registry, config->workload, &loaded, error);
    if (status == 0)
        *described = (struct br_described){.workload = loaded.workload,
                                           .generates = loaded.workload->generate != NULL,
                                           .splits = loaded.workload->split != NULL};
    return status;
}

void br_described_release(struct br_described *described)
{
    if (described->likeness != NULL) {
        br_shape_release(&br_workload_facts_shape, &described->likeness->facts);
        free(described->likeness->options);
        free(described->likeness);
    }
    *described = (struct br_described){0};
}
