/*
 * benchrun-bench: measures the harness against what it could have been. One topic per process;
 * scripts/bench runs them all over several code layouts and makes the table.
 */
#include <stdio.h>
#include <string.h>

#include "topics.h"

static const struct {
    const char *name;
    void (*run)(void);
} topics[] = {
    {"throughput", topic_throughput}, {"instructions", topic_instructions},
    {"latency", topic_latency},       {"framing", topic_framing},
    {"strategies", topic_strategies}, {"micro", topic_micro},
    {"sampling", topic_sampling},
};

static int usage(void)
{
    fputs("usage: benchrun-bench TOPIC | memory SUBJECT PROFILE | instruments SUBJECT PROFILE\n"
          "       | rendering FOLDER\n"
          "topics:",
          stderr);
    for (size_t i = 0; i < sizeof topics / sizeof *topics; i++)
        fprintf(stderr, " %s", topics[i].name);
    fputc('\n', stderr);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "memory") == 0) {
        topic_memory(argv[2], argv[3]);
        return 0;
    }
    if (argc == 4 && strcmp(argv[1], "instruments") == 0) {
        topic_instruments(argv[2], argv[3]);
        return 0;
    }
    if (argc == 3 && strcmp(argv[1], "rendering") == 0) {
        topic_rendering(argv[2]);
        return 0;
    }
    for (size_t i = 0; argc == 2 && i < sizeof topics / sizeof *topics; i++) {
        if (strcmp(argv[1], topics[i].name) == 0) {
            topics[i].run();
            return 0;
        }
    }
    return usage();
}
