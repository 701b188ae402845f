// pol-exact: do those who claim to know say what all completions say? See tests/exact/README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "tests/exact/invent.h"
#include "tests/exact/run.h"

namespace {

using namespace pol::oracle;

/// A shrunk policy larger than this means that the shrinker does not work.
constexpr std::size_t kShrunkEnough = 5;

/// Each of the subjects that are wrong on purpose must be found out.
int finds_injected(RunOptions options) {
  options.max_failures = 1;
  for (const Who who : {Who::ClaimsKleene, Who::WithoutGamma}) {
    options.subjects = {who};
    const RunReport report = run_random(options);
    if (report.failures == 0) {
      fmt::print(stderr, "a subject that is wrong on purpose was not found out in {} pairs\n", report.tally.pairs);
      return 1;
    }
    if (report.smallest_shrunk == 0 || report.smallest_shrunk > kShrunkEnough) {
      fmt::print(stderr, "the pair was shrunk to {} conditions; at most {} fit\n", report.smallest_shrunk,
                 kShrunkEnough);
      return 1;
    }
    fmt::print("found after {} pairs and shrunk to {} conditions\n", report.tally.pairs, report.smallest_shrunk);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Compares answers on incomplete cases with what all completions say, by brute force.");
  RunOptions options;
  std::vector<std::string> subjects = {"search"};
  std::string folder;
  bool inject = false, require_variety = false;
  std::uint64_t show = 0;
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--pairs", options.pairs, "stop after so many policy-and-case pairs")->capture_default_str();
  app.add_option("--minutes", options.minutes, "run so long instead")->check(CLI::PositiveNumber);
  app.add_option("--cases", options.cases, "cases of each policy")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--limit", options.limit, "completions of most pairs")->capture_default_str();
  app.add_option("--max-failures", options.max_failures, "stop after so many differences")->capture_default_str();
  app.add_option("--subject", subjects, "who answers")->check(CLI::IsMember(names_of_all()))->capture_default_str();
  app.add_option("--replay", folder, "compare the golden pairs of this folder and stop")->check(CLI::ExistingDirectory);
  app.add_option("--write-golden", options.golden_folder, "write shrunk pairs that differ to this folder");
  app.add_flag("--require-variety", require_variety, "fail when what is to be tested hardly ever occurs");
  app.add_flag("--inject", inject, "ask subjects that are wrong on purpose and fail unless that is found")->group("");
  CLI::Option* const show_option =
      app.add_option("--show", show, "print the policy of this number and stop")->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  options.subjects.clear();
  for (const std::string& name : subjects) options.subjects.push_back(*who_named(name));
  if (show_option->count() > 0) {
    pol::agreement::Random random(pol::agreement::Random(options.seed * 1000003 + show).next());
    fmt::print("{}", print(invent_small_policy(random)));
    return 0;
  }
  if (!folder.empty()) {
    Tally tally;
    const std::size_t failed = replay(folder, options.subjects, tally);
    fmt::print("{} golden policies, {} pairs, {} failures\n", tally.policies, tally.pairs, failed);
    return failed == 0 ? 0 : 1;
  }
  if (inject) return finds_injected(options);
  const auto start = std::chrono::steady_clock::now();
  const RunReport report = run_random(options);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  fmt::print("{}", print(report, options, took.count()));
  if (report.failures > 0) return 1;
  if (!require_variety) return 0;
  const std::string why = degenerate(report);
  fmt::print(stderr, "{}", why);
  return why.empty() ? 0 : 1;
}
