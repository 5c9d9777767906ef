#!/usr/bin/env bash
# Ctrl-C and SIGTERM: exit status 130, the finished passes saved and shown, no process left.
. "$(dirname "$0")/common.sh"
[ -z "${BENCHRUN_EMULATED-}" ] || {
    echo 'skipped: under qemu-user every program is qemu in /proc'
    exit 77
}

# Waits until a condition holds; fails after a minute.
wait_until() {
    local attempts=0
    until "$@"; do
        kill -0 "$pid" || fail 'the run ended by itself'
        attempts=$((attempts + 1))
        [ "$attempts" -lt 1200 ] || fail "waited in vain for: $*"
        sleep 0.05
    done
}


# Processes of the program that work in this test's folder.
processes() {
    local process
    for process in /proc/[0-9]*; do
        if [ "$(readlink "$process/exe")" = "$program" ] && [ "$(readlink "$process/cwd")" = "$work" ]; then
            printf '%s ' "${process#/proc/}"
        fi
    done 2>/dev/null
}

has_child() {
    [ "$(processes | wc -w)" -ge 2 ]
}

program=$(readlink -f "$BENCHRUN")
for signal in INT TERM; do
    rm -rf profiles reports messages
    "$BENCHRUN" --workload null --sizes 1k --samples 1000 --sample-time 100ms --replicates 3 \
        --passes verify,throughput,latency --time-budget 30s >output 2>messages &
    pid=$!
    wait_until grep -qs '^\[' messages
    wait_until has_child
    kill -"$signal" "$pid"
    status=0
    wait "$pid" || status=$?
    [ "$status" -eq 130 ] || { cat output messages >&2; fail "$signal: exit status $status"; }
    has messages 'interrupted; the passes finished'
    [ -z "$(processes)" ] || fail "$signal: left behind: $(processes)"
    has output null
    python3 - <<'PYTHON'
import json
profile = json.load(open("profiles/single-null-wip.json"))
assert profile["interrupted"] is True and profile["complete"] is False
assert profile["results"] and profile["results"][0]["ok"]
PYTHON
    [ -s reports/single/null.md ] || fail "$signal: no report"
done
