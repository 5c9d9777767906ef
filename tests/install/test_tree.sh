#!/usr/bin/env bash
# What cmake --install puts into a prefix: everything is there, works after a move, names neither the
# prefix nor the build, and the passes of a plug-in all find what they need.
. "$(dirname "$0")/common.sh"
tree=$scratch/moved
install_tree "$tree"
use_tree "$tree"

(cd "$tree" && find . -type f -o -type l) | sort >"$scratch/found"
documents() {
    (cd "$BENCHRUN_SOURCE_DIR/docs" && find . -path ./profiling/gate-data -prune -o -type f -print) |
        sed 's,^\.,./share/doc/benchrun,'
}
{ documents && cat; } >"$scratch/listed" <<'END'
./bin/benchrun
./include/benchrun/stage.h
./include/benchrun/workload.h
./lib/benchrun/libbenchrun-alloc.so
./lib/cmake/benchrun/benchrun-config-version.cmake
./lib/cmake/benchrun/benchrun-config.cmake
./lib/cmake/benchrun/benchrun-targets-BUILD.cmake
./lib/cmake/benchrun/benchrun-targets.cmake
./lib/libbenchrun-stage.a
./lib/pkgconfig/benchrun-stage.pc
./lib/pkgconfig/benchrun.pc
./share/bash-completion/completions/benchrun
./share/doc/benchrun/THIRD-PARTY.txt
./share/doc/benchrun/copyright
./share/doc/benchrun/skeleton.c
./share/fish/vendor_completions.d/benchrun.fish
./share/man/man1/benchrun.1
./share/zsh/site-functions/_benchrun
END
sort -o "$scratch/expected" "$scratch/listed"
sed 's/benchrun-targets-[a-z]*\.cmake/benchrun-targets-BUILD.cmake/' "$scratch/found" |
    diff "$scratch/expected" - || fail 'the installed files'

# Debugging information knows the source; nothing that is read after installing may.
if grep -rlI -e "$scratch/first" -e "$BENCHRUN_BINARY_DIR" "$tree"; then
    fail 'these files name the prefix or the build'
fi
readelf -d "$tree/bin/benchrun" "$tree/lib/benchrun/libbenchrun-alloc.so" >"$scratch/dynamic"
! grep -E 'RPATH|RUNPATH' "$scratch/dynamic" || fail 'the programs look into fixed folders'

benchrun help --man | cmp - "$tree/share/man/man1/benchrun.1" || fail 'the man page is another'
benchrun help --completion bash | cmp - "$tree/share/bash-completion/completions/benchrun" ||
    fail 'the completions of bash are others'

# The skeleton as a plug-in, through all passes; that of allocations needs the installed shim.
mkdir "$scratch/work" && cd "$scratch/work"
# shellcheck disable=SC2046
cc -std=c17 -O2 -Wall -Wextra -Werror -fPIC -shared -DBENCHRUN_PLUGIN \
    $(pkg-config --cflags benchrun) "$tree/share/doc/benchrun/skeleton.c" -o mine.so
benchrun --workload ./mine.so "${tiny[@]}" -q >output
benchrun show single-skeleton-wip --json >profile.json
benchrun show single-skeleton-wip --format markdown >report.md
has report.md '\| 200 \| alloc \| .* 1 of 1 processes \|'
! grep -q 'libbenchrun-alloc.so' report.md || { cat report.md >&2 && fail 'the shim was not found'; }
