// `polc eval` as its users meet it: one process a determination.

#include <fmt/format.h>

#include <cstdlib>

#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 25;

struct Runs {
  std::vector<double> ms, processor_ms, peak_mb;
  void add(const ProgramRun& one) {
    ms.push_back(one.ms);
    processor_ms.push_back(one.processor_ms);
    peak_mb.push_back(one.peak_mb);
  }
};

}  // namespace

void measure_whole_runs(const Inputs& inputs, Report& report) {
  const std::string section = fmt::format("Whole process: polc eval {} {}", inputs.policy, inputs.case_file);
  const std::vector<std::string> eval = {inputs.polc, "eval", inputs.policy, inputs.case_file};
  Runs cold, uncached, warm, start;
  run_program(eval);  // brings the program's own file into memory
  for (std::size_t i = 0; i < kRuns; ++i) {
    const TemporaryFolder folder;
    const std::string cache = folder.path() + "/cache";
    setenv("POL_CACHE", cache.c_str(), 1);
    cold.add(run_program(eval));
    warm.add(run_program(eval));
    uncached.add(run_program({inputs.polc, "eval", "--no-cache", inputs.policy, inputs.case_file}));
    start.add(run_program({inputs.polc, "--version"}));
  }
  unsetenv("POL_CACHE");
  const auto add_to = [&](const std::string& of, const char* name, const char* unit, const std::vector<double>& samples,
                          double aim) {
    Figure figure = figure_of(of, name, unit, samples);
    if (aim > 0) figure.aim = aim;
    report.add(std::move(figure));
  };
  const auto add = [&](const char* name, const char* unit, const std::vector<double>& samples, double aim) {
    add_to(section, name, unit, samples, aim);
  };
  add("cold: the cache is empty", "ms", cold.ms, 60);
  add("cold, --no-cache", "ms", uncached.ms, 60);
  add("from the cache", "ms", warm.ms, 25);
  add("start only: polc --version", "ms", start.ms, 0);
  add("processor time, cold", "ms", cold.processor_ms, 0);
  add("processor time, from the cache", "ms", warm.processor_ms, 0);
  add("peak memory, cold", "MB", cold.peak_mb, 120);
  add("peak memory, from the cache", "MB", warm.peak_mb, 120);
  // The aims above were set before the guideline had its surveillance sections.
  const std::string whole = "Whole guideline with surveillance, the same runs";
  add_to(whole, "compile cold, evaluate, print", "ms", cold.ms, 400);
  add_to(whole, "from the cache, evaluate, print", "ms", warm.ms, 40);
}

}  // namespace pol::bench
