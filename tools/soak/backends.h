#pragma once
// Who evaluates a policy, and how each is made wrong to see that this is found.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"

namespace pol::soak {

/// Scalar: Kleene's truths by native code. Sharpened: exact, as quickly compiled; Optimised: as well as can be; Cached:
/// from the object cache. Library: a shared library that was linked. Solver: compiler/smt.
enum class Backend : std::uint8_t { Interpreter, Scalar, Sharpened, Optimised, Cached, Columns, Library, Solver, None };
inline constexpr std::size_t kBackends = 8;
std::string_view to_text(Backend backend);

/// Two backends that answered the same case.
enum class Pairing : std::uint8_t {
  InterpreterScalar,
  InterpreterRationale,
  SharpenedScalar,
  SharpenedOptimised,
  SharpenedCached,
  ColumnsColumns,
  ColumnsRows,
  LibraryColumns,
  LibraryRows,
  SearchRows,
  SolverInterpreter,
};
inline constexpr std::size_t kPairings = 11;
std::string_view to_text(Pairing pairing);
/// Both are native code.
bool is_native(Pairing pairing);
using PairCounts = std::array<std::uint64_t, kPairings>;

/// What is compiled instead, to see that it is found: every `and` is an `or`.
planes::Program made_wrong(planes::Program program);
ir::Policy made_wrong(ir::Policy policy);

}  // namespace pol::soak
