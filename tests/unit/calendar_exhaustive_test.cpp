// Windows, shifts and ages on every day of 1900 to 2100, about every day on which their truth turns: the interpreter, native
// code, and a calendar that is counted out day by day here.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/parse/parse.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/sema/sema.h"

namespace pol::test {

namespace {

using ir::Day;
using ir::Truth;

/// Every day of 1880 to 2120, one after the other.
class CountedCalendar {
 public:
  CountedCalendar() {
    constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int days = 0;
    for (int year = kFirstYear; year <= 2120; ++year) {
      if (year == 1970) epoch_ = days;
      const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
      for (int month = 0; month < 12; ++month) {
        const int length = kLengths[static_cast<std::size_t>(month)] + (is_leap && month == 1 ? 1 : 0);
        months_.push_back({days, length});
        for (int i = 0; i < length; ++i) month_of_.push_back(static_cast<int>(months_.size()) - 1);
        days += length;
      }
    }
  }
  Day plus_months(Day day, int months) const {
    const int at = day + epoch_;
    const int month = month_of_[static_cast<std::size_t>(at)];
    const Month& from = months_[static_cast<std::size_t>(month)];
    const Month& to = months_[static_cast<std::size_t>(month + months)];
    return to.begin + std::min(at - from.begin, to.length - 1) - epoch_;
  }
  Day first_of(int year) const { return months_[static_cast<std::size_t>((year - kFirstYear) * 12)].begin - epoch_; }
  ir::DayInterval month_around(Day day) const {
    const Month& month = months_[static_cast<std::size_t>(month_of_[static_cast<std::size_t>(day + epoch_)])];
    return {month.begin - epoch_, month.begin + month.length - 1 - epoch_};
  }

 private:
  static constexpr int kFirstYear = 1880;
  struct Month {
    int begin = 0, length = 0;
  };
  std::vector<Month> months_;
  std::vector<int> month_of_;
  int epoch_ = 0;
};
const CountedCalendar kCalendar;

/// A condition on one date and the reference date, as written and as comparisons that must all hold.
struct Written {
  std::string text;  ///< `X` stands for the date
  std::vector<std::function<bool(Day x, Day r)>> parts;
  std::function<Day(Day r)> turn;  ///< a date at which it turns
};

std::vector<Written> conditions() {
  std::vector<Written> out;
  const auto until_today = [](Day x, Day r) { return x <= r; };
  for (const int n : {1, 2, 3, 6, 11, 12, 13, 24, 60}) {
    const auto back = [n](Day r) { return kCalendar.plus_months(r, -n); };
    const auto ahead = [n](Day r) { return kCalendar.plus_months(r, n); };
    out.push_back({fmt::format("X within {} months before day", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(r, -n) <= x; }, until_today}, back});
    out.push_back({fmt::format("day within {} months after X", n),
                   {until_today, [n](Day x, Day r) { return r <= kCalendar.plus_months(x, n); }}, back});
    out.push_back({fmt::format("X + {} months < day", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) < r; }}, back});
    out.push_back({fmt::format("X - {} months >= day", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, -n) >= r; }}, ahead});
    out.push_back({fmt::format("X + {} months = day", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) <= r; },
                    [n](Day x, Day r) { return kCalendar.plus_months(x, n) >= r; }}, back});
    out.push_back({fmt::format("X + {} months < day - 7 months", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) < kCalendar.plus_months(r, -7); }},
                   [n](Day r) { return kCalendar.plus_months(r, -7 - n); }});
    out.push_back({fmt::format("day is {} to {} months after X", n, n + 3),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) <= r; },
                    [n](Day x, Day r) { return r <= kCalendar.plus_months(x, n + 3); }}, back});
  }
  for (const int n : {1, 28, 31, 90, 365, 366}) {
    out.push_back({fmt::format("X within {} days before day", n),
                   {[n](Day x, Day r) { return r - n <= x; }, until_today}, [n](Day r) { return r - n; }});
  }
  for (const int n : {1, 6, 12, 52}) {
    out.push_back({fmt::format("day within {} weeks after X", n),
                   {until_today, [n](Day x, Day r) { return r <= x + 7 * n; }}, [n](Day r) { return r - 7 * n; }});
  }
  // `AGE` is the age of whoever was born on the date, in completed units.
  for (const int n : {1, 2, 3, 5, 10, 12, 18}) {
    const int months = 12 * n;
    const auto back = [months](Day r) { return kCalendar.plus_months(r, -months); };
    out.push_back({fmt::format("AGE >= {} years", n),
                   {[months](Day x, Day r) { return kCalendar.plus_months(x, months) <= r; }}, back});
    out.push_back({fmt::format("AGE <= {} years", n),
                   {[months](Day x, Day r) { return kCalendar.plus_months(x, months + 12) > r; }}, back});
    out.push_back({fmt::format("AGE = {} months", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) <= r; },
                    [n](Day x, Day r) { return kCalendar.plus_months(x, n + 1) > r; }},
                   [n](Day r) { return kCalendar.plus_months(r, -n); }});
  }
  return out;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// Each condition on a date of its own, so that one evaluation asks all of them about the days where they turn.
std::string policy_text(const std::vector<Written>& all) {
  std::string text = "policy p \"Calendar\" { reference: day }\nfacts {\n  day : date \"Reference\"\n";
  for (std::size_t i = 0; i < all.size(); ++i) text += fmt::format("  x{} : date or planned \"Date\"\n", i);
  text += "}\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    text += fmt::format("record age{} : age \"Age\" {{ birth: x{} }}\n", i, i);
    const std::string condition =
        replaced(replaced(all[i].text, "X", fmt::format("x{}", i)), "AGE", fmt::format("age{}", i));
    text += fmt::format("define c{} \"Condition\" = {}\n", i, condition);
  }
  text += "determine {\n";
  for (std::size_t i = 0; i < all.size(); ++i) text += fmt::format("  meets when c{}\n", i);
  return text + "  otherwise does_not_meet\n}\n";
}

class EveryDay {
 public:
  EveryDay() : all_(conditions()) {
    const std::uint32_t source = sources_.add("calendar.pol", policy_text(all_));
    const std::vector<ast::File> files = {parse::parse(sources_, source, sink_)};
    policy_ = sema::analyse(files, sources_, sink_);
    REQUIRE(render_text(sink_.sorted(), sources_, false) == "");
    patient_.facts.resize(policy_.facts.size());
    auto engine = pipeline::Engine::create(policy_, {}, false);
    REQUIRE(engine.ok());
    engine_ = engine.take();
  }

  /// Documents the reference date and, `offset` days from where each condition turns, its date; of the whole month there
  /// when `is_month`. The three must say the same.
  void check(Day reference, Day offset, bool is_month) {
    document(policy_.reference, {reference, reference});
    std::vector<ir::DayInterval> dates;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      const Day day = all_[i].turn(reference) + offset;
      dates.push_back(is_month ? kCalendar.month_around(day) : ir::DayInterval{day, day});
      document(ir::FactId{i + 1}, dates.back());
    }
    const std::vector<Truth> interpreted = interp::evaluate(policy_, patient_);
    const std::vector<Truth> native = engine_->evaluate(patient_);
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      const ir::ExprId id = policy_.defines[ir::DefineId{i}].condition;
      const Truth expected = counted(all_[i], dates[i], reference);
      ++checked_;
      if (interpreted[id.index] == expected && native[id.index] == expected) continue;
      INFO(all_[i].text << ", X from " << ir::print_date(dates[i].low) << " to " << ir::print_date(dates[i].high)
                        << ", day " << ir::print_date(reference));
      CHECK(ir::to_text(interpreted[id.index]) == ir::to_text(expected));
      REQUIRE(ir::to_text(native[id.index]) == ir::to_text(expected));
    }
  }
  std::size_t checked() const { return checked_; }

 private:
  void document(ir::FactId fact, ir::DayInterval interval) {
    patient_[fact].kind = ir::FactState::Kind::Value;
    patient_[fact].low = interval.low;
    patient_[fact].high = interval.high;
  }
  /// Each comparison turns once, so the ends of the interval tell.
  static Truth counted(const Written& written, ir::DayInterval x, Day r) {
    Truth all = Truth::Yes;
    for (const auto& part : written.parts) {
      const bool low = part(x.low, r), high = part(x.high, r);
      all = truth_and(all, low != high ? Truth::Unknown : low ? Truth::Yes : Truth::No);
    }
    return all;
  }

  std::vector<Written> all_;
  Sources sources_;
  Sink sink_;
  ir::Policy policy_;
  ir::Patient patient_;
  std::optional<pipeline::Engine> engine_;
  std::size_t checked_ = 0;
};

}  // namespace

TEST_CASE("windows, shifts and ages turn on the same day in each evaluator, on every day of two centuries", "[calendar]") {
  EveryDay every;
  const Day last = kCalendar.first_of(2101);
  for (Day day = kCalendar.first_of(1900); day < last; ++day) {
    for (const Day offset : {-1, 0}) every.check(day, offset, false);
  }
  CHECK(every.checked() > 12'000'000);
}

TEST_CASE("clamping at the ends of months reaches three days further", "[calendar]") {
  EveryDay every;
  for (Day day = kCalendar.first_of(1999); day < kCalendar.first_of(2002); ++day) {
    for (const Day offset : {-4, -3, -2, 1, 2, 3, 4}) every.check(day, offset, false);
  }
}

TEST_CASE("a month for a date is unknown exactly where its days differ", "[calendar]") {
  EveryDay every;
  for (Day day = kCalendar.first_of(1900); day < kCalendar.first_of(2101); day += 5) every.check(day, 0, true);
}

}  // namespace pol::test
