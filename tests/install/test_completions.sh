#!/usr/bin/env bash
# The installed completions: bash's are asked at a prompt's place and answer with what help lists;
# those of zsh and fish are read by these shells, where they are installed.
. "$(dirname "$0")/common.sh"
tree=$scratch/tree
install_tree "$tree"
use_tree "$tree"
# shellcheck disable=SC1091
. "$tree/share/bash-completion/completions/benchrun"
mkdir "$scratch/work" && cd "$scratch/work"
mkdir folder
touch file.so

# offered WORD...: what bash offers for the last word of a command line, sorted, on one line.
offered() {
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    COMPREPLY=()
    _benchrun
    printf '%s\n' "${COMPREPLY[@]}" | sort | xargs
}

expect_offer() {
    local expected=$1 found
    shift
    found=$(offered "$@")
    [ "$found" = "$expected" ] || fail "bash offers '$found' and not '$expected' after: $*"
}

complete -p benchrun | grep -q -- '-F _benchrun' || fail 'bash does not know the function'
commands=$(benchrun help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p' | sort | xargs)
expect_offer "$commands" benchrun ''
expect_offer 'plan' benchrun pl
for command in $commands; do
    options=$(benchrun help "$command" | sed -n 's/^  \(-., \)\?\(--[a-z-]*\).*/\2/p' | sort | xargs)
    expect_offer "$options" benchrun "$command" --
done
expect_offer "$(offered benchrun run --)" benchrun --
expect_offer '--sizes' benchrun --mode single --siz
expect_offer 'concurrent single' benchrun --mode ''
expect_offer 'concurrent' benchrun --mode = con
expect_offer 'concurrent single' benchrun plan --mode =
expect_offer 'dynamic partition queue' benchrun --strategy ''
expect_offer 'auto batch record' benchrun --stamp ''
expect_offer 'verify,latency' benchrun --passes verify,lat
expect_offer 'file.so folder' benchrun --output f
expect_offer 'synthetic' benchrun --input sy
expect_offer 'folder' benchrun --out ''
expect_offer 'file.so folder' benchrun --workload f
expect_offer '' benchrun --samples ''
expect_offer "$commands" benchrun help ''
workloads=$(benchrun list | grep -v ' not built in: ' | sed -n '/^Workloads/,/^$/s/^  \([a-z]*\)  .*/\1/p' | sort | xargs)
expect_offer "$workloads" benchrun generate ''

if command -v zsh >/dev/null; then
    zsh -n "$tree/share/zsh/site-functions/_benchrun" || fail 'zsh does not read its completions'
else
    printf 'skipped: zsh is not installed, its completions are not read\n'
fi
if command -v fish >/dev/null; then
    fish --no-execute "$tree/share/fish/vendor_completions.d/benchrun.fish" ||
        fail 'fish does not read its completions'
else
    printf 'skipped: fish is not installed, its completions are not read\n'
fi
