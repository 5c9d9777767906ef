#!/usr/bin/env bash
# On a terminal: one status line that is drawn over, and colours unless NO_COLOR or TERM forbid.
. "$(dirname "$0")/common.sh"

cat >on_terminal.py <<'PYTHON'
"""Runs argv on a terminal of 60 columns and writes what it printed there to the file `screen`."""
import fcntl, os, pty, struct, sys, termios
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
screen = b""
while True:
    try:
        block = os.read(terminal, 65536)
    except OSError:
        break
    if not block:
        break
    screen += block
open("screen", "wb").write(screen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
PYTHON

run_on_terminal() {
    python3 on_terminal.py "$BENCHRUN" --workload null "${tiny[@]}" --interval 10ms
}

erase=$'\r\e[K'
TERM=xterm NO_COLOR='' run_on_terminal
has screen "$erase"
has screen '1/6'
has screen ' left'
python3 - <<'PYTHON'
import re
screen = open("screen", encoding="utf-8", newline="").read()
for line in re.findall(r"\r\x1b\[K(\[[^\r\n\x1b]*)", screen):
    assert len(line) < 60, line
PYTHON

TERM=xterm NO_COLOR=1 run_on_terminal
! grep -q $'\e\[[0-9;]*m' screen || fail 'NO_COLOR was given, and there are colours'
has screen "$erase"

TERM=dumb run_on_terminal
! grep -q $'\e' screen || fail 'a dumb terminal got escape sequences'
has screen '[1/6]'

# ab says after every pair how it stands, before the first look as well; elsewhere after every look.
ab=(ab null null --sizes 200 --samples 2 --sample-time 1ms --pairs-max 3)
TERM=xterm NO_COLOR=1 python3 on_terminal.py "$BENCHRUN" "${ab[@]}"
for pairs in '1 pair' '2 pairs' '3 pairs'; do
    grep -Eaq "single null 200: $pairs, [+-][0-9.]+ %" screen || fail "nothing after $pairs"
done
grep -Eaq '2 pairs, [^,]*, at most [0-9.]+ m?s left' screen || fail 'ab does not say how long it takes'
expect 0 "${ab[@]}"
has_not messages '2 pairs'
has messages '3 pairs'
