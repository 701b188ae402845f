#pragma once
// From a plane program to LLVM IR.

#include <llvm/IR/Module.h>

#include "compiler/planes/program.h"

namespace pol::codegen {

inline constexpr const char* kDecideName = "pol_decide";
inline constexpr const char* kTraceName = "pol_trace";

/// Adds `i8 pol_decide(row)`: the outcomes that stay possible, by short-circuit control flow on packed masks.
void emit_decide(const planes::Program& program, llvm::Module& module);

/// Adds `void pol_trace(row, truths)`: yes | no << 1 of every node, straight-line.
void emit_trace(const planes::Program& program, llvm::Module& module);

}  // namespace pol::codegen
