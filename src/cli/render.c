/* Rendering: picks the writer for a format and prints what it wrote. */
#include "cli/render.h"

#include "cli/terminal.h"
#include "report/report.h"

static int write_report(const struct br_profile *profile, enum br_show_format format, FILE *output,
                        struct br_text *text, struct br_error *error)
{
    struct br_terminal terminal;
    br_terminal_look(output, &terminal);
    struct br_report_style style = {.colour = terminal.colours, .columns = terminal.columns};
    const struct br_report_format *report =
        format == BR_SHOW_MARKDOWN ? &br_report_markdown : &br_report_terminal;
    return report->write(profile, &style, text, error);
}

int br_render(const struct br_profile *profile, enum br_show_format format,
              const struct br_invocation *invocation)
{
    struct br_text text = {0};
    struct br_error error;
    int code = 0;
    if (format == BR_SHOW_JSON)
        br_shape_append(&br_profile_shape, profile, &text);
    else
        code = write_report(profile, format, invocation->output, &text, &error);
    if (code != 0) {
        br_text_release(&text);
        return br_cli_fail(invocation, &error);
    }
    return br_cli_print(invocation, &text);
}
