// What exact decisions cost: the wider plane program, its code, what to ask for, the next question.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/ask/advice.h"
#include "compiler/cases/load.h"
#include "compiler/codegen/evaluator.h"
#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

constexpr const char* kSection = "Exact decisions";
constexpr std::size_t kRuns = 15;

std::unique_ptr<codegen::Evaluator> compiled(const planes::Program& program) {
  codegen::Options options;
  options.use_cache = false;
  auto evaluator = codegen::Evaluator::create(program, options);
  if (!evaluator) stop(evaluator.error());
  return evaluator.take();
}

/// Cold, as one determination pays it: lowering, and both functions through the compiler.
void measure_compiling(const ir::Policy& policy, Report& report) {
  std::vector<double> plain, exact, lowering, added;
  for (const std::vector<double>& one : in_fresh_processes(kRuns, [&] {
         const double start = now_ms();
         compiled(planes::lower(policy));
         return std::vector<double>{now_ms() - start};
       })) {
    plain.push_back(one.front());
  }
  for (const std::vector<double>& one : in_fresh_processes(kRuns, [&] {
         const double start = now_ms();
         const planes::Program program = planes::lower_exact(policy);
         const double lowered = now_ms();
         compiled(program);
         return std::vector<double>{now_ms() - start, lowered - start};
       })) {
    exact.push_back(one[0]);
    lowering.push_back(one[1]);
  }
  for (std::size_t i = 0; i < kRuns; ++i) added.push_back(exact[i] - plain[i]);
  report.add(figure_of(kSection, "planes and code, Kleene only", "ms", plain));
  report.add(figure_of(kSection, "planes and code, exact", "ms", exact));
  report.add(figure_of(kSection, "of it the exact planes", "ms", lowering));
  Figure more = figure_of(kSection, "added to a cold compile", "ms", added);
  more.aim = 20;
  report.add(more);
  const planes::Program program = planes::lower_exact(policy);
  const double percent = 100.0 * static_cast<double>(program.nodes.size() - program.plain_nodes) /
                         static_cast<double>(program.plain_nodes);
  Figure nodes = figure_of(kSection, "added to the plane program", "%", {percent});
  nodes.aim = 30;
  report.add(nodes);
}

/// Prepared cases of the folder for which more than one outcome is possible.
std::vector<ir::Patient> pending_cases(const ir::Policy& policy, const std::string& case_file) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(case_file).parent_path())) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  std::vector<ir::Patient> pending;
  for (const std::string& file : files) {
    const auto text = cases::read_file(file, cases::kMaxCaseBytes);
    if (!text) stop(text.error());
    for (const cases::LoadedCase& one : cases::load_cases(policy, text.value(), file).cases) {
      auto prepared = exact::prepare(policy, one.patient);
      if (!prepared) continue;
      const ir::OutcomeSet possible = exact::Search(policy, prepared.value().patient).possible();
      if ((possible & (possible - 1)) != 0) pending.push_back(std::move(prepared.value().patient));
    }
  }
  return pending;
}

void measure_asking(const Inputs& inputs, const ir::Policy& policy, Report& report) {
  const std::vector<ir::Patient> pending = pending_cases(policy, inputs.case_file);
  if (pending.empty()) return;
  std::vector<double> whole, question, deciding;
  for (const ir::Patient& patient : pending) {
    const std::vector<ir::Truth> truths = interp::evaluate(policy, patient);
    double start = now_ms();
    ask::advise(policy, patient, truths);
    whole.push_back(now_ms() - start);
    ask::Limits limits;
    limits.routes = 0;
    limits.enough = false;
    start = now_ms();
    ask::advise(policy, patient, truths, ask::Aim::Disposition, limits);
    question.push_back(now_ms() - start);
    start = now_ms();
    exact::Search(policy, patient).possible();
    deciding.push_back(now_ms() - start);
  }
  report.add(kSection, "pending cases",
             fmt::format("{} of {}", pending.size(), std::filesystem::path(inputs.case_file).parent_path().string()));
  report.add(figure_of(kSection, "possible outcomes by search", "ms", deciding));
  Figure advice = figure_of(kSection, "what to ask for, a case", "ms", whole);
  advice.aim = 50;
  report.add(advice);
  Figure next = figure_of(kSection, "next question, a case", "ms", question);
  next.aim = 20;
  report.add(next);
}

}  // namespace

void measure_exactness(const Inputs& inputs, const ir::Policy& policy, Report& report) {
  measure_compiling(policy, report);
  measure_asking(inputs, policy, report);
}

}  // namespace pol::bench
