// pol-questions: does the solver say what the interpreter and the search say? See tests/smt/README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "tests/smt/run.h"

namespace {

using namespace pol::questions;

int finds_injected(RunOptions options) {
  options.max_failures = 1;
  for (const Injected injected : {Injected::TurnedComparison, Injected::LostGamma}) {
    options.injected = injected;
    const RunReport report = run_random(options);
    if (report.failures == 0) {
      fmt::print(stderr, "an error put in was not found in {} pairs\n", report.tally.pairs);
      return 1;
    }
    fmt::print("found after {} pairs\n", report.tally.pairs);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(
      "Compares the solver's encoding with the interpreter and the exact search, on random policies and cases.");
  RunOptions options;
  bool inject = false, require_variety = false;
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--pairs", options.pairs, "stop after so many policy-and-case pairs")->capture_default_str();
  app.add_option("--minutes", options.minutes, "run so long instead")->check(CLI::PositiveNumber);
  app.add_option("--cases", options.cases, "cases of each policy")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--max-failures", options.max_failures, "stop after so many differences")->capture_default_str();
  app.add_flag("--require-variety", require_variety, "fail when what is to be tested hardly ever occurs");
  app.add_flag("--inject", inject, "show the solver policies that are wrong and fail unless that is found")->group("");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  if (inject) return finds_injected(options);
  const auto start = std::chrono::steady_clock::now();
  const RunReport report = run_random(options);
  fmt::print("{}", print(report, options,
                         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
  const std::string why = require_variety ? degenerate(report) : "";
  fmt::print(stderr, "{}", why);
  return report.failures == 0 && why.empty() ? 0 : 1;
}
