#include <algorithm>

#include "compiler/ask/domain.h"
#include "compiler/interp/calendar.h"

namespace pol::ask {

using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Operand;

Cuts::Cuts(const ir::Policy& policy, const ir::Patient& patient, const std::vector<FactId>& facts)
    : policy_(policy), patient_(patient), ranges_(policy.facts.size()) {
  for (const FactId fact : facts) {
    const ir::Type& type = policy.facts[fact].type;
    const FactState& state = patient[fact];
    if ((type.kind != FactKind::Number && type.kind != FactKind::Date) || !is_open(policy, patient, fact)) continue;
    Range& range = ranges_[fact.index];
    range.is_cut = true;
    if (state.kind == FactState::Kind::Value) {
      range.low = state.low;
      range.high = state.high;
    } else if (type.kind == FactKind::Number) {
      range.low = type.low;
      range.high = type.high;
    } else {
      range.low = ir::kFirstDay;
      range.high = policy.facts[fact].planned ? ir::kLastDay : patient[policy.reference].low;
    }
    // Undocumented numbers lie on the grid; digits finer than it are documented or not there.
    if (type.kind == FactKind::Number && range.low % 2 == 0) range.step = 2;
  }
}

bool Cuts::is_variable(const Operand& operand) const {
  return operand.kind == Operand::Kind::Fact && ranges_[operand.fact.index].is_cut;
}

std::int64_t Cuts::shifted(const Operand& operand, std::int64_t value) {
  if (operand.months != 0) value = interp::add_months(static_cast<ir::Day>(value), operand.months);
  return value + operand.amount;
}

void Cuts::cut_at(FactId fact, std::int64_t first) {
  Range& range = ranges_[fact.index];
  if (!range.is_cut) return;
  const std::int64_t off = (first - range.low) % range.step;
  if (off > 0) first += range.step - off;
  if (first <= range.low || first > range.high) return;
  if (range.cuts.size() >= kMostCuts && range.cuts.count(first) == 0) {
    are_all_ = false;
    return;
  }
  range.cuts.insert(first);
}

void Cuts::cut(const Operand& of, std::int64_t target) {
  const Range& range = ranges_[of.fact.index];
  for (const std::int64_t reached : {target, target + 1}) {
    std::int64_t low = range.low, high = range.high + 1;  // the first value that is shifted to `reached` or beyond
    if (of.months == 0) {
      low = std::clamp(reached - of.amount, low, high);
    } else {
      while (low < high) {
        const std::int64_t middle = low + (high - low) / 2;
        if (shifted(of, middle) >= reached) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
    }
    cut_at(of.fact, low);
  }
}

void Cuts::add(const ir::Compare& compare) { link(compare.lhs, compare.rhs); }

void Cuts::link(const Operand& a, const Operand& b) {
  const auto fixed = [&](const Operand& of, const Operand& other) {
    switch (other.kind) {
      case Operand::Kind::Literal:
        return cut(of, shifted(other, other.literal));
      case Operand::Kind::Fact:
        if (patient_[other.fact].kind == FactState::Kind::Value) cut(of, shifted(other, patient_[other.fact].low));
        return;
      case Operand::Kind::CountOf: {
        const auto most = policy_.value_sets[policy_.facts[other.fact].type.values].values.size();
        for (std::size_t i = 0; i <= most; ++i) cut(of, shifted(other, static_cast<std::int64_t>(2 * i)));
        return;
      }
    }
  };
  if (is_variable(a) && is_variable(b)) {
    links_.emplace_back(a, b);
    links_.emplace_back(b, a);
  } else if (is_variable(a)) {
    fixed(a, b);
  } else if (is_variable(b)) {
    fixed(b, a);
  }
}

Operand Cuts::operand(FactId fact, std::int32_t months, std::int64_t amount) const {
  Operand operand;
  operand.kind = Operand::Kind::Fact;
  operand.is_date = policy_.facts[fact].type.kind == FactKind::Date;
  operand.fact = fact;
  operand.months = months;
  operand.amount = amount;
  return operand;
}

void Cuts::spread() {
  // A pair is whole after two rounds: values of one against values that the other takes because of it. Where nothing is
  // added the second brings nothing new.
  const bool is_shifted = std::any_of(
      links_.begin(), links_.end(), [](const auto& link) { return link.first.months != 0 || link.first.amount != 0; });
  const int rounds = is_shifted ? 2 : 1;
  for (int round = 0; round < rounds; ++round) {
    const std::vector<Range> before = ranges_;
    for (const auto& [of, other] : links_) {
      const Range& range = before[other.fact.index];
      cut(of, shifted(other, range.low));
      cut(of, shifted(other, range.high));
      for (const std::int64_t first : range.cuts) {
        cut(of, shifted(other, first - range.step));
        cut(of, shifted(other, first));
      }
    }
  }
}

std::vector<Sample> Cuts::samples(FactId fact) const {
  const Range& range = ranges_[fact.index];
  std::vector<Sample> samples;
  std::int64_t low = range.low;
  for (const std::int64_t first : range.cuts) {
    samples.push_back({false, low, first - range.step, {}});
    low = first;
  }
  samples.push_back({false, low, range.high, {}});
  return samples;
}

std::vector<std::pair<std::int64_t, std::int64_t>> Cuts::pieces(FactId fact) const {
  std::vector<std::pair<std::int64_t, std::int64_t>> pieces;
  for (const Sample& sample : samples(fact)) pieces.emplace_back(sample.low, sample.high);
  return pieces;
}

void Cuts::cut_out(FactId fact, std::int64_t low, std::int64_t high) {
  cut_at(fact, low);
  cut_at(fact, high + ranges_[fact.index].step);
}

/// What is derived tells what it is derived from: a length the end, an age the birth. So each is cut where the other
/// is.
void Cuts::add_derived(const ir::Record& record) {
  const auto half_units = [&](FactId fact, std::int64_t value) {
    std::int64_t base = 2;
    for (int i = 0; i < ir::row_of(policy_.facts[fact].type.dimension).decimals; ++i) base *= 10;
    return value * base;
  };
  const auto known = [&](FactId fact) { return fact.is_set() && patient_[fact].kind == FactState::Kind::Value; };
  const auto is_cut = [&](FactId fact) { return fact.is_set() && ranges_[fact.index].is_cut; };
  if (record.kind == ir::Record::Kind::Age) {
    const FactId at = record.at.is_set() ? record.at : policy_.reference;
    if (!is_cut(record.birth) || !known(at)) return;
    for (const auto& [age, unit] : {std::pair(record.years, 12), std::pair(record.months, 1)}) {
      if (!is_cut(age)) continue;
      const auto completed = [&](std::int64_t birth) {
        const std::int64_t months =
            interp::completed_months(static_cast<ir::Day>(birth), static_cast<ir::Day>(patient_[at].low));
        return half_units(age, std::max<std::int64_t>(0, months) / unit);
      };
      for (const auto& [first, last] : pieces(record.birth)) cut_out(age, completed(last), completed(first));
    }
  }
  if (record.kind == ir::Record::Kind::Episode && is_cut(record.length)) {
    const bool starts = is_cut(record.start), stops = is_cut(record.end);
    if (starts && stops) {
      // A length then says something of both dates together, which only every single day would show.
      const auto is_by_day = [&](FactId fact) {
        const Range& range = ranges_[fact.index];
        return range.cuts.size() == static_cast<std::size_t>(range.high - range.low);
      };
      if (!is_by_day(record.start) || !is_by_day(record.end)) are_all_ = false;
    }
    using Pieces = std::vector<std::pair<std::int64_t, std::int64_t>>;
    const auto all = [&](FactId fact) {
      if (is_cut(fact)) return pieces(fact);
      return known(fact) ? Pieces{{patient_[fact].low, patient_[fact].low}} : Pieces();
    };
    Pieces to = all(record.end);
    to.emplace_back(patient_[policy_.reference].low, patient_[policy_.reference].low);  // of one that is running
    for (const auto& [first_start, last_start] : all(record.start)) {
      for (const auto& [first_end, last_end] : to) {
        if (first_start > last_end) continue;
        cut_out(record.length, half_units(record.length, std::max<std::int64_t>(0, first_end - last_start)),
                half_units(record.length, last_end - first_start));
      }
    }
  }
}

void Cuts::add(const ir::Record& record) {
  add_derived(record);
  const FactId at = record.at.is_set() ? record.at : policy_.reference;
  const auto scale = [&](FactId fact) {
    std::int64_t base = 2;
    for (int i = 0; i < ir::row_of(policy_.facts[fact].type.dimension).decimals; ++i) base *= 10;
    return base;
  };
  switch (record.kind) {
    case ir::Record::Kind::Study:
      return;
    case ir::Record::Kind::Episode: {
      if (record.start.is_set() && record.end.is_set()) link(operand(record.start), operand(record.end));
      if (record.start.is_set()) link(operand(record.start), operand(policy_.reference));
      if (!record.length.is_set() || !record.start.is_set() || !ranges_[record.length.index].is_cut) return;
      const std::set<std::int64_t> lengths = ranges_[record.length.index].cuts;
      for (const std::int64_t half : lengths) {
        const Operand then = operand(record.start, 0, (half + scale(record.length) - 1) / scale(record.length));
        link(then, operand(policy_.reference));
        if (record.end.is_set()) link(then, operand(record.end));
      }
      return;
    }
    case ir::Record::Kind::Age: {
      if (!record.birth.is_set()) return;
      for (const auto& [age, unit] : {std::pair(record.years, 12), std::pair(record.months, 1)}) {
        if (!age.is_set()) continue;
        const ir::Type& type = policy_.facts[age].type;
        std::set<std::int64_t> ages = ranges_[age.index].cuts;
        ages.insert({type.low, type.high + 1});
        for (const std::int64_t half : ages) {
          constexpr std::int64_t kFarMonths = 12000;
          const std::int64_t units = (half + scale(age) - 1) / scale(age) * unit;
          if (units < kFarMonths) link(operand(record.birth, static_cast<std::int32_t>(units)), operand(at));
        }
      }
      return;
    }
  }
}

}  // namespace pol::ask
