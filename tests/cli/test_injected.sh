#!/usr/bin/env bash
# Code against itself, and against itself with 2, 5 and 10 % more work per record: the gate says so by
# counted instructions, whatever else the machine does. How a time is decided is tested on made
# figures (unit/stored, unit/ab_decide), since no machine that runs tests is quiet.
. "$(dirname "$0")/common.sh"

needs_planted_instructions

# A hundred thousand instructions per record, and so many thousandths of them on top.
spin() {
    BENCHRUN_CC="${BENCHRUN_CC:-cc} -O2 -DMORE=$2" plugin "$1" <<EOF
$plugin_frame
static void process(void *worker, const unsigned char *record, size_t size,
                    struct br_outcome *outcome)
{
    uint64_t steps = 50 * (1000 + MORE);
    (void)worker, (void)record;
#if defined(__x86_64__)
    __asm__ volatile("1: dec %0\n\tjnz 1b" : "+r"(steps)::"cc");
#elif defined(__aarch64__)
    __asm__ volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(steps)::"cc");
#endif
    outcome->witness = size;
}
PLUGIN(.name = "spins", .format = "lines", .process = process);
EOF
}

# row PYTHON: what must hold for the row of the instructions in the comparison that was printed.
row() {
    python3 - output "$1" <<'PY' || fail "$1"
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
row = next(row for row in rows if row["measure"] == "instructions")
assert eval(sys.argv[2]), row
PY
}

seq 200 >input
spin spins 0
cp spins.so first.so

# ---- the same ----

expect 0 --workload ./spins.so --input input --sizes 200 --passes verify,instructions --save base
expect 0 gate --baseline base --strict -q
has output 'no regression'
expect 0 diff base gate-single-spins-wip --json
row 'row["verdict"] == "same" and row["reason"] == "equal" and row["delta"] == 0'

# ---- more, and fewer again ----

for more in 20 50 100; do # thousandths; the limit is one
    spin spins $more
    expect 3 gate --baseline base -q --save "more-$more"
    has output 'regression'
    expect 0 diff base "more-$more" --json
    row 'row["verdict"] == "more" and row["worse"] and row["severity"] == "error"'
    row "abs(row['delta'] - 100 * $more) < 1"
done
expect 0 gate --baseline more-100 --candidate base --strict
has output 'fewer'

# ---- ab ----

# A tenth more is never the same, nor faster; on a machine that is busy it may stay ambiguous.
status=0
"$BENCHRUN" ab ./first.so ./spins.so --input input --sizes 200 --time-budget 5s -q >output 2>messages ||
    status=$?
[ "$status" -eq 3 ] || has output 'single spins 200: ambiguous'
