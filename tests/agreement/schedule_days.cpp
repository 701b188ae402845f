#include "tests/agreement/schedule_days.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/calendar.h"

namespace pol::agreement {

namespace {

using ir::Day;
using ir::Offset;
using Kind = ir::FactState::Kind;

Day day_of(const std::string& text) {
  ir::DateError error = ir::DateError::None;
  return ir::parse_date(text, error)->low;
}

ir::DayInterval month_of(Day day) {
  ir::DateError error = ir::DateError::None;
  return *ir::parse_date(ir::print_date(day).substr(0, 7), error);
}

Day moved(Day day, Offset by, int sign = 1) { return interp::add_months(day, sign * by.months) + sign * by.days; }

/// The codes that an `images` asks for.
void add_codes(const ir::Policy& policy, ir::ExprId id, std::vector<std::size_t>& codes) {
  if (const auto* is = std::get_if<ir::ChoiceIs>(&policy.exprs[id]); is != nullptr && is->fact == policy.request) {
    const std::vector<std::size_t> members = is->values.list();
    codes.insert(codes.end(), members.begin(), members.end());
  }
  for (const ir::ExprId operand : ir::operands(policy, id)) add_codes(policy, operand, codes);
}

class DayWriter {
 public:
  DayWriter(Random& random, const ir::Policy& policy)
      : random_(random), policy_(policy), schedule_(policy.schedules[random.below(policy.schedules.size())]) {
    for (const ir::ScheduleClause& clause : schedule_.clauses) {
      if (clause.until) places_.push_back(*clause.until);
      for (const ir::Phase& phase : clause.phases) {
        places_.push_back(phase.from);
        if (phase.to) places_.push_back(*phase.to);
        if (phase.most) intervals_.push_back(*phase.most);
        if (phase.least != Offset{}) intervals_.push_back(phase.least);
      }
    }
    if (places_.empty()) places_.emplace_back();
    if (intervals_.empty()) intervals_.emplace_back();
  }

  DrawnDays write() {
    draw_days();
    add_date(policy_.reference, reference_, {});
    write_anchor();
    if (schedule_.last.is_set() && schedule_.last != schedule_.anchor) write_last();
    if (policy_.request.is_set() && random_.chance(85)) write_request();
    return std::move(out_);
  }

 private:
  void feature(const char* name) { out_.features.emplace_back(name); }

  /// On the day, the day before or after, or a little further.
  Day near(Day day) {
    static const std::vector<Day> nudges = {0, 0, 0, -1, -1, 1, 1, -2, 2, -29, 31};
    const Day by = random_.pick(nudges);
    if (by == 0) feature("on the day");
    if (by == -1) feature("the day before");
    if (by == 1) feature("the day after");
    return day + by;
  }

  /// Month ends and leap days are where months clamp.
  Day special() {
    static const std::vector<std::string> days = {"02-28", "03-01", "01-31", "01-30", "01-29", "08-31",
                                                  "05-31", "11-30", "12-31", "01-01", "04-30", "03-31"};
    if (random_.chance(25)) {
      static const std::vector<std::string> leap = {"2016-02-29", "2020-02-29", "2024-02-29", "2012-02-29"};
      feature("February 29");
      return day_of(random_.pick(leap));
    }
    feature("a month's end");
    return day_of(fmt::format("{}-{}", random_.between(2014, 2025), random_.pick(days)));
  }

  void draw_days() {
    const bool from_reference = random_.chance(30);
    const Day given = random_.chance(55) ? special() : day_of("2014-01-01") + static_cast<Day>(random_.below(4300));
    Offset by = random_.pick(random_.chance(75) ? places_ : intervals_);
    if (random_.chance(12)) by.days += static_cast<std::int32_t>(random_.between(0, 2500));
    if (from_reference) {
      reference_ = given;
      anchor_ = near(moved(reference_, by, -1));
    } else {
      anchor_ = given;
      reference_ = near(moved(anchor_, by));
    }
    if (!random_.chance(15)) {
      if (anchor_ > reference_) std::swap(anchor_, reference_);
    }
    last_ = std::min(draw_last(), reference_);
  }

  Day draw_last() {
    const Offset interval = random_.pick(intervals_);
    switch (random_.below(8)) {
      case 0:
      case 1:
      case 2:
        return near(moved(reference_, interval, -1));
      case 3:
      case 4:
        return near(moved(anchor_, random_.pick(places_)));
      case 5:
        return near(moved(moved(anchor_, random_.pick(places_)), interval, -1));
      case 6:
        return anchor_ - static_cast<Day>(random_.below(400));
      default:
        return near(reference_ > anchor_
                        ? anchor_ + static_cast<Day>(random_.below(1 + static_cast<std::size_t>(reference_ - anchor_)))
                        : anchor_);
    }
  }

  void add(ir::FactId fact, std::string json, ir::FactState state) {
    out_.facts.push_back({fact, std::move(json), std::move(state)});
  }
  void add_date(ir::FactId fact, Day low, std::optional<Day> high) {
    ir::FactState state;
    state.kind = Kind::Value;
    state.low = low;
    state.high = high.value_or(low);
    add(fact, fmt::format("\"{}\"", ir::print_date(low).substr(0, high ? 7 : 10)), state);
  }
  void add_month(ir::FactId fact, Day day) {
    const ir::DayInterval month = month_of(day);
    add_date(fact, month.low, month.high);
  }
  void add_open(ir::FactId fact) {
    ir::FactState state;
    state.asked = random_.chance(40);
    add(fact, state.asked ? "null" : "", state);
  }
  void add_none(ir::FactId fact) {
    ir::FactState none;
    none.kind = Kind::None;
    add(fact, "\"none\"", none);
  }

  void write_anchor() {
    const ir::FactId fact = schedule_.anchor;
    if (fact == policy_.reference) return;
    const bool planned = policy_.facts[fact].planned;
    if (random_.chance(4) || (planned && random_.chance(15)))
      anchor_ = reference_ + random_.chance(50) + static_cast<Day>(random_.below(40));
    if (random_.chance(6)) return feature("anchor open"), add_open(fact);
    if (policy_.facts[fact].type.or_none && random_.chance(5)) return feature("anchor none"), add_none(fact);
    if (random_.chance(7)) return feature("anchor a month"), add_month(fact, anchor_);
    if (anchor_ > reference_) feature(planned ? "anchor ahead, planned" : "anchor ahead, a conflict");
    add_date(fact, anchor_, {});
  }

  void write_last() {
    const ir::FactId fact = schedule_.last;
    if (random_.chance(11)) return feature("last open"), add_open(fact);
    if (policy_.facts[fact].type.or_none && random_.chance(18)) return feature("last none"), add_none(fact);
    if (random_.chance(10)) return feature("last a month"), add_month(fact, last_);
    if (random_.chance(2)) {
      last_ = reference_ + static_cast<Day>(random_.between(1, 30));
      feature("last ahead, a conflict");
    }
    if (last_ < anchor_) feature("last before the anchor");
    if (last_ == anchor_) feature("last on the anchor's day");
    add_date(fact, last_, {});
  }

  void write_request() {
    std::vector<std::size_t> codes;
    add_codes(policy_, schedule_.images, codes);
    if (codes.empty()) return;
    const std::size_t code = random_.pick(codes);
    const ir::ValueSet& values = policy_.value_sets[policy_.facts[policy_.request].type.values];
    if (values.open && code + 1 == values.values.size()) return;
    ir::FactState state;
    state.kind = Kind::Value;
    state.low = state.high = static_cast<std::int64_t>(code);
    feature("a study that is asked for");
    add(policy_.request, fmt::format("\"{}\"", values.values[code].name), state);
  }

  Random& random_;
  const ir::Policy& policy_;
  const ir::Schedule& schedule_;
  std::vector<Offset> places_, intervals_;
  Day reference_ = 0, anchor_ = 0, last_ = 0;
  DrawnDays out_;
};

}  // namespace

const std::vector<std::string>& schedule_case_features() {
  static const std::vector<std::string> all = {"on the day",
                                               "the day before",
                                               "the day after",
                                               "a month's end",
                                               "February 29",
                                               "anchor open",
                                               "anchor none",
                                               "anchor a month",
                                               "anchor ahead, planned",
                                               "anchor ahead, a conflict",
                                               "last open",
                                               "last none",
                                               "last a month",
                                               "last ahead, a conflict",
                                               "last before the anchor",
                                               "last on the anchor's day",
                                               "a study that is asked for"};
  return all;
}

DrawnDays draw_schedule_days(Random& random, const ir::Policy& policy) { return DayWriter(random, policy).write(); }

}  // namespace pol::agreement
