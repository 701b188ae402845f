// polc lint FILE…: what a policy cannot mean, proved by a patient or by the clauses that clash.

#include "tools/polc/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <map>

#include "compiler/ir/civil.h"
#include "compiler/lint/context.h"
#include "tools/polc/baseline.h"
#include "tools/polc/determination.h"
#include "tools/polc/fixes.h"
#include "tools/polc/inputs.h"
#include "tools/polc/lint_cache.h"
#include "tools/polc/lint_page.h"
#include "tools/polc/output.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

namespace {

const std::map<std::string, Severity> kSeverities = {
    {"error", Severity::Error}, {"warning", Severity::Warning}, {"note", Severity::Note}};

struct LintVerbOptions {
  std::vector<std::string> files;
  std::vector<std::string> rules;
  Severity least_shown = Severity::Note;
  Severity fails_on = Severity::Warning;
  bool json = false;
  bool as_case = false;
  std::string sarif, html, markdown;  ///< files to write; `-`: standard output
  std::string baseline;
  bool write_baseline = false;
  bool fix = false;
  std::string today;
  bool no_cache = false;
  bool timings = false;
};

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

/// `Severity` counts from the worst.
bool is_at_least(Severity severity, Severity least) { return severity <= least; }

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
  const std::string near = nearest(word, names);
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

/// The policy with its findings; empty after a message.
std::optional<Linted> lint_file(const std::string& path, const pipeline::LintOptions& options, bool may_cache,
                                const Globals& globals) {
  Policy loaded = load_policy(path, globals);
  if (!loaded.compiled->ok()) return std::nullopt;
  if (!loaded.compiled->files.back().is_policy) {
    complain(fmt::format("{}: a module is linted with the policies that import it; name one of them", path));
    return std::nullopt;
  }
  pipeline::Compiled& compiled = *loaded.compiled;
  auto result = pipeline::timed(compiled.timings, "lint", [&] {
    return may_cache ? lint_cached(compiled, options, globals) : pipeline::lint(compiled, options);
  });
  if (!result) {
    complain(fmt::format("{}: {}", path, result.error()));
    return std::nullopt;
  }
  Linted linted;
  linted.path = path;
  linted.compiled = std::move(loaded.compiled);
  linted.result = result.take();
  if (linted.result.costs.empty()) linted.compiled->timings.back().step += " (from the cache)";
  linted.entries = entries_of(linted.policy().name, std::exchange(linted.result.findings, {}));
  add_allowed(linted, std::exchange(linted.result.suppressed, {}));
  return linted;
}

void print_lint_timings(const Linted& linted) {
  std::vector<pipeline::Timing> timings = linted.compiled->timings;
  for (const lint::RuleCost& cost : linted.result.costs) {
    timings.push_back({fmt::format("  {} ({})", rule_words(cost.code).name, cost.questions), cost.milliseconds});
  }
  print_timings(timings);
}

/// `polc: linting: contradictory-criterion …` on the terminal's last line, once it has taken a second.
class Progress {
 public:
  explicit Progress(const Globals& globals) : is_shown_(terminal_of(stderr, globals.colour).is_terminal) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void tell(const lint::Rule& rule) {
    using namespace std::chrono_literals;
    if (!is_shown_ || Clock::now() - begin_ < 1s) return;
    clear();
    std::fprintf(stderr, "polc: linting: %s …", dashed(rule.name).c_str());
    std::fflush(stderr);
    is_told_ = true;
  }

 private:
  using Clock = std::chrono::steady_clock;

  void clear() {
    if (is_told_) std::fputs("\r\033[K", stderr);
    is_told_ = false;
  }

  Clock::time_point begin_ = Clock::now();
  bool is_shown_;
  bool is_told_ = false;
};

/// One run over all policies: what it finds, shows and writes.
class LintRun {
 public:
  LintRun(const LintVerbOptions& options, std::vector<int> codes, ir::Day today, const Globals& globals)
      : options_(options), globals_(globals) {
    lint_options_.codes = std::move(codes);
    lint_options_.today = today;
  }

  int run() {
    if (!may_write()) return kUnreadable;
    if (!options_.baseline.empty() && !read_baseline()) return kUnreadable;
    lint_all();
    if (options_.fix && exit_code_ != kUnreadable) fix_all();
    if (options_.write_baseline) write_baseline();
    if (fails()) exit_code_ = std::max(exit_code_, kFindings);
    write_report(options_.sarif, [&] { return json_text(sarif_log(all_)); });
    write_report(options_.html, [&] { return lint_page(all_); });
    write_report(options_.markdown, [&] { return lint_markdown(all_); });
    // A report on standard output stands there alone.
    const bool is_taken = options_.sarif == "-" || options_.html == "-" || options_.markdown == "-";
    return is_taken ? exit_code_ : std::max(exit_code_, write_output(text()));
  }

 private:
  /// Known before minutes are spent on what could not be kept.
  bool may_write() const {
    bool good = true;
    const auto check = [&](const std::string& path) {
      if (!path.empty() && path != "-") good = !place_to_write(path, options_.files).empty() && good;
    };
    check(options_.sarif);
    check(options_.html);
    check(options_.markdown);
    if (options_.write_baseline) check(options_.baseline);
    return good;
  }

  bool read_baseline() {
    std::error_code error;
    if (options_.write_baseline && !std::filesystem::exists(options_.baseline, error)) return true;
    auto baseline = Baseline::read(options_.baseline);
    if (!baseline) complain(baseline.error());
    if (baseline) baseline_ = baseline.take();
    return baseline.ok();
  }

  void lint_all() {
    all_.clear();
    Progress progress(globals_);
    lint_options_.before_rule = [&](const lint::Rule& rule) { progress.tell(rule); };
    for (const std::string& path : options_.files) {
      auto linted = lint_file(path, lint_options_, !options_.no_cache, globals_);
      if (!linted) {
        exit_code_ = kUnreadable;
        continue;
      }
      baseline_.apply(*linted, lint_options_.codes);
      for (LintEntry& entry : linted->entries) {
        entry.is_minor = !is_at_least(entry.finding.severity, options_.least_shown);
      }
      if (options_.timings) print_lint_timings(*linted);
      all_.push_back(std::move(*linted));
    }
  }

  /// A fix may make room for the next one, so until none is left.
  void fix_all() {
    constexpr int kMostRounds = 20;
    for (int round = 0; round < kMostRounds; ++round) {
      const std::map<std::string, Rewritten> files = rewrite(all_);
      if (files.empty()) return;
      if (!write_rewritten(files)) {
        exit_code_ = kUnreadable;
        return;
      }
      lint_all();
      if (exit_code_ == kUnreadable) {
        complain(restore(files) ? "the fixed text is no sound policy; it is as it was" : "the old text is lost");
        return;
      }
      for (const auto& [name, file] : files) {
        for (const std::string& change : file.changes) std::fprintf(stderr, "%s\n", clean("fixed: " + change).c_str());
      }
    }
  }

  std::vector<std::string> inputs() const {
    std::vector<std::string> paths = options_.files;
    for (const Linted& linted : all_) {
      const Sources& sources = linted.compiled->sources;
      for (std::uint32_t source = 1; source < sources.size(); ++source) paths.push_back(sources.path(source));
    }
    return paths;
  }

  /// A file about some of the policies would look as if the others had no findings.
  bool is_complete(const std::string& path) {
    if (exit_code_ == kUnreadable) complain(fmt::format("{}: not written, for some policy could not be linted", path));
    return exit_code_ != kUnreadable;
  }

  void write_baseline() {
    if (!is_complete(options_.baseline)) return;
    baseline_.replace(all_, lint_options_.codes);
    if (!write_file(options_.baseline, baseline_.json(), inputs())) {
      exit_code_ = kUnreadable;
      return;
    }
    complain(fmt::format("{}: {} finding{}", options_.baseline, baseline_.size(), baseline_.size() == 1 ? "" : "s"));
    for (Linted& linted : all_) {
      linted.gone.clear();
      for (LintEntry& entry : linted.entries) entry.is_baselined = true;
    }
  }

  template <class Make>
  void write_report(const std::string& path, Make make) {
    if (path.empty() || !is_complete(path)) return;
    const bool good = path == "-" ? write_output(make()) == kClean : write_file(path, make(), inputs());
    if (!good) exit_code_ = kUnreadable;
  }

  bool fails() const {
    return std::any_of(all_.begin(), all_.end(), [&](const Linted& linted) {
      return std::any_of(linted.entries.begin(), linted.entries.end(), [&](const LintEntry& entry) {
        return entry.is_shown() && is_at_least(entry.finding.severity, options_.fails_on);
      });
    });
  }

  std::string text() {
    if (options_.as_case) return cases();
    if (options_.json) return json();
    const Terminal terminal = terminal_of(stdout, globals_.colour);
    std::string text;
    for (const Linted& linted : all_) text += lint_text(linted, terminal);
    return text;
  }

  std::string json() const {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const Linted& linted : all_) list.push_back(lint_json(linted));
    if (options_.files.size() > 1) return json_text(list);
    return list.empty() ? "" : json_text(list.front());
  }

  std::string cases() {
    std::string text;
    for (const Linted& linted : all_) {
      const auto engine = make_engine(linted.policy(), globals_, {});
      if (engine) text += lint_cases(linted, *engine);
      if (!engine) exit_code_ = kUnreadable;
    }
    return text;
  }

  const LintVerbOptions& options_;
  const Globals& globals_;
  pipeline::LintOptions lint_options_;
  Baseline baseline_;
  std::vector<Linted> all_;
  int exit_code_ = kClean;
};

int run_lint(const LintVerbOptions& options, const Globals& globals) {
  const auto codes = codes_of(options.rules);
  if (!codes) return kUnreadable;
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
  return LintRun(options, *codes, *today, globals).run();
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
      ->transform(CLI::CheckedTransformer(kSeverities).description(""))
      ->type_name("error|warning|note");
  verb->add_option("--fail-on", options->fails_on,
                   "Exit with 1 when a finding of this severity or worse is shown: warning, if not given")
      ->transform(CLI::CheckedTransformer(kSeverities).description(""))
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
