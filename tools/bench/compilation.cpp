// Plane program to callable code.

#include "compiler/codegen/evaluator.h"
#include "tools/bench/fresh.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRuns = 25;

std::vector<double> create_once(const planes::Program& program, const codegen::Options& options, bool cached) {
  const double begin = now_ms();
  const auto evaluator = codegen::Evaluator::create(program, options);
  const double end = now_ms();
  if (!evaluator) stop(evaluator.error());
  if (evaluator.value()->from_cache() != cached) stop("the object cache is not used as asked for");
  return {end - begin};
}

}  // namespace

void measure_compilation(const planes::Program& program, Report& report) {
  const std::string section = "Native code, plane program to callable, first in its process";
  const auto measure = [&](const char* name, codegen::Options options, bool cached) {
    const auto runs = in_fresh_processes(kRuns, [&] { return create_once(program, options, cached); });
    report.add(figure_of(section, name, "ms", column(runs, 0)));
  };
  codegen::Options options;
  options.use_cache = false;
  options.wants_trace = false;
  measure("cold: decide", options, false);
  options.wants_trace = true;
  options.wants_decide = false;
  measure("cold: trace", options, false);
  options.wants_decide = true;
  measure("cold: both", options, false);

  const TemporaryFolder folder;
  options.use_cache = true;
  options.cache_folder = folder.path() + "/cache";
  in_fresh_processes(1, [&] { return create_once(program, options, false); });
  measure("from the cache: both", options, true);
}

}  // namespace pol::bench
