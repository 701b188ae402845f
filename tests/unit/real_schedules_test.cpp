// Every schedule of the lumbar guideline on both sides of each of its days: the status from its structure against the
// conditions it is lowered to.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "compiler/interp/eval.h"
#include "compiler/interp/schedule.h"
#include "compiler/pipeline/pipeline.h"
#include "tests/unit/random_schedule.h"
#include "tests/unit/small_policy.h"

namespace pol::test {

namespace {

using ir::Day;
using ir::Truth;

/// Values for all facts but dates: findings, choices and sets, so that each condition is met in some case.
void document_all(Draw& draw, const ir::Policy& policy, ir::Patient& patient) {
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::Type& type = policy.facts[ir::FactId{i}].type;
    ir::FactState& state = patient.facts[i];
    state = {};
    state.kind = ir::FactState::Kind::Value;
    switch (type.kind) {
      case ir::FactKind::Finding:
        state.low = state.high = draw.below(2);
        break;
      case ir::FactKind::Choice:
        state.low = state.high = draw.below(static_cast<int>(policy.value_sets[type.values].values.size()));
        break;
      case ir::FactKind::Set:
        for (std::size_t value = 0; value < policy.value_sets[type.values].values.size(); ++value) {
          (draw.one_in(2) ? state.in : state.out).insert(value);
        }
        break;
      case ir::FactKind::Number:
        state.low = state.high = type.low;
        break;
      case ir::FactKind::Date:
        state.kind = ir::FactState::Kind::Undocumented;
        break;
    }
  }
}

void document_day(ir::Patient& patient, ir::FactId fact, Day day) {
  patient[fact].kind = ir::FactState::Kind::Value;
  patient[fact].low = patient[fact].high = day;
}

/// The days on which something turns, and the ones before.
std::set<Day> turns(const ir::Schedule& schedule, Day anchor, Day last) {
  std::set<Day> days;
  const auto add = [&](Day from, ir::Offset offset) {
    const Day day = interp::add_offset(from, offset);
    days.insert({day - 1, day});
  };
  for (const ir::ScheduleClause& clause : schedule.clauses) {
    if (clause.until) add(anchor, *clause.until);
    for (const ir::Phase& phase : clause.phases) {
      add(anchor, phase.from);
      if (phase.to) add(anchor, *phase.to);
      add(anchor, phase.least);
      add(last, phase.least);
      if (phase.most) add(last, *phase.most);
    }
  }
  return days;
}

}  // namespace

TEST_CASE("the guideline's schedules on both sides of each of their days") {
  const auto compiled =
      pipeline::compile(POL_SOURCE_DIR "/policies/lumbar_mri.pol", pipeline::find_roots(POL_SOURCE_DIR "/stdlib"));
  REQUIRE(compiled->ok());
  const ir::Policy& policy = compiled->policy;
  CHECK(policy.schedules.size() > 50);
  std::size_t compared = 0, same = 0, covered = 0;
  Draw draw(3);
  ir::Patient patient;
  patient.facts.resize(policy.facts.size());
  for (const ir::Schedule& schedule : policy.schedules) {
    for (const char* anchor_text : {"2019-01-31", "2020-02-29", "2021-08-30"}) {
      const Day anchor = day(anchor_text);
      for (const int study_after : {-30, 0, 95, 400, 1500}) {
        const Day last = anchor + study_after;
        for (const Day on : turns(schedule, anchor, last)) {
          if (on < last) continue;
          document_all(draw, policy, patient);
          document_day(patient, schedule.anchor, anchor);
          document_day(patient, schedule.reference, on);
          if (schedule.last.is_set() && schedule.last != schedule.anchor) document_day(patient, schedule.last, last);
          interp::Evaluation evaluation(policy, patient);
          bool is_definite = true;
          const auto truth_of = [&](ir::ExprId id) {
            const Truth truth = evaluation.truth(id);
            is_definite = is_definite && truth != Truth::Unknown;
            return truth;
          };
          const interp::ScheduleStanding got = interp::stand(policy, schedule, patient, truth_of);
          const Truth lowered = evaluation.truth(schedule.truth);
          const Truth direct = truth_and(got.images, got.covers);
          ++compared;
          covered += lowered == Truth::Yes ? 1U : 0U;
          same += direct == lowered ? 1U : 0U;
          const bool must_agree = lowered != Truth::Unknown || (is_definite && got.open_phases.empty());
          if (must_agree && direct != lowered) {
            FAIL_CHECK(schedule.path << "\nanchor " << anchor_text << "  last " << ir::print_date(last) << "  on "
                                     << ir::print_date(on) << "\n"
                                     << to_text(got.status) << ": " << ir::to_text(direct) << ", lowered "
                                     << ir::to_text(lowered));
            return;
          }
        }
      }
    }
  }
  CHECK(compared > 4000);
  CHECK(same > compared - compared / 20);
  CHECK(covered > 50);
}

}  // namespace pol::test
