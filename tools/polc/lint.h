#pragma once
// What `polc lint` shows: the findings of each policy, for people, programs and CI.

#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/pipeline/lint.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

/// A finding, and whether somebody has already said that it may stay.
struct LintEntry {
  lint::Finding finding;
  /// Of policy, code, paths and message: it outlives lines that move. Unlike every other's of the same run.
  std::string fingerprint;
  bool is_baselined = false;
  std::optional<std::string> allowed_because;  ///< what an `allow` of the policy says of it
  bool is_minor = false;  ///< less severe than what is to be shown
  /// Of the patient who shows it, where it was asked for: `needs_information`, and the outcomes that stay possible.
  std::optional<std::string> outcome;
  std::vector<std::string> possible;

  bool is_shown() const { return !is_baselined && !allowed_because && !is_minor; }
};

/// One policy of a run.
struct Linted {
  std::string path;    ///< as the user gave it
  std::string stdlib;  ///< folder of the standard modules; "" where no name is to be shortened
  std::unique_ptr<pipeline::Compiled> compiled;
  std::vector<LintEntry> entries;  ///< file order; then those that are allowed
  pipeline::LintResult result;     ///< without its findings, which are the entries
  /// Findings that the baseline has and the policy no longer does: their code and path.
  std::vector<std::string> gone;

  const ir::Policy& policy() const { return compiled->policy; }
};

/// How many of each severity are shown.
struct LintCounts {
  std::size_t errors = 0, warnings = 0, notes = 0, baselined = 0, allowed = 0;
  std::size_t minor = 0;  ///< less severe than what is to be shown
};
LintCounts count(const std::vector<LintEntry>& entries);

/// Findings with their fingerprints, in their order. Where two would have the same one, the later says which it is.
std::vector<LintEntry> entries_of(const std::string& policy_name, std::vector<lint::Finding> findings);
/// Those that the policy's `allow` holds back, behind the others.
void add_allowed(Linted& linted, std::vector<lint::Finding> suppressed);

std::string_view word_for(Severity severity);  ///< `error`, `warning`, `note`
std::string code_text(int code);               ///< `POL4103`
/// Rule names as they are typed: `subsumed-by-sibling`.
std::string dashed(std::string_view name);

/// What a rule is called and what it finds. Every code has some, POL5001 too.
struct RuleWords {
  int code = 0;
  Severity severity = Severity::Note;
  std::string name;     ///< `subsumed-by-sibling`
  std::string summary;  ///< what it finds, in a clause
  std::string manual;   ///< its manual page; "" where it has none
};
RuleWords rule_words(int code);

std::string lint_text(const Linted& linted, const Terminal& terminal);
nlohmann::ordered_json lint_json(const Linted& linted);
/// A SARIF 2.1.0 log with one run for all policies.
nlohmann::ordered_json sarif_log(const std::vector<Linted>& all);

/// The name of a source in reports. A standard module is `stdlib/patient.pol` wherever it lies.
std::string shown_path(const Linted& linted, std::uint32_t source);

/// Outcomes of the patients who show the findings that are shown.
void determine_witnesses(Linted& linted, const pipeline::Engine& engine);
/// `needs_information; possible: meets, refer`; "" where it was not asked for.
std::string outcome_text(const LintEntry& entry);

/// A fact of a patient as a case file writes it.
nlohmann::ordered_json case_value(const ir::Policy& policy, ir::FactId fact, const ir::FactState& state);
/// The patients who show the findings, as `case` blocks that `polc test` passes.
std::string lint_cases(const Linted& linted, const pipeline::Engine& engine);

}  // namespace pol::tool
