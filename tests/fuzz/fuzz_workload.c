/* Framers and process(): every byte accounted for once, the same records whatever the capacity and
 * wherever framing begins, no byte outside the input touched. */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "guard.h"
#include "harness_fake.h"

static void check_totals(const struct br_fake_totals *totals, size_t size)
{
    uint64_t rejected = 0;
    for (size_t i = 0; i < BR_FAKE_REASONS_MAX; i++)
        rejected += totals->rejected[i];
    FUZZ_REQUIRE(totals->accepted + rejected == totals->records);
    FUZZ_REQUIRE(totals->accepted_bytes + totals->rejected_bytes + totals->padding_bytes == size);
}

static void check_capacity(struct br_fake *fake)
{
    struct br_span *one, *many;
    const size_t count = br_fake_frame(fake, 0, 64, &many);
    FUZZ_REQUIRE(br_fake_frame(fake, 0, 1, &one) == count);
    FUZZ_REQUIRE(count == 0 || memcmp(one, many, count * sizeof *one) == 0);
    free(one);
    free(many);
}

/* Asked of every record, rejected ones among them. */
static void check_fields(struct br_fake *fake)
{
    struct br_span *spans;
    const size_t count = br_fake_frame(fake, 0, 64, &spans);
    for (size_t i = 0; i < count; i++)
        FUZZ_REQUIRE(br_fake_fields(fake, spans[i]) <= spans[i].size + 1);
    free(spans);
}

/* Two runs over the same bytes, before and behind which nothing can be read, are the same work. */
static struct br_fake_totals run(const struct br_workload *workload, const char *const *options,
                                 const uint8_t *data, size_t size, enum br_guard_side side)
{
    struct br_guard guard = br_guard_copy(data, size, side);
    struct br_fake *fake = br_fake_open(workload, options, guard.bytes, size);
    check_capacity(fake);
    if (workload->fields != NULL)
        check_fields(fake);
    const struct br_fake_totals totals = br_fake_run(fake, true);
    br_fake_close(fake);
    br_guard_free(&guard);
    check_totals(&totals, size);
    return totals;
}

void br_fuzz_workload(const struct br_workload *workload, const char *const *const *options,
                      size_t options_count, const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    const char *const *chosen = options[data[0] % options_count];
    const struct br_fake_totals before = run(workload, chosen, data + 1, size - 1, BR_GUARD_BEFORE);
    const struct br_fake_totals after = run(workload, chosen, data + 1, size - 1, BR_GUARD_AFTER);
    FUZZ_REQUIRE(memcmp(&before, &after, sizeof before) == 0);
}
