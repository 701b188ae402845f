// polc eval POLICY CASE…: the determination of each case.

#include <fmt/format.h>

#include <memory>

#include "tools/polc/audit.h"
#include "tools/polc/determination.h"
#include "tools/polc/explain.h"
#include "tools/polc/inputs.h"
#include "tools/polc/output.h"
#include "tools/polc/page.h"
#include "tools/polc/revisions.h"
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
  AuditOptions audit;
};

/// All cases of all files, in order; empty when some file cannot be used.
std::optional<std::vector<Subjects::Case>> load_all(Subjects& subjects, const EvalOptions& options, bool& is_list) {
  std::vector<Subjects::Case> all;
  bool good = true;
  is_list = options.cases.size() > 1;
  for (const std::string& path : options.cases) {
    auto cases = subjects.read(path, is_list);
    good = good && cases;
    if (!cases) continue;
    for (Subjects::Case& one : *cases) all.push_back(std::move(one));
  }
  if (!good) return std::nullopt;
  return all;
}

/// Engines for those policies that some case needs. False after a message.
bool make_engines(std::vector<Subjects::Case>& cases, const EvalOptions& options, const Globals& globals,
                  std::vector<pipeline::Timing>& timings) {
  const EngineUse use{.cache = !options.no_cache, .interpret = options.interpret, .explained_only = true};
  for (Subjects::Case& one : cases) {
    std::optional<pipeline::Engine>& engine = one.subject->engine;
    if (engine) continue;
    engine = pipeline::timed(timings, "engine", [&] { return make_engine(one.subject->policy(), globals, use); });
    if (!engine) return false;
    if (engine->is_native() && engine->native()->from_cache()) timings.back().step += " (from the cache)";
  }
  return true;
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

int write_page(Subjects& subjects, const EvalOptions& options, const std::vector<PageEntry>& entries) {
  // Where cases are of several revisions, the page has the newest one's name.
  const std::string page = determination_page(subjects.all().back().policy(), entries);
  if (options.html == "-") return write_output(page);
  std::vector<std::string> inputs = options.cases;
  for (const Subject& each : subjects.all()) {
    const Sources& sources = each.compiled->sources;
    for (std::uint32_t source = 0; source < sources.size(); ++source) inputs.push_back(sources.path(source));
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
  std::optional<AuditTrail> trail;
  if (!options.audit.file.empty()) {
    std::vector<std::string> others = options.cases;
    others.insert(others.end(), {options.policy, options.html, options.audit.key});
    trail = AuditTrail::open(options.audit, others);
    if (!trail) return kUnreadable;
  }
  Subjects subjects;
  if (const int said = subjects.load(options.policy, globals); said != kClean) return said;
  std::vector<pipeline::Timing> timings;
  for (const Subject& each : subjects.all()) {
    timings.insert(timings.end(), each.compiled->timings.begin(), each.compiled->timings.end());
  }
  bool is_list = false;
  auto all = pipeline::timed(timings, "read cases", [&] { return load_all(subjects, options, is_list); });
  if (!all || !make_engines(*all, options, globals, timings)) return kUnreadable;

  const Terminal terminal = terminal_of(stdout, globals.colour);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::vector<PageEntry> page;
  std::string text;
  int exit_code = kClean;
  for (const Subjects::Case& each : *all) {
    const ir::Policy& policy = each.subject->policy();
    const pipeline::Engine& engine = *each.subject->engine;
    auto determined =
        pipeline::timed(timings, "determine", [&] { return determine_case(policy, engine, each.loaded); });
    if (!determined) {
      complain(fmt::format("{}: {}", each.loaded.title, determined.error()));
      exit_code = kUnreadable;
      continue;
    }
    PageEntry entry{determined.take(), {}, {}, &policy};
    entry.determined.revision = each.subject->revision;
    if (trail) trail->add(each, entry.determined, engine.is_native());
    explain(*each.subject->compiled, options, entry);
    if (options.json) {
      list.push_back(determination_json(policy, entry.determined, engine.is_native()));
      if (options.explain) list.back()["why"] = rationale_json(entry.rules, options.depth);
    } else {
      if (!text.empty()) text += "\n";
      text += determination_text(policy, entry.determined, terminal);
      if (options.explain) text += rationale_text(entry.rules, options.depth, terminal);
    }
    if (!options.html.empty()) page.push_back(std::move(entry));
  }
  if (options.timings) print_timings(timings);
  if (trail) {
    if (const int said = trail->write(); said != kClean) return said;
  }
  if (!options.html.empty()) {
    const int written = exit_code == kClean ? write_page(subjects, options, page) : skip_page(options);
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
  verb->add_option("POLICY", options->policy,
                   "Policy (.pol), or a folder of its revisions: then the one in force on the reference date decides")
      ->required();
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
  add_audit_options(*verb, options->audit);
  return {verb, [options](const Globals& globals) { return run_eval(*options, globals); }};
}

}  // namespace pol::tool
