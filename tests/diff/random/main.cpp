// pol-revisions: does a comparison of two revisions say what all their cases show? See tests/diff/random/README.md.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>

#include "tests/diff/random/run.h"

int main(int argc, char** argv) {
  using namespace pol::revisions;
  CLI::App app("Compares random pairs of revisions, and holds what is said of them against all complete cases.");
  RunOptions options;
  bool require_variety = false;
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--pairs", options.pairs, "stop after so many pairs")->capture_default_str();
  app.add_option("--cases", options.cases, "leave out pairs with more complete cases")->capture_default_str();
  app.add_option("--max-failures", options.max_failures, "stop after so many")->capture_default_str();
  app.add_flag("--require-variety", require_variety, "fail when what is to be tested hardly ever occurs");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  const auto start = std::chrono::steady_clock::now();
  const RunReport report = run_random(options);
  fmt::print("{}",
             print(report, options, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
  const std::string why = require_variety ? degenerate(report) : "";
  fmt::print(stderr, "{}", why);
  return report.failures == 0 && why.empty() ? 0 : 1;
}
