/*
 * Growing lists: any struct whose members are a pointer `items` and a size_t `count`, in this
 * order, is one. Zero-initialised is a valid empty list. One belongs to one thread at a time.
 */
#ifndef BR_BASE_LIST_H
#define BR_BASE_LIST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct br_counts {
    uint64_t *items;
    size_t count;
};
struct br_numbers {
    double *items;
    size_t count;
};
struct br_texts {
    char **items;
    size_t count;
};

/* Frees the texts of a list, and the list, which is empty then. */
void br_texts_release(struct br_texts *texts);

/* Room for one more element at the end of a list: returns the zeroed new element. Aborts when
 * memory is out: not for use between start and stop of a measurement. */
void *br_list_append(void *list, size_t element_size);

/* A list of whatever elements. */
struct br_any_list {
    void *items;
    size_t count;
};

/* Lists differ in the type of `items` only; copying the bytes respects that they are not one type.
 */
static inline struct br_any_list br_any_list_get(const void *address)
{
    struct br_any_list list;
    memcpy(&list, address, sizeof list);
    return list;
}

static inline void br_any_list_set(void *address, struct br_any_list list)
{
    memcpy(address, &list, sizeof list);
}

#endif
