// What it takes until policies answer: the real one, and a folder of a thousand.

#include "compiler/pipeline/catalog.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "compiler/pipeline/native.h"
#include "tools/bench/fresh.h"
#include "tools/bench/lint_policies.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

using codegen::Form;

constexpr std::size_t kRuns = 15, kPolicies = 1000, kCriteria = 100;
constexpr double kFirstAim = 30, kOptimisedAim = 120, kKeptAim = 15;
constexpr double kCatalogAim = 25'000, kKeptCatalogAim = 2'000, kMemoryAim = 1024;

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// The possible outcomes of a case of which the day is known, and the code.
unsigned answer(const pol_policy* policy, const std::string& fact, const std::string& code) {
  pol_error error = {};
  pol_case* one = nullptr;
  pol_policy_about about = {};
  pol_describe(policy, &about);
  pol_answer answer = {};
  pol_status status = pol_case_new(policy, &one, &error);
  if (status == POL_OK) status = pol_set_date(one, about.reference, 20'000, 20'000, &error);
  if (status == POL_OK && !fact.empty()) {
    const std::uint32_t request = pol_fact_named(policy, fact.c_str());
    status = pol_set_choice(one, request, pol_value_named(policy, request, code.data(), code.size()), &error);
  }
  if (status == POL_OK) status = pol_decide(one, &answer, &error);
  pol_case_free(one);
  if (status != POL_OK) stop(error.message);
  return answer.possible;
}

/// Milliseconds until the first answer, and until every form is there.
std::vector<double> open_once(const std::string& path, const std::string& cache, const std::vector<Form>& forms,
                              bool is_kept) {
  const double begin = now_ms();
  pipeline::NativeOptions options;
  options.cache_folder = cache;
  const auto policy = pipeline::NativePolicy::open(path, pipeline::find_roots(""), options);
  if (!policy) stop(policy.error());
  if (answer(policy.value().get(), "", "") == 0) stop("a case without an outcome");
  const double first = now_ms() - begin;
  for (const Form form : forms) policy.value().ask_for(form);
  policy.value().finish();
  const double all = now_ms() - begin;
  if (!policy.value().note().empty()) stop(policy.value().note());
  if (policy.value().is_from_cache() != is_kept) stop("the cache is not used as asked for");
  return {first, all};
}

void measure_native(const Inputs& inputs, Report& report) {
  const std::string section = "Policy as native code, front end included, first in its process";
  const auto add = [&](const std::string& name, std::vector<double> samples, double aim) {
    Figure figure = figure_of(section, name, "ms", std::move(samples));
    figure.aim = aim;
    report.add(std::move(figure));
  };
  const std::vector<Form> all = {Form::Columns, Form::Criteria, Form::Decide};
  const auto cold = in_fresh_processes(kRuns, [&] { return open_once(inputs.policy, "", all, false); });
  add("cold: first answer", column(cold, 0), kFirstAim);
  add("cold: all forms optimised", column(cold, 1), kOptimisedAim);
  const auto alone = in_fresh_processes(kRuns, [&] { return open_once(inputs.policy, "", {Form::Columns}, false); });
  report.add(figure_of(section, "cold: columns optimised, and no criteria", "ms", column(alone, 1)));
  const TemporaryFolder folder;
  in_fresh_processes(1, [&] { return open_once(inputs.policy, folder.path() + "/cache", all, false); });
  const auto kept =
      in_fresh_processes(kRuns, [&] { return open_once(inputs.policy, folder.path() + "/cache", all, true); });
  add("from the cache: first answer", column(kept, 0), kKeptAim);
  report.add(figure_of(section, "from the cache: all forms optimised", "ms", column(kept, 1)));
}

/// No two have a condition in common, so that none is compiled for another.
void write_policies(const std::string& folder) {
  std::filesystem::create_directory(folder);
  for (std::size_t i = 0; i < kPolicies; ++i) {
    std::string text = lint_policy(kCriteria, 1 + i * kCriteria);
    const auto put = [&](const std::string& before, const std::string& what) { text.insert(text.find(before), what); };
    const std::string name = "policy synthetic";
    text.insert(text.find(name) + name.size(), fmt::format("_{}", i));
    put("citation [1]", fmt::format("facts {{ procedure_code : code \"Requested procedure\" }}\n"
                                    "procedures table {{ \"P{}\" \"Study\" : study of region }}\n",
                                    i / 2));
    put("  meets when", "  not_applicable unless procedure_code in table\n");
    std::ofstream(fmt::format("{}/{:04}.pol", folder, i), std::ios::binary) << text;
  }
}

/// Milliseconds until the folder is open, until each policy has decided a case, until all have native code; MB at most.
std::vector<double> open_all(const std::string& folder, const std::string& cache, bool is_kept) {
  const double begin = now_ms();
  const auto opened = pipeline::Catalog::open(folder, pipeline::find_roots(""), {cache, 0});
  if (!opened) stop(opened.error());
  const pipeline::Catalog& catalog = *opened.value();
  for (const std::string& broken : catalog.broken()) stop(broken);
  if (catalog.size() != kPolicies || (catalog.parsed() == 0) != is_kept) stop("the folder is not read as asked for");
  const double known = now_ms() - begin;
  std::vector<std::uint32_t> all;
  for (std::uint32_t i = 0; i < kPolicies; ++i) all.push_back(i);
  catalog.prepare(all);
  for (std::size_t i = 0; i < kPolicies; ++i) {
    const std::string code = fmt::format("P{}", i / 2);
    for (const std::uint32_t policy : catalog.policies_for(code)) {
      const auto native = catalog.policy(policy);
      if (!native) stop(native.error());
      answer(native.value()->get(), catalog.routing(policy).fact, code);
    }
  }
  const double answered = now_ms() - begin;
  catalog.finish();
  return {known, answered, now_ms() - begin, peak_mb()};
}

}  // namespace

void measure_catalog(const Inputs& inputs, Report& report) {
  measure_native(inputs, report);
  const std::string section =
      fmt::format("{} synthetic policies of {} criteria, all of them asked, all cores", kPolicies, kCriteria);
  const TemporaryFolder scratch;
  const std::string folder = scratch.path() + "/policies", cache = scratch.path() + "/cache";
  write_policies(folder);
  for (const bool is_kept : {false, true}) {
    const auto runs = in_fresh_processes(is_kept ? 5 : 1, [&] { return open_all(folder, cache, is_kept); });
    const std::string how = is_kept ? "from the cache: " : "cold: ";
    report.add(figure_of(section, how + "folder open", "ms", column(runs, 0)));
    Figure answers = figure_of(section, how + "first answers", "ms", column(runs, 1));
    answers.aim = is_kept ? kKeptCatalogAim : kCatalogAim;
    report.add(std::move(answers));
    if (!is_kept)
      report.add(figure_of(section, how + "all native, at the pace of a background", "ms", column(runs, 2)));
    Figure memory = figure_of(section, how + "peak memory", "MB", column(runs, 3));
    memory.aim = kMemoryAim;
    report.add(std::move(memory));
  }
}

}  // namespace pol::bench
