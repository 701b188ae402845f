#include "compiler/interp/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/interp/calendar.h"
#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::FactId;
using ir::FactState;
using ir::Record;

namespace {

struct Interval {
  std::int64_t low = 0, high = 0;
  bool is_empty() const { return low > high; }
  bool is_point() const { return low == high; }
};

ir::Day to_day(std::int64_t day) { return static_cast<ir::Day>(day); }

/// Half units in one of the dimension's base unit.
std::int64_t half_scale(const ir::Fact& fact) {
  std::int64_t scale = 2;
  for (int i = 0; i < ir::row_of(fact.type.dimension).decimals; ++i) scale *= 10;
  return scale;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

class RecordApplication {
 public:
  RecordApplication(const ir::Policy& policy, ir::Patient& patient, std::vector<FactId>& replaced_defaults)
      : policy_(policy), patient_(patient), replaced_defaults_(replaced_defaults) {}

  std::vector<Violation> run() {
    // First: other records may count from the same day.
    for (FactState& state : patient_.facts) state.or_reference = false;
    for (const Record& record : policy_.records) {
      if (record.kind == Record::Kind::Episode) mark_planned_end(record);
    }
    for (const Record& record : policy_.records) {
      switch (record.kind) {
        case Record::Kind::Episode:
          apply_episode(record);
          break;
        case Record::Kind::Age:
          apply_age(record);
          break;
        case Record::Kind::Study:
          break;
      }
    }
    return std::move(violations_);
  }

 private:
  std::optional<Interval> value(FactId fact) const {
    if (!fact.is_set() || patient_[fact].kind != FactState::Kind::Value) return std::nullopt;
    return Interval{patient_[fact].low, patient_[fact].high};
  }
  /// By the case itself: neither derived nor a default.
  bool is_documented(FactId fact) const {
    if (!fact.is_set()) return false;
    const FactState& state = patient_[fact];
    return state.kind != FactState::Kind::Undocumented && !state.derived && !state.assumed;
  }
  bool is_documented_none(FactId fact) const {
    return is_documented(fact) && patient_[fact].kind == FactState::Kind::None;
  }
  void narrow(FactId fact, Interval to) {
    patient_[fact].low = to.low;
    patient_[fact].high = to.high;
  }

  /// May a value be written into `fact`? Not over what is documented; over a default, yes.
  bool is_open(FactId fact) const {
    if (!fact.is_set()) return false;
    return patient_[fact].kind == FactState::Kind::Undocumented || patient_[fact].assumed;
  }
  void derive(FactId fact, Interval interval, std::initializer_list<FactId> from) {
    FactState& state = patient_[fact];
    if (state.assumed) replaced_defaults_.push_back(fact);
    state.assumed = false;
    state.kind = FactState::Kind::Value;
    state.derived = true;
    state.low = interval.low;
    state.high = interval.high;
    std::string source;
    for (const FactId other : from) {
      if (!value(other)) continue;
      source += fmt::format("{}`{}`", source.empty() ? "from " : " and ", policy_.facts[other].name);
    }
    state.sources = {source};
  }
  void violate(const std::vector<FactId>& facts, std::string breaks) {
    Violation violation;
    for (const FactId fact : facts) {
      if (is_documented(fact)) violation.facts.push_back(fact);
    }
    violation.breaks = std::move(breaks);
    violations_.push_back(std::move(violation));
  }

  bool may_be_current(const Record& record) const {
    return record.status.is_set() && patient_[record.status].kind == FactState::Kind::Undocumented;
  }

  /// What is current ends today, whatever end is planned: while nobody knows the status, both ends are possible.
  void mark_planned_end(const Record& record) {
    if (!record.end.is_set()) return;
    FactState& end = patient_[record.end];
    const bool is_ahead = end.kind == FactState::Kind::Value && end.low > patient_[policy_.reference].low;
    if (is_ahead && may_be_current(record)) end.or_reference = true;
  }

  void apply_episode(const Record& record) {
    std::optional<Interval> start = value(record.start), end = value(record.end);
    const bool current = is_current(record);
    const Interval today = *value(policy_.reference);
    if (current && end) {
      if (end->high < today.low) {
        return violate({record.end, record.status}, fmt::format("`{}` cannot be over and current", record.name));
      }
      end = today;
      narrow(record.end, *end);
    }
    if (start && end) {
      if (start->low > end->high) {
        return violate({record.start, record.end}, fmt::format("`{}` would end before it starts", record.name));
      }
      start->high = std::min(start->high, end->high);
      end->low = std::max(end->low, start->low);
      narrow(record.start, *start);
      narrow(record.end, *end);
    }
    if (!start || !is_open(record.length)) return;
    if (!end && current) end = today;
    if (end && !(may_be_current(record) && end->high > today.low)) derive_length(record, *start, *end);
  }

  /// The status is `current`, or a value that `current` stands for.
  bool is_current(const Record& record) const {
    const std::optional<Interval> status = value(record.status);
    if (!status) return false;
    for (const ir::Value& candidate : policy_.value_sets[policy_.facts[record.status].type.values].values) {
      if (candidate.name == "current") return candidate.covers.contains(static_cast<std::size_t>(status->low));
    }
    return false;
  }

  void derive_length(const Record& record, Interval start, Interval end) {
    const ir::Fact& fact = policy_.facts[record.length];
    if (fact.type.dimension != ir::Dimension::Days) return;  // days and months do not convert
    const Interval length{std::max<std::int64_t>(0, end.low - start.high) * half_scale(fact),
                          (end.high - start.low) * half_scale(fact)};
    if (length.low < fact.type.low || length.high > fact.type.high || length.low > length.high) return;
    if (value(record.end)) return derive(record.length, length, {record.start, record.end});
    derive(record.length, length, {record.start, record.status, policy_.reference});
  }

  /// With the day the age is counted at: where another record of the same birth gave everything else, it alone is
  /// documented. The reference date always stands.
  std::vector<FactId> age_facts(const Record& record) const {
    std::vector<FactId> facts = {record.birth, record.years, record.months};
    if (record.at != policy_.reference) facts.push_back(record.at);
    return facts;
  }

  void apply_age(const Record& record) {
    const FactId at_fact = record.at.is_set() ? record.at : policy_.reference;
    std::optional<Interval> at = value(at_fact);
    if (at) at->low = ir::least(patient_, at_fact, policy_.reference);
    if (!at || !record.birth.is_set()) return;
    const std::optional<Interval> documented = value(record.birth);
    if (!documented && !value(record.years) && !value(record.months)) return;

    for (const FactId fact : {record.birth, record.years, record.months}) {
      if (!is_documented_none(fact)) continue;
      return violate(age_facts(record), "whoever has an age has a birth date");
    }
    Interval birth{INT32_MIN, at->high};
    const auto intersect = [&](Interval with) {
      birth = {std::max(birth.low, with.low), std::min(birth.high, with.high)};
    };
    if (documented) intersect(*documented);
    if (value(record.years)) intersect(birth_bounds(record.years, 12, *at));
    if (value(record.months)) intersect(birth_bounds(record.months, 1, *at));
    if (birth.is_empty()) {
      return violate(age_facts(record),
                     fmt::format("they do not fit together on {}", ir::print_date(to_day(at->high))));
    }
    if (documented) {
      narrow(record.birth, birth);
    } else {
      derive(record.birth, birth, {record.years, record.months, at_fact});
    }
    derive_age(record.years, 12, birth, *at, {record.birth, at_fact});
    derive_age(record.months, 1, birth, *at, {record.birth, at_fact});
  }

  /// The birth dates B with `B + k units <= at < B + (k+1) units`, of a unit of `unit_months`.
  Interval birth_bounds(FactId age, std::int64_t unit_months, Interval at) const {
    // A thousand years: no comparison reaches so far back, and calendars end a little further on.
    constexpr std::int64_t kFarMonths = 12000;
    const std::int64_t scale = half_scale(policy_.facts[age]);
    const std::int64_t fewest = floor_divide(patient_[age].low, scale) * unit_months;
    const std::int64_t beyond = (floor_divide(patient_[age].high, scale) + 1) * unit_months;
    return {std::int64_t{last_day_reaching(to_day(at.low), beyond > kFarMonths ? 2 * kFarMonths : beyond)} + 1,
            last_day_reaching(to_day(at.high), std::min(fewest, kFarMonths))};
  }

  /// Writes the completed units, when every possible birth date gives the same.
  void derive_age(FactId age, std::int64_t unit_months, Interval birth, Interval at,
                  std::initializer_list<FactId> from) {
    if (!is_open(age)) return;
    const ir::Fact& fact = policy_.facts[age];
    const auto completed = [&](std::int64_t born, std::int64_t day) {
      return floor_divide(completed_months(to_day(born), to_day(day)), unit_months) * half_scale(fact);
    };
    const Interval units{completed(birth.high, at.low), completed(birth.low, at.high)};
    if (!units.is_point() || units.low < fact.type.low || units.high > fact.type.high) return;
    derive(age, units, from);
  }

  const ir::Policy& policy_;
  ir::Patient& patient_;
  std::vector<FactId>& replaced_defaults_;
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> apply_records(const ir::Policy& policy, ir::Patient& patient,
                                     std::vector<FactId>& replaced_defaults) {
  return RecordApplication(policy, patient, replaced_defaults).run();
}

std::vector<std::vector<FactId>> linked_by_records(const ir::Policy& policy, const ir::Patient& documented) {
  std::vector<std::vector<FactId>> links;
  for (const Record& record : policy.records) {
    std::vector<FactId> link;
    const auto add = [&](FactId fact) {
      if (fact.is_set()) link.push_back(fact);
    };
    switch (record.kind) {
      case Record::Kind::Episode:
        add(record.start);
        add(record.end);
        add(record.status);
        if (record.length.is_set() && documented[record.length].kind == FactState::Kind::Undocumented) {
          add(record.length);
        }
        break;
      case Record::Kind::Age:
        add(record.birth);
        add(record.years);
        add(record.months);
        add(record.at);
        break;
      case Record::Kind::Study:
        break;
    }
    links.push_back(std::move(link));
  }
  return links;
}

}  // namespace pol::interp
