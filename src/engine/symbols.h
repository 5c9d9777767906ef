/*
 * Names for addresses: which function of which file, in which source, inlined into which.
 *
 * A name is only given when a symbol's extent covers the address (or debug information says so):
 * the nearest symbol before it is wrong in a stripped library. Without a name, library and offset
 * stand for the place; the function's begin is known where the unwinding tables know its extent,
 * because stripping leaves those. The files are those on this machine; one that was built
 * anew since its build id was recorded gives no names, and br_symbols_reasons says so. Debug
 * information is looked for in the file, in its .gnu_debugdata and in /usr/lib/debug by build id;
 * nothing is asked of a network.
 *
 * Names are from elfutils' libdw; a build without it gives library and offset.
 *
 * Cost: about 0.1 ms for each new address with debug information, nothing for one seen before, and
 * some milliseconds for each file that has symbols. One thread at a time.
 */
#ifndef BR_ENGINE_SYMBOLS_H
#define BR_ENGINE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "measure/mappings.h"
#include "model/shape.h"
#include "model/stacks.h"

/* Sections of benchrun's own executable with this name are the built-in workloads, which are not
 * the harness; the build puts them there. */
#define BR_SYMBOLS_WORKLOADS "benchrun_workloads"

enum br_symbol_grain {
    /* A frame per function: its offset and source line are those of the function's begin. */
    BR_SYMBOLS_FUNCTIONS,
    /* A frame per call or instruction: its offset and line are that of the call or instruction. */
    BR_SYMBOLS_SITES,
};

struct br_symbols;

/* Opens the files of the mappings (which may be released afterwards). `harness` is the path of
 * benchrun's executable, whose frames are marked as the harness's but for the built-in workloads;
 * NULL: no frame is. Files that cannot be opened are no error: their frames have no names. */
int br_symbols_open(const struct br_mappings *mappings, enum br_symbol_grain grain,
                    const char *harness, struct br_symbols **symbols, struct br_error *error);
void br_symbols_close(struct br_symbols *symbols);

/* Appends the frames of one stack, the innermost first, as indices into the table. A return address
 * is that behind the call, which may be in the next function: so all but the first address are
 * looked up a byte before, and the first as well when `first_is_call`. */
void br_symbols_stack(struct br_symbols *symbols, const uint64_t *addresses, size_t count,
                      bool first_is_call, struct br_counts *frames);

/* Is it where threads begin: in the C library, the dynamic loader or the harness's executable? */
bool br_symbols_is_root(const struct br_symbols *symbols, uint64_t frame);

/* A frame of no file, as "[kernel]"; returns its index in the table. */
uint64_t br_symbols_named(struct br_symbols *symbols, const char *function);

/* The table so far, handed over (the caller's to release) and begun anew. */
void br_symbols_take(struct br_symbols *symbols, struct br_frames *frames);

/* Appends a sentence for each file that was looked into in vain because it is gone, unreadable or
 * built anew, and one for all whose symbols do not cover everything that was looked for. */
void br_symbols_reasons(const struct br_symbols *symbols, struct br_texts *reasons);

/* Whether names can be had at all, in this build; else the reason. */
bool br_symbols_available(const char **reason);

#endif
