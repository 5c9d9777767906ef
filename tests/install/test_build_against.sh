#!/usr/bin/env bash
# Plug-ins in C and C++ and a program of its own, built in an empty folder against the installed
# tree alone: with pkg-config and with find_package.
. "$(dirname "$0")/common.sh"
tree=$scratch/opt/benchrun
install_tree "$tree"
use_tree "$tree"
mkdir "$scratch/work" && cd "$scratch/work"
warnings=(-O2 -Wall -Wextra -Werror -pedantic)

# The files that docs/plugins.md writes: file NAME takes what stands between its cat and END.
page_file() {
    awk -v name="$1" '
        $0 ~ "^cat >+" name " " { inside = 1; next }
        /^END$/ { inside = 0 }
        inside' "$BENCHRUN_SOURCE_DIR/docs/plugins.md" >"$1"
    [ -s "$1" ] || fail "docs/plugins.md has no $1"
}
page_file keyvalue.c
page_file numbers.cc
page_file words.c
seq -f 'level=info took=%g' 300 >app.log
seq 300 >numbers.txt

measure() {
    local name=$1 plugin=$2 input=$3
    rm -rf profiles
    benchrun --workload "$plugin" --input "$input" "${tiny[@]}" -q >output || {
        cat output >&2
        fail "benchrun with $plugin"
    }
    has output "^$name · single"
    [ -s "profiles/single-$name-wip.json" ] || fail "there is no profile of $name"
}

# Strictly, in both languages, both headers, each first and twice.
for order in 'workload stage' 'stage workload' 'stage stage'; do
    for header in $order; do
        printf '#include <benchrun/%s.h>\n' "$header"
    done >headers.c
    printf 'int main(void)\n{\n    return 0;\n}\n' >>headers.c
    # shellcheck disable=SC2046
    cc -std=c17 "${warnings[@]}" $(pkg-config --cflags benchrun) -c headers.c -o headers.o
    cp headers.c headers.cc
    for standard in 11 17 20; do
        # shellcheck disable=SC2046
        c++ -std=c++$standard "${warnings[@]}" $(pkg-config --cflags benchrun) -c headers.cc -o headers.o
    done
done

# pkg-config
# shellcheck disable=SC2046
cc -std=c17 "${warnings[@]}" -fPIC -shared $(pkg-config --cflags benchrun) keyvalue.c -o keyvalue.so
# shellcheck disable=SC2046
c++ -std=c++17 "${warnings[@]}" -fPIC -shared $(pkg-config --cflags benchrun) numbers.cc -o numbers.so
# shellcheck disable=SC2046
cc -std=c17 "${warnings[@]}" words.c $(pkg-config --cflags --libs benchrun-stage) -o words
measure keyvalue ./keyvalue.so app.log
measure numbers ./numbers.so numbers.txt
./words <app.log >output
has output '^600 words$'
has output '^line\.words +300 '
[ "$(pkg-config --modversion benchrun)" = "$(benchrun --version | awk 'NR == 1 { print $2 }')" ] ||
    fail 'pkg-config and the program give different versions'

# find_package
cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.16)
project(user C CXX)
find_package(benchrun 0.1 REQUIRED)
add_compile_options(-Wall -Wextra -Werror -pedantic)
add_library(keyvalue MODULE keyvalue.c)
add_library(numbers MODULE numbers.cc)
set_target_properties(keyvalue numbers PROPERTIES PREFIX "")
target_compile_features(numbers PRIVATE cxx_std_17)
target_link_libraries(keyvalue PRIVATE benchrun::plugin)
target_link_libraries(numbers PRIVATE benchrun::plugin)
add_executable(words-cmake words.c)
target_link_libraries(words-cmake PRIVATE benchrun::stage)
END
{ cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build; } >build.log 2>&1 || {
    cat build.log >&2
    fail 'find_package(benchrun)'
}
measure keyvalue ./build/keyvalue.so app.log
measure numbers ./build/numbers.so numbers.txt
./build/words-cmake <app.log >output
has output '^600 words$'
sed -i 's/find_package(benchrun 0.1 /find_package(benchrun 0.9 /' CMakeLists.txt
! cmake -B other >build.log 2>&1 || fail 'a newer version was asked for and an older one taken'
has build.log '0\.9'
