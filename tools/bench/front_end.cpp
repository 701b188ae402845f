// Text to plane program.

#include <fmt/format.h>

#include <fstream>

#include "compiler/pipeline/pipeline.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 25, kSyntheticRuns = 7;
constexpr int kSections = 100, kCriteria = 100, kFindings = 400, kCounts = 100;

/// `s17.42`: two findings and a number, as criteria of real guidelines have.
std::string synthetic_policy() {
  std::string text =
      "policy synthetic \"Ten thousand criteria\" {\n  document: \"S\"  reviewed: 2025-01-01\n"
      "  reference: request_date\n}\nfacts {\n  request_date : date \"Day of the request\"\n";
  for (int i = 0; i < kFindings; ++i) text += fmt::format("  finding_{0} : finding \"Finding number {0}\"\n", i);
  for (int i = 0; i < kCounts; ++i) text += fmt::format("  count_{0} : count 0 to 99 \"Count number {0}\"\n", i);
  text += "}\n";
  std::string sections;
  for (int s = 0; s < kSections; ++s) {
    text += fmt::format("criteria s{0} \"Section {0}\" : any {{\n", s);
    for (int c = 0; c < kCriteria; ++c) {
      const int n = s * kCriteria + c;
      text += fmt::format("  {}. \"Criterion {}\" : finding_{} and any {{ finding_{}, count_{} > {} }}\n", c + 1, n,
                          n % kFindings, (n * 7 + n / kFindings) % kFindings, n % kCounts, 1 + n % 90);
    }
    text += "}\n";
    sections += fmt::format("{}s{}", s == 0 ? "" : ", ", s);
  }
  return text + fmt::format("determine {{\n  meets when any {{ {} }}\n  otherwise does_not_meet\n}}\n", sections);
}

double step(const pipeline::Compiled& compiled, const std::string& name) {
  for (const pipeline::Timing& timing : compiled.timings) {
    if (timing.step == name) return timing.milliseconds;
  }
  stop("the pipeline does not time its step " + name);
}

std::vector<double> compile_once(const std::string& path) {
  const auto compiled = pipeline::compile(path, pipeline::find_roots(""));
  if (!compiled->ok()) stop(path + " has mistakes; polc check names them");
  const double begin = now_ms();
  const planes::Program program = planes::lower(compiled->policy);
  const double lower = now_ms() - begin;
  const double parse = step(*compiled, "parse"), check = step(*compiled, "check");
  return {parse, check, lower, parse + check, static_cast<double>(program.nodes.size())};
}

}  // namespace

void measure_front_end(const Inputs& inputs, Report& report) {
  const std::string section = "Front end, first in its process";
  const auto real = in_fresh_processes(kRuns, [&] { return compile_once(inputs.policy); });
  report.add(figure_of(section, "load and parse, imports included", "ms", column(real, 0)));
  report.add(figure_of(section, "resolve and check", "ms", column(real, 1)));
  report.add(figure_of(section, "lower to planes", "ms", column(real, 2)));
  report.add(figure_of(section, "parse + check", "ms", column(real, 3)));

  const TemporaryFolder folder;
  const std::string path = folder.path() + "/synthetic.pol", text = synthetic_policy();
  std::ofstream(path) << text;
  const auto synthetic = in_fresh_processes(kSyntheticRuns, [&] { return compile_once(path); });
  const std::string size = fmt::format("{} criteria, {} KB", kSections * kCriteria, text.size() / 1024);
  Figure parse = figure_of(section, "parse " + size, "ms", column(synthetic, 0));
  parse.aim = 1000;
  report.add(parse);
  report.add(figure_of(section, "check the same", "ms", column(synthetic, 1)));
}

}  // namespace pol::bench
