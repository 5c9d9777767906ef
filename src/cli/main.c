/*
 * The program: signals, the streams, and which side of a run this process is. The only file with
 * mutable globals; a signal handler reaches nothing else.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/registry.h"
#include "engine/runner.h"

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    interrupted = signal_number;
}

/* The first signal asks for an orderly end, a second one ends the process at once. A reader that
 * leaves must not cost what was measured either. */
static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Started with a closed stream, the next file opened would take its place and get its text. */
static void open_missing_streams(void)
{
    for (int descriptor = 0; descriptor <= 2; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", O_RDWR) != descriptor)
            _exit(BR_EXIT_FAILED);
}

/* How the runner starts the processes that measure: benchrun __child DESCRIPTOR. */
static int run_as_child(const char *descriptor_text)
{
    char *end;
    long descriptor = strtol(descriptor_text, &end, 10);
    if (*end != '\0' || descriptor < 0 || descriptor > 65535)
        return BR_EXIT_USAGE;
    return br_child_main((int)descriptor, &br_cli_registry);
}

int main(int argc, char **argv)
{
    open_missing_streams();
    if (argc == 3 && strcmp(argv[1], "__child") == 0)
        return run_as_child(argv[2]);
    const struct br_invocation invocation = {.registry = &br_cli_registry,
                                             .argument_count = argc,
                                             .arguments = (const char *const *)argv,
                                             .output = stdout,
                                             .messages = stderr,
                                             .interrupted = &interrupted,
                                             .catch_interrupts = catch_interrupts};
    return br_cli_main(&invocation);
}
