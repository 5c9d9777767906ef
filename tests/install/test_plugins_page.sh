#!/usr/bin/env bash
# docs/plugins.md as it is written: its blocks marked sh are run from top to bottom in one shell, by
# a user whose home is empty, beginning in a copy of the source; the blocks marked text are what they
# print, with ... for what may be anything.
. "$(dirname "$0")/common.sh"
! in_build '^(CMAKE_C_COMPILER:.*clang|BENCHRUN_WITH_.*=OFF)$' ||
    skip 'the page builds a release of its own; once is enough, beside the usual build'
command -v patch >/dev/null || skip 'the page uses patch, which is not installed'

# Writes the blocks as NUMBER.sh and, if one is followed by its output, NUMBER.text.
split_page() {
    awk -v folder="$1" '
        /^```/ && inside { inside = 0; next }
        inside { print > file; next }
        /^```sh$/ { file = sprintf("%s/%02d.sh", folder, ++blocks); inside = 1; next }
        /^```text$/ { file = sprintf("%s/%02d.text", folder, blocks); inside = 1; next }
        /^```/ { print "a block is neither sh nor text: " $0 > "/dev/stderr"; exit 1 }
    ' "$BENCHRUN_SOURCE_DIR/docs/plugins.md"
}

# Is the file what the pattern says? The pattern becomes a glob.
matches() {
    local pattern
    pattern=$(sed 's/[][\\*?]/\\&/g; s/\.\.\./*/g' "$2")
    # shellcheck disable=SC2053
    [[ $(<"$1") == $pattern ]]
}

# The source without what was built in it, as a download has it.
copy_source() {
    mkdir -p "$1"
    local name
    for name in "$BENCHRUN_SOURCE_DIR"/*; do
        case ${name##*/} in
        build | profiles | reports) ;;
        *) cp -r "$name" "$1" ;;
        esac
    done
}

mkdir "$scratch/blocks" "$scratch/home"
split_page "$scratch/blocks"
[ "$(find "$scratch/blocks" -name '*.sh' | wc -l)" -ge 12 ] || fail 'the page has lost its commands'
copy_source "$scratch/source"
cd "$scratch/source"
export HOME=$scratch/home

for block in "$scratch"/blocks/*.sh; do
    { eval "$(<"$block")"; } >"$scratch/output" 2>"$scratch/messages" || {
        cat "$block" "$scratch/output" "$scratch/messages" >&2
        fail "a command of the page: $(head -n 1 "$block")"
    }
    expected=${block%.sh}.text
    if [ -f "$expected" ] && ! matches "$scratch/output" "$expected"; then
        diff "$expected" "$scratch/output" >&2 || true
        fail "the output of: $(head -n 1 "$block")"
    fi
done
[ "$(command -v benchrun)" = "$HOME/.local/bin/benchrun" ] || fail 'another benchrun was run'
