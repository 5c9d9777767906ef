#!/usr/bin/env bash
# The disk is full while a run goes on: the run says so, goes on, shows what it measured, and can be
# resumed once there is room again.
. "$(dirname "$0")/common.sh"

# A small disk of our own, in a mount namespace that goes with this process.
if [ "${1:-}" != inside ]; then
    namespace=(unshare --mount)
    [ "$(id -u)" -eq 0 ] || namespace=(unshare --mount --map-root-user)
    if ! "${namespace[@]}" mount -t tmpfs tmpfs "$work" 2>reason; then
        printf 'skipped: no disk of our own can be mounted: %s\n' "$(cat reason)"
        exit 77
    fi
    status=0
    "${namespace[@]}" bash "$BENCHRUN_SOURCE_DIR/tests/cli/test_full_disk.sh" inside || status=$?
    exit "$status"
fi

run=(--workload null --sizes 200 --samples 2 --sample-time 1ms --replicates 5 --time-budget 60s
    --passes verify,throughput,latency,stages --out disk)
mkdir disk
trap 'umount disk; rm -rf "$work"' EXIT
mount -t tmpfs -o size=10M tmpfs disk
expect 0 "${run[@]}"
planned=$(grep -c '^\[' messages)
mv disk/profiles/single-null-wip.json whole.json
umount disk

# Room for the head of the journal and a few passes, not for all of them and the profile.
head_kib=$(($(python3 - <<'PYTHON'
import json
whole = json.load(open("whole.json"))
whole["results"] = []
print(len(json.dumps(whole, separators=(",", ":"))))
PYTHON
) / 1024))
mount -t tmpfs -o "size=$((head_kib + 12))k" tmpfs disk
expect 1 "${run[@]}"
[ "$(grep -c 'the disk is full.*The run goes on' messages)" -eq 1 ] || {
    cat messages >&2
    fail 'a full disk was not mentioned, or more than once'
}
[ "$(grep -c '^\[' messages)" -eq "$planned" ] || fail 'the run did not go on'
has output null
has messages 'single-null-wip.json cannot be written: the disk is full'
has messages 'to go on with this run: benchrun run --resume --save single-null-wip --out disk'
finished=$(grep -ac '^pass ' disk/profiles/single-null-wip.journal)
if [ "$finished" -lt 1 ] || [ "$finished" -ge "$planned" ]; then
    fail "$finished passes in the journal"
fi

mount -o remount,size=10M disk
expect 0 run --resume --save single-null-wip --out disk
[ "$(grep -c '^\[' messages)" -eq $((planned - finished)) ] || fail 'not the missing passes'
[ ! -e disk/profiles/single-null-wip.journal ] || fail 'the journal was left behind'
python3 - <<'PYTHON'
import json
def passes(path):
    profile = json.load(open(path))
    assert profile["complete"] and all(result["ok"] for result in profile["results"])
    return [(r["order"], r["pass"], r["replicate"]) for r in profile["results"]]
assert passes("disk/profiles/single-null-wip.json") == passes("whole.json")
PYTHON

# No room even for the head: nothing is measured that could not be kept.
umount disk
mount -t tmpfs -o size=4k tmpfs disk
expect 1 "${run[@]}"
has messages 'the journal of the run: '
has messages 'the disk is full'
[ "$(grep -c '^\[' messages)" -eq 0 ] || fail 'measured all the same'
[ -z "$(find disk -type f)" ] || fail 'something was left behind'
