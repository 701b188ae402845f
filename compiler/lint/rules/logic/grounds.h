#pragma once
// What is true of every patient, and that a proof needs: assumptions, and what shows a finding.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/logic/cases.h"

namespace pol::lint::logic {

struct Ground {
  enum class Kind : std::uint8_t { Assumption, Sign };
  Kind kind = Kind::Assumption;
  std::size_t index = 0;  ///< of the assumption, or of the fact that is shown
};

/// One for a policy: `cx.shared<Grounds>()`. Its solver takes nothing of them for granted.
class Grounds {
 public:
  explicit Grounds(Context& cx);

  /// Of a question that is impossible: the fewest without which it would not be. Empty: types, records and the
  /// calendar are enough, or the limit was met.
  std::vector<Ground> of(const Question& question);

 private:
  struct Candidate {
    Ground ground;
    std::vector<ir::ExprId> about;  ///< what it reads
  };
  smt::Form form(const Ground& ground);

  Context& cx_;
  ir::Policy without_;  ///< the policy, where nothing of them is said
  std::unique_ptr<smt::Session> session_;
  std::vector<Candidate> candidates_;
};

/// Adds what the proof of a question needs as clauses of the proof, with their places.
/// Gives whether there is any: then it is so because of that, not because of the text that was found.
bool tell_grounds(Context& cx, Finding& finding, const Question& question);

/// The same of a condition that is needless or covered: the finding is a note then, for it is no flaw of the text.
void tell_links(Context& cx, Finding& finding, const Question& question);

}  // namespace pol::lint::logic
