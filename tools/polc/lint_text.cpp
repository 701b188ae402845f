#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/allowances.h"
#include "compiler/lint/words.h"
#include "tools/polc/lint.h"

namespace pol::tool {

namespace {

std::string counted(std::size_t n, std::string_view one) { return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s"); }

class FindingText {
 public:
  FindingText(const Linted& linted, const Terminal& terminal)
      : policy_(linted.policy()), sources_(linted.compiled->sources), terminal_(terminal) {}

  void add(const LintEntry& entry) {
    const lint::Finding& finding = entry.finding;
    add_head(finding);
    for (const std::string& detail : finding.details) line("= " + detail);
    add_clauses("this rests on:", finding.core);
    add_clauses("see also:", finding.related);
    if (finding.witness) add_patient(entry);
    for (const Fix& fix : finding.fixes) add_fix(fix);
    if (!finding.paths.empty()) line(fmt::format("at: {}", fmt::join(finding.paths, ", ")));
    text_ += '\n';
  }

  std::string take() { return std::move(text_); }

 private:
  static constexpr std::size_t kIndent = 6;  // under the text of the source line

  void add_head(const lint::Finding& finding) {
    Diagnostic diagnostic;
    diagnostic.code = finding.code;
    diagnostic.severity = finding.severity;
    diagnostic.range = finding.range;
    diagnostic.message = finding.message;
    const std::string text = render_text({diagnostic}, sources_, terminal_.colour);
    // Editors read the first line whole; where it would not fit by far, a person does.
    const std::size_t end = terminal_.width < kNarrow ? text.find('\n') : 0;
    text_ += wrapped(std::string_view(text).substr(0, end), 2, terminal_.width) + text.substr(end);
  }

  void heading(std::string_view words) {
    text_ += std::string(kIndent, ' ') + painted(terminal_, Paint::Dim, words) + "\n";
  }

  void line(std::string_view words, std::size_t indent = kIndent) {
    text_ += std::string(indent, ' ') + wrapped(clean(words), indent + 2, terminal_.width) + "\n";
  }

  std::string place_of(Range range) const {
    const Place place = sources_.place(range.source, range.begin);
    return fmt::format("{}:{}:{}", sources_.path(range.source), place.line, place.column);
  }

  void add_clauses(std::string_view words, const std::vector<lint::Clause>& clauses) {
    if (clauses.empty()) return;
    heading(words);
    for (const lint::Clause& clause : clauses) {
      const std::string path = clause.path.empty() ? "" : fmt::format(" `{}`:", clause.path);
      line(fmt::format("{}:{} {}", place_of(clause.range), path, clause.says), kIndent + 2);
    }
  }

  /// One fact a line: name, value, what the policy calls it.
  void add_patient(const LintEntry& entry) {
    const lint::Witness& witness = *entry.finding.witness;
    heading("patient:");
    std::vector<ir::FactId> facts = witness.facts;
    if (policy_.reference.is_set()) facts.insert(facts.begin(), policy_.reference);
    std::size_t width = 0;
    for (const ir::FactId fact : facts) width = std::max(width, policy_.facts[fact].name.size());
    width = std::min(width, terminal_.width / 3);
    for (const ir::FactId fact : facts) {
      const ir::Fact& declared = policy_.facts[fact];
      std::string words = fmt::format("{:<{}} = {}", declared.name, width,
                                      lint::value_text(policy_, fact, witness.patient[fact]));
      if (!declared.title.empty()) words += fmt::format("  ({})", declared.title);
      // The blanks that line values up are no place to break the line at.
      text_ += std::string(kIndent + 2, ' ') + wrapped(clean(words), kIndent + 4, terminal_.width) + "\n";
    }
    if (!witness.shows.empty()) line(witness.shows, kIndent + 2);
    if (entry.outcome) line(fmt::format("outcome: {}", outcome_text(entry)), kIndent + 2);
  }

  void add_fix(const Fix& fix) {
    const std::string before = lint::text_of(sources_, fix.range);
    const std::string after = fix.replacement;
    const std::string what = before.empty()  ? fmt::format("add `{}`", after)
                             : after.empty() ? fmt::format("take out `{}`", before)
                                             : fmt::format("write `{}` instead of `{}`", after, before);
    const bool is_safe = fix.kind == FixKind::Safe;
    line(fmt::format("{}: {}{}", is_safe ? "fix" : "to consider", what,
                     is_safe ? " (--fix does)" : "; it can change determinations"));
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const Terminal& terminal_;
  std::string text_;
};

/// The last line of one policy.
std::string summary(const Linted& linted) {
  const LintCounts counts = count(linted.entries);
  std::string text = fmt::format("{}: ", linted.path);
  if (counts.errors + counts.warnings + counts.notes == 0) {
    text += "no findings";
  } else {
    text += fmt::format("{}, {}, {}", counted(counts.errors, "error"), counted(counts.warnings, "warning"),
                        counted(counts.notes, "note"));
  }
  if (counts.minor > 0) text += fmt::format("; {} less severe not shown", counts.minor);
  // Each allowance that has ended names what it still holds back.
  std::size_t ended = 0;
  for (const LintEntry& entry : linted.entries) {
    if (entry.finding.code == lint::kExpired) ended += entry.finding.related.size();
  }
  ended = std::min(ended, counts.allowed);
  if (counts.allowed > ended) text += fmt::format("; {} allowed in the policy", counts.allowed - ended);
  if (ended > 0) text += fmt::format("; {} allowed past the last day", ended);
  if (counts.baselined > 0) text += fmt::format("; {} more in the baseline", counts.baselined);
  return text;
}

}  // namespace

std::string lint_text(const Linted& linted, const Terminal& terminal) {
  FindingText findings(linted, terminal);
  const LintEntry* first = nullptr;
  for (const LintEntry& entry : linted.entries) {
    if (!entry.is_shown()) continue;
    findings.add(entry);
    if (first == nullptr) first = &entry;
  }
  std::string text = findings.take();
  for (const std::string& gone : linted.gone) {
    text += wrapped(clean(fmt::format("note: the baseline has {}, which is no longer found; write it anew", gone)), 2,
                    terminal.width) +
            "\n";
  }
  if (first != nullptr) {
    const std::string advice = fmt::format("`polc explain {}` says what a rule finds and what it leaves alone",
                                           code_text(first->finding.code));
    text += painted(terminal, Paint::Dim, wrapped(advice, 2, terminal.width)) + "\n";
  }
  const std::string last = clean(summary(linted));
  return text + (terminal.width < kNarrow ? wrapped(last, 2, terminal.width) : last) + "\n";
}

}  // namespace pol::tool
