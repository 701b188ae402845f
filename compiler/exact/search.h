#pragma once
// What every completion of a case says (DESIGN M4), by search: slow next to the native program, exact, and limited by a
// count. The reference for incomplete cases, and what decides those that the certificate names.

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::exact {

struct Limits {
  std::size_t trials = 20'000;  ///< partial cases looked at for one question; a count, so answers are reproducible
};

/// A way to fill in what is not documented. Keeps references to its arguments.
class Search {
 public:
  /// `prepared`: as exact::prepare gives it, or interp::prepare where nothing clashes that it does not see.
  Search(const ir::Policy& policy, const ir::Patient& prepared, Limits limits = {});
  ~Search();
  Search(Search&&) noexcept;
  Search& operator=(Search&&) noexcept;

  /// Some completion allowed by Γ. Empty: there is none, or the limit was met (see `is_spent`).
  std::optional<ir::Patient> completion();
  /// A completion in which all of `yes` are yes and all of `no` are no.
  std::optional<ir::Patient> completion(const std::vector<ir::ExprId>& yes, const std::vector<ir::ExprId>& no);

  /// Exact truth of one condition; of whether one of several holds. Unknown too where the limit was met.
  ir::Truth truth(ir::ExprId id);
  ir::Truth any_of(const std::vector<ir::ExprId>& ids);

  /// By rule of `determine`, `otherwise` behind the last: is it the one that decides? Exact.
  std::vector<ir::Truth> deciding_rules();
  /// The outcomes that completions give.
  ir::OutcomeSet possible();

  /// Has the part of Γ that is about these facts, and those it links with them, a completion?
  bool is_consistent(const std::vector<ir::FactId>& facts);

  /// The limit was met by some question: its answer is `unknown` or `possible` where it may be definite.
  bool is_spent() const;
  /// Partial cases looked at so far, over all questions.
  std::size_t trials() const;

 private:
  class Questions;
  std::unique_ptr<Questions> questions_;
};

}  // namespace pol::exact
