#!/usr/bin/env bash
# propose: evidence of a real profile into a document, and nothing else of it touched. What is
# written passes lint, which finds its figures in the profile.
. "$(dirname "$0")/common.sh"

${BENCHRUN_CC:-cc} -std=c17 -O2 -D_GNU_SOURCE -shared -fPIC -I "$BENCHRUN_SOURCE_DIR/include" \
    -o planted.so "$BENCHRUN_SOURCE_DIR/tests/planted/planted.c"
# More threads than CPUs: a finding by counts, which no load can turn.
expect 0 --workload ./planted.so -O limit=one-stage-dominant --mode concurrent --threads $(($(nproc) + 1)) \
    --passes verify,throughput,stages --sizes 1k --samples 2 --sample-time 1ms --replicates 1 --time-budget 2s --save p
proposal=docs/OPTIMIZATION_PROPOSAL.md

expect 0 propose p
has output '1 added, 0 refreshed'
has $proposal '## planted, concurrent: oversubscribed'
has $proposal 'times as high at most'
has $proposal 'profiles/p.json'
has $proposal "$(python3 -c 'import json; print(json.load(open("profiles/p.json"))["created"])')"

# What a person writes around it stays, byte for byte; the evidence is made again.
python3 - $proposal <<'PY'
import sys
text = open(sys.argv[1]).read()
begin = text.index("- **oversubscribed**")
text = text[:begin] + "Scribbled over.\n" + text[begin:]
text = "Foreword.  \n" + text.replace("### Decision\n\nOpen.", "### Decision\n\nWe wait.\t")
open(sys.argv[1], "w").write(text)
open("expected", "w").write(text.replace("Scribbled over.\n", ""))
PY
expect 0 propose p
has output '0 added, 1 refreshed'
cmp $proposal expected || fail 'something else was touched'

cp $proposal whole.md

# Standard output gets the entry alone; damaged markers are named and nothing is written.
expect 0 propose p -o -
has output '## planted, concurrent: oversubscribed'
has_not output 'We wait'
sed -i 's/^<!-- benchrun: end of evidence.*//' $proposal
cp $proposal expected
expect 2 propose p
has messages 'line '
has messages 'does not end'
cmp $proposal expected || fail 'a damaged document was written to'
expect 2 propose nobody

# What is no document is not read to an end that it may not have, and not replaced.
mkfifo pipe
for place in /dev/zero pipe docs; do
    status=0
    timeout 60 "$BENCHRUN" propose p -o "$place" >output 2>messages || status=$?
    [ "$status" -ge 1 ] && [ "$status" -le 2 ] || fail "propose -o $place ends with $status"
    has messages "$place is a "
done
[ -p pipe ] || fail 'the pipe was replaced'

# It passes lint; a figure that no profile has does not.
cp whole.md $proposal
if has_part lint; then
    expect 0 lint $proposal
    mkdir -p other
    sed 's/We wait/It takes 31.7 ms/' $proposal >other/OPTIMIZATION_PROPOSAL.md
    expect 1 lint other/OPTIMIZATION_PROPOSAL.md
    has output 'unknown-figure'
fi
