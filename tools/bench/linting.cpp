// What a whole lint costs, how it grows, and which rules take the time.

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "compiler/pipeline/lint.h"
#include "compiler/pipeline/pipeline.h"
#include "tools/bench/fresh.h"
#include "tools/bench/lint_policies.h"
#include "tools/bench/measures.h"
#include "tools/bench/timing.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 5;
/// A rule that grows faster than this between two sizes is named. Linear: 1.
constexpr double kSteep = 1.3;
/// Faster ones are noise.
constexpr double kLeastMs = 20;

struct Size {
  std::size_t criteria, runs;
  double aim_ms;
};
constexpr Size kSizes[] = {{250, 5, 0}, {500, 5, 0}, {1000, 3, 0}, {2000, 3, 20'000}, {10'000, 1, 120'000}};

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Milliseconds, peak memory, findings, questions; then those of each rule that takes part, by its place in
/// all_rules().
constexpr std::size_t kHead = 4;
std::vector<double> lint_once(const std::vector<std::string>& paths) {
  std::vector<double> out(kHead + lint::all_rules().size(), 0.0);
  for (const std::string& path : paths) {
    const auto compiled = pipeline::compile(path, pipeline::find_roots(""));
    if (!compiled->ok()) stop(path + " has mistakes; polc check names them");
    const double begin = processor_ns();
    const auto result = pipeline::lint(*compiled, {});
    if (!result) stop(result.error());
    out[0] += (processor_ns() - begin) / 1e6;
    out[2] += static_cast<double>(result.value().findings.size());
    out[3] += static_cast<double>(result.value().questions);
    for (const lint::RuleCost& cost : result.value().costs) {
      const auto& rules = lint::all_rules();
      const auto rule =
          std::find_if(rules.begin(), rules.end(), [&](const lint::Rule& one) { return one.code == cost.code; });
      if (rule != rules.end()) out[kHead + static_cast<std::size_t>(rule - rules.begin())] += cost.milliseconds;
    }
  }
  out[1] = peak_mb();
  return out;
}

double median(std::vector<double> samples) { return figure_of("", "", "", std::move(samples)).median; }

/// The rules that take the most time.
void add_rules(const std::string& section, const std::vector<std::vector<double>>& rows, Report& report) {
  std::vector<std::pair<double, std::size_t>> costs;
  for (std::size_t i = 0; i < lint::all_rules().size(); ++i) costs.emplace_back(median(column(rows, kHead + i)), i);
  std::sort(costs.rbegin(), costs.rend());
  constexpr std::size_t kMost = 8;
  for (std::size_t i = 0; i < std::min(kMost, costs.size()) && costs[i].first >= 1; ++i) {
    const lint::Rule& rule = lint::all_rules()[costs[i].second];
    report.add(figure_of(section, fmt::format("  POL{} {}", rule.code, rule.name), "ms",
                         column(rows, kHead + costs[i].second)));
  }
}

void measure_real(const Inputs& inputs, Report& report) {
  const std::string section = "Whole lint, one core, " + inputs.policy + " and policies/oncology_followup.pol";
  const auto rows = in_fresh_processes(kRuns, [&] {
    return lint_once({inputs.policy, "policies/oncology_followup.pol"});
  });
  Figure time = figure_of(section, "processor time", "ms", column(rows, 0));
  time.aim = 3000;
  report.add(time);
  Figure memory = figure_of(section, "peak memory", "MB", column(rows, 1));
  memory.aim = 1024;
  report.add(memory);
  report.add(section, "findings", fmt::format("{:.0f}, {:.0f} questions", rows.front()[2], rows.front()[3]));
  add_rules(section, rows, report);
}

/// An author's edit of one line.
struct Edit {
  const char* name;
  const char* was;
  const char* is;
};
constexpr Edit kEdits[] = {
    {"a threshold", "back_pain_duration_days > 4 weeks", "back_pain_duration_days > 5 weeks"},
    {"a title", "\"Five or younger\"", "\"At most five years old\""},
    {"a new criterion", "        A. \"Five or younger\"",
     "        K. \"Fever and a known cancer\" : fever and known_malignancy\n        A. \"Five or younger\""},
};

std::string text_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// As an author meets it: a process a lint, the first one, the same again, and again after one line has changed, each
/// time with what the first one kept.
void measure_again(const Inputs& inputs, Report& report) {
  namespace fs = std::filesystem;
  const std::string section = "Whole process: polc lint " + inputs.policy;
  constexpr int kFindings = 1;  // the status of a lint that found something
  const fs::path policy(inputs.policy);
  const std::string text = text_of_file(inputs.policy);
  std::vector<double> first, same;
  std::map<std::string, std::vector<double>> edited, processor;  // by the edit's name
  for (std::size_t i = 0; i < kRuns; ++i) {
    const TemporaryFolder folder;
    const fs::path copy = fs::path(folder.path()) / "policies", cache = fs::path(folder.path()) / "cache";
    const fs::path kept = fs::path(folder.path()) / "kept";
    fs::copy(policy.parent_path(), copy, fs::copy_options::recursive);
    const std::string file = (copy / policy.filename()).string();
    setenv("POL_CACHE", cache.c_str(), 1);
    const std::vector<std::string> lint = {inputs.polc, "lint", file};
    first.push_back(run_program(lint, kFindings).ms);
    same.push_back(run_program(lint, kFindings).ms);
    fs::copy(cache, kept, fs::copy_options::recursive);
    for (const Edit& edit : kEdits) {
      const std::size_t at = text.find(edit.was);
      if (at == std::string::npos) continue;
      fs::remove_all(cache);
      fs::copy(kept, cache, fs::copy_options::recursive);
      std::string changed = text;
      changed.replace(at, std::string(edit.was).size(), edit.is);
      std::ofstream(file, std::ios::binary) << changed;
      const ProgramRun run = run_program(lint, kFindings);
      edited[edit.name].push_back(run.ms);
      processor[edit.name].push_back(run.processor_ms);
    }
  }
  unsetenv("POL_CACHE");
  report.add(figure_of(section, "first", "ms", first));
  report.add(figure_of(section, "the same text again", "ms", same));
  for (const Edit& edit : kEdits) {
    if (!edited.contains(edit.name)) {
      report.add(section, fmt::format("after {}", edit.name), "not in this policy");
      continue;
    }
    Figure again = figure_of(section, fmt::format("after {}", edit.name), "ms", edited[edit.name]);
    again.aim = 300;
    report.add(again);
    report.add(figure_of(section, "  processor time", "ms", processor[edit.name]));
  }
}

struct Measured {
  Size size;
  std::vector<std::vector<double>> rows;
};

/// log(time ratio) / log(size ratio): 1 is linear, 2 quadratic.
double exponent(const Measured& small, const Measured& large, std::size_t index) {
  const double times = median(column(large.rows, index)) / std::max(0.001, median(column(small.rows, index)));
  return std::log(times) /
         std::log(static_cast<double>(large.size.criteria) / static_cast<double>(small.size.criteria));
}

void add_growth(const Measured& small, const Measured& large, const std::string& section, Report& report) {
  report.add(section, fmt::format("growth from {} to {}", small.size.criteria, large.size.criteria),
             fmt::format("{:.1f} times the time, exponent {:.2f}",
                         median(column(large.rows, 0)) / median(column(small.rows, 0)), exponent(small, large, 0)));
  for (std::size_t i = 0; i < lint::all_rules().size(); ++i) {
    const double ms = median(column(large.rows, kHead + i)), grows = exponent(small, large, kHead + i);
    if (ms < kLeastMs || grows < kSteep) continue;
    const lint::Rule& rule = lint::all_rules()[i];
    report.add(section, fmt::format("  POL{} {}", rule.code, rule.name),
               fmt::format("{:.0f} ms, exponent {:.2f}", ms, grows));
  }
}

void measure_synthetic(const Inputs& inputs, Report& report) {
  const std::string section = "Whole lint of synthetic policies";
  const TemporaryFolder folder;
  std::vector<Measured> all;
  for (const Size& size : kSizes) {
    if (size.criteria > inputs.most_criteria) continue;
    const std::string path = fmt::format("{}/synthetic_{}.pol", folder.path(), size.criteria);
    std::ofstream(path) << lint_policy(size.criteria);
    all.push_back({size, in_fresh_processes(size.runs, [&] { return lint_once({path}); })});
    const Measured& one = all.back();
    Figure time = figure_of(section, fmt::format("{} criteria", size.criteria), "ms", column(one.rows, 0));
    if (size.aim_ms > 0) time.aim = size.aim_ms;
    report.add(time);
    report.add(figure_of(section, "  peak memory", "MB", column(one.rows, 1)));
    report.add(section, "  findings",
               fmt::format("{:.0f}, {:.0f} questions", one.rows.front()[2], one.rows.front()[3]));
    add_rules(section, one.rows, report);
    if (all.size() > 1) add_growth(all[all.size() - 2], one, section, report);
  }
}

}  // namespace

void measure_linting(const Inputs& inputs, Report& report) {
  measure_again(inputs, report);
  report.add("Linter", "pinned to", pin_to_one_core());
  measure_real(inputs, report);
  measure_synthetic(inputs, report);
}

}  // namespace pol::bench
