#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/numbers/bounds.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using ir::ExprId;

namespace {

/// A length of time where the text has it.
struct Place {
  Length at;
  Clause clause;
};

/// Places of lengths in days beside others of nearly as many months: the first place of each length.
struct Drift {
  Place days, months;
};

std::vector<Drift> drifts_among(const std::vector<Place>& places) {
  std::vector<Drift> found;
  for (const Place& one : places) {
    for (const Place& other : places) {
      if (one.at.months != 0 || !drift_apart(one.at, other.at)) continue;
      const bool is_known = std::any_of(found.begin(), found.end(), [&](const Drift& each) {
        return each.days.at == one.at && each.months.at == other.at;
      });
      if (!is_known) found.push_back({one, other});
    }
  }
  return found;
}

std::string days_beside(const Drift& drift) {
  return fmt::format("{} are {}, {} are {}", length_words(drift.days.at), days_words(drift.days.at),
                     length_words(drift.months.at), days_words(drift.months.at));
}

void report(Context& cx, const std::vector<Drift>& drifts, const std::string& of_what) {
  const Drift& first = drifts.front();
  const bool is_months_later = std::tuple(first.months.clause.range.source, first.months.clause.range.begin) >
                               std::tuple(first.days.clause.range.source, first.days.clause.range.begin);
  const Place &here = is_months_later ? first.months : first.days, &there = is_months_later ? first.days : first.months;
  Finding& finding = cx.report(here.clause.range, {here.clause.path},
                               fmt::format("{} here and {} in `{}` are not the same: {}", length_words(here.at),
                                           length_words(there.at), there.clause.path, of_what));
  for (const Drift& drift : drifts) {
    finding.details.push_back(days_beside(drift));
    const bool is_other = drift.days.clause.range.begin != here.clause.range.begin;
    const Clause& side = is_other ? drift.days.clause : drift.months.clause;
    logic::add_path(finding, side.path);
    const bool is_told = std::any_of(finding.related.begin(), finding.related.end(), [&](const Clause& each) {
      return each.range.source == side.range.source && each.range.begin == side.range.begin;
    });
    if (!is_told) finding.related.push_back(side);
  }
}

/// Tests of one date, or of one stretch between two.
void look_at_tests(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  std::map<numbers::Subject, std::vector<Place>> places;
  for (const ExprId id : written.conditions()) {
    for (const numbers::Bound& bound : numbers::bounds_of(cx, id)) {
      if (bound.is_length) places[bound.subject].push_back({bound.at, cx.clause(id)});
    }
  }
  for (const auto& [subject, of_subject] : places) {
    const std::vector<Drift> drifts = drifts_among(of_subject);
    if (!drifts.empty()) {
      report(cx, drifts, fmt::format("\"{}\" is measured in two units", numbers::subject_title(cx.policy(), subject)));
    }
  }
}

/// Schedules of one criterion, or of criteria beside it: what is counted from one anchor, and intervals.
void look_at_schedules(Context& cx) {
  using Key = std::tuple<ir::CriterionId, ir::FactId, bool>;
  std::map<Key, std::vector<Place>> places;
  for (const schedules::Plan& plan : cx.shared<schedules::Plans>().all()) {
    if (!plan.criterion.is_set()) continue;
    const ir::CriterionId above = cx.policy().criteria[plan.criterion].parent;
    const ir::CriterionId near = above.is_set() && cx.policy().criteria[above].parent.is_set() ? above : plan.criterion;
    for (const schedules::PhasePlace& place : schedules::phases(*plan.schedule)) {
      const Clause clause = schedules::clause_of(cx, plan, place);
      const ir::Phase& phase = *place.phase;
      std::vector<Place>& counted = places[{near, plan.schedule->anchor, true}];
      if (!place.clause->follows) counted.push_back({schedules::length(phase.from), clause});
      if (phase.to && !place.clause->follows) counted.push_back({schedules::length(*phase.to), clause});
      if (phase.rate != ir::Phase::Rate::Every) continue;
      std::vector<Place>& intervals = places[{near, plan.schedule->anchor, false}];
      intervals.push_back({schedules::length(phase.least), clause});
      if (phase.most) intervals.push_back({schedules::length(*phase.most), clause});
    }
  }
  for (const auto& [key, of_key] : places) {
    const std::vector<Drift> drifts = drifts_among(of_key);
    if (!drifts.empty())
      report(
          cx, drifts,
          std::get<2>(key) ? "days after one anchor are counted in two units" : "intervals are counted in two units");
  }
}

}  // namespace

/// Finds: one stretch of time that is given in weeks or days in one place and in months in another, and is not the
/// same:
///   12 weeks beside 3 months. Both sides are told in days.
/// Why: weeks have seven days and months 28 to 31; between the two lie days on which one place says yes and the other
/// no. Example: `onset + 12 weeks <= today` in one criterion, `onset + 3 months <= today` in another; a schedule "from
/// 3
///   months" beside one "from 12 weeks".
/// Instead: choose one unit for both.
/// Limits: lengths that differ by more than a tenth are two lengths. Tests must be of the same dates; schedules of one
///   criterion, or of criteria beside it.
void unit_drift(Context& cx) {
  look_at_tests(cx);
  look_at_schedules(cx);
}

}  // namespace pol::lint
