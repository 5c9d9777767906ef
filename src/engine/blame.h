/*
 * After a failure: where in the input each worker was, as a text for people who want to reproduce
 * it.
 */
#ifndef BR_ENGINE_BLAME_H
#define BR_ENGINE_BLAME_H

#include "base/text.h"
#include "engine/channel.h"
#include "engine/watch.h"

/*
 * Appends "; worker 0 was at record 1234 (counted from 0), at offset 56789 of the input" for each
 * of the first eight workers that were at work; nothing where none was. The number of the record is
 * found by a child of its own that frames the input up to the offset (watch is the failed child's);
 * where it cannot be found, the offset stands alone.
 */
void br_blame_append(const struct br_watch *watch, const struct br_channel *channel,
                     struct br_text *text);

#endif
