// From a complete case to the least documentation that shows the same, in values that a person might meet.

#include <algorithm>
#include <array>

#include "compiler/exact/search.h"
#include "compiler/interp/prepare.h"
#include "compiler/lint/context.h"
#include "compiler/lint/courses.h"

namespace pol::lint {

using ir::FactId;
using ir::FactState;
using ir::Patient;

namespace {

/// What is tried before stranger values: ages, courses of care, intervals. Days before the reference date.
constexpr std::array<std::int64_t, 18> kUsualDays = {14,  30,   45,   60,   90,   120,   180,   270,   365,
                                                     540, 1000, 2000, 4400, 9200, 12800, 16500, 20100, 23800};

/// A grown-up before a child, and a child before a newborn.
constexpr std::array<std::int64_t, 9> kUsualAges = {16500, 23800, 12800, 9200, 4400, 3300, 2000, 1000, 540};

class Shrinker {
 public:
  Shrinker(const ir::Policy& policy, const smt::Session& session, const std::vector<smt::Form>& forms)
      : policy_(policy), session_(session), forms_(forms) {}

  Witness run(const Patient& complete) {
    Witness witness;
    witness.patient = documented(complete);
    witness.complete = complete;
    if (!shows(witness.patient)) return witness;
    facts_ = facts_in(witness.patient);
    drop(witness.patient);
    drop_members(witness.patient);
    make_plausible(witness.patient);
    make_courses_usual(witness.patient);
    witness.facts = facts_in(witness.patient);
    complete_again(witness);
    return witness;
  }

 private:
  /// What is documented, as far as somebody asks whether it is: to document it is then to say something else. Of facts
  /// that clash once they are all documented, some do not matter: they go first.
  Patient documented(const Patient& complete) const {
    std::vector<bool> is_asked(policy_.facts.size(), false);
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      const auto* asked = std::get_if<ir::IsDocumented>(&policy_.exprs[ir::ExprId{i}]);
      if (asked != nullptr) is_asked[asked->fact.index] = true;
    }
    Patient patient = complete;
    for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
      FactState& state = patient.facts[i];
      if (state.derived || (state.assumed && is_asked[i])) state = FactState{};
      state.assumed = false;
    }
    for (auto prepared = interp::prepare(policy_, patient); prepared && !prepared.value().conflicts.empty();
         prepared = interp::prepare(policy_, patient)) {
      for (const interp::Conflict& conflict : prepared.value().conflicts) {
        for (const FactId fact : conflict.facts) {
          if (fact != policy_.reference) patient[fact] = FactState{};
        }
      }
    }
    if (!shows(patient)) document_more(patient, complete);
    return patient;
  }

  /// Of what was left out, all that makes no form fail.
  void document_more(Patient& patient, const Patient& complete) const {
    for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
      FactState& state = patient.facts[i];
      if (state.kind != FactState::Kind::Undocumented) continue;
      state = complete.facts[i];
      state.assumed = state.derived = false;
      if (least_truth(patient) == ir::Truth::No) state = FactState{};
    }
  }

  std::vector<FactId> facts_in(const Patient& patient) const {
    std::vector<FactId> facts;
    for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
      const bool is_documented = patient.facts[i].kind != FactState::Kind::Undocumented;
      if (is_documented && FactId{i} != policy_.reference) facts.push_back(FactId{i});
    }
    return facts;
  }

  bool shows(const Patient& patient) const { return least_truth(patient) == ir::Truth::Yes; }

  /// Over all forms, once the case is prepared; `no` where something in it clashes.
  ir::Truth least_truth(const Patient& patient) const {
    const auto prepared = interp::prepare(policy_, patient);
    if (!prepared || !prepared.value().conflicts.empty()) return ir::Truth::No;
    ir::Truth least = ir::Truth::Yes;
    for (const smt::Form form : forms_) {
      if (least == ir::Truth::No) break;
      least = ir::truth_and(least, session_.truth(form, prepared.value().patient));
    }
    return least;
  }

  /// Large parts first: most facts do not matter.
  void drop(Patient& patient) {
    std::vector<FactId> kept = facts_;
    for (std::size_t size = std::max<std::size_t>(kept.size() / 2, 1);; size = size / 2) {
      for (std::size_t begin = 0; begin < kept.size();) {
        const std::size_t end = std::min(begin + size, kept.size());
        Patient less = patient;
        for (std::size_t i = begin; i < end; ++i) less[kept[i]] = FactState{};
        if (shows(less)) {
          patient = std::move(less);
          kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(begin), kept.begin() + static_cast<std::ptrdiff_t>(end));
        } else {
          begin = end;
        }
      }
      if (size <= 1) break;
    }
  }

  /// A documented set stays complete: what does not matter is not in it.
  void drop_members(Patient& patient) const {
    for (const FactId fact : facts_in(patient)) {
      if (policy_.facts[fact].type.kind != ir::FactKind::Set || patient[fact].kind != FactState::Kind::Value) continue;
      const std::size_t size = policy_.value_sets[policy_.facts[fact].type.values].values.size();
      for (std::size_t i = 0; i < size; ++i) {
        if (!patient[fact].in.contains(i)) continue;
        Patient less = patient;
        less[fact].in.erase(i);
        less[fact].out.insert(i);
        if (shows(less)) patient = std::move(less);
      }
    }
  }

  void make_plausible(Patient& patient) {
    for (const FactId fact : facts_in(patient)) {
      const FactState given = patient[fact];
      if (given.kind != FactState::Kind::Value) continue;
      for (const std::int64_t value : usual_values(patient, fact)) {
        if (value == given.low) break;
        patient[fact].low = patient[fact].high = value;
        if (shows(patient)) break;
        patient[fact] = given;
      }
    }
  }

  void make_courses_usual(Patient& patient) const {
    for (const ir::Record& record : policy_.records) {
      for (Patient& usual : usual_courses(policy_, record, patient)) {
        if (!shows(usual)) continue;
        patient = std::move(usual);
        break;
      }
    }
  }

  /// The codes of the tables, in their order: the ordinary study comes first.
  std::vector<std::int64_t> codes_in_order(FactId fact) const {
    std::vector<std::int64_t> codes;
    const std::vector<ir::Value>& values = policy_.value_sets[policy_.facts[fact].type.values].values;
    for (const ir::ProcedureTable& table : policy_.procedures) {
      for (const ir::Procedure& procedure : table.procedures) {
        const auto at = std::find_if(values.begin(), values.end(),
                                     [&](const ir::Value& value) { return value.name == procedure.code; });
        if (at != values.end()) codes.push_back(at - values.begin());
      }
    }
    return codes;
  }

  /// From the most usual to the least; what is not better than a solver's is not among them.
  std::vector<std::int64_t> usual_values(const Patient& patient, FactId fact) const {
    std::vector<std::int64_t> values;
    const ir::Type& type = policy_.facts[fact].type;
    const std::int64_t today = patient[policy_.reference].low;
    const bool is_birth = std::any_of(policy_.records.begin(), policy_.records.end(), [&](const ir::Record& record) {
      return record.kind == ir::Record::Kind::Age && record.birth == fact;
    });
    if (fact == policy_.request) return codes_in_order(fact);
    if (is_birth) {
      for (const std::int64_t days : kUsualAges) values.push_back(today - days);
    } else if (type.kind == ir::FactKind::Date) {
      for (const std::int64_t days : kUsualDays) values.push_back(today - days);
    } else if (type.kind == ir::FactKind::Number) {
      const std::int64_t unit = 2 * type.factor * power_of_ten(ir::row_of(type.dimension).decimals);
      for (const std::int64_t count : {8, 15, 30, 45, 60, 3, 1, 2, 4, 5, 6, 10, 12, 20, 25, 42, 50, 75, 90, 100}) {
        if (count * unit >= type.low && count * unit <= type.high) values.push_back(count * unit);
      }
    }
    return values;
  }

  static std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
  }

  /// Plausible values may call for others elsewhere: the exact search fills in the rest.
  void complete_again(Witness& witness) const {
    const auto prepared = interp::prepare(policy_, witness.patient);
    if (!prepared) return;
    exact::Search search(policy_, prepared.value().patient);
    if (std::optional<Patient> complete = search.completion()) witness.complete = std::move(*complete);
  }

  const ir::Policy& policy_;
  const smt::Session& session_;
  const std::vector<smt::Form>& forms_;
  std::vector<FactId> facts_;
};

}  // namespace

Witness Context::witness(smt::Session& session, const std::vector<smt::Form>& forms, const ir::Patient& complete,
                         std::string shows) {
  Witness witness = Shrinker(policy_, session, forms).run(complete);
  witness.shows = std::move(shows);
  return witness;
}

}  // namespace pol::lint
