// polc impact OLD NEW --cases FILE…: recorded cases through two revisions.

#include "tools/polc/impact.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "tools/polc/determination.h"
#include "tools/polc/output.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

std::vector<ImpactWay> ways_of(const pipeline::Flips& flips) {
  std::vector<ImpactWay> ways;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    for (int j = 0; j < ir::kOutcomes; ++j) {
      const auto before = static_cast<ir::Outcome>(i), after = static_cast<ir::Outcome>(j);
      const std::size_t count = pipeline::at(flips, before, after);
      if (before != after && count > 0) ways.push_back({before, after, count});
    }
  }
  std::stable_sort(ways.begin(), ways.end(), [](const ImpactWay& a, const ImpactWay& b) { return a.count > b.count; });
  return ways;
}

std::vector<ir::Outcome> outcomes_of(const pipeline::Flips& flips) {
  std::vector<ir::Outcome> outcomes;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto one = static_cast<ir::Outcome>(i);
    bool is_any = false;
    for (int j = 0; j < ir::kOutcomes; ++j) {
      const auto other = static_cast<ir::Outcome>(j);
      is_any = is_any || pipeline::at(flips, one, other) > 0 || pipeline::at(flips, other, one) > 0;
    }
    if (is_any) outcomes.push_back(one);
  }
  return outcomes;
}

std::vector<const pipeline::ChangeAlone*> changes_that_matter(const pipeline::Impact& impact) {
  std::vector<const pipeline::ChangeAlone*> changes;
  for (const pipeline::ChangeAlone& each : impact.changes) {
    if (pipeline::otherwise(each.flips) > 0) changes.push_back(&each);
  }
  std::stable_sort(changes.begin(), changes.end(), [](const auto* a, const auto* b) {
    return pipeline::otherwise(a->flips) > pipeline::otherwise(b->flips);
  });
  return changes;
}

const std::string& path_of(const diff::Item& item) { return item.new_path.empty() ? item.old_path : item.new_path; }
const std::string& title_of(const diff::Item& item) { return item.new_title.empty() ? item.old_title : item.new_title; }

std::string ways_text(const pipeline::Flips& flips) {
  std::vector<std::string> texts;
  for (const ImpactWay& way : ways_of(flips)) {
    texts.push_back(fmt::format("{} → {}: {}", outcome_words(way.before), outcome_words(way.after), way.count));
  }
  return texts.empty() ? "none" : fmt::format("{}", fmt::join(texts, ", "));
}

std::string impact_summary(const ImpactReport& report) {
  const pipeline::Impact& impact = report.impact;
  const std::size_t flipped = pipeline::otherwise(impact.outcomes);
  std::string text = fmt::format("{}: {} decided as before, {} otherwise", counted(impact.cases, "case", "cases"),
                                 impact.cases - flipped, flipped);
  if (impact.other_possible > 0) {
    text += fmt::format("; of those decided as before, {} {} other outcomes open", impact.other_possible,
                        impact.other_possible == 1 ? "has" : "have");
  }
  if (impact.unused > 0) text += fmt::format("; {} could not be used", impact.unused);
  return text;
}

namespace {

struct ImpactOptions {
  std::string old_path, new_path;
  std::vector<std::string> cases;
  bool json = false;
  std::string html;
  std::size_t examples = 5;
  bool any_policy = false;
  bool no_changes = false;
  bool no_cache = false;
};

/// Mistakes are told as they come; beyond these, how many more.
constexpr std::size_t kMostMistakes = 50;

int write_impact(const ImpactReport& report, const ImpactOptions& options, const Globals& globals) {
  int exit_code = kClean;
  if (!options.html.empty()) {
    std::vector<std::string> inputs = report.pair.inputs();
    inputs.insert(inputs.end(), options.cases.begin(), options.cases.end());
    const std::string page = impact_page(report);
    if (options.html == "-") return write_output(page);
    if (!write_file(options.html, page, inputs)) exit_code = kUnreadable;
  }
  const std::string text =
      options.json ? json_text(impact_json(report)) : impact_text(report, terminal_of(stdout, globals.colour));
  return std::max(exit_code, write_output(text));
}

int run_impact(const ImpactOptions& options, const Globals& globals) {
  if (options.json && options.html == "-") {
    complain("--json and --html - both write to standard output");
    return kUnreadable;
  }
  int exit_code = kClean;
  const auto pair = load_pair(options.old_path, options.new_path, options.any_policy, globals, exit_code);
  if (!pair) return exit_code;
  std::vector<std::string> inputs = pair->inputs();
  inputs.insert(inputs.end(), options.cases.begin(), options.cases.end());
  if (!options.html.empty() && options.html != "-" && place_to_write(options.html, inputs).empty()) return kUnreadable;
  if (std::count(options.cases.begin(), options.cases.end(), "-") > 1) {
    complain("standard input can be read once; name - once");
    return kUnreadable;
  }

  const EngineUse use{.cache = !options.no_cache, .interpret = false, .explained_only = false};
  const auto old_engine = make_engine(pair->old_policy(), globals, use);
  const auto new_engine = make_engine(pair->new_policy(), globals, use);
  if (!old_engine || !new_engine) return kUnreadable;

  std::optional<diff::Comparison> comparison;
  if (!options.no_changes) {
    // Which criteria changed is enough here: for whom, the cases tell.
    diff::Limits limits;
    limits.conditions = limits.examples = false;
    limits.pended = 0;
    ProgressBar bar("comparing", globals);
    comparison = diff::compare({pair->old_policy(), pair->old_revision.compiled->sources},
                               {pair->new_policy(), pair->new_revision.compiled->sources}, limits,
                               [&](std::size_t done, std::size_t in_all) { bar.tell(done, in_all); });
  }

  ImpactReport report{*pair, {}, options.cases, {}, 0, comparison.has_value()};
  {
    ProgressBar bar("replaying cases", globals);
    pipeline::ImpactOptions impact_options;
    impact_options.examples = options.examples;
    impact_options.engines.use_cache = !options.no_cache;
    if (!options.no_cache) {
      impact_options.engines.cache_folder = globals.cache.empty() ? codegen::default_cache_folder() : globals.cache;
    }
    impact_options.progress = [&](std::size_t, std::uint64_t read, std::uint64_t in_all) { bar.tell(read, in_all); };
    impact_options.bad = [&](const std::string& message) {
      if (report.mistakes.size() == kMostMistakes) {
        ++report.more_mistakes;
        return;
      }
      report.mistakes.push_back(message);
      bar.clear();
      std::fprintf(stderr, "%s\n", clean(message).c_str());
    };
    report.impact =
        pipeline::measure_impact({pair->old_policy(), *old_engine}, {pair->new_policy(), *new_engine},
                                 comparison ? &*comparison : nullptr, options.cases, impact_options);
  }
  if (report.more_mistakes > 0) complain(fmt::format("{} more mistakes in cases", report.more_mistakes));
  if (report.impact.cases == 0) {
    complain("no case could be replayed");
    return kUnreadable;
  }
  if (report.impact.unused > 0) exit_code = kUnreadable;
  if (pipeline::otherwise(report.impact.outcomes) > 0) exit_code = std::max(exit_code, kFindings);
  return std::max(exit_code, write_impact(report, options, globals));
}

}  // namespace

Verb impact_verb(CLI::App& app) {
  const auto options = std::make_shared<ImpactOptions>();
  CLI::App* verb = app.add_subcommand("impact", "Replay recorded cases through two revisions");
  verb->add_option("OLD", options->old_path, "The older text of the policy (.pol)")->required();
  verb->add_option("NEW", options->new_path, "The newer text")->required();
  verb->add_option("--cases", options->cases,
                   "Recorded cases: a JSON array, one object, or one object a line (NDJSON); - reads standard input")
      ->required()
      ->type_name("FILE");
  verb->add_flag("--json", options->json, "Print the counts as JSON");
  verb->add_option("--html", options->html, "Write a page to read, print and send; - writes it to standard output")
      ->type_name("FILE")
      ->check([](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; });
  verb->add_option("--examples", options->examples,
                   "So many cases of each way in which decisions differ: 5, if not given")
      ->type_name("COUNT")
      ->check(CLI::Range(std::size_t{0}, std::size_t{10000}));
  verb->add_flag("--no-changes", options->no_changes, "Do not look at each change alone");
  verb->add_flag("--any-policy", options->any_policy, "Compare texts of two policies with different names, too");
  verb->add_flag("--no-cache", options->no_cache, "Compile afresh and keep nothing");
  verb->footer(
      "A case that cannot be used is told with its file and line, and the others go on. Exit codes: 0 all cases are\n"
      "decided as before, 1 some are decided otherwise, 2 usage, input that cannot be read, some case could not be "
      "used.");
  return {verb, [options](const Globals& globals) { return run_impact(*options, globals); }};
}

}  // namespace pol::tool
