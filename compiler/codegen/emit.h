#pragma once
// From a plane program to LLVM IR.

#include <llvm/IR/Module.h>

#include "compiler/columns/plan.h"
#include "compiler/planes/program.h"

namespace pol::codegen {

inline constexpr const char* kDecideName = "pol_decide";
inline constexpr const char* kTraceName = "pol_trace";

/// Adds `i8 pol_decide(row)`: the outcomes that stay possible, by short-circuit control flow on packed masks.
void emit_decide(const planes::Program& program, llvm::Module& module);

/// Adds `void pol_trace(row, truths)`: yes | no << 1 of every node, straight-line.
void emit_trace(const planes::Program& program, llvm::Module& module);

inline constexpr const char* kColumnsName = "pol_columns_of";
inline constexpr const char* kCriteriaName = "pol_criteria_of";

/// Adds `void pol_columns_of(pol_rows*)`, or with the truth of criteria pol_criteria_of: whole blocks of rows, for a
/// CPU of that level of x86-64. `scratch_bytes` grows to what a call needs.
void emit_columns(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan, int level,
                  bool with_criteria, llvm::Module& module, std::uint64_t& scratch_bytes);

}  // namespace pol::codegen
