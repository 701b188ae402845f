#include "tests/diff/random/run.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "compiler/diag/sink.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/agreement/invent_policy.h"
#include "tests/diff/random/mutate.h"
#include "tests/exact/invent.h"

namespace pol::revisions {

namespace {

using agreement::Draft;
using agreement::Random;

struct Text {
  std::string text;
  Sources sources;
  Sink sink;
  ir::Policy policy;
};

std::unique_ptr<Text> compile(const Draft& draft, const std::string& name) {
  auto made = std::make_unique<Text>();
  made->text = print(draft);
  const std::vector<ast::File> files = {parse::parse(made->sources, made->sources.add(name, made->text), made->sink)};
  made->policy = sema::analyse(files, made->sources, made->sink);
  return made;
}

class Run {
 public:
  explicit Run(const RunOptions& options) : options_(options) {}

  RunReport run() {
    for (std::uint64_t i = 0; report_.tally.pairs < options_.pairs && report_.failures < options_.max_failures; ++i) {
      Random random(Random(options_.seed * 1000003 + i).next());
      const bool is_large = i % kLargePolicyEvery == 0;
      const Draft draft = is_large ? agreement::invent_policy(random, random.chance(50) ? agreement::Subjects::Schedules
                                                                                        : agreement::Subjects::Findings)
                                   : oracle::invent_small_policy(random);
      const auto first = compile(draft, "old.pol");
      if (first->sink.has_errors()) continue;
      // Several revisions of one policy: to make and to read it costs more than to compare it.
      for (int n = 0; n < kRevisions; ++n) next(random, draft, *first, i);
    }
    return report_;
  }

 private:
  static constexpr int kRevisions = 4;
  static constexpr std::uint64_t kLargeEvery = 16;
  static constexpr std::uint64_t kLargePolicyEvery = 50;

  void next(Random& random, const Draft& draft, const Text& first, std::uint64_t number) {
    Draft other = draft;
    std::string done;
    bool is_rewrite = false;
    const std::size_t way = random.below(10);
    if (way == 0) {
      other = oracle::invent_small_policy(random);
      done = "another policy";
    } else if (way < 4) {
      is_rewrite = true;
      for (std::size_t n = 1 + random.below(3); n > 0; --n) done += rewrite(random, other) + "; ";
    } else {
      for (std::size_t n = 1 + random.below(3); n > 0; --n) done += edit(random, other) + "; ";
      if (random.chance(30)) done += rewrite(random, other);
    }
    const auto second = compile(other, "new.pol");
    if (second->sink.has_errors()) {
      ++report_.tally.refused;
      return;
    }
    const bool is_turned = random.chance(30);
    const Text &before = is_turned ? *second : first, &now = is_turned ? first : *second;
    compare(before, now, is_rewrite, fmt::format("seed-{}-policy-{}: {}", options_.seed, number, done));
  }

  void compare(const Text& before, const Text& now, bool is_rewrite, const std::string& name) {
    const diff::Revision old_revision{before.policy, before.sources}, new_revision{now.policy, now.sources};
    const bool is_small = can_be_checked(diff::join(old_revision, new_revision), options_.cases);
    if (!is_small && ++report_.tally.skipped % kLargeEvery != 0) return;
    diff::Limits limits;
    limits.shown = 64;
    const diff::Comparison comparison = diff::compare(old_revision, new_revision, limits);
    std::optional<std::string> found;
    if (is_small) {
      ++report_.tally.pairs;
      report_.tally.rewrites += is_rewrite ? 1 : 0;
      found = check(old_revision, new_revision, comparison, is_rewrite, options_.cases, report_.tally);
    } else {
      ++report_.tally.large;
      found = check_examples(old_revision, new_revision, comparison, is_rewrite, report_.tally);
    }
    if (!found) return;
    ++report_.failures;
    fmt::print(stderr, "{}: {}\n---- old\n{}\n---- new\n{}\n", name, *found, before.text, now.text);
  }

  const RunOptions& options_;
  RunReport report_;
};

}  // namespace

RunReport run_random(const RunOptions& options) { return Run(options).run(); }

std::string print(const RunReport& report, const RunOptions& options, double seconds) {
  const Tally& t = report.tally;
  return fmt::format(
      "seed {}: {} pairs in {:.0f} s, {} of them mere rewritings ({} with too many cases, {} of those compared; {} "
      "texts refused)\n"
      "{} complete cases, {} with a value that one does not know\n"
      "{} items of both, {} alike by form; of the rest {} equivalent, {} broader, {} narrower, {} incomparable, {} "
      "undecided\n"
      "{} added, {} removed, {} moved, {} absorbed\n"
      "{} differences, {} conditions, {} covered, {} proved, {} examples, {} pended, {} shown by no case of the day\n"
      "{} failures\n",
      options.seed, t.pairs, seconds, t.rewrites, t.skipped, t.large, t.refused, t.cases, t.unseen, t.items, t.alike,
      t.equivalent, t.broader, t.narrower, t.incomparable, t.undecided, t.added, t.removed, t.moved, t.absorbed,
      t.differences, t.conditions, t.covered, t.proved, t.examples, t.pended, t.unshown, report.failures);
}

std::string degenerate(const RunReport& report) {
  const Tally& t = report.tally;
  std::string why;
  const auto need = [&](bool holds, const char* what) {
    if (!holds) why += fmt::format("{}\n", what);
  };
  need(t.rewrites * 10 > t.pairs, "few rewritings");
  need(t.equivalent > t.pairs / 20, "few items are equivalent by proof");
  need(t.broader > t.pairs / 20 && t.narrower > t.pairs / 20, "few items are broader, or narrower");
  need(t.incomparable > t.pairs / 50, "few items are incomparable");
  need(t.undecided * 200 < t.items, "much is undecided");
  need(t.covered * 10 > t.differences, "few differences are covered by their conditions");
  need(t.added > 0 && t.removed > 0 && t.moved > 0 && t.absorbed > 0, "nothing is added, removed, moved or absorbed");
  return why;
}

}  // namespace pol::revisions
