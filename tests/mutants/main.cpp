// pol-mutants: how much of what is broken on purpose the linter finds, and how much else it says.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <set>

#include "tests/agreement/random.h"
#include "tests/mutants/tally.h"

namespace {

using namespace pol;
using namespace pol::mutants;

struct Options {
  std::string folder = "policies", page;
  std::vector<std::string> policies = {"lumbar_mri.pol", "oncology_followup.pol"};
  std::vector<std::string> kinds;
  std::uint64_t seed = 20250516;
  std::size_t count = 300;
  bool json = false, list = false, progress = false, require_kinds = false, only_compile = false;
  double least_recall = 0, least_precision = 0;
};

/// One mutation with the policy it is one of.
struct Drawn {
  const Kind* kind;
  Workshop* workshop;
  Mutation mutation;
};

/// All mutations of one kind, in an order that only the seed decides.
std::vector<Drawn> shuffled(const Kind& kind, const std::vector<std::unique_ptr<Workshop>>& workshops,
                            std::uint64_t seed) {
  std::vector<Drawn> all;
  for (const auto& workshop : workshops) {
    for (Mutation& each : kind.make(workshop->original())) all.push_back({&kind, workshop.get(), std::move(each)});
  }
  std::uint64_t hash = seed;
  for (const char c : kind.name) hash = hash * 1099511628211U + static_cast<unsigned char>(c);
  agreement::Random random(hash);
  for (std::size_t i = all.size(); i > 1; --i) std::swap(all[i - 1], all[random.below(i)]);
  return all;
}

/// As many of each kind as of the others, as far as they go: the kinds take turns.
std::vector<Drawn> draw(const Options& options, const std::vector<std::unique_ptr<Workshop>>& workshops) {
  std::vector<std::vector<Drawn>> kinds;
  std::size_t most = 0;
  for (const Kind& kind : all_kinds()) {
    const bool is_wanted = options.kinds.empty() ||
                           std::find(options.kinds.begin(), options.kinds.end(), kind.name) != options.kinds.end();
    if (!is_wanted) continue;
    kinds.push_back(shuffled(kind, workshops, options.seed));
    most = std::max(most, kinds.back().size());
  }
  // A few mutants are of a few kinds, not of the first ones.
  agreement::Random random(options.seed);
  for (std::size_t i = kinds.size(); i > 1; --i) std::swap(kinds[i - 1], kinds[random.below(i)]);
  std::vector<Drawn> drawn;
  for (std::size_t turn = 0; turn < most; ++turn) {
    for (std::vector<Drawn>& kind : kinds) {
      if (turn < kind.size() && drawn.size() < options.count) drawn.push_back(std::move(kind[turn]));
    }
  }
  return drawn;
}

int fail(const std::string& what) {
  fmt::print(stderr, "pol-mutants: {}\n", what);
  return 1;
}

int run(const Options& options) {
  std::vector<std::unique_ptr<Workshop>> workshops;
  // What several policies import is mutated in the last of them: there it is what the policy is about.
  std::set<std::string> modules;
  for (auto policy = options.policies.rbegin(); policy != options.policies.rend(); ++policy) {
    workshops.push_back(std::make_unique<Workshop>(options.folder, *policy, modules));
    modules.merge(workshops.back()->modules());
  }
  std::vector<Trial> trials;
  for (const Drawn& each : draw(options, workshops)) {
    trials.push_back(each.workshop->run(*each.kind, each.mutation, options.only_compile));
    if (options.progress) {
      const Trial& last = trials.back();
      fmt::print(stderr, "{:4} {:6.0f} ms  {} `{}`: {}\n", trials.size(), last.milliseconds, last.kind->name, last.path,
                 last.change);
    }
  }
  const std::vector<Row> rows = rows_of(trials);
  if (!options.page.empty()) {
    std::ofstream file(options.page, std::ios::binary);
    file << page(rows, trials, options.seed);
    if (!file.flush()) return fail("cannot write " + options.page);
  }
  if (options.json) {
    fmt::print("{}\n", json(rows, trials, options.seed).dump(2));
  } else {
    fmt::print("{}", table(rows));
    if (options.list) fmt::print("\n{}", misses(trials));
  }
  for (const Row& row : rows) {
    if (options.require_kinds && row.mutants == row.do_not_compile) return fail("no mutant of kind " + row.kind);
  }
  const Row& all = rows.back();
  if (all.recall() < options.least_recall) return fail(fmt::format("recall is {:.3f}", all.recall()));
  if (all.precision() < options.least_precision) return fail(fmt::format("precision is {:.3f}", all.precision()));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Breaks policies on purpose and counts what the linter finds. Run it in the root of the source tree.",
               "pol-mutants");
  app.add_option("--folder", options.folder, "Folder that is copied and mutated")->check(CLI::ExistingDirectory);
  app.add_option("--policy", options.policies, "Policies in that folder");
  app.add_option("--kind", options.kinds, "Only mutants of this kind, by its name in kinds.def");
  app.add_option("--seed", options.seed, "Which mutations are drawn");
  app.add_option("--count", options.count, "How many are drawn");
  app.add_option("--page", options.page, "Write the result as a page of documentation");
  app.add_flag("--json", options.json, "Print every mutant as JSON");
  app.add_flag("--list", options.list, "Name what was missed, and findings that stand elsewhere");
  app.add_flag("--progress", options.progress, "Tell each mutant and what its lint took, on standard error");
  app.add_flag("--only-compile", options.only_compile, "Make the mutants, and lint none");
  app.add_flag("--require-kinds", options.require_kinds, "Fail when some kind has no mutant that compiles");
  app.add_option("--least-recall", options.least_recall, "Fail below this");
  app.add_option("--least-precision", options.least_precision, "Fail below this");
  CLI11_PARSE(app, argc, argv);
  return run(options);
}
