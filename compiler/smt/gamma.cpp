#include "compiler/smt/gamma.h"

#include <algorithm>

#include "compiler/interp/calendar.h"
#include "compiler/support/result.h"

namespace pol::smt {

using ir::FactId;
using ir::Record;

namespace {

constexpr std::int64_t kUnit = 2;  // half units of a day or of an age; neither dimension has decimals
constexpr std::int64_t kFarMonths = 12000;  // no calendar of ours reaches so far

}  // namespace

Gamma::Gamma(const ir::Policy& policy, Logic& logic, Variables& variables, Comparisons& comparisons,
             Conditions& conditions, std::optional<ir::Day> today)
    : policy_(policy),
      logic_(logic),
      variables_(variables),
      comparisons_(comparisons),
      conditions_(conditions),
      today_(today) {
  for (std::size_t i = 0; i < policy.records.size(); ++i) add_record(i);
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::ExprId signs = policy.facts[FactId{i}].shown_by;
    if (!signs.is_set()) continue;
    std::vector<FactId> facts = ir::facts_of(policy, signs);
    facts.push_back(FactId{i});
    add(Kind::Signs, i, std::move(facts));
  }
  for (std::size_t i = 0; i < policy.assumptions.size(); ++i) {
    add(Kind::Assumption, i, ir::facts_of(policy, policy.assumptions[i].condition));
  }
  // What the rest of Γ says of a fact that follows from others, it says of those.
  std::vector<bool> is_in_use(policy.facts.size(), false);
  for (const Part& part : parts_) {
    if (part.defines.is_set()) continue;
    for (const FactId fact : part.facts) is_in_use[fact.index] = true;
  }
  for (Part& part : parts_) {
    if (part.defines.is_set() && is_in_use[part.defines.index]) part.defines = {};
  }
}

void Gamma::add(Kind kind, std::size_t index, std::vector<FactId> facts, FactId defines, std::int32_t unit_months) {
  std::erase_if(facts, [&](FactId fact) { return !fact.is_set() || fact == policy_.reference; });
  for (const FactId fact : facts) parts_of_[fact].push_back(parts_.size());
  parts_.push_back({kind, index, std::move(facts), defines, unit_months, false, 0});
}

void Gamma::add_record(std::size_t index) {
  const Record& record = policy_.records[index];
  switch (record.kind) {
    case Record::Kind::Episode: {
      if (record.end.is_set() && may_be_current(record)) add(Kind::CurrentEnd, index, {record.status, record.end});
      if (record.start.is_set() && record.end.is_set()) add(Kind::StartBeforeEnd, index, {record.start, record.end});
      const bool is_given = record.length.is_set() && record.start.is_set() &&
                            policy_.facts[record.length].type.dimension == ir::Dimension::Days;
      if (!is_given) return;
      const FactId status = may_be_current(record) ? record.status : FactId{};
      return add(Kind::Length, index, {record.length, record.start, record.end, status}, record.length);
    }
    case Record::Kind::Age: {
      if (!record.birth.is_set()) return;
      add(Kind::Born, index, {record.birth, record.at});
      for (const auto& [age, months] : {std::pair{record.years, 12}, std::pair{record.months, 1}}) {
        if (age.is_set()) add(Kind::Age, index, {age, record.birth, record.at}, age, months);
      }
      return;
    }
    case Record::Kind::Study:
      return;
  }
}

void Gamma::tell() {
  for (bool is_more = true; is_more;) {
    is_more = false;
    for (; entered_ < variables_.entered().size(); ++entered_) {
      const FactId fact = variables_.entered()[entered_];
      for (const std::size_t i : parts_of_[fact]) {
        Part& part = parts_[i];
        if (part.is_told || (part.defines.is_set() && part.defines != fact)) continue;
        part.is_told = true;
        for (const FactId linked : part.facts) variables_.enter(linked);
        tell(part);
      }
    }
    for (Part& part : parts_) {
      if (part.kind == Kind::Age && part.is_told && tell_bounds(part)) is_more = true;
    }
    if (entered_ < variables_.entered().size()) is_more = true;
  }
}

bool Gamma::correct(const z3::model& model) {
  bool is_corrected = false;
  const std::size_t parts = parts_.size();
  for (std::size_t i = 0; i < parts; ++i) {
    if (parts_[i].kind != Kind::Age || !parts_[i].is_told) continue;
    const Record& record = policy_.records[parts_[i].index];
    const FactId age = parts_[i].facts.front(), at_fact = record.at.is_set() ? record.at : policy_.reference;
    if (!variables_.is_in(record.birth) || !(variables_.is_in(at_fact) || at_fact == policy_.reference)) continue;
    const auto day = [&](FactId fact) {
      return static_cast<ir::Day>(today_ && fact == policy_.reference ? *today_
                                                                       : variables_.decoded_value(fact, model));
    };
    const std::int64_t months = interp::completed_months(day(record.birth), day(at_fact));
    const std::int64_t units = months >= 0 ? months / parts_[i].unit_months : -1;
    const std::int64_t claimed = variables_.decoded_value(age, model) / kUnit;
    if (units < 0 || units == claimed) continue;
    // Where the age is compared with these numbers, the birth date is.
    const std::size_t before = variables_.bounds_of(age).size();
    for (const std::int64_t bound : {units, units - 1, claimed, claimed - 1}) variables_.at_most(age, kUnit * bound);
    is_corrected |= variables_.bounds_of(age).size() != before;
  }
  if (is_corrected) tell();
  return is_corrected;
}

bool Gamma::may_be_current(const Record& record) const {
  if (!record.status.is_set()) return false;
  const auto& values = policy_.value_sets[policy_.facts[record.status].type.values].values;
  return std::any_of(values.begin(), values.end(), [](const ir::Value& value) { return value.name == "current"; });
}

/// The status is `current`, or a value that `current` stands for.
expr Gamma::is_current(const Record& record) {
  if (!may_be_current(record)) return logic_.constant(false);
  for (const ir::Value& value : policy_.value_sets[policy_.facts[record.status].type.values].values) {
    if (value.name == "current") return variables_.choice(record.status, value.covers);
  }
  POL_BUG("no such value");
}

Term Gamma::at(const Record& record) const {
  return comparisons_.value(record.at.is_set() ? record.at : policy_.reference);
}

void Gamma::tell(Part& part) {
  switch (part.kind) {
    case Kind::CurrentEnd: {
      const Record& record = policy_.records[part.index];
      const Term end = comparisons_.value(record.end);
      const expr is_open = logic_.any({logic_.negate(is_current(record)), variables_.is_none(record.end)});
      logic_.require(logic_.any({is_open, comparisons_.at_most(today(), end)}));
      logic_.require(logic_.any({is_open, comparisons_.at_most(end, today())}));
      return;
    }
    case Kind::StartBeforeEnd: {
      const Record& record = policy_.records[part.index];
      const expr ordered = comparisons_.at_most(comparisons_.value(record.start), comparisons_.value(record.end));
      logic_.require(logic_.any({variables_.is_none(record.start), variables_.is_none(record.end), ordered}));
      return;
    }
    case Kind::Length:
      return tell_length(policy_.records[part.index]);
    case Kind::Born: {
      const Record& record = policy_.records[part.index];
      const Term day = at(record);
      logic_.require(logic_.any({variables_.is_none(record.birth), variables_.is_none(day.fact),
                                 comparisons_.at_most(comparisons_.value(record.birth), day)}));
      return;
    }
    case Kind::Age:
      logic_.require(logic_.implies(has_age(part), logic_.negate(variables_.is_none(part.facts.front()))));
      return;
    case Kind::Signs: {
      // One way only.
      const FactId fact{static_cast<std::uint32_t>(part.index)};
      signs_.push_back(fact);
      const expr signs = conditions_.condition(policy_.facts[fact].shown_by, {}, Sense::Plain);
      logic_.require(logic_.implies(signs, variables_.finding(fact)));
      return;
    }
    case Kind::Assumption: {
      const ir::ExprId claim = policy_.assumptions[part.index].condition;
      assumptions_.push_back(part.index);
      // What the reference date alone refutes says nothing of the case.
      const expr is_given_up = logic_.negate(conditions_.condition(claim, {}, Sense::BlankMost));
      logic_.require(logic_.any({is_given_up, conditions_.condition(claim, {}, Sense::Plain)}));
      return;
    }
  }
}

void Gamma::tell_length(const Record& record) {
  const ir::Type& type = policy_.facts[record.length].type;
  const Term start = comparisons_.value(record.start);
  const expr has_start = logic_.negate(variables_.is_none(record.start));
  const auto give = [&](const expr& when, const Term& end) {
    Term least = start, most = start;
    least.add += -floor_half(-type.low);
    most.add += floor_half(type.high);
    const expr given =
        logic_.all({has_start, when, comparisons_.at_most(least, end), comparisons_.at_most(end, most)});
    const expr is_length = comparisons_.is_between(record.length, start, end);
    logic_.require(logic_.implies(given, logic_.all({is_length, logic_.negate(variables_.is_none(record.length))})));
  };
  const expr no_end = variables_.is_none(record.end);
  if (record.end.is_set()) give(logic_.negate(no_end), comparisons_.value(record.end));
  give(logic_.all({no_end, is_current(record)}), today());
}

/// There is a birth date and a day to count to, and the type has what comes out.
expr Gamma::has_age(const Part& part) {
  const Record& record = policy_.records[part.index];
  const ir::Type& type = policy_.facts[part.facts.front()].type;
  const Term day = at(record);
  const auto after = [&](std::int64_t units) {
    const std::int64_t months = std::min(units * part.unit_months, kFarMonths);
    return comparisons_.value(record.birth, static_cast<std::int32_t>(months));
  };
  return logic_.all({logic_.negate(variables_.is_none(record.birth)), logic_.negate(variables_.is_none(day.fact)),
                     comparisons_.at_most(after(-floor_half(-type.low)), day),
                     logic_.negate(comparisons_.at_most(after(floor_half(type.high) + 1), day))});
}

/// Where the age was compared with a number, the birth date is too. True: there were such comparisons.
bool Gamma::tell_bounds(Part& part) {
  const FactId age = part.facts.front();
  const std::size_t before = part.bounds_told;
  for (; part.bounds_told < variables_.bounds_of(age).size(); ++part.bounds_told) {
    const std::int64_t units = variables_.bounds_of(age)[part.bounds_told];
    const Record& record = policy_.records[part.index];
    const std::int64_t months = std::min((units + 1) * part.unit_months, kFarMonths);
    const expr is_older =
        comparisons_.at_most(comparisons_.value(record.birth, static_cast<std::int32_t>(months)), at(record));
    const expr is_within = variables_.at_most(age, kUnit * units);
    const expr has = has_age(part);
    logic_.require(logic_.any({logic_.negate(has), is_older, is_within}));
    logic_.require(logic_.any({logic_.negate(has), logic_.negate(is_older), logic_.negate(is_within)}));
  }
  return part.bounds_told != before;
}

}  // namespace pol::smt
