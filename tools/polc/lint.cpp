// polc lint FILE…: what a policy cannot mean, proved by a patient or by the clauses that clash.

#include "tools/polc/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ctime>
#include <optional>

#include "compiler/ir/civil.h"
#include "compiler/lint/changes.h"
#include "compiler/lint/context.h"
#include "tools/polc/lint_run.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

/// `--severity error` as the number that the option is read from; else says what would fit.
std::string severity_number(std::string& word) {
  for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Note}) {
    if (word != word_for(severity)) continue;
    word = std::to_string(static_cast<int>(severity));
    return "";
  }
  return fmt::format("`{}` is no severity; error, warning and note are", word);
}

/// The day on which an allowance may have ended: as given, else by the system's calendar. Empty: the text is no day.
std::optional<ir::Day> day_of(const std::string& given) {
  if (given.empty()) {
    const std::time_t now = std::time(nullptr);
    std::tm calendar{};
    localtime_r(&now, &calendar);
    return day_of(fmt::format("{:04}-{:02}-{:02}", calendar.tm_year + 1900, calendar.tm_mon + 1, calendar.tm_mday));
  }
  ir::DateError error{};
  const auto days = ir::parse_date(given, error);
  return days && days->low == days->high ? std::optional(days->low) : std::nullopt;
}

/// `POL4103`, `4103`, `subsumed-by-sibling`; 0 after a message.
int code_of(const std::string& given) {
  std::string word = dashed(given);
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::tolower(c); });
  std::vector<std::string> names;
  for (const lint::Rule& rule : lint::all_rules()) {
    const std::string name = dashed(rule.name), digits = fmt::format("{:04}", rule.code);
    if (word == name || word == digits || word == "pol" + digits) return rule.code;
    names.push_back(name);
    names.push_back("pol" + digits);
  }
  for (const diag::RowName& row : diag::all_rows()) {
    const std::string digits = fmt::format("{:04}", row.code);
    if (word != digits && word != "pol" + digits) continue;
    complain(fmt::format("POL{} is no rule of the linter; `polc check` reports it, `polc explain POL{}` says more",
                         digits, digits));
    return 0;
  }
  const std::string undecided = fmt::format("{:04}", lint::kUndecided);
  if (word == undecided || word == "pol" + undecided) {
    complain(fmt::format("POL{} is no rule; each rule reports it where a question stays open", undecided));
    return 0;
  }
  std::string near = nearest(word, names);
  if (near.starts_with("pol")) near.replace(0, 3, "POL");
  complain(near.empty() ? fmt::format("`{}` is no rule; `polc explain` lists them", given)
                        : fmt::format("`{}` is no rule; did you mean `{}`?", given, near));
  return 0;
}

std::optional<std::vector<int>> codes_of(const std::vector<std::string>& rules) {
  std::vector<int> codes;
  for (const std::string& rule : rules) codes.push_back(code_of(rule));
  if (std::find(codes.begin(), codes.end(), 0) != codes.end()) return std::nullopt;
  return codes;
}

int run_lint(LintVerbOptions options, const Globals& globals) {
  const auto codes = codes_of(options.rules);
  if (!codes) return kUnreadable;
  options.codes = *codes;
  const auto alone = std::find_if(codes->begin(), codes->end(), lint::needs_earlier_revision);
  if (alone != codes->end() && options.against.empty()) {
    complain(fmt::format("`{}` compares two texts; name the earlier one with --against", rule_words(*alone).name));
    return kUnreadable;
  }
  int on_standard_output = (options.json ? 1 : 0) + (options.as_case ? 1 : 0);
  for (const std::string* path : {&options.sarif, &options.html, &options.markdown}) {
    if (*path == "-") ++on_standard_output;
  }
  if (on_standard_output > 1) {
    complain("--json, --as-case and a report to - each write to standard output; one of them fits");
    return kUnreadable;
  }
  const std::optional<ir::Day> today = day_of(options.today);
  if (!today) {
    complain(fmt::format("--today {}: no day of the calendar, such as 2026-01-31", options.today));
    return kUnreadable;
  }
  options.day = *today;
  return lint_run(options, globals);
}

std::string no_empty_name(const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; }

}  // namespace

Verb lint_verb(CLI::App& app) {
  const auto options = std::make_shared<LintVerbOptions>();
  CLI::App* verb = app.add_subcommand("lint", "Find what a policy cannot mean, each with its proof");
  verb->add_option("FILE", options->files, "Policies (.pol)")->required();
  verb->add_option("--rule", options->rules, "Only this rule, by name or code; `polc explain` lists them")
      ->type_name("RULE")
      ->allow_extra_args(false)
      ->delimiter(',');
  verb->add_option("--severity", options->least_shown, "Show findings of this severity and worse: note, if not given")
      ->transform(CLI::Validator(severity_number, ""))
      ->type_name("error|warning|note");
  verb->add_option("--fail-on", options->fails_on,
                   "Exit with 1 when a finding of this severity or worse is shown: warning, if not given")
      ->transform(CLI::Validator(severity_number, ""))
      ->type_name("error|warning|note");
  verb->add_flag("--json", options->json, "Print the findings as JSON; an array for several policies");
  verb->add_option("--sarif", options->sarif,
                   "Write the findings as SARIF 2.1.0; - writes it to standard output instead of text")
      ->type_name("FILE")
      ->check(no_empty_name);
  verb->add_option("--html", options->html, "Write the findings as a page to read and to print")
      ->type_name("FILE")
      ->check(no_empty_name);
  verb->add_option("--markdown", options->markdown, "Write the findings as Markdown")
      ->type_name("FILE")
      ->check(no_empty_name);
  verb->add_option("--against", options->against,
                   "Hold the change log against this earlier revision: what it does not bear out, what nobody tells of")
      ->type_name("OLD")
      ->check(no_empty_name);
  CLI::Option* baseline =
      verb->add_option("--baseline", options->baseline, "Leave out the findings that this file has")
          ->type_name("FILE")
          ->check(no_empty_name);
  verb->add_flag("--write-baseline", options->write_baseline, "Write the findings to the --baseline file")
      ->needs(baseline);
  verb->add_flag("--fix", options->fix, "Make the edits that change no determination, and lint again");
  verb->add_flag("--as-case", options->as_case, "Print the patients who show the findings as case blocks");
  verb->add_option("--today", options->today, "The day that `allow … until` is held against: today, if not given")
      ->type_name("DATE");
  verb->add_flag("--no-cache", options->no_cache, "Lint afresh and keep nothing");
  verb->add_flag("--timings", options->timings, "Print the time of each step and rule on standard error");
  return {verb, [options](const Globals& globals) { return run_lint(*options, globals); }};
}

}  // namespace pol::tool
