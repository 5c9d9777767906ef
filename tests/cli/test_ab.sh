#!/usr/bin/env bash
# ab and calibrate from outside: what they print, keep, refuse and end with. No verdict here hangs on
# the machine's speed: two pairs are too few for any.
. "$(dirname "$0")/common.sh"

pair=(--sizes 200 --samples 2 --sample-time 1ms)

# Too few pairs: ambiguous, which is an error with --strict alone.
expect 0 ab null null "${pair[@]}" --pairs-max 2 --save trial
has output 'Trial, single: time per record, new over old'
has output 'single null 200: ambiguous'
has output '2 pairs are too few to tell'
has messages 'Trial saved as profiles/trial.ab.json'
expect 4 ab null null "${pair[@]}" --pairs-max 2 --strict --quiet
has_not messages pairs
expect 0 ab null null "${pair[@]}" --mode concurrent --threads 1 --pairs-max 2
has output 'Trial, concurrent'
expect 0 ab null null "${pair[@]}" --pairs-max 2 --json
python3 - output <<'PY' || fail 'the JSON of a trial'
import json, sys
trial = json.load(open(sys.argv[1]))
cell, = trial["cells"]
assert trial["complete"] and trial["verdict"] == "ambiguous" == cell["verdict"]
assert len(cell["pairs"]) == 2 and len(cell["looks"]) == 1
assert all(pair["ended_ns"] > pair["started_ns"] for pair in cell["pairs"])
PY

# Sides that do other work are told apart before any pair.
{
    printf '%s\n' "$plugin_frame"
    cat <<'CODE'
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = WEIGHT * record[0] + size;
}
PLUGIN(.name = "weighs", .format = "lines", .process = process);
CODE
} >weighs.source
sed 's/WEIGHT/1/' weighs.source | plugin one
sed 's/WEIGHT/3/' weighs.source | plugin three
printf 'a\nbb\nccc\n' >lines
expect 1 ab ./one.so ./three.so --input lines --sizes all --samples 2 --sample-time 1ms --pairs-max 2
has messages 'the sides did different work'
expect 0 ab ./one.so ./one.so --input lines --sizes all --samples 2 --sample-time 1ms --pairs-max 2
expect 2 ab null
expect 2 ab null no-such-workload
has messages no-such-workload

# calibrate keeps what it finds per host, cell by cell.
expect 0 calibrate --workload null "${pair[@]}" --time-budget 100ms
has output 'single null 200'
has output 'a pair: '
has output 'benchrun gate, limit 10 %: '
has messages 'Calibration saved as profiles/calibration-'
expect 0 calibrate --workload null --sizes 400 --samples 2 --sample-time 1ms --time-budget 100ms --quiet
has output 'single null 200'
has output 'single null 400'
# The limit of the gate is that of its rules, which are read before anything is measured.
if ! prints '^  --suite  *not built in' "$BENCHRUN" list; then # files of rules need the same library
    printf 'rules: [{measure: time, size: 400, limit: 20%%}]\n' >profiles/rules.yaml
    expect 0 calibrate --workload null --sizes 200,400 --samples 2 --sample-time 1ms --time-budget 100ms -q
    has output 'benchrun gate, limit 10 %: '
    has output 'benchrun gate, limit 20 %: '
    printf 'rules: [{measure: tim}]\n' >profiles/rules.yaml
    expect 2 calibrate --workload null --sizes 200 --time-budget 100ms
    has messages 'profiles/rules.yaml:1'
    rm profiles/rules.yaml
fi
calibration=(profiles/calibration-*.json)
[ "${#calibration[@]}" -eq 1 ] || fail "${#calibration[@]} calibrations"

# What was found explains a time that is ambiguous: three times as long, on a machine that was seen
# to do that by itself.
expect 0 --workload null --sizes 200 --samples 2 --sample-time 1ms --replicates 5 \
    --passes verify,throughput --save base
python3 - "${calibration[0]}" <<'PY'
import json, sys
profile = json.load(open("profiles/base.json"))
profile["name"] = "slow"
for result in profile["results"]:
    for sample in result["samples"]:
        sample["wall_ns"] *= 3
json.dump(profile, open("profiles/slow.json", "w"))
calibration = json.load(open(sys.argv[1]))
for entry in calibration["entries"]:
    entry["noise_floor_percent"] = 900
json.dump(calibration, open(sys.argv[1], "w"))
PY
expect 0 diff base slow --format markdown
has output 'calibrated here: medians of 5 processes of the same code differ by up to 900 %'
expect 0 gate --baseline base --candidate slow
expect 4 gate --baseline base --candidate slow --strict
