#!/usr/bin/env bash
# benchrun doctor: what it prints, what it keeps, and what a run keeps of it.
. "$(dirname "$0")/common.sh"

expect 0 doctor --out evidence
for part in 'load average' 'busy processes' 'jemalloc' 'build type' 'Interruptions of a thread' \
    'records of 1.00 µs' ' unknown, '; do
    has output "$part"
done
! grep -q $'\e' output || fail 'escape sequences where there is no terminal'
[ ! -s messages ] || fail 'something was said beside the output'
python3 - <<'PYTHON'
wide = [line for line in open("output", encoding="utf-8") if len(line.rstrip("\n")) > 80]
assert not wide, wide
PYTHON
[ ! -e profiles ] && [ ! -e reports ] || fail 'doctor left more than it was asked for'

expect 0 doctor --json
cp output doctor.json
python3 - <<'PYTHON'
import json
kept = json.load(open("evidence/doctor.json"))
shown = json.load(open("doctor.json"))
names = [finding["name"] for finding in shown["findings"]]
assert names == [finding["name"] for finding in kept["findings"]]
assert len(names) == len(set(names)) and len(names) >= 20, names
for finding in shown["findings"]:
    assert finding["state"] in ("ok", "warning", "severe", "unknown"), finding
    assert finding["value"] and finding["effect"] and finding["remedy"], finding
heard = shown["interruptions"]
assert 2.9e9 < heard["duration_ns"], heard
assert 0 <= heard["lost_share"] <= 1
count = sum(length["count"] for length in heard["gaps"])
assert abs(count - heard["gaps_per_s"] * heard["duration_ns"] / 1e9) < 1, heard
limits = [limit["quantile"] for limit in heard["tick_limits"]]
assert [limit["record_ns"] for limit in heard["tick_limits"]] == [1000, 10000, 100000]
assert limits == sorted(limits, reverse=True) and 0 <= limits[-1] and limits[0] <= 1, limits
PYTHON

# Options it does not have, and a folder it cannot have.
expect 2 doctor --sizes 1k
echo x >file
expect 1 doctor --out file/below
has messages '--out: folder file '

# Every run keeps what was found when it began, and its report says what was not ok.
expect 0 run --workload null --passes verify "${tiny[@]}" --quiet
python3 - <<'PYTHON'
import json
found = json.load(open("profiles/single-null-wip.json"))["environment"]["findings"]
names = [finding["name"] for finding in json.load(open("doctor.json"))["findings"]]
assert [finding["name"] for finding in found] == names
severe = [finding["name"] for finding in found if finding["state"] == "severe"]
report = open("reports/single/null.md").read()
assert "What the machine does to figures" in report
for name in severe:
    assert "| severe | " + name in report, name
PYTHON
