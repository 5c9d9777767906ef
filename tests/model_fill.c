/* Objects of any shape, filled by walking the shape. */
#include "model_fill.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

static uint64_t below(struct fill *fill, uint64_t bound)
{
    return br_random_below(&fill->random, bound);
}

/* Every magnitude alike, the edges of JSON's exact range and of 64 bits among them. */
static uint64_t any_word(struct fill *fill)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     (UINT64_C(1) << 53) - 1,
                                     UINT64_C(1) << 53,
                                     (UINT64_C(1) << 53) + 1,
                                     INT64_MAX,
                                     (uint64_t)INT64_MAX + 1,
                                     UINT64_MAX};
    uint64_t word = below(fill, 4) == 0 ? edges[below(fill, sizeof edges / sizeof edges[0])]
                                        : br_random_next(&fill->random) >> below(fill, 64);
    return fill->is_full && word == 0 ? 1 : word;
}

static double any_number(struct fill *fill)
{
    double number;
    uint64_t bits = br_random_next(&fill->random);
    switch (below(fill, 4)) {
    case 0:
        number = (double)(int64_t)any_word(fill);
        break;
    case 1:
        number = (double)below(fill, 1000000) / 1000;
        break;
    default:
        memcpy(&number, &bits, sizeof number);
    }
    if (!isfinite(number))
        number = NAN; /* what an infinity reads back as */
    return fill->is_full && (number == 0 || isnan(number)) ? 0.5 : number;
}

static char *any_text(struct fill *fill)
{
    static const char *const pieces[] = {"a",  "Z",    "0",    " ", "\"", "\\", "/", "\n",
                                         "\t", "\x01", "\x7f", "ö", "×",  "数", "😀", "\\u0000"};
    struct br_text text = {0};
    if (!fill->is_full && below(fill, 4) == 0)
        return NULL;
    br_text_append(&text, fill->is_full ? "t" : "");
    for (uint64_t size = below(fill, 8); size > 0; size--)
        br_text_append(&text, pieces[below(fill, sizeof pieces / sizeof pieces[0])]);
    return br_text_take(&text);
}

static uint32_t any_choice(struct fill *fill, const char *const *names)
{
    uint32_t count = 0;
    while (names[count] != NULL)
        count++;
    return fill->is_full ? 1 + (uint32_t)below(fill, count - 1) : (uint32_t)below(fill, count);
}

static size_t any_size(struct fill *fill)
{
    return fill->is_full ? 1 + below(fill, 3) : below(fill, 5);
}

static void fill_value(struct fill *fill, const struct br_field *field, enum br_field_kind kind,
                       void *address);

static void fill_list(struct fill *fill, const struct br_field *field, enum br_field_kind kind,
                      size_t element_size, void *address)
{
    for (size_t size = any_size(fill); size > 0; size--)
        fill_value(fill, field, kind, br_list_append(address, element_size));
}

static void fill_value(struct fill *fill, const struct br_field *field, enum br_field_kind kind,
                       void *address)
{
    switch (kind) {
    case BR_FIELD_COUNT:
    case BR_FIELD_WORD:
        *(uint64_t *)address = any_word(fill);
        break;
    case BR_FIELD_SIGNED:
        *(int64_t *)address = (int64_t)any_word(fill);
        break;
    case BR_FIELD_NUMBER:
        *(double *)address = any_number(fill);
        break;
    case BR_FIELD_FLAG:
        *(bool *)address = fill->is_full || below(fill, 2) == 1;
        break;
    case BR_FIELD_TEXT:
        *(char **)address = any_text(fill);
        break;
    case BR_FIELD_CHOICE:
        *(uint32_t *)address = any_choice(fill, field->names);
        break;
    case BR_FIELD_STRUCT:
        fill_object(fill, field->shape, address);
        break;
    case BR_FIELD_LIST:
        fill_list(fill, field, BR_FIELD_STRUCT, field->shape->size, address);
        break;
    case BR_FIELD_COUNTS:
        fill_list(fill, field, BR_FIELD_COUNT, sizeof(uint64_t), address);
        break;
    case BR_FIELD_NUMBERS:
        fill_list(fill, field, BR_FIELD_NUMBER, sizeof(double), address);
        break;
    case BR_FIELD_TEXTS:
        fill_list(fill, field, BR_FIELD_TEXT, sizeof(char *), address);
        break;
    }
}

void fill_object(struct fill *fill, const struct br_shape *shape, void *object)
{
    for (const struct br_field *field = shape->fields; field->name != NULL; field++)
        fill_value(fill, field, field->kind, (char *)object + field->offset);
}

/* ---- identities ---- */

static void require_text(char **text)
{
    if (*text == NULL)
        *text = br_string_copy("named");
}

static void name_rows(struct br_result *result)
{
    for (size_t i = 0; i < result->work.rejects.count; i++)
        require_text(&result->work.rejects.items[i].reason);
    for (size_t i = 0; i < result->latencies.count; i++)
        require_text(&result->latencies.items[i].kind);
    for (size_t i = 0; i < result->counting.rows.count; i++)
        require_text(&result->counting.rows.items[i].name);
    for (size_t i = 0; i < result->instructions.stages.count; i++)
        require_text(&result->instructions.stages.items[i].path);
    for (size_t i = 0; i < result->stages.count; i++)
        require_text(&result->stages.items[i].path);
}

static void make_stacks_consistent(struct fill *fill, struct br_stacks *stacks)
{
    for (size_t i = 0; i < stacks->stacks.count; i++) {
        struct br_stack *stack = &stacks->stacks.items[i];
        stack->value = 1 + (double)below(fill, 1000000);
        for (size_t j = 0; j < stack->frames.count; j++)
            stack->frames.items[j] =
                stacks->frames.count > 0 ? below(fill, stacks->frames.count) : 0;
        if (stacks->frames.count == 0)
            stack->frames.count = 0;
    }
}

static void make_work_consistent(struct fill *fill, struct br_work *work)
{
    work->rejected = 0;
    for (size_t i = 0; i < work->rejects.count; i++) {
        work->rejects.items[i].records = 1 + below(fill, 100);
        work->rejected += work->rejects.items[i].records;
    }
    work->accepted = 1 + below(fill, 1000000);
    work->records = work->accepted + work->rejected;
}

/* One value in each bucket and the rest in the last one. */
static void make_latency_consistent(struct br_latency *latency, uint64_t records)
{
    latency->indices.count = 0;
    latency->counts.count = 0;
    latency->apart = records > 4 ? 1 : 0;
    latency->unprocessed = records > 4 ? 1 : 0;
    records -= latency->apart + latency->unprocessed;
    for (uint64_t i = 0; i < 3; i++) {
        *(uint64_t *)br_list_append(&latency->indices, sizeof(uint64_t)) = 5 * i;
        *(uint64_t *)br_list_append(&latency->counts, sizeof(uint64_t)) = i < 2 ? 1 : records - 2;
    }
}

void fill_make_consistent(struct fill *fill, struct br_result *result)
{
    name_rows(result);
    require_text(&result->pass);
    require_text(&result->cell.mode);
    require_text(&result->cell.workload);
    free(result->failure);
    result->failure = result->ok ? NULL : br_string_copy("killed by SIGSEGV");
    make_work_consistent(fill, &result->work);
    for (size_t i = 0; i < result->stacks.count; i++)
        make_stacks_consistent(fill, &result->stacks.items[i]);
    result->repetitions = 2 + below(fill, 100);
    if (result->samples.count > 0)
        result->repetitions = 0;
    for (size_t i = 0; i < result->samples.count; i++) {
        result->samples.items[i].repetitions = 2 + below(fill, 100);
        result->repetitions += result->samples.items[i].repetitions;
    }
    const uint64_t records = result->repetitions * result->work.records;
    for (size_t i = 0; i < result->latencies.count; i++)
        make_latency_consistent(&result->latencies.items[i], records);
    result->allocation.records = below(fill, 2) * records;
    result->counting.records = below(fill, 2) * records;
    result->instructions.records = below(fill, 2) * records;
}
