# Warnings, optimisation and sanitizers for every target.
add_compile_options(
  -Wall -Wextra -Wshadow -Wpointer-arith -Wwrite-strings -Wvla -Wformat=2
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes> $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>
  $<$<COMPILE_LANGUAGE:C>:-Wconversion> -fno-omit-frame-pointer -ffp-contract=off)
if(BENCHRUN_WERROR)
  add_compile_options(-Werror)
endif()
if(BENCHRUN_SANITIZE)
  add_compile_options(-fsanitize=${BENCHRUN_SANITIZE} -fno-sanitize-recover=all)
  if(BENCHRUN_SANITIZE STREQUAL thread)
    add_compile_options(-Wno-tsan) # it does not model fences; what they order is atomic as well
  endif()
  add_link_options(-fsanitize=${BENCHRUN_SANITIZE})
endif()
# valgrind, which counts instructions, gives up at clang's DWARF 5; gcc's it reads.
add_compile_options($<$<COMPILE_LANG_AND_ID:C,Clang>:-fdebug-default-version=4>)
