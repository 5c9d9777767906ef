#!/usr/bin/env bash
# A baseline from start to end: frozen, promoted, shown, verified, archived; a matrix frozen by one
# command; what is refused; and a promotion that is killed at any moment, over and over.
. "$(dirname "$0")/common.sh"

# What is tested is the life of profiles, not this machine's peace: samples of a profile get one
# length, each process the same, and no run delay, and its freeze is forgotten.
quieten() {
    python3 - "$1" <<'PY'
import json, sys
profile = json.load(open(sys.argv[1]))
for result in profile["results"]:
    wall = 1000 * result["work"]["records"]
    for sample in result.get("samples", []):
        sample["wall_ns"] = wall * sample["repetitions"]
        sample["run_delay_ns"] = 0
        sample["core_clock_ghz"] = 0
profile["freeze"] = {"frozen": False, "accepted": False}
json.dump(profile, open(sys.argv[1], "w"))
PY
}

few=(--workload null --sizes 500 --samples 2 --sample-time 1ms --replicates 2 --time-budget 20s
    --passes verify,throughput,latency,alloc,stages -q)

# ---- what a freeze would do ----

expect 0 freeze part/one "${few[@]}" --dry-run
has output ' 2  throughput    1 '
awk '/ throughput / { print $2, $3, $6, $7 } !/ throughput / && /block/ { print "a block of", $2 }' \
    output >blocks
printf 'throughput %s block %s\n' 1 1 2 1 1 2 2 2 | diff - blocks || fail 'not two blocks of two'
[ ! -e profiles ] || fail 'a freeze that was only planned left something'
expect 2 freeze part/one --resume --dry-run
has messages 'leave out --resume'

# ---- freeze: profile, truth and latencies, with both blocks in the rate ----

expect 0 freeze part/one "${few[@]}"
for ending in json truth.json hlog; do
    [ -s "profiles/part/one.$ending" ] || fail "part/one.$ending is missing"
done
has profiles/part/one.json '"frozen":	true'
python3 - <<'PY' || fail 'the truth does not add up'
import json
truth = json.load(open("profiles/part/one.truth.json"))
profile = json.load(open("profiles/part/one.json"))
assert len(truth["processes"]) == len(profile["results"])
blocks = [p["block"] for p in truth["processes"] if p["pass"] == "throughput"]
assert blocks == [0, 0, 1, 1], blocks
orders = [p["pass"] for p in sorted(truth["processes"], key=lambda p: p["order"])]
assert orders[-2:] == ["throughput"] * 2 and orders[1:3] == ["throughput"] * 2, orders
for p in truth["processes"]:
    assert p["records"] == p["repetitions"] * p["records_per_repetition"]
    assert p["wall_ns"] == sum(p["sample_wall_ns"])
    outer = sum(s["wall_ns"] for s in p.get("stages", []) if "." not in s["path"])
    assert abs(outer - p["stages_wall_ns"]) <= 1 + 1e-9 * outer
    assert p["ended_ns"] <= truth["wall_ns"]
assert truth["cpu_ns"] == sum(p["user_ns"] + p["system_ns"] for p in truth["processes"])
PY
expect 0 freeze part/one "${few[@]}" --no-truth
[ ! -e profiles/part/one.truth.json ] || fail '--no-truth left the truth of an earlier freeze'

# Without --passes everything that this machine can do is in it, and its truth adds up, too.
expect 0 freeze whole --workload null --sizes 500 --samples 2 --sample-time 1ms --replicates 2 \
    --time-budget 20s --instruction-records 500 -q
python3 - <<'PY' || fail 'a freeze lacks what it was measured with'
import glob, json
profile = json.load(open("profiles/whole.json"))
passes = {r["pass"] for r in profile["results"]}
assert passes == {"verify", "throughput", "latency", "alloc", "counters", "stages", "heap",
                  "instructions", "cpu"}, passes
for result in profile["results"]:
    kinds = {s["kind"] for s in result.get("stacks", []) if s.get("stacks")}
    if result["ok"] and result["pass"] == "cpu" and kinds:
        assert glob.glob("profiles/whole.*-cpu.folded")
    if result["ok"] and result["pass"] == "heap" and kinds:
        assert glob.glob("profiles/whole.*-end.heap")
PY
expect 2 promote whole
has messages 'needs the id'
has messages 'needs a reason'
has_not messages 'truth.json'
has_not messages 'passes failed'
[ ! -e profiles/.freeze-whole ] || fail 'a freeze left the folder of its dumps'

# One process in a block cannot be judged: the profile is kept, and --strict says so.
expect 0 freeze lone --workload null --sizes 500 --samples 2 --sample-time 1ms --replicates 1 \
    --time-budget 20s --passes verify,throughput -q
has messages 'not accepted'
[ -s profiles/lone.json ] || fail 'a freeze that is not accepted is not kept'
expect 4 freeze lone --workload null --sizes 500 --samples 2 --sample-time 1ms --replicates 1 \
    --time-budget 20s --passes verify,throughput -q --strict
expect 2 promote lone --id v1.0.0-null --reason test
has messages 'not accepted'

# A run of that name takes the place of the freeze with all of it, and of nothing else.
[ -s profiles/lone.truth.json ] || fail 'the freeze has no truth'
echo '{}' >profiles/lone.ab.json
expect 0 --workload null --sizes 500 --samples 2 --sample-time 1ms --replicates 1 --time-budget 20s \
    --passes verify,throughput -q --save lone
[ ! -e profiles/lone.truth.json ] || fail 'the truth of another run stayed'
[ -e profiles/lone.ab.json ] || fail 'a trial of that name is gone'
has output profiles/lone.json
rm profiles/lone.ab.json

# ---- a suite ----

if ! prints 'suite .*not built in' "$BENCHRUN" list; then
    cat >release.yaml <<'YAML'
_defaults: {workload: "null", samples: 2, sample-time: 1ms, replicates: 2, time-budget: 20s, passes: [verify, throughput]}
small: {sizes: 200}
large: {sizes: 400, save: ignored}
YAML
    expect 0 freeze v3 --suite release.yaml --dry-run
    has output 'large, profile v3-large'
    has output 'block 2  single null 400'
    [ ! -e profiles/v3-large.json ] || fail 'a suite that was only planned was frozen'
    status=0
    "$BENCHRUN" freeze v3 --suite release.yaml -q >output 2>messages || status=$?
    if [ "$status" -eq 0 ]; then
        for name in v3-small v3-large; do
            [ -s "profiles/$name.truth.json" ] || fail "$name is missing"
        done
        # One process a block cannot be accepted, which the summary repeats.
        expect 4 freeze v4 --suite release.yaml -q --replicates 1 --strict
        grep -Eq '^  small  not accepted .* profile v4-small$' output || fail 'v4-small passes for sound'
        rm profiles/v4-*
    else
        has messages libyaml
    fi
fi

# ---- refusals ----

expect 2 freeze
has messages 'freeze needs NAME'
for name in references/v1.0.0 _archive/x a/References/x ../x x.truth; do
    expect 2 freeze "$name" "${few[@]}"
    expect 2 run --save "$name" "${few[@]}"
done
[ ! -e profiles/references ] || fail 'something was saved into references'
expect 2 promote
has messages 'promote needs SOURCE'
has messages 'needs the id'
has messages 'needs a reason'
expect 2 promote part/one
has messages 'needs the id'
has messages 'needs a reason'
expect 2 promote absent --id 'v1.0.0-WIP' --reason ' '
has messages "'wip' marks work in progress"
has messages 'there is no profile absent'
has messages '--reason'
[ ! -e profiles/references ] || fail 'a refused promotion touched something'

# ---- promote, show, verify ----

quieten profiles/part/one.json
expect 2 promote part/one --id v1.0.0-null-single --reason first
has messages '--no-truth-required'
promote=(promote part/one --no-truth-required --by 'A | B' --reason $'first | of\033[31m all')
expect 0 "${promote[@]}" --id v1.0.0-null-single --dry-run
[ ! -e profiles/references ] || fail '--dry-run did something'
expect 0 "${promote[@]}" --id v1.0.0-null-single
has profiles/README.md '| [v1.0.0-null-single](references/v1.0.0-null-single.json) | single | null |'
has profiles/README.md 'A \| B | first \| of'
has_not profiles/README.md $'\033'
[ "$(stat -c %a profiles/references/v1.0.0-null-single.json)" = 444 ] || fail 'it may be written to'
expect 2 "${promote[@]}" --id v1.0.0-null-single
has messages 'is never replaced'
expect 0 show v1.0.0-null-single
expect 0 profiles show v1.0.0-null-single
has output 'reference'
has_not output $'\033'
COLUMNS=200 expect 0 profiles
has output 'v1.0.0-null-single'
grep -q '^  profile  *mode  *workload  *host  *measured  *commit  *beside it  *state$' output ||
    fail 'a column of the list is missing'
has_not output 'Columns are left out'
COLUMNS=60 expect 0 profiles
has output 'Columns are left out'
expect 0 profiles list --json
python3 -c 'import json; print([p["name"] for p in json.load(open("output"))["profiles"]])' >names
has names 'v1.0.0-null-single'
expect 0 profiles verify
has output '1 of 1 are what they were'
chmod u+w profiles/references/v1.0.0-null-single.json
echo >>profiles/references/v1.0.0-null-single.json
expect 1 profiles verify
has output 'altered'
truncate -s -1 profiles/references/v1.0.0-null-single.json
expect 0 profiles verify --json

# ---- killed at any moment ----

# The time grows with the round, so that kills reach every part of the operation.
for round in $(seq 1 40); do
    id=v2.0.$round-null-single
    "$BENCHRUN" "${promote[@]}" --id "$id" >/dev/null 2>&1 &
    child=$!
    python3 -c "import time; time.sleep($round * 0.001)"
    kill -9 "$child" 2>/dev/null || true
    wait "$child" 2>/dev/null || true
    expect 0 profiles verify
    if [ -e "profiles/references/$id.json" ]; then
        has profiles/README.md "[$id]"
        [ -e "profiles/references/$id.hlog" ] || fail "$id lacks a companion"
    else
        has_not profiles/README.md "[$id]"
        expect 0 "${promote[@]}" --id "$id"
    fi
done
[ -z "$(find profiles -name '.pending-*' -o -name '.staging-*')" ] || fail 'something was left behind'

# Whatever command comes next completes what was begun: here a freeze that was killed behind the
# moment at which it happened, when none of its files had its name yet.
interrupted() {
    mkdir profiles/.pending-freeze-later
    sed 's|"part/one"|"later"|' profiles/part/one.json >profiles/.pending-freeze-later/0
    printf '{"word": "freeze", "id": "later", "at": "2026-01-02T03:04:05Z",
        "changes": [{"kind": "replace", "from": "0", "to": "later.json"}]}' \
        >profiles/.pending-freeze-later/intent.json
}
for next in 'show later' 'diff later part/one' 'report later' 'explain later' 'profiles show later' \
    'promote later --id v3.0.0-later --reason next --no-truth-required --dry-run' \
    'gate --baseline part/one --candidate later'; do
    interrupted
    read -r -a words <<<"$next"
    expect 0 "${words[@]}"
    has messages 'freeze of later, begun at 2026-01-02T03:04:05Z and interrupted, is completed'
    rm profiles/later.json
done

# ---- archive ----

expect 2 archive v9.9.9 --reason none
has messages 'there is no reference v9.9.9'
expect 2 archive v1.0.0-null-single
expect 0 archive v1.0.0-null-single --reason 'a | b' --by someone
has profiles/_archive/README.md 'a \| b'
has_not profiles/README.md '[v1.0.0-null-single]'
[ -e profiles/_archive/v1.0.0-null-single.hlog ] || fail 'its companion stayed'
expect 0 profiles verify
expect 2 "${promote[@]}" --id v1.0.0-null-single
expect 0 profiles show v1.0.0-null-single
has output 'archived'

# ---- prune ----

expect 2 profiles prune
has messages '--keep N or --older-than T'
expect 2 profiles prune --keep 1 --json
has messages 'says in words what it deletes'
expect 0 profiles prune --keep 1 --older-than 90d
has output 'Nothing to delete'
expect 0 profiles prune --keep 1 --dry-run
has output 'delete'
[ -e profiles/part/one.json ] || fail '--dry-run deleted something'
expect 0 profiles prune --keep 1
[ "$(find profiles -maxdepth 2 -name '*.json' -not -path '*/references/*' -not -path '*/_archive/*' \
    -not -name '*.truth.json' -not -name '.*' | wc -l)" -eq 1 ] || fail 'not one working profile is left'
expect 0 profiles verify
expect 2 profiles tidy
has messages 'none of list, show, verify and prune'
