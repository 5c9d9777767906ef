#!/usr/bin/env bash
# An interrupted run goes on with --resume: however it ended, every planned pass is in the profile,
# each once; and it is refused where anything that moves figures has changed.
. "$(dirname "$0")/common.sh"

# A workload that stops for ever in the process whose number is in the file `halt`: so a test knows
# exactly where a run stands when it ends it. Each process adds its id to the file `starts`.
build_plugin() {
    plugin halting <<C
$plugin_frame
#include <stdio.h>
#include <unistd.h>
const char mark[] = "$1";
static int start(const struct br_harness *harness, void **state, char *message, size_t message_size)
{
    char block[4096];
    unsigned number = 0, halt = 0;
    (void)harness, (void)state, (void)message, (void)message_size;
    FILE *file = fopen("starts", "a+");
    fprintf(file, "%ld\n", (long)getpid());
    rewind(file);
    while (fgets(block, sizeof block, file) != NULL)
        number++;
    fclose(file);
    file = fopen("halt", "r");
    if (file != NULL && fscanf(file, "%u", &halt) == 1 && halt == number)
        for (;;)
            pause();
    return 0;
}
static void process(void *worker, const unsigned char *record, size_t size, struct br_outcome *outcome)
{
    (void)worker;
    outcome->witness = record[0] + size;
}
PLUGIN(.name = "halting", .open = start, .process = process);
C
}

build_plugin first
cp halting.so first.so
seq 500 >lines
cp lines original-lines
run=(--workload ./halting.so --input lines --sizes 200,300 --samples 2 --sample-time 1ms
    --replicates 2 --time-budget 60s --passes verify,throughput,latency,stages)
resume=(run --resume --workload ./halting.so)
journal=profiles/single-halting-wip.journal
profile=profiles/single-halting-wip.json

# An uninterrupted run says how many passes there are, and which processes come before the first.
: >starts
expect 0 "${run[@]}"
[ ! -e "$journal" ] || fail 'a finished run left its journal'
mv "$profile" whole.json
planned=$(grep -c '^\[' messages)
[ "$planned" -eq 10 ] || fail "$planned passes instead of 10"
before=$(($(wc -l <starts) - planned))

wait_until() {
    local attempts=0
    until "$@"; do
        kill -0 "$pid" || { cat messages >&2; fail 'the run ended by itself'; }
        attempts=$((attempts + 1))
        [ "$attempts" -lt 3000 ] || fail "waited in vain for: $*"
        sleep 0.02
    done
}

has_started() {
    [ "$(wc -l <starts)" -ge "$1" ]
}

# Starts a run, further options first, and returns when $1 passes are finished and the next one is
# at work and stays there. The run is process $pid, the one at work $child.
start_and_halt() {
    local finished=$1
    shift
    rm -f "$journal" "$profile"
    : >starts
    echo $((before + finished + 1)) >halt
    "$BENCHRUN" "$@" "${run[@]}" >output 2>messages &
    pid=$!
    wait_until has_started $((before + finished + 1))
    child=$(tail -n 1 starts)
    rm halt
}

ends_with() {
    local status=0
    wait "$pid" 2>/dev/null || status=$?
    [ "$status" -eq "$1" ] || { cat output messages >&2; fail "exit status $status, not $1"; }
}

is_gone() {
    local attempts=0
    while kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.*Z' "/proc/$1/status"; do
        attempts=$((attempts + 1))
        [ "$attempts" -lt 3000 ] || fail "process $1 outlived its parent"
        sleep 0.02
    done
}

kill_after() {
    start_and_halt "$1"
    kill -9 "$pid"
    ends_with 137
    is_gone "$child"
    [ ! -e "$profile" ] || fail 'a killed run saved a profile'
}

passes_in_journal() {
    grep -ac '^pass ' "$journal"
}

# The profile is what the uninterrupted run would have given, and the journal has gone. $1 passes
# failed.
is_whole() {
    [ ! -e "$journal" ] || fail 'the journal was left behind'
    python3 - "$profile" whole.json "$1" <<'PYTHON'
import json, sys
profile, whole = (json.load(open(path)) for path in sys.argv[1:3])
def passes(profile):
    return [(r.get("order", 0), r["cell"]["size"], r["pass"], r.get("replicate", 0)) for r in profile["results"]]
assert passes(profile) == passes(whole), (passes(profile), passes(whole))
assert profile["complete"] is True and profile["interrupted"] is False
assert profile["config"] == whole["config"]
failed = [r for r in profile["results"] if not r["ok"]]
assert len(failed) == int(sys.argv[3]), failed
assert len({json.dumps(r["work"]) for r in profile["results"] if r["ok"] and r["pass"] == "verify"}) == 2
times = [(r["started_ns"], r["ended_ns"]) for r in profile["results"]]
assert all(started <= ended for started, ended in times)
assert "--resume" not in profile["command"]
PYTHON
}

# ---- killed, with any number of finished passes ----

for finished in 0 1 5 9; do
    kill_after "$finished"
    [ "$(passes_in_journal || true)" -eq "$finished" ] || fail "not $finished passes in the journal"
    expect 0 "${resume[@]}"
    [ "$(grep -c '^\[' messages)" -eq $((planned - finished)) ] ||
        fail "$finished passes were finished, but not the others measured"
    [ "$finished" -eq 1 ] || has messages "of which $finished passes are finished"
    is_whole 0
done

# Killed twice, and once more while the resumed run measures: what was measured adds up.
kill_after 2
: >starts
echo $((before + 4)) >halt
"$BENCHRUN" "${resume[@]}" >output 2>messages &
pid=$!
wait_until has_started $((before + 4))
rm halt
kill -9 "$pid"
ends_with 137
[ "$(passes_in_journal)" -eq 5 ] || fail 'the resumed run did not go on with the journal'
expect 0 "${resume[@]}"
is_whole 0

# ---- asked to end ----

# The profile so far is saved, and the command that is printed goes on.
for signal in TERM INT; do
    start_and_halt 3 --out elsewhere
    kill -"$signal" "$pid"
    ends_with 130
    has messages 'interrupted; the passes finished'
    has messages 'benchrun run --resume --save single-halting-wip --out elsewhere'
    [ -s elsewhere/profiles/single-halting-wip.json ] || fail 'no profile after an interruption'
    arguments=$(sed -n 's/^benchrun: to go on with this run: benchrun //p' messages)
    # shellcheck disable=SC2086
    expect 0 $arguments
    [ "$(grep -c '^\[' messages)" -eq 7 ] || fail 'measured again'
    mv elsewhere/profiles/* profiles/
    is_whole 0
done

# A service manager ends all processes at once: the pass at work is not one that failed.
start_and_halt 3
kill -STOP "$pid"
kill -TERM "$pid" "$child"
kill -CONT "$pid"
ends_with 130
[ "$(passes_in_journal)" -eq 3 ] || fail 'a pass ended from outside was kept as a failed one'
expect 0 "${resume[@]}"
is_whole 0

# ---- the measuring process dies: that pass fails, the run goes on ----

start_and_halt 4
kill -9 "$child"
ends_with 1
has messages 'killed by SIGKILL'
is_whole 1

# A cell whose pass hung before the interruption is not tried again after it.
start_and_halt 2 --timeout 5s
echo $((before + 4)) >halt
wait_until has_started $((before + 4))
kill -9 "$pid"
ends_with 137
rm halt
[ "$(passes_in_journal)" -ge 3 ] || fail 'the pass that hung is not in the journal'
expect 1 "${resume[@]}"
python3 - "$profile" <<'PYTHON'
import json, sys
results = json.load(open(sys.argv[1]))["results"]
assert len(results) == 10
hung = [r for r in results if "gave no answer within" in r.get("failure", "") and "not run" not in r["failure"]]
assert len(hung) == 1, hung
for result in results:
    same_cell = result["cell"] == hung[0]["cell"]
    late = result["order"] > hung[0]["order"]
    assert result is hung[0] or result["ok"] != (same_cell and late), result
PYTHON

# ---- what is not as it was ----

refuses() {
    expect 2 "${resume[@]}" "${@:2}"
    has messages "$1"
    [ "$(passes_in_journal)" -eq 5 ] || fail 'a refused resume touched the journal'
}
kill_after 5
cp "$journal" kept.journal

refuses '--samples: 3 is given, the interrupted run has 2' --samples 3
refuses '--sizes: 200 is given, the interrupted run has 200,300' --sizes 200
refuses '--option: level=3 is given, the interrupted run has no level' -O level=3
refuses '--time-budget: 90s is given, the interrupted run has 60s' --time-budget 90s
refuses '--stamp: record is given, the interrupted run has auto' --stamp record --seed 7
has messages '--seed: 7 is given, the interrupted run has 1'
refuses '--mode: concurrent is given, the interrupted run has single' --mode concurrent \
    --save single-halting-wip

echo 501 >>lines
refuses "the input's number of bytes was 1892 and is 1896"
has messages "the input's number of records was 500 and is 501"
sed 's/250/052/' original-lines >lines
refuses "the input's digest was"
cp original-lines lines

build_plugin second
refuses "the plug-in's file was xxh3:"
cp first.so halting.so

if grep -q '"jemalloc_settings"' whole.json; then
    MALLOC_CONF=narenas:1 expect 2 "${resume[@]}"
    has messages "jemalloc's configuration was narenas:"
else
    printf 'skipped: another configuration of jemalloc: it is not in effect in this build\n'
fi
if [ "$(nproc)" -gt 1 ] && command -v taskset >/dev/null; then
    taskset -c "$(taskset -pc $$ | sed 's/.*[ ,-]//')" "$BENCHRUN" "${resume[@]}" \
        >output 2>messages && fail 'resumed on fewer CPUs'
    has messages "the number of CPUs this process may use was $(nproc) and is 1"
else
    printf 'skipped: fewer CPUs: there is only one, or no taskset\n'
fi
cp "$BENCHRUN" other
printf x >>other
./other "${resume[@]}" >output 2>messages && fail 'resumed with another program'
has messages 'the program file of benchrun was xxh3:'

# Options that say the same again are welcome; so is a journal whose end was torn off.
truncate -s -5 "$journal"
expect 0 "${resume[@]}" --sizes 200,300 --samples 2 --seed 0x1 --time-budget 1m --input lines
[ "$(grep -c '^\[' messages)" -eq 6 ] || fail 'the torn pass was not measured again'
is_whole 0

cp kept.journal "$journal"
sed -i '3s/"/,/' "$journal"
expect 2 "${resume[@]}"
has messages "line 3 of the journal $journal"

# ---- neither nothing nor everything is resumed ----

expect 2 run --resume --save nothing-of-that-name
has messages 'there is nothing to resume: no interrupted run has left profiles/nothing-of-that-name.journal'
expect 0 "${run[@]}" --save again
cp kept.journal "$journal"
expect 0 "${run[@]}"
has messages "$journal is of an interrupted run; this run starts anew"
[ "$(grep -c '^\[' messages)" -eq "$planned" ] || fail 'did not start anew'
is_whole 0

start_and_halt 1
expect 2 "${run[@]}"
has messages "another benchrun is at work on $journal"
expect 2 "${resume[@]}"
has messages "another benchrun is at work on $journal"
kill -9 "$pid"
ends_with 137
is_gone "$child"
expect 0 "${resume[@]}"
is_whole 0

# ---- a freeze goes on as one, and a run as one ----

kill_after 1
expect 2 freeze single-halting-wip --resume
has messages 'was a run; go on with it by benchrun run --resume --save single-halting-wip'
profile=profiles/part/frozen.json
journal=profiles/part/frozen.journal
start_and_halt 8 freeze part/frozen
kill -9 "$pid"
ends_with 137
is_gone "$child"
[ ! -e "$profile" ] || fail 'a killed freeze saved a profile'
expect 2 run --resume --save part/frozen
has messages 'was a freeze; go on with it by benchrun freeze part/frozen --resume'
expect 0 freeze part/frozen --resume
has messages 'of which 8 passes are finished'
[ ! -e "$journal" ] || fail 'the journal of a freeze was left behind'
python3 - "$profile" <<'PYTHON' || fail 'the resumed freeze is not whole'
import json, sys
profile = json.load(open(sys.argv[1]))
assert profile["complete"] and profile["freeze"]["frozen"]
blocks = [r.get("block", 0) for r in profile["results"] if r["pass"] == "throughput" and r["ok"]]
assert sorted(blocks) == [0] * 4 + [1] * 4, blocks
truth = json.load(open(sys.argv[1].replace(".json", ".truth.json")))
assert len(truth["processes"]) == len(profile["results"]) == 14
PYTHON
