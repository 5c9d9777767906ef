/* The framing rule of marc_oracle.h. */
#include "marc_oracle.h"

#include <stdbool.h>

/* The length the leader at `at` gives, or 0 when the rule does not take it. */
static size_t length_by_leader(const unsigned char *input, size_t size, size_t at)
{
    size_t length = 0;
    for (size_t i = at; i < at + 5; i++) {
        if (i >= size || input[i] < '0' || input[i] > '9')
            return 0;
        length = length * 10 + (size_t)(input[i] - '0');
    }
    const bool fits = length >= 25 && at + length <= size && input[at + length - 1] == 0x1D;
    return fits ? length : 0;
}

static size_t length_to_terminator(const unsigned char *input, size_t size, size_t at)
{
    size_t end = at;
    while (end < size && input[end] != 0x1D)
        end++;
    return (end < size ? end + 1 : size) - at;
}

struct br_marc_oracle br_marc_oracle(const unsigned char *input, size_t size)
{
    struct br_marc_oracle oracle = {0};
    size_t at = 0;
    while (at < size) {
        size_t length = length_by_leader(input, size, at);
        if (length > 0) {
            oracle.whole++;
            oracle.whole_bytes += length;
        } else if (input[at] == '\n' || input[at] == '\r' || input[at] == 0 || input[at] == 0x1A) {
            length = 1;
            oracle.padding_bytes++;
        } else {
            length = length_to_terminator(input, size, at);
            oracle.broken++;
            oracle.broken_bytes += length;
        }
        at += length;
    }
    return oracle;
}
