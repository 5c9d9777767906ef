#!/usr/bin/env bash
# The cpu pass: shares of planted functions, roots of stacks, stripped and rebuilt plug-ins, machines
# that forbid sampling, and what other programs read.
. "$(dirname "$0")/common.sh"

# CPU time of 7, 2 and 1 parts in three functions: each turn waits for the one before, so that a
# turn costs the same in all.
planted='
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>
#define SPIN(turns) for (int i = 0; i < (turns); i++) value = value * UINT64_C(6364136223846793005) + 1
__attribute__((noinline)) SCOPE uint64_t planted_seven(uint64_t value) { SPIN(7000); return value; }
__attribute__((noinline)) SCOPE uint64_t planted_two(uint64_t value) { SPIN(2000); return value; }
__attribute__((noinline)) SCOPE uint64_t planted_one(uint64_t value) { SPIN(1000); return value; }
static int open_it(const struct br_harness *harness, void **state, char *message, size_t size)
{
    (void)harness; (void)state; (void)message; (void)size;
#ifdef OTHER
    char name[64];
    snprintf(name, sizeof name, "link-%d", (int)getpid());
    if (link(OTHER, name) != 0 || rename(name, "planted.so") != 0) return -1;
#endif
    return 0;
}
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker; (void)record;
    uint64_t value = planted_seven(size);
    value += planted_two(value);
    value += planted_one(value);
    outcome->witness = value;
}
PLUGIN(.name = "planted", .process = process, .open = open_it);
'

# build NAME FLAGS...
build() {
    local name=$1
    shift
    printf '%s\n' "$plugin_frame" "$planted" >planted.c
    ${BENCHRUN_CC:-cc} -std=c17 -D_GNU_SOURCE -shared -fPIC -O1 -Wl,--build-id "$@" \
        -I "$BENCHRUN_SOURCE_DIR/include" -o "$name.so" planted.c
}

# What the profile NAME says: python on standard input with `cpu`, the cpu pass's result, and its
# `stacks` of `n` samples.
ask() {
    python3 -c "
import json, math, sys
profile = json.load(open('profiles/$1.json'))
cpu = [r for r in profile['results'] if r['pass'] == 'cpu'][-1]
state = cpu['sampling']['state']
data = cpu.get('stacks', [{}])[0]
stacks = data.get('stacks', [])
frames = data.get('frames', [])
n = sum(s['samples'] for s in stacks)
$(cat)" || fail "the CPU profile of $1"
}

seq 500 >lines
cpu=(--passes cpu --replicates 1 --samples 15 --sample-time 20ms
    --time-budget 10s --quiet)
small=(--workload ./planted.so --input lines --sizes 2k "${cpu[@]}")

build planted -g -DSCOPE=
expect 0 "${small[@]}" --save planted
if [ "$(ask planted <<<'print(state)')" != counted ]; then
    ask planted <<<'assert cpu["ok"] and cpu["sampling"]["reason"] and not stacks'
    expect 0 show planted --format markdown
    has output "$(ask planted <<<'print(cpu["sampling"]["reason"][:40])')"
    printf 'skipped: %s\n' "$(ask planted <<<'print(cpu["sampling"]["reason"])')"
    exit 77
fi

# Each share is within four standard errors of that many samples. What an interrupt of the kernel
# did meanwhile is its caller's.
shares='
by_name = {}
for s in stacks:
    inner = next((frames[f] for f in s["frames"] if is_planted(frames[f])), None)
    if inner is not None:
        by_name[key(inner)] = by_name.get(key(inner), 0) + s["samples"]
found = sum(by_name.values())
assert found > 200 and found > 0.9 * n, (found, n)
order = sorted(by_name, key=by_name.get, reverse=True)
assert len(order) == 3, by_name
for share, name in zip((0.7, 0.2, 0.1), order):
    error = 4 * math.sqrt(share * (1 - share) / found)
    assert abs(by_name[name] / found - share) < error, (name, by_name, error)
'
named='
def key(frame): return frame["function"]
def is_planted(frame): return (frame.get("function") or "").startswith("planted_")
'
rooted='
cut = sum(s["samples"] for s in stacks if s.get("truncated"))
assert cut <= 0.01 * n, f"{cut} of {n} stacks do not reach their root"
'
ask planted <<PY
$named
$shares
assert order == ["planted_seven", "planted_two", "planted_one"], order
for frame in frames:
    if is_planted(frame):
        assert frame["library"] == "planted.so" and frame["line"] > 0, frame
$rooted
PY
expect 0 show planted --format markdown
has output 'planted\_seven'

# Two workers, each with stacks of its own.
expect 0 "${small[@]}" --mode concurrent --threads 2 --save both
ask both <<PY
$named
$shares
assert {s["thread"] for s in stacks} >= {0, 1}
$rooted
PY

# ---- what other programs read ----

prof=reports/single/cpu/planted-2k.prof
head -n 1 "$prof" | grep -qax -e '--- symbol' || fail "$prof is not symbolised"
for reader in google-pprof jeprof; do
    if ! command -v "$reader" >/dev/null; then
        printf 'SKIPPED: %s is not installed\n' "$reader"
        continue
    fi
    "$reader" --text "$prof" >read.txt 2>read.err || {
        cat read.err >&2
        fail "$reader cannot read $prof"
    }
    has_not read.err Removing
    ask planted <<PY
lines = open("read.txt").read().splitlines()
total = next(int(line.split()[1]) for line in lines if line.startswith("Total:"))
assert total == n, (total, n)
rows = [line.split(None, 5) for line in lines if "%" in line]
assert rows[0][5] == "planted_seven", rows[0]
own = {}
for s in stacks:
    name = frames[s["frames"][0]].get("function")
    own[name] = own.get(name, 0) + s["samples"]
assert int(rows[0][0]) == own["planted_seven"], (rows[0], own)
PY
done
python3 - <<'PY' || fail 'the file for speedscope'
import json
scope = json.load(open("reports/single/cpu/planted.speedscope.json"))
profile = scope["profiles"][0]
names = [frame["name"] for frame in scope["shared"]["frames"]]
own = {}
for sample, weight in zip(profile["samples"], profile["weights"]):
    own[names[sample[-1]]] = own.get(names[sample[-1]], 0) + weight
assert max(own, key=own.get) == "planted_seven", own
PY

# ---- never a wrong name ----

# Without symbols the unwinding tables still tell functions apart, by offset.
build planted -DSCOPE=static -s
expect 0 "${small[@]}" --save stripped
ask stripped <<PY
for frame in frames:
    assert frame.get("library") != "planted.so" or frame.get("function") is None, frame
# Only process calls other functions of the plug-in.
def key(frame): return frame["offset"]
called = {tuple(key(frames[f]) for f in s["frames"][i:i + 2]) for s in stacks
          for i in range(len(s["frames"]) - 1)
          if all(frames[f].get("library") == "planted.so" for f in s["frames"][i:i + 2])}
assert len({caller for callee, caller in called}) == 1, called
own = {callee for callee, caller in called}
def is_planted(frame): return frame.get("library") == "planted.so" and key(frame) in own
$shares
assert any("planted.so" in reason and "no symbols" in reason for reason in data["nameless"]), data.get("nameless")
$rooted
PY
expect 0 show stripped --format markdown
has output 'planted.so+0x'
has_not output 'planted\_seven'

# Built anew while it runs: each process finds the other build in the file's place.
build one -g -DSCOPE= '-DOTHER="two.so"'
build two -g -DSCOPE= '-DOTHER="one.so"' -O0
cp one.so planted.so
expect 0 "${small[@]}" --save anew
ask anew <<PY
assert any("planted.so was built anew since" in reason for reason in data["nameless"]), data.get("nameless")
mine = [frame for frame in frames if frame.get("library") == "planted.so"]
assert mine and all(frame.get("function") is None for frame in mine), mine
$rooted
PY
expect 0 show anew --format markdown
tr -s ' \n' ' ' <output >flat
has flat 'was built anew since'

# ---- to the root through libraries without frame pointers ----

subjects='ndjson:libcjson,libjemalloc,libc. marc:libyaz,libc.'
if prints sanitizer "$BENCHRUN" --version; then
    printf 'SKIPPED: a sanitizer stands in front of jemalloc, with frames larger than a sampled stack\n'
    subjects=
fi
for subject in $subjects; do
    workload=${subject%%:*}
    if ! prints "^  $workload .*not built in" "$BENCHRUN" list; then
        for mode in single 'concurrent --threads 2'; do
            # shellcheck disable=SC2086
            expect 0 --workload "$workload" --sizes 1k --mode $mode "${cpu[@]}" --save roots
            ask roots <<PY
through = {frames[f].get("library") for s in stacks for f in s["frames"]}
for library in "${subject#*:}".split(","):
    assert any((l or "").startswith(library) for l in through), (library, through)
$rooted
PY
        done
    else
        printf 'SKIPPED: %s is not built in\n' "$workload"
    fi
done

# ---- where sampling is forbidden ----

build planted -g -DSCOPE=
${BENCHRUN_CC:-cc} -std=c17 -D_GNU_SOURCE -o deny "$BENCHRUN_SOURCE_DIR/tests/denied/deny.c"
program=$BENCHRUN
# forbidden WHAT... -- OPTIONS...
forbidden() {
    local denied=()
    while [ "$1" != -- ]; do
        denied+=("$1")
        shift
    done
    shift
    printf '#!/bin/sh\nexec ./deny %s -- "%s" "$@"\n' "${denied[*]}" "$program" >denied.sh
    chmod +x denied.sh
    BENCHRUN=./denied.sh
    expect 0 "${small[@]}" "$@"
    BENCHRUN=$program
}
if ./deny perf -- true 2>/dev/null; then
    # Without perf there are timers, whose rate is the kernel's tick at most.
    forbidden perf -- --save timers
    ask timers <<'PY'
assert state == "counted" and "timers" in cpu["sampling"]["source"], cpu["sampling"]
PY
    if prints 'sanitizer thread' "$BENCHRUN" --version; then
        printf 'SKIPPED: the thread sanitizer holds signals back, and the stack is another by then\n'
    else
        ask timers <<PY
$named
$shares
$rooted
PY
    fi
    forbidden perf -- --cpu-source perf --save no-perf
    ask no-perf <<'PY'
assert cpu["ok"] and state == "denied" and not stacks, cpu["sampling"]
assert "perf_event_paranoid" in cpu["sampling"]["reason"], cpu["sampling"]
PY
    forbidden perf timer -- --save neither
    ask neither <<'PY'
assert cpu["ok"] and state == "unsupported" and not stacks, cpu["sampling"]
assert "neither perf events nor timers" in cpu["sampling"]["reason"], cpu["sampling"]
PY
    expect 0 show neither --format markdown
    tr -s ' \n' ' ' <output >flat
    has flat 'neither perf events nor timers'
else
    printf 'SKIPPED: system calls cannot be denied here\n'
fi

# A file in the way of the folder is noted, and the rest of the run is there.
mkdir -p elsewhere/reports/single
printf 'in the way\n' >elsewhere/reports/single/cpu
expect 0 "${small[@]}" --out elsewhere
has messages 'beside the report are not saved'
has messages 'reports/single/cpu'
[ -s elsewhere/reports/single/planted.md ] || fail 'the report is lost with the stacks'
