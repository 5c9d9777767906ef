# shellcheck shell=bash disable=SC2034
# What the black-box tests share: a folder of their own, runs of the program and what they print.
# Sourced by tests/cli/test_*.sh; the program is in BENCHRUN.
set -euo pipefail
: "${BENCHRUN:?names the program under test}" "${BENCHRUN_SOURCE_DIR:?}" "${BENCHRUN_BINARY_DIR:?}"

work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

# Runs the program into the files `output` and `messages`, and holds its exit status to the first
# argument.
expect() {
    local expected=$1
    local status=0
    shift
    "$BENCHRUN" "$@" >output 2>messages || status=$?
    [ "$status" -eq "$expected" ] || {
        tail -n 40 output messages >&2
        fail "benchrun $* ended with $status, not $expected"
    }
}

# Skips the whole script where this build lacks one of the parts, named as `benchrun list` does.
needs_parts() {
    local part reason
    for part in "$@"; do
        reason=$("$BENCHRUN" list | sed -n "/^  $part\$/N; s/^  $part[ \n]*not built in: //p")
        [ -z "$reason" ] || {
            printf 'skipped: %s\n' "$reason"
            exit 77
        }
    done
}

# Does a command print a line like the pattern: prints PATTERN COMMAND... It is read to its end, since
# one whose pipe is closed early fails.
prints() {
    local pattern=$1
    shift
    [ -n "$("$@" 2>&1 | sed -n "/$pattern/p")" ]
}

# Has this build that part, named as `benchrun list` does?
has_part() {
    [ -z "$("$BENCHRUN" list | sed -n "s/^  $1  *not built in: //p")" ]
}

# Skips where instructions cannot be counted, or no loop is written whose count is known.
needs_planted_instructions() {
    local unsupported
    unsupported=$("$BENCHRUN" list | sed -n 's/^  \(instructions per record  *unsupported.*\)/\1/p')
    case $unsupported$(uname -m) in
    x86_64 | aarch64) ;;
    *)
        printf 'skipped: %s\n' "${unsupported:-no planted loop for $(uname -m)}"
        exit 77
        ;;
    esac
}

# A file has a fixed string in it; or has none.
has() {
    grep -qF -e "$2" "$1" || {
        cat "$1" >&2
        fail "'$2' is missing in $1"
    }
}
has_not() {
    ! grep -qF -e "$2" "$1" || {
        cat "$1" >&2
        fail "'$2' should not be in $1"
    }
}

# One short, complete run: small sizes, few samples. Further options follow.
tiny=(--sizes 200 --samples 2 --sample-time 1ms --replicates 1 --time-budget 2s)

# Builds a plug-in from C on standard input: plugin NAME.
plugin() {
    cat >"$1.c"
    ${BENCHRUN_CC:-cc} -std=c17 -D_GNU_SOURCE -shared -fPIC -I "$BENCHRUN_SOURCE_DIR/include" -o "$1.so" "$1.c"
}

# What a plug-in needs beside its `process`: records are lines.
plugin_frame='
#include <benchrun/workload.h>
#include <string.h>
static size_t frame(const void *state, const unsigned char *input, uint64_t size, uint64_t *offset,
                    struct br_span *spans, size_t capacity)
{
    size_t count = 0;
    (void)state;
    while (count < capacity && *offset < size) {
        const unsigned char *end = memchr(input + *offset, 10, size - *offset);
        uint64_t next = end ? (uint64_t)(end - input) + 1 : size;
        spans[count++] = (struct br_span){.offset = *offset, .size = (uint32_t)(next - *offset)};
        *offset = next;
    }
    return count;
}
#define PLUGIN(...)                                                                                \
    const struct br_workload benchrun_workload = {.abi_version = BR_WORKLOAD_ABI_VERSION,          \
                                                  .struct_size = sizeof(struct br_workload),       \
                                                  .summary = "a test", .frame = frame, __VA_ARGS__}
'
