#!/usr/bin/env bash
# benchrun generate: the same bytes for the same seed, complete files or none.
. "$(dirname "$0")/common.sh"
needs_parts marc csv

for workload in marc ndjson csv; do
    expect 0 generate "$workload" --records 300 --seed 7 -o first
    expect 0 generate "$workload" --records 300 --seed 7 -o second
    cmp first second || fail "$workload: the same seed made other bytes"
    expect 0 generate "$workload" -n 300 --seed 7 -o -
    cmp first output || fail "$workload: standard output got other bytes"
    expect 0 generate "$workload" --records 300 --seed 8 -o second
    ! cmp -s first second || fail "$workload: another seed made the same bytes"
    expect 0 generate "$workload" --records 100 --seed 7 -o second
    cmp -n "$(stat -c %s second)" first second || fail "$workload: a shorter run is no prefix"
done
[ "$(tr -dc '\035' <first | wc -c)" -eq 0 ]
expect 0 generate marc --records 300 --seed 7 -o first
[ "$(tr -dc '\035' <first | wc -c)" -eq 300 ] || fail 'marc: not 300 record terminators'
expect 0 generate marc --records 300 --seed 7 -O malformed=50% -o second
! cmp -s first second || fail 'malformed=50% changed nothing'

# A plug-in's generator runs in a process of its own.
plugin=$BENCHRUN_BINARY_DIR/skeleton.so
if [ -e "$plugin" ]; then
    expect 0 generate skeleton --records 50 --seed 7 -o first
    expect 0 generate "$plugin" --records 50 --seed 7 -o second
    cmp first second || fail 'the plug-in made other bytes than the built-in workload'
    expect 0 generate marc --records 300 --seed 7 -o first
fi

# A file is replaced as a whole, and stays when something is wrong.
expect 2 generate marc --records 3 -O malfromed=1% -o first
has messages malformed
[ "$(tr -dc '\035' <first | wc -c)" -eq 300 ] || fail 'a mistake cost the old file'
expect 0 generate csv -n 2 -o /dev/null
expect 1 generate csv -n 2 -o no/such/folder/file
has messages no/such/folder/file
mkdir folder
expect 1 generate csv -n 2 -o folder
has messages 'is a folder'
if [ -w /dev/full ]; then
    expect 1 generate csv -n 100k -o /dev/full
    has messages full
fi
expect 2 generate marc -n 3
has messages '-o FILE'
expect 2 generate nonsense -n 3 -o first
[ -z "$(find . -name '*.tmp')" ] || fail 'temporary files were left behind'
