#include "tests/exact/points.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

#include "compiler/interp/calendar.h"
#include "compiler/interp/eval.h"
#include "compiler/ir/civil.h"

namespace pol::oracle {

using ir::FactId;
using ir::FactKind;
using ir::FactState;

namespace {

/// The values a fact may take: low, low + step, … high.
struct Range {
  std::int64_t low = 0, high = -1, step = 1;
};

/// A yes-or-no question about two values. For a fixed value of one it turns at most once as the other grows.
using Turning = std::function<bool(std::int64_t x, std::int64_t y)>;

struct Link {
  FactId x, y;                      ///< y not set: `values` stand for it
  std::vector<std::int64_t> values;
  Turning is_so;
};

class Points {
 public:
  Points(const ir::Policy& policy, const ir::Patient& prepared, const OpenFacts& open, std::uint64_t limit)
      : policy_(policy),
        prepared_(prepared),
        open_(open),
        limit_(limit),
        today_(prepared[policy.reference].low),
        ranges_(policy.facts.size()),
        points_(policy.facts.size()) {}

  std::optional<std::vector<std::vector<std::int64_t>>> run() {
    std::size_t axes = 0;
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      if (!is_axis(FactId{i})) continue;
      ++axes;
      ranges_[i] = range_of(FactId{i});
      add(FactId{i}, ranges_[i].low);
      add(FactId{i}, ranges_[i].high);
    }
    for (const ir::Expr& expr : policy_.exprs) {
      if (const auto* compare = std::get_if<ir::Compare>(&expr)) add_compare(*compare);
    }
    for (const ir::Record& record : policy_.records) add_record(record);
    if (is_too_much_) return std::nullopt;
    for (const Link& link : links_) {
      for (const std::int64_t y : link.values) add_turns(link.x, [&](std::int64_t x) { return link.is_so(x, y); });
    }
    // A value may hang on that of another fact, that on a third one's, and so on through all of them.
    for (std::size_t round = 1; round < axes && !is_too_much(); ++round) {
      if (!spread()) break;
    }
    if (is_too_much()) return std::nullopt;
    std::vector<std::vector<std::int64_t>> out;
    for (const auto& points : points_) out.emplace_back(points.begin(), points.end());
    return out;
  }

 private:
  bool is_axis(FactId fact) const {
    const FactKind kind = policy_.facts[fact].type.kind;
    return open_.is_open[fact.index] && (kind == FactKind::Number || kind == FactKind::Date);
  }
  bool is_dependent(FactId fact) const {
    return std::find(open_.dependent.begin(), open_.dependent.end(), fact) != open_.dependent.end();
  }

  /// More values to combine than may be.
  bool is_too_much() const {
    std::uint64_t product = 1;
    for (const auto& points : points_) {
      if (points.size() > limit_) return true;
      if (!points.empty()) product *= points.size();
      if (product > limit_) return true;
    }
    return is_too_much_;
  }

  Range range_of(FactId fact) const {
    const ir::Fact& declared = policy_.facts[fact];
    const FactState& state = prepared_[fact];
    const bool is_given = state.kind == FactState::Kind::Value && !is_dependent(fact);
    if (declared.type.kind == FactKind::Date) {
      if (is_given) return {state.low, state.high, 1};
      return {ir::kFirstDay, declared.planned ? ir::kLastDay : today_, 1};
    }
    Range range{is_given ? state.low : declared.type.low, is_given ? state.high : declared.type.high, 2};
    if (is_given && (range.low % 2 != 0 || range.high % 2 != 0)) range.step = 1;
    if (range.step == 2 && range.low % 2 != 0) ++range.low;
    if (range.step == 2 && range.high % 2 != 0) --range.high;
    return range;
  }

  /// True when it is new.
  bool add(FactId fact, std::int64_t value) {
    const Range& range = ranges_[fact.index];
    if (value < range.low || value > range.high) return false;
    return points_[fact.index].insert(value).second;
  }

  /// The last value of `fact` before the answer turns, and the first behind.
  bool add_turns(FactId fact, const std::function<bool(std::int64_t)>& is_so) {
    const Range& range = ranges_[fact.index];
    const auto at = [&](std::int64_t step) { return range.low + step * range.step; };
    std::int64_t before = 0, behind = (range.high - range.low) / range.step;
    const bool first = is_so(at(before));
    if (first == is_so(at(behind))) return false;
    while (behind - before > 1) {
      const std::int64_t middle = before + (behind - before) / 2;
      (is_so(at(middle)) == first ? before : behind) = middle;
    }
    const bool is_new = add(fact, at(before));
    return add(fact, at(behind)) || is_new;
  }

  bool spread() {
    bool grows = false;
    for (const Link& link : links_) {
      if (!link.y.is_set()) continue;
      if (is_too_much()) return false;
      const std::set<std::int64_t> xs = points_[link.x.index], ys = points_[link.y.index];
      for (const std::int64_t y : ys) {
        grows |= add_turns(link.x, [&](std::int64_t x) { return link.is_so(x, y); });
      }
      for (const std::int64_t x : xs) {
        grows |= add_turns(link.y, [&](std::int64_t y) { return link.is_so(x, y); });
      }
    }
    return grows;
  }

  /// What the operand is when its fact has this value. `CountOf`: the value is the count.
  static std::int64_t value_of(const ir::Operand& operand, std::int64_t value) {
    if (operand.months != 0) value = interp::add_months(static_cast<ir::Day>(value), operand.months);
    return value + operand.amount;
  }
  /// The values of an operand's fact that is no axis; of a fact that is none, none at all.
  std::vector<std::int64_t> known_values(const ir::Operand& operand) const {
    switch (operand.kind) {
      case ir::Operand::Kind::Literal:
        return {operand.literal};
      case ir::Operand::Kind::Fact:
        if (prepared_[operand.fact].kind != FactState::Kind::Value) return {};
        return {prepared_[operand.fact].low, prepared_[operand.fact].high};
      case ir::Operand::Kind::CountOf: {
        std::vector<std::int64_t> counts;
        const std::size_t members = policy_.value_sets[policy_.facts[operand.fact].type.values].values.size();
        for (std::size_t n = 0; n <= members; ++n) counts.push_back(2 * static_cast<std::int64_t>(n));
        return counts;
      }
    }
    return {};
  }

  void add_compare(const ir::Compare& compare) {
    const auto is_open = [&](const ir::Operand& o) { return o.kind == ir::Operand::Kind::Fact && is_axis(o.fact); };
    const ir::Operand &lhs = compare.lhs, &rhs = compare.rhs;
    if (is_open(lhs) && is_open(rhs) && lhs.fact == rhs.fact) return add_own(lhs, rhs);
    for (const auto& [x, y] : {std::pair(lhs, rhs), std::pair(rhs, lhs)}) {
      if (!is_open(x)) continue;
      const bool both = is_open(y);
      const ir::Operand a = x, b = y;
      const std::vector<std::int64_t> values = both ? std::vector<std::int64_t>() : known_values(b);
      if (is_dependent(x.fact)) {
        // Only where no dates give it; these must turn with it too.
        if (both) is_too_much_ = true;
        for (const std::int64_t value : values) add_given(x.fact, value_of(b, value) - a.amount);
      }
      for (const bool strictly : {false, true}) {
        links_.push_back({x.fact, both ? y.fact : FactId(), values, [a, b, strictly](std::int64_t v, std::int64_t w) {
                            const std::int64_t left = value_of(a, v), right = value_of(b, w);
                            return strictly ? left < right : left <= right;
                          }});
      }
    }
  }

  /// A fact beside itself, such as `x + 1 month < x + 30 days`, may turn anywhere.
  void add_own(const ir::Operand& lhs, const ir::Operand& rhs) {
    if (is_dependent(lhs.fact)) is_too_much_ = true;
    const Range& range = ranges_[lhs.fact.index];
    const auto order = [&](std::int64_t v) {
      const std::int64_t left = value_of(lhs, v), right = value_of(rhs, v);
      return left < right ? -1 : left > right ? 1 : 0;
    };
    // So many months are 28 to 31 times as many days: mostly one side is the greater by far.
    const std::int64_t months = lhs.months - rhs.months, days = rhs.amount - lhs.amount;
    const bool is_near =
        months != 0 && 28 * std::abs(months) - 3 <= std::abs(days) && std::abs(days) <= 31 * std::abs(months) + 3;
    if (!is_near) return;
    for (std::int64_t v = range.low; v + range.step <= range.high; v += range.step) {
      if (order(v) == order(v + range.step)) continue;
      add(lhs.fact, v);
      add(lhs.fact, v + range.step);
    }
  }

  /// Dates turn where what a record gives for `fact` reaches `value`, and where it exceeds it.
  void add_given(FactId fact, std::int64_t value) {
    for (const ir::Record& record : policy_.records) {
      switch (record.kind) {
        case ir::Record::Kind::Episode:
          if (record.length == fact) add_length(record, value);
          break;
        case ir::Record::Kind::Age:
          if (record.years == fact) add_age(record, 12, value);
          if (record.months == fact) add_age(record, 1, value);
          break;
        case ir::Record::Kind::Study:
          break;
      }
    }
  }

  void add_length(const ir::Record& record, std::int64_t half_days) {
    for (const bool strictly : {false, true}) {
      const Turning reaches = [half_days, strictly](std::int64_t start, std::int64_t end) {
        return strictly ? 2 * (end - start) > half_days : 2 * (end - start) >= half_days;
      };
      add_dates(record.start, record.end, reaches);
      // What is current lasts until today.
      if (is_axis(record.start)) links_.push_back({record.start, {}, {today_}, reaches});
    }
  }

  void add_age(const ir::Record& record, std::int64_t unit_months, std::int64_t half_units) {
    for (const bool strictly : {false, true}) {
      add_dates(record.birth, record.at.is_set() ? record.at : policy_.reference,
                [half_units, unit_months, strictly](std::int64_t birth, std::int64_t at) {
                  if (birth > at) return false;
                  const std::int64_t months =
                      interp::completed_months(static_cast<ir::Day>(birth), static_cast<ir::Day>(at));
                  const std::int64_t halves = 2 * (months / unit_months);
                  return strictly ? halves > half_units : halves >= half_units;
                });
    }
  }

  /// A question about two dates, either of which may be open.
  void add_dates(FactId x, FactId y, const Turning& is_so) {
    if (!x.is_set() || !y.is_set()) return;
    const auto known = [&](FactId fact) {
      const FactState& state = prepared_[fact];
      return state.kind == FactState::Kind::Value ? std::vector<std::int64_t>{state.low} : std::vector<std::int64_t>();
    };
    if (is_axis(x))
      links_.push_back({x, is_axis(y) ? y : FactId(), is_axis(y) ? std::vector<std::int64_t>() : known(y), is_so});
    if (is_axis(y) && !is_axis(x)) {
      links_.push_back({y, {}, known(x), [is_so](std::int64_t v, std::int64_t w) { return is_so(w, v); }});
    }
  }

  void add_record(const ir::Record& record) {
    const Turning in_order = [](std::int64_t first, std::int64_t second) { return first <= second; };
    switch (record.kind) {
      case ir::Record::Kind::Episode:
        add_dates(record.start, record.end, in_order);
        for (const FactId date : {record.start, record.end}) {
          if (!date.is_set() || !is_axis(date)) continue;
          for (const std::int64_t day : {today_ - 1, today_, today_ + 1}) add(date, day);
          // Not to be chosen, perhaps, but what is current comes to it.
          points_[date.index].insert(today_);
        }
        add_range(record.length);
        break;
      case ir::Record::Kind::Age:
        add_dates(record.birth, record.at.is_set() ? record.at : policy_.reference, in_order);
        add_range(record.years);
        add_range(record.months);
        break;
      case ir::Record::Kind::Study:
        break;
    }
  }

  /// Outside its range a length or an age is not given by dates.
  void add_range(FactId fact) {
    if (!fact.is_set()) return;
    // One that is documented bounds the birth date too.
    if (!is_axis(fact) && prepared_[fact].kind == FactState::Kind::Value) {
      add_given(fact, prepared_[fact].low);
      add_given(fact, prepared_[fact].high);
    }
    add_given(fact, policy_.facts[fact].type.low);
    add_given(fact, policy_.facts[fact].type.high);
  }

  const ir::Policy& policy_;
  const ir::Patient& prepared_;
  const OpenFacts& open_;
  std::uint64_t limit_;
  std::int64_t today_;
  std::vector<Range> ranges_;
  std::vector<std::set<std::int64_t>> points_;
  std::vector<Link> links_;
  bool is_too_much_ = false;
};

}  // namespace

std::optional<std::vector<std::vector<std::int64_t>>> boundary_points(const ir::Policy& policy,
                                                                      const ir::Patient& prepared,
                                                                      const OpenFacts& open, std::uint64_t limit) {
  return Points(policy, prepared, open, limit).run();
}

}  // namespace pol::oracle
