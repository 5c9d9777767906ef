# What built this binary: goes into --version and every profile.
string(TOUPPER "${CMAKE_BUILD_TYPE}" build_type_upper)
string(STRIP "${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${build_type_upper}}" BENCHRUN_C_FLAGS)
if(BENCHRUN_SANITIZE)
  string(APPEND BENCHRUN_C_FLAGS " -fsanitize=${BENCHRUN_SANITIZE}")
endif()
configure_file(${CMAKE_SOURCE_DIR}/cmake/provenance.h.in ${CMAKE_BINARY_DIR}/generated/provenance.h)
include_directories(${CMAKE_BINARY_DIR}/generated)
