/*
 * The work proof over a whole run: passes and cells that must have done the same.
 */
#ifndef BR_ENGINE_AGREE_H
#define BR_ENGINE_AGREE_H

#include "base/text.h"
#include "model/profile.h"

/*
 * Passes of one cell, and cells of one size whatever their threads, must agree in counts, bytes,
 * output and witness, and in the digest where they have one. Shortened passes (see
 * br_instruction_counts) did less, and must agree with one another only. Every result that differs
 * from the first one of its size is marked not ok, with the reason: it is no figure any more.
 * Returns how many were marked.
 */
size_t br_agree(struct br_results *results);

#endif
