/*
 * Errors: one map of codes, and a detail that the caller owns.
 *
 * A fallible function returns 0 or a negative br_error_code and, when it fails, leaves one clear
 * sentence in the caller's `struct br_error`: it names the thing and says what to do.
 */
#ifndef BR_BASE_ERROR_H
#define BR_BASE_ERROR_H

#include <stddef.h>

/* X(name, word, exit status of the program when this ends it) */
#define BR_ERROR_MAP(X)                                                                            \
    X(FAILED, "failed", 1)                                                                         \
    X(USAGE, "usage", 2)                                                                           \
    X(INPUT, "bad input", 2)                                                                       \
    X(FORMAT, "bad format", 2)                                                                     \
    X(MEMORY, "out of memory", 1)                                                                  \
    X(IO, "input/output", 1)                                                                       \
    X(CHILD, "child failed", 1)                                                                    \
    X(TIMEOUT, "timed out", 1)                                                                     \
    X(WORK, "different work", 1)                                                                   \
    X(UNSUPPORTED, "unsupported", 1)                                                               \
    X(DENIED, "denied", 1)                                                                         \
    X(INTERRUPTED, "interrupted", 130)

enum br_error_index {
#define X(name, word, status) BR_ERROR_INDEX_##name,
    BR_ERROR_MAP(X)
#undef X
};

enum br_error_code {
#define X(name, word, status) BR_ERROR_##name = -1 - BR_ERROR_INDEX_##name,
    BR_ERROR_MAP(X)
#undef X
};

struct br_error {
    int code; /* 0 or a br_error_code */
    char message[1024];
};

/* Sets code and message (control characters in arguments are made visible) and returns the code.
 * `error` may be NULL: then only the code is returned. */
int br_error_set(struct br_error *error, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " in front of the message of an error that is already set; returns its code. */
int br_error_prefix(struct br_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The word and the exit status for a code; 0 gives "ok" and 0. */
const char *br_error_word(int code);
int br_error_exit_status(int code);

#endif
