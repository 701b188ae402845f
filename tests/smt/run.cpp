#include "tests/smt/run.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/agreement/invent_policy.h"
#include "tests/exact/invent.h"
#include "tests/smt/complete.h"

namespace pol::questions {

namespace {

using agreement::Draft;
using agreement::Random;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Draft invent(Random& random) {
  if (random.chance(60)) return oracle::invent_small_policy(random);
  return agreement::invent_policy(random, random.chance(40) ? agreement::Subjects::Schedules
                                                            : agreement::Subjects::Findings);
}

void inject(ir::Policy& policy, Injected injected) {
  switch (injected) {
    case Injected::Nothing:
      return;
    case Injected::TurnedComparison:
      for (ir::Expr& expr : policy.exprs) {
        auto* e = std::get_if<ir::Compare>(&expr);
        if (e != nullptr && e->relation == ir::Relation::LessEqual) e->relation = ir::Relation::Less;
      }
      return;
    case Injected::LostGamma:
      policy.assumptions.clear();
      for (ir::Fact& fact : policy.facts) fact.shown_by = {};
      return;
  }
}

class Run {
 public:
  explicit Run(const RunOptions& options) : options_(options), start_(Clock::now()) {}

  RunReport run() {
    for (std::uint64_t i = 0; !over(); ++i) {
      Random random(Random(options_.seed * 1000003 + i).next());
      const Draft draft = invent(random);
      Sources sources;
      Sink sink;
      const std::string name = fmt::format("seed-{}-policy-{}", options_.seed, i);
      const std::string text = print(draft);
      const std::vector<ast::File> files = {parse::parse(sources, sources.add(name, text), sink)};
      ir::Policy policy = sema::analyse(files, sources, sink);
      if (sink.has_errors()) {
        // A ruling that chance made constant leaves later ones unreachable: rightly refused.
        ++report_.tally.refused;
        continue;
      }
      ++report_.tally.policies;
      ir::Policy seen = policy;
      inject(seen, options_.injected);
      const auto found = compare(random, policy, seen);
      if (!found) continue;
      ++report_.failures;
      if (options_.injected == Injected::Nothing) fmt::print(stderr, "{}: {}\n{}\n", name, *found, text);
    }
    return report_;
  }

 private:
  bool over() {
    const double seconds = seconds_since(start_);
    if (seconds > shown_ + 5) {
      shown_ = seconds;
      fmt::print(stderr, "{:.0f} s: {} policies, {} pairs, {} failures\n", seconds, report_.tally.policies,
                 report_.tally.pairs, report_.failures);
    }
    if (report_.failures >= options_.max_failures) return true;
    return options_.minutes > 0 ? seconds >= options_.minutes * 60 : report_.tally.pairs >= options_.pairs;
  }

  std::optional<std::string> compare(Random& random, const ir::Policy& policy, const ir::Policy& seen) {
    // A solver knows all cases that it has been asked about: a new one now and then keeps it small. A question is asked
    // with the reference date left open too, for a core, and of the search: as dear as some pairs.
    constexpr std::size_t kCasesOfOne = 50, kPairsOfAQuestion = 25;
    const agreement::Thresholds thresholds(policy);
    std::unique_ptr<smt::Session> session;
    const auto close = [&] {
      if (!session) return;
      report_.tally.checks += session->questions();
      report_.tally.disagreements += session->disagreements();
      session.reset();
    };
    std::optional<std::string> found;
    for (std::size_t c = 0; c < options_.cases && !found; ++c) {
      if (c % kCasesOfOne == 0) {
        close();
        session = std::make_unique<smt::Session>(seen);
      }
      const auto complete = invent_complete_case(random, policy, thresholds);
      if (!complete) {
        ++report_.tally.no_case;
        continue;
      }
      found = compare_truths(random, policy, *session, *complete, report_.tally);
      if (found || c % kPairsOfAQuestion != 0) continue;
      const bool is_usual = random.chance(50);
      const auto day = is_usual ? usual_day(policy) : static_cast<ir::Day>((*complete)[policy.reference].low);
      found = compare_questions(random, policy, *session, day, report_.tally);
    }
    close();
    if (!found && report_.tally.disagreements > 0) {
      report_.tally.disagreements = 0;
      found = "a model that the interpreter refuses";
    }
    return found;
  }

  RunOptions options_;
  Clock::time_point start_;
  double shown_ = 0;
  RunReport report_;
};

}  // namespace

RunReport run_random(const RunOptions& options) { return Run(options).run(); }

std::string print(const RunReport& report, const RunOptions& options, double seconds) {
  const Tally& t = report.tally;
  return fmt::format(
      "seed {}: {} policies ({} refused), {} pairs ({} without a case), {} truths ({} left open by the policy), "
      "{} pairs not of the usual day, {:.1f} s, {:.0f} pairs/s\n"
      "{} questions beside the search ({} beyond its limit): {} possible, {} impossible, {} undecided; {} cores; "
      "{} with the day open, {} of them impossible; {} checks\n{} failures\n",
      options.seed, t.policies, t.refused, t.pairs, t.no_case, t.truths, t.unstated, t.other_days, seconds,
      static_cast<double>(t.pairs) / seconds, t.searched, t.spent, t.possible, t.impossible, t.undecided, t.cores,
      t.any_day, t.any_day_impossible, t.checks, report.failures);
}

std::string degenerate(const RunReport& report) {
  const Tally& t = report.tally;
  std::string why;
  const auto require = [&](bool holds, const char* what) {
    if (!holds) why += fmt::format("{}\n", what);
  };
  require(t.no_case * 2 < t.pairs, "a third of the cases are not found");
  require(t.other_days * 3 > t.pairs, "under a third of the pairs are of another day");
  require(t.unstated > 0, "nothing is left open by a policy");
  require(t.possible * 5 > t.searched, "under a fifth of the questions are possible");
  require(t.impossible * 20 > t.searched, "under 5 % of the questions are impossible");
  require(t.undecided * 200 < t.searched, "0.5 % of the questions are undecided");
  require(t.any_day_impossible > 0, "nothing is impossible on every day");
  return why;
}

}  // namespace pol::questions
