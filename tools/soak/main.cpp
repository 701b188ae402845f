// pol-soak: does everything that evaluates a policy agree? See README.md here.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "tools/soak/run.h"
#include "tools/soak/subject.h"

namespace {

using namespace pol::soak;
using Clock = std::chrono::steady_clock;

/// A shrunk policy larger than this means that the shrinker does not work.
constexpr std::size_t kShrunkEnough = 4;

/// A folder of its own, gone afterwards.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pol-soak-XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Each backend in turn is made wrong.
int find_faults(RunOptions options, const std::string& folder) {
  int missed = 0;
  for (std::size_t i = 0; i < kBackends; ++i) {
    options.wrong = static_cast<Backend>(i);
    const auto start = Clock::now();
    const RunReport report = run(options, folder);
    const bool is_found = report.differences > 0 && report.is_shrunk && report.smallest <= kShrunkEnough;
    missed += !is_found;
    fmt::print("a fault in {}: {} after {} policies, shrunk to {} conditions, {:.1f} s\n", to_text(options.wrong),
               report.differences > 0 ? "found" : "not found", report.policies, report.smallest, since(start));
  }
  return missed == 0 ? 0 : 1;
}

/// Which constructs occurred; false when one never did.
bool print_coverage(const RunReport& report) {
  bool is_complete = true;
  fmt::print("constructs\n");
  for (const auto& [name, times] : report.constructs) fmt::print("  {:<44}{:>12}\n", name, times);
  for (const std::string& name : required_constructs()) {
    const auto at = report.constructs.find(name);
    if (at != report.constructs.end() && at->second > 0) continue;
    fmt::print("{} never occurred\n", name);
    is_complete = false;
  }
  return is_complete;
}

}  // namespace

int main(int argc, char** argv) {
  RunOptions options;
  bool wants_faults = false, wants_variety = false;
  std::string golden;
  CLI::App app("Random policies and cases through everything that evaluates them; exit 1 on a difference.", "pol-soak");
  app.add_option("--minutes", options.minutes, "how long")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--policies", options.policies, "stop after so many instead");
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--threads", options.threads, "at once")->capture_default_str()->check(CLI::Range(1, 256));
  app.add_option("--rows", options.rows, "cases of each policy in batches")->capture_default_str();
  app.add_option("--cases", options.cases, "cases of each policy for the interpreter")->capture_default_str();
  app.add_option("--solved", options.solved, "cases of each small policy for the solver")->capture_default_str();
  app.add_option("--library-every", options.library_every, "link a library for one policy of so many of each kind")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_option("--write-golden", options.golden_folder, "write the shrunk pair that differs to this folder");
  app.add_option("--replay", golden, "the golden pairs of this folder instead")->check(CLI::ExistingDirectory);
  app.add_flag("--faults", wants_faults, "make each backend wrong in turn, and fail unless that is found and shrunk");
  app.add_flag("--require-variety", wants_variety, "fail when a construct of the language never occurs");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  const Folder folder;
  if (folder.path().empty()) {
    fmt::print(stderr, "no folder for temporary files can be made\n");
    return 2;
  }
  if (wants_faults) return find_faults(options, folder.path());
  if (!golden.empty()) {
    PairCounts counts = {};
    const std::size_t failed = replay(golden, folder.path(), counts);
    fmt::print("{} golden pairs differ\n", failed);
    return failed == 0 ? 0 : 1;
  }
  const auto start = Clock::now();
  const RunReport report = run(options, folder.path());
  const bool is_complete = print_coverage(report);
  fmt::print("{}", print(report, options, since(start)));
  return report.differences > 0 || (wants_variety && !is_complete) ? 1 : 0;
}
