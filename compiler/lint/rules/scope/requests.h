#pragma once
// The procedure codes that a policy is for, and the fact that says which of them is requested.

#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::scope {

/// One for a policy: `cx.shared<Requests>()`.
class Requests {
 public:
  explicit Requests(Context& cx);

  struct Code {
    const ir::Procedure* procedure = nullptr;
    std::size_t value = 0;  ///< of the fact's value set
  };

  /// Not set where no condition asks for a code of the tables.
  ir::FactId fact() const { return fact_; }
  /// In the order of the tables.
  const std::vector<Code>& codes() const { return codes_; }
  /// The same, where codes that the same conditions name stand together: what holds of one of them holds of all.
  std::vector<std::vector<Code>> alike() const;
  /// This code is requested.
  smt::Form is(smt::Session& session, const Code& code) const;
  /// One of them is.
  smt::Form is_one(smt::Session& session) const;

 private:
  const ir::Policy& policy_;
  ir::FactId fact_;
  std::vector<Code> codes_;
};

}  // namespace pol::lint::scope
