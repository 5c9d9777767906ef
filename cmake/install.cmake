# What `cmake --install` puts where. Every path is relative to the prefix, and nothing installed
# names the prefix, so that an installed tree may be moved. The folder is `lib` on every machine: the
# executable looks for the counting shim in ../lib/benchrun.
include(CMakePackageConfigHelpers)
set(BENCHRUN_ZSH_FOLDER share/zsh/site-functions CACHE STRING
    "Where zsh looks for completions, below the prefix")
set(kit ${CMAKE_BINARY_DIR}/install)

if(TARGET benchrun)
  install(TARGETS benchrun RUNTIME DESTINATION bin)
  # The program writes its own man page and completions, from the table it parses its options with.
  add_custom_command(TARGET benchrun POST_BUILD VERBATIM
                     COMMAND benchrun help --man > ${CMAKE_BINARY_DIR}/benchrun.1
                     COMMAND ${CMAKE_COMMAND} -E make_directory ${kit}
                     COMMAND benchrun help --completion bash > ${kit}/benchrun.bash
                     COMMAND benchrun help --completion zsh > ${kit}/_benchrun
                     COMMAND benchrun help --completion fish > ${kit}/benchrun.fish
                     BYPRODUCTS ${CMAKE_BINARY_DIR}/benchrun.1 ${kit}/benchrun.bash
                                ${kit}/_benchrun ${kit}/benchrun.fish)
  install(FILES ${CMAKE_BINARY_DIR}/benchrun.1 DESTINATION share/man/man1)
  install(FILES ${kit}/benchrun.bash DESTINATION share/bash-completion/completions RENAME benchrun)
  install(FILES ${kit}/_benchrun DESTINATION ${BENCHRUN_ZSH_FOLDER})
  install(FILES ${kit}/benchrun.fish DESTINATION share/fish/vendor_completions.d)
endif()
if(TARGET benchrun-alloc)
  install(TARGETS benchrun-alloc LIBRARY DESTINATION lib/benchrun)
endif()
install(DIRECTORY include/benchrun DESTINATION include FILES_MATCHING PATTERN "*.h")
install(FILES bench/skeleton.c DESTINATION share/doc/benchrun)
install(DIRECTORY docs/ DESTINATION share/doc/benchrun
        FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN gate-data EXCLUDE)
install(FILES LICENSE DESTINATION share/doc/benchrun RENAME copyright)
install(FILES THIRD-PARTY.txt DESTINATION share/doc/benchrun)

# find_package(benchrun): benchrun::plugin has the headers, benchrun::stage the stage profiler too.
add_library(benchrun-plugin INTERFACE)
target_include_directories(benchrun-plugin INTERFACE $<INSTALL_INTERFACE:include>)
target_link_libraries(benchrun-stage PUBLIC benchrun-plugin)
set_target_properties(benchrun-plugin PROPERTIES EXPORT_NAME plugin)
set_target_properties(benchrun-stage PROPERTIES EXPORT_NAME stage)
install(TARGETS benchrun-plugin benchrun-stage EXPORT benchrun ARCHIVE DESTINATION lib)
install(EXPORT benchrun NAMESPACE benchrun:: FILE benchrun-targets.cmake
        DESTINATION lib/cmake/benchrun)
configure_package_config_file(cmake/benchrun-config.cmake.in ${kit}/benchrun-config.cmake
                              INSTALL_DESTINATION lib/cmake/benchrun)
write_basic_package_version_file(${kit}/benchrun-config-version.cmake
                                 COMPATIBILITY SameMinorVersion)
install(FILES ${kit}/benchrun-config.cmake ${kit}/benchrun-config-version.cmake
        DESTINATION lib/cmake/benchrun)

configure_file(cmake/benchrun.pc.in ${kit}/benchrun.pc @ONLY)
configure_file(cmake/benchrun-stage.pc.in ${kit}/benchrun-stage.pc @ONLY)
install(FILES ${kit}/benchrun.pc ${kit}/benchrun-stage.pc DESTINATION lib/pkgconfig)
