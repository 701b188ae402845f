# pol_manual_pages(target): adds to it a generated file with the manual page of every rule, taken from the comments in
# the rules' own files. Call it when the target has all its sources. A rule without a page is a build error.
find_program(POL_AWK awk REQUIRED)

function(pol_manual_pages target)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "/rules/[a-z]+/[a-z_]+\\.cpp$")
  file(STRINGS rules.def rows REGEX "^#include \"")
  list(TRANSFORM rows REPLACE "^#include \"(.*)\"$" "${PROJECT_SOURCE_DIR}/\\1")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS rules.def)
  set(out ${PROJECT_BINARY_DIR}/generated/lint/manual_pages.cpp)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${POL_AWK} -f ${PROJECT_SOURCE_DIR}/cmake/manual_pages.awk ${rows} > ${out}.part
    COMMAND ${CMAKE_COMMAND} -E rename ${out}.part ${out}
    DEPENDS ${PROJECT_SOURCE_DIR}/cmake/manual_pages.awk ${rows} ${sources}
    COMMENT "Collecting the manual pages of the rules"
    VERBATIM)
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/generated/lint)
  target_sources(${target} PRIVATE ${out})
endfunction()
