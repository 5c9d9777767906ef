# What is put into an HTML page of a report (src/report/page): its style, and the script that sorts
# tables and draws flame graphs, which node makes one file of where `npm ci` was run there
# (scripts/setup does). The build itself never uses the network.
set(page_folder ${CMAKE_SOURCE_DIR}/src/report/page)
set(page_built ${CMAKE_BINARY_DIR}/page)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page_folder}/page.css
             ${page_folder}/page.js ${page_folder}/bundle.mjs ${page_folder}/package-lock.json)
find_program(BENCHRUN_NODE NAMES node nodejs)
set(PAGE_FOUND 0)
set(page_wanted ON)
if(DEFINED BENCHRUN_WITH_PAGE AND NOT BENCHRUN_WITH_PAGE STREQUAL AUTO)
  set(page_wanted ${BENCHRUN_WITH_PAGE})
endif()
if(page_wanted AND BENCHRUN_NODE AND EXISTS ${page_folder}/node_modules/esbuild)
  execute_process(COMMAND ${BENCHRUN_NODE} bundle.mjs ${page_built}
                  WORKING_DIRECTORY ${page_folder} RESULT_VARIABLE page_result
                  OUTPUT_VARIABLE page_output ERROR_VARIABLE page_output)
  if(page_result EQUAL 0)
    set(PAGE_FOUND 1)
  else()
    message(STATUS "src/report/page cannot be bundled: ${page_output}")
  endif()
endif()

# `static const char NAME[]` with the bytes of the file and a NUL; of no file just that.
function(page_part name file)
  set(bytes "")
  if(EXISTS ${file})
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  endif()
  set(page_parts "${page_parts}static const char ${name}[] = {${bytes}0};\n" PARENT_SCOPE)
endfunction()

set(page_parts "/* Made of src/report/page by cmake/page.cmake. */\n")
if(NOT PAGE_FOUND)
  file(REMOVE_RECURSE ${page_built})
endif()
page_part(page_style ${page_folder}/page.css)
page_part(page_script ${page_built}/page.js)
page_part(page_licences ${page_built}/licences.html)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/page_parts.h CONTENT "${page_parts}" @ONLY)
