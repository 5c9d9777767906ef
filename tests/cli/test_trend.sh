#!/usr/bin/env bash
# trend over thirty profiles with a planted step, and what it leaves out, refuses and remembers.
. "$(dirname "$0")/common.sh"

make_history=$(dirname "$0")/make_history.py
expect 0 --workload null --passes verify,throughput "${tiny[@]}" --save base
"$make_history" profiles/base.json profiles 30 --step 18 1.06
rm profiles/base.json

# The step is found where it is, from the first commit after it to the last one before it.
expect 0 trend --json
python3 - output <<'PY' || fail 'the JSON of a trend'
import hashlib, json, sys
trend = json.load(open(sys.argv[1]))
assert trend["mode"] == "single" and trend["workload"] == "null" and trend["profiles"] == 30
(series,) = trend["trends"]
assert series["cell"] == "200" and series["measure"] == "time" and len(series["points"]) == 30
(change,) = series["changes"]
assert change["index"] == 18 and abs(change["after"] / change["before"] - 1.06) < 0.01
assert change["last_commit_before"] == hashlib.sha1(b"17").hexdigest()
assert change["first_commit_after"] == hashlib.sha1(b"18").hexdigest()
PY
expect 0 trend
has output 'null · single · on '
has output 'day-0018'
expect 0 trend --magnitude 10% --json
has output '"changes":	[]'
expect 0 trend --window 4 --p-value 0.0001% --json
has output '"changes":	[]'
expect 0 trend --format markdown
has output '# null, single: trend'

# What was read is kept, and makes no difference.
[ -f profiles/.history.json ] || fail 'nothing is kept'
expect 0 trend --json
cp output kept
rm profiles/.history.json
expect 0 trend --json
cmp output kept || fail 'the cache makes a difference'

# Damaged files and other profiles are named with the reason and never enter the series.
echo '{"schema_version": 1, "config": {' >profiles/broken.json
sed 's/"mode": "single"/"mode": "concurrent"/' profiles/day-0003.json >profiles/other.json
sed 's/"hostname": "[^"]*"/"hostname": "elsewhere"/' profiles/day-0003.json >profiles/there.json
expect 0 trend
has output '30 profiles'
has output 'it cannot be read'
has output 'broken.json'
has output 'the mode is concurrent (other.json)'
has output 'the host is elsewhere (there.json)'
expect 0 trend --host elsewhere
has output '1 profile'
expect 0 trend there

# The picture, where gnuplot is.
if [ -n "$(command -v gnuplot || true)" ]; then
    expect 0 trend --figure trend.svg --format markdown
    has trend.svg '<desc>Over 30 profiles'
    has output '](trend.svg)'
fi

# Mistakes.
expect 2 trend --cell 7k
has messages "its cells are '200'"
expect 2 trend --measures speed
has messages "'speed' is none of time"
expect 2 trend --window 3
expect 2 trend --figure trend.png
has messages 'ends in .svg'
expect 2 trend --mode queue
has messages 'none of the 33 profiles'
expect 2 trend nobody
expect 2 trend --out elsewhere
has messages 'there is no profile'

# A report shows the history of its cells over the references.
mkdir -p profiles/references
for day in 10 20; do
    python3 - "profiles/day-00$day.json" "profiles/references/v$day.0.0.json" <<'PY'
import json, sys
profile = json.load(open(sys.argv[1]))
profile["promoted"] = {"id": sys.argv[2].split("/")[-1][:-5], "at": profile["created"], "by": "me"}
json.dump(profile, open(sys.argv[2], "w"))
PY
done
expect 0 report day-0029
has reports/single/null.md '## History'
has reports/single/null.md '| 200 | time | 3 |'
expect 0 report day-0003
has_not reports/single/null.md '| 200 | time | 4 |'
if has_part lint; then
    expect 0 lint reports
fi
