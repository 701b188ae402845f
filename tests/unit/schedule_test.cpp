// Where a patient stands in a schedule: M8 from its structure, against hand-computed dates, against the conditions
// that schedules are lowered to, and against every completion of open dates.

#include "compiler/interp/schedule.h"

#include <catch2/catch.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/interp/calendar.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/timeline.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/unit/random_schedule.h"
#include "tests/unit/small_policy.h"

namespace pol::test {

namespace {

using interp::ScheduleStanding;
using interp::ScheduleStatus;
using ir::Day;
using ir::Truth;
using MaybeDay = std::optional<Day>;

class Schedules {
 public:
  explicit Schedules(const std::vector<std::string>& texts) {
    std::vector<ast::File> files;
    files.push_back(parse::parse(sources_, sources_.add("schedules.pol", policy_of(texts)), sink_));
    policy_ = sema::analyse(files, sources_, sink_);
    REQUIRE(render_text(sink_.sorted(), sources_, false) == "");
    REQUIRE(policy_.schedules.size() == texts.size());
    patient_.facts.resize(policy_.facts.size());
    set("code", 0, 0);
  }
  const ir::Policy& policy() const { return policy_; }
  ir::FactId fact(const std::string& name) const {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
      if (policy_.facts[ir::FactId{i}].name == name) return ir::FactId{i};
    }
    return {};
  }
  void set(const std::string& name, std::int64_t low, std::int64_t high) {
    ir::FactState& state = patient_[fact(name)];
    state.kind = ir::FactState::Kind::Value;
    state.low = low;
    state.high = high;
  }
  void set_day(const std::string& name, MaybeDay day) {
    if (day) return set(name, *day, *day);
    patient_[fact(name)].kind = ir::FactState::Kind::None;
  }
  void forget(const std::string& name) { patient_[fact(name)] = {}; }

  Truth lowered(std::size_t i) const { return interp::Evaluation(policy_, patient_).truth(policy_.schedules[i].truth); }
  ScheduleStanding stand(std::size_t i) const {
    interp::Evaluation evaluation(policy_, patient_);
    return interp::stand(policy_, policy_.schedules[i], patient_, [&](ir::ExprId id) { return evaluation.truth(id); });
  }
  interp::Timeline line_on(const char* anchor, const char* last, const char* on) {
    stand_on(anchor, last, on);
    interp::Evaluation evaluation(policy_, patient_);
    const auto line =
        interp::timeline(policy_, policy_.schedules[0], patient_, [&](ir::ExprId id) { return evaluation.truth(id); });
    REQUIRE(line);
    return *line;
  }
  ScheduleStanding stand_on(const char* anchor, const char* last, const char* on) {
    set_day("anchor_date", day(anchor));
    set_day("last_study", *last == '\0' ? MaybeDay() : MaybeDay(day(last)));
    set_day("day", day(on));
    return stand(0);
  }

 private:
  Sources sources_;
  Sink sink_;
  ir::Policy policy_;
  ir::Patient patient_;
};

std::string day_text(const std::optional<ir::DayInterval>& day) {
  if (!day) return "none";
  const std::string low = ir::print_date(day->low);
  return day->low == day->high ? low : low + " to " + ir::print_date(day->high);
}

/// `due 2025-07-01 2026-01-01`: status, earliest, latest.
std::string summary(const ScheduleStanding& standing) {
  std::string out(to_text(standing.status));
  return out + " " + day_text(standing.earliest) + " " + day_text(standing.latest);
}

std::vector<std::string> some_schedules(std::uint64_t seed, int count, bool open) {
  Draw draw(seed);
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back(RandomSchedule(draw, open).text());
  return out;
}

Day some_anchor(Draw& draw) {
  static const std::vector<const char*> kEdges = {"2020-01-31", "2020-02-29", "2019-02-28", "2019-12-31",
                                                  "2021-03-31", "2023-08-30", "2024-02-29", "2022-10-31"};
  return draw.one_in(2) ? day(draw.of(kEdges)) : day("2018-01-01") + draw.below(2000);
}

/// A day near one that something turns on.
Day near(Draw& draw, Day anchor) {
  const Day turn = draw.one_in(3) ? anchor + 7 * draw.between(-2, 60)
                                  : interp::add_months(anchor, draw.between(-2, draw.one_in(3) ? 150 : 40));
  return turn + draw.between(-2, 2);
}

void set_conditions(Draw& draw, Schedules& schedules, bool may_be_open) {
  for (const char* name : {"c0", "c1", "c2", "c3"}) {
    const int value = draw.below(may_be_open ? 3 : 2);
    if (value == 2) schedules.forget(name);
    if (value < 2) schedules.set(name, value, value);
  }
}

}  // namespace

TEST_CASE("too soon, due, overdue, ended on the days that turn") {
  Schedules one(
      {"schedule { images mri of brain  every 6 to 12 months for 2 years  then every 12 months through year 5 }"});
  one.set("c0", 0, 0);
  CHECK(summary(one.stand_on("2023-08-31", "", "2023-08-30")) == "not_started 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "", "2023-08-31")) == "too_soon 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "", "2024-02-28")) == "too_soon 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "", "2024-02-29")) == "due 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "", "2024-08-31")) == "due 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "", "2024-09-01")) == "overdue 2024-02-29 2024-08-31");
  CHECK(one.stand(0).covers == Truth::Yes);
  // A study before the anchor is none of this schedule.
  CHECK(summary(one.stand_on("2023-08-31", "2023-08-30", "2024-02-29")) == "due 2024-02-29 2024-08-31");
  CHECK(summary(one.stand_on("2023-08-31", "2024-02-29", "2024-08-28")) == "too_soon 2024-08-29 2025-02-28");
  // Six months after it the first phase is over, and the second counts from the same study.
  CHECK(summary(one.stand_on("2023-08-31", "2025-03-15", "2025-09-15")) == "too_soon 2026-03-15 2026-03-15");
  CHECK(summary(one.stand_on("2023-08-31", "2025-02-27", "2025-08-27")) == "due 2025-08-27 2026-02-27");
  CHECK(summary(one.stand_on("2023-08-31", "2026-03-15", "2028-08-30")) == "overdue 2027-03-15 2027-03-15");
  CHECK(summary(one.stand_on("2023-08-31", "2026-03-15", "2028-08-31")) == "ended none none");
  CHECK(one.stand(0).covers == Truth::No);
  // Nothing falls due any more, but the schedule still runs.
  CHECK(summary(one.stand_on("2023-08-31", "2028-01-01", "2028-08-30")) == "too_soon none none");
}

TEST_CASE("once, at, and what symptoms call for") {
  Schedules once({"schedule { images mri of brain  from 3 to 12 months: once  whenever c0 through year 2 }"});
  once.set("c0", 0, 0);
  CHECK(summary(once.stand_on("2024-01-31", "", "2024-04-29")) == "too_soon 2024-04-30 2025-01-30");
  CHECK(summary(once.stand_on("2024-01-31", "", "2025-01-30")) == "due 2024-04-30 2025-01-30");
  CHECK(summary(once.stand_on("2024-01-31", "2024-05-01", "2024-06-01")) == "too_soon none none");
  CHECK(summary(once.stand_on("2024-01-31", "", "2025-01-31")) == "symptom_driven none none");
  CHECK(once.stand(0).covers == Truth::No);
  CHECK(summary(once.stand_on("2024-01-31", "", "2026-01-31")) == "ended none none");
  once.set("c0", 1, 1);
  CHECK(once.stand_on("2024-01-31", "", "2024-02-01").status == ScheduleStatus::SymptomDriven);
  CHECK(once.stand(0).covers == Truth::Yes);
  CHECK(once.stand_on("2024-01-31", "", "2026-01-31").status == ScheduleStatus::Ended);

  Schedules at({"schedule { images mri of brain  at 6 and 12 months }"});
  CHECK(summary(at.stand_on("2024-01-01", "", "2024-07-01")) == "due 2024-07-01 2024-07-01");
  CHECK(summary(at.stand_on("2024-01-01", "", "2024-07-02")) == "overdue 2024-07-01 2024-07-01");
  CHECK(summary(at.stand_on("2024-01-01", "2024-07-10", "2024-12-31")) == "too_soon 2025-01-01 2025-01-01");
  CHECK(summary(at.stand_on("2024-01-01", "2025-01-05", "2030-01-01")) == "ended none none");
}

TEST_CASE("no anchor, and what the documents leave open") {
  Schedules one({"schedule { images mri of brain  every 6 to 12 months for 2 years  sooner when c0 }"});
  one.set("c0", 0, 0);
  one.set_day("day", day("2025-06-01"));
  one.set_day("anchor_date", std::nullopt);
  one.set_day("last_study", std::nullopt);
  CHECK(one.stand(0).status == ScheduleStatus::NotStarted);

  one.set_day("anchor_date", day("2024-06-01"));
  one.forget("last_study");
  ScheduleStanding got = one.stand(0);
  CHECK(got.status == ScheduleStatus::Unknown);
  CHECK(got.possible == std::vector<ScheduleStatus>{ScheduleStatus::TooSoon, ScheduleStatus::Due});
  CHECK(got.open_facts == std::vector<ir::FactId>{one.fact("last_study")});
  CHECK(got.covers == Truth::Unknown);

  // A month is enough where every day of it says the same.
  one.set("last_study", day("2024-11-01"), day("2024-11-30"));
  CHECK(one.stand(0).status == ScheduleStatus::Due);
  CHECK(day_text(one.stand(0).earliest) == "2025-05-01 to 2025-05-30");
  one.set("last_study", day("2024-12-01"), day("2024-12-31"));
  CHECK(one.stand(0).status == ScheduleStatus::Unknown);

  one.set_day("last_study", day("2025-03-01"));
  one.forget("c0");
  got = one.stand(0);
  CHECK(got.status == ScheduleStatus::Unknown);
  CHECK(got.is_perhaps_sooner);
  CHECK(got.open_facts == std::vector<ir::FactId>{one.fact("c0")});

  Schedules open(
      {"schedule { images mri of brain  every 3 months for at least 1 years  then every unstated through year 5 }"});
  CHECK(open.stand_on("2024-01-01", "2024-10-02", "2025-01-01").status == ScheduleStatus::Unknown);
  CHECK(open.stand(0).open_phases.size() == 2);
  CHECK(open.stand_on("2024-01-01", "2024-10-02", "2024-12-31").status == ScheduleStatus::TooSoon);
  CHECK(open.stand_on("2024-01-01", "2024-10-02", "2029-01-01").covers != Truth::Yes);
}

TEST_CASE("the studies to come") {
  using Stop = interp::Timeline::Stop;
  const auto windows = [](const interp::Timeline& line) {
    std::string out;
    for (const interp::TimelineStudy& study : line.studies) {
      out += ir::print_date(study.earliest) + (study.latest ? ".." + ir::print_date(*study.latest) : "..") + " ";
    }
    return out;
  };
  Schedules one(
      {"schedule { images mri of brain  every 6 to 12 months for 2 years  then every 12 months through year 3 }"});
  interp::Timeline line = one.line_on("2023-08-31", "", "2024-01-01");
  CHECK(windows(line) ==
        "2024-02-29..2024-08-31 2024-08-29..2025-02-28 2025-02-28..2025-08-29 2025-08-28..2026-02-28 "
        "2026-08-28..2026-08-28 ");
  CHECK(line.stop == Stop::Complete);
  CHECK(line.studies[0].assumed == day("2024-02-29"));
  REQUIRE(line.phases.size() == 2);
  CHECK(line.phases[1].from == day("2025-08-31"));
  CHECK(line.phases[1].to == day("2026-08-31"));
  // What is overdue is taken for done today.
  line = one.line_on("2023-08-31", "", "2025-01-10");
  CHECK(windows(line) == "2024-02-29..2024-08-31 2025-07-10..2026-01-10 2026-07-10..2026-07-10 ");
  CHECK(line.studies[0].assumed == day("2025-01-10"));
  CHECK(one.line_on("2023-08-31", "", "2026-08-31").studies.empty());
  CHECK(one.line_on("2023-08-31", "2026-06-01", "2026-08-01").studies.empty());

  Schedules endless({"schedule { images mri of brain  every at most 12 months }"});
  line = endless.line_on("2024-01-01", "", "2024-01-01");
  CHECK(windows(line) ==
        "2024-01-01..2025-01-01 2025-01-01..2026-01-01 2026-01-01..2027-01-01 2027-01-01..2028-01-01 ");
  CHECK(line.stop == Stop::Cut);

  Schedules at({"schedule { images mri of brain  at 6 and 12 months }"});
  line = at.line_on("2024-01-01", "", "2024-03-01");
  CHECK(windows(line) == "2024-07-01..2024-07-01 2025-01-01..2025-01-01 ");
  CHECK(line.stop == Stop::Complete);

  Schedules monthly({"schedule { images mri of brain  every 1 months for 20 years }"});
  line = monthly.line_on("2024-01-31", "", "2024-01-31");
  CHECK(line.studies.size() == interp::Timeline::kMost);
  CHECK(line.stop == Stop::Cut);

  Schedules open({"schedule { images mri of brain  every 3 months for at least 1 years  then every 6 months }"});
  line = open.line_on("2024-01-01", "", "2024-01-01");
  CHECK(line.studies.size() == 3);
  CHECK(line.stop == Stop::NotStated);
}

TEST_CASE("the status and the lowered conditions say the same of definite histories") {
  std::size_t compared = 0, covered = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const std::vector<std::string> texts = some_schedules(seed, 60, false);
    Schedules schedules(texts);
    Draw draw(seed * 1000);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      for (int n = 0; n < 150; ++n) {
        const Day anchor = some_anchor(draw);
        const Day on = near(draw, anchor);
        const Day last = draw.one_in(3) ? near(draw, anchor) : on - 7 * draw.below(60) - draw.below(3);
        const bool has_last = !draw.one_in(5) && last <= on;
        schedules.set_day("anchor_date", anchor);
        schedules.set_day("last_study", has_last ? MaybeDay(last) : MaybeDay());
        schedules.set_day("day", on);
        set_conditions(draw, schedules, false);
        const ScheduleStanding got = schedules.stand(i);
        const Truth lowered = schedules.lowered(i);
        if (got.covers != lowered) {
          FAIL_CHECK(texts[i] << "\nanchor " << ir::print_date(anchor) << "  last "
                              << (has_last ? ir::print_date(last) : "none") << "  on " << ir::print_date(on) << "\n"
                              << summary(got) << ": covers " << ir::to_text(got.covers) << ", lowered "
                              << ir::to_text(lowered));
          return;
        }
        ++compared;
        covered += lowered == Truth::Yes ? 1U : 0U;
      }
    }
  }
  CHECK(compared == 54000);
  CHECK(covered > compared / 10);
}

TEST_CASE("what is open never turns a definite answer of the lowered conditions round") {
  std::size_t definite = 0;
  const std::vector<std::string> texts = some_schedules(77, 120, true);
  Schedules schedules(texts);
  Draw draw(7700);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (int n = 0; n < 14; ++n) {
      const Day anchor = some_anchor(draw);
      const Day on = std::max(near(draw, anchor), anchor);
      const Day last = on - 7 * draw.below(60);
      schedules.set("anchor_date", anchor, draw.one_in(3) ? std::min(anchor + 30, on) : anchor);
      schedules.set("last_study", draw.one_in(3) ? last - 30 : last, last);
      if (draw.one_in(4)) schedules.forget("last_study");
      schedules.set_day("day", on);
      set_conditions(draw, schedules, true);
      const ScheduleStanding got = schedules.stand(i);
      const Truth lowered = schedules.lowered(i);
      if (lowered == Truth::Unknown || got.is_too_open) continue;
      ++definite;
      if (got.covers == lowered) continue;
      FAIL_CHECK(texts[i] << "\nanchor " << ir::print_date(anchor) << "  last " << ir::print_date(last) << "  on "
                          << ir::print_date(on) << "\n"
                          << summary(got) << ": covers " << ir::to_text(got.covers) << ", lowered "
                          << ir::to_text(lowered));
      return;
    }
  }
  CHECK(definite > 600);
}

TEST_CASE("without a new study nothing turns back as the days go by") {
  const std::vector<std::string> texts = some_schedules(5, 60, false);
  Schedules schedules(texts);
  Draw draw(50);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const Day anchor = some_anchor(draw);
    const MaybeDay last = draw.one_in(3) ? MaybeDay() : MaybeDay(std::max(near(draw, anchor), anchor - 20));
    schedules.set_day("anchor_date", anchor);
    schedules.set_day("last_study", last);
    set_conditions(draw, schedules, false);
    bool was_due = false, was_overdue = false;
    for (Day on = last.value_or(anchor - 40); on < anchor + 2600; ++on) {
      schedules.set_day("day", on);
      const ScheduleStanding got = schedules.stand(i);
      const bool is_early = got.status == ScheduleStatus::TooSoon || got.status == ScheduleStatus::NotStarted;
      const bool turns_back = (was_due && is_early) || (was_overdue && got.status == ScheduleStatus::Due);
      if (turns_back) {
        FAIL_CHECK(texts[i] << "\nanchor " << ir::print_date(anchor) << "  on " << ir::print_date(on) << "  "
                            << summary(got));
        return;
      }
      was_due = was_due || got.status == ScheduleStatus::Due || got.status == ScheduleStatus::Overdue;
      was_overdue = was_overdue || got.status == ScheduleStatus::Overdue;
    }
  }
}

TEST_CASE("partial and undocumented dates give exactly the statuses of their days") {
  const std::vector<std::string> texts = some_schedules(9, 28, false);
  Schedules schedules(texts);
  Draw draw(90);
  std::size_t open = 0;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (int n = 0; n < 2; ++n) {
      const Day anchor = some_anchor(draw);
      const Day anchor_end = draw.one_in(2) ? anchor : anchor + 19;
      const Day on = std::max(anchor_end, near(draw, anchor));
      const bool no_last = draw.one_in(3);
      const Day last_end = on - 7 * draw.below(40);
      const Day last = no_last ? anchor - 30 : last_end - draw.below(90);
      set_conditions(draw, schedules, false);
      schedules.set_day("day", on);

      std::set<ScheduleStatus> possible;
      std::set<Truth> covers;
      const auto note = [&] {
        const ScheduleStanding one = schedules.stand(i);
        possible.insert(one.possible.begin(), one.possible.end());
        covers.insert(one.covers);
      };
      for (Day a = anchor; a <= anchor_end; ++a) {
        schedules.set_day("anchor_date", a);
        for (Day l = last; l <= (no_last ? on : last_end); ++l) {
          schedules.set_day("last_study", l);
          note();
        }
        schedules.set_day("last_study", std::nullopt);
        if (no_last) note();
      }
      schedules.set("anchor_date", anchor, anchor_end);
      schedules.set("last_study", last, last_end);
      if (no_last) schedules.forget("last_study");
      const ScheduleStanding got = schedules.stand(i);
      const Truth due = covers.size() == 1 ? *covers.begin() : Truth::Unknown;
      if (std::vector<ScheduleStatus>(possible.begin(), possible.end()) != got.possible || got.covers != due) {
        FAIL_CHECK(texts[i] << "\nanchor " << ir::print_date(anchor) << "  last " << ir::print_date(last) << "  on "
                            << ir::print_date(on));
        return;
      }
      open += possible.size() > 1 ? 1U : 0U;
    }
  }
  CHECK(open > 8);
}

}  // namespace pol::test
