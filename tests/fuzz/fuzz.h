/*
 * What the fuzz targets share. A target is one file that defines LLVMFuzzerTestOneInput; built with
 * BENCHRUN_FUZZ it is a libFuzzer program, otherwise replay.c runs it on its seeds. A target does
 * nothing outside its own process but make unnamed files in memory.
 */
#ifndef BR_TESTS_FUZZ_H
#define BR_TESTS_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <benchrun/workload.h>

/* The target: must return 0, and end the process by a signal when it finds something. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with the broken promise named. */
#define FUZZ_REQUIRE(promise) br_fuzz_require((promise), #promise, __FILE__, __LINE__)
void br_fuzz_require(bool holds, const char *promise, const char *file, int line);

/* A copy with a NUL at its end; free() it. */
char *br_fuzz_string(const uint8_t *data, size_t size);

/* An unnamed file with these bytes, and the path under which this process can open it. */
struct br_fuzz_file {
    int descriptor;
    char path[32];
};
struct br_fuzz_file br_fuzz_file_open(const void *data, size_t size);
void br_fuzz_file_close(struct br_fuzz_file *file);

/* `text` is what a person is shown: UTF-8, with no controls but line ends and nothing hidden. */
void br_fuzz_require_visible(const char *text);

/* Frames and processes the input with one of the option lists (each ends with NULL; the first byte
 * of the data chooses), in memory with unreadable pages on either side, and holds the framer to
 * what <benchrun/workload.h> asks of it. */
void br_fuzz_workload(const struct br_workload *workload, const char *const *const *options,
                      size_t options_count, const uint8_t *data, size_t size);

#endif
