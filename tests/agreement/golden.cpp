#include "tests/agreement/golden.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "compiler/cases/load.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/rationale.h"

namespace pol::agreement {

namespace {

Disagreement check_expectation(const Subject& subject, const interp::Prepared& prepared,
                               const ir::Expectation& expectation) {
  const ir::Policy& policy = subject.policy;
  const auto evaluate = [&](const ir::Patient& patient) { return interp::evaluate(policy, patient); };
  const interp::Determination got = interp::determine(policy, prepared, interp::kleene_judges(policy, evaluate));
  switch (expectation.kind) {
    case ir::Expectation::Kind::Outcome: {
      if (expectation.outcomes != ir::outcome_bit(got.outcome)) {
        return fmt::format("expected another outcome, got {}", to_text(got.outcome));
      }
      for (const std::string& path : expectation.met_by) {
        const bool met = std::any_of(got.met_by.begin(), got.met_by.end(),
                                     [&](const interp::MetBy& by) { return by.path == path; });
        if (!met) return fmt::format("expected to be met by {}", path);
      }
      return std::nullopt;
    }
    case ir::Expectation::Kind::Possible:
      if (expectation.outcomes == got.possible) return std::nullopt;
      return fmt::format("expected possible outcomes {:#x}, got {:#x}", expectation.outcomes, got.possible);
    case ir::Expectation::Kind::Truth: {
      const ir::Truth truth = evaluate(prepared.patient)[expectation.expr.index];
      if (truth == expectation.truth) return std::nullopt;
      return fmt::format("{}: expected {}, got {}", expectation.path, to_text(expectation.truth), to_text(truth));
    }
    case ir::Expectation::Kind::Enough:
    case ir::Expectation::Kind::Routes:
      return "what to ask is expected in `polc test`, not here";
  }
  return std::nullopt;
}

Disagreement replay_case(const Subject& subject, const cases::LoadedCase& one, Tally& tally) {
  if (Disagreement found = compare_evaluators(subject, one.patient, tally)) return found;
  const auto prepared = interp::prepare(subject.policy, one.patient);
  if (!prepared.ok()) return prepared.error();
  for (const ir::Expectation& expectation : one.expectations) {
    if (Disagreement found = check_expectation(subject, prepared.value(), expectation)) return found;
  }
  const Thresholds thresholds(subject.policy);
  Random random(1);
  for (int i = 0; i < 20; ++i) {
    if (Disagreement found = check_more_documentation(random, subject, thresholds, one.patient, tally)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::size_t replay(const std::string& folder, Tally& tally, std::size_t& replayed) {
  namespace fs = std::filesystem;
  std::vector<fs::path> policies;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".pol") policies.push_back(entry.path());
  }
  std::sort(policies.begin(), policies.end());
  std::size_t failed = 0;
  const auto fail = [&](const std::string& where, const std::string& what) {
    ++failed;
    fmt::print(stderr, "{}: {}\n", where, what);
  };
  if (error || policies.empty()) fail(folder, "holds no golden pair");
  for (const fs::path& path : policies) {
    fs::path json = path;
    json.replace_extension(".json");
    const auto policy_text = cases::read_file(path.string(), cases::kMaxCaseBytes);
    const auto case_text = cases::read_file(json.string(), cases::kMaxCaseBytes);
    if (!policy_text.ok() || !case_text.ok()) {
      fail(path.string(), policy_text.ok() ? case_text.error() : policy_text.error());
      continue;
    }
    const auto subject = Subject::from_text(path.string(), policy_text.value(), Injected::Nothing);
    if (!subject.ok()) {
      fail(path.string(), subject.error());
      continue;
    }
    const auto loaded = cases::load_cases(subject.value()->policy, case_text.value(), json.string());
    if (!loaded.errors.empty()) {
      fail(json.string(), fmt::format("{}", fmt::join(loaded.errors, "\n")));
      continue;
    }
    ++tally.policies;
    for (const cases::LoadedCase& one : loaded.cases) {
      ++replayed;
      if (const Disagreement found = replay_case(*subject.value(), one, tally)) fail(one.title, *found);
    }
  }
  return failed;
}

Result<bool> write_golden(const std::string& folder, const std::string& name, const Shrunk& shrunk) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string base = folder + "/" + name;
  std::ofstream policy(base + ".pol"), one_case(base + ".json");
  std::string what = shrunk.what;
  std::replace(what.begin(), what.end(), '\n', ' ');
  policy << "// " << what << "\n" << print(shrunk.pair.draft);
  one_case << print(shrunk.pair.keys);
  policy.close();
  one_case.close();
  if (!policy || !one_case) return failure(base + ": cannot be written");
  return true;
}

}  // namespace pol::agreement
