// Every day of 1900 to 2100: months added by the interpreter's calendar and by the runtime's; and, as policy text,
// windows, shifts and ages about the days on which they turn, by the interpreter and by native code. All of it is held
// against a calendar that is counted out day by day.

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "compiler/interp/calendar.h"
#include "compiler/interp/eval.h"
#include "compiler/parse/parse.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/sema/sema.h"
#include "pol/calendar.h"
#include "tests/unit/counted_calendar.h"

namespace pol::test {

namespace {

using ir::Day;
using ir::Truth;

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
    out.push_back({fmt::format("X + {} months + 3 days <= day - 1 month - 2 weeks", n),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) + 3 <= kCalendar.plus_months(r, -1) - 14; }},
                   [n](Day r) { return kCalendar.plus_months(kCalendar.plus_months(r, -1) - 17, -n); }});
    out.push_back({fmt::format("day is {} to {} months after X", n, n + 3),
                   {[n](Day x, Day r) { return kCalendar.plus_months(x, n) <= r; },
                    [n](Day x, Day r) { return r <= kCalendar.plus_months(x, n + 3); }}, back});
  }
  for (const int n : {1, 31, 90, 366}) {
    out.push_back({fmt::format("X within {} days before day", n),
                   {[n](Day x, Day r) { return r - n <= x; }, until_today}, [n](Day r) { return r - n; }});
  }
  for (const int n : {1, 6, 52}) {
    out.push_back({fmt::format("day within {} weeks after X", n),
                   {until_today, [n](Day x, Day r) { return r <= x + 7 * n; }}, [n](Day r) { return r - 7 * n; }});
  }
  // `AGE` is the age of whoever was born on the date, in completed units.
  for (const int n : {1, 3, 5, 18}) {
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
  std::string facts, records, rules;
  for (std::size_t i = 0; i < all.size(); ++i) {
    facts += fmt::format("  x{} : date or planned \"Date\"\n", i);
    records += fmt::format("record age{} : age \"Age\" {{ birth: x{} }}\n", i, i);
    rules += fmt::format("  meets when {}\n", replaced(replaced(all[i].text, "X", fmt::format("x{}", i)), "AGE",
                                                       fmt::format("age{}", i)));
  }
  return fmt::format(
      "policy p \"Calendar\" {{ reference: day }}\nfacts {{\n  day : date \"Reference\"\n{}}}\n{}"
      "determine {{\n{}  otherwise does_not_meet\n}}\n",
      facts, records, rules);
}

class EveryDay {
 public:
  EveryDay() : all_(conditions()) {
    const std::uint32_t source = sources_.add("calendar.pol", policy_text(all_));
    const std::vector<ast::File> files = {parse::parse(sources_, source, sink_)};
    policy_ = sema::analyse(files, sources_, sink_);
    REQUIRE_FALSE(sink_.has_errors());
    REQUIRE(policy_.rules.size() == all_.size());
    patient_.facts.resize(policy_.facts.size());
    auto engine = pipeline::Engine::create(policy_, {}, false);
    REQUIRE(engine.ok());
    engine_ = engine.take();
    row_.resize((engine_->program().row_bytes() + 7) / 8);
    nodes_.resize(engine_->program().nodes.size());
    dates_.resize(all_.size());
    expected_.resize(all_.size());
  }

  /// Documents the reference date and, `offset` days from where each condition turns, its date; of the whole month
  /// there when `is_month`. Finds what is expected.
  void document(Day reference, Day offset, bool is_month) {
    write(policy_.reference, {reference, reference});
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      const Day day = all_[i].turn(reference) + offset;
      dates_[i] = is_month ? kCalendar.month_around(day) : ir::DayInterval{day, day};
      write(date_of(i), dates_[i]);
      expected_[i] = counted(all_[i], dates_[i], reference);
    }
  }
  void check_native() {
    const planes::Program& program = engine_->program();
    planes::pack(policy_, program, patient_, row_.data());
    engine_->native()->trace(row_.data(), nodes_.data());
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const std::uint8_t truth = nodes_[program.of_expr[policy_.rules[i].when.index]];
      expect(i, (truth & 1U) != 0 ? Truth::Yes : (truth & 2U) != 0 ? Truth::No : Truth::Unknown, "native code");
    }
  }
  void check_interpreter() {
    const std::vector<Truth> truths = interp::evaluate(policy_, patient_);
    for (std::size_t i = 0; i < all_.size(); ++i) expect(i, truths[policy_.rules[i].when.index], "the interpreter");
  }
  /// One date documented at a time: the outcome is sure exactly when its condition is met.
  void check_decide() {
    for (std::uint32_t i = 0; i < all_.size(); ++i) patient_[date_of(i)].kind = ir::FactState::Kind::Undocumented;
    for (std::uint32_t i = 0; i < all_.size(); ++i) {
      write(date_of(i), dates_[i]);
      planes::pack(policy_, engine_->program(), patient_, row_.data());
      const bool is_sure = engine_->native()->decide(row_.data()) == ir::outcome_bit(ir::Outcome::Meets);
      patient_[date_of(i)].kind = ir::FactState::Kind::Undocumented;
      if (is_sure == (expected_[i] == Truth::Yes)) continue;
      INFO(described(i));
      REQUIRE(is_sure == (expected_[i] == Truth::Yes));
    }
  }
  std::size_t checked() const { return checked_; }
  const planes::Program& program() const { return engine_->program(); }

 private:
  static ir::FactId date_of(std::uint32_t i) { return ir::FactId{i + 1}; }  // behind the reference date

  void write(ir::FactId fact, ir::DayInterval interval) {
    patient_[fact].kind = ir::FactState::Kind::Value;
    patient_[fact].low = interval.low;
    patient_[fact].high = interval.high;
  }
  /// Each comparison turns once, so the ends of the interval tell.
  static Truth counted(const Written& written, ir::DayInterval x, Day r) {
    Truth all = Truth::Yes;
    for (const auto& part : written.parts) {
      const bool low = part(x.low, r), high = x.low == x.high ? low : part(x.high, r);
      all = ir::truth_and(all, low != high ? Truth::Unknown : low ? Truth::Yes : Truth::No);
    }
    return all;
  }
  std::string described(std::size_t i) const {
    return fmt::format("{}, X from {} to {}, day {}", all_[i].text, ir::print_date(dates_[i].low),
                       ir::print_date(dates_[i].high),
                       ir::print_date(static_cast<Day>(patient_[policy_.reference].low)));
  }
  void expect(std::size_t i, Truth got, const char* who) {
    ++checked_;
    if (got == expected_[i]) return;
    INFO(who << ": " << described(i));
    REQUIRE(static_cast<int>(got) == static_cast<int>(expected_[i]));
  }

  std::vector<Written> all_;
  Sources sources_;
  Sink sink_;
  ir::Policy policy_;
  ir::Patient patient_;
  std::optional<pipeline::Engine> engine_;
  std::vector<std::uint64_t> row_;
  std::vector<std::uint8_t> nodes_;
  std::vector<ir::DayInterval> dates_;  // by condition, as the next
  std::vector<Truth> expected_;
  std::size_t checked_ = 0;
};

const Day kBegin = kCalendar.first_of(1900), kEnd = kCalendar.first_of(2101);

}  // namespace

TEST_CASE("three calendars move every day of two centuries alike", "[calendar]") {
  std::vector<int> shifts = {-1200, -600, -121, -120, 120, 121, 600, 1200};
  for (int n = -36; n <= 36; ++n) shifts.push_back(n);
  for (Day day = kBegin; day < kEnd; ++day) {
    for (const int n : shifts) {
      const Day moved = kCalendar.plus_months(day, n);
      if (interp::add_months(day, n) == moved && pol_add_months(day, n) == moved) continue;
      INFO(ir::print_date(day) << ", months " << n);
      CHECK(ir::print_date(interp::add_months(day, n)) == ir::print_date(moved));
      REQUIRE(ir::print_date(pol_add_months(day, n)) == ir::print_date(moved));
    }
  }
}

TEST_CASE("completed months turn where the months added reach the day", "[calendar]") {
  for (Day birth = kBegin; birth < kEnd; ++birth) {
    for (const int n : {1, 6, 11, 12, 48, 216, 1199}) {
      const Day reached = kCalendar.plus_months(birth, n);
      const auto last_birth = [&] {
        Day last = birth;
        while (kCalendar.plus_months(last + 1, n) <= reached) ++last;
        return last;
      };
      if (interp::completed_months(birth, reached) == n && interp::completed_months(birth, reached - 1) == n - 1 &&
          interp::last_day_reaching(reached, n) == last_birth()) {
        continue;
      }
      INFO(ir::print_date(birth) << ", months " << n);
      CHECK(interp::completed_months(birth, reached) == n);
      CHECK(interp::completed_months(birth, reached - 1) == n - 1);
      REQUIRE(interp::last_day_reaching(reached, n) == last_birth());
    }
  }
}

TEST_CASE("windows, shifts and ages turn on one day in each evaluator, on every day of two centuries", "[calendar]") {
  EveryDay every;
  for (Day day = kBegin; day < kEnd; ++day) {
    for (const Day offset : {-1, 0, 1}) {
      every.document(day, offset, false);
      every.check_native();
      // The slow one takes the days before, on and after the turn in turns.
      if ((day - kBegin) % 3 == offset + 1) every.check_interpreter();
    }
  }
  CHECK(every.checked() > 25'000'000);
}

TEST_CASE("clamping at the ends of months reaches four days", "[calendar]") {
  EveryDay every;
  for (const int year : {1900, 1999, 2000, 2003, 2004, 2100}) {
    for (Day day = kCalendar.first_of(year); day < kCalendar.first_of(year + 1); ++day) {
      for (const Day offset : {-4, -3, -2, -1, 0, 1, 2, 3, 4}) {
        every.document(day, offset, false);
        every.check_native();
        every.check_interpreter();
      }
    }
  }
}

TEST_CASE("what decides knows the day as well", "[calendar]") {
  EveryDay every;
  for (Day day = kCalendar.first_of(2000); day < kCalendar.first_of(2001); ++day) {
    for (const Day offset : {-1, 0, 1}) {
      every.document(day, offset, false);
      every.check_decide();
    }
  }
}

TEST_CASE("no floating point in the code for dates", "[calendar]") {
  const Result<std::string> text = codegen::print_llvm(EveryDay().program());
  REQUIRE(text.ok());
  CHECK(text.value().find("pol_add_months") != std::string::npos);
  for (const char* type : {"half ", "float ", "double "}) CHECK(text.value().find(type) == std::string::npos);
}

TEST_CASE("a month for a date is unknown exactly where its days differ", "[calendar]") {
  EveryDay every;
  for (Day day = kBegin; day < kEnd; ++day) {
    every.document(day, 0, true);
    every.check_native();
    if (day % 4 == 0) every.check_interpreter();
  }
}

}  // namespace pol::test
