#pragma once
// The measurements, each adding its figures to the report. They end the program when something cannot be measured.

#include <string>

#include "compiler/ir/policy.h"
#include "compiler/planes/program.h"
#include "tools/bench/figures.h"

namespace pol::bench {

struct Inputs {
  std::string policy, case_file;
  std::string polc;  ///< the program
  std::size_t cases = 200000;
  std::size_t rounds = 41;
  std::size_t replayed = 20000;  ///< recorded cases that two revisions replay
  std::size_t most_criteria = 2000;  ///< of the synthetic policies that are linted
};

/// CPU, kernel, compiler and libraries.
void add_machine(Report& report);

/// Whole `polc eval` processes. A child inherits its parent's peak memory: call this while this process is small.
void measure_whole_runs(const Inputs& inputs, Report& report);

/// Parse, check and lower, of the policy and of a synthetic one of 10,000 criteria; each time in a fresh process, for
/// a parser that has run before is faster.
void measure_front_end(const Inputs& inputs, Report& report);

/// IR to callable code, in fresh processes.
void measure_compilation(const planes::Program& program, Report& report);

/// A phase of a schedule against a plain comparison of dates, natively.
/// Exact decisions on incomplete cases: what they add to a compile, what to ask for, the next question.
void measure_exactness(const Inputs& inputs, const ir::Policy& policy, Report& report);
void measure_schedules(const Inputs& inputs, Report& report);

/// A whole lint, of the real policies and of synthetic ones that grow; by rule.
void measure_linting(const Inputs& inputs, Report& report);

/// Earlier texts in `revisions/` beside the policy: a whole comparison, and recorded cases replayed through both.
void measure_revisions(const Inputs& inputs, Report& report);

/// Files of cases: parsed, parsed into columns, and through `polc run`, on one thread and on two.
void measure_run(const Inputs& inputs, Report& report);

/// Until the first answer of the policy and until all its forms are compiled; the same of a folder of a thousand
/// policies.
void measure_catalog(const Inputs& inputs, Report& report);

/// Columns: compiled and by hand, in memory and in the cache, for each vector unit; one thread and two.
void measure_columns(const Inputs& inputs, const ir::Policy& policy, const planes::Program& program, Report& report);

/// Nanoseconds a case: interpreter, native code, by hand.
void measure_evaluation(const Inputs& inputs, const ir::Policy& policy, const planes::Program& program, Report& report);

}  // namespace pol::bench
