#!/usr/bin/env bash
# benchrun run --suite: the example of docs/suites.md as written, the suites of the tree, failures,
# interruption and mistakes.
. "$(dirname "$0")/common.sh"
needs_parts --suite marc csv
suites=$BENCHRUN_SOURCE_DIR/bench/suites
document=$BENCHRUN_SOURCE_DIR/docs/suites.md

# block LANGUAGE: the first code block of that language in the document.
block() {
    awk -v start="^\`\`\`$1\$" '$0 ~ start { on = 1; next } /^```$/ && on { exit } on' "$document"
}

# The document: its file and its commands, one after the other, as they stand there.
block yaml >nightly.yaml
[ -s nightly.yaml ] || fail 'docs/suites.md has no suite'
mkdir path
ln -s "$BENCHRUN" path/benchrun
commands=0
while read -r command; do
    PATH=$work/path:$PATH bash -ec "$command" >output 2>messages || {
        cat output messages >&2
        fail "of docs/suites.md, this failed: $command"
    }
    commands=$((commands + 1))
    case $command in *' run '*) cp output "run$commands" ;; esac
done < <(block sh)
[ "$commands" -ge 4 ] || fail 'docs/suites.md has lost its commands'
for name in parse-wip nightly/write queue-wip; do
    [ -s "profiles/$name.json" ] || fail "no profile $name"
done
for report in parse/single/marc write/single/marc queue/concurrent/csv; do
    [ -s "reports/$report.md" ] || fail "no report $report"
done
for name in parse write queue; do
    grep -qE "^  $name +ok " run2 || fail "no line about $name"
done
has run2 'profile nightly/write'
has_not run3 'profile nightly/write'
python3 - <<'PYTHON'
import json
parse, write, queue = (json.load(open(f"profiles/{name}.json"))
                       for name in ("parse-wip", "nightly/write", "queue-wip"))
assert parse["config"]["seed"] != write["config"]["seed"]
assert write["command"].endswith("run --suite nightly.yaml --only write"), write["command"]
assert parse["command"].endswith("--seed 7 --only parse"), parse["command"]
assert queue["config"]["strategy"] == "queue" and queue["config"]["threads"] == [1, 2]
assert [profile["complete"] for profile in (parse, write, queue)] == [True] * 3
PYTHON

# The mistakes that the document shows are what is said.
block yaml | sed 's/^  sizes:/  sizs:/; s/^    write: none/  samples: 0/' >bent.yaml
expect 2 plan --suite bent.yaml
has messages 'bent.yaml:3:3: unknown key '"'sizs'"'; did you mean sizes?'
has messages ': --samples: 0 is too few; write 1 or more'

# A plan of a suite is the plans of its runs, as the command line would ask for them.
expect 0 plan --suite "$suites/release.yaml" --only csv-concurrent --threads 1,2
tail -n +2 output >by_suite
expect 0 plan --mode concurrent --workload csv --sizes 1k,10k,100k --replicates 10 \
    --time-budget 20s --threads 1,2
cmp output by_suite || fail 'the suite plans something else than its options say'
for suite in release ci; do
    expect 0 plan --suite "$suites/$suite.yaml"
    for format in marc ndjson csv; do
        has output "$format-single, profile $format-single-wip"
        has output "$format-concurrent, profile $format-concurrent-wip"
    done
done

# The suite for every change, from end to end, with as little work as there can be.
expect 0 run --suite "$suites/ci.yaml" "${tiny[@]}" --passes verify,throughput --out small --quiet
[ ! -s messages ] || fail '--quiet was not quiet'
for format in marc ndjson csv; do
    for mode in single concurrent; do
        grep -qE "^  $format-$mode +ok .* profile $format-$mode-wip\$" output ||
            fail "no line about $format-$mode"
        [ -s "small/profiles/$format-$mode-wip.json" ] || fail "no profile of $format-$mode"
        [ -s "small/reports/$format-$mode/$mode/$format.md" ] || fail "no report of $format-$mode"
    done
done

# --only picks in the file's order; --json prints profiles and nothing else.
expect 0 run --suite "$suites/ci.yaml" --only csv-single --only marc-single "${tiny[@]}" \
    --passes verify --out picked --json
python3 - <<'PYTHON'
import json
text, names, decoder = open("output").read(), [], json.JSONDecoder()
while text.strip():
    profile, end = decoder.raw_decode(text.lstrip())
    text = text.lstrip()[end:]
    names.append(profile["name"])
assert names == ["marc-single-wip", "csv-single-wip"], names
PYTHON
has messages '2 of 2 in the suite: csv-single'

# A run that fails does not keep the next one from running; the worst status is that of the suite.
cat >failing.yaml <<'YAML'
_defaults: {workload: csv, sizes: 200, samples: 2, sample-time: 1ms, passes: verify}
broken: {input: ./missing.csv}
sound: {input: synthetic}
YAML
expect 2 run --suite failing.yaml
has messages missing.csv
grep -qE '^  broken +failed ' output || fail 'the failed run is not named'
grep -qE '^  sound +ok ' output || fail 'the run after a failed one is missing'
[ -s profiles/sound-wip.json ] || fail 'no profile of the run after a failed one'

# Nothing is begun where the file has a mistake, were it in another run than the one asked for.
expect 2 run --suite bent.yaml --only queue --out none
[ ! -e none ] || fail 'a suite with mistakes was begun'
expect 2 run --suite nightly.yaml --only quue
has messages 'did you mean queue?'
expect 2 run --suite missing.yaml
has messages missing.yaml
expect 2 run --suite nightly.yaml --save x
has messages 'with the key save'
expect 2 run --only parse
has messages '--suite FILE.yaml'
expect 2 run --suite nightly.yaml --resume
has messages '--only NAME'

# Ctrl-C ends the suite and not only its run, which can be gone on with.
cat >long.yaml <<'YAML'
_defaults: {workload: "null", sizes: 1k, sample-time: 100ms, time-budget: 30s}
first: {samples: 1000, replicates: 3, passes: [verify, throughput, latency]}
second: {samples: 2, passes: verify}
YAML
"$BENCHRUN" run --suite long.yaml >output 2>messages &
pid=$!
attempts=0
until grep -qs '^\[' messages; do
    kill -0 "$pid" || fail 'the suite ended by itself'
    attempts=$((attempts + 1))
    [ "$attempts" -lt 1200 ] || fail 'no pass was finished within a minute'
    sleep 0.05
done
kill -INT "$pid"
status=0
wait "$pid" || status=$?
[ "$status" -eq 130 ] || { cat output messages >&2; fail "interrupted: exit status $status"; }
grep -qE '^  first +interrupted ' output || fail 'the interrupted run is not named'
grep -qx '  second  not run' output || fail 'the run not begun is not named'
[ ! -e profiles/second-wip.json ] || fail 'the run after the interrupted one was begun'
[ -s profiles/first-wip.journal ] || fail 'the interrupted run left no journal'
has messages "run --suite long.yaml --only first --resume"

# It goes on as the run of the suite that it was, and only as that.
expect 2 run --suite long.yaml --only first --resume --samples 7
has messages '--samples: 7 is given'
