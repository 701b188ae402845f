# Generates the C++ lexer and parser from grammar/ at build time.
# Debian 12: the 4.7.2 generator works with the 4.9 runtime.
find_program(POL_ANTLR antlr4 REQUIRED)
find_path(POL_ANTLR_INCLUDE antlr4-runtime.h PATH_SUFFIXES antlr4-runtime REQUIRED)
find_library(POL_ANTLR_LIBRARY NAMES libantlr4-runtime.a REQUIRED)

add_library(pol_antlr_runtime INTERFACE)
target_include_directories(pol_antlr_runtime SYSTEM INTERFACE ${POL_ANTLR_INCLUDE})
target_link_libraries(pol_antlr_runtime INTERFACE ${POL_ANTLR_LIBRARY})

# pol_antlr_objects(target): an object library with PolLexer and PolParser.
function(pol_antlr_objects target)
  set(out ${PROJECT_BINARY_DIR}/generated/grammar)
  set(grammar ${PROJECT_SOURCE_DIR}/grammar)
  add_custom_command(
    OUTPUT ${out}/PolLexer.h ${out}/PolLexer.cpp ${out}/PolParser.h ${out}/PolParser.cpp
    COMMAND ${POL_ANTLR} -Dlanguage=Cpp -no-listener -no-visitor -Werror -package pol::generated
            -Xexact-output-dir -o ${out} ${grammar}/PolLexer.g4
    COMMAND ${POL_ANTLR} -Dlanguage=Cpp -no-listener -no-visitor -Werror -package pol::generated
            -Xexact-output-dir -o ${out} -lib ${out} ${grammar}/PolParser.g4
    DEPENDS ${grammar}/PolLexer.g4 ${grammar}/PolParser.g4
    COMMENT "Generating the lexer and parser"
    VERBATIM)
  add_library(${target} OBJECT ${out}/PolLexer.cpp ${out}/PolParser.cpp)
  target_include_directories(${target} SYSTEM PUBLIC ${PROJECT_BINARY_DIR}/generated)
  target_link_libraries(${target} PUBLIC pol_antlr_runtime)
  # The 4.9 runtime's headers were written before char8_t; generated code is not ours to warn about.
  target_compile_options(${target} PUBLIC -fno-char8_t PRIVATE -w)
  # Interpreting the grammar's tables unoptimised would make every test slow.
  target_compile_options(${target} PRIVATE $<$<CONFIG:Debug>:-O1>)
endfunction()
