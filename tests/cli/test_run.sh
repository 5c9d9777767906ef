#!/usr/bin/env bash
# benchrun run: every mode and strategy measures, saves and reports; what it prints goes where.
. "$(dirname "$0")/common.sh"
needs_parts marc csv

expect 0 --mode single --workload csv "${tiny[@]}"
has output csv
has output profiles/single-csv-wip.json
has messages '['
has_not messages $'\e'
[ -s profiles/single-csv-wip.json ] || fail 'no profile'
[ -s reports/single/csv.md ] || fail 'no report'
has_not reports/single/csv.md concurrent

for strategy in partition dynamic queue; do
    expect 0 run --mode concurrent --threads 1,2 --strategy "$strategy" --workload ndjson \
        "${tiny[@]}" --out "out-$strategy" --save "$strategy/run" --quiet
    [ ! -s messages ] || fail '--quiet was not quiet'
    [ -s "out-$strategy/profiles/$strategy/run.json" ] || fail "$strategy: no profile"
    [ -s "out-$strategy/reports/concurrent/ndjson.md" ] || fail "$strategy: no report"
done

# Modes, strategies and thread counts did the same work: no pass failed and the digest is one.
expect 0 --mode single --workload ndjson "${tiny[@]}" --save oracle --quiet
python3 - <<'PYTHON'
import json
def digests(path):
    profile = json.load(open(path))
    assert profile["complete"] is True
    assert all(result["ok"] for result in profile["results"]), path
    return {result["work"]["digest"] for result in profile["results"] if result["pass"] == "verify"}
oracle = digests("profiles/oracle.json")
assert len(oracle) == 1
for strategy in ("partition", "dynamic", "queue"):
    assert digests(f"out-{strategy}/profiles/{strategy}/run.json") == oracle, strategy
PYTHON

# --json prints the profile that is saved, and nothing for people.
expect 0 --workload null --json "${tiny[@]}"
python3 - <<'PYTHON'
import json
printed = json.load(open("output"))
assert printed == json.load(open("profiles/single-null-wip.json"))
assert "--json" in printed["command"] and printed["name"] == "single-null-wip"
PYTHON

# A saved profile is shown again from the file alone: the same summary.
expect 0 --workload null "${tiny[@]}" --quiet
head -n -3 output >during
expect 0 show single-null-wip
cmp output during || fail 'show prints another summary than the run did'
expect 0 show ./profiles/single-null-wip.json --format markdown
# The pictures lie beside the report, and the verdict is against what lies in the folder; what is
# printed has neither.
sed -e '/^## Figures$/,/^## /{/^## Figures$/d;/^## /!d}' -e '/^No verdict: /,/^$/d' \
    reports/single/null.md >without_pictures
cmp output without_pictures || fail 'the report differs from what show prints'
expect 0 show single-null-wip --json
python3 -c 'import json; json.load(open("output"))'
! grep -q $'\e' output || fail 'colour without a terminal'

# A plug-in is known by its own name.
plugin file-name <<C
$plugin_frame
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = record[0] + size;
}
PLUGIN(.name = "own-name", .process = process);
C
seq 500 >lines
expect 0 --workload ./file-name.so --input lines "${tiny[@]}" --quiet
[ -s profiles/single-own-name-wip.json ] || fail 'the profile is not named after the workload'
[ -s reports/single/own-name.md ] || fail 'the report is not named after the workload'
