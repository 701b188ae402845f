#include "tests/agreement/run.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "compiler/interp/schedule.h"
#include "tests/agreement/constructs.h"
#include "tests/agreement/golden.h"
#include "tests/agreement/invent_policy.h"
#include "tests/agreement/invent_schedule.h"
#include "tests/agreement/schedule_days.h"
#include "tests/agreement/shrink.h"

namespace pol::agreement {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kShrinkBudget = 3000;
/// Of so many cases, one is loaded back and one is documented further; the latter costs as much as two pairs, and of
/// schedules more.
std::size_t further_check_every(Subjects subjects) { return subjects == Subjects::Schedules ? 8 : 4; }

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Everything that is held of one case. The random choices are made from `random`, so that a failure repeats.
Disagreement check_case(Random& random, const Subject& subject, const Thresholds& thresholds,
                        const GeneratedCase& generated, std::size_t number, const RunOptions& options, Tally& tally) {
  if (Disagreement found = compare_evaluators(subject, generated.patient, tally)) return found;
  const std::size_t every = further_check_every(options.subjects);
  if (number % every == 0) {
    if (Disagreement found = compare_loaded(subject, generated, tally)) return found;
  }
  if (number % options.standing_every == 0) {
    if (Disagreement found = compare_standing(subject, generated.patient, tally)) return found;
  }
  if (number % every == 1) {
    return check_more_documentation(random, subject, thresholds, generated.patient, tally);
  }
  return std::nullopt;
}

/// Fails when the evaluators disagree on the case, or when some further documentation breaks monotonicity.
Disagreement still_disagrees(const Subject& subject, const ir::Patient& documented) {
  Tally ignored;
  if (Disagreement found = compare_evaluators(subject, documented, ignored)) return found;
  if (Disagreement found = compare_standing(subject, documented, ignored)) return found;
  const Thresholds thresholds(subject.policy);
  Random random(1);
  for (int i = 0; i < 60; ++i) {
    if (Disagreement found = check_more_documentation(random, subject, thresholds, documented, ignored)) return found;
  }
  return std::nullopt;
}

std::size_t occurrences(const std::string& text, const std::string& of) {
  std::size_t n = 0;
  for (std::size_t at = text.find(of); at != std::string::npos; at = text.find(of, at + 1)) ++n;
  return n;
}

/// A ruling that chance made constant (`at least 0 of …`) leaves later ones unreachable: rightly refused.
bool only_unreachable(const std::string& diagnostics) {
  const std::size_t unreachable = occurrences(diagnostics, "error[POL2145]");
  return unreachable > 0 && unreachable == occurrences(diagnostics, "error[POL");
}

class Run {
 public:
  explicit Run(const RunOptions& options) : options_(options), start_(Clock::now()) {}

  RunReport random_policies() {
    for (std::uint64_t i = 0; !over(); ++i) {
      const std::uint64_t seed = Random(options_.seed * 1000003 + i).next();
      Random random(seed);
      const Draft draft = invent_policy(random, options_.subjects);
      const auto subject = Subject::from_text(fmt::format("policy {}", i), print(draft), options_.injected);
      if (!subject.ok() && only_unreachable(subject.error())) {
        ++report_.unreachable;
        continue;
      }
      if (!subject.ok()) {
        ++report_.refused;
        fmt::print(stderr, "policy {} of seed {} does not check:\n{}\n", i, options_.seed, subject.error());
        if (report_.refused >= options_.max_failures) break;
        continue;
      }
      for (const std::string& feature : draft.features) ++report_.constructs[feature];
      cases_of(random, *subject.value(), fmt::format("seed-{}-policy-{}", options_.seed, i), &draft, options_.cases);
    }
    return std::move(report_);
  }

  RunReport one_policy(const Subject& subject) {
    Random random(options_.seed);
    cases_of(random, subject, "policy", nullptr, ~std::size_t{0});
    return std::move(report_);
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

  void cases_of(Random& random, const Subject& subject, const std::string& name, const Draft* draft, std::size_t n) {
    ++report_.tally.policies;
    report_.tally.schedules += subject.policy.schedules.size();
    count_constructs(subject.policy, report_.constructs);
    const Thresholds thresholds(subject.policy);
    for (std::size_t c = 0; c < n; ++c) {
      if (c % 64 == 63 && over()) return;
      const GeneratedCase generated = invent_case(random, subject.policy, thresholds);
      for (const std::string& feature : generated.features) ++report_.constructs[feature];
      const Disagreement found = check_case(random, subject, thresholds, generated, c, options_, report_.tally);
      if (!found) continue;
      ++report_.failures;
      fmt::print(stderr, "{} case {}: {}\n", name, c, *found);
      if (draft == nullptr) {
        fmt::print(stderr, "{}\n", print(generated.keys));
        return;
      }
      cut_down(name, {*draft, generated.keys}, *found);
      return;  // one failing case of a policy is enough
    }
  }

  void cut_down(const std::string& name, const Pair& pair, const std::string& found) {
    const Shrunk shrunk = shrink(pair, still_disagrees, options_.injected, kShrinkBudget);
    if (shrunk.what.empty()) {
      fmt::print(stderr, "the pair does not fail again by its text; it is left as it is: {}\n{}\n{}\n", found,
                 print(pair.draft), print(pair.keys));
      return;
    }
    fmt::print(stderr, "shrunk from {} conditions to {} ({} candidates): {}\n{}\n{}\n", leaves(pair.draft),
               leaves(shrunk.pair.draft), shrunk.tried, shrunk.what, print(shrunk.pair.draft), print(shrunk.pair.keys));
    const std::size_t size = leaves(shrunk.pair.draft);
    if (report_.smallest_shrunk == 0 || size < report_.smallest_shrunk) report_.smallest_shrunk = size;
    if (options_.golden_folder.empty()) return;
    const auto written = write_golden(options_.golden_folder, name, shrunk);
    if (!written.ok()) fmt::print(stderr, "{}\n", written.error());
  }

  RunOptions options_;
  Clock::time_point start_;
  double shown_ = 0;
  RunReport report_;
};

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

RunReport run_random(const RunOptions& options) { return Run(options).random_policies(); }

RunReport run_policy(const RunOptions& options, const std::string& path, const std::string& stdlib) {
  const auto subject = Subject::from_file(path, stdlib);
  if (!subject.ok()) {
    fmt::print(stderr, "{}\n", subject.error());
    RunReport refused;
    refused.refused = 1;
    return refused;
  }
  return Run(options).one_policy(*subject.value());
}

std::string print(const RunReport& report, const RunOptions& options, double seconds) {
  const Tally& t = report.tally;
  std::string out =
      fmt::format("seed {}: {} policies, {} pairs, {} expressions compared, {:.1f} s, {:.0f} pairs/s\n", options.seed,
                  t.policies, t.pairs, t.nodes, seconds, static_cast<double>(t.pairs) / seconds);
  out += fmt::format("truths: no {:.1f} %, unknown {:.1f} %, yes {:.1f} %\n", percent(t.truths[0], t.nodes),
                     percent(t.truths[1], t.nodes), percent(t.truths[2], t.nodes));
  if (t.schedules > 0) {
    const auto of_all = [](const std::array<std::uint64_t, 3>& n) {
      const std::uint64_t all = n[0] + n[1] + n[2];
      return fmt::format("no {:.1f} %, unknown {:.1f} %, yes {:.1f} % of {}", percent(n[0], all), percent(n[1], all),
                         percent(n[2], all), all);
    };
    out += fmt::format("{} schedules\nwhole schedules: {}\nclauses: {}\n", t.schedules, of_all(t.schedule_truths),
                       of_all(t.clause_truths));
    out += fmt::format("statuses of {}:", t.standings);
    for (std::size_t i = 0; i < t.statuses.size(); ++i) {
      out += fmt::format("{} {} {:.1f} %", i == 0 ? "" : ",", interp::to_text(static_cast<interp::ScheduleStatus>(i)),
                         percent(t.statuses[i], t.standings));
    }
    out += fmt::format("; decided by the structure only {:.1f} %, by the conditions only {:.1f} %\n",
                       percent(t.standings_sharper, t.standings), percent(t.standings_blunter, t.standings));
  }
  out += "outcomes:";
  for (int i = 0; i < ir::kOutcomes; ++i) {
    out += fmt::format("{} {} {:.1f} %", i == 0 ? "" : ",", to_text(static_cast<ir::Outcome>(i)),
                       percent(t.outcomes[static_cast<std::size_t>(i)], t.pairs));
  }
  out += fmt::format(
      "\npairs with every fact documented {:.1f} %, a conflict {:.1f} %, an assumed fact {:.1f} %, "
      "a derived fact {:.1f} %\n",
      percent(t.complete, t.pairs), percent(t.conflicts, t.pairs), percent(t.assumed, t.pairs),
      percent(t.derived, t.pairs));
  out +=
      fmt::format("more documentation: {} tried, {} of them with a definite outcome, {} set aside (clash, default)\n",
                  t.more_documented, t.more_definite, t.more_clashed);
  out += fmt::format("cases loaded back from JSON: {}\nconstructs:", t.loaded_back);
  for (const auto& [name, n] : report.constructs) out += fmt::format(" {} {};", name, n);
  return out + fmt::format("\nfailures: {}, policies that did not check: {}, set aside for an unreachable ruling: {}\n",
                           report.failures, report.refused, report.unreachable);
}

std::string degenerate(const RunReport& report, const RunOptions& options) {
  const Tally& t = report.tally;
  std::string why;
  const auto require = [&](const std::string& name) {
    const auto found = report.constructs.find(name);
    if (found == report.constructs.end() || found->second < 10)
      why += fmt::format("`{}` is hardly ever written\n", name);
  };
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto n = t.outcomes[static_cast<std::size_t>(i)];
    if (n * 100 < t.pairs) why += fmt::format("{} is under 1 %\n", to_text(static_cast<ir::Outcome>(i)));
  }
  for (const std::uint64_t n : t.truths) {
    if (n * 10 < t.nodes) why += "a truth is under 10 % of the expressions\n";
  }
  for (const char* name : {"literal",
                           "finding",
                           "choice is",
                           "is none",
                           "is documented",
                           "includes",
                           "compare dates",
                           "compare numbers",
                           "compare dates of two facts",
                           "shift by months",
                           "shift by days",
                           "not",
                           "and",
                           "any",
                           "all",
                           "either",
                           "both",
                           "one",
                           "none",
                           "at least",
                           "exactly",
                           "definition named",
                           "criterion",
                           "ambiguous",
                           "shown by",
                           "except",
                           "record",
                           "assume"}) {
    require(name);
  }
  if (options.subjects == Subjects::Findings) {
    for (const char* name : {"compare numbers of two facts", "count of", "shift by an amount"}) require(name);
  }
  if (options.subjects == Subjects::Schedules) {
    for (const std::string& name : schedule_features()) require(name);
    for (const std::string& name : schedule_case_features()) require(name);
    for (const auto& truths : {t.schedule_truths, t.clause_truths}) {
      const std::uint64_t all = truths[0] + truths[1] + truths[2];
      for (const std::uint64_t n : truths) {
        if (n * 12 < all) why += "a truth is under 8 % of the schedules or of their clauses\n";
      }
    }
  }
  return why;
}

}  // namespace pol::agreement
