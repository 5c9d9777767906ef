#!/usr/bin/env bash
# flame-diff: a function that was given more to do grows, others shrink, a profile against itself
# says nothing; other modes and workloads are refused; the report names what flame-diff names.
. "$(dirname "$0")/common.sh"

# Spins in three functions by the parts 5, 3 and 2; with -O extra=N the last gets N more. A record takes
# so long that the harness has no share worth mentioning, even where a sanitizer makes it slower.
build() {
    printf '%s\n' "$plugin_frame" "
static int extra;
static volatile int given[] = {5, 3, 2}; /* the same code for all three */
#define PART(name, parts) __attribute__((noinline, aligned(64))) void name(void) \\
    { for (unsigned left = (unsigned)(parts) * 4000; left > 0; left--) __asm__ volatile(\"\" : \"+r\"(left)); }
PART(planted_five, given[0])
PART(planted_three, given[1])
PART(planted_two, given[2] + extra)
static int open_it(const struct br_harness *harness, void **state, char *message, size_t size)
{
    (void)state; (void)message; (void)size;
    extra = (int)harness->option_number(harness, \"extra\");
    return 0;
}
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker; (void)record;
    planted_five(); planted_three(); planted_two();
    outcome->witness = size;
}
static const struct br_option options[] = {
    {.name = \"extra\", .kind = BR_OPTION_COUNT, .default_value = \"0\", .maximum = 9, .help = \"parts\"},
    {.name = NULL}};
PLUGIN(.name = \"$1\", .process = process, .options = options, .open = open_it);
" >"$1.c"
    ${BENCHRUN_CC:-cc} -std=c17 -D_GNU_SOURCE -shared -fPIC -O1 -I "$BENCHRUN_SOURCE_DIR/include" \
        -o "$1.so" "$1.c"
}

build planted
build other
seq 2000 >lines
common=(--input lines --sizes 2k --passes throughput --profile cpu --replicates 1 --quiet)
brief=("${common[@]}" --samples 10 --sample-time 20ms --time-budget 3s)
cpu=("${common[@]}" --samples 20 --sample-time 100ms --time-budget 10s) # about a thousand stacks

expect 0 --workload ./planted.so "${cpu[@]}" --save before
if ! python3 -c '
import json, sys
results = json.load(open("profiles/before.json"))["results"]
cpu = [r for r in results if r["pass"] == "cpu"][0]
print("skipped:", cpu["sampling"].get("reason"))
sys.exit(0 if cpu.get("stacks") else 1)' >reason; then
    cat reason
    exit 77
fi
expect 0 --workload ./planted.so "${cpu[@]}" -O extra=9 --save after

# The one that got more grew, beyond the error; the others shrank. As JSON and for people.
expect 0 flame-diff before after --json
python3 - <<'PY' || fail 'what grew'
import json
diff = json.load(open('output'))
rows = {f['function']: f for f in diff['functions']}
two, five = rows['planted_two'], rows['planted_five']
changes = [f['self_share_after'] - f['self_share_before'] for f in diff['functions']]
assert diff['functions'][0] is two and changes == sorted(changes, reverse=True), diff
for row, before, after in ((two, 2 / 10, 11 / 19), (five, 5 / 10, 5 / 19)):
    assert row['beyond_error'] and row['library'] == 'planted.so'
    assert abs(row['self_share_before'] - before) < .1, row
    assert abs(row['self_share_after'] - after) < .1, row
    assert row['change_low'] < row['self_share_after'] - row['self_share_before'] < row['change_high']
assert diff['after']['cpu_ns_per_record'] > diff['before']['cpu_ns_per_record']
PY
has reports/single/cpu/planted-2k-diff.svg '+planted_two'
has reports/single/cpu/planted-2k-diff.svg '−planted_five'
expect 0 flame-diff before after -o here.svg
has output 'planted_two'
has output 'here.svg'
python3 -c 'import xml.dom.minidom as m; m.parse("here.svg")'
expect 0 flame-diff before after -o -
cmp output here.svg || fail 'the picture on standard output'
expect 0 flame-diff before after --format markdown
has output '## Grew'

# Of several cells the largest is compared, or the one that is asked for.
expect 0 --workload ./planted.so "${brief[@]/2k/1k,2k}" --save two
python3 - <<'PY' || fail 'the order of cells in the file for speedscope'
import json
cells = [r['cell']['size'] for r in json.load(open('profiles/two.json'))['results'] if r['pass'] == 'cpu']
names = [p['name'] for p in json.load(open('reports/single/cpu/planted.speedscope.json'))['profiles']]
print('measured in the order', cells, 'shown in the order', names)
assert len(names) == 2 and '1k' in names[0] and '2k' in names[1], names
PY
expect 0 flame-diff two two
has output 'CPU time, single planted 2k'
has output 'both also have 1k: --cell names one'
expect 0 flame-diff two two --cell 1k --json
has output '"single planted 1k"'
has output 'planted-1k-diff.svg'
expect 2 flame-diff two two --cell 5k
has messages "'5k' is no cell of which both have CPU samples; those are '1k', '2k'"
expect 2 flame-diff two two --cell 1k,2k
has messages 'one after the other'
expect 0 flame-diff two after
has_not output 'both also have'

# Against itself nothing is called.
expect 0 flame-diff after after
has output 'own shares of 0 of'
has_not output 'yes'

# The report and the screen have the functions, and the picture.
expect 0 show after
has output 'CPU time by function, 2k'
has output 'planted_two'
has reports/single/planted.md '](cpu/planted-2k.svg)'
has reports/single/planted.md 'Around planted'

# What cannot be compared is refused, and the reason names what differs.
expect 0 --workload ./other.so "${brief[@]}" --save other
expect 2 flame-diff before other
has messages 'the workload is planted and other'
expect 0 --mode concurrent --threads 1 --workload ./planted.so "${brief[@]}" --save workers
expect 2 flame-diff before workers
has messages 'the mode is single and concurrent'
expect 0 --workload ./planted.so --input lines --sizes 2k --passes throughput "${tiny[@]:2}" --quiet --save plain
expect 2 flame-diff before plain
has messages '--profile cpu'
expect 2 flame-diff before reports/single/cpu/planted-2k.prof
has messages 'planted-2k.prof is not a profile of benchrun'
head -c 3000 profiles/before.json >cut.json
expect 2 flame-diff before cut.json
has messages 'cut.json: not valid JSON at line'
expect 2 flame-diff before
has messages 'flame-diff needs BEFORE AFTER'
expect 2 flame-diff before missing
