# What `cmake --install` puts where. The counting shim goes where the executable looks for it.
if(TARGET benchrun)
  install(TARGETS benchrun RUNTIME DESTINATION bin)
  # The program writes its own man page, from the table that it parses its options with.
  add_custom_command(TARGET benchrun POST_BUILD VERBATIM
                     COMMAND benchrun help --man > ${CMAKE_BINARY_DIR}/benchrun.1
                     BYPRODUCTS ${CMAKE_BINARY_DIR}/benchrun.1)
  install(FILES ${CMAKE_BINARY_DIR}/benchrun.1 DESTINATION share/man/man1)
endif()
install(DIRECTORY include/benchrun DESTINATION include FILES_MATCHING PATTERN "*.h")
install(TARGETS benchrun-stage ARCHIVE DESTINATION lib)
if(TARGET benchrun-alloc)
  install(TARGETS benchrun-alloc LIBRARY DESTINATION lib/benchrun)
endif()
install(FILES bench/skeleton.c DESTINATION share/benchrun)
