# What built this binary: goes into --version and every profile.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type_upper)
string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${build_type_upper}}" BENCHRUN_C_FLAGS)
if(BENCHRUN_SANITIZE)
  string(APPEND BENCHRUN_C_FLAGS " -fsanitize=${BENCHRUN_SANITIZE}")
endif()
configure_file(${CMAKE_SOURCE_DIR}/cmake/provenance.h.in ${CMAKE_BINARY_DIR}/generated/provenance.h)
include_directories(${CMAKE_BINARY_DIR}/generated)

# The commit is looked up at every build, not when it is configured; commit.h is only touched when
# it changes, so that nothing else is built again.
set(commit_command ${CMAKE_COMMAND} -D SOURCE=${CMAKE_SOURCE_DIR}
    -D HEADER=${CMAKE_BINARY_DIR}/generated/commit.h -P ${CMAKE_SOURCE_DIR}/cmake/commit.cmake)
add_custom_target(provenance COMMAND ${commit_command}
                  BYPRODUCTS ${CMAKE_BINARY_DIR}/generated/commit.h VERBATIM)
