// Nanoseconds a case, all evaluators on the same cases in the same minute.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compiler/codegen/evaluator.h"
#include "compiler/interp/eval.h"
#include "tools/bench/cases.h"
#include "tools/bench/lumbar_facts.h"
#include "tools/bench/measures.h"
#include "tools/bench/timing.h"

namespace pol::bench {

namespace {

constexpr std::size_t kInterpreted = 2000;  // cases a round; more patients than these would not fit in memory
constexpr std::size_t kTraced = 20000;

/// The determination only, conditions found on demand.
ir::OutcomeSet interpret(const ir::Policy& policy, const ir::Patient& patient) {
  interp::Evaluation evaluation(policy, patient);
  ir::OutcomeSet possible = 0;
  for (const ir::Rule& rule : policy.rules) {
    const ir::Truth when = evaluation.truth(rule.when);
    if (when != ir::Truth::No) possible = static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(rule.outcome));
    if (when == ir::Truth::Yes) return possible;
  }
  return static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(policy.otherwise));
}

struct Tables {
  std::vector<std::uint64_t> packed;  ///< rows of native code
  std::vector<LumbarRow> by_hand;
  std::vector<ir::Patient> patients;  ///< of the first cases
  std::vector<ir::OutcomeSet> expected;
  std::vector<ir::OutcomeSet> interpreted;  ///< of `patients`
};

std::string outcomes_text(ir::OutcomeSet set) {
  std::string text;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0)
      text += fmt::format("{}{}", text.empty() ? "" : " or ", to_text(outcome));
  }
  return text;
}

/// The commonest sets of possible outcomes, then all others in one.
void add_mix(const std::string& section, const std::vector<ir::OutcomeSet>& answers, Report& report) {
  std::map<ir::OutcomeSet, std::size_t> counts;
  for (const ir::OutcomeSet one : answers) ++counts[one];
  std::vector<std::pair<std::size_t, ir::OutcomeSet>> sorted;
  for (const auto& [set, count] : counts) sorted.emplace_back(count, set);
  std::sort(sorted.rbegin(), sorted.rend());
  const auto percent = [&](std::size_t count) {
    return fmt::format("{:.1f} %", 100.0 * static_cast<double>(count) / static_cast<double>(answers.size()));
  };
  constexpr std::size_t kShown = 7;
  std::size_t rest = answers.size();
  for (std::size_t i = 0; i < sorted.size() && i < kShown; ++i) {
    report.add(section, outcomes_text(sorted[i].second), percent(sorted[i].first));
    rest -= sorted[i].first;
  }
  if (rest != 0) report.add(section, "other sets of outcomes", percent(rest));
}

/// Makes the cases; native code and the code by hand must give every case the same answer. The interpreter takes each
/// unknown condition by itself, so it may leave more open, never less.
Tables make_tables(std::size_t cases, const ir::Policy& policy, const planes::Program& program,
                   const codegen::Evaluator& native) {
  const CaseMaker maker(policy);
  const LumbarFacts by_hand(policy);
  const std::size_t words = (program.row_bytes() + 7) / 8;
  Tables tables;
  tables.packed.resize(cases * words);
  for (std::size_t i = 0; i < cases; ++i) {
    ir::Patient patient = maker.make(i);
    std::uint64_t* row = &tables.packed[i * words];
    planes::pack(policy, program, patient, row);
    tables.by_hand.push_back(by_hand.row_of(patient));
    const ir::OutcomeSet meant = interpret(policy, patient), ours = native.decide(row),
                         hand = decide_by_hand(tables.by_hand.back());
    if ((ours & ~meant) != 0 || hand != ours) {
      std::string documented;
      for (std::uint32_t f = 0; f < policy.facts.size(); ++f) {
        const ir::FactState& state = patient.facts[f];
        if (state.kind == ir::FactState::Kind::Undocumented || (state.low == 0 && state.in.empty())) continue;
        documented += fmt::format(" {}={}", policy.facts[ir::FactId{f}].name, state.low);
      }
      stop(
          fmt::format("case {} is decided differently: interpreter {}, native {}, by hand {}\n "
                      "keep tools/bench/lumbar_* in step with the policy\n {}",
                      i, outcomes_text(meant), outcomes_text(ours), outcomes_text(hand), documented));
    }
    tables.expected.push_back(ours);
    if (tables.patients.size() < kInterpreted) {
      tables.interpreted.push_back(meant);
      tables.patients.push_back(std::move(patient));
    }
  }
  return tables;
}

}  // namespace

void measure_evaluation(const Inputs& inputs, const ir::Policy& policy, const planes::Program& program,
                        Report& report) {
  codegen::Options options;
  options.use_cache = false;
  options.wants_fastest = true;
  const auto created = codegen::Evaluator::create(program, options);
  if (!created) stop(created.error());
  const codegen::Evaluator& native = *created.value();
  const std::string core = pin_to_one_core();
  const Tables tables = make_tables(inputs.cases, policy, program, native);
  const std::size_t words = (program.row_bytes() + 7) / 8;
  const auto row = [&](std::size_t i) { return &tables.packed[i * words]; };

  const auto by_native = [&] {
    return pass(tables.expected, inputs.cases, [&](std::size_t i) { return native.decide(row(i)); });
  };
  const auto by_hand = [&] {
    return pass(tables.expected, inputs.cases, [&](std::size_t i) { return decide_by_hand(tables.by_hand[i]); });
  };
  std::vector<double> native_ns, hand_ns, ratio, interpreter_ns, trace_ns;
  std::vector<std::uint8_t> truths(program.nodes.size());
  for (std::size_t round = 0; round <= inputs.rounds; ++round) {
    // Whoever comes second finds a warmer machine: they take turns.
    const bool hand_first = round % 2 == 1;
    double hand = hand_first ? by_hand() : 0;
    const double ours = by_native();
    if (!hand_first) hand = by_hand();
    const double interpreter = pass(tables.interpreted, tables.patients.size(),
                                    [&](std::size_t i) { return interpret(policy, tables.patients[i]); });
    const std::size_t traced = std::min(kTraced, inputs.cases);
    const double trace = pass(tables.expected, traced, [&](std::size_t i) {
      native.trace(row(i), truths.data());
      return tables.expected[i];
    });
    if (round == 0) continue;  // warms up
    native_ns.push_back(ours);
    hand_ns.push_back(hand);
    ratio.push_back(ours / hand);
    interpreter_ns.push_back(interpreter);
    trace_ns.push_back(trace);
  }

  const std::string section = fmt::format("Nanoseconds a case ({} distinct cases, {})", inputs.cases, core);
  report.add(figure_of(section, "interpreter, determination only", "ns", interpreter_ns));
  report.add(figure_of(section, "native decide", "ns", native_ns));
  report.add(figure_of(section, "by hand, g++ -O3 -march=native", "ns", hand_ns));
  Figure of_hand = figure_of(section, "native / by hand, by round", "", ratio);
  of_hand.aim = 1.1;
  report.add(of_hand);
  report.add(figure_of(section, "native trace of every condition", "ns", trace_ns));
  report.add(section, "working set",
             fmt::format("native {:.1f} MB ({} B a row), by hand {:.1f} MB ({} B a row)",
                         static_cast<double>(tables.packed.size() * 8) / 1e6, words * 8,
                         static_cast<double>(tables.by_hand.size() * sizeof(LumbarRow)) / 1e6, sizeof(LumbarRow)));
  report.add(section, "answers", "native and by hand agree on every case; the interpreter leaves no less open");
  add_mix("Mix of outcomes", tables.expected, report);
}

}  // namespace pol::bench
