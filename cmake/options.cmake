# What every target of ours is compiled with: link pol::options.
option(POL_SANITIZE "address and undefined behaviour sanitizers" OFF)
option(POL_SANITIZE_THREADS "thread sanitizer" OFF)
option(POL_FUZZ "fuzz targets by libFuzzer, with both sanitizers: clang only (tests/fuzz)" OFF)
option(POL_COVERAGE "lines and branches are counted: clang only (tools/coverage.sh)" OFF)
option(POL_WERROR "warnings are errors" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(POL_CCACHE ccache)
if(POL_CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${POL_CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${POL_CCACHE})
endif()

add_library(pol_options INTERFACE)
add_library(pol::options ALIAS pol_options)
target_include_directories(pol_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(pol_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=switch $<$<BOOL:${POL_WERROR}>:-Werror>
  -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)  # POL_BUG names files from the root: no path of the builder in programs
if(POL_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(POL_SANITIZE_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
if(POL_FUZZ)
  # LLVM and Z3 come without what `vptr` and `function` read.
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=vptr,function
                      -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(POL_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

# pol_library(name headers… SOURCES …): a static library pol_<name> with the alias pol::<name>.
function(pol_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;PUBLIC;PRIVATE" ${ARGN})
  add_library(pol_${name} STATIC)
  add_library(pol::${name} ALIAS pol_${name})
  target_sources(pol_${name}
    PRIVATE ${arg_SOURCES}
    PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES ${arg_HEADERS})
  target_link_libraries(pol_${name} PUBLIC ${arg_PUBLIC} PRIVATE pol::options ${arg_PRIVATE})
endfunction()
