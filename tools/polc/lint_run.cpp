#include "tools/polc/lint_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>

#include "compiler/lint/context.h"
#include "tools/polc/baseline.h"
#include "tools/polc/determination.h"
#include "tools/polc/fixes.h"
#include "tools/polc/inputs.h"
#include "tools/polc/lint.h"
#include "tools/polc/lint_cache.h"
#include "tools/polc/lint_page.h"
#include "tools/polc/output.h"
#include "tools/polc/revision_pair.h"

namespace pol::tool {

namespace {

/// `Severity` counts from the worst.
bool is_at_least(Severity severity, Severity least) { return severity <= least; }

/// One of each: a policy that is named twice, be it through a link, is linted once.
std::vector<std::string> without_repeats(const std::vector<std::string>& files) {
  std::vector<std::string> kept;
  for (const std::string& file : files) {
    const bool is_new =
        std::none_of(kept.begin(), kept.end(), [&](const std::string& each) { return is_same_file(each, file); });
    if (is_new) kept.push_back(file);
  }
  return kept;
}

/// Of the numbers that are not zero: `3 new, 1 no longer found`.
std::string change_text(const BaselineChange& change) {
  std::vector<std::string> parts;
  if (change.added > 0) parts.push_back(fmt::format("{} new", change.added));
  if (change.gone > 0) parts.push_back(fmt::format("{} no longer found taken out", change.gone));
  if (change.others > 0) parts.push_back(fmt::format("{} of other rules or policies as before", change.others));
  return parts.empty() ? "" : fmt::format(": {}", fmt::join(parts, ", "));
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
/// `this is always so, whatever is documented`.
constexpr int kSettled = 2122;

class LintRun {
 public:
  LintRun(const LintVerbOptions& options, const Globals& globals)
      : options_(options), globals_(globals), files_(without_repeats(options.files)) {
    lint_options_.codes = options.codes;
    lint_options_.today = options.day;
  }

  int run() {
    if (!may_print() || !may_write(targets(), named_inputs())) return kUnreadable;
    if (!options_.baseline.empty() && !read_baseline()) return kUnreadable;
    if (!options_.against.empty() && !load_against()) return exit_code_;
    load_all();
    if (exit_code_ == kUnreadable && against_) return exit_code_;
    // What the policies import is known only now, and still before the work.
    if (!may_write(targets(), inputs())) return kUnreadable;
    if (!options_.fix) tell_warnings();
    lint_all();
    if (options_.fix && exit_code_ != kUnreadable) fix_all();
    tell_warnings();
    if (options_.write_baseline) write_baseline();
    if (fails()) exit_code_ = std::max(exit_code_, kFindings);
    determine_patients();
    write_report(options_.sarif, [&] { return json_text(sarif_log(all_)); });
    write_report(options_.html, [&] { return lint_page(all_); });
    write_report(options_.markdown, [&] { return lint_markdown(all_); });
    // A report on standard output stands there alone.
    const bool is_taken = options_.sarif == "-" || options_.html == "-" || options_.markdown == "-";
    return is_taken ? exit_code_ : std::max(exit_code_, write_output(text()));
  }

 private:
  std::vector<Target> targets() const {
    std::vector<Target> targets;
    const auto add = [&](std::string_view option, const std::string& path) {
      if (!path.empty() && path != "-") targets.push_back({option, path});
    };
    if (options_.write_baseline) add("--baseline", options_.baseline);
    add("--sarif", options_.sarif);
    add("--html", options_.html);
    add("--markdown", options_.markdown);
    return targets;
  }

  /// The file that the shell sends standard output to is taken, too. Cases may be added to their policy.
  bool may_print() const {
    constexpr const char* kOutput = "/dev/stdout";
    std::error_code error;
    if (!std::filesystem::is_regular_file(kOutput, error)) return true;
    std::vector<std::string> taken = {options_.baseline, options_.sarif, options_.html, options_.markdown};
    if (!options_.as_case) taken.insert(taken.end(), files_.begin(), files_.end());
    for (const std::string& path : taken) {
      if (path.empty() || path == "-" || !is_same_file(kOutput, path)) continue;
      complain(fmt::format("standard output goes to {}, which this run reads or writes; it needs its own file", path));
      return false;
    }
    return true;
  }

  /// What is read, as far as the command line names it. A baseline that is written is a target instead.
  std::vector<std::string> named_inputs() const {
    std::vector<std::string> paths = files_;
    if (!options_.against.empty()) paths.push_back(options_.against);
    if (!options_.baseline.empty() && !options_.write_baseline) paths.push_back(options_.baseline);
    return paths;
  }

  /// The same and what the policies import.
  std::vector<std::string> inputs() const {
    std::vector<std::string> paths = named_inputs();
    for (const Linted& linted : all_) {
      const Sources& sources = linted.compiled->sources;
      for (std::uint32_t source = 1; source < sources.size(); ++source) paths.push_back(sources.path(source));
    }
    return paths;
  }

  bool read_baseline() {
    std::error_code error;
    if (options_.write_baseline && !std::filesystem::exists(options_.baseline, error)) return true;
    auto baseline = Baseline::read(options_.baseline);
    if (!baseline) complain(baseline.error());
    if (baseline) baseline_ = baseline.take();
    return baseline.ok();
  }

  bool load_against() {
    auto loaded = load_revision(options_.against, globals_, exit_code_);
    if (!loaded) return false;
    against_ = std::move(loaded->compiled);
    lint_options_.against = against_.get();
    return true;
  }

  /// Whether it is another text of the policy that `--against` names.
  bool may_compare(const Linted& linted) const {
    if (!against_) return true;
    const std::string& name = against_->policy.name;
    if (is_same_file(linted.path, options_.against)) {
      complain(fmt::format("{} is compared with itself; --against takes the text before it", linted.path));
    } else if (name != linted.policy().name) {
      complain(fmt::format("{} is a text of `{}`, {} of `{}`", options_.against, name, linted.path,
                           linted.policy().name));
    } else {
      return true;
    }
    return false;
  }

  /// Policies without their findings. Of one that cannot be linted, why is said.
  void load_all() {
    all_.clear();
    warnings_.clear();
    for (const std::string& path : files_) {
      Linted linted;
      linted.path = path;
      const module::Roots roots = pipeline::find_roots(globals_.stdlib);
      linted.stdlib = roots.stdlib;
      linted.compiled = pipeline::compile(path, roots);
      const bool is_good = linted.compiled->ok();
      add_messages(*linted.compiled, [&](const Diagnostic& each) { return !is_good || each.code != kSettled; });
      const bool is_policy = is_good && linted.compiled->files.back().is_policy;
      if (is_policy && may_compare(linted)) {
        all_.push_back(std::move(linted));
        continue;
      }
      tell_warnings();
      if (is_good && !is_policy) {
        complain(fmt::format("{}: a module is linted with the policies that import it; name one of them", path));
      }
      exit_code_ = kUnreadable;
    }
  }

  /// Two policies may import one module with a mistake; once is enough.
  template <class Wanted>
  void add_messages(const pipeline::Compiled& compiled, Wanted is_wanted) {
    const Terminal terminal = terminal_of(stderr, globals_.colour);
    for (const Diagnostic& diagnostic : compiled.sink.sorted()) {
      if (!is_wanted(diagnostic)) continue;
      std::string text = render_text({diagnostic}, compiled.sources, terminal.colour);
      const bool waits = std::find(warnings_.begin(), warnings_.end(), text) != warnings_.end();
      if (!waits && !told_.contains(text)) warnings_.push_back(std::move(text));
    }
  }
  /// A comparison that is always or never so: only where no finding tells of it, which says what follows.
  void add_settled(const Linted& linted) {
    const auto is_told = [&](const Range& range) {
      const auto is_same = [&](const Range& each) {
        return each.source == range.source && each.begin == range.begin && each.end == range.end;
      };
      return std::any_of(linted.entries.begin(), linted.entries.end(), [&](const LintEntry& entry) {
        const std::vector<lint::Clause>& core = entry.finding.core;
        return is_same(entry.finding.range) ||
               std::any_of(core.begin(), core.end(), [&](const lint::Clause& clause) { return is_same(clause.range); });
      });
    };
    add_messages(*linted.compiled,
                 [&](const Diagnostic& each) { return each.code == kSettled && !is_told(each.range); });
  }
  void tell_warnings() {
    for (const std::string& text : warnings_) {
      std::fwrite(text.data(), 1, text.size(), stderr);
      told_.insert(text);
    }
    warnings_.clear();
  }

  void lint_all() {
    Progress progress(globals_);
    lint_options_.before_rule = [&](const lint::Rule& rule) { progress.tell(rule); };
    std::vector<Linted> good;
    for (Linted& linted : all_) {
      if (!lint_one(linted)) {
        exit_code_ = kUnreadable;
        continue;
      }
      add_settled(linted);
      baseline_.apply(linted, lint_options_.codes);
      for (LintEntry& entry : linted.entries) {
        entry.is_minor = !is_at_least(entry.finding.severity, options_.least_shown);
      }
      if (options_.timings) print_lint_timings(linted);
      good.push_back(std::move(linted));
    }
    all_ = std::move(good);
  }

  bool lint_one(Linted& linted) const {
    pipeline::Compiled& compiled = *linted.compiled;
    auto result = pipeline::timed(compiled.timings, "lint", [&] {
      return options_.no_cache ? pipeline::lint(compiled, lint_options_)
                               : lint_cached(compiled, lint_options_, globals_);
    });
    if (!result) {
      complain(fmt::format("{}: {}", linted.path, result.error()));
      return false;
    }
    linted.result = result.take();
    if (linted.result.costs.empty()) compiled.timings.back().step += " (from the cache)";
    linted.entries = entries_of(linted.policy().name, std::exchange(linted.result.findings, {}));
    add_allowed(linted, std::exchange(linted.result.suppressed, {}));
    return true;
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
      load_all();
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

  /// A file about some of the policies would look as if the others had no findings.
  bool is_complete(const std::string& path) {
    if (exit_code_ == kUnreadable) complain(fmt::format("{}: not written, for some policy could not be linted", path));
    return exit_code_ != kUnreadable;
  }

  void write_baseline() {
    if (!is_complete(options_.baseline)) return;
    const BaselineChange change = baseline_.replace(all_, lint_options_.codes);
    if (!write_file(options_.baseline, baseline_.json(), inputs())) {
      exit_code_ = kUnreadable;
      return;
    }
    complain(fmt::format("{}: {} finding{}{}", options_.baseline, baseline_.size(), baseline_.size() == 1 ? "" : "s",
                         change_text(change)));
    if (change.left_out > 0) {
      complain(fmt::format("{}: {} found beside them {} less severe than --severity shows and {} not written",
                           options_.baseline, change.left_out, change.left_out == 1 ? "is" : "are",
                           change.left_out == 1 ? "is" : "are"));
    }
    for (Linted& linted : all_) {
      linted.gone.clear();
      for (LintEntry& entry : linted.entries) entry.is_baselined = entry.is_baselined || !entry.is_minor;
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
    if (files_.size() > 1) return json_text(list);
    return list.empty() ? "" : json_text(list.front());
  }

  /// The outcome of each patient who is shown; a terminal has no room for it.
  void determine_patients() {
    const bool is_report = !options_.sarif.empty() || !options_.html.empty() || !options_.markdown.empty();
    if (!is_report && !options_.json) return;
    for (Linted& linted : all_) {
      const auto engine = make_engine(linted.policy(), globals_, {.cache = false, .interpret = true});
      if (engine) determine_witnesses(linted, *engine);
      if (!engine) exit_code_ = kUnreadable;
    }
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
  std::vector<std::string> files_;
  std::unique_ptr<pipeline::Compiled> against_;
  pipeline::LintOptions lint_options_;
  Baseline baseline_;
  std::vector<Linted> all_;
  std::vector<std::string> warnings_;  ///< of the policies as they are now, not yet told
  std::set<std::string> told_;
  int exit_code_ = kClean;
};

}  // namespace

int lint_run(const LintVerbOptions& options, const Globals& globals) { return LintRun(options, globals).run(); }

}  // namespace pol::tool
