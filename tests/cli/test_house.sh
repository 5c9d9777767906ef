#!/usr/bin/env bash
# The tree follows the rules of the house, and scripts/house finds each kind of violation when one
# is planted.
set -euo pipefail
house=$BENCHRUN_SOURCE_DIR/scripts/house
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
    printf 'FAILED: %s\n' "$*"
    exit 1
}

# plant FILE: writes standard input to FILE of an otherwise empty tree
plant() {
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/$(dirname "$1")"
    cat >"$scratch/tree/$1"
}

finds() {
    local rule=$1 expected=$2 output
    if output=$("$house" "$rule" "$scratch/tree"); then
        fail "$rule missed: $expected"
    fi
    grep -qF "$expected" <<<"$output" || fail "$rule said '$output', expected '$expected'"
}

accepts() {
    "$house" "$1" "$scratch/tree" || fail "$1 refused what is allowed"
}

include_is_refused() {
    plant "$1" <<<"#include $2"
    finds includes "$1:1:"
}

include_is_allowed() {
    plant "$1" <<<"#include $2"
    accepts includes
}

include_is_refused src/base/text.c '"measure/histogram.h"'
include_is_refused src/measure/stage.c '"modes/mode.h"'
include_is_refused src/measure/stage.c '"model/cell.h"'
include_is_refused modes/single/single.c '"engine/plan.h"'
include_is_refused src/engine/plan.c '"summary/summary.h"'
include_is_refused src/report/terminal.c '"store/store.h"'
include_is_refused src/store/save.c '<report/report.h>'
include_is_refused src/summary/summary.h '"report/report.h"'
include_is_refused src/report/terminal.c '"cli/options.h"'
include_is_refused src/engine/child.c '"bench/workloads.h"'
include_is_refused bench/null.c '"base/error.h"'
include_is_refused bench/generate/marc.c '"modes/mode.h"'
include_is_refused include/benchrun/stage.h '"measure/stage.h"'
include_is_refused src/base/text.c '"../base/error.h"'
include_is_allowed src/cli/registry.c '"bench/workloads.h"'
include_is_allowed src/engine/child.c '"modes/lane.h"'
include_is_allowed bench/null.c '<benchrun/workload.h>'
include_is_allowed bench/ndjson.c '"generate/generate.h"'
include_is_allowed bench/ndjson.c '<cjson/cJSON.h>'
include_is_allowed src/model/shape.h '<cjson/cJSON.h>'

{ seq -f '// %g' 501; } | plant src/base/long.c
finds lengths 'src/base/long.c: 501 lines'
{ seq -f '// %g' 500; } | plant src/base/long.c
accepts lengths
{ printf 'int f(void)\n{\n'; seq -f '    // %g' 69; printf '}\n'; } | plant modes/single/single.c
finds lengths 'a function of 71 lines'
{ printf 'int f(void)\n{\n'; seq -f '    // %g' 68; printf '}\nint g(void)\n{\n}\n'; } |
    plant modes/single/single.c
accepts lengths
{ printf 'int f(void)\n{\n'; seq -f '    // %g' 14; printf '}\n'; } | plant bench/null.c
finds lengths '1 of 1 functions have more than 15 lines'

globals_of() {
    printf '%s\n' "$2" >"$scratch/$1.c"
    cc -fPIC -O1 -c "$scratch/$1.c" -o "$scratch/$1.o"
    rm -f "$scratch/library.a"
    ar rcs "$scratch/library.a" "$scratch/$1.o"
    "$house" globals "$scratch/library.a"
}

global_is_refused() {
    local output
    if output=$(globals_of "$@"); then
        fail "globals missed: $2"
    fi
    grep -qF counter <<<"$output" || fail "globals said '$output'"
}

global_is_refused plain 'int counter;'
global_is_refused plain 'int counter = 3;'
global_is_refused plain 'static int counter; int next(void) { return counter++; }'
global_is_refused plain 'int next(void) { static int counter = 1; return counter++; }'
global_is_refused plain 'static char a[1]; char *counter = a;'
global_is_refused plain '__thread int counter;'
globals_of stage '__thread int counter;' || fail 'stages may keep a thread-local'
globals_of plain 'const char *const names[] = {"a"}; const int four = 4;' || fail 'constants are fine'

"$house" includes
"$house" lengths
if grep -qx 'BENCHRUN_SANITIZE:STRING=' "$BENCHRUN_BINARY_DIR/CMakeCache.txt"; then
    "$house" globals "$BENCHRUN_BINARY_DIR"/libbenchrun-{core,workloads}.a
else
    printf 'SKIPPED: globals: a sanitized build has variables of the sanitizer\n'
fi
