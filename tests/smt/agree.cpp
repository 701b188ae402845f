#include "tests/smt/agree.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/ir/civil.h"
#include "tests/smt/complete.h"

namespace pol::questions {

using agreement::Random;
using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Truth;
using smt::Form;

namespace {

const char* words_of(smt::Answer::Verdict verdict) {
  switch (verdict) {
    case smt::Answer::Verdict::Possible:
      return "possible";
    case smt::Answer::Verdict::Impossible:
      return "impossible";
    case smt::Answer::Verdict::Undecided:
      return "undecided";
  }
  return "";
}

ExprId any_condition(Random& random, const ir::Policy& policy) {
  return ExprId{static_cast<std::uint32_t>(random.below(policy.exprs.size()))};
}

/// Some truth that the interpreter gives, and the form that should have it.
struct Expected {
  Form form;
  Truth truth = Truth::Unknown;
  std::string what;
};

class Fixed {
 public:
  Fixed(Random& random, const ir::Policy& policy, smt::Session& session, const ir::Patient& complete)
      : random_(random), policy_(policy), session_(session), complete_(complete) {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      const FactId fact{i};
      forms_.push_back(session.is(fact, complete[fact]));
      const Form documented = session.is_documented(fact);
      forms_.push_back(complete[fact].assumed ? session.negate(documented) : documented);
    }
  }

  std::optional<std::string> run(Tally& tally) {
    std::vector<Form> sure = forms_;
    std::vector<Expected> definite;
    for (Expected& expected : invent()) {
      ++tally.truths;
      if (expected.truth == Truth::Unknown) {
        ++tally.unstated;
        if (auto found = left_open(expected)) return found;
        continue;
      }
      sure.push_back(expected.truth == Truth::Yes ? expected.form : session_.negate(expected.form));
      definite.push_back(std::move(expected));
    }
    const smt::Answer all = session_.ask(sure);
    if (!all.is_possible()) return fmt::format("together they are {}: {}", words_of(all.verdict), blame(definite));
    if (all.rests_on_unstated) return "what is definite is said to rest on what is unstated";
    if (const auto found = other_case(*all.witness)) return found;
    if (definite.empty()) return std::nullopt;
    std::vector<Form> turned = forms_;
    const Expected& one = random_.pick(definite);
    turned.push_back(one.truth == Truth::Yes ? session_.negate(one.form) : one.form);
    const smt::Answer other = session_.ask(turned);
    if (other.is_impossible()) return std::nullopt;
    return fmt::format("{} is {}, and that it is not is {}", one.what, ir::to_text(one.truth),
                       words_of(other.verdict));
  }

 private:
  std::vector<Expected> invent() {
    std::vector<Expected> list;
    interp::Evaluation evaluation(policy_, complete_);
    for (int i = 0; i < 8; ++i) {
      const ExprId id = any_condition(random_, policy_);
      list.push_back({session_.condition(id), evaluation.truth(id), fmt::format("condition {}", id.index)});
    }
    for (const ir::Criterion& criterion : policy_.criteria) {
      if (!criterion.truth.is_set() || !random_.chance(50)) continue;
      list.push_back({session_.condition(criterion.truth), evaluation.truth(criterion.truth), criterion.path});
    }
    const ExprId id = any_condition(random_, policy_), of = any_condition(random_, policy_);
    const bool instead = random_.chance(50);
    interp::Evaluation settled(policy_, complete_);
    settled.settle(of, instead ? Truth::Yes : Truth::No);
    list.push_back({session_.condition_with(id, of, instead), settled.truth(id),
                    fmt::format("condition {} with {} {}", id.index, of.index, instead)});
    if (!policy_.ambiguities.empty()) {
      const auto ambiguity = static_cast<std::uint32_t>(random_.below(policy_.ambiguities.size()));
      const auto reading =
          static_cast<std::uint32_t>(random_.below(policy_.ambiguities[ambiguity].readings.size()));
      interp::Evaluation reread(policy_, complete_);
      reread.read_as(ambiguity, reading);
      list.push_back({session_.condition_read(id, ambiguity, reading), reread.truth(id),
                      fmt::format("condition {} with ambiguity {} read as {}", id.index, ambiguity, reading)});
    }
    const std::vector<Truth> truths = interp::evaluate(policy_, complete_);
    const bool is_settled = std::none_of(policy_.rules.begin(), policy_.rules.end(), [&](const ir::Rule& rule) {
      return truths[rule.when.index] == Truth::Unknown;
    });
    for (int i = 0; is_settled && i < ir::kOutcomes; ++i) {
      const auto outcome = static_cast<ir::Outcome>(i);
      const bool is_outcome = interp::possible_outcomes(policy_, truths) == ir::outcome_bit(outcome);
      list.push_back({session_.outcome(outcome), is_outcome ? Truth::Yes : Truth::No,
                      fmt::format("outcome {}", ir::to_text(outcome))});
    }
    return list;
  }

  /// Neither yes nor no can be had without what the text leaves unstated.
  std::optional<std::string> left_open(const Expected& expected) {
    for (const bool yes : {true, false}) {
      std::vector<Form> forms = forms_;
      forms.push_back(yes ? expected.form : session_.negate(expected.form));
      const smt::Answer answer = session_.ask(forms);
      const bool rests = answer.is_possible() && answer.rests_on_unstated;
      // One `unknown` in two places may not be filled in at will: then one of the two is impossible, rightly.
      if (rests || answer.is_impossible()) continue;
      return fmt::format("{} is unknown, and that it is {} is {} whatever is unstated", expected.what, yes,
                         words_of(answer.verdict));
    }
    return std::nullopt;
  }

  std::string blame(const std::vector<Expected>& definite) {
    if (!session_.ask(forms_).is_possible()) {
      std::string text = "the case itself:";
      for (const std::size_t i : session_.core(forms_)) {
        text += fmt::format(" {}{}", policy_.facts[FactId{static_cast<std::uint32_t>(i / 2)}].name,
                            i % 2 == 0 ? "" : " documented");
      }
      return text;
    }
    for (const Expected& one : definite) {
      std::vector<Form> forms = forms_;
      forms.push_back(one.truth == Truth::Yes ? one.form : session_.negate(one.form));
      const smt::Answer answer = session_.ask(forms);
      if (answer.is_possible()) continue;
      return fmt::format("that {} is {} is {}", one.what, ir::to_text(one.truth), words_of(answer.verdict));
    }
    return "each alone is possible";
  }

  std::optional<std::string> other_case(const ir::Patient& witness) const {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      const FactState &a = witness.facts[i], &b = complete_.facts[i];
      if (same_value(a, b) && a.assumed == b.assumed) continue;
      return fmt::format("the witness has another {}", policy_.facts[FactId{i}].name);
    }
    return std::nullopt;
  }

  Random& random_;
  const ir::Policy& policy_;
  smt::Session& session_;
  const ir::Patient& complete_;
  std::vector<Form> forms_;
};

/// Some conditions to hold and some not to.
struct Question {
  std::vector<ExprId> yes, no;
  std::vector<Form> forms;

  Question(Random& random, const ir::Policy& policy, smt::Session& session) {
    const std::size_t count = 1 + random.below(4);
    for (std::size_t i = 0; i < count; ++i) {
      const ExprId id = any_condition(random, policy);
      const bool is_yes = random.chance(55);
      (is_yes ? yes : no).push_back(id);
      forms.push_back(is_yes ? session.condition(id) : session.negate(session.condition(id)));
    }
  }

  std::string text(const ir::Policy& policy) const {
    std::string out;
    for (const ExprId id : yes) out += "\n  yes: " + print(policy, id);
    for (const ExprId id : no) out += "\n  no: " + print(policy, id);
    return out;
  }
};

std::optional<bool> searched(const ir::Policy& policy, const Question& question, ir::Day reference) {
  const auto prepared = interp::prepare(policy, blank_case(policy, reference));
  if (!prepared.ok()) return std::nullopt;
  exact::Search search(policy, prepared.value().patient);
  const bool is_found = search.completion(question.yes, question.no).has_value();
  if (!is_found && search.is_spent()) return std::nullopt;
  return is_found;
}

}  // namespace

std::optional<std::string> compare_truths(Random& random, const ir::Policy& policy, smt::Session& session,
                                          const ir::Patient& complete, Tally& tally) {
  ++tally.pairs;
  if (complete[policy.reference].low != usual_day(policy)) ++tally.other_days;
  return Fixed(random, policy, session, complete).run(tally);
}

std::optional<std::string> compare_questions(Random& random, const ir::Policy& policy, smt::Session& session,
                                             ir::Day reference, Tally& tally) {
  const Question question(random, policy, session);
  const auto differ = [&](const char* claimed, ir::Day day) {
    return fmt::format("on {}: {}, and the search finds otherwise{}", ir::print_date(day), claimed,
                       question.text(policy));
  };
  std::vector<Form> blank;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (FactId{i} != policy.reference) blank.push_back(session.negate(session.is_documented(FactId{i})));
  }
  FactState day;
  day.kind = FactState::Kind::Value;
  day.low = day.high = reference;
  std::vector<Form> forms = question.forms;
  forms.push_back(session.is(policy.reference, day));
  forms.insert(forms.end(), blank.begin(), blank.end());
  const smt::Answer answer = session.ask(forms);
  ++tally.searched;
  const auto found = searched(policy, question, reference);
  if (!found) ++tally.spent;
  ++(answer.is_possible() ? tally.possible : answer.is_impossible() ? tally.impossible : tally.undecided);
  if (found && answer.is_possible() && !answer.rests_on_unstated && !*found) return differ("possible", reference);
  if (found && answer.is_impossible() && *found) return differ("impossible", reference);
  if (answer.is_impossible() && random.chance(25)) {
    ++tally.cores;
    const std::vector<std::size_t> core = session.core(forms);
    std::vector<Form> of_core;
    for (const std::size_t i : core) of_core.push_back(forms[i]);
    if (!session.ask(of_core).is_impossible()) return "a core is possible" + question.text(policy);
    for (std::size_t i = 0; i < of_core.size(); ++i) {
      std::vector<Form> fewer = of_core;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (session.ask(fewer).is_impossible()) return "a core is not minimal" + question.text(policy);
    }
  }

  // The same with the day left open.
  ++tally.any_day;
  std::vector<Form> any_day = question.forms;
  any_day.insert(any_day.end(), blank.begin(), blank.end());
  const smt::Answer always = session.ask(any_day);
  if (answer.is_possible() && always.is_impossible())
    return differ("impossible on any day, possible on one", reference);
  if (!always.is_impossible()) return std::nullopt;
  ++tally.any_day_impossible;
  for (int i = 0; i < 2; ++i) {
    const auto other = static_cast<ir::Day>(random.between(ir::kFirstDay, ir::kLastDay));
    if (searched(policy, question, other).value_or(false)) return differ("impossible on any day", other);
  }
  return std::nullopt;
}

}  // namespace pol::questions
