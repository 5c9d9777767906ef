#!/usr/bin/env bash
# benchrun lint as it is called: its paths, its exit status, what it prints and what it writes. The
# project's own documents pass it.
. "$(dirname "$0")/common.sh"

needs_parts lint

expect 2 lint
has messages 'neither docs/profiling nor reports here'

mkdir -p docs/profiling
echo 'Nothing to find.' >docs/profiling/a.md
expect 0 lint
has output '0 findings in 1 document'

echo 'We recommend a pool of records.' >docs/profiling/b.md
expect 1 lint
has output 'docs/profiling/b.md:1: proposal: We recommend a pool of records.'
expect 0 lint docs/profiling/a.md
expect 0 lint --rules link,unit
expect 1 lint --json docs
python3 -c 'import json; assert json.load(open("output"))["findings"][0]["line"] == 1'

expect 1 lint --extract draft.md
has draft.md '> We recommend a pool of records.'
expect 2 lint --extract draft.md
has messages 'draft.md exists'
expect 1 lint --extract -
has output '> We recommend a pool of records.'
expect 2 lint --json --extract -
has messages 'both write to standard output'

expect 2 lint --rules sauce
has messages "there is no rule 'sauce'; did you mean 'source'?"
expect 2 lint none.md
has messages 'none.md cannot be read'
mkdir empty
expect 2 lint empty
has messages 'empty has no Markdown in it'
printf 'a\xff' >binary.md
expect 2 lint binary.md
has messages 'binary.md: line 1 is not UTF-8 text'
expect 2 lint /dev/null
has messages 'neither a document nor a folder'

# What the profiles of this folder hold may stand in the proposal, and nothing else.
expect 0 run --workload null --save small "${tiny[@]}"
size=$(sed -n 's/.*"peak_rss_bytes": *\([0-9]*\).*/\1/p' profiles/small.json | head -n 1)
echo 'It takes 987654 ns.' >docs/OPTIMIZATION_PROPOSAL.md
expect 1 lint docs/OPTIMIZATION_PROPOSAL.md
has output 'unknown-figure'
if [ -n "$size" ]; then
    echo "It takes $size bytes." >docs/OPTIMIZATION_PROPOSAL.md
    expect 0 lint docs/OPTIMIZATION_PROPOSAL.md
fi
expect 0 lint reports

# This project: its own documents, and every link in its Markdown.
cd "$BENCHRUN_SOURCE_DIR"
"$BENCHRUN" lint
find . \( -name build -o -name tests -o -name node_modules -o -name '.?*' \) -prune -o -name '*.md' -print0 |
    xargs -0 "$BENCHRUN" lint --rules link
