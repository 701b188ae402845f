#include "compiler/lint/rules/schedules/overlapping_phases.h"

#include <algorithm>

namespace pol::lint::schedules {

using Rate = ir::Phase::Rate;

namespace {

/// A study on symptoms stands beside every interval.
bool counts(const PhasePlace& place) { return place.phase->rate != Rate::Symptoms; }

/// `from 18 months after`, `in year 3`: it does not begin where the phase before it ends, whatever `then` says.
bool has_own_place(const Context& cx, const PhasePlace& place) {
  const std::string_view text = cx.sources().text(place.phase->range);
  return text.starts_with("from") || text.starts_with("in");
}

bool may_clash(const Context& cx, const PhasePlace& a, const PhasePlace& b) {
  if (!counts(a) || !counts(b) || a.clause == b.clause) return false;
  if (b.clause->follows && !has_own_place(cx, b)) return false;
  const bool is_open = (!a.phase->to && a.phase->gates.empty()) || (!b.phase->to && b.phase->gates.empty());
  if (is_open && a.phase->from != b.phase->from) return false;  // of a phase behind an open one another rule tells
  return share_days(*a.phase, *b.phase);
}

}  // namespace

PhaseOverlaps::PhaseOverlaps(Context& cx) {
  for (const Plan& plan : cx.shared<Plans>().all()) {
    const std::vector<PhasePlace> places = phases(*plan.schedule);
    for (std::size_t i = 0; i < places.size(); ++i) {
      for (std::size_t k = i + 1; k < places.size(); ++k) {
        if (!may_clash(cx, places[i], places[k])) continue;
        smt::Session& session = cx.session(plan.schedule->truth);
        std::vector<smt::Form> forms = guard_forms(session, plan);
        for (const PhasePlace& place : {places[i], places[k]}) {
          const std::vector<smt::Form> both = runs(session, *plan.schedule, *place.phase);
          forms.insert(forms.end(), both.begin(), both.end());
        }
        smt::Answer answer = cx.show(session, places[k].phase->range, forms);
        if (answer.witness) all_.push_back({&plan, places[i], places[k], std::move(forms), std::move(*answer.witness)});
      }
    }
  }
}

void tell(Context& cx, Finding& finding, const PhaseOverlap& overlap) {
  const Plan& plan = *overlap.plan;
  finding.related.push_back(clause_of(cx, plan, overlap.first));
  finding.witness = cx.witness(cx.session(plan.schedule->truth), overlap.forms, overlap.patient, "is in both phases");
  const ir::Phase &a = *overlap.first.phase, &b = *overlap.second.phase;
  TimeLine line = time_line(cx, plan, {});
  const bool begins_later = is_shorter(length(a.from), length(b.from)).value_or(false);
  std::optional<ir::Offset> end = a.to;
  if (!end || (b.to && is_shorter(length(*b.to), length(*end)).value_or(false))) end = b.to;
  mark(line, "both", begins_later ? b.from : a.from, end);
  finding.time_line = std::move(line);
}

}  // namespace pol::lint::schedules
