#include "compiler/diff/cover.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

namespace pol::diff {

using ir::ExprId;
using smt::Form;

namespace {

/// More tests than these are not taken apart any further than to labelled criteria.
constexpr std::size_t kMostTests = 40;

bool is_same(Range a, Range b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }

class Tests {
 public:
  Tests(const ir::Policy& policy, const Demands& demands, bool opens_criteria)
      : policy_(policy), demands_(demands), opens_criteria_(opens_criteria) {}

  std::vector<ExprId> run() {
    for (const Demand& demand : demands_) {
      for (const ExprId id : cone(demand.expr)) ++uses_[id];
    }
    for (const Demand& demand : demands_) {
      std::vector<ExprId> waiting = {demand.expr};
      while (!waiting.empty()) {
        const ExprId top = waiting.back();
        waiting.pop_back();
        if (!seen_.insert(top).second) continue;
        const bool is_shared = uses_[top] > 1 && top != demand.expr;
        const std::vector<ExprId> parts = is_shared ? std::vector<ExprId>() : written_parts(top, top == demand.expr);
        if (parts.empty()) {
          tests_.push_back(top);
        } else {
          waiting.insert(waiting.end(), parts.rbegin(), parts.rend());
        }
      }
    }
    std::erase_if(tests_, [&](ExprId id) {
      const auto* literal = std::get_if<ir::Literal>(&policy_.exprs[id]);
      return literal != nullptr && literal->value != ir::Truth::Unknown;
    });
    return std::move(tests_);
  }

 private:
  std::unordered_set<ExprId> cone(ExprId root) const {
    std::unordered_set<ExprId> seen;
    std::vector<ExprId> waiting = {root};
    while (!waiting.empty()) {
      const ExprId top = waiting.back();
      waiting.pop_back();
      if (!seen.insert(top).second) continue;
      for (const ExprId part : parts(top)) waiting.push_back(part);
    }
    return seen;
  }

  /// Signs of a finding are no part of a complete case's truth; nor are readings that are not chosen.
  std::vector<ExprId> parts(ExprId id) const {
    const ir::Expr& expr = policy_.exprs[id];
    if (std::holds_alternative<ir::Finding>(expr)) return {};
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[ambiguous->ambiguity];
      return {policy_.criteria[ambiguity.readings[ambiguity.chosen]].truth};
    }
    return ir::operands(policy_, id);
  }

  std::vector<ExprId> written_parts(ExprId id, bool is_root) const {
    const ir::Expr& expr = policy_.exprs[id];
    std::vector<ExprId> below = parts(id);
    if (std::holds_alternative<ir::CriterionRef>(expr))
      return opens_criteria_ || is_root ? below : std::vector<ExprId>();
    if (std::holds_alternative<ir::DefineRef>(expr) || std::holds_alternative<ir::Ambiguous>(expr)) return below;
    const bool is_lowered = std::any_of(below.begin(), below.end(),
                                        [&](ExprId part) { return is_same(policy_.range(part), policy_.range(id)); });
    return is_lowered && policy_.range(id).source != 0 ? std::vector<ExprId>() : below;
  }

  const ir::Policy& policy_;
  const Demands& demands_;
  bool opens_criteria_;
  std::unordered_map<ExprId, std::size_t> uses_;
  std::unordered_set<ExprId> seen_;
  std::vector<ExprId> tests_;
};

class Covering {
 public:
  Covering(smt::Session& session, const ir::Policy& policy, const Demands& demands, const Demands& guards,
           std::size_t most)
      : session_(session), policy_(policy), demands_(demands), guards_(forms_of(session, guards)), most_(most) {}

  Cover run() {
    const std::vector<Form> wanted = forms_of(session_, demands_);
    asked_ = guards_;
    asked_.insert(asked_.end(), wanted.begin(), wanted.end());
    refusal_ = session_.negate(session_.all(wanted));
    smt::Answer answer = session_.ask(asked_);
    result_.verdict = answer.verdict;
    result_.rests_on_unstated = answer.rests_on_unstated;
    result_.witness = answer.witness;
    if (!answer.is_possible() || most_ == 0) return std::move(result_);

    tests_ = tests_of(policy_, demands_);
    while (answer.is_possible() && !answer.rests_on_unstated && result_.terms.size() < most_) {
      std::optional<Demands> term = enlarged(literals_in(*answer.witness));
      if (!term) return std::move(result_);
      asked_.push_back(session_.negate(session_.all(forms_of(session_, *term))));
      result_.terms.push_back(std::move(*term));
      answer = session_.ask(asked_);
    }
    result_.is_complete = answer.is_impossible();
    drop_needless();
    return std::move(result_);
  }

 private:
  Demands literals_in(const ir::Patient& patient) const {
    Demands literals;
    for (const ExprId test : tests_) {
      const ir::Truth truth = session_.truth(session_.condition(test), patient);
      if (truth != ir::Truth::Unknown) literals.push_back({test, truth == ir::Truth::Yes});
    }
    return literals;
  }

  /// A prime implicant among the literals; empty where they do not imply what was asked for, or where a limit is met.
  std::optional<Demands> enlarged(const Demands& literals) {
    std::vector<Form> forms = {refusal_};
    forms.insert(forms.end(), guards_.begin(), guards_.end());
    const std::size_t first = forms.size();
    const std::vector<Form> own = forms_of(session_, literals);
    forms.insert(forms.end(), own.begin(), own.end());
    if (!session_.ask(forms).is_impossible()) return std::nullopt;
    Demands term;
    for (const std::size_t i : session_.core(forms)) {
      if (i >= first) term.push_back(literals[i - first]);
    }
    return term;
  }

  /// Of several that are needless only together, the earlier ones stay.
  void drop_needless() {
    for (std::size_t i = result_.terms.size(); i > 0 && result_.terms.size() > 1; --i) {
      std::vector<Form> forms = guards_;
      for (std::size_t j = 0; j < result_.terms.size(); ++j) {
        const std::vector<Form> own = forms_of(session_, result_.terms[j]);
        if (j + 1 == i) {
          forms.insert(forms.end(), own.begin(), own.end());
        } else {
          forms.push_back(session_.negate(session_.all(own)));
        }
      }
      if (session_.ask(forms).is_impossible()) {
        result_.terms.erase(result_.terms.begin() + static_cast<std::ptrdiff_t>(i - 1));
      }
    }
  }

  smt::Session& session_;
  const ir::Policy& policy_;
  const Demands& demands_;
  std::vector<Form> guards_;
  std::size_t most_;
  std::vector<Form> asked_;
  Form refusal_;
  std::vector<ExprId> tests_;
  Cover result_;
};

}  // namespace

std::vector<ExprId> tests_of(const ir::Policy& policy, const Demands& demands) {
  std::vector<ExprId> tests = Tests(policy, demands, true).run();
  return tests.size() <= kMostTests ? tests : Tests(policy, demands, false).run();
}

Form form_of(smt::Session& session, const Demand& demand) {
  const Form form = session.condition(demand.expr);
  return demand.is_yes ? form : session.negate(form);
}

std::vector<Form> forms_of(smt::Session& session, const Demands& demands) {
  std::vector<Form> forms;
  std::transform(demands.begin(), demands.end(), std::back_inserter(forms),
                 [&](const Demand& demand) { return form_of(session, demand); });
  return forms;
}

Cover cover(smt::Session& session, const ir::Policy& policy, const Demands& demands, const Demands& guards,
            std::size_t most) {
  return Covering(session, policy, demands, guards, most).run();
}

}  // namespace pol::diff
