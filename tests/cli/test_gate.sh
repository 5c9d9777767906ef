#!/usr/bin/env bash
# diff and gate on real runs of the null workload: what they print, refuse and end with.
. "$(dirname "$0")/common.sh"

# Only what is counted or proven: no verdict here hangs on the machine's speed.
run=(--workload null --passes verify,alloc "${tiny[@]}")
expect 0 "${run[@]}" --save base
expect 0 "${run[@]}" --save other

# A profile against itself, in the three formats.
expect 0 diff base base
has output 'null · single'
has output 'no regression'
expect 0 diff base base --format markdown
has output '# null, single: two profiles compared'
expect 0 diff base base --format json
python3 - output <<'PY' || fail 'the JSON of a comparison'
import json, sys
comparison = json.load(open(sys.argv[1]))
assert comparison["schema_version"] == 1 and comparison["outcome"] == "passed"
assert comparison["counts"]["rows"] == len(comparison["rows"])
assert all(row["verdict"] in ("same", "unsupported") for row in comparison["rows"])
PY

# The gate: with a candidate, and by measuring one as the baseline was measured.
expect 0 gate --baseline base --candidate other --strict
expect 0 gate --baseline base --quiet --strict
has output 'gate-single-null-wip'
[ -f profiles/gate-single-null-wip.json ] || fail 'the candidate is not saved'

# A candidate that fails says where and why: its summary is not shown.
{
    printf '%s\n' "$plugin_frame"
    cat <<'CODE'
#include <stdlib.h>
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker, (void)record;
    if (getenv("GATE_TEST_FAILS") != NULL)
        abort();
    outcome->witness = size;
}
PLUGIN(.name = "aborts", .format = "lines", .process = process);
CODE
} | plugin aborts
printf 'a\nbb\n' >lines
expect 0 --workload ./aborts.so --input lines --sizes all --passes verify --save sound
GATE_TEST_FAILS=1 expect 1 gate --baseline sound --quiet
has messages 'benchrun: single aborts all, verify: the measuring process was killed by SIGABRT'

# Changed on purpose: more of what must not grow, less of it, and other work.
change() {
    python3 - "$1" "$2" <<'PY'
import json, sys
profile = json.load(open("profiles/base.json"))
profile["name"] = sys.argv[1]
for result in profile["results"]:
    exec(sys.argv[2])
json.dump(profile, open(f"profiles/{sys.argv[1]}.json", "w"))
PY
}
grown='
if result["pass"] == "alloc":
    result["allocation"].update(state="counted", records=result["work"]["records"] * result["repetitions"])
    result["allocation"]["allocations"] = FACTOR * result["allocation"]["records"]'
change less "${grown/FACTOR/2}"
change more "${grown/FACTOR/3}"
expect 3 gate --baseline less --candidate more
has output 'regression'
has output 'allocations'
expect 0 gate --baseline more --candidate less --strict
change lacking 'result["ok"] = result["pass"] != "alloc"; result["failure"] = "left out"'
expect 0 gate --baseline less --candidate lacking
expect 4 gate --baseline less --candidate lacking --strict
change other_work 'result["work"]["witness"] = "0x0000000000000001"'
expect 2 gate --baseline base --candidate other_work
has messages 'witness is'
expect 2 diff base other_work

# Modes are not compared.
expect 0 "${run[@]}" --mode concurrent --threads 1 --save concurrent
expect 2 diff base concurrent
has messages 'the mode is single and concurrent'

# What is given must be the baseline's work.
expect 2 gate --baseline base --seed 7
has messages '--seed'
expect 2 gate --baseline base --candidate other --samples 3
has messages '--samples'
expect 2 gate
has messages '--baseline'
expect 2 gate --baseline nowhere
expect 2 diff base
expect 2 diff base nowhere

# Archived references are history.
mkdir -p profiles/_archive
cp profiles/base.json profiles/_archive/v1.0.0-null-single.json
expect 2 gate --baseline v1.0.0-null-single --candidate other
has messages 'archived'
expect 0 gate --baseline v1.0.0-null-single --candidate other --allow-archived

# Rules: of a file, of the usual place, and wrong ones.
printf 'rules: [{measure: allocations, severity: warning}]\n' >loose.yaml
if prints '^  --suite  *not built in' "$BENCHRUN" list; then # files of rules need the same library
    expect 2 gate --baseline less --candidate more --rules loose.yaml
    has messages 'loose.yaml: this build of benchrun has no rules'
    expect 3 gate --baseline less --candidate more --rules built-in
    exit 0
fi
expect 0 gate --baseline less --candidate more --rules loose.yaml
has output 'loose.yaml'
cp loose.yaml profiles/rules.yaml
expect 0 gate --baseline less --candidate more
expect 3 gate --baseline less --candidate more --rules built-in
printf 'rules: [{measure: allocations, limits: 1%%}]\n' >wrong.yaml
expect 2 gate --baseline less --candidate more --rules wrong.yaml
has messages "wrong.yaml:1:32: unknown key 'limits'; did you mean limit?"

# A baseline from elsewhere names no file of the candidate's, and moves no cursor.
change elsewhere 'result["cell"]["workload"] = "../../no\u001b[2Jwhere"; profile["config"]["passes"] = ["verify", "al\u001bloc"]'
expect 2 gate --baseline elsewhere --passes verify,alloc
! grep -q $'\033' messages || fail 'control characters of a baseline reach the terminal'
[ ! -e profiles/gate-single-.. ] || fail 'a workload of a baseline became a path'
