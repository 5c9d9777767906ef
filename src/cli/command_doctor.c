/* benchrun doctor: what on this machine makes figures untrustworthy, and what to do about it. */
#include "cli/commands.h"

#include <stdlib.h>

#include "base/os.h"
#include "cli/doctor.h"
#include "cli/terminal.h"
#include "engine/environment.h"

#define LISTEN_NS UINT64_C(3000000000)

/* Three seconds of silence make people wonder. Where a line can be drawn over it goes again. */
static void listen(const struct br_invocation *invocation, struct br_diagnosis *diagnosis)
{
    struct br_terminal terminal;
    br_terminal_look(invocation->messages, &terminal);
    if (terminal.redraws) {
        fputs("Listening to this machine for 3 s ...", invocation->messages);
        fflush(invocation->messages);
    }
    br_environment_diagnose(&diagnosis->environment, LISTEN_NS, &diagnosis->floor);
    if (terminal.redraws) {
        fputs("\r\033[K", invocation->messages);
        fflush(invocation->messages);
    }
}

/* Keeps the findings as DIR/doctor.json. */
static int save(const struct br_diagnosis *diagnosis, const char *folder, struct br_error *error)
{
    struct br_text text = {0};
    char *path = br_string_format("%s/doctor.json", folder);
    br_doctor_write_json(diagnosis, &text);
    int code = text.failed ? br_error_set(error, BR_ERROR_MEMORY, "out of memory for the findings")
                           : br_os_make_folders(folder, error);
    if (code == 0)
        code = br_os_write_file(path, br_text_string(&text), text.size, error);
    if (code != 0)
        br_error_prefix(error, "--out");
    free(path);
    br_text_release(&text);
    return code;
}

static int print(const struct br_diagnosis *diagnosis, const struct br_command_line *line,
                 const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_terminal terminal;
    br_terminal_look(invocation->output, &terminal);
    if (line->json)
        br_doctor_write_json(diagnosis, &text);
    else
        br_doctor_write_text(diagnosis, terminal.colours, &text);
    return br_cli_print(invocation, &text);
}

int br_command_doctor(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_diagnosis diagnosis = {0};
    struct br_error error;
    listen(invocation, &diagnosis);
    int status = print(&diagnosis, line, invocation);
    if (line->out != NULL && save(&diagnosis, line->out, &error) != 0)
        status = br_cli_fail(invocation, &error);
    br_shape_release(&br_environment_shape, &diagnosis.environment);
    return status;
}
