# Run by cpack on the staged tree: what Debian wants in a package and an installation does not have.
# The man page is compressed; the changes are beside the copyright, and a changelog in Debian's form.
file(GLOB_RECURSE page ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/benchrun.1)
execute_process(COMMAND gzip -9n ${page} COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE copyright ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/copyright)
get_filename_component(folder ${copyright} DIRECTORY)
file(COPY ${CPACK_BENCHRUN_CHANGES} DESTINATION ${folder})
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH, where that is set
file(WRITE ${folder}/changelog "${CPACK_PACKAGE_NAME} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Made by scripts/package; CHANGELOG.md in this folder has the changes.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")
execute_process(COMMAND gzip -9n ${folder}/changelog COMMAND_ERROR_IS_FATAL ANY)
