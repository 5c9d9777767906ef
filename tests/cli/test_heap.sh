#!/usr/bin/env bash
# The heap pass: shares of planted functions, stripped plug-ins, leaks, jeprof, and bad files.
. "$(dirname "$0")/common.sh"
needs_parts 'the cpu pass, and names of functions'

# Allocations of 7, 2 and 1 parts in three functions; with -O leak=1 the smallest keeps some.
planted='
#include <stdlib.h>
__attribute__((noinline)) static unsigned touch(void *block) { *(volatile char *)block = 1; return 1; }
__attribute__((noinline)) unsigned planted_seven(void)
{
    unsigned sum = 0;
    for (int i = 0; i < 7; i++) { void *block = malloc(96); sum += touch(block); free(block); }
    return sum;
}
__attribute__((noinline)) unsigned planted_two(void)
{
    unsigned sum = 0;
    for (int i = 0; i < 2; i++) { void *block = malloc(96); sum += touch(block); free(block); }
    return sum;
}
static int leaks, held;
static struct block { struct block *next; char rest[88]; } *kept;
__attribute__((noinline)) unsigned planted_one(void)
{
    struct block *block = malloc(sizeof *block);
    unsigned sum = touch(block);
    if (leaks || held) { block->next = kept; kept = block; }
    else free(block);
    return sum;
}
static int open_it(const struct br_harness *harness, void **state, char *message, size_t size)
{
    (void)state; (void)message; (void)size;
    uint64_t number = harness->option_number(harness, "keep");
    leaks = number == 1;
    held = number == 2;
    return 0;
}
static void close_it(void *state)
{
    (void)state;
    while (held && kept) { struct block *next = kept->next; free(kept); kept = next; }
}
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker; (void)record;
    outcome->witness = size + planted_seven() + planted_two() + planted_one();
}
static const struct br_option options[] = {
    {.name = "keep", .kind = BR_OPTION_COUNT, .default_value = "0", .maximum = 2, .help = "1 leaks, 2 frees at the end"},
    {.name = NULL}};
PLUGIN(.name = "planted", .process = process, .options = options, .open = open_it, .close = close_it);
'

build() {
    printf '%s\n' "$plugin_frame" "$planted" >"$1.c"
    # shellcheck disable=SC2086
    ${BENCHRUN_CC:-cc} -std=c17 -D_GNU_SOURCE -shared -fPIC -O1 -Wl,--build-id $2 \
        -I "$BENCHRUN_SOURCE_DIR/include" -o "$1.so" "$1.c"
}

seq 2000 >lines
heap=(--input lines --sizes 2k --passes alloc --profile heap --heap-sample 4KiB --samples 3
    --sample-time 10ms --time-budget 10s)

# What the profile NAME says: python on standard input with `heap`, the heap pass's result.
ask() {
    python3 -c "
import json, math, sys
profile = json.load(open('profiles/$1.json'))
result = {r['pass']: r for r in profile['results']}
heap = result['heap']
stacks = {s['kind']: s for s in heap.get('stacks', [])}
def sites(kind):
    found = {}
    for stack in stacks[kind].get('stacks', []):
        frame = stacks[kind]['frames'][stack['frames'][0]]
        found.setdefault((frame.get('function'), frame.get('library'), frame.get('line', 0)),
                         []).append(stack)
    return found
def total(kind, what):
    return sum(s[what] for s in stacks[kind].get('stacks', []))
$(cat)" || fail "the heap profile of $1"
}

build planted '-g'
expect 0 --workload ./planted.so "${heap[@]}" --save planted --quiet
if [ "$(ask planted <<<'print(heap["sampling"]["state"])')" = unsupported ]; then
    ask planted <<<'assert heap["ok"] and heap["sampling"]["reason"] and not stacks'
    expect 0 show planted
    has output 'unsupported'
    printf 'skipped: %s\n' "$(ask planted <<<'print(heap["sampling"]["reason"])')"
    exit 77
fi

# The shares are 70, 20 and 10 %, within four standard errors of that many samples; the estimate is
# as near to the exact counters; benchrun's own allocations are not in it.
shares='
n = total("heap-allocated", "samples")
assert n > 1000, n
bytes = total("heap-allocated", "value")
by_name = {}
for (function, library, line), found in sites("heap-allocated").items():
    assert library == "planted.so", (function, library)
    by_name[key(function, line)] = by_name.get(key(function, line), 0) + sum(s["value"] for s in found)
assert len(by_name) == 3, by_name
for share, value in zip((0.7, 0.2, 0.1), sorted(by_name.values(), reverse=True)):
    error = 4 * math.sqrt(share * (1 - share) / n)
    assert abs(value / bytes - share) < error, (value / bytes, share, error)
exact = result["alloc"]["allocation"]
records = stacks["heap-allocated"]["records"]
for what, counter in (("value", "allocated_bytes"), ("objects", "allocations")):
    ratio = total("heap-allocated", what) / records / (exact[counter] / exact["records"])
    assert abs(ratio - 1) < 4 / math.sqrt(n), (what, ratio)
'
ask planted <<PY
def key(function, line): return function
$shares
names = sorted(by_name, key=by_name.get, reverse=True)
have_names = any(names)
assert not have_names or names == ["planted_seven", "planted_two", "planted_one"], names
for (function, library, line) in sites("heap-allocated"):
    assert not have_names or line > 0, function
PY
expect 0 show planted --format markdown
has output '## Where the memory is allocated'
has output 'a standard error is'

# Nothing leaks, and what is given back when the workload is closed is no leak either.
ask planted <<<'assert total("heap-leak", "samples") == 0, "a leak that is none"'
expect 0 --workload ./planted.so "${heap[@]}" -O keep=2 --save held --quiet
ask held <<<'
assert total("heap-leak", "samples") == 0, "a leak that is none"
assert total("heap-peak", "samples") > 0 and total("heap-end", "samples") > 0'

# A planted leak is in the leak dump with all of its bytes, and at the place that leaks.
expect 0 --workload ./planted.so "${heap[@]}" -O keep=1 --save leaky --quiet
ask leaky <<<'
n = total("heap-leak", "samples")
assert n > 100, n
lost = 96 * stacks["heap-leak"]["records"]
assert abs(total("heap-leak", "value") / lost - 1) < 4 / math.sqrt(n), total("heap-leak", "value") / lost
assert {function for function, library, line in sites("heap-leak")} <= {"planted_one", None}'
expect 0 show leaky
has output 'Never freed: '

# jeprof reads the files and finds the same function on top.
end=reports/single/heap/planted-2k-end.heap
for kind in peak end leak; do
    [ -s "reports/single/heap/planted-2k-$kind.heap" ] || fail "no dump of the $kind"
done
if command -v jeprof >/dev/null; then
    expect 0 --workload ./planted.so "${heap[@]}" --save planted --quiet
    jeprof --text --alloc_space "$BENCHRUN" "$end" >jeprof.txt 2>/dev/null
    [ "$(awk 'NR == 2 { print $NF }' jeprof.txt)" = planted_seven ] || {
        cat jeprof.txt >&2
        fail 'jeprof names another function'
    }
else
    printf 'SKIPPED: jeprof is not installed\n'
fi

# heap-diff: what leaks has grown; the plug-in built anew is said to be, and gives no names.
cp "$end" before.heap
expect 0 --workload ./planted.so "${heap[@]}" -O keep=1 --save leaky --quiet
expect 0 heap-diff before.heap "$end" --json
python3 - <<'PY' || fail 'heap-diff'
import json
diff = json.load(open('output'))
assert diff['before']['samples'] == 0 and diff['after']['samples'] > 100
assert len(diff['sites']) == 1 and diff['sites'][0]['bytes'] == diff['after']['bytes'] > 0
assert diff['sites'][0]['function'] == 'planted_one' or diff['sites'][0]['library'] == 'planted.so'
PY
expect 0 heap-diff before.heap "$end"
has output 'Live memory'
printf 'int another;\n' >>planted.c
build_again=$planted
planted="$planted
int another;"
build planted '-g -O0'
planted=$build_again
expect 0 heap-diff before.heap "$end"
tr -s ' \n' ' ' <output >flat
has flat 'planted.so was built anew'
has flat 'planted.so+0x'
has_not output 'planted_one'

# Stripped: the nearest symbol would be a wrong name.
build planted '-g'
strip planted.so
expect 0 --workload ./planted.so "${heap[@]}" --save stripped --quiet
ask stripped <<PY
exported = {"planted_seven", "planted_two", "planted_one"}
def key(function, line):
    assert function is None or function in exported, function
    return function or line
$shares
PY

# A function without a name is one function, wherever in it the calls are: process has three.
build_again=$planted
planted=${planted//unsigned planted_/static unsigned planted_}
build planted '-s'
planted=$build_again
expect 0 --workload ./planted.so "${heap[@]}" --save nameless --quiet
if prints libdw "$BENCHRUN" --version; then
    ask nameless <<'PY'
frames = stacks["heap-allocated"]["frames"]
mine = [f for f in frames if f.get("library") == "planted.so"]
assert not any(f.get("function") for f in mine), mine
begins = {f["begin"] for f in mine}
assert len(begins) == 4 and len({f["offset"] for f in mine}) >= 6, mine
folded = open("reports/single/heap/planted-2k-heap-allocated.folded").read()
assert set(part for line in folded.splitlines() for part in line.rsplit(" ", 1)[0].split(";")
           if "planted.so" in part) == {"planted.so+0x%x" % begin for begin in begins}, folded
PY
fi

expect 0 show stripped --format markdown
if prints libdw "$BENCHRUN" --version; then
    tr -s ' \n' ' ' <output >flat
    has flat 'planted.so: no symbols for some of the code'
fi

# In concurrent every worker's samples are its own, and the cell is in the name of the file.
build planted '-g'
expect 0 --workload ./planted.so "${heap[@]}" --mode concurrent --threads 2 --save both --quiet
ask both <<<'assert {s["thread"] for s in stacks["heap-allocated"]["stacks"]} == {0, 1}'
[ -s reports/concurrent/heap/planted-2k-partition-x2-end.heap ] || fail 'no dump with two threads'

# ---- what is no heap profile ----

expect 2 heap-diff lines "$end"
has messages 'lines: this is not a heap profile of jemalloc'
head -c 2000 "$end" >cut.heap
expect 2 heap-diff "$end" cut.heap
has messages 'cut.heap: the heap profile ends in the middle'
expect 2 heap-diff "$end"
has messages 'heap-diff needs BEFORE AFTER'
expect 2 heap-diff "$end" missing.heap
expect 2 --workload ./planted.so --input lines --heap-sample 100kB
has messages '--heap-sample'
has messages 'power of two'

# Dumps that cannot be written are noted; the rest of the run is there.
mkdir -p elsewhere/reports/single
printf 'in the way\n' >elsewhere/reports/single/heap
expect 0 --workload ./planted.so "${heap[@]}" --out elsewhere
has messages 'the heap profiles are not saved'
[ -s elsewhere/reports/single/planted.md ] || fail 'the report is lost with the dumps'
