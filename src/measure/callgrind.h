/*
 * Callgrind, as the process that is measured sees it: counting switched on and off, and totals
 * read.
 *
 * Model. Under `valgrind --tool=callgrind` an emulated CPU executes one thread at a time and counts
 * every instruction of those threads that collect. A process speaks to it by client requests,
 * instruction sequences that do nothing on a real CPU (<valgrind/callgrind.h>; "Callgrind: a
 * call-graph generating cache and branch prediction profiler", chapter 6 of valgrind's manual).
 * Instrumentation is switched for the whole process, collection for the calling thread. Counts
 * leave the emulator as a text file, which is a file in memory here; of it only `totals:` is read
 * (chapter "Callgrind format specification" of the same manual).
 *
 * Cost. Instrumented code runs 30 to 70 times slower; a switch of instrumentation throws all
 * translated code away; a toggle takes about ten instructions on either side of it.
 */
#ifndef BR_MEASURE_CALLGRIND_H
#define BR_MEASURE_CALLGRIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* The path of the valgrind to start a child with; free() it. NULL where instructions cannot be
 * counted, and `reason` (static text) says why: a sanitizer in this build, no header when it was
 * built, or no valgrind in the folders of PATH. */
char *br_callgrind_find(const char **reason);

/* The arguments that start `program` (its path and up to four arguments, ended by NULL) under
 * callgrind with collection and instrumentation off. Counts go to the inherited `descriptor`. Every
 * text is the caller's or in `command`. */
enum { BR_CALLGRIND_OPTIONS = 11 }; /* the path of valgrind among them */
struct br_callgrind_command {
    char output[64]; /* the option that names the file */
    const char *arguments[BR_CALLGRIND_OPTIONS + 1 + 4 + 1];
};
void br_callgrind_compose(const char *valgrind, const char *const *program, int descriptor,
                          struct br_callgrind_command *command);

/* "callgrind 3.19.0", by asking a valgrind for its version; "callgrind" where it does not answer.
 * free() it. */
char *br_callgrind_version(const char *valgrind);

/* Why valgrind gave up, in its own words: the lines of a process's output that begin with its name
 * (coregrind/m_libcprint.c and m_redir.c write them so), as one line of some 600 bytes at most.
 * NULL where there is none. free() it. */
char *br_callgrind_complaint(const char *output);

/* The environment entry "MALLOC_CONF=..." under which the allocator does nothing that depends on
 * the clock: jemalloc gives unused pages back by time. The user's own settings stand behind it and
 * win. free() it. */
char *br_callgrind_environment(void);
/* And one that keeps valgrind from asking servers for symbols; harmless to everything else. */
#define BR_CALLGRIND_NO_NETWORK "DEBUGINFOD_URLS="

/* ---- in the child ---- */

/* True under valgrind, and only then do the requests below do anything. */
bool br_callgrind_runs(void);

/* For the whole process. */
void br_callgrind_instrument(bool on);
/* Turns the calling thread's collection on or off, whichever it was not. */
void br_callgrind_toggle(void);
/* Forgets what all threads have counted. */
void br_callgrind_zero(void);

/* What all threads have counted since the last call or br_callgrind_zero; `descriptor` is the one
 * given to br_callgrind_compose. Fails when nothing readable was written: a plug-in that closes
 * descriptors it does not own does that. */
int br_callgrind_total(int descriptor, uint64_t *instructions, struct br_error *error);

/* ---- its parts, for tests ---- */

/* Reads the totals of the last part of a profile, which need not end with a NUL. */
int br_callgrind_parse(const char *data, size_t size, uint64_t *instructions,
                       struct br_error *error);

#endif
