/* Growing lists; see list.h. */
#include "base/list.h"

#include <stdlib.h>

void *br_list_append(void *list, size_t element_size)
{
    struct br_any_list grown = br_any_list_get(list);
    if (grown.count >= PTRDIFF_MAX / element_size)
        abort();
    /* No spare room is kept: lists that were read or copied have none to tell. The allocator's size
     * classes keep the cost of growing step by step low. */
    grown.items = realloc(grown.items, (grown.count + 1) * element_size);
    if (grown.items == NULL)
        abort();
    void *element = (char *)grown.items + grown.count * element_size;
    memset(element, 0, element_size);
    grown.count++;
    br_any_list_set(list, grown);
    return element;
}

void br_texts_release(struct br_texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
    *texts = (struct br_texts){0};
}
