#!/usr/bin/env bash
# What a build without an optional library says of the part it lacks, where it is asked for.
. "$(dirname "$0")/common.sh"

expect 0 list
grep -q ' not built in: ' output || {
    echo 'skipped: every part is built in (the preset minimal has none)'
    exit 77
}
lacks() { grep -qE "^  $1 +not built in: .*lib" output; }

for workload in marc csv; do
    expect 0 list
    lacks "$workload" || continue
    expect 2 --workload "$workload" "${tiny[@]}"
    has messages "the workload $workload is not in this build"
    expect 2 generate "$workload" -n 1 -o file
    has messages "the workload $workload is not in this build"
    [ ! -e file ] || fail "generated without $workload"
done

expect 0 list
if lacks '\.zst inputs'; then
    printf '\x28\xb5\x2f\xfd\x00\x00\x00\x00' >packed
    expect 2 --workload null --input packed "${tiny[@]}"
    has messages 'packed is Zstandard data, which this build of benchrun cannot unpack'
fi

expect 0 list
if lacks --suite; then
    echo 'a: {workload: "null"}' >suite.yaml
    expect 2 run --suite suite.yaml
    has messages 'suite.yaml: this build of benchrun has no suites'
fi

expect 0 list
if lacks 'HTML pages'; then
    expect 0 --workload null "${tiny[@]}"
    expect 1 report single-null-wip --format html
    has messages 'a page cannot be written: this was built without libcmark-gfm'
    expect 0 report single-null-wip
fi

# What is there works.
expect 0 --workload ndjson "${tiny[@]}"
has output ndjson
