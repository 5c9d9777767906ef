/* Counting instructions under callgrind; see callgrind.h. */
#include "measure/callgrind.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "provenance.h"

#if __has_include(<valgrind/callgrind.h>)
#include <valgrind/callgrind.h>
#define HAS_REQUESTS 1
#else /* built where valgrind's headers are not installed */
#define HAS_REQUESTS 0
#define RUNNING_ON_VALGRIND 0
#define CALLGRIND_START_INSTRUMENTATION ((void)0)
#define CALLGRIND_STOP_INSTRUMENTATION ((void)0)
#define CALLGRIND_TOGGLE_COLLECT ((void)0)
#define CALLGRIND_ZERO_STATS ((void)0)
#define CALLGRIND_DUMP_STATS ((void)0)
#endif

#define VERSION_LONGEST_NS 5000000000u
#define COMPLAINT_BYTES 600

/* ---- before the child ---- */

char *br_callgrind_find(const char **reason)
{
    char *path = NULL;
    *reason = NULL;
    if (BR_SANITIZE[0] != '\0')
        *reason = "this build has a sanitizer, which valgrind cannot run";
    else if (!HAS_REQUESTS)
        *reason = "this was built without valgrind's headers: apt-get install valgrind, and build "
                  "again";
    else if ((path = br_os_find_program("valgrind")) == NULL)
        *reason = "valgrind is not installed: apt-get install valgrind";
    return path;
}

void br_callgrind_compose(const char *valgrind, const char *const *program, int descriptor,
                          struct br_callgrind_command *command)
{
    const char *const options[] = {
        valgrind,
        "--tool=callgrind",
        "--command-line-only=yes", /* no options from the environment or a file */
        "-q",
        "--vgdb=no",
        "--fair-sched=try",
        "--instr-atstart=no",
        "--collect-atstart=no",
        "--dump-line=no",
        "--combine-dumps=yes", /* into the one file there is */
        command->output,
    };
    size_t count = sizeof options / sizeof options[0];
    snprintf(command->output, sizeof command->output, "--callgrind-out-file=/proc/self/fd/%d",
             descriptor);
    memcpy(command->arguments, options, sizeof options);
    for (; *program != NULL && count < sizeof command->arguments / sizeof *options - 1; program++)
        command->arguments[count++] = *program;
    assert(*program == NULL);
    command->arguments[count] = NULL;
}

/* "valgrind-3.19.0" -> "callgrind 3.19.0" */
static char *name_version(int output)
{
    char text[64] = "";
    ssize_t got = output >= 0 ? pread(output, text, sizeof text - 1, 0) : 0;
    static const char prefix[] = "valgrind-";
    if (got <= 0 || strncmp(text, prefix, sizeof prefix - 1) != 0)
        return br_string_copy("callgrind");
    text[strcspn(text, "\n")] = '\0';
    return br_string_format("callgrind %s", text + sizeof prefix - 1);
}

char *br_callgrind_version(const char *valgrind)
{
    const char *const arguments[] = {valgrind, "--version", NULL};
    struct br_process process;
    struct br_error error;
    int status = 0;
    int output = br_os_memory_file("benchrun-version", &error);
    struct br_process_request request = {.arguments = arguments, .output_descriptor = output};
    if (output >= 0 && br_os_spawn(&request, &process, &error) == 0 &&
        br_os_wait(&process, VERSION_LONGEST_NS, &status) != 1)
        br_os_kill(&process);
    char *version = name_version(output);
    if (output >= 0)
        close(output);
    return version;
}

/* The words of a line, one space between them. */
static void append_words(const char *line, size_t size, struct br_text *text)
{
    for (size_t at = 0; at < size;) {
        size_t word = 0;
        while (at + word < size && (unsigned char)line[at + word] > ' ')
            word++;
        if (word > 0)
            br_text_format(text, "%s%.*s", text->size > 0 ? " " : "", (int)word, line + at);
        at += word + 1;
    }
}

char *br_callgrind_complaint(const char *output)
{
    static const char name[] = "valgrind:";
    struct br_text text = {0};
    while (*output != '\0' && text.size < COMPLAINT_BYTES) {
        size_t size = strcspn(output, "\n");
        if (strncmp(output, name, sizeof name - 1) == 0)
            append_words(output + sizeof name - 1, size - (sizeof name - 1), &text);
        output += size + (output[size] == '\n' ? 1 : 0);
    }
    if (text.size >= COMPLAINT_BYTES)
        br_text_append(&text, "...");
    return text.size > 0 ? br_text_take(&text) : NULL;
}

char *br_callgrind_environment(void)
{
    const char *own = getenv("MALLOC_CONF");
    bool any = own != NULL && own[0] != '\0';
    return br_string_format("MALLOC_CONF=dirty_decay_ms:-1,muzzy_decay_ms:-1%s%s", any ? "," : "",
                            any ? own : "");
}

/* ---- in the child ---- */

bool br_callgrind_runs(void)
{
    return RUNNING_ON_VALGRIND > 0;
}

void br_callgrind_instrument(bool on)
{
    if (on)
        CALLGRIND_START_INSTRUMENTATION;
    else
        CALLGRIND_STOP_INSTRUMENTATION;
}

void br_callgrind_toggle(void)
{
    CALLGRIND_TOGGLE_COLLECT;
}

void br_callgrind_zero(void)
{
    CALLGRIND_ZERO_STATS;
}

/* ---- what it writes ---- */

static int damaged(const char *what, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_FORMAT, "callgrind's counts cannot be read: %s", what);
}

/* The text behind the last `key` that begins a line. */
static const char *find_last(const char *data, size_t size, const char *key, size_t *left)
{
    const char *found = NULL;
    size_t key_size = strlen(key);
    const char *line = data;
    while (line != NULL && (size_t)(data + size - line) >= key_size) {
        if (memcmp(line, key, key_size) == 0)
            found = line + key_size;
        line = memchr(line, '\n', (size_t)(data + size - line));
        line = line != NULL ? line + 1 : NULL;
    }
    *left = found != NULL ? (size_t)(data + size - found) : 0;
    return found;
}

int br_callgrind_parse(const char *data, size_t size, uint64_t *instructions,
                       struct br_error *error)
{
    size_t left = 0;
    const char *total = find_last(data, size, "totals: ", &left);
    uint64_t sum = 0;
    if (total == NULL)
        return damaged("there are no totals", error);
    size_t digits = 0;
    for (; digits < left && total[digits] >= '0' && total[digits] <= '9'; digits++) {
        if (__builtin_mul_overflow(sum, UINT64_C(10), &sum) ||
            __builtin_add_overflow(sum, (uint64_t)(total[digits] - '0'), &sum))
            return damaged("the totals are too large", error);
    }
    if (digits == 0 || digits == left || total[digits] != '\n')
        return damaged("the totals are no number", error);
    *instructions = sum;
    return 0;
}

int br_callgrind_total(int descriptor, uint64_t *instructions, struct br_error *error)
{
    if (ftruncate(descriptor, 0) != 0)
        return damaged("the code under test has closed the file they go to", error);
    CALLGRIND_DUMP_STATS;
    off_t size = lseek(descriptor, 0, SEEK_END);
    if (size <= 0)
        return damaged("valgrind wrote none", error);
    char *data = malloc((size_t)size);
    if (data == NULL)
        return br_error_set(error, BR_ERROR_MEMORY, "no memory for callgrind's counts");
    ssize_t got = pread(descriptor, data, (size_t)size, 0);
    int status = got == size ? br_callgrind_parse(data, (size_t)size, instructions, error)
                             : damaged("the file they go to is cut", error);
    free(data);
    return status;
}
