#!/usr/bin/env bash
# Usage mistakes and their exit statuses; help, version and the man page.
. "$(dirname "$0")/common.sh"
needs_parts marc

# Several mistakes are told in one go, on standard error only, with the nearest known words.
expect 2 --sizs 1k --mode concurent --samples 0
has messages '3 mistakes on the command line'
has messages 'did you mean --sizes?'
has messages "concurrent"
has messages '--samples: 0 is too few'
[ ! -s output ] || fail 'mistakes belong on standard error'

expect 2 --mode single --threads 4
has messages '--mode concurrent'
expect 2 --mode single,concurrent
has messages 'run benchrun once per mode'
expect 2 --mode single --mode concurrent
has messages 'run benchrun once per mode'
expect 2 --sizes 0
has messages '0 records are nothing to measure'
expect 2 --sizes 1000000000000000
has messages '10^12'
expect 2 rnu
has messages 'did you mean run?'
expect 2 show
expect 2 show no-such-profile
expect 2 help frobnicate
expect 2 --workload no-such-workload
has messages 'no-such-workload'

# Escape sequences of an argument do not reach the terminal.
expect 2 --sizes $'\e[31mred\a' $'--\e]0;title' --workload $'\e[2J'
! grep -q $'[\a\e]' messages || fail 'a control character of an argument was printed'

# Help of every command fits a page of 80 columns and goes to standard output.
expect 0 help
commands=$(sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' output)
[ "$(wc -w <<<"$commands")" -ge 6 ] || fail "help lists only these commands: $commands"
for command in $commands; do
    expect 0 help "$command"
    mv output by_help
    expect 0 "$command" --help
    cmp output by_help
    [ "$(awk '{ if (length($0) > most) most = length($0) } END { print most }' output)" -le 80 ] ||
        fail "help of $command is wider than 80 columns"
done
expect 0 --help
expect 0 run --sizes 1k -h

# Every option in the man page is one the parser knows, and the other way round.
expect 0 help --man
cp output benchrun.1
sed -n 's/.*\\fB\(\\-\\-[^ ]*\)\\fR.*/\1/p' benchrun.1 | sed 's/\\-/-/g; s/\\.*//' | sort -u >in_man
for command in $commands; do
    "$BENCHRUN" help "$command" | sed -n 's/^  \(-., \)\?\(--[a-z-]*\).*/\2/p'
done | sort -u >in_help
cmp in_man in_help || fail 'help and the man page list different options'
while read -r option; do
    for command in $commands; do
        ! prints 'unknown option' "$BENCHRUN" "$command" "$option" --help ||
            fail "$command does not know $option"
    done
done <in_man
if command -v groff >/dev/null; then
    groff -man -ww -Tutf8 benchrun.1 >/dev/null 2>warnings
    [ ! -s warnings ] || { cat warnings >&2; fail 'the man page has troff warnings'; }
fi

expect 0 --version
for part in benchrun compiler flags libraries; do
    has output "$part"
done

# A full disk behind standard output is an error, a reader that left is none.
if [ -w /dev/full ]; then
    status=0
    "$BENCHRUN" help >/dev/full 2>messages || status=$?
    [ "$status" -eq 1 ] || fail 'a full disk behind standard output went unnoticed'
    has messages 'standard output'
fi
status=0
"$BENCHRUN" help run | true || status=$?
[ "$status" -eq 0 ] || [ "$status" -eq 141 ] || fail "a reader that left made it exit with $status"
