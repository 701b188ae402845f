// A phase of a schedule against a plain comparison of dates, both compiled from text and evaluated natively.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <random>

#include "compiler/codegen/evaluator.h"
#include "compiler/interp/eval.h"
#include "compiler/pipeline/pipeline.h"
#include "pol/calendar.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"
#include "tools/bench/schedule_policies.h"
#include "tools/bench/timing.h"

namespace pol::bench {

namespace {

using ir::FactState;

constexpr std::size_t kCases = 20000, kInterpreted = 500, kLeastRounds = 11;
constexpr std::int32_t kFirstRequest = 18262, kRequestDays = 2192;  // 2020 to 2025
constexpr std::int32_t kSpread = 45;                                // days around a boundary
constexpr double kDaysOfMonth = 30.44;

struct Native {
  std::unique_ptr<pipeline::Compiled> compiled;
  planes::Program program;
  std::unique_ptr<codegen::Evaluator> evaluator;

  const ir::Policy& policy() const { return compiled->policy; }
  std::size_t words() const { return (program.row_bytes() + 7) / 8; }
};

Native compile_text(const TemporaryFolder& folder, const std::string& text) {
  const std::string path = folder.path() + "/phases.pol";
  std::ofstream(path) << text;
  Native native;
  native.compiled = pipeline::compile(path, pipeline::find_roots(""));
  if (!native.compiled->ok()) stop("mend tools/bench/schedule_policies.cpp, whose text has mistakes:\n" + text);
  native.program = planes::lower(native.policy());
  codegen::Options options;
  options.use_cache = false;
  options.wants_trace = false;
  auto created = codegen::Evaluator::create(native.program, options);
  if (!created) stop(created.error());
  native.evaluator = std::move(created.value());
  return native;
}

/// That the rules rest on.
std::size_t comparisons_in(const planes::Program& program) {
  std::vector<bool> is_live(program.nodes.size(), false);
  for (const planes::Program::Rule& rule : program.rules) is_live[rule.when] = true;
  std::size_t count = 0;
  for (std::size_t i = program.nodes.size(); i-- > 0;) {
    if (!is_live[i]) continue;
    for (const planes::NodeIndex child : program.nodes[i].children) is_live[child] = true;
    if (program.nodes[i].op == planes::Node::Op::Less) ++count;
  }
  return count;
}

/// Documents facts by name.
class Chart {
 public:
  explicit Chart(const ir::Policy& policy) : policy_(policy) { patient.facts.resize(policy.facts.size()); }

  FactState& operator[](const std::string& fact) {
    const auto at =
        std::find_if(policy_.facts.begin(), policy_.facts.end(), [&](const ir::Fact& one) { return one.name == fact; });
    if (at == policy_.facts.end()) stop("the policy with phases has no fact " + fact);
    return patient.facts[static_cast<std::size_t>(at - policy_.facts.begin())];
  }
  void set(const std::string& fact, std::int64_t value) {
    FactState& state = (*this)[fact];
    state.kind = FactState::Kind::Value;
    state.low = state.high = value;
  }
  void set_none(const std::string& fact) { (*this)[fact].kind = FactState::Kind::None; }

  ir::Patient patient;

 private:
  const ir::Policy& policy_;
};

class Draw {
 public:
  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return between(0, 99) < percent; }

 private:
  std::mt19937_64 random_{20251123};
};

std::int32_t days_of(std::int32_t months) { return static_cast<std::int32_t>(months * kDaysOfMonth); }

/// An anchor and a latest study near where some phase begins or ends and some interval has passed; one case in three
/// anywhere in the schedule.
void draw_dates(const ir::Schedule& schedule, std::size_t index, std::int32_t day, Draw& draw, Chart& chart) {
  std::vector<std::int32_t> bounds, intervals;
  for (const ir::ScheduleClause& clause : schedule.clauses) {
    for (const ir::Phase& phase : clause.phases) {
      bounds.push_back(phase.from.months);
      if (phase.to) bounds.push_back(phase.to->months);
      intervals.push_back(phase.least.months);
    }
  }
  const auto one_of = [&](const std::vector<std::int32_t>& list) {
    return list[static_cast<std::size_t>(draw.between(0, static_cast<std::int32_t>(list.size()) - 1))];
  };
  const std::int32_t latest_bound = *std::max_element(bounds.begin(), bounds.end());
  const std::int32_t since_anchor = draw.chance(33) ? draw.between(0, days_of(latest_bound + 12))
                                                    : days_of(one_of(bounds)) + draw.between(-kSpread, kSpread);
  const std::int32_t anchor = day - std::max(since_anchor, 0);
  chart.set(fmt::format("anchor_{}", index), anchor);
  const std::string last = fmt::format("last_{}", index);
  if (draw.chance(10)) return chart.set_none(last);
  const std::int32_t since_last =
      draw.chance(33) ? draw.between(0, day - anchor) : days_of(one_of(intervals)) + draw.between(-kSpread, kSpread);
  chart.set(last, std::clamp(day - since_last, anchor, day));
}

ir::OutcomeSet interpret(const ir::Policy& policy, const ir::Patient& patient) {
  return interp::possible_outcomes(policy, interp::evaluate(policy, patient));
}

/// Rows of both policies: a comparison is met where the phase that it stands for covers.
struct Tables {
  std::vector<std::uint64_t> schedules, comparisons, frame;
  std::vector<ir::OutcomeSet> expected, expected_of_frame;
  std::size_t covered = 0;  ///< phases that cover, of all that could
};

void check_answers(const Native& native, const Chart& chart, const std::uint64_t* row, ir::OutcomeSet wanted,
                   bool slow) {
  if (native.evaluator->decide(row) != wanted || (slow && interpret(native.policy(), chart.patient) != wanted)) {
    stop("a policy with phases and its twin, or interpreter and native code, decide a case differently");
  }
}

struct Three {
  Native schedules, comparisons, frame;
};

Tables make_tables(const Three& policies, std::size_t phases, bool guarded_out) {
  Draw draw;
  Tables tables;
  const ir::Policy& policy = policies.schedules.policy();
  tables.schedules.resize(kCases * policies.schedules.words());
  tables.comparisons.resize(kCases * policies.comparisons.words());
  tables.frame.resize(kCases * policies.frame.words());
  for (std::size_t c = 0; c < kCases; ++c) {
    const std::int32_t day = draw.between(kFirstRequest, kFirstRequest + kRequestDays);
    Chart of_schedules(policy), of_comparisons(policies.comparisons.policy()), of_frame(policies.frame.policy());
    for (Chart* chart : {&of_schedules, &of_comparisons, &of_frame}) {
      chart->set("day", day);
      chart->set("code", 0);  // the first of the table
      for (std::size_t i = 0; i < kSchedules; ++i) {
        chart->set(fmt::format("disease_{}", i), guarded_out ? 0 : 1);
        chart->set(fmt::format("symptoms_{}", i), 0);
      }
    }
    for (std::size_t i = 0; i < kSchedules; ++i) draw_dates(policy.schedules[i], i, day, draw, of_schedules);
    interp::Evaluation evaluation(policy, of_schedules.patient);
    for (std::size_t i = 0; i < kSchedules; ++i) {
      for (std::size_t k = 0; k < phases; ++k) {
        const bool covers = evaluation.truth(policy.schedules[i].clauses[k].covers) == ir::Truth::Yes;
        tables.covered += covers ? 1 : 0;
        const std::int32_t bound = pol_add_months(day, -comparison_months(i, k));
        of_comparisons.set(fmt::format("date_{}_{}", i, k),
                           covers ? bound - draw.between(5, kSpread) : bound + draw.between(5, kSpread));
      }
    }
    std::uint64_t* row = &tables.schedules[c * policies.schedules.words()];
    planes::pack(policy, policies.schedules.program, of_schedules.patient, row);
    const ir::OutcomeSet wanted = policies.schedules.evaluator->decide(row);
    check_answers(policies.schedules, of_schedules, row, wanted, c < kInterpreted);
    tables.expected.push_back(wanted);

    row = &tables.comparisons[c * policies.comparisons.words()];
    planes::pack(policies.comparisons.policy(), policies.comparisons.program, of_comparisons.patient, row);
    check_answers(policies.comparisons, of_comparisons, row, wanted, c < kInterpreted);

    row = &tables.frame[c * policies.frame.words()];
    planes::pack(policies.frame.policy(), policies.frame.program, of_frame.patient, row);
    tables.expected_of_frame.push_back(policies.frame.evaluator->decide(row));
  }
  return tables;
}

void measure(const Three& policies, const Tables& tables, std::size_t phases, std::size_t rounds, bool guarded_out,
             const std::string& section, Report& report) {
  const auto run = [&](const Native& native, const std::vector<std::uint64_t>& rows, const auto& expected) {
    const std::size_t words = native.words();
    return pass(expected, kCases, [&](std::size_t i) { return native.evaluator->decide(&rows[i * words]); });
  };
  const auto by_schedules = [&] { return run(policies.schedules, tables.schedules, tables.expected); };
  const auto by_comparisons = [&] { return run(policies.comparisons, tables.comparisons, tables.expected); };
  const auto parts = static_cast<double>(kSchedules * phases);
  std::vector<double> phase_ns, comparison_ns, ratio;
  for (std::size_t round = 0; round <= rounds; ++round) {
    const bool phases_first = round % 2 == 1;
    double schedules = phases_first ? by_schedules() : 0;
    const double comparisons = by_comparisons();
    if (!phases_first) schedules = by_schedules();
    // With the guards open, what both have in common is no part of either.
    const double common = guarded_out ? 0 : run(policies.frame, tables.frame, tables.expected_of_frame);
    if (round == 0) continue;  // warms up
    phase_ns.push_back((schedules - common) / parts);
    comparison_ns.push_back((comparisons - common) / parts);
    ratio.push_back(phase_ns.back() / comparison_ns.back());
  }
  const std::string of = fmt::format("{} phase{}: ", phases, phases == 1 ? "" : "s");
  report.add(figure_of(section, of + "a phase", "ns", phase_ns));
  report.add(figure_of(section, of + "a comparison", "ns", comparison_ns));
  Figure figure = figure_of(section, of + "phase / comparison, by round", "", ratio);
  figure.aim = 3;
  report.add(figure);
}

}  // namespace

void measure_schedules(const Inputs& inputs, Report& report) {
  const TemporaryFolder folder;
  const std::string core = pin_to_one_core();
  const std::size_t rounds = std::max(inputs.rounds / 2, kLeastRounds);
  const std::string open =
      fmt::format("Schedules: {} of each policy, guards open, dates around the boundaries ({} cases, {})", kSchedules,
                  kCases, core);
  const std::string shut = "The same, guards shut";
  Report guarded;
  report.add(open, "what is compared",
             "decide: a phase against `x + n months <= day`, met in the same cases; common parts taken off");
  for (std::size_t phases = 1; phases <= kMostPhases; ++phases) {
    const Three policies{compile_text(folder, schedule_policy(phases)), compile_text(folder, comparison_policy(phases)),
                         compile_text(folder, comparison_policy(0))};
    const Tables tables = make_tables(policies, phases, false);
    const auto parts = static_cast<double>(kSchedules * phases);
    report.add(open, fmt::format("{} phase{}: made of", phases, phases == 1 ? "" : "s"),
               fmt::format("{:.1f} comparisons a phase, {:.1f} in the twin; {:.0f} % cover",
                           static_cast<double>(comparisons_in(policies.schedules.program)) / parts,
                           static_cast<double>(comparisons_in(policies.comparisons.program)) / parts,
                           100.0 * static_cast<double>(tables.covered) / (parts * static_cast<double>(kCases))));
    measure(policies, tables, phases, rounds, false, open, report);
    measure(policies, make_tables(policies, phases, true), phases, rounds, true, shut, guarded);
  }
  report.add(guarded);
}

}  // namespace pol::bench
