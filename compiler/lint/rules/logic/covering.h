#pragma once
// Branches of one `any` of which one covers the other.

#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/logic/cases.h"

namespace pol::lint::logic {

struct Cover {
  ir::ExprId narrow, wide;         ///< whoever meets `narrow`, with what is demanded above it, meets `wide`
  bool is_equal = false;           ///< and the other way round: then `narrow` is the later of the two
  std::vector<ir::ExprId> others;  ///< further branches that cover `narrow`
  bool is_copy = false;            ///< both have the same schedules, word for word
};

/// One for a policy: `cx.shared<Covers>()`. In file order; each branch is covered once.
class Covers {
 public:
  explicit Covers(Context& cx);
  const std::vector<Cover>& all() const { return all_; }

 private:
  void compare(Context& cx, const std::vector<ir::ExprId>& branches);
  void compare_copies(Context& cx, const std::vector<ir::ExprId>& branches);

  std::vector<Cover> all_;
};

/// Whoever meets `narrow`, with what is demanded above it, meets `wide`: as a question that is impossible then.
Question covering_question(Context& cx, ir::ExprId narrow, ir::ExprId wide);
/// Why `cover.narrow` is covered, as questions each of which is impossible. Of copies, what stands beside the schedules.
std::vector<Question> questions_of(Context& cx, const Cover& cover);
/// The clauses of `narrow` and of what is demanded above it that are enough for `wide`.
std::vector<ir::ExprId> enough_for(Context& cx, ir::ExprId narrow, ir::ExprId wide);
/// Adds the clauses that are enough, and a sentence about them.
void tell_enough(Context& cx, Finding& finding, const Cover& cover);
/// Says which readings and which assumptions it rests on.
void tell_reasons(Context& cx, Finding& finding, const std::vector<Question>& questions, const Cover& cover);

}  // namespace pol::lint::logic
