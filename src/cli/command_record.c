/* benchrun record: one record of an input, its bytes and what the workload says of it. */
#include "cli/commands.h"

#include <stdlib.h>

#include "base/os.h"
#include "engine/record.h"

#define BYTES_PER_LINE 16u

static void append_line(const struct br_record *record, size_t at, struct br_text *text)
{
    size_t count =
        record->data_size - at < BYTES_PER_LINE ? record->data_size - at : BYTES_PER_LINE;
    br_text_format(text, "%08zx ", at);
    for (size_t i = 0; i < BYTES_PER_LINE; i++) {
        br_text_append(text, i % 8 == 0 ? " " : "");
        if (i < count)
            br_text_format(text, "%02x ", record->data[at + i]);
        else
            br_text_append(text, "   ");
    }
    br_text_append(text, " |");
    for (size_t i = 0; i < count; i++) {
        unsigned char byte = record->data[at + i];
        br_text_format(text, "%c", byte >= 0x20 && byte < 0x7f ? byte : '.');
    }
    br_text_append(text, "|\n");
}

static void append_verdict(const struct br_record_facts *facts, struct br_text *text)
{
    if (facts->rejected == NULL) {
        br_text_format(text, "accepted, %llu B written", (unsigned long long)facts->output_bytes);
        return;
    }
    br_text_append(text, facts->by_framing ? "rejected by the framing: " : "rejected: ");
    br_text_append_visible(text, facts->rejected);
}

static void show(const struct br_command_line *line, const struct br_record *record,
                 struct br_text *text)
{
    br_text_format(text, "record %llu (counted from 0) at offset %llu of ",
                   (unsigned long long)record->facts.record, (unsigned long long)line->at_offset);
    br_text_append_visible(text, line->config.input);
    br_text_append(text, ", framed by ");
    br_text_append_visible(text, line->config.workload);
    br_text_format(text, ": %llu B, ", (unsigned long long)record->facts.bytes);
    if (record->facts.fields > 0)
        br_text_format(text, "%llu field%s, ", (unsigned long long)record->facts.fields,
                       record->facts.fields == 1 ? "" : "s");
    append_verdict(&record->facts, text);
    br_text_append(text, "\n");
    for (size_t at = 0; at < record->data_size; at += BYTES_PER_LINE)
        append_line(record, at, text);
    if (record->facts.bytes > record->data_size)
        br_text_format(text, "... %llu more bytes; --bytes shows more\n",
                       (unsigned long long)(record->facts.bytes - record->data_size));
}

int br_command_record(const struct br_command_line *line, const struct br_invocation *invocation)
{
    struct br_record record = {0};
    struct br_error error;
    struct br_text text = {0};
    char *executable = br_os_executable();
    const struct br_watch watch = {.executable = executable, .input_descriptor = -1};
    int code =
        executable != NULL
            ? br_record_look(&watch, &line->config, line->at_offset, line->bytes, &record, &error)
            : br_error_set(&error, BR_ERROR_FAILED,
                           "this program cannot find its own file: mount /proc");
    if (code == 0)
        show(line, &record, &text);
    br_record_release(&record);
    free(executable);
    return code == 0 ? br_cli_print(invocation, &text) : br_cli_fail(invocation, &error);
}
