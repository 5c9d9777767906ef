/* JSON as text that can be shown: what could move a cursor or turn text around is escaped. */
#include <inttypes.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/utf8.h"
#include "model/shape.h"

static void append_escape(struct br_text *text, uint32_t code_point)
{
    if (code_point < 0x10000) {
        br_text_format(text, "\\u%04" PRIx32, code_point);
        return;
    }
    code_point -= 0x10000;
    br_text_format(text, "\\u%04" PRIx32 "\\u%04" PRIx32, 0xd800 + (code_point >> 10),
                   0xdc00 + (code_point & 0x3ff));
}

/* Controls below U+0020 are escaped by cJSON in texts, and stand between values as they are. */
static char *escape_hidden(const char *json)
{
    struct br_text text = {0};
    const char *plain = json;
    while (*json != '\0') {
        uint32_t code_point = 0;
        size_t size = br_utf8_decode(json, &code_point);
        if (size > 0 && code_point >= 0x7f && br_utf8_is_hidden(code_point)) {
            br_text_append_bytes(&text, plain, (size_t)(json - plain));
            append_escape(&text, code_point);
            plain = json + size;
        }
        json += size > 0 ? size : 1;
    }
    br_text_append(&text, plain);
    return br_text_take(&text);
}

char *br_json_print(const cJSON *json, bool formatted)
{
    char *raw = formatted ? cJSON_Print(json) : cJSON_PrintUnformatted(json);
    char *shown = raw != NULL ? escape_hidden(raw) : NULL;
    free(raw);
    return shown;
}

static void append_line(char *json, struct br_text *text)
{
    br_text_append(text, json != NULL ? json : "");
    br_text_append(text, "\n");
    text->failed = text->failed || json == NULL;
    free(json);
}

void br_json_append(cJSON *json, struct br_text *text)
{
    append_line(br_json_print(json, true), text);
    cJSON_Delete(json);
}

void br_shape_append(const struct br_shape *shape, const void *object, struct br_text *text)
{
    append_line(br_shape_print(shape, object, true), text);
}

void br_json_add_visible(cJSON *object, const char *name, const char *value)
{
    struct br_text visible = {0};
    if (value == NULL)
        return;
    br_text_append_visible(&visible, value);
    cJSON_AddStringToObject(object, name, br_text_string(&visible));
    br_text_release(&visible);
}
