/* The slowest records of a lane; see slowest.h. */
#include "modes/slowest.h"

#include <stdlib.h>

static struct br_slow_entry *find(struct br_slowest *slowest, uint64_t offset)
{
    for (size_t i = 0; i < slowest->count; i++) {
        if (slowest->entries[i].offset == offset)
            return &slowest->entries[i];
    }
    return NULL;
}

static struct br_slow_entry *fastest(struct br_slowest *slowest)
{
    struct br_slow_entry *least = &slowest->entries[0];
    for (size_t i = 1; i < slowest->count; i++) {
        if (slowest->entries[i].ticks < least->ticks)
            least = &slowest->entries[i];
    }
    return least;
}

void br_slowest_keep(struct br_slowest *slowest, const struct br_slow_entry *entry)
{
    struct br_slow_entry *known = find(slowest, entry->offset);
    if (known != NULL) {
        if (entry->ticks > known->ticks)
            *known = *entry;
    } else if (slowest->count < BR_SLOWEST) {
        slowest->entries[slowest->count++] = *entry;
    } else if (entry->ticks > slowest->gate) {
        *fastest(slowest) = *entry;
    }
    slowest->gate = slowest->count == BR_SLOWEST ? fastest(slowest)->ticks : 0;
}

void br_slowest_merge(struct br_slowest *slowest, const struct br_slowest *from)
{
    for (size_t i = 0; i < from->count; i++)
        br_slowest_keep(slowest, &from->entries[i]);
}

static int compare(const void *left_entry, const void *right_entry)
{
    const struct br_slow_entry *left = left_entry, *right = right_entry;
    if (left->ticks != right->ticks)
        return left->ticks < right->ticks ? 1 : -1;
    return (left->offset > right->offset) - (left->offset < right->offset);
}

void br_slowest_sort(struct br_slowest *slowest)
{
    qsort(slowest->entries, slowest->count, sizeof *slowest->entries, compare);
}
