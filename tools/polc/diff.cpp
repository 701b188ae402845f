// polc diff OLD NEW: what changed between two texts of a policy, proved, and for whom.

#include "tools/polc/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "tools/polc/determination.h"
#include "tools/polc/output.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

/// What --fail-on takes.
enum class Failing { Any, Broader, Narrower, Incomparable, Added, Removed, Undecided, Pended };

const std::map<std::string, Failing> kFailing = {
    {"any", Failing::Any},           {"broader", Failing::Broader}, {"narrower", Failing::Narrower},
    {"incomparable", Failing::Incomparable}, {"added", Failing::Added},     {"removed", Failing::Removed},
    {"undecided", Failing::Undecided},       {"pended", Failing::Pended}};

/// A word of --fail-on as the number that the option is read from; else says what would fit.
std::string failing_number(std::string& word) {
  const auto found = kFailing.find(word);
  if (found == kFailing.end()) {
    return fmt::format(
        "`{}` is no kind of change; any, broader, narrower, incomparable, added, removed, undecided and pended are",
        word);
  }
  word = std::to_string(static_cast<int>(found->second));
  return "";
}

struct DiffOptions {
  std::string old_path, new_path;
  bool text = false, json = false, write_log = false;
  std::string html, markdown;
  std::vector<Failing> fails_on;
  bool any_policy = false;
  bool no_cache = false;
};

/// The policy approves what it did not, or no longer what it did.
bool is_decided_otherwise(const DiffReport& report, diff::Relation relation) {
  return std::any_of(report.comparison().items.begin(), report.comparison().items.end(), [&](const diff::Item& item) {
    return item.kind == diff::Item::Kind::Outcome && item.outcome == ir::Outcome::Meets && item.relation == relation;
  });
}

bool has(const DiffReport& report, Failing failing) {
  const DiffCounts& counts = report.counts;
  // What is broader in one way and narrower in another is both.
  const bool is_mixed = counts.incomparable > 0 || is_decided_otherwise(report, diff::Relation::Incomparable);
  switch (failing) {
    case Failing::Any:
      return counts.changes() > 0 || !report.outcomes.empty() || !report.pended.empty() || !report.grounds.empty();
    case Failing::Broader:
      return is_mixed || counts.broader > 0 || is_decided_otherwise(report, diff::Relation::Broader);
    case Failing::Narrower:
      return is_mixed || counts.narrower > 0 || is_decided_otherwise(report, diff::Relation::Narrower);
    case Failing::Incomparable:
      return is_mixed;
    case Failing::Added:
      return counts.added > 0;
    case Failing::Removed:
      return counts.removed > 0;
    case Failing::Undecided:
      return report.comparison().has_undecided();
    case Failing::Pended:
      return !report.pended.empty();
  }
  return false;
}

/// A report to a file, or to standard output for `-`.
int write_report(const std::string& path, const std::string& text, const std::vector<std::string>& inputs) {
  if (path == "-") return write_output(text);
  return write_file(path, text, inputs) ? kClean : kUnreadable;
}

int write_all(const DiffReport& report, const DiffOptions& options, const Globals& globals) {
  const std::vector<std::string> inputs = report.pair.inputs();
  int exit_code = kClean;
  if (!options.html.empty()) exit_code = write_report(options.html, diff_page(report), inputs);
  if (!options.markdown.empty()) {
    exit_code = std::max(exit_code, write_report(options.markdown, diff_markdown(report), inputs));
  }
  if (options.html == "-" || options.markdown == "-") return exit_code;
  const Terminal terminal = terminal_of(stdout, globals.colour);
  const std::string text = options.json        ? json_text(diff_json(report))
                           : options.write_log ? drafted_log(report)
                           : options.text      ? diff_sides_text(report, terminal)
                                               : diff_text(report, terminal);
  return std::max(exit_code, write_output(text));
}

bool fits_standard_output(const DiffOptions& options) {
  const int taken = (options.json ? 1 : 0) + (options.text ? 1 : 0) + (options.write_log ? 1 : 0) +
                    (options.html == "-" ? 1 : 0) + (options.markdown == "-" ? 1 : 0);
  if (taken > 1)
    complain("--json, --text, --write-log and a report to - each write to standard output; one of them fits");
  return taken <= 1;
}

int run_diff(const DiffOptions& options, const Globals& globals) {
  if (!fits_standard_output(options)) return kUnreadable;
  int exit_code = kClean;
  const auto pair = load_pair(options.old_path, options.new_path, options.any_policy, globals, exit_code);
  if (!pair) return exit_code;
  if (options.write_log && pair->new_policy().revision.size() != std::string_view("2025-06-01").size()) {
    complain(fmt::format("{}: its head does not say the day on which it was `reviewed`, so its change log has no date",
                         options.new_path));
    return kUnreadable;
  }
  std::vector<Target> targets;
  if (!options.html.empty() && options.html != "-") targets.push_back({"--html", options.html});
  if (!options.markdown.empty() && options.markdown != "-") targets.push_back({"--markdown", options.markdown});
  if (!may_write(targets, pair->inputs())) return kUnreadable;
  codegen::Options codegen_options;
  codegen_options.use_cache = !options.no_cache;
  if (codegen_options.use_cache) {
    codegen_options.cache_folder = globals.cache.empty() ? codegen::default_cache_folder() : globals.cache;
  }
  ProgressBar bar("comparing", globals);
  const auto result = pipeline::diff(*pair->old_revision.compiled, *pair->new_revision.compiled, {}, codegen_options,
                                     [&](std::size_t done, std::size_t in_all) { bar.tell(done, in_all); });
  bar.clear();
  if (!result) {
    complain(result.error());
    return kUnreadable;
  }
  const DiffReport report = diff_report(*pair, result.value());
  const bool fails = std::any_of(options.fails_on.begin(), options.fails_on.end(),
                                 [&](Failing failing) { return has(report, failing); });
  return std::max(fails ? kFindings : kClean, write_all(report, options, globals));
}

std::string no_empty_name(const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; }

}  // namespace

Verb diff_verb(CLI::App& app) {
  const auto options = std::make_shared<DiffOptions>();
  CLI::App* verb = app.add_subcommand("diff", "Say what changed between two texts of a policy, and for whom");
  verb->add_option("OLD", options->old_path, "The older text of the policy (.pol)")->required();
  verb->add_option("NEW", options->new_path, "The newer text")->required();
  verb->add_flag("--text", options->text, "Print the changed criteria side by side, in the policy's titles");
  verb->add_flag("--json", options->json, "Print the comparison as JSON");
  verb->add_flag("--write-log", options->write_log,
                 "Print a draft of the change log: a `revision` with an entry for each change");
  verb->add_option("--html", options->html, "Write a page to read, print and send; - writes it to standard output")
      ->type_name("FILE")
      ->check(no_empty_name);
  verb->add_option("--markdown", options->markdown, "Write the same as Markdown; - writes it to standard output")
      ->type_name("FILE")
      ->check(no_empty_name);
  verb->add_option("--fail-on", options->fails_on,
                   "Exit with 1 when some criterion, or what is approved, changed in one of these ways")
      ->transform(CLI::Validator(failing_number, ""))
      ->type_name("any|broader|narrower|incomparable|added|removed|undecided|pended")
      ->allow_extra_args(false)
      ->delimiter(',');
  verb->add_flag("--any-policy", options->any_policy, "Compare texts of two policies with different names, too");
  verb->add_flag("--no-cache", options->no_cache, "Compile afresh and keep nothing");
  verb->footer(
      "`incomparable` counts as broader and as narrower. `pended`: documentation that was enough for approval no "
      "longer\n"
      "is. Exit codes: 0 compared, and nothing of what --fail-on names; 1 some of it, or a text with mistakes; 2 usage "
      "or\n"
      "input that cannot be read.");
  return {verb, [options](const Globals& globals) { return run_diff(*options, globals); }};
}

}  // namespace pol::tool
