# Writes HEADER with the git commit of SOURCE and whether the tree differs from it. Run with -P.
find_program(git NAMES git)
set(commit "unknown")
set(dirty 0)
if(git)
  execute_process(COMMAND ${git} -C ${SOURCE} rev-parse --short=12 HEAD
                  OUTPUT_VARIABLE found RESULT_VARIABLE failed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  if(NOT failed)
    set(commit "${found}")
    execute_process(COMMAND ${git} -C ${SOURCE} status --porcelain --untracked-files=no
                    OUTPUT_VARIABLE changes ERROR_QUIET)
    if(changes)
      set(dirty 1)
    endif()
  endif()
endif()

set(content "/* Generated: the commit this was built from. */\n#define BR_COMMIT \"${commit}\"\n#define BR_DIRTY ${dirty}\n")
set(present "")
if(EXISTS ${HEADER})
  file(READ ${HEADER} present)
endif()
if(NOT present STREQUAL content)
  file(WRITE ${HEADER} "${content}")
endif()
