#include "tests/exact/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "compiler/cases/load.h"
#include "tests/agreement/constructs.h"
#include "tests/agreement/golden.h"
#include "tests/agreement/shrink.h"
#include "tests/exact/invent.h"
#include "tests/exact/pair.h"

namespace pol::oracle {

namespace {

using agreement::Draft;
using agreement::Random;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kShrinkBudget = 600;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Result<std::vector<Subject>> make_subjects(const std::vector<Who>& all, const ir::Policy& policy) {
  std::vector<Subject> subjects;
  for (const Who who : all) {
    auto made = make_subject(who, policy);
    if (!made.ok()) return failure(made.error());
    subjects.push_back(made.take());
  }
  return subjects;
}

class Run {
 public:
  explicit Run(const RunOptions& options) : options_(options), start_(Clock::now()) {}

  RunReport run() {
    for (std::uint64_t i = 0; !over(); ++i) {
      Random random(Random(options_.seed * 1000003 + i).next());
      const Draft draft = invent_small_policy(random);
      const std::string name = fmt::format("seed-{}-policy-{}", options_.seed, i);
      const auto written = Written::from_text(name, print(draft));
      if (!written.ok()) {
        refuse(name, written.error());
        continue;
      }
      const ir::Policy& policy = written.value()->policy;
      const auto subjects = make_subjects(options_.subjects, policy);
      if (!subjects.ok()) {
        refuse(name, subjects.error());
        continue;
      }
      ++report_.tally.policies;
      agreement::count_constructs(policy, report_.tally.constructs);
      cases_of(random, policy, subjects.value(), name, draft);
    }
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

  /// A ruling that chance made constant leaves later ones unreachable: rightly refused.
  void refuse(const std::string& name, const std::string& why) {
    ++report_.tally.refused;
    if (why.find("error[POL2145]") != std::string::npos) return;
    ++report_.failures;
    fmt::print(stderr, "{} does not check:\n{}\n", name, why);
  }

  void cases_of(Random& random, const ir::Policy& policy, const std::vector<Subject>& subjects,
                const std::string& name, const Draft& draft) {
    const agreement::Thresholds thresholds(policy);
    const auto is_finding = [](const ir::Fact& fact) { return fact.type.kind == ir::FactKind::Finding; };
    const bool has_many_findings = std::count_if(policy.facts.begin(), policy.facts.end(), is_finding) >= 12;
    for (std::size_t c = 0; c < options_.cases; ++c) {
      if (c % 16 == 15 && over()) return;
      const bool is_large = ++cases_ % options_.high_every == 0 || (has_many_findings && c % 25 == 0);
      static const std::vector<std::size_t> few = {0, 1, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8};
      const std::size_t open = is_large ? has_many_findings ? 16 : 5 + random.below(12) : random.pick(few);
      const agreement::GeneratedCase generated = invent_open_case(random, policy, thresholds, open);
      const auto found = compare(policy, generated.patient, subjects, is_large ? options_.high_limit : options_.limit,
                                 report_.tally);
      if (!found) continue;
      ++report_.failures;
      fmt::print(stderr, "{} case {}: {}\n", name, c, *found);
      cut_down(name, {draft, generated.keys});
      return;  // one failing case of a policy is enough
    }
  }

  void cut_down(const std::string& name, const agreement::Pair& pair) {
    const auto still_differs = [&](const agreement::Subject& candidate,
                                   const ir::Patient& documented) -> agreement::Disagreement {
      const auto subjects = make_subjects(options_.subjects, candidate.policy);
      if (!subjects.ok()) return std::nullopt;
      Tally ignored;
      return compare(candidate.policy, documented, subjects.value(), options_.high_limit / 10, ignored);
    };
    const agreement::Shrunk shrunk =
        agreement::shrink(pair, still_differs, agreement::Injected::Nothing, kShrinkBudget);
    if (shrunk.what.empty()) {
      fmt::print(stderr, "the pair does not differ again by its text; it is left as it is:\n{}\n{}\n",
                 print(pair.draft), print(pair.keys));
      return;
    }
    fmt::print(stderr, "shrunk from {} conditions to {} ({} candidates): {}\n{}\n{}\n", leaves(pair.draft),
               leaves(shrunk.pair.draft), shrunk.tried, shrunk.what, print(shrunk.pair.draft), print(shrunk.pair.keys));
    const std::size_t size = leaves(shrunk.pair.draft);
    if (report_.smallest_shrunk == 0 || size < report_.smallest_shrunk) report_.smallest_shrunk = size;
    if (options_.golden_folder.empty()) return;
    const auto written = agreement::write_golden(options_.golden_folder, name, shrunk);
    if (!written.ok()) fmt::print(stderr, "{}\n", written.error());
  }

  RunOptions options_;
  Clock::time_point start_;
  double shown_ = 0;
  std::uint64_t cases_ = 0;
  RunReport report_;
};

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

/// What differs for the pair of `<path>` and the `.json` beside it.
std::optional<std::string> replay_pair(const std::filesystem::path& path, const std::vector<Who>& all, Tally& tally) {
  std::filesystem::path json = path;
  json.replace_extension(".json");
  const auto policy_text = cases::read_file(path.string(), cases::kMaxCaseBytes);
  const auto case_text = cases::read_file(json.string(), cases::kMaxCaseBytes);
  if (!policy_text.ok()) return policy_text.error();
  if (!case_text.ok()) return case_text.error();
  const auto written = Written::from_text(path.string(), policy_text.value());
  if (!written.ok()) return written.error();
  const ir::Policy& policy = written.value()->policy;
  const auto loaded = cases::load_cases(policy, case_text.value(), json.string());
  if (!loaded.errors.empty()) return fmt::format("{}", fmt::join(loaded.errors, "\n"));
  const auto subjects = make_subjects(all, policy);
  if (!subjects.ok()) return subjects.error();
  for (const cases::LoadedCase& one : loaded.cases) {
    const std::uint64_t before = tally.pairs + tally.no_completion;
    if (auto found = compare(policy, one.patient, subjects.value(), RunOptions().high_limit, tally)) return found;
    if (tally.pairs + tally.no_completion == before) return "more completions than can be looked at";
  }
  return std::nullopt;
}

}  // namespace

RunReport run_random(const RunOptions& options) { return Run(options).run(); }

std::size_t replay(const std::string& folder, const std::vector<Who>& subjects, Tally& tally) {
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
    ++tally.policies;
    if (const auto found = replay_pair(path, subjects, tally)) fail(path.string(), *found);
  }
  return failed;
}

std::string print(const RunReport& report, const RunOptions& options, double seconds) {
  const Tally& t = report.tally;
  std::string out = fmt::format(
      "seed {}: {} policies ({} refused), {} pairs, {} completions (most {}), {:.1f} s, {:.0f} pairs/s\n", options.seed,
      t.policies, t.refused, t.pairs, t.completions, t.most_completions, seconds,
      static_cast<double>(t.pairs) / seconds);
  out += fmt::format("set aside: too many completions {}, none at all {}, left open by the policy {}\n", t.too_many,
                     t.no_completion, t.left_open);
  out += fmt::format(
      "pairs where exact is sharper than Kleene {:.1f} %, fewer outcomes {:.1f} %, of those one {:.1f} %\n",
      percent(t.sharper, t.pairs), percent(t.fewer, t.pairs), percent(t.one_outcome, t.fewer));
  out += fmt::format(
      "pairs with forbidden fillings {:.1f} %, a conflict {:.1f} %, mended beyond Kleene {:.2f} %, an assumed fact "
      "{:.1f} %, "
      "a derived fact {:.1f} %, a partial one {:.1f} %\n",
      percent(t.constrained, t.pairs), percent(t.conflicts, t.pairs), percent(t.withdrawn, t.pairs),
      percent(t.assumed, t.pairs), percent(t.derived, t.pairs), percent(t.partial, t.pairs));
  out += "pairs by open facts:";
  for (std::size_t i = 0; i < t.open.size(); ++i) out += fmt::format(" {}: {}", i, t.open[i]);
  for (const auto& [name, n] : t.inexact) out += fmt::format("\nanswers of {} that met a limit: {}", name, n);
  out += "\nconstructs:";
  for (const auto& [name, n] : t.constructs) out += fmt::format(" {} {},", name, n);
  return out + fmt::format("\n{} failures\n", report.failures);
}

std::string degenerate(const RunReport& report) {
  const Tally& t = report.tally;
  std::string why;
  const auto require = [&](bool holds, const std::string& what) {
    if (!holds) why += what + "\n";
  };
  for (const char* name :
       {"literal", "finding", "choice is", "is none", "is documented", "includes", "compare dates", "compare numbers",
        "compare dates of two facts", "compare numbers of two facts", "count of", "shift by months", "shift by days",
        "shift by an amount", "not", "and", "any", "all", "either", "both", "one", "none", "at least", "exactly",
        "definition named", "criterion", "ambiguous", "shown by", "except", "record", "assume"}) {
    const auto found = t.constructs.find(name);
    const std::uint64_t n = found == t.constructs.end() ? 0 : found->second;
    require(n * 200 >= t.policies,
            fmt::format("`{}` stands in under 0.5 % as many places as there are policies", name));
  }
  std::uint64_t many = 0;
  for (std::size_t i = 3; i <= 8; ++i) many += t.open[i];
  require(many * 4 >= t.pairs, "under 25 % of the pairs have three to eight open facts");
  require(t.most_completions >= 65536, "no pair has 65,536 completions");
  require(t.sharper * 20 >= t.pairs, "exact is sharper than Kleene for under 5 % of the pairs");
  require(t.one_outcome * 200 >= t.pairs, "exact alone leaves one outcome for under 0.5 % of the pairs");
  require(t.constrained * 20 >= t.pairs, "Γ forbids fillings for under 5 % of the pairs");
  require(t.conflicts * 100 >= t.pairs, "a fact clashes in under 1 % of the pairs");
  require(t.assumed * 100 >= t.pairs, "a default is taken in under 1 % of the pairs");
  require(t.derived * 100 >= t.pairs, "a record gives a fact in under 1 % of the pairs");
  require(t.partial * 50 >= t.pairs, "a date or a set is partial in under 2 % of the pairs");
  require(t.withdrawn * 2000 >= t.pairs, "exact::prepare mends under 0.05 % of the pairs");
  require(t.too_many < t.pairs, "most pairs have too many completions");
  for (const auto& [name, n] : t.inexact) {
    if (name == "search") require(n * 200 < t.pairs, "the search met its limit in 0.5 % of the pairs");
  }
  return why;
}

}  // namespace pol::oracle
