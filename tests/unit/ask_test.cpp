// What to ask for, against brute force over all completions of small cases (DESIGN M4 and section 4).
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "compiler/ask/advice.h"
#include "compiler/ask/relevance.h"
#include "compiler/ask/routes.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/interp/records.h"
#include "tests/unit/small_policy.h"

using namespace pol;
using namespace pol::ir;
using pol::test::SmallPolicy;

namespace {

constexpr std::size_t kPolicies = 1500;
using ask::Labels;

/// Every value that an open fact may take. Ranges in these tests are small enough to list.
std::vector<FactState> values_of(const Policy& policy, const Patient& prepared, FactId fact) {
  const Type& type = policy.facts[fact].type;
  const FactState& known = prepared[fact];
  const bool is_new = known.kind == FactState::Kind::Undocumented;
  std::vector<FactState> values;
  FactState state;
  state.kind = FactState::Kind::Value;
  state.assumed = is_new || known.assumed;
  const auto add = [&](std::int64_t value) {
    state.low = state.high = value;
    values.push_back(state);
  };
  switch (type.kind) {
    case FactKind::Finding:
      add(0);
      add(1);
      break;
    case FactKind::Choice:
      for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) add(static_cast<std::int64_t>(i));
      break;
    case FactKind::Number:
      for (Half value = is_new ? type.low : known.low; value <= (is_new ? type.high : known.high); value += 2)
        add(value);
      break;
    case FactKind::Date:
      for (std::int64_t value = known.low; value <= known.high; ++value) add(value);
      break;
    case FactKind::Set: {
      const std::size_t members = policy.value_sets[type.values].values.size();
      for (std::uint32_t mask = 0; mask < (1U << members); ++mask) {
        state.in = state.out = Members();
        bool fits = true;
        for (std::size_t i = 0; i < members; ++i) {
          const bool is_in = ((mask >> i) & 1U) != 0;
          (is_in ? state.in : state.out).insert(i);
          fits = fits && !(is_in ? known.out : known.in).contains(i);
        }
        if (fits) values.push_back(state);
      }
      state.in = state.out = Members();
      break;
    }
  }
  if (type.or_none && is_new) {
    state.kind = FactState::Kind::None;
    state.low = state.high = 0;
    values.push_back(state);
  }
  return values;
}

struct Completion {
  std::vector<std::size_t> values;  ///< by open fact
  Patient patient;
  Labels labels = 0;
};

struct BruteForce {
  std::vector<FactId> open;
  std::vector<std::vector<FactState>> values;
  std::vector<Completion> completions;
  bool is_too_large = false;

  BruteForce(const Policy& policy, const Patient& prepared, std::size_t most) {
    std::size_t count = 1;
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      if (!ask::is_open(policy, prepared, FactId{i})) continue;
      const bool is_any_day = policy.facts[FactId{i}].type.kind == FactKind::Date &&
                              prepared.facts[i].kind == FactState::Kind::Undocumented;
      is_too_large = is_too_large || is_any_day;
      if (is_too_large) return;
      open.push_back(FactId{i});
      values.push_back(values_of(policy, prepared, FactId{i}));
      count *= values.back().size();
      if (count > most) {
        is_too_large = true;
        return;
      }
    }
    Completion one;
    one.values.assign(open.size(), 0);
    one.patient = prepared;
    bool is_left = true;
    while (is_left) {
      for (std::size_t i = 0; i < open.size(); ++i) one.patient[open[i]] = values[i][one.values[i]];
      if (is_allowed(policy, prepared, one.patient)) {
        const OutcomeSet outcomes = interp::possible_outcomes(policy, interp::evaluate(policy, one.patient));
        one.labels = 0;
        for (int i = 0; i < kOutcomes; ++i) {
          const auto outcome = static_cast<Outcome>(i);
          if ((outcomes & outcome_bit(outcome)) == 0) continue;
          one.labels = static_cast<Labels>(one.labels | ask::label_of(ask::Aim::Disposition, outcome));
        }
        completions.push_back(one);
      }
      is_left = false;
      for (std::size_t i = open.size(); i-- > 0 && !is_left;) {
        is_left = ++one.values[i] < values[i].size();
        if (!is_left) one.values[i] = 0;
      }
    }
  }

  static bool is_allowed(const Policy& policy, const Patient& prepared, const Patient& filled) {
    Patient trial = filled;
    std::vector<FactId> replaced;
    for (std::size_t i = 0; i < filled.facts.size(); ++i) {
      if (prepared.facts[i].derived) trial.facts[i] = FactState();
    }
    if (!interp::apply_records(policy, trial, replaced).empty()) return false;
    for (std::size_t i = 0; i < filled.facts.size(); ++i) {
      const bool is_derived = trial.facts[i].kind != FactState::Kind::Undocumented;
      if (is_derived && !same_value(trial.facts[i], filled.facts[i])) return false;
    }
    interp::Evaluation evaluation(policy, filled);
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      const ExprId signs = policy.facts[FactId{i}].shown_by;
      const FactState& state = filled.facts[i];
      if (!signs.is_set() || state.kind != FactState::Kind::Value || state.low != 0) continue;
      if (evaluation.truth(signs) == Truth::Yes) return false;
    }
    return std::all_of(policy.assumptions.begin(), policy.assumptions.end(),
                       [&](const Claim& claim) { return evaluation.truth(claim.condition) == Truth::Yes; });
  }

  Labels possible() const {
    Labels labels = 0;
    for (const Completion& one : completions) labels = static_cast<Labels>(labels | one.labels);
    return labels;
  }
  std::vector<std::size_t> key(const Completion& one, std::uint32_t mask) const {
    std::vector<std::size_t> key;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (((mask >> i) & 1U) != 0) key.push_back(one.values[i]);
    }
    return key;
  }
  /// The definition: for some documentation of other facts, adding this one changes what is possible.
  bool is_relevant(std::size_t fact) const {
    for (std::uint32_t mask = 0; mask < (1U << open.size()); ++mask) {
      if (((mask >> fact) & 1U) != 0) continue;
      std::map<std::vector<std::size_t>, std::pair<Labels, std::map<std::size_t, Labels>>> blocks;
      for (const Completion& one : completions) {
        auto& [any, with] = blocks[key(one, mask)];
        any = static_cast<Labels>(any | one.labels);
        Labels& cell = with[one.values[fact]];
        cell = static_cast<Labels>(cell | one.labels);
      }
      for (const auto& [documented, block] : blocks) {
        for (const auto& [value, labels] : block.second) {
          if (labels != block.first) return true;
        }
      }
    }
    return false;
  }
  bool is_enough(std::uint32_t mask) const {
    std::map<std::vector<std::size_t>, Labels> blocks;
    for (const Completion& one : completions) {
      Labels& labels = blocks[key(one, mask)];
      labels = static_cast<Labels>(labels | one.labels);
    }
    return std::all_of(blocks.begin(), blocks.end(),
                       [](const auto& block) { return (block.second & (block.second - 1)) == 0; });
  }
  /// The cheapest facts that, with some values, leave only `approved`.
  unsigned cheapest(Labels approved, const ask::Evidence& evidence) const {
    unsigned best = UINT32_MAX;
    for (std::uint32_t mask = 0; mask < (1U << open.size()); ++mask) {
      std::set<std::size_t> requests;
      for (std::size_t i = 0; i < open.size(); ++i) {
        if (((mask >> i) & 1U) != 0) requests.insert(evidence.request_of(open[i]));
      }
      unsigned cost = 0;
      for (const std::size_t request : requests) cost += evidence.requests()[request].cost;
      if (cost >= best) continue;
      std::map<std::vector<std::size_t>, Labels> blocks;
      for (const Completion& one : completions) {
        Labels& labels = blocks[key(one, mask)];
        labels = static_cast<Labels>(labels | one.labels);
      }
      for (const auto& [documented, labels] : blocks) {
        if (labels == approved) best = cost;
      }
    }
    return best;
  }
};

/// Does the state lie in the sample that a way names?
bool fits(const ask::Part& part, const ask::Samples& samples, const FactState& state) {
  for (std::size_t i = 0; i < part.samples.size(); ++i) {
    const ask::Sample& sample = part.samples[i];
    if (!samples.test(i)) continue;
    if (part.kind == ask::Part::Kind::Members) {
      std::int64_t in = 0;
      for (const std::size_t member : part.members.list()) in += state.in.contains(member) ? 1 : 0;
      const auto all = static_cast<std::int64_t>(part.members.list().size());
      const bool is_all = part.samples.size() == 3 && in == all;
      if (sample.low == (in == 0 ? 0 : is_all ? 2 : 1)) return true;
    } else if (sample.is_none || state.kind == FactState::Kind::None) {
      if (sample.is_none == (state.kind == FactState::Kind::None)) return true;
    } else if (!sample.values.empty()) {
      if (sample.values.contains(static_cast<std::size_t>(state.low))) return true;
    } else if (sample.low <= state.low && state.low <= sample.high) {
      return true;
    }
  }
  return false;
}

/// Small random policies of all kinds of facts, with signs, assumptions and an episode now and then.
class Invention {
 public:
  explicit Invention(std::uint32_t seed) : random_(seed) {}

  SmallPolicy invent() {
    SmallPolicy p;
    for (const char* name : {"f", "g", "h"}) findings_.push_back(p.finding(name));
    choice_ = p.choice("choice", {"a", "b", "current"});
    p.policy.facts[choice_].type.or_none = true;
    set_ = p.set("set", {"m", "n", "o"});
    number_ = p.number("number", Dimension::Days, 0, 12, chance(30));
    const Day day = pol::test::day("2025-05-20");
    for (const char* name : {"start", "end"}) {
      dates_.push_back(p.date(name));
      p.document(dates_.back(), day + below(3), day + 3 + below(3));
    }
    for (const FactId fact : findings_) {
      if (chance(20)) p.document(fact, below(2));
    }
    if (chance(30)) p.document(choice_, below(3));
    if (chance(60)) p.document_set(set_, chance(50) ? std::vector<std::size_t>{0} : std::vector<std::size_t>{}, {2});
    if (chance(50)) p.document(number_, 2 * below(6));
    if (chance(50)) p.document(dates_[0], day + below(4));
    if (chance(30)) p.document(dates_[1], day + below(6));
    if (chance(30)) {
      Record record;
      record.name = record.title = "care";
      record.start = dates_[0];
      record.end = dates_[1];
      record.length = number_;
      record.status = choice_;
      p.policy.records.push_back(record);
    }
    if (chance(30)) p.policy.facts[findings_[0]].shown_by = leaf(p, false);
    if (chance(30)) p.policy.assumptions.push_back({"assumed", condition(p, 1), {}});
    const int rules = 1 + below(3);
    for (int i = 0; i < rules; ++i) {
      const Outcome outcomes[] = {Outcome::Meets, Outcome::DoesNotMeet, Outcome::Contraindicated, Outcome::Refer};
      p.rule(outcomes[chance(50) ? 0 : below(4)], condition(p, 2));
    }
    return p;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  bool chance(int percent) { return below(100) < percent; }

  ExprId leaf(SmallPolicy& p, bool any_finding = true) {
    const Relation relations[] = {Relation::Less, Relation::LessEqual, Relation::Greater, Relation::GreaterEqual,
                                  Relation::Equal};
    const Relation relation = relations[below(5)];
    switch (below(8)) {
      case 0:
      case 1:
        return p.is(findings_[static_cast<std::size_t>(any_finding ? below(3) : 1 + below(2))]);
      case 2:
        return p.add(ChoiceIs{choice_, pol::test::members({static_cast<std::size_t>(below(3))})});
      case 3:
        return p.add(IsNone{p.policy.facts[number_].type.or_none ? number_ : choice_});
      case 4: {
        const Inclusion modes[] = {Inclusion::AnyOf, Inclusion::AllOf, Inclusion::Only};
        return p.add(
            Includes{set_, modes[below(3)],
                     pol::test::members(chance(50) ? std::vector<std::size_t>{0, 1} : std::vector<std::size_t>{1, 2})});
      }
      case 5:
        return chance(70) ? p.compare(p.fact(number_), relation, p.half(2 * below(6)))
                          : p.compare(p.count(set_), relation, p.half(2 * below(3)));
      case 6: {
        Operand shifted = p.fact(dates_[0]);
        shifted.amount = below(3);
        return p.compare(shifted, relation, p.fact(dates_[1]));
      }
      default: {
        Operand shifted = p.fact(p.policy.reference);
        shifted.amount = -12 + below(6);
        return p.compare(p.fact(dates_[static_cast<std::size_t>(below(2))]), relation, shifted);
      }
    }
  }
  ExprId condition(SmallPolicy& p, int depth) {
    if (depth == 0 || chance(20)) {
      const ExprId id = leaf(p);
      return chance(25) ? p.negation(id) : id;
    }
    std::vector<ExprId> children;
    const int count = 2 + below(2);
    for (int i = 0; i < count; ++i) children.push_back(condition(p, depth - 1));
    const Quantifier quantifiers[] = {Quantifier::Any, Quantifier::All, Quantifier::None, Quantifier::AtLeast,
                                      Quantifier::Exactly};
    const int which = below(10);
    const auto k = static_cast<std::uint32_t>(1 + below(count));
    return p.group(which < 4 ? Quantifier::Any : which < 7 ? Quantifier::All : quantifiers[which - 5], children, k);
  }

  std::mt19937 random_;
  std::vector<FactId> findings_, dates_;
  FactId choice_, set_, number_;
};

std::string names(const Policy& policy, const std::vector<FactId>& facts) {
  std::string text;
  for (const FactId fact : facts) text += policy.facts[fact].name + " ";
  return text;
}

void check_ways(ask::Model& model, const BruteForce& brute, const ask::Evidence& evidence, std::size_t& not_cheapest) {
  const Labels approved = ask::label_of(ask::Aim::Disposition, Outcome::Meets);
  ask::Routes routes(model, evidence, 2000);
  const std::vector<ask::Way> ways = routes.find(approved, 4);
  const unsigned cheapest = brute.cheapest(approved, evidence);
  CHECK(ways.empty() == (cheapest == UINT32_MAX));
  if (!ways.empty()) {
    CHECK(ways.front().cost >= cheapest);
    if (ways.front().cost != cheapest) ++not_cheapest;
  }
  const auto labels_of = [&](const ask::Way& way, std::optional<FactId> without) {
    Labels labels = 0;
    for (const Completion& one : brute.completions) {
      const bool is_met = std::all_of(way.parts.begin(), way.parts.end(), [&](const auto& wanted) {
        const ask::Part& part = model.parts()[wanted.first];
        return part.fact == without || fits(part, wanted.second, one.patient[part.fact]);
      });
      if (is_met) labels = static_cast<Labels>(labels | one.labels);
    }
    return labels;
  };
  for (const ask::Way& way : ways) {
    CHECK(labels_of(way, std::nullopt) == approved);
    std::set<FactId> facts;
    for (const auto& [part, samples] : way.parts) facts.insert(model.parts()[part].fact);
    for (const FactId fact : facts) CHECK(labels_of(way, fact) != approved);
  }
}

}  // namespace

TEST_CASE("random policies: relevant facts, sets that are enough and routes are what brute force finds") {
  std::size_t looked_at = 0, not_cheapest = 0, irrelevant = 0, inexact = 0;
  for (std::uint32_t seed = 0; seed < kPolicies; ++seed) {
    SmallPolicy p = Invention(seed).invent();
    REQUIRE(verify(p.policy) == "");
    auto prepared = interp::prepare(p.policy, p.patient);
    REQUIRE(prepared);
    const Patient patient = prepared.take().patient;
    const std::vector<Truth> truths = interp::evaluate(p.policy, patient);
    const OutcomeSet kleene = interp::possible_outcomes(p.policy, truths);
    if ((kleene & (kleene - 1)) == 0) continue;
    const BruteForce brute(p.policy, patient, 4000);
    if (brute.is_too_large || brute.completions.empty()) continue;
    INFO("seed " << seed << "\n" << print(p.policy));
    ++looked_at;

    ask::Model model(p.policy, patient, truths, ask::Aim::Disposition);
    if (!model.is_exact()) ++inexact;
    Labels possible = 0;
    ask::Trial trial(model, 2000);
    for (unsigned bit = 0; bit < 8; ++bit) {
      const auto label = static_cast<Labels>(1U << bit);
      if (trial.some_gives(label) == ask::Answer::Yes) possible = static_cast<Labels>(possible | label);
    }
    CHECK(int{possible} == int{brute.possible()});

    ask::Relevance relevance(model, 2000, 3000);
    const std::vector<FactId> relevant = relevance.relevant();
    std::vector<FactId> expected;
    for (std::size_t i = 0; i < brute.open.size(); ++i) {
      if (brute.is_relevant(i)) expected.push_back(brute.open[i]);
    }
    irrelevant += brute.open.size() - expected.size();
    if (relevance.is_exact()) CHECK(names(p.policy, relevant) == names(p.policy, expected));

    const ask::Evidence evidence(p.policy);
    const std::vector<FactId> enough = relevance.enough(evidence.costs());
    std::uint32_t chosen = 0;
    std::size_t fewest = brute.open.size();
    for (std::uint32_t mask = 0; mask < (1U << brute.open.size()); ++mask) {
      const auto size = static_cast<std::size_t>(__builtin_popcount(mask));
      if (size < fewest && brute.is_enough(mask)) fewest = size;
    }
    for (std::size_t i = 0; i < brute.open.size(); ++i) {
      if (std::find(enough.begin(), enough.end(), brute.open[i]) != enough.end()) chosen |= 1U << i;
    }
    if (relevance.is_exact()) CHECK(enough.size() == fewest);
    CHECK(brute.is_enough(chosen));
    check_ways(model, brute, evidence, not_cheapest);
  }
  CHECK(looked_at > kPolicies / 3);
  CHECK(irrelevant > 100);
  CHECK(inexact < looked_at / 10);
  CHECK(not_cheapest <=
        looked_at / 100);  // candidates are Kleene's proofs; seldom is a cheaper one found by cases only
}

TEST_CASE("arthritis documented: the neuroinflammatory branch can change nothing and is not asked about") {
  SmallPolicy p;
  const FactId neuro = p.finding("neuroinflammatory"), exam = p.finding("exam_abnormal");
  const FactId arthritis = p.finding("arthritis"), subluxation = p.finding("subluxation");
  const ExprId a = p.group(Quantifier::All, {p.is(neuro), p.is(exam)});
  const ExprId b =
      p.group(Quantifier::All, {p.is(arthritis), p.group(Quantifier::Any, {p.is(exam), p.is(subluxation)})});
  p.rule(Outcome::Meets, p.group(Quantifier::Any, {a, b}));
  const auto advice = [&] { return ask::advise(p.policy, p.patient, interp::evaluate(p.policy, p.patient)); };
  CHECK(names(p.policy, advice().relevant) == "neuroinflammatory exam_abnormal arthritis subluxation ");
  p.document(arthritis, 1);
  CHECK(names(p.policy, advice().relevant) == "exam_abnormal subluxation ");
  CHECK(names(p.policy, advice().not_needed) == "neuroinflammatory ");
  REQUIRE(advice().routes.size() == 2);
  CHECK(p.policy.facts[*advice().next].name == "exam_abnormal");
  p.document(exam, 1);
  CHECK(advice().relevant.empty());
  CHECK(advice().routes.empty());
}

TEST_CASE("a case that is met either way asks for nothing, though Kleene leaves it open") {
  SmallPolicy p;
  const FactId cancer = p.finding("cancer"), worse = p.finding("worse");
  p.document(worse, 1);
  const ExprId without = p.group(Quantifier::All, {p.negation(p.is(cancer)), p.is(worse)});
  p.rule(Outcome::Meets, p.group(Quantifier::Any, {without, p.is(cancer)}));
  const ask::Advice advice = ask::advise(p.policy, p.patient, interp::evaluate(p.policy, p.patient));
  CHECK(advice.relevant.empty());
  CHECK(names(p.policy, advice.not_needed) == "cancer ");
  CHECK(advice.can_be_approved == Truth::Yes);
}

TEST_CASE("routes name ranges, several values and what must be ruled out; a record is paid for once") {
  SmallPolicy p;
  const FactId devices = p.set("devices", {"clip", "pump", "other"});
  const FactId length = p.number("length", Dimension::Days, 0, 1000), end = p.date("end", true);
  const FactId course = p.choice("course", {"new", "worsening", "stable"});
  Record care;
  care.kind = Record::Kind::Episode;
  care.name = care.title = "care";
  care.end = end;
  care.length = length;
  p.policy.records.push_back(care);
  Operand from = p.fact(p.policy.reference);
  from.amount = -42;
  p.rule(Outcome::Contraindicated, p.add(Includes{devices, Inclusion::AnyOf, pol::test::members({0, 1})}));
  p.rule(Outcome::Meets, p.group(Quantifier::All, {p.compare(p.fact(length), Relation::GreaterEqual, p.half(84)),
                                                   p.compare(from, Relation::LessEqual, p.fact(end)),
                                                   p.add(ChoiceIs{course, pol::test::members({0, 1})})}));
  const ask::Advice advice = ask::advise(p.policy, p.patient, interp::evaluate(p.policy, p.patient));
  CHECK(advice.is_exact);
  CHECK(advice.can_be_approved == Truth::Yes);
  REQUIRE(advice.routes.size() == 1);
  CHECK(advice.routes[0].cost == 1 + 2 + 1);
  std::string text;
  for (const ask::Needed& needed : advice.routes[0].documents) {
    text += p.policy.facts[needed.fact].name + ": " + needed.value + "\n";
  }
  CHECK(text ==
        "devices: without clip or pump\nlength: >= 42 days\nend: 2025-04-20 or later\ncourse: new or worsening\n");
  REQUIRE(advice.requests.size() == 3);
  CHECK(names(p.policy, advice.requests[1].facts) == "length end ");

  p.document_set(devices, {1}, {});
  const ask::Advice ruled_out = ask::advise(p.policy, p.patient, interp::evaluate(p.policy, p.patient));
  CHECK(ruled_out.can_be_approved == Truth::No);
  CHECK(ruled_out.routes.empty());
}
