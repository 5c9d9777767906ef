#!/usr/bin/env bash
# Code under test that crashes or hangs costs its pass, never the run.
. "$(dirname "$0")/common.sh"
seq 1000 >lines

run_plugin() {
    local status=$1
    shift
    expect "$status" --input lines --sizes 1k --samples 2 --sample-time 1ms --replicates 1 \
        --time-budget 1s "$@"
}

plugin crash <<C
$plugin_frame
#include <stdlib.h>
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker;
    if (size == 4 && memcmp(record, "777", 3) == 0)
        abort();
    outcome->witness = size;
}
PLUGIN(.name = "crash", .process = process);
C
run_plugin 1 --workload ./crash.so --passes verify,throughput
has messages 'passes failed'
has messages SIGABRT
has output SIGABRT
python3 - <<'PYTHON'
import json
results = json.load(open("profiles/single-crash-wip.json"))["results"]
assert results and all(not result["ok"] and "SIGABRT" in result["failure"] for result in results)
PYTHON

plugin hang <<C
$plugin_frame
#include <unistd.h>
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker, (void)record, (void)size, (void)outcome;
    for (;;)
        pause();
}
PLUGIN(.name = "hang", .process = process);
C
run_plugin 1 --workload ./hang.so --passes throughput --timeout 1s
has messages 'failed'
has output '--timeout'

plugin leave <<C
$plugin_frame
#include <stdlib.h>
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker, (void)record, (void)size, (void)outcome;
    exit(0);
}
PLUGIN(.name = "leave", .process = process);
C
run_plugin 1 --workload ./leave.so --passes throughput

# One that cannot be loaded is bad input: nothing is measured.
echo nonsense >nonsense.so
run_plugin 2 --workload ./nonsense.so
has messages nonsense.so
[ ! -e profiles/single-nonsense-wip.json ] || fail 'a profile of nothing was saved'
