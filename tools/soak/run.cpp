#include "tools/soak/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include "compiler/cases/load.h"
#include "tests/agreement/batch.h"
#include "tests/agreement/constructs.h"
#include "tests/agreement/golden.h"
#include "tests/agreement/shrink.h"
#include "tests/smt/complete.h"
#include "tools/soak/subject.h"

namespace pol::soak {

using agreement::Draft;
using Clock = std::chrono::steady_clock;

namespace {

/// Candidates that the shrinker may compile.
constexpr std::size_t kShrinkBudget = 1500;

struct Difference {
  Stage stage = Stage::Interpreter;
  std::string what;
  std::vector<agreement::CaseKey> keys;
};

/// One case at the stage where a larger one differed.
Disagreement check_alone(Stage stage, Comparison& comparison, const ir::Policy& policy, const ir::Patient& documented) {
  Random random(1);
  std::size_t which = 0;
  switch (stage) {
    case Stage::Interpreter:
      return comparison.interpreter(documented, true);
    case Stage::Rows:
      return comparison.rows(documented);
    case Stage::Columns:
    case Stage::Library: {
      ir::Patient cells = documented;
      for (std::uint32_t f = 0; f < cells.facts.size(); ++f) {
        cells.facts[f] = agreement::cell_of(policy, ir::FactId{f}, cells.facts[f]);
      }
      if (cells[policy.reference].kind != ir::FactState::Kind::Value) return std::nullopt;
      return stage == Stage::Columns ? comparison.columns({&cells}, random, which)
                                     : comparison.library({&cells}, random, which);
    }
    case Stage::Solver: {
      const auto prepared = interp::prepare(policy, documented);
      if (!prepared.ok()) return std::nullopt;
      const ir::Patient& complete = prepared.value().patient;
      const auto is_open = [](const ir::FactState& state) {
        return state.kind == ir::FactState::Kind::Undocumented || state.low != state.high || state.conflict;
      };
      if (std::any_of(complete.facts.begin(), complete.facts.end(), is_open)) return std::nullopt;
      for (int i = 0; i < 8; ++i) {
        if (auto found = comparison.solver(complete, random)) return found;
      }
      return std::nullopt;
    }
  }
  return std::nullopt;
}

class Run {
 public:
  Run(const RunOptions& options, std::string folder)
      : options_(options), folder_(std::move(folder)), start_(Clock::now()) {}

  RunReport run() {
    std::vector<std::thread> workers;
    for (unsigned i = 0; i < options_.threads; ++i) {
      workers.emplace_back([this, i] { work(fmt::format("{}/{}", folder_, i)); });
    }
    for (double shown = 0; working_ > 0 || shown == 0;) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      if (seconds() < shown + 60 && working_ > 0) continue;
      shown = std::max(seconds(), 1.0);
      const std::lock_guard lock(mutex_);
      if (is_over()) break;
      fmt::print("{}", print(report_, options_, seconds()));
      std::fflush(stdout);
    }
    for (std::thread& worker : workers) worker.join();
    return report_;
  }

 private:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  bool is_over() const {
    if (has_differed_) return true;
    return options_.policies > 0 ? next_ >= options_.policies : seconds() >= options_.minutes * 60;
  }

  /// A policy that was begun is finished, but when time is up.
  bool is_cut_short() const { return has_differed_ || (options_.policies == 0 && is_over()); }

  void work(const std::string& folder) {
    ++working_;
    std::filesystem::create_directories(folder);
    while (!is_over()) one_policy(next_++, folder);
    --working_;
  }

  void one_policy(std::uint64_t number, const std::string& folder) {
    Random random(Random(options_.seed * 1000003 + number).next());
    const auto kind = static_cast<Kind>(number % kKinds);
    const Draft draft = invent(random, kind);
    const std::string text = print(draft);
    std::vector<std::string> files = {text};
    if (random.chance(25)) files = split(text);
    const auto written = read_policy(files);
    if (!written && written.error().find("error[POL2145]") != std::string::npos) {
      // A ruling that chance made constant leaves later ones unreachable: rightly refused.
      const std::lock_guard lock(mutex_);
      ++report_.set_aside;
      return;
    }
    PairCounts counts = {};
    std::optional<Difference> found;
    if (!written) {
      found = Difference{Stage::Interpreter, "does not check:\n" + written.error() + files.front(), {}};
    } else {
      found = compare(written.value()->policy, kind, number, random, folder, counts);
    }
    const std::lock_guard lock(mutex_);
    ++report_.policies;
    report_.from_imports += files.size() > 1;
    for (std::size_t i = 0; i < kPairings; ++i) report_.pairs[i] += counts[i];
    if (written) agreement::count_constructs(written.value()->policy, report_.constructs);
    for (const std::string& feature : draft.features) ++report_.constructs[feature];
    for (const std::string& spelling : spellings()) {
      report_.constructs["`" + spelling + "`"] += is_written(text, spelling);
    }
    if (!found || has_differed_) return;
    has_differed_ = true;
    ++report_.differences;
    if (options_.wrong == Backend::None) {
      fmt::print(stderr, "seed {} policy {}: {}\n", options_.seed, number, found->what);
    }
    if (written) cut_down(fmt::format("soak-seed-{}-policy-{}", options_.seed, number), draft, *found, folder);
  }

  std::optional<Difference> compare(const ir::Policy& policy, Kind kind, std::uint64_t number, Random& random,
                                    const std::string& folder, PairCounts& counts) {
    Comparison comparison(policy, options_.wrong, folder, counts);
    const agreement::Thresholds thresholds(policy);
    for (std::size_t i = 0; i < options_.cases && !is_cut_short(); ++i) {
      const agreement::GeneratedCase one = invent_case(random, policy, thresholds);
      if (auto found = comparison.interpreter(one.patient, i % 32 == 0)) {
        return Difference{Stage::Interpreter, *found, one.keys};
      }
      if (auto found = comparison.rows(one.patient)) return Difference{Stage::Rows, *found, one.keys};
    }
    const std::vector<ir::Patient> rows = invent_rows(random, policy, thresholds, options_.rows);
    for (std::size_t at = 0; at < rows.size() && !is_cut_short();) {
      static constexpr std::size_t kSizes[] = {1, 15, 16, 63, 64, 65, 1023, 1024, 1025, 4096, 5000};
      const std::size_t size = std::min(random.chance(70) ? kSizes[random.below(11)] : random.below(6000),
                                        rows.size() - at);
      std::vector<const ir::Patient*> cases;
      for (std::size_t i = 0; i < size; ++i) cases.push_back(&rows[at + i]);
      std::size_t which = 0;
      if (size > 0) {
        auto found = comparison.columns(cases, random, which);
        if (found) return Difference{Stage::Columns, *found, keys_of(policy, *cases[which])};
      }
      if (size > 0 && at == 0 && number / kKinds % options_.library_every == 0) {
        auto found = comparison.library(cases, random, which);
        if (found) return Difference{Stage::Library, *found, keys_of(policy, *cases[which])};
      }
      at += size;
    }
    const std::size_t solved = kind == Kind::Small ? options_.solved : (options_.solved + 9) / 10;
    for (std::size_t i = 0; i < solved && !is_cut_short(); ++i) {
      const auto complete = questions::invent_complete_case(random, policy, thresholds);
      if (!complete) continue;
      if (auto found = comparison.solver(*complete, random)) {
        return Difference{Stage::Solver, *found, keys_of(policy, *complete)};
      }
    }
    return std::nullopt;
  }

  void cut_down(const std::string& name, const Draft& draft, const Difference& found, const std::string& folder) {
    const agreement::Failing still_fails = [&](const agreement::Subject& subject, const ir::Patient& documented) {
      PairCounts ignored = {};
      Comparison comparison(subject.policy, options_.wrong, folder, ignored);
      return check_alone(found.stage, comparison, subject.policy, documented);
    };
    const agreement::Shrunk shrunk =
        shrink({draft, found.keys}, still_fails, agreement::Injected::Nothing, kShrinkBudget);
    if (shrunk.what.empty()) {
      fmt::print(stderr, "the pair does not differ again by its text: {}\n{}{}", found.what, print(draft),
                 agreement::print(found.keys));
      return;
    }
    report_.is_shrunk = true;
    report_.smallest = agreement::leaves(shrunk.pair.draft);
    if (options_.wrong == Backend::None) {
      fmt::print(stderr, "shrunk from {} conditions to {}: {}\n{}{}", agreement::leaves(draft), report_.smallest,
                 shrunk.what, print(shrunk.pair.draft), agreement::print(shrunk.pair.keys));
    }
    if (options_.golden_folder.empty()) return;
    const auto kept = agreement::write_golden(options_.golden_folder, name, shrunk);
    if (!kept.ok()) fmt::print(stderr, "{}\n", kept.error());
  }

  RunOptions options_;
  std::string folder_;
  Clock::time_point start_;
  std::atomic<std::uint64_t> next_ = 0;
  std::atomic<unsigned> working_ = 0;
  std::atomic<bool> has_differed_ = false;
  std::mutex mutex_;  // of what follows
  RunReport report_;
};

}  // namespace

RunReport run(const RunOptions& options, const std::string& folder) { return Run(options, folder).run(); }

std::size_t replay(const std::string& golden, const std::string& folder, PairCounts& counts) {
  std::vector<std::filesystem::path> policies;
  for (const auto& entry : std::filesystem::directory_iterator(golden)) {
    if (entry.path().extension() == ".pol") policies.push_back(entry.path());
  }
  std::sort(policies.begin(), policies.end());
  std::size_t failed = policies.empty() ? 1 : 0;
  for (const std::filesystem::path& path : policies) {
    const auto complain = [&](const std::string& what) {
      ++failed;
      fmt::print(stderr, "{}: {}\n", path.string(), what);
    };
    const std::string beside = std::filesystem::path(path).replace_extension(".json").string();
    const auto text = cases::read_file(path.string(), cases::kMaxCaseBytes);
    const auto json = cases::read_file(beside, cases::kMaxCaseBytes);
    if (!text.ok() || !json.ok()) {
      complain("cannot be read");
      continue;
    }
    const auto written = read_policy({text.value()});
    if (!written) {
      complain(written.error());
      continue;
    }
    const ir::Policy& policy = written.value()->policy;
    Comparison comparison(policy, Backend::None, folder, counts);
    for (const cases::LoadedCase& one : cases::load_cases(policy, json.value(), beside).cases) {
      // The solver is asked about complete cases only; these seldom are.
      for (const Stage stage : {Stage::Interpreter, Stage::Rows, Stage::Columns, Stage::Library}) {
        if (auto found = check_alone(stage, comparison, policy, one.patient)) complain(*found);
      }
    }
  }
  return failed;
}

std::string print(const RunReport& report, const RunOptions& options, double seconds) {
  std::string out = fmt::format("seed {}, {:.0f} s, {} policies ({} of two files, {} set aside)\n", options.seed, seconds,
                                report.policies, report.from_imports, report.set_aside);
  std::uint64_t native = 0;
  for (std::size_t i = 0; i < kPairings; ++i) {
    const auto pairing = static_cast<Pairing>(i);
    native += is_native(pairing) ? report.pairs[i] : 0;
    out += fmt::format("  {:<36}{:>14}{:>10.0f}/s\n", to_text(pairing), report.pairs[i],
                       static_cast<double>(report.pairs[i]) / seconds);
  }
  return out + fmt::format("  {:<36}{:>14}{:>10.0f}/s\n{} differences\n", "native code and native code", native,
                           static_cast<double>(native) / seconds, report.differences);
}

}  // namespace pol::soak
