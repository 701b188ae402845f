// Documentation that was enough for approval and no longer is: the new revision still may approve, and waits for more.

#include <algorithm>
#include <array>
#include <set>

#include "compiler/diff/comparing.h"
#include "compiler/exact/search.h"
#include "compiler/interp/prepare.h"

namespace pol::diff {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Patient;
using smt::Form;

namespace {

/// Of a fact that is declared otherwise, so many of its tests are tried.
constexpr std::size_t kMostTests = 6;
/// Days before the reference date, the most usual first.
constexpr std::array<std::int64_t, 3> kUsualDays = {60, 400, 2000};
constexpr std::array<std::int64_t, 3> kUsualAges = {16500, 4400, 2000};
constexpr ir::OutcomeSet kMeets = ir::outcome_bit(ir::Outcome::Meets);

/// What a revision says of documentation.
class Reader {
 public:
  Reader(const Joint& joint, Side side, const ir::Policy& policy) : joint_(joint), side_(side), policy_(policy) {}

  std::optional<interp::Prepared> prepare(const Patient& patient) const {
    auto prepared = interp::prepare(policy_, as_seen_by(joint_, side_, policy_, patient));
    if (!prepared) return std::nullopt;
    return prepared.take();
  }

  /// By Kleene's truth: enough to shrink with.
  bool plainly_meets(const Patient& patient) const {
    const auto prepared = prepare(patient);
    return prepared && prepared->conflicts.empty() &&
           interp::possible_outcomes(policy_, interp::evaluate(policy_, prepared->patient)) == kMeets;
  }
  bool surely_meets(const Patient& patient) const {
    const auto prepared = prepare(patient);
    return prepared && prepared->conflicts.empty() && exact::Search(policy_, prepared->patient).possible() == kMeets;
  }

 private:
  const Joint& joint_;
  Side side_;
  const ir::Policy& policy_;
};

/// Facts of which somebody asks whether they are documented: to document them is to say something else.
std::vector<bool> asked_about(const ir::Policy& policy) {
  std::vector<bool> asked(policy.facts.size(), false);
  for (const ir::Expr& expr : policy.exprs) {
    if (const auto* e = std::get_if<ir::IsDocumented>(&expr)) asked[e->fact.index] = true;
  }
  return asked;
}

std::vector<FactId> documented_in(const ir::Policy& policy, const Patient& patient) {
  std::vector<FactId> facts;
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const bool is_documented = patient.facts[i].kind != FactState::Kind::Undocumented;
    if (is_documented && FactId{i} != policy.reference) facts.push_back(FactId{i});
  }
  return facts;
}

/// Drops what is not needed, large parts first.
template <class Holds>
void shrink(const ir::Policy& policy, Patient& patient, std::size_t first_size, const Holds& holds) {
  std::vector<FactId> kept = documented_in(policy, patient);
  for (std::size_t size = std::max<std::size_t>(first_size, 1);; size /= 2) {
    for (std::size_t begin = 0; begin < kept.size();) {
      const std::size_t end = std::min(begin + size, kept.size());
      Patient less = patient;
      for (std::size_t i = begin; i < end; ++i) less[kept[i]] = FactState{};
      if (holds(less)) {
        patient = std::move(less);
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.begin() + static_cast<std::ptrdiff_t>(end));
      } else {
        begin = end;
      }
    }
    if (size <= 1) return;
  }
}

/// Days that a person might meet, where they do as well.
template <class Holds>
void make_plausible(const ir::Policy& policy, Patient& patient, const Holds& holds) {
  const std::int64_t today = patient[policy.reference].low;
  for (const FactId fact : documented_in(policy, patient)) {
    const FactState given = patient[fact];
    if (policy.facts[fact].type.kind != ir::FactKind::Date || given.kind != FactState::Kind::Value) continue;
    const bool is_birth = std::any_of(policy.records.begin(), policy.records.end(), [&](const ir::Record& record) {
      return record.kind == ir::Record::Kind::Age && record.birth == fact;
    });
    for (const std::int64_t days : is_birth ? kUsualAges : kUsualDays) {
      patient[fact].low = patient[fact].high = today - days;
      if (holds(patient)) break;
      patient[fact] = given;
    }
  }
}

/// As grounds call the values of the fact.
std::string values_name(const ir::Policy& policy, FactId fact) {
  const std::string& name = policy.value_sets[policy.facts[fact].type.values].name;
  return name.empty() ? policy.facts[fact].name : name;
}

}  // namespace

/// From a complete case that the old revision approves: is there documentation of it that was enough, and is so no
/// more? `but`: left undocumented; not set: nothing is. `instead`: what the new revision asks for in its place, if it
/// may be had.
void Comparing::add_pended(const Patient& complete, FactId but, ExprId instead) {
  if (result_.pended.size() >= limits_.pended) {
    result_.pended_is_complete = false;
    return;
  }
  const Reader before(*joint_, Side::Old, old_.policy), now(*joint_, Side::New, new_.policy);
  const std::vector<bool> asked = asked_about(policy());
  Patient patient = complete;
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    FactState& state = patient.facts[i];
    if (state.derived || (state.assumed && asked[i]) || FactId{i} == but) state = FactState{};
    state.assumed = false;
  }
  if (before.plainly_meets(patient)) {
    shrink(policy(), patient, documented_in(policy(), patient).size() / 2,
           [&](const Patient& less) { return before.plainly_meets(less); });
  } else if (!before.surely_meets(patient)) {
    return;
  }
  shrink(policy(), patient, 1, [&](const Patient& less) { return before.surely_meets(less); });
  make_plausible(policy(), patient, [&](const Patient& other) { return before.surely_meets(other); });

  const auto prepared = now.prepare(patient);
  if (!prepared) return;
  Pended pended;
  pended.possible = exact::Search(new_.policy, prepared->patient).possible();
  // What the new revision refuses outright is told as lost.
  if (pended.possible == kMeets || (pended.possible & kMeets) == 0) return;
  pended.facts = documented_in(policy(), patient);
  for (const FactId fact : pended.facts) pended.says.push_back(words_.says(fact, patient[fact]));
  const bool is_known = std::any_of(result_.pended.begin(), result_.pended.end(),
                                    [&](const Pended& other) { return other.says == pended.says; });
  if (is_known) return;
  pended.missing = missing(patient, instead);
  pended.old_path = path_met(patient);
  pended.patient = std::move(patient);
  result_.pended.push_back(std::move(pended));
}

/// Tests of the fact on which the old revision's approval may rest, and the cases in which it does.
void Comparing::pend_by_fact(FactId fact) {
  const ExprId before = joint_->outcome(Side::Old, ir::Outcome::Meets);
  std::set<ExprId> seen;
  std::vector<ExprId> tests, waiting = {before};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (!seen.insert(top).second) continue;
    const std::vector<FactId> own = ir::own_facts(policy(), top);
    if (std::find(own.begin(), own.end(), fact) != own.end()) tests.push_back(top);
    for (const ExprId part : ir::operands(policy(), top)) waiting.push_back(part);
  }
  std::sort(tests.begin(), tests.end());
  if (tests.size() > kMostTests) {
    tests.resize(kMostTests);
    result_.pended_is_complete = false;
  }
  smt::Session& session = whole();
  const Form approved = session.condition(before);
  for (const ExprId test : tests) {
    for (const bool is_yes : {true, false}) {
      const Form otherwise = session.condition_with(before, test, !is_yes);
      const smt::Answer answer = session.ask({approved, form_of(session, {test, is_yes}), session.negate(otherwise)});
      if (answer.verdict == smt::Answer::Verdict::Undecided) result_.pended_is_complete = false;
      if (!answer.witness) continue;
      // It was known without being documented, or by what is no longer documented so.
      add_pended(*answer.witness, fact, {});
      add_pended(*answer.witness, {}, {});
    }
  }
}

/// The first criterion that is met, by what is documented, with nothing inside it met that has a label.
std::string Comparing::path_met(const Patient& documented) const {
  const ir::Policy& own = old_.policy;
  const auto prepared = Reader(*joint_, Side::Old, own).prepare(documented);
  if (!prepared) return "";
  interp::Evaluation evaluation(own, prepared->patient);
  // A reading is no place of its own, and may not be the chosen one.
  const auto is_met = [&](ir::CriterionId id) {
    const ir::Criterion& criterion = own.criteria[id];
    return criterion.kind != ir::Criterion::Kind::Reading && evaluation.truth(criterion.truth) == ir::Truth::Yes;
  };
  const auto is_reached = [&](ir::CriterionId id) {
    for (; id.is_set(); id = own.criteria[id].parent) {
      if (!is_met(id)) return false;
    }
    return true;
  };
  for (const ir::Rule& rule : own.rules) {
    if (evaluation.truth(rule.when) != ir::Truth::Yes) continue;
    for (std::uint32_t i = 0; i < own.criteria.size(); ++i) {
      const ir::CriterionId id{i};
      const std::vector<ir::CriterionId>& children = own.criteria[id].children;
      const bool is_last = is_reached(id) && std::none_of(children.begin(), children.end(), is_met);
      if (is_last && !old_places_.rules(old_places_.section(id), rule.outcome).empty()) return own.criteria[id].path;
    }
    return "";
  }
  return "";
}

/// What the new revision would have to be told as well, at the least.
std::vector<std::string> Comparing::missing(const Patient& documented, ExprId instead) const {
  const auto prepared = interp::prepare(policy(), documented);
  if (!prepared) return {};
  exact::Search search(policy(), prepared.value().patient);
  const ExprId approved = joint_->outcome(Side::New, ir::Outcome::Meets);
  std::optional<Patient> complete;
  if (instead.is_set()) complete = search.completion({approved, instead}, {});
  if (!complete) complete = search.completion({approved}, {});
  if (!complete) return {};
  const Reader now(*joint_, Side::New, new_.policy);
  const std::vector<bool> asked = asked_about(policy());
  Patient more = documented;
  for (std::uint32_t i = 0; i < more.facts.size(); ++i) {
    if (more.facts[i].kind != FactState::Kind::Undocumented || asked[i] || complete->facts[i].derived) continue;
    more.facts[i] = complete->facts[i];
    more.facts[i].assumed = false;
  }
  if (!now.plainly_meets(more)) return {};
  const auto keeps_it = [&](const Patient& less) {
    for (std::uint32_t i = 0; i < less.facts.size(); ++i) {
      if (documented.facts[i].kind != FactState::Kind::Undocumented &&
          less.facts[i].kind == FactState::Kind::Undocumented) {
        return false;
      }
    }
    return now.plainly_meets(less);
  };
  shrink(policy(), more, documented_in(policy(), more).size() / 2, keeps_it);
  std::vector<std::string> says;
  for (const FactId fact : documented_in(policy(), more)) {
    if (documented[fact].kind == FactState::Kind::Undocumented) says.push_back(words_.says(fact, more[fact]));
  }
  return says;
}

void Comparing::find_pended() {
  const bool is_settled = std::none_of(joint_->grounds.begin(), joint_->grounds.end(), [](const Ground& ground) {
    return ground.is_read && (ground.changes_cases || ground.changes_incomplete);
  });
  result_.settles_incomplete = is_settled;
  const auto meets = std::find_if(result_.items.begin(), result_.items.end(), [](const Item& item) {
    return item.kind == Item::Kind::Outcome && item.outcome == ir::Outcome::Meets;
  });
  if (meets == result_.items.end() || limits_.pended == 0) return;
  // Equal over all complete cases, and cases are the same: then over all others too.
  if (is_settled && meets->relation == Relation::Equivalent) return;
  for (const Local& local : locals_) {
    if (!local.example || local.example->old_outcome != ir::Outcome::Meets) continue;
    if (local.example->new_outcome == ir::Outcome::Meets) continue;
    const Item& item = result_.items[local.item];
    const ExprId instead = item.new_criterion.is_set() ? truth(Side::New, item.new_criterion) : ExprId{};
    add_pended(local.example->complete, {}, instead);
  }
  std::set<FactId> facts;
  const auto add = [&](Side side, const ir::Policy& revision, const std::vector<FactId>& own) {
    for (const FactId fact : own) {
      if (fact != revision.reference) facts.insert(joint_->of(side).facts[fact.index]);
    }
  };
  for (const Ground& ground : joint_->grounds) {
    if (!ground.is_read || !(ground.changes_cases || ground.changes_incomplete)) continue;
    for (const Side side : {Side::Old, Side::New}) {
      const ir::Policy& own = revision(side).policy;
      for (std::uint32_t i = 0; i < own.facts.size(); ++i) {
        const bool is_value = ground.kind == Ground::Kind::Value;
        const bool is_it = is_value ? own.facts[FactId{i}].type.values.is_set() &&
                                          ground.name.starts_with(values_name(own, FactId{i}) + ".")
                                    : own.facts[FactId{i}].name == ground.name;
        if (is_it) add(side, own, {FactId{i}});
      }
      for (const ir::Claim& claim : own.assumptions) {
        const bool is_it = ground.kind == Ground::Kind::Assumption && claim.title == ground.name;
        if (is_it) add(side, own, ir::facts_of(own, claim.condition));
      }
      for (const ir::Record& record : own.records) {
        if (ground.kind != Ground::Kind::Record || record.name != ground.name) continue;
        for (const FactId fact : {record.start, record.end, record.length, record.status, record.kinds, record.date,
                                  record.result, record.done, record.birth, record.years, record.months}) {
          if (fact.is_set()) add(side, own, {fact});
        }
      }
    }
  }
  for (const FactId fact : facts) pend_by_fact(fact);
}

}  // namespace pol::diff
