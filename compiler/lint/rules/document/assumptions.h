#pragma once
// The assumptions put to a solver that does not take them for granted.

#include <memory>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::document {

/// One for a policy: `cx.shared<Assumptions>()`.
class Assumptions {
 public:
  explicit Assumptions(Context& cx);

  smt::Session& session() { return *session_; }
  /// That each of them holds, in the order of Policy::assumptions.
  const std::vector<smt::Form>& forms() const { return forms_; }
  /// Those that no patient satisfies together; minimal. Empty: some patient does, or the limit was met.
  const std::vector<std::size_t>& clash() const { return clash_; }

 private:
  ir::Policy without_;  ///< the policy, where nothing is assumed
  std::unique_ptr<smt::Session> session_;
  std::vector<smt::Form> forms_;
  std::vector<std::size_t> clash_;
};

}  // namespace pol::lint::document
