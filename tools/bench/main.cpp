// pol-bench: what polc costs, side by side in one run. Asserts no time: it prints each aim beside its figure.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "compiler/pipeline/pipeline.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

namespace {

using namespace pol;

void add_size(const bench::Inputs& inputs, const pipeline::Compiled& compiled, const planes::Program& program,
              bench::Report& report) {
  const ir::Policy& policy = compiled.policy;
  const auto labelled = std::count_if(policy.criteria.begin(), policy.criteria.end(), [](const ir::Criterion& one) {
    return one.kind != ir::Criterion::Kind::Reading;
  });
  const std::string section = "Policy " + inputs.policy;
  report.add(section, "files", fmt::format("{} with imports", compiled.files.size()));
  report.add(section, "criteria", fmt::format("{} labelled, {} conditions", labelled, policy.exprs.size()));
  report.add(section, "facts", fmt::format("{}", policy.facts.size()));
  report.add(section, "plane program",
             fmt::format("{} nodes, {} atoms, {} numbers, {} bytes a row", program.nodes.size(), program.atoms.size(),
                         program.slots.size(), program.row_bytes()));
}

}  // namespace

int main(int argc, char** argv) {
  bench::Inputs inputs;
  inputs.policy = "policies/lumbar_mri.pol";
  inputs.case_file = "policies/cases/febrile_child.json";
  inputs.polc = POL_BENCH_POLC;
  bool json = false;
  bool only_run = false;
  bool only_revisions = false, only_catalog = false, only_columns = false;
  bool only_evaluation = false, only_schedules = false, only_exactness = false, only_lint = false, long_run = false;
  CLI::App app("Measures polc on the lumbar MRI guideline. Run it in the root of the source tree.", "pol-bench");
  app.add_option("--policy", inputs.policy, "Policy; the code written by hand knows the lumbar guideline only");
  app.add_option("--polc", inputs.polc, "Program to measure as a whole");
  app.add_option("--cases", inputs.cases, "Distinct random cases")->check(CLI::Range(1, 10000000));
  app.add_option("--rounds", inputs.rounds, "Rounds of the evaluators")->check(CLI::Range(1, 100000));
  app.add_flag("--only-evaluation", only_evaluation, "Nanoseconds a case only");
  app.add_flag("--only-schedules", only_schedules, "A phase of a schedule against a comparison of dates only");
  app.add_flag("--only-exactness", only_exactness, "Exact decisions, what to ask for and the next question only");
  app.add_flag("--only-lint", only_lint, "The linter only, on the real policies and on synthetic ones");
  app.add_flag("--only-revisions", only_revisions, "Comparison and replay of revisions only");
  app.add_flag("--only-run", only_run, "Files of cases through polc run only");
  app.add_flag("--only-columns", only_columns, "Compiled columns against columns written by hand only");
  app.add_flag("--only-catalog", only_catalog,
               "Until policies answer, and until all is compiled; a folder of a thousand");
  app.add_option("--replayed", inputs.replayed, "Recorded cases that two revisions replay")
      ->check(CLI::Range(1, 10000000));
  app.add_option("--most-criteria", inputs.most_criteria, "Size of the largest synthetic policy that is linted");
  app.add_flag("--long", long_run, "Lint a synthetic policy of 10,000 criteria too");
  app.add_flag("--json", json, "Print the figures as JSON");
  CLI11_PARSE(app, argc, argv);
  if (long_run) inputs.most_criteria = 10'000;

  bench::Report report;
  bench::add_machine(report);
  if (only_revisions) {
    bench::measure_revisions(inputs, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (only_run) {
    bench::measure_run(inputs, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (only_catalog) {
    bench::measure_catalog(inputs, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (only_lint) {
    bench::measure_linting(inputs, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (only_schedules) {
    bench::measure_schedules(inputs, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (!only_evaluation && !only_exactness && !only_columns) {
    bench::measure_whole_runs(inputs, report);
    bench::measure_front_end(inputs, report);
  }
  const auto compiled = pipeline::compile(inputs.policy, pipeline::find_roots(""));
  if (!compiled->ok()) bench::stop(inputs.policy + " has mistakes; polc check names them");
  if (only_exactness) {
    bench::measure_exactness(inputs, compiled->policy, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  const planes::Program program = planes::lower_exact(compiled->policy);  // what polc runs
  if (only_columns) {
    bench::measure_columns(inputs, compiled->policy, program, report);
    fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
    return 0;
  }
  if (!only_evaluation) bench::measure_compilation(program, report);
  bench::measure_evaluation(inputs, compiled->policy, program, report);
  if (!only_evaluation) {
    bench::measure_exactness(inputs, compiled->policy, report);
    bench::measure_schedules(inputs, report);
    bench::measure_revisions(inputs, report);
  }
  add_size(inputs, *compiled, program, report);
  fmt::print("{}", json ? report.json().dump(2) + "\n" : report.text());
  return 0;
}
