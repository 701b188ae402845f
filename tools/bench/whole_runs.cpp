// `polc eval` as its users meet it: one process a determination.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

extern char** environ;

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 25;

struct Run {
  double ms = 0;
  double processor_ms = 0;  ///< what it would take on an idle machine, about
  double peak_mb = 0;
};

/// Runs the program to its end, its output thrown away.
Run run(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);

  const double begin = now_ms();
  pid_t child = 0;
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
    stop(fmt::format("cannot run {}", words.front()));
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const double end = now_ms();
  posix_spawn_file_actions_destroy(&actions);
  if (status != 0) stop(fmt::format("failed: {}", fmt::join(words, " ")));
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return {end - begin, ms(usage.ru_utime) + ms(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

struct Runs {
  std::vector<double> ms, processor_ms, peak_mb;
  void add(const Run& one) {
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
  run(eval);  // brings the program's own file into memory
  for (std::size_t i = 0; i < kRuns; ++i) {
    const TemporaryFolder folder;
    const std::string cache = folder.path() + "/cache";
    setenv("POL_CACHE", cache.c_str(), 1);
    cold.add(run(eval));
    warm.add(run(eval));
    uncached.add(run({inputs.polc, "eval", "--no-cache", inputs.policy, inputs.case_file}));
    start.add(run({inputs.polc, "--version"}));
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
