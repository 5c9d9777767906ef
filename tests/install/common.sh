# shellcheck shell=bash disable=SC2034
# What the tests of the installed tree share: the tree, installed from the build under test and then
# moved, a folder of their own, and an environment in which nothing else of benchrun is found.
# Sourced by tests/install/test_*.sh.
set -euo pipefail
: "${BENCHRUN_SOURCE_DIR:?}" "${BENCHRUN_BINARY_DIR:?}"

fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

skip() {
    printf 'skipped: %s\n' "$*"
    exit 77
}

# What stands in the cache of the build under test.
in_build() { grep -qE -e "$1" "$BENCHRUN_BINARY_DIR/CMakeCache.txt"; }

in_build '^BENCHRUN_SANITIZE:STRING=$' ||
    skip 'a sanitized build is not for installing: its library wants the sanitizer in every program'
! in_build '^CMAKE_C_FLAGS.*--coverage' ||
    skip 'a build for coverage is not for installing: its library wants gcov in every program'
! in_build '^CMAKE_TOOLCHAIN_FILE:' ||
    skip 'built for another machine: what cc builds here is not for it'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset BENCHRUN CPATH LIBRARY_PATH PKG_CONFIG_PATH CMAKE_PREFIX_PATH

# install_tree FOLDER: installs into another prefix and moves the tree to FOLDER, as a package would.
install_tree() {
    cmake --install "$BENCHRUN_BINARY_DIR" --prefix "$scratch/first" >"$scratch/install.log" ||
        { cat "$scratch/install.log" >&2 && fail 'cmake --install'; }
    mkdir -p "$(dirname "$1")"
    mv "$scratch/first" "$1"
}

# use_tree FOLDER: finds programs, pkg-config files and CMake packages there.
use_tree() {
    export PATH="$1/bin:$PATH" PKG_CONFIG_PATH="$1/lib/pkgconfig" CMAKE_PREFIX_PATH="$1"
}

has() {
    grep -qE -e "$2" "$1" || {
        cat "$1" >&2
        fail "'$2' is missing in $1"
    }
}

# One short, complete run: small sizes, few samples. Further options follow.
tiny=(--sizes 200 --samples 2 --sample-time 1ms --replicates 1 --time-budget 2s)
