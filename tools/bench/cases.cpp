#include "tools/bench/cases.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/support/result.h"

namespace pol::bench {

using ir::FactId;
using ir::FactKind;
using ir::FactState;

namespace {

constexpr double kAsked = 0.62;                                // that a fact of the case's criteria is as they want it
constexpr double kQuiet = 0.012;                               // that any other is
constexpr double kQuietMember = 0.004;                         // that a set has a member by chance
constexpr ir::Day kFirstRequest = 18262, kRequestDays = 2192;  // 2020 to 2025

}  // namespace

/// SplitMix64, keyed by the case.
struct CaseMaker::Draw {
  std::uint64_t state;

  std::uint64_t next() {
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
  }
  bool chance(double p) { return static_cast<double>(next() >> 11) < p * 9007199254740992.0; }
  /// low to high, both possible.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    if (high <= low) return low;
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  template <class T>
  const T& one_of(const std::vector<T>& list) {
    return list[next() % list.size()];
  }
};

CaseMaker::CaseMaker(const ir::Policy& policy) : policy_(policy) {
  for (const ir::Rule& rule : policy.rules) {
    const std::vector<FactId> facts = ir::facts_of(policy, rule.when);
    read_.insert(read_.end(), facts.begin(), facts.end());
  }
  std::sort(read_.begin(), read_.end());
  read_.erase(std::unique(read_.begin(), read_.end()), read_.end());
  for (const ir::Criterion& criterion : policy.criteria) {
    const bool numbered = criterion.parent.is_set() && policy.criteria[criterion.parent].path == "guideline";
    if (numbered || criterion.path == "backpain") topics_.push_back(ir::facts_of(policy, criterion.truth));
    if (criterion.path.starts_with("combo_") && !criterion.parent.is_set()) {
      combinations_.push_back(ir::facts_of(policy, criterion.truth));
    }
  }
  collect_thresholds();
  collect_mentioned();
}

FactId CaseMaker::named(std::string_view name) const {
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    if (policy_.facts[FactId{i}].name == name) return FactId{i};
  }
  fmt::print(stderr, "pol-bench: the policy has no fact `{}`: mend tools/bench/cases.cpp\n", name);
  std::exit(2);
}

void CaseMaker::collect_thresholds() {
  thresholds_.resize(policy_.facts.size());
  for (const ir::Expr& expr : policy_.exprs) {
    const auto* compare = std::get_if<ir::Compare>(&expr);
    if (compare == nullptr || compare->lhs.is_date) continue;
    const bool is_literal = compare->rhs.kind == ir::Operand::Kind::Literal;
    if (!is_literal || compare->lhs.kind != ir::Operand::Kind::Fact) continue;
    const bool above = compare->relation == ir::Relation::Greater || compare->relation == ir::Relation::GreaterEqual;
    thresholds_[compare->lhs.fact.index].push_back({compare->rhs.literal, above});
  }
}

void CaseMaker::collect_mentioned() {
  mentioned_.resize(policy_.facts.size());
  const auto add = [&](FactId fact, const ir::Members& values) {
    for (const std::size_t i : values.list()) mentioned_[fact.index].insert(i);
  };
  for (const ir::Expr& expr : policy_.exprs) {
    if (const auto* is = std::get_if<ir::ChoiceIs>(&expr)) add(is->fact, is->values);
    if (const auto* includes = std::get_if<ir::Includes>(&expr)) add(includes->fact, includes->values);
  }
}

ir::Patient CaseMaker::make(std::uint64_t index, ir::Patient* documented) const {
  Draw draw{index * 0xD1342543DE82EF95ULL + 20251122};
  for (;;) {
    ir::Patient drawn = draw_case(draw);
    auto prepared = interp::prepare(policy_, drawn);
    if (!prepared) POL_BUG("a case has no reference date");
    if (!prepared.value().conflicts.empty()) continue;
    if (documented != nullptr) *documented = std::move(drawn);
    return std::move(prepared.value().patient);
  }
}

std::vector<CaseMaker::Interest> CaseMaker::draw_interests(Draw& draw, const std::string& combination) const {
  std::vector<Interest> interests(policy_.facts.size(), Interest::Unread);
  for (const FactId fact : read_) interests[fact.index] = Interest::Quiet;
  const auto ask = [&](const std::vector<FactId>& facts) {
    for (const FactId fact : facts) interests[fact.index] = Interest::Asked;
  };
  if (combination != "none") {
    for (const std::vector<FactId>& facts : combinations_) ask(facts);
  }
  if (draw.chance(0.75)) {
    ask(draw.one_of(topics_));
    if (draw.chance(0.5)) ask(draw.one_of(topics_));
  }
  return interests;
}

ir::Patient CaseMaker::draw_case(Draw& draw) const {
  ir::Patient patient;
  patient.facts.resize(policy_.facts.size());
  const auto today = static_cast<ir::Day>(draw.between(kFirstRequest, kFirstRequest + kRequestDays));
  const double which = static_cast<double>(draw.between(0, 999)) / 1000;
  const std::string combination = which < 0.92 ? "none" : which < 0.96 ? "metastases" : "ct_mri_lumbar";
  const std::vector<Interest> interests = draw_interests(draw, combination);
  for (const FactId fact : read_) document(draw, fact, interests[fact.index] == Interest::Asked, today, patient);
  document_records(draw, interests, today, patient);
  choose(patient, "requested_combination", combination);
  document_request(draw, patient);
  document_surveillance(draw, today, patient);
  show_signs(patient);

  const double of_cases = static_cast<double>(draw.between(0, 999)) / 1000;
  const double missing = of_cases < 0.4    ? 0
                         : of_cases < 0.6  ? 0.003
                         : of_cases < 0.8  ? 0.02
                         : of_cases < 0.95 ? 0.08
                                           : 0.25;
  for (const FactId fact : read_) {
    if (draw.chance(missing)) patient[fact] = FactState{};
  }
  patient[policy_.reference].kind = FactState::Kind::Value;
  patient[policy_.reference].low = patient[policy_.reference].high = today;
  return patient;
}

/// As documented in full.
void CaseMaker::document(Draw& draw, FactId fact, bool asked, ir::Day today, ir::Patient& patient) const {
  const ir::Type& type = policy_.facts[fact].type;
  const bool as_wanted = draw.chance(asked ? kAsked : kQuiet);
  FactState& state = patient[fact];
  state.kind = FactState::Kind::Value;
  switch (type.kind) {
    case FactKind::Finding:
      state.low = as_wanted ? 1 : 0;
      break;
    case FactKind::Choice: {
      std::vector<std::size_t> wanted, others;
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
        (mentioned_[fact.index].contains(i) ? wanted : others).push_back(i);
      }
      if (!as_wanted && type.or_none) {
        state.kind = FactState::Kind::None;
        break;
      }
      const bool takes_wanted = !wanted.empty() && (as_wanted || others.empty());
      state.low = static_cast<std::int64_t>(draw.one_of(takes_wanted ? wanted : others));
      break;
    }
    case FactKind::Set:
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
        const bool is_in = mentioned_[fact.index].contains(i) && draw.chance(asked ? kAsked / 2 : kQuietMember);
        (is_in ? state.in : state.out).insert(i);
      }
      break;
    case FactKind::Number: {
      Threshold threshold{(type.low + type.high) / 2, true};
      if (!thresholds_[fact.index].empty()) threshold = draw.one_of(thresholds_[fact.index]);
      const bool above = threshold.holds_above == as_wanted;
      state.low = above ? draw.between(threshold.bound, std::min(type.high, 2 * threshold.bound))
                        : draw.between(type.low, threshold.bound);
      state.low &= ~std::int64_t{1};  // what is documented lies on the grid
      break;
    }
    case FactKind::Date:
      if (!as_wanted && type.or_none) {
        state.kind = FactState::Kind::None;
        break;
      }
      state.low = today - draw.between(0, as_wanted ? 200 : 2000);
      break;
  }
  state.high = state.low;
}

/// Ages, codes and the plan, which have a mix of their own.
void CaseMaker::document_request(Draw& draw, ir::Patient& patient) const {
  const FactId birth = named("birth_date"), code = named("procedure_code");
  const std::int64_t today = patient[policy_.reference].low;
  const std::int64_t days = draw.chance(0.35) ? draw.between(0, 22 * 365) : draw.between(22 * 365, 90 * 365);
  patient[birth].kind = FactState::Kind::Value;
  patient[birth].low = patient[birth].high = today - days;

  std::vector<std::string> codes;
  for (const ir::ProcedureTable& table : policy_.procedures) {
    for (const ir::Procedure& procedure : table.procedures) codes.push_back(procedure.code);
  }
  const bool is_other = draw.chance(0.04);  // the pool's last code stands for all that no table names
  const bool is_analysis = draw.chance(0.06);
  choose(patient, "procedure_code",
         is_other      ? ""
         : is_analysis ? codes.back()
                       : codes[draw.next() % (codes.size() - 1)]);
  patient[code].kind = FactState::Kind::Value;

  find(patient, "state_or_federal_law_applies", draw.chance(0.005));
  find(patient, "contract_provision_applies", draw.chance(0.01));
  find(patient, "lcd_applies", draw.chance(0.03));
  find(patient, "lcd_criteria_met", draw.chance(0.5));
  choose(patient, "plan_type", draw.chance(0.2) ? "medicare" : "commercial");
  choose(patient, "mac_jurisdiction", draw.chance(0.3) ? "or" : "wa");
}

/// Facts of one record agree: care that is current has not ended, an X-ray that was not done has no result.
void CaseMaker::document_records(Draw& draw, const std::vector<Interest>& interests, ir::Day today,
                                 ir::Patient& patient) const {
  patient[policy_.reference].kind = FactState::Kind::Value;
  patient[policy_.reference].low = patient[policy_.reference].high = today;
  const auto none = [&](FactId fact) {
    patient[fact] = FactState{};
    if (policy_.facts[fact].type.or_none) patient[fact].kind = FactState::Kind::None;
  };
  const auto on = [&](FactId fact, std::int64_t day) {
    patient[fact].kind = FactState::Kind::Value;
    patient[fact].low = patient[fact].high = day;
  };
  for (const ir::Record& record : policy_.records) {
    switch (record.kind) {
      case ir::Record::Kind::Age:
        patient[record.years] = patient[record.months] = FactState{};  // they follow from the birth date
        break;
      case ir::Record::Kind::Study: {
        const bool done = patient[record.done].low != 0;
        if (!done) {
          none(record.date);
          none(record.result);
        } else {
          on(record.date, today - draw.between(0, 300));
        }
        break;
      }
      case ir::Record::Kind::Episode: {
        const bool asked = interests[record.status.index] == Interest::Asked;
        patient[record.length] = FactState{};  // follows from the dates
        if (!draw.chance(asked ? 0.85 : kQuiet)) {
          none(record.start);
          none(record.end);
          none(record.status);
          break;
        }
        const std::int64_t start = today - draw.between(10, 260);
        const std::int64_t end = start + draw.between(14, 100);
        const bool current = end > today || draw.chance(0.3);
        on(record.start, start);
        current ? none(record.end) : on(record.end, end);
        choose(patient, policy_.facts[record.status].name.c_str(), current ? "current" : "completed");
        break;
      }
    }
  }
}

/// Of tumors whose study a lumbar MRI may be.
void CaseMaker::document_surveillance(Draw& draw, ir::Day today, ir::Patient& patient) const {
  if (!draw.chance(0.2)) return;
  static const std::vector<std::string> kFollowed = {"atypical_cartilaginous_tumor",
                                                     "chondrosarcoma",
                                                     "chordoma",
                                                     "ewing_sarcoma",
                                                     "giant_cell_tumor_of_bone",
                                                     "osteosarcoma",
                                                     "leptomeningeal_metastases",
                                                     "primary_cns_lymphoma",
                                                     "net_grade_3_well_differentiated",
                                                     "occult_primary"};
  patient[named("nccn_surveillance_due")] = FactState{};
  choose(patient, "cancer_type", draw.one_of(kFollowed));
  choose(patient, "primary_tumor_site", draw.chance(0.7) ? "lumbar_spine" : "thoracic_spine");
  choose(patient, "initial_workup_modality", draw.chance(0.7) ? "mri" : "ct");
  constexpr std::int64_t kMostFollowed = 12 * 365, kBetweenStudies = 500;
  const std::int64_t anchor = today - draw.between(0, kMostFollowed);
  const bool has_study = draw.chance(0.85);
  const auto on = [&](const char* fact, std::int64_t day) {
    FactState& state = patient[named(fact)];
    state = FactState{};
    state.kind = FactState::Kind::Value;
    state.low = state.high = day;
  };
  on("surveillance_anchor_date", anchor);
  if (has_study) {
    on("last_surveillance_imaging_date", std::max(anchor, today - draw.between(0, kBetweenStudies)));
  } else {
    choose(patient, "last_surveillance_imaging_date", "none");
  }
}

/// A finding whose signs are documented is not documented as absent.
void CaseMaker::show_signs(ir::Patient& patient) const {
  for (bool changed = true; changed;) {
    changed = false;
    interp::Evaluation evaluation(policy_, patient);
    for (const FactId fact : read_) {
      const ir::ExprId signs = policy_.facts[fact].shown_by;
      if (!signs.is_set() || patient[fact].low != 0 || evaluation.truth(signs) != ir::Truth::Yes) continue;
      patient[fact].low = patient[fact].high = 1;
      changed = true;
    }
  }
}

void CaseMaker::choose(ir::Patient& patient, const char* fact, const std::string& value) const {
  const FactId id = named(fact);
  FactState& state = patient[id];
  state = FactState{};
  if (value == "none") {
    state.kind = FactState::Kind::None;
    return;
  }
  const std::vector<ir::Value>& values = policy_.value_sets[policy_.facts[id].type.values].values;
  const auto found = std::find_if(values.begin(), values.end(), [&](const ir::Value& v) { return v.name == value; });
  if (found == values.end()) {
    fmt::print(stderr, "pol-bench: `{}` has no value `{}`: mend tools/bench/cases.cpp\n", fact, value);
    std::exit(2);
  }
  state.kind = FactState::Kind::Value;
  state.low = state.high = found - values.begin();
}

void CaseMaker::find(ir::Patient& patient, const char* fact, bool yes) const {
  FactState& state = patient[named(fact)];
  state.kind = FactState::Kind::Value;
  state.low = state.high = yes ? 1 : 0;
}

}  // namespace pol::bench
