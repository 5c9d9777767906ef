# The libraries benchrun stands on; scripts/setup installs their Debian packages.
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(YAZ REQUIRED IMPORTED_TARGET yaz)
pkg_check_modules(CK REQUIRED IMPORTED_TARGET ck)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)
pkg_check_modules(JEMALLOC REQUIRED jemalloc)
find_library(BENCHRUN_JEMALLOC NAMES libjemalloc.so REQUIRED)
find_library(BENCHRUN_CSV NAMES csv REQUIRED)

set(BENCHRUN_CORE_LIBRARIES PkgConfig::CJSON PkgConfig::CK PkgConfig::ZSTD PkgConfig::ZLIB
    PkgConfig::XXHASH ${BENCHRUN_JEMALLOC})
set(BENCHRUN_WORKLOAD_LIBRARIES PkgConfig::CJSON PkgConfig::YAZ ${BENCHRUN_CSV})
