# What cpack (scripts/package) makes: a Debian package whose dependencies dpkg-shlibdeps finds.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "The benchrun authors")
set(CPACK_PACKAGE_CONTACT "The benchrun authors <maintainers@benchrun.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "throughput benchmarks of record-processing code")
set(CPACK_PACKAGE_DESCRIPTION
    "benchrun measures anything that takes a stream of records (MARC, JSON lines,
CSV rows, log lines), one execution mode at a time: records per second, the
distribution of the time per record, what each record allocates and how many
cycles it costs.

Workloads for libyaz, cJSON and libcsv are built in. Code of your own is
measured as a plug-in: the package has its header, the library of the stage
profiler, pkg-config files and a CMake package. Heap and CPU profiles name
functions by elfutils' libdw and are saved as flame graphs and for speedscope,
google-pprof and jeprof.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "gnuplot-nox, valgrind")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gcc | c-compiler, pkg-config, cmake, google-perftools, libjemalloc-dev")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package-files.cmake)
set(CPACK_BENCHRUN_CHANGES ${CMAKE_SOURCE_DIR}/CHANGELOG.md)
include(CPack)
