// pol-agree: do the interpreter and the native code agree? See tests/agreement/README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "tests/agreement/golden.h"
#include "tests/agreement/invent_policy.h"
#include "tests/agreement/run.h"

namespace {

using namespace pol::agreement;

/// A shrunk policy larger than this means that the shrinker does not work.
constexpr std::size_t kShrunkEnough = 4;

int replay_folder(const std::string& folder) {
  Tally tally;
  std::size_t replayed = 0;
  const std::size_t failed = replay(folder, tally, replayed);
  fmt::print("{} golden policies, {} cases, {} expressions compared, {} failures\n", tally.policies, replayed,
             tally.nodes, failed);
  return failed == 0 ? 0 : 1;
}

int finds_injected(const RunReport& report) {
  if (report.failures == 0) {
    fmt::print(stderr, "an error was put into the native code and not found\n");
    return 1;
  }
  if (report.smallest_shrunk == 0 || report.smallest_shrunk > kShrunkEnough) {
    fmt::print(stderr, "the failing pair was shrunk to {} conditions; at most {} fit\n", report.smallest_shrunk,
               kShrunkEnough);
    return 1;
  }
  fmt::print("the injected error was found after {} pairs and shrunk to {} conditions\n", report.tally.pairs,
             report.smallest_shrunk);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Compares the interpreter and the native code over random policies and cases.");
  RunOptions options;
  std::string policy, stdlib, folder;
  bool inject = false, require_variety = false, schedules = false;
  std::uint64_t show = 0;
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--pairs", options.pairs, "stop after so many policy-and-case pairs")->capture_default_str();
  app.add_option("--minutes", options.minutes, "run so long instead")->check(CLI::PositiveNumber);
  app.add_option("--cases", options.cases, "cases of each policy")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--policy", policy, "random cases for this policy only")->check(CLI::ExistingFile);
  app.add_option("--stdlib", stdlib, "folder of the standard library, for --policy");
  app.add_option("--replay", folder, "compare the golden pairs of this folder and stop")->check(CLI::ExistingDirectory);
  app.add_option("--write-golden", options.golden_folder, "write shrunk failing pairs to this folder");
  app.add_flag("--require-variety", require_variety, "fail when an outcome or a construct is hardly ever generated");
  app.add_flag("--schedules", schedules, "policies of surveillance schedules, and cases about their days");
  app.add_option("--standing-every", options.standing_every,
                 "compute the statuses of schedules for one case of so many")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_flag("--inject", inject, "flip a comparison in the native code and fail unless that is found")->group("");
  CLI::Option* const show_option =
      app.add_option("--show", show, "print the policy of this number and stop")->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  if (schedules) options.subjects = Subjects::Schedules;
  if (!folder.empty()) return replay_folder(folder);
  if (show_option->count() > 0) {
    Random random(Random(options.seed * 1000003 + show).next());
    fmt::print("{}", print(invent_policy(random, options.subjects)));
    return 0;
  }
  if (inject) {
    options.injected = Injected::FlippedComparison;
    options.max_failures = 1;
  }
  const auto start = std::chrono::steady_clock::now();
  const RunReport report = policy.empty() ? run_random(options) : run_policy(options, policy, stdlib);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  fmt::print("{}", print(report, options, took.count()));
  if (inject) return finds_injected(report);
  if (report.failures > 0 || report.refused > 0) return 1;
  if (!require_variety) return 0;
  const std::string why = degenerate(report, options);
  fmt::print(stderr, "{}", why);
  return why.empty() ? 0 : 1;
}
