#!/usr/bin/env bash
# benchrun list and benchrun plan.
. "$(dirname "$0")/common.sh"

expect 0 list
for part in marc ndjson csv null skeleton single concurrent partition dynamic queue \
    verify throughput latency alloc counters stages 'Measures on this machine'; do
    has output "$part"
done
grep -q '^  marc  *not built in: ' output || has output charset
has_not output mine

plugin mine <<C
$plugin_frame
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker, (void)record;
    outcome->witness = size;
}
static const struct br_option options[] = {
    {.name = "level", .kind = BR_OPTION_COUNT, .default_value = "3", .help = "how \\x1b[31m deep"}, {0}};
PLUGIN(.name = "mine", .process = process, .options = options);
C
expect 0 list --workload ./mine.so
has output mine
has output level
has output '(default: 3)'
! grep -q $'\e' output || fail 'a plug-in put an escape sequence on the terminal'
expect 2 list --workload ./no-such.so
has messages no-such.so
echo 'int x;' >empty.c
${BENCHRUN_CC:-cc} -shared -fPIC -o empty.so empty.c
expect 2 list --workload ./empty.so
has messages benchrun_workload

expect 0 list --json --workload ./mine.so
python3 - <<'PYTHON'
import json
listing = json.load(open("output"))
names = [workload["name"] for workload in listing["workloads"]]
absent = [part["name"] for part in listing["not_built_in"] if part["workload"]]
known = ["marc", "ndjson", "csv", "null", "skeleton", "mine"]
assert names == [name for name in known if name not in absent], names
assert set(absent) <= {"marc", "csv"}, absent
assert all(part["reason"] for part in listing["not_built_in"])
assert [mode["name"] for mode in listing["modes"]] == ["single", "concurrent"]
assert listing["workloads"][-1]["plugin"] is True
assert listing["workloads"][-1]["options"][0]["default"] == "3"
assert listing["measures"]
for measure in listing["measures"]:
    assert measure["available"] or measure["reason"], measure
PYTHON

# The same seed gives the same plan, another one another order of the same passes.
expect 0 plan --workload null --mode concurrent --threads 1,2 --sizes 1k,10k --seed 5
cp output first
expect 0 plan --workload null --mode concurrent --threads 1,2 --sizes 1k,10k --seed 5
cmp output first || fail 'the same seed planned something else'
expect 0 plan --workload null --mode concurrent --threads 1,2 --sizes 1k,10k --seed 6
! cmp -s output first || fail 'another seed planned the same order'
has first concurrent
has_not first single
[ ! -e profiles ] || fail 'planning left files behind'
