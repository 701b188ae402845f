#pragma once
// What a rule works with: the policy, where conditions stand, the solver, and where findings go.

#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <typeindex>
#include <utility>
#include <vector>

#include "compiler/lint/finding.h"
#include "compiler/lint/outline.h"
#include "compiler/smt/recall.h"
#include "compiler/smt/session.h"
#include "compiler/support/source.h"

namespace pol::lint {

class Context;

/// A question that the solver's limit left open; no rule's own finding.
inline constexpr int kUndecided = 5001;

/// A row of rules.def. `name` is the rule's file and the word after `--rule`, with dashes.
struct Rule {
  int code;
  Severity severity;
  std::string_view name;
  void (*check)(Context&);
  std::string_view summary;
};
const std::vector<Rule>& all_rules();
const Rule* rule_of(int code);
/// The rule's manual page: what stands above its function, in its file.
std::string_view manual_of(int code);

class Context {
 public:
  /// `answers`: where the solver's are kept; null: nowhere.
  Context(const ir::Policy& policy, const Sources& sources, smt::Limits limits = {}, smt::Answers* answers = nullptr);

  const ir::Policy& policy() const { return policy_; }
  const Sources& sources() const { return sources_; }
  const Outline& outline() const { return outline_; }

  /// A finding of the rule that runs. Add to it before the next report.
  Finding& report(Range range, std::vector<std::string> paths, std::string message);
  /// Another rule has already said of this condition what makes a weaker finding about it needless.
  bool is_spoken_for(ir::ExprId id) const;
  void speak_for(ir::ExprId id);

  /// The solver for what stands in one section, or one for all of them. Forms are of one solver.
  smt::Session& session(ir::ExprId near);
  smt::Session& whole();

  /// The answer. Undecided is reported as POL5001 at `range`: never silence. What is found must not rest on the witness,
  /// which is one of many.
  smt::Answer ask(smt::Session& session, Range range, const std::vector<smt::Form>& forms);
  /// The same with a witness that is always the same: for what rests on it.
  smt::Answer show(smt::Session& session, Range range, const std::vector<smt::Form>& forms);
  /// What the ancestors of a condition demand, as forms.
  std::vector<smt::Form> demands(smt::Session& session, ir::ExprId id);

  /// The least documentation under which all `forms` are surely yes, made of plausible values, from a complete case in
  /// which they are.
  Witness witness(smt::Session& session, const std::vector<smt::Form>& forms, const ir::Patient& complete,
                  std::string shows);
  /// Conditions as clauses of a proof.
  Clause clause(ir::ExprId id) const;

  /// Facts that the native program leaves to the search where they are open (planes::Program::gaps).
  const std::vector<ir::FactId>& inexact_facts() const { return inexact_facts_; }
  void set_inexact_facts(std::vector<ir::FactId> facts) { inexact_facts_ = std::move(facts); }

  /// The one `T(cx)` for this policy: what several rules work out alike.
  template <class T>
  T& shared() {
    std::shared_ptr<void>& kept = shared_[std::type_index(typeid(T))];
    if (!kept) kept = std::make_shared<T>(*this);
    return *std::static_pointer_cast<T>(kept);
  }

  // The linter's own.
  void begin(const Rule& rule) { rule_ = &rule; }
  std::vector<Finding> take() { return std::exchange(findings_, {}); }
  std::size_t questions() const;  ///< put to the solver so far

 private:
  void tell_undecided(Range range);

  const ir::Policy& policy_;
  const Sources& sources_;
  smt::Limits limits_;
  std::unique_ptr<smt::Recall> recall_;  ///< before the sessions that use it
  Outline outline_;
  const Rule* rule_ = nullptr;
  std::vector<Finding> findings_;
  std::vector<bool> spoken_for_;
  std::vector<ir::FactId> inexact_facts_;
  std::map<std::type_index, std::shared_ptr<void>> shared_;
  std::map<std::uint32_t, std::unique_ptr<smt::Session>> sessions_;
};

}  // namespace pol::lint
