#!/usr/bin/env bash
# `benchrun report` makes from the file alone what `run` wrote, holds the profile to the newest
# reference before it, and refuses files that are not sound profiles.
. "$(dirname "$0")/common.sh"

# edit FILE TO STATEMENT: changes a profile, `p`, by Python.
edit() {
    python3 - "$@" <<'PYTHON'
import json, sys
p = json.load(open(sys.argv[1]))
exec(sys.argv[3])
json.dump(p, open(sys.argv[2], "w"))
PYTHON
}

expect 0 run --workload null "${tiny[@]}" --passes verify,throughput,latency,alloc
cp -r reports before
rm -r reports
expect 0 report single-null-wip
has output 'Report   reports/single/null.md and '
diff -r before reports || fail 'the report of the profile is not what run wrote'
expect 0 report profiles/single-null-wip.json --out elsewhere
diff -r before elsewhere/reports || fail 'the report depends on where it is written'

# ---- the index ----

index=reports/single/README.md
has $index '# Reports of the mode single'
has $index '## null, single mode'
has $index '[The report](null.md)'
has $index 'from the working profile single-null-wip'
expect 0 run --workload skeleton "${tiny[@]}" --passes verify,throughput --out .
expect 0 run --workload null --mode concurrent --threads 1 "${tiny[@]}" --passes verify,throughput
has $index '## null, single mode'
has $index '## skeleton, single mode'
has_not $index concurrent
has_not reports/concurrent/README.md single
has reports/concurrent/README.md '## null, concurrent mode'
# It is made from what is there, in whatever order that came.
cp $index both.md
expect 0 report single-null-wip
cmp both.md $index || fail 'the index depends on what was reported last'
rm reports/single/skeleton*
echo '# Notes of a person' >reports/single/notes.md
expect 0 report single-null-wip
has_not $index skeleton
has_not $index 'Notes of a person'
rm reports/single/notes.md
# A workload of that name does not take its place.
edit profiles/single-null-wip.json profiles/readme.json \
    'for r in p["results"]: r["cell"]["workload"] = "readme"'
expect 0 report readme
has $index '[The report](readme_.md)'
rm profiles/readme.json reports/single/readme_*

# ---- held to a reference ----

has reports/single/null.md 'No verdict: there is no earlier reference of this mode and workload'
mkdir profiles/references profiles/_archive
edit profiles/single-null-wip.json profiles/references/v1.0.0.json \
    'p["name"] = "v1.0.0"; p["created"] = "2020-01-01T00:00:00Z"'
edit profiles/references/v1.0.0.json profiles/references/v1.1.0.json \
    'p["name"] = "v1.1.0"; p["created"] = "2020-02-01T00:00:00Z"'
# Neither of these is the newest reference of this mode: archived, made later, of another mode.
edit profiles/references/v1.0.0.json profiles/_archive/v1.2.0.json \
    'p["name"] = "v1.2.0"; p["created"] = "2020-03-01T00:00:00Z"'
edit profiles/references/v1.0.0.json profiles/references/v9.0.0.json \
    'p["name"] = "v9.0.0"; p["created"] = "2999-01-01T00:00:00Z"'
edit profiles/references/v1.0.0.json profiles/references/v1.3.0.json \
    'p["name"] = "v1.3.0"; p["created"] = "2020-03-01T00:00:00Z"
p["config"]["mode"] = "concurrent"
for r in p["results"]: r["cell"]["mode"] = "concurrent"'
expect 0 report single-null-wip
has reports/single/null.md '**Against the reference v1.1.0, '
has reports/single/null.md '## Deltas to the reference'
has reports/single/null.md '### How it was decided'
has_not reports/single/null.md 'No verdict'
has $index '**Against the reference v1.1.0, '
has $index '[Each with its reason](null.md#deltas-to-the-reference)'
cp reports/single/null.md first.md
expect 0 report single-null-wip
cmp first.md reports/single/null.md || fail 'the same profile and reference give other bytes'
expect 0 report v1.0.0
has reports/single/null.md 'No verdict: there is no earlier reference'

# What is generated keeps to the rules for documents, whatever it says.
if [ -z "$("$BENCHRUN" list | sed -n 's/^  lint  *not built in: //p')" ]; then
    expect 0 lint reports
    mkdir -p golden/reports/single golden/reports/concurrent
    cp "$BENCHRUN_SOURCE_DIR"/tests/golden/report-single.md golden/reports/single
    cp "$BENCHRUN_SOURCE_DIR"/tests/golden/report-concurrent.md golden/reports/concurrent
    expect 0 lint golden/reports
fi

# So do the reasons of changes that nobody can tell, and how many processes it takes.
python3 - profiles/single-null-wip.json <<'PYTHON'
import copy, json, sys
original = json.load(open(sys.argv[1]))
for side, seed, factor in (("before", 3, 1), ("after", 5, 1.05)):
    p = copy.deepcopy(original)
    measured = [r for r in p["results"] if r["pass"] == "throughput"]
    p["results"] = [r for r in p["results"] if r["pass"] != "throughput"]
    for i in range(6):
        r = copy.deepcopy(measured[0])
        r["replicate"] = i
        for s in r["samples"]:
            s["wall_ns"] = s["cpu_ns"] = int(
                1e6 * s["repetitions"] * factor * (1 + 0.02 * (seed * i % 7)))
        p["results"].append(r)
    p["name"], p["created"] = side, "20%02d-01-01T00:00:00Z" % (20 + seed)
    folder = "profiles/references/" if side == "before" else "profiles/"
    json.dump(p, open(folder + side + ".json", "w"))
PYTHON
expect 0 report after
has reports/single/null.md 'ambiguous'
has reports/single/null.md 'processes on each side'
if [ -z "$("$BENCHRUN" list | sed -n 's/^  lint  *not built in: //p')" ]; then
    expect 0 lint reports
fi
rm profiles/after.json profiles/references/before.json
expect 0 report single-null-wip

# What stands in the way of a comparison is said, and is no reason to have no report.
edit profiles/references/v1.1.0.json profiles/references/v1.1.0.json \
    'p["inputs"][0]["digest"] = "0x0000000000000001"'
expect 0 report single-null-wip
has reports/single/null.md 'No verdict: v1.1.0 and single-null-wip are not compared: the content of the input'
rm -r profiles/references

# ---- what is no sound profile ----

refuse() {
    expect "$1" report bad.json
    has messages "$2"
    [ ! -s output ] || fail 'a refused profile is reported on'
}
edit profiles/single-null-wip.json bad.json 'p["schema_version"] = 99'
refuse 2 'has schema version 99, this benchrun reads up to'
edit profiles/single-null-wip.json bad.json 'p["results"][0]["samples"] = "many"'
refuse 2 'results[0].samples'
edit profiles/single-null-wip.json bad.json 'p["results"][0]["cell"]["mode"] = "concurrent"'
refuse 2 'results[0]'
head -c 1000 profiles/single-null-wip.json >bad.json
refuse 2 'line '
rm bad.json
refuse 2 'there is no profile bad.json'

# ---- the command line ----

expect 2 report
expect 2 report single-null-wip --format json
has messages 'report writes markdown or html'
expect 2 show single-null-wip --format html
has messages 'only benchrun report writes pages'
chmod a-w reports/single reports
if [ ! -w reports ]; then
    expect 1 report single-null-wip
    has messages 'reports/single'
fi
