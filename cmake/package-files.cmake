# Run by cpack on the staged tree: what Debian wants in a package and an installation does not have.
# The man page is compressed, the changes are beside the copyright.
file(GLOB_RECURSE pages ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*/share/man/*.1)
foreach(page ${pages})
  execute_process(COMMAND gzip -9n ${page} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB_RECURSE copyright ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/copyright)
get_filename_component(folder ${copyright} DIRECTORY)
execute_process(COMMAND gzip -9nc ${CPACK_BENCHRUN_CHANGES} OUTPUT_FILE ${folder}/changelog.gz
                COMMAND_ERROR_IS_FATAL ANY)
