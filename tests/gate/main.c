/* benchrun-gate: what scripts/bench-gate calls. */
#include <stdlib.h>
#include <string.h>

#include "cli/registry.h"
#include "engine/runner.h"
#include "row.h"

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "__child") == 0)
        return br_child_main(atoi(argv[2]), &br_cli_registry);
    if (argc > 1 && strcmp(argv[1], "gather") == 0)
        return gate_gather(argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "evaluate") == 0)
        return gate_evaluate(argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "stored") == 0)
        return gate_stored(argc - 2, argv + 2);
    fprintf(stderr, "usage: gate gather|evaluate|stored ...\n");
    return 2;
}
