// polc eval POLICY CASE…: the determination of each case.

#include <fmt/format.h>

#include <memory>

#include "compiler/exact/consistent.h"
#include "tools/polc/determination.h"
#include "tools/polc/explain.h"
#include "tools/polc/inputs.h"
#include "tools/polc/output.h"
#include "tools/polc/page.h"
#include "tools/polc/terminal.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

struct EvalOptions {
  std::string policy;
  std::vector<std::string> cases;
  bool json = false;
  bool explain = false;
  std::size_t depth = 0;
  std::string html;
  bool interpret = false;
  bool no_cache = false;
  bool timings = false;
};

Result<Determined> determine_case(const ir::Policy& policy, const pipeline::Engine& engine,
                                  const cases::LoadedCase& one) {
  auto prepared = exact::prepare(policy, one.patient);
  if (!prepared) return failure(prepared.error());
  return determine_prepared(policy, engine, one.title, prepared.take());
}

/// All cases of all files, in order; empty when some file cannot be used.
std::optional<std::vector<cases::LoadedCase>> load_all(const ir::Policy& policy, const EvalOptions& options,
                                                       bool& is_list) {
  std::vector<cases::LoadedCase> all;
  bool good = true;
  is_list = options.cases.size() > 1;
  for (const std::string& path : options.cases) {
    auto file = load_case_file(policy, path);
    if (!file) {
      good = false;
      continue;
    }
    is_list = is_list || file->is_list;
    for (cases::LoadedCase& one : file->cases) all.push_back(std::move(one));
  }
  if (!good) return std::nullopt;
  return all;
}

void explain(const pipeline::Compiled& compiled, const EvalOptions& options, PageEntry& entry) {
  const Determined& one = entry.determined;
  if (options.explain || !options.html.empty()) {
    entry.rules =
        interp::rationale(compiled.policy, compiled.sources, one.prepared, one.truths, one.determination);
  }
  if (!options.html.empty()) {
    entry.criteria =
        interp::all_criteria(compiled.policy, compiled.sources, one.prepared, one.truths, one.determination);
  }
}

int write_page(const pipeline::Compiled& compiled, const EvalOptions& options, const std::vector<PageEntry>& entries) {
  const std::string page = determination_page(compiled.policy, entries);
  if (options.html == "-") return write_output(page);
  std::vector<std::string> inputs = options.cases;
  for (std::uint32_t source = 0; source < compiled.sources.size(); ++source) {
    inputs.push_back(compiled.sources.path(source));
  }
  return write_file(options.html, page, inputs) ? kClean : kUnreadable;
}

/// A page of some of the cases would look like all of them.
int skip_page(const EvalOptions& options) {
  complain(fmt::format("{}: not written, for some case could not be determined", options.html));
  return kUnreadable;
}

int run_eval(const EvalOptions& options, const Globals& globals) {
  if (options.json && options.html == "-") {
    complain("--json and --html - both write to standard output");
    return kUnreadable;
  }
  const Policy loaded = load_policy(options.policy, globals);
  if (loaded.exit_code != kClean) return loaded.exit_code;
  const pipeline::Compiled& compiled = *loaded.compiled;
  const ir::Policy& policy = compiled.policy;
  if (!compiled.files.back().is_policy) {
    complain(fmt::format("{}: a module decides nothing; name a policy", options.policy));
    return kUnreadable;
  }
  std::vector<pipeline::Timing> timings = compiled.timings;
  bool is_list = false;
  const auto all = pipeline::timed(timings, "read cases", [&] { return load_all(policy, options, is_list); });
  if (!all) return kUnreadable;
  const EngineUse use{.cache = !options.no_cache, .interpret = options.interpret, .explained_only = true};
  const auto engine = pipeline::timed(timings, "engine", [&] { return make_engine(policy, globals, use); });
  if (!engine) return kUnreadable;
  if (engine->is_native() && engine->native()->from_cache()) timings.back().step += " (from the cache)";

  const Terminal terminal = terminal_of(stdout, globals.colour);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<PageEntry> page;
  std::string text;
  int exit_code = kClean;
  for (const cases::LoadedCase& one : *all) {
    auto determined = pipeline::timed(timings, "determine", [&] { return determine_case(policy, *engine, one); });
    if (!determined) {
      complain(fmt::format("{}: {}", one.title, determined.error()));
      exit_code = kUnreadable;
      continue;
    }
    PageEntry entry{determined.take(), {}, {}};
    explain(compiled, options, entry);
    if (options.json) {
      list.push_back(determination_json(policy, entry.determined, engine->is_native()));
      if (options.explain) list.back()["why"] = rationale_json(entry.rules, options.depth);
    } else {
      if (!text.empty()) text += "\n";
      text += determination_text(policy, entry.determined, terminal);
      if (options.explain) text += rationale_text(entry.rules, options.depth, terminal);
    }
    if (!options.html.empty()) page.push_back(std::move(entry));
  }
  if (options.timings) print_timings(timings);
  if (!options.html.empty()) {
    const int written = exit_code == kClean ? write_page(compiled, options, page) : skip_page(options);
    if (options.html == "-") return written;
    exit_code = std::max(exit_code, written);
  }
  if (options.json && is_list) text = json_text(list);
  if (options.json && !is_list && !list.empty()) text = json_text(list.front());
  return std::max(exit_code, write_output(text));
}

}  // namespace

Verb eval_verb(CLI::App& app) {
  const auto options = std::make_shared<EvalOptions>();
  CLI::App* verb = app.add_subcommand("eval", "Determine cases");
  verb->add_option("POLICY", options->policy, "Policy (.pol)")->required();
  verb->add_option("CASE", options->cases, "Case files (.json); - reads standard input")->required();
  verb->add_flag("--json", options->json, "Print the determination as JSON; an array for several cases");
  CLI::Option* explain = verb->add_flag("--explain", options->explain, "Add the tree of reasons; in JSON as `why`");
  verb->add_option("--depth", options->depth, "With --explain: so many levels of the tree; 0 for all")
      ->type_name("LEVELS")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1000}))
      ->needs(explain);
  verb->add_option("--html", options->html,
                   "Write the determinations as one page to read, print and file; - writes it to standard output "
                   "instead of text")
      ->type_name("FILE")
      ->check([](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; });
  verb->add_flag("--interpret", options->interpret, "Evaluate by the interpreter, without native code");
  verb->add_flag("--no-cache", options->no_cache, "Compile afresh and keep nothing");
  verb->add_flag("--timings", options->timings, "Print the time of each step on standard error");
  return {verb, [options](const Globals& globals) { return run_eval(*options, globals); }};
}

}  // namespace pol::tool
