#include "tests/exact/oracle.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"
#include "tests/exact/completions.h"

namespace pol::oracle {

using ir::Outcome;
using ir::Truth;

namespace {

/// What has been said of one condition so far.
struct Said {
  bool yes = false, no = false;

  void add(bool truth) { (truth ? yes : no) = true; }
  Truth all() const { return yes == no ? Truth::Unknown : yes ? Truth::Yes : Truth::No; }
};

/// The first rule that holds; rules.size() for `otherwise`.
std::size_t deciding_rule(const ir::Policy& policy, interp::Evaluation& evaluation) {
  std::size_t i = 0;
  while (i < policy.rules.size() && evaluation.truth(policy.rules[i].when) != Truth::Yes) ++i;
  return i;
}

Outcome outcome_of(const ir::Policy& policy, std::size_t rule) {
  return rule < policy.rules.size() ? policy.rules[rule].outcome : policy.otherwise;
}

std::vector<Truth> all_of(const std::vector<Said>& said) {
  std::vector<Truth> truths;
  for (const Said& each : said) truths.push_back(each.all());
  return truths;
}

std::string outcomes_text(ir::OutcomeSet set) {
  std::string out;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0) out += (out.empty() ? "" : ", ") + std::string(to_text(outcome));
  }
  return "{" + out + "}";
}

std::vector<ir::FactId> facts_asked_about(const ir::Policy& policy) {
  std::vector<ir::FactId> facts;
  for (const ir::ExprId id : questions(policy)) {
    const std::vector<ir::FactId> more = ir::facts_of(policy, id);
    facts.insert(facts.end(), more.begin(), more.end());
  }
  return facts;
}

/// Does any part of Γ speak of it, other than of its own range?
bool is_linked(const ir::Policy& policy, ir::FactId fact) {
  const auto holds = [&](const std::vector<ir::FactId>& facts) {
    return std::find(facts.begin(), facts.end(), fact) != facts.end();
  };
  for (const ir::Claim& claim : policy.assumptions) {
    if (holds(ir::facts_of(policy, claim.condition))) return true;
  }
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::ExprId signs = policy.facts[ir::FactId{i}].shown_by;
    if (signs.is_set() && (fact.index == i || holds(ir::facts_of(policy, signs)))) return true;
  }
  return std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& r) {
    return holds({r.start, r.end, r.length, r.status, r.birth, r.years, r.months, r.at});
  });
}

/// The first completion that `is_it`, as what it fills in.
std::string shown_by(const ir::Policy& policy, const ir::Patient& prepared,
                     const std::function<bool(interp::Evaluation&)>& is_it) {
  Completions completions(policy, prepared, facts_asked_about(policy));
  if (!completions.count(~std::uint64_t{0} / 4)) return "";
  std::string text;
  completions.each([&](const ir::Patient& patient) {
    interp::Evaluation evaluation(policy, patient);
    if (!is_it(evaluation)) return true;
    text = "\n  completion:";
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      const ir::FactId fact{i};
      if (!completions.open().is_open[i]) continue;
      text += fmt::format(" {} = {};", policy.facts[fact].name, interp::value_text(policy, fact, patient[fact]));
    }
    return false;
  });
  return text;
}

/// `claimed` against `found`: no definite answer that is another; of one who claims to be exact, the same.
bool fits(Truth found, Truth claimed, bool must_be_exact) {
  return claimed == found || (!must_be_exact && claimed == Truth::Unknown);
}
/// A truth that the found completions have and the claim denies.
Truth denied(Truth found, Truth claimed) {
  if (found != Truth::Unknown) return found;
  return claimed == Truth::Yes ? Truth::No : Truth::Yes;
}

}  // namespace

std::vector<ir::ExprId> questions(const ir::Policy& policy) {
  std::vector<ir::ExprId> ids;
  for (const ir::Criterion& criterion : policy.criteria) ids.push_back(criterion.truth);
  for (const ir::Rule& rule : policy.rules) ids.push_back(rule.when);
  return ids;
}

Verdict brute_force(const ir::Policy& policy, const ir::Patient& prepared, std::uint64_t limit) {
  const std::vector<ir::ExprId> asked = questions(policy);
  Completions completions(policy, prepared, facts_asked_about(policy));
  Verdict verdict;
  const std::optional<std::uint64_t> count = completions.count(limit);
  if (!count) {
    verdict.kind = Verdict::Kind::TooMany;
    return verdict;
  }
  verdict.tried = *count;
  std::vector<Said> said(asked.size()), deciding(policy.rules.size() + 1);
  std::vector<bool> decides(deciding.size());
  bool is_left_open = false;
  completions.each([&](const ir::Patient& patient) {
    ++verdict.completions;
    interp::Evaluation evaluation(policy, patient);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const Truth truth = evaluation.truth(asked[i]);
      is_left_open |= truth == Truth::Unknown;
      said[i].add(truth == Truth::Yes);
    }
    const std::size_t rule = deciding_rule(policy, evaluation);
    for (std::size_t i = 0; i < deciding.size(); ++i) deciding[i].add(i == rule);
    verdict.answer.possible =
        static_cast<ir::OutcomeSet>(verdict.answer.possible | ir::outcome_bit(outcome_of(policy, rule)));
    return !is_left_open;
  });
  if (is_left_open) verdict.kind = Verdict::Kind::LeftOpen;
  else if (verdict.completions == 0) verdict.kind = Verdict::Kind::NoCompletion;
  const std::vector<Truth> truths = all_of(said);
  const auto criteria = static_cast<std::ptrdiff_t>(policy.criteria.size());
  verdict.answer.criteria.assign(truths.begin(), truths.begin() + criteria);
  verdict.answer.rules.assign(truths.begin() + criteria, truths.end());
  verdict.answer.deciding = all_of(deciding);
  return verdict;
}

std::optional<bool> has_completion(const ir::Policy& policy, const ir::Patient& prepared, std::uint64_t limit) {
  std::vector<ir::FactId> all;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (is_linked(policy, ir::FactId{i})) all.push_back(ir::FactId{i});
  }
  Completions completions(policy, prepared, all);
  if (!completions.count(limit)) return std::nullopt;
  bool is_found = false;
  completions.each([&](const ir::Patient&) {
    is_found = true;
    return false;
  });
  return is_found;
}

std::optional<std::string> difference(const ir::Policy& policy, const ir::Patient& prepared, const Answer& found,
                                      const Subject& subject, const Answer& claimed) {
  const bool must_be_exact = subject.claims_exact && claimed.is_exact;
  const auto tell = [&](const std::string& what, Truth is, Truth said, ir::ExprId id) {
    const Truth truth = denied(is, said);
    return fmt::format("{}: {} in all completions, {} says {}{}", what, to_text(is), subject.name, to_text(said),
                       shown_by(policy, prepared, [&](interp::Evaluation& e) { return e.truth(id) == truth; }));
  };
  if (!claimed.contradiction.empty()) return subject.name + ": " + claimed.contradiction;
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    const bool is_asked = claimed.is_asked.empty() || claimed.is_asked[i];
    if (fits(found.criteria[i], claimed.criteria[i], must_be_exact && is_asked)) continue;
    const ir::Criterion& criterion = policy.criteria[ir::CriterionId{i}];
    return tell(criterion.path, found.criteria[i], claimed.criteria[i], criterion.truth);
  }
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    if (fits(found.rules[i], claimed.rules[i], must_be_exact)) continue;
    return tell(fmt::format("rule {}", i + 1), found.rules[i], claimed.rules[i], policy.rules[i].when);
  }
  for (std::size_t i = 0; i < claimed.deciding.size(); ++i) {
    if (fits(found.deciding[i], claimed.deciding[i], must_be_exact)) continue;
    const bool decides = denied(found.deciding[i], claimed.deciding[i]) == Truth::Yes;
    return fmt::format("rule {} decides: {} in all completions, {} says {}{}", i + 1, to_text(found.deciding[i]),
                       subject.name, to_text(claimed.deciding[i]),
                       shown_by(policy, prepared, [&](interp::Evaluation& e) {
                         return (deciding_rule(policy, e) == i) == decides;
                       }));
  }
  const bool is_sound = (found.possible & ~claimed.possible) == 0;
  if (claimed.possible == found.possible || (is_sound && !must_be_exact)) return std::nullopt;
  const auto missing = static_cast<ir::OutcomeSet>(found.possible & ~claimed.possible);
  return fmt::format("possible: {}, {} says {}{}", outcomes_text(found.possible), subject.name,
                     outcomes_text(claimed.possible), shown_by(policy, prepared, [&](interp::Evaluation& e) {
                       return (ir::outcome_bit(outcome_of(policy, deciding_rule(policy, e))) & missing) != 0;
                     }));
}

}  // namespace pol::oracle
