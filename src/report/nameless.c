/* Why functions have no names; see nameless.h. */
#include "report/nameless.h"

void br_nameless_append(const struct br_stacks *stacks, struct br_text *text)
{
    for (size_t i = 0; i < stacks->nameless.count; i++)
        br_text_format(text, "%s%s.", i == 0 ? " Not named: " : " ", stacks->nameless.items[i]);
}
