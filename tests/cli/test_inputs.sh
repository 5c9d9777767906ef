#!/usr/bin/env bash
# Bad inputs and folders: one clear message that names the thing, the right exit status.
. "$(dirname "$0")/common.sh"
needs_parts marc csv

expect 2 --input no-such-file "${tiny[@]}"
has messages no-such-file
: >empty
expect 2 --input empty "${tiny[@]}"
has messages 'empty is empty'
mkdir folder
expect 2 --input folder "${tiny[@]}"
has messages 'is a folder'
mkfifo pipe
expect 2 --input pipe "${tiny[@]}"
has messages 'regular file'
expect 2 --workload null --input /dev/null "${tiny[@]}"

# Half a record at the end is a rejected record, said and counted, not a failure.
"$BENCHRUN" generate marc -n 50 -o whole.mrc 2>/dev/null
head -c -100 whole.mrc >truncated.mrc
expect 0 --workload marc --input truncated.mrc --sizes all --samples 2 --sample-time 1ms \
    --replicates 1 --time-budget 2s --passes verify,throughput --json
python3 - <<'PYTHON'
import json
for result in json.load(open("output"))["results"]:
    work = result["work"]
    assert (work["records"], work["accepted"], work["rejected"]) == (50, 49, 1), work
PYTHON

"$BENCHRUN" generate csv -n 50 -o whole.csv 2>/dev/null

# A broken archive is named.
if command -v gzip >/dev/null; then
    gzip -c whole.mrc | head -c 2000 >broken.gz
    expect 2 --workload marc --input broken.gz "${tiny[@]}"
    has messages broken.gz
fi

# Sizes beyond the limit are refused, and those whose index memory cannot hold.
expect 2 --sizes 1000000000000000
has messages '10^12'
expect 1 --mode concurrent --threads 2 --strategy partition --workload csv --input whole.csv \
    --sizes 1000G
has messages memory
has messages '--strategy dynamic'

# Folders that cannot be written to are found out before anything is measured.
: >file
expect 1 --workload null "${tiny[@]}" --out file
has messages file
has_not messages 'rec/s'
if [ "$(id -u)" -ne 0 ]; then
    mkdir locked
    chmod a-w locked
    expect 1 --workload null "${tiny[@]}" --out locked
    has messages locked
    chmod a-r whole.mrc
    expect 2 --workload marc --input whole.mrc "${tiny[@]}"
    has messages whole.mrc
fi

# Names from outside never reach the terminal as they are.
hostile=$'evil\e[31m\a\xe2\x80\xae.csv'
"$BENCHRUN" generate csv -n 300 -o "$hostile" 2>messages
! grep -q $'[\a\e]' messages || fail 'generate printed a hostile name as it is'
expect 0 --workload csv --input "$hostile" "${tiny[@]}"
for file in output messages reports/single/csv.md; do
    ! grep -q -e $'[\a\e]' -e $'\xe2\x80\xae' "$file" || fail "hostile name unescaped in $file"
done
expect 2 --workload csv --input "$hostile-missing" "${tiny[@]}"
! grep -q $'[\a\e]' messages || fail 'an error printed a hostile name as it is'
