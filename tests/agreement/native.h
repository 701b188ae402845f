#pragma once
// A policy and its cases through the C interface of runtime/.

#include <memory>
#include <string>

#include "compiler/codegen/library.h"
#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"
#include "pol/arrow.h"
#include "pol/runtime.h"

namespace pol::agreement {

struct Closer {
  void operator()(pol_policy* policy) const { pol_policy_free(policy); }
  void operator()(pol_case* one) const { pol_case_free(one); }
  void operator()(pol_columns* columns) const { pol_columns_free(columns); }
};

/// A policy compiled ahead of time for one level of x86-64, loaded into memory.
struct Native {
  std::unique_ptr<codegen::LoadedLibrary> library;
  std::unique_ptr<pol_policy, Closer> policy;

  static Result<Native> of(const ir::Policy& policy, const planes::Program& program, int level);
  /// Of an object that compile_library gave for `kSymbol`.
  static Result<Native> of_object(const std::string& object);
  static constexpr const char* kSymbol = "pol_policy_agreed";
};

/// Facts with one value each, as `cell_of` leaves them.
pol_status document(const ir::Policy& policy, const ir::Patient& patient, pol_case* one, pol_error* error);

}  // namespace pol::agreement
