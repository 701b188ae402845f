// polc eval POLICY CASE…: the determination of each case.

#include <fmt/format.h>

#include <memory>

#include "compiler/exact/consistent.h"
#include "tools/polc/determination.h"
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
    std::vector<interp::RationaleNode> rules;
    if (options.explain || !options.html.empty()) {
      rules = interp::rationale(policy, compiled.sources, determined.value().prepared, determined.value().truths);
    }
    if (options.json) {
      list.push_back(determination_json(policy, determined.value(), engine->is_native()));
      if (options.explain) list.back()["why"] = rationale_json(rules);
      if (!options.html.empty()) page.push_back({determined.take(), std::move(rules)});
      continue;
    }
    if (!text.empty()) text += "\n";
    text += determination_text(policy, determined.value(), terminal);
    if (options.explain) text += rationale_text(rules, options.depth, terminal);
    if (!options.html.empty()) page.push_back({determined.take(), std::move(rules)});
  }
  if (options.timings) print_timings(timings);
  if (!options.html.empty()) {
    if (exit_code != kClean || page.empty()) {
      complain(fmt::format("{}: not written, because some case could not be determined", options.html));
      return kUnreadable;
    }
    const std::string html = determination_page(policy, page);
    if (options.html == "-") return write_output(html);
    std::vector<std::string> inputs = options.cases;
    for (std::uint32_t source = 1; source < compiled.sources.size(); ++source) inputs.push_back(compiled.sources.path(source));
    if (!write_file(options.html, html, inputs)) return kUnreadable;
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
  verb->add_flag("--explain", options->explain, "Add the tree of reasons; in JSON as `why`");
  verb->add_option("--depth", options->depth, "With --explain: so many levels of the tree; 0 for all")
      ->type_name("LEVELS")
      ->check(CLI::Range(std::size_t{0}, std::size_t{1000}));
  verb->add_option("--html", options->html,
                   "Write the determinations as one page to read, print and file; - writes it to standard output instead of text")
      ->type_name("FILE")
      ->check([](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; });
  verb->add_flag("--interpret", options->interpret, "Evaluate by the interpreter, without native code");
  verb->add_flag("--no-cache", options->no_cache, "Compile afresh and keep nothing");
  verb->add_flag("--timings", options->timings, "Print the time of each step on standard error");
  return {verb, [options](const Globals& globals) { return run_eval(*options, globals); }};
}

}  // namespace pol::tool
