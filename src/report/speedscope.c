/* Sampled stacks for speedscope; see speedscope.h. */
#include "report/speedscope.h"

#include <inttypes.h>
#include <string.h>

#include "report/format.h"

/* Safe in JSON, whatever it was. */
static void append_string(struct br_text *text, const char *string)
{
    struct br_text visible = {0};
    br_text_append_visible(&visible, string);
    br_text_append(text, "\"");
    for (const char *at = br_text_string(&visible); *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            br_text_append(text, "\\");
        br_text_append_bytes(text, at, 1);
    }
    br_text_append(text, "\"");
    text->failed = text->failed || visible.failed;
    br_text_release(&visible);
}

/* printf takes most of the time of a file of millions of them. */
static void append_number(struct br_text *text, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    br_text_append_bytes(text, digits + at, sizeof digits - at);
}

/* Where there is no source, the library tells functions of one name apart. */
static void add_frames(struct br_speedscope *scope, const struct br_stack_views *views)
{
    struct br_text *text = &scope->frames;
    for (size_t i = 0; i < views->function_count; i++) {
        const struct br_function *function = &views->functions[i];
        const struct br_frame *frame = function->frame;
        bool sourced = frame != NULL && frame->file != NULL;
        br_text_append(text, scope->frame_count + i > 0 ? ",\n{\"name\":" : "\n{\"name\":");
        append_string(text, function->label);
        if (sourced || function->library[0] != '\0') {
            br_text_append(text, ",\"file\":");
            append_string(text, sourced ? frame->file : function->library);
        }
        if (sourced && frame->line > 0)
            br_text_format(text, ",\"line\":%" PRIu64, frame->line);
        br_text_append(text, "}");
    }
    scope->frame_count += views->function_count;
}

static uint64_t weight_of(const struct br_stack_views *views, size_t stack)
{
    double value = views->stacks->stacks.items[stack].value;
    return views->paths[stack][0] != SIZE_MAX ? br_format_whole(value) : 0;
}

static void add_samples(struct br_text *text, const struct br_stack_views *views, size_t first)
{
    const char *separator = "\n[";
    for (size_t i = 0; i < views->stacks->stacks.count; i++) {
        if (weight_of(views, i) == 0)
            continue;
        for (const size_t *at = views->paths[i]; *at != SIZE_MAX; at++) {
            br_text_append(text, at == views->paths[i] ? separator : ",");
            append_number(text, first + *at);
        }
        br_text_append(text, "]");
        separator = ",\n[";
    }
}

/* Returns their sum. */
static uint64_t add_weights(struct br_text *text, const struct br_stack_views *views)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < views->stacks->stacks.count; i++) {
        uint64_t weight = weight_of(views, i);
        if (weight == 0)
            continue;
        br_text_append(text, sum > 0 ? "," : "");
        append_number(text, weight);
        sum += weight;
    }
    return sum;
}

void br_speedscope_add(struct br_speedscope *scope, const struct br_stack_views *views,
                       const char *name)
{
    struct br_text *text = &scope->body;
    const char *unit = views->stacks->unit;
    bool bytes = unit != NULL && strcmp(unit, "B") == 0;
    size_t first = scope->frame_count;
    add_frames(scope, views);
    br_text_append(text, scope->profiles++ > 0 ? ",\n" : "\n");
    br_text_append(text, "{\"type\":\"sampled\",\"name\":");
    append_string(text, name);
    br_text_format(text, ",\"unit\":\"%s\",\"samples\":[", bytes ? "bytes" : "nanoseconds");
    add_samples(text, views, first);
    br_text_append(text, "],\n\"weights\":[");
    uint64_t sum = add_weights(text, views);
    br_text_format(text, "],\n\"startValue\":0,\"endValue\":%" PRIu64 "}", sum);
}

void br_speedscope_write(const struct br_speedscope *scope, const char *name, struct br_text *text)
{
    br_text_append(text, "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
                         "\"exporter\":\"benchrun\",\"name\":");
    append_string(text, name);
    br_text_append(text, ",\n\"shared\":{\"frames\":[");
    br_text_append_bytes(text, br_text_string(&scope->frames), scope->frames.size);
    br_text_append(text, "]},\n\"profiles\":[");
    br_text_append_bytes(text, br_text_string(&scope->body), scope->body.size);
    br_text_append(text, "]}\n");
    text->failed = text->failed || scope->frames.failed || scope->body.failed;
}

void br_speedscope_release(struct br_speedscope *scope)
{
    br_text_release(&scope->frames);
    br_text_release(&scope->body);
}
