/* Results: figures, the identities of one result, and whether two works are the same. */
#include "model/result.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void br_figure_set(struct br_figure *figure, enum br_state state, double value, const char *source,
                   const char *reason)
{
    char *old_source = figure->source;
    char *old_reason = figure->reason;
    figure->state = (uint32_t)state;
    figure->value = value;
    figure->source = br_string_copy(source);
    figure->reason = br_string_copy(reason);
    free(old_source);
    free(old_reason);
}

/* ---- identities of one result ---- */

/* A product that cannot be represented equals no count. */
static bool is_product(uint64_t value, uint64_t left, uint64_t right)
{
    uint64_t product;
    return !__builtin_mul_overflow(left, right, &product) && product == value;
}

/* Adds up; false on overflow, which no real count reaches. */
static bool add_count(uint64_t *sum, uint64_t count)
{
    return !__builtin_add_overflow(*sum, count, sum);
}

static int check_work(const struct br_work *work, struct br_error *error)
{
    uint64_t outcomes = work->accepted;
    if (!add_count(&outcomes, work->rejected) || outcomes != work->records)
        return br_error_set(error, BR_ERROR_WORK,
                            "work: %" PRIu64 " records are not %" PRIu64 " accepted + %" PRIu64
                            " rejected",
                            work->records, work->accepted, work->rejected);
    uint64_t rejects = 0;
    bool fits = true;
    for (size_t i = 0; i < work->rejects.count; i++)
        fits = add_count(&rejects, work->rejects.items[i].records) && fits;
    if (!fits || rejects != work->rejected)
        return br_error_set(error, BR_ERROR_WORK,
                            "work: %" PRIu64
                            " rejected records, but their reasons add up to %" PRIu64,
                            work->rejected, rejects);
    return 0;
}

static int check_samples(const struct br_result *result, struct br_error *error)
{
    uint64_t repetitions = 0;
    bool fits = true;
    for (size_t i = 0; i < result->samples.count; i++)
        fits = add_count(&repetitions, result->samples.items[i].repetitions) && fits;
    if (result->samples.count == 0 || (fits && repetitions == result->repetitions))
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "repetitions: %" PRIu64 ", but the samples add up to %" PRIu64,
                        result->repetitions, repetitions);
}

/* Zero records: the pass did not measure this. */
static int check_measured(const struct br_result *result, const char *member, uint64_t records,
                          struct br_error *error)
{
    if (records == 0 || is_product(records, result->repetitions, result->work.records))
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "%s: %" PRIu64 " records are not %" PRIu64 " repetitions of %" PRIu64,
                        member, records, result->repetitions, result->work.records);
}

/* What readers of a sparse histogram rely on. */
static int check_buckets(const struct br_latency *latency, size_t which, struct br_error *error)
{
    if (latency->indices.count != latency->counts.count)
        return br_error_set(error, BR_ERROR_FORMAT, "latencies[%zu]: %zu indices but %zu counts",
                            which, latency->indices.count, latency->counts.count);
    for (size_t i = 1; i < latency->indices.count; i++) {
        if (latency->indices.items[i - 1] >= latency->indices.items[i])
            return br_error_set(error, BR_ERROR_FORMAT,
                                "latencies[%zu].indices[%zu]: not above the one before", which, i);
    }
    return 0;
}

static int check_latency(const struct br_result *result, size_t which, struct br_error *error)
{
    const struct br_latency *latency = &result->latencies.items[which];
    uint64_t records = latency->unprocessed;
    bool fits = add_count(&records, latency->apart);
    for (size_t i = 0; i < latency->counts.count; i++)
        fits = add_count(&records, latency->counts.items[i]) && fits;
    if (fits && is_product(records, result->repetitions, result->work.records))
        return 0;
    return br_error_set(error, BR_ERROR_WORK,
                        "latencies[%zu]: %" PRIu64 " values are not %" PRIu64
                        " repetitions of %" PRIu64 " records",
                        which, records, result->repetitions, result->work.records);
}

static int missing(const char *list, size_t which, const char *member, struct br_error *error)
{
    return br_error_set(error, BR_ERROR_FORMAT, "%s[%zu].%s: missing", list, which, member);
}

/* Rows are told apart by these. */
static int check_names(const struct br_result *result, struct br_error *error)
{
    for (size_t i = 0; i < result->work.rejects.count; i++) {
        if (result->work.rejects.items[i].reason == NULL)
            return missing("work.rejects", i, "reason", error);
    }
    for (size_t i = 0; i < result->latencies.count; i++) {
        if (result->latencies.items[i].kind == NULL)
            return missing("latencies", i, "kind", error);
    }
    for (size_t i = 0; i < result->counting.rows.count; i++) {
        if (result->counting.rows.items[i].name == NULL)
            return missing("counting.rows", i, "name", error);
    }
    for (size_t i = 0; i < result->instructions.stages.count; i++) {
        if (result->instructions.stages.items[i].path == NULL)
            return missing("instructions.stages", i, "path", error);
    }
    for (size_t i = 0; i < result->stages.count; i++) {
        if (result->stages.items[i].path == NULL)
            return missing("stages", i, "path", error);
    }
    return 0;
}

/* Whoever draws a tree of calls follows the indices and adds up the values. */
static int check_stack(const struct br_stacks *stacks, size_t list, size_t which,
                       struct br_error *error)
{
    const struct br_stack *stack = &stacks->stacks.items[which];
    if (stack->frames.count > BR_STACK_FRAMES_MOST)
        return br_error_set(error, BR_ERROR_FORMAT,
                            "stacks[%zu].stacks[%zu].frames: %zu are more than the %d that are "
                            "kept",
                            list, which, stack->frames.count, BR_STACK_FRAMES_MOST);
    for (size_t i = 0; i < stack->frames.count; i++) {
        if (stack->frames.items[i] >= stacks->frames.count)
            return br_error_set(error, BR_ERROR_FORMAT,
                                "stacks[%zu].stacks[%zu].frames[%zu]: there is no frame %" PRIu64,
                                list, which, i, stack->frames.items[i]);
    }
    if (isfinite(stack->value) && stack->value >= 0)
        return 0;
    return br_error_set(error, BR_ERROR_FORMAT,
                        "stacks[%zu].stacks[%zu].value: not a number from 0 upwards", list, which);
}

static int check_stacks(const struct br_result *result, struct br_error *error)
{
    int code = 0;
    for (size_t i = 0; i < result->stacks.count; i++) {
        const struct br_stacks *stacks = &result->stacks.items[i];
        for (size_t j = 0; code == 0 && j < stacks->stacks.count; j++)
            code = check_stack(stacks, i, j, error);
    }
    return code;
}

/* What makes a result readable, whatever became of the pass. */
static int check_form(const struct br_result *result, struct br_error *error)
{
    if (!result->ok && (result->failure == NULL || result->failure[0] == '\0'))
        return br_error_set(error, BR_ERROR_FORMAT, "failure: a failed pass must say why");
    int code = check_names(result, error);
    if (code == 0)
        code = check_stacks(result, error);
    for (size_t i = 0; code == 0 && i < result->latencies.count; i++)
        code = check_buckets(&result->latencies.items[i], i, error);
    return code;
}

int br_result_check(const struct br_result *result, struct br_error *error)
{
    int code = check_form(result, error);
    /* A failed pass stopped somewhere: its totals need not agree. */
    if (code < 0 || !result->ok)
        return code;
    code = check_work(&result->work, error);
    if (code == 0)
        code = check_samples(result, error);
    if (code == 0)
        code = check_measured(result, "allocation", result->allocation.records, error);
    if (code == 0)
        code = check_measured(result, "counting", result->counting.records, error);
    if (code == 0)
        code = check_measured(result, "instructions", result->instructions.records, error);
    for (size_t i = 0; code == 0 && !result->cut && i < result->latencies.count; i++)
        code = check_latency(result, i, error);
    return code;
}

/* ---- the same work ---- */

static int differs(struct br_error *error, const char *member, uint64_t left, uint64_t right)
{
    return br_error_set(error, BR_ERROR_WORK, "different work: %s is %" PRIu64 " and %" PRIu64,
                        member, left, right);
}

static int differs_in_word(struct br_error *error, const char *member, uint64_t left,
                           uint64_t right)
{
    return br_error_set(error, BR_ERROR_WORK,
                        "different work: %s is 0x%016" PRIx64 " and 0x%016" PRIx64, member, left,
                        right);
}

static int agree_in_counts(const struct br_work *left, const struct br_work *right,
                           struct br_error *error)
{
    const struct {
        const char *member;
        uint64_t left, right;
    } counts[] = {
        {"records", left->records, right->records},
        {"accepted", left->accepted, right->accepted},
        {"rejected", left->rejected, right->rejected},
        {"bytes", left->bytes, right->bytes},
        {"rejected_bytes", left->rejected_bytes, right->rejected_bytes},
        {"output_bytes", left->output_bytes, right->output_bytes},
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (counts[i].left != counts[i].right)
            return differs(error, counts[i].member, counts[i].left, counts[i].right);
    }
    return 0;
}

/* A reason that is not listed rejected nothing. */
static uint64_t records_rejected_for(const struct br_work *work, const char *reason)
{
    uint64_t records = 0;
    for (size_t i = 0; i < work->rejects.count; i++) {
        const char *listed = work->rejects.items[i].reason;
        if (strcmp(listed != NULL ? listed : "", reason) == 0)
            records += work->rejects.items[i].records;
    }
    return records;
}

/* Every reason that `listed` has counts the same in both. */
static int agree_in_rejects(const struct br_rejects *listed, const struct br_work *left,
                            const struct br_work *right, struct br_error *error)
{
    for (size_t i = 0; i < listed->count; i++) {
        const char *reason = listed->items[i].reason != NULL ? listed->items[i].reason : "";
        uint64_t left_records = records_rejected_for(left, reason);
        uint64_t right_records = records_rejected_for(right, reason);
        if (left_records != right_records)
            return br_error_set(error, BR_ERROR_WORK,
                                "different work: records rejected for \"%s\" are %" PRIu64
                                " and %" PRIu64,
                                reason, left_records, right_records);
    }
    return 0;
}

int br_work_agree(const struct br_work *left, const struct br_work *right, struct br_error *error)
{
    int code = agree_in_counts(left, right, error);
    if (code == 0)
        code = agree_in_rejects(&left->rejects, left, right, error);
    if (code == 0)
        code = agree_in_rejects(&right->rejects, left, right, error);
    if (code < 0)
        return code;
    if (left->witness != right->witness)
        return differs_in_word(error, "witness", left->witness, right->witness);
    if (left->digested && right->digested && left->digest != right->digest)
        return differs_in_word(error, "digest", left->digest, right->digest);
    return 0;
}
