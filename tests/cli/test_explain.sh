#!/usr/bin/env bash
# What limits a mode, asked of saved profiles of planted workloads, and one record of an input. Only
# rules that counts decide are run for real: a loaded machine must not turn this test.
. "$(dirname "$0")/common.sh"

${BENCHRUN_CC:-cc} -std=c17 -O2 -D_GNU_SOURCE -shared -fPIC -I "$BENCHRUN_SOURCE_DIR/include" \
    -o planted.so "$BENCHRUN_SOURCE_DIR/tests/planted/planted.c"
planted=(--workload ./planted.so --samples 2 --sample-time 1ms --replicates 1 --time-budget 2s)

# The rules that spoke, one a line.
rules() {
    python3 -c 'import json, sys
for finding in json.load(open(sys.argv[1]))["bottlenecks"]: print(finding["rule"])' "$1"
}
holds() {
    expect 0 explain "$1" --json
    [ "$(rules output)" = "$2" ] || fail "$1: $(rules output) instead of $2"
}

# Memory that grows, and none that does.
if "$BENCHRUN" list --json | python3 -c 'import json, sys
sys.exit(0 if any(m["name"].startswith("allocations") and m["state"] == "counted"
                  for m in json.load(sys.stdin)["measures"]) else 1)'; then
    expect 0 "${planted[@]}" -O limit=memory-growth --sizes 10k --passes alloc --save leaks
    holds leaks memory-growth
    expect 0 explain leaks
    has output 'memory-growth at 10k'
    has output 'results[0].allocation.left_behind_bytes'
    expect 0 explain leaks --format markdown
    has output '- **memory-growth** at 10k'
    expect 0 "${planted[@]}" -O limit=nothing --sizes 10k --passes verify,alloc --save clean
    holds clean nothing-stands-out
    expect 0 explain clean
    has output 'not asked: wait-bound: the throughput pass was not run or failed'

    # Against each other.
    expect 0 explain leaks --baseline clean
    has output 'memory-growth appeared: left behind'
    expect 0 explain clean --baseline leaks
    has output 'memory-growth disappeared'
    expect 0 explain leaks --baseline leaks
    has output 'memory-growth is as it was'
fi

# More threads than CPUs.
threads=$(($(nproc) + 1))
expect 0 "${planted[@]}" --mode concurrent --threads "$threads" --sizes 10k --passes throughput \
    --save crowded
holds crowded oversubscribed
has output "$threads threads share"

# Within one mode only.
expect 0 "${planted[@]}" --sizes 1k --passes verify --save alone
expect 2 explain alone --baseline crowded
has messages 'the mode is single, that of the baseline concurrent'
expect 2 explain no-such-profile
has messages no-such-profile
expect 2 explain
has messages 'explain needs PROFILE'

# The slowest records are records of the input, and can be looked at.
expect 0 "${planted[@]}" --sizes 1k --passes latency --stamp record --save timed
python3 - <<'PYTHON' >slow
import json
for result in json.load(open("profiles/timed.json"))["results"]:
    assert 20 <= len(result["slowest"]) <= 40
    for record in result["slowest"]:
        assert record["offset"] == 64 * record["record"] and record["bytes"] == 64
    print(result["slowest"][0]["offset"])
PYTHON
expect 0 record synthetic --workload ./planted.so --sizes 1k --at "$(cat slow)"
has output "at offset $(cat slow) of synthetic, framed by ./planted.so: 64 B, accepted"
[ "$(grep -c '|$' output)" -eq 4 ] || fail "64 bytes are four lines"
expect 0 "${planted[@]}" --sizes 1k --passes latency --stamp batch --save batched
expect 0 show batched --format markdown
has output 'the records of a batch share a time stamp'

# How many fields, where the workload tells.
printf '{"a":[1,2],"b":""}\n' >object
if ! prints '^  ndjson .*not built in' "$BENCHRUN" list; then
    expect 0 record object --workload ndjson --at 0
    has output 'framed by ndjson: 19 B, 5 fields, accepted'
fi

# Of an input of one shape among several.
if ! prints '^  csv .*not built in' "$BENCHRUN" list; then
    expect 0 --workload csv --sizes 1k --record-bytes 64,512 --passes latency --stamp record \
        --samples 2 --sample-time 1ms --replicates 1 --time-budget 2s --save shaped --quiet
    python3 - <<'PYTHON' >slow
import json
for result in json.load(open("profiles/shaped.json"))["results"]:
    slowest = result["slowest"][0]
    if result["cell"]["variant"]["record_bytes"] == 512:
        print(slowest["offset"], slowest["bytes"])
PYTHON
    read -r offset bytes <slow
    expect 0 record synthetic --workload csv --sizes 1k --record-bytes 512 --at "$offset"
    has output "at offset $offset of synthetic, framed by csv: $bytes B"
    expect 2 record synthetic --workload csv --record-bytes 64,512 --at 0
    has messages 'one value of --record-bytes'
fi

# A rejected one, part of one, none, and one that does not exist.
expect 0 record synthetic --workload ./planted.so --sizes 1k -O limit=tail-bound --at 12,736 --bytes 16
has output 'record 199 (counted from 0) at offset 12736'
has output 'rejected: marked'
has output '... 48 more bytes'
expect 2 record synthetic --workload ./planted.so --sizes 1k --at 100
has messages 'the nearest are record 1 at 64 and record 2 at 128'
expect 2 record synthetic --workload ./planted.so --sizes 1k --at 99999999
has messages 'the nearest is record 999 at 63936'
head -c 100 /dev/zero >shortened
expect 0 record shortened --workload ./planted.so --at 64
has output 'rejected by the framing: marked'
expect 2 record shortened --workload ./planted.so
has messages '--at OFFSET'
expect 2 record shortened --workload ./planted.so --at 1x
has messages 'is not an offset'
expect 2 record absent --workload ./planted.so --at 0
has messages 'absent does not exist'

# A record that crashes the code under test costs this command its answer and nothing else.
{
    printf '%s\n' "$plugin_frame"
    cat <<'CODE'
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker, (void)size, (void)outcome;
    if (record[0] == '!')
        *(volatile int *)0 = 1;
}
PLUGIN(.name = "crashes", .format = "lines", .process = process);
CODE
} | plugin crashes
printf 'fine\n!bad\n' >lines
expect 0 record lines --workload ./crashes.so --at 0
expect 1 record lines --workload ./crashes.so --at 5
has messages 'at offset 5 of the input'
# A sanitizer catches the signal and leaves with a status of its own.
if grep -qx 'BENCHRUN_SANITIZE:STRING=' "$BENCHRUN_BINARY_DIR/CMakeCache.txt"; then
    has messages SIGSEGV
fi
