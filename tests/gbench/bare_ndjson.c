/* JSON lines through cJSON, by hand: memchr, parse, visit every value, delete. */
#include "bare.h"

#include <stdbool.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "bench/workloads.h"

static int open_ndjson(struct bare *bare)
{
    bare->library = NULL;
    return 0;
}

static void close_ndjson(struct bare *bare)
{
    (void)bare;
}

static inline uint64_t mix(uint64_t witness, uint64_t value)
{
    return (witness ^ value) * UINT64_C(0x9E3779B97F4A7C15);
}

static inline uint64_t mix_string(uint64_t witness, const char *text)
{
    return mix(witness, strlen(text) << 8 | (unsigned char)text[0]);
}

static uint64_t visit(uint64_t witness, const cJSON *value)
{
    for (; value != NULL; value = value->next) {
        witness = mix(witness, (uint64_t)value->type);
        if (value->string != NULL)
            witness = mix_string(witness, value->string);
        if (cJSON_IsString(value)) {
            witness = mix_string(witness, value->valuestring);
        } else if (cJSON_IsNumber(value)) {
            uint64_t bits;
            memcpy(&bits, &value->valuedouble, sizeof bits);
            witness = mix(witness, bits);
        } else {
            witness = visit(witness, value->child);
        }
    }
    return witness;
}

static inline bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at == end;
}

static inline void work(struct bare *bare, const unsigned char *line, size_t size)
{
    const char *text = (const char *)line;
    const char *rest = NULL;
    bare->records++;
    bare->bytes += size;
    cJSON *value = cJSON_ParseWithLengthOpts(text, size, &rest, false);
    if (value != NULL && is_blank(rest, text + size))
        bare->witness += visit(0, value);
    else
        bare->rejected++;
    cJSON_Delete(value);
}

static inline size_t line_size(const unsigned char *line, size_t left)
{
    const unsigned char *feed = memchr(line, '\n', left);
    return feed != NULL ? (size_t)(feed + 1 - line) : left;
}

static void loop_ndjson(struct bare *bare, size_t begin, size_t end)
{
    while (begin < end) {
        size_t size = line_size(bare->data + begin, end - begin);
        if (!is_blank((const char *)bare->data + begin, (const char *)bare->data + begin + size))
            work(bare, bare->data + begin, size);
        begin += size;
    }
}

static void step_ndjson(void *context)
{
    struct bare *bare = context;
    size_t size = line_size(bare->data + bare->offset, bare->size - bare->offset);
    work(bare, bare->data + bare->offset, size);
    bare->offset += size;
    if (bare->offset == bare->size)
        bare->offset = 0;
}

uint64_t bare_find_lines(const unsigned char *data, size_t size)
{
    uint64_t lines = 0;
    for (size_t at = 0; at < size; at += line_size(data + at, size - at))
        lines++;
    return lines;
}

const struct bare_format bare_ndjson = {
    .name = "ndjson",
    .workload = &br_workload_ndjson,
    .open = open_ndjson,
    .loop = loop_ndjson,
    .step = step_ndjson,
    .close = close_ndjson,
};
