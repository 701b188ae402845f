#include "compiler/pipeline/expect.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "compiler/ask/advice.h"
#include "compiler/exact/consistent.h"
#include "compiler/interp/eval.h"

namespace pol::pipeline {

namespace {

std::string outcomes_text(ir::OutcomeSet set) {
  std::string text;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : ", ", to_text(outcome));
  }
  return text.empty() ? "none" : text;
}

std::string fact_names(const ir::Policy& policy, const std::vector<ir::FactId>& facts) {
  constexpr std::size_t kShown = 6;
  std::string text;
  for (std::size_t i = 0; i < facts.size() && i < kShown; ++i) {
    text += fmt::format("{}`{}`", i == 0 ? "" : ", ", policy.facts[facts[i]].name);
  }
  return facts.size() > kShown ? fmt::format("{} and {} more", text, facts.size() - kShown) : text;
}

std::string met_by_text(const interp::Determination& determination) {
  std::string text;
  for (const interp::MetBy& met_by : determination.met_by) {
    text += fmt::format("{}{}", text.empty() ? "" : ", ", met_by.path);
  }
  return text;
}

/// Why the determination came out as it did, in one line.
std::string why(const ir::Policy& policy, const interp::Determination& determination, bool with_possible = true) {
  std::vector<std::string> parts;
  if (!determination.reason.empty()) parts.push_back(determination.reason);
  if (!determination.met_by.empty()) parts.push_back("met by " + met_by_text(determination));
  if (with_possible && determination.possible != ir::outcome_bit(determination.outcome)) {
    parts.push_back("possible: " + outcomes_text(determination.possible));
  }
  if (!determination.undecided_because.empty()) {
    parts.push_back("not documented: " + fact_names(policy, determination.undecided_because));
  } else if (!determination.deciding_facts.empty()) {
    parts.push_back("decided by " + fact_names(policy, determination.deciding_facts));
  }
  for (const interp::Conflict& conflict : determination.conflicts) parts.push_back("conflict: " + conflict.reason);
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, "; "));
}

/// Where the two evaluators first differ; empty when they agree everywhere.
std::optional<std::string> disagreement(const ir::Policy& policy, const Engine& engine, const ir::Patient& patient,
                                        const std::vector<ir::Truth>& native) {
  const std::vector<ir::Truth> meant = interp::evaluate(policy, patient);
  for (std::uint32_t i = 0; i < meant.size(); ++i) {
    if (native[i] == meant[i]) continue;
    return fmt::format("the evaluators disagree, which is a mistake in polc: native {}, interpreter {} at {}",
                       to_text(native[i]), to_text(meant[i]), ir::print(policy, ir::ExprId{i}));
  }
  const ir::OutcomeSet possible = interp::possible_outcomes(policy, meant);
  std::vector<std::uint64_t> row((engine.program().row_bytes() + 7) / 8);
  planes::pack(policy, engine.program(), patient, row.data(), planes::Undocumented::InRange);
  const ir::OutcomeSet decided = engine.native()->decide(row.data());
  exact::Search search(policy, patient);
  const ir::OutcomeSet given = search.possible();  // by completions
  const bool is_exact = !search.is_spent() && !engine.lacks_something(patient);
  const bool fits = (given & ~decided) == 0 && (decided & ~possible) == 0 && (!is_exact || decided == given);
  if (fits) return std::nullopt;
  return fmt::format("the evaluators disagree, which is a mistake in polc: native {}, interpreter {}, completions {}",
                     outcomes_text(decided), outcomes_text(possible), outcomes_text(given));
}

class Checker {
 public:
  Checker(const ir::Policy& policy, const ir::Patient& patient, const std::vector<ir::Truth>& truths, CaseRun& run)
      : policy_(policy), patient_(patient), truths_(truths), run_(run) {}

  void check(const ir::Expectation& expectation) {
    switch (expectation.kind) {
      case ir::Expectation::Kind::Outcome:
        return check_outcome(expectation);
      case ir::Expectation::Kind::Possible:
        return check_possible(expectation);
      case ir::Expectation::Kind::Truth:
        return check_truth(expectation);
      case ir::Expectation::Kind::Enough:
        return check_enough(expectation);
      case ir::Expectation::Kind::Routes:
        return check_routes(expectation);
    }
  }

 private:
  void check_outcome(const ir::Expectation& expectation) {
    const interp::Determination& got = run_.determination;
    if ((expectation.outcomes & ir::outcome_bit(got.outcome)) == 0) {
      fail(fmt::format("expected {}, got {}{}", outcomes_text(expectation.outcomes), to_text(got.outcome),
                       why(policy_, got)));
      return;
    }
    for (const std::string& path : expectation.met_by) {
      const bool holds = std::any_of(got.met_by.begin(), got.met_by.end(),
                                     [&](const interp::MetBy& met_by) { return met_by.path == path; });
      if (holds) continue;
      const std::string by = met_by_text(got);
      fail(fmt::format("expected met by {}, got {}", path, by.empty() ? "nothing" : by));
    }
  }
  void check_possible(const ir::Expectation& expectation) {
    const interp::Determination& got = run_.determination;
    if (expectation.outcomes == got.possible) return;
    fail(fmt::format("expected possible {}, got {}{}", outcomes_text(expectation.outcomes), outcomes_text(got.possible),
                     why(policy_, got, false)));
  }
  void check_truth(const ir::Expectation& expectation) {
    const ir::Truth got = truths_[expectation.expr.index];
    if (got == expectation.truth) return;
    fail(fmt::format("expected {} is {}, got {}", expectation.path, to_text(expectation.truth), to_text(got)));
  }
  void check_enough(const ir::Expectation& expectation) {
    const std::vector<ir::FactId>& got = advice().enough;
    if (got == expectation.facts) return;
    const auto without = [](const std::vector<ir::FactId>& all, const std::vector<ir::FactId>& others) {
      std::vector<ir::FactId> out;
      std::set_difference(all.begin(), all.end(), others.begin(), others.end(), std::back_inserter(out));
      return out;
    };
    const std::string more = fact_names(policy_, without(got, expectation.facts));
    const std::string fewer = fact_names(policy_, without(expectation.facts, got));
    fail(fmt::format("other facts are enough: too many expected: {}; too few: {}", fewer.empty() ? "none" : fewer,
                     more.empty() ? "none" : more));
  }
  void check_routes(const ir::Expectation& expectation) {
    std::vector<std::vector<std::string>> got;
    for (const ask::Route& route : advice().routes) {
      std::vector<std::string>& documents = got.emplace_back();
      for (const ask::Needed& needed : route.documents) {
        documents.push_back(fmt::format("{}: {}", policy_.facts[needed.fact].name, needed.value));
      }
    }
    if (got == expectation.routes) return;
    std::vector<std::string> texts;
    for (const std::vector<std::string>& documents : got)
      texts.push_back(fmt::format("[{}]", fmt::join(documents, ", ")));
    fail(fmt::format("expected other routes, got {}",
                     texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", "))));
  }
  const ask::Advice& advice() {
    if (!advice_) advice_ = ask::advise(policy_, patient_, interp::evaluate(policy_, patient_));
    return *advice_;
  }
  void fail(std::string text) { run_.failures.push_back(std::move(text)); }

  const ir::Policy& policy_;
  const ir::Patient& patient_;
  const std::vector<ir::Truth>& truths_;
  CaseRun& run_;
  std::optional<ask::Advice> advice_;
};

}  // namespace

CaseRun run_case(const ir::Policy& policy, const Engine& engine, const ir::Patient& documented,
                 const std::vector<ir::Expectation>& expectations) {
  CaseRun run;
  const auto prepared = exact::prepare(policy, documented);
  if (!prepared) {
    run.failures.push_back(prepared.error());
    return run;
  }
  const ir::Patient& patient = prepared.value().patient;
  const std::vector<ir::Truth> truths = engine.evaluate(patient);
  if (engine.is_native()) {
    if (auto difference = disagreement(policy, engine, patient, truths)) run.failures.push_back(std::move(*difference));
  }
  run.determination = interp::determine(policy, prepared.value(), engine.judges());
  run.determined = true;
  const std::vector<ir::Truth> exact = engine.judges().judge(patient).truths;
  Checker checker(policy, patient, exact, run);
  for (const ir::Expectation& expectation : expectations) checker.check(expectation);
  return run;
}

}  // namespace pol::pipeline
