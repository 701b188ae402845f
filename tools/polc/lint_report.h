#pragma once
// Findings as somebody reads them who has the document in hand: by its sections and numbers, in its titles. What the
// page and the Markdown file say alike is worked out here.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/interp/condition_words.h"
#include "tools/polc/lint.h"

namespace pol::tool {

/// One side of a finding: a clause, where it stands, and what it says.
struct LintSide {
  std::string where;  ///< `2.a Child with fever`, `Birth to 2 years`; "" where the finding does not say
  std::string place;  ///< `line 12:5`, `nccn.bone, line 12:5`
  std::string text;   ///< as written
  std::string words;  ///< the same in titles; "" where they would say no more
};

/// What was documented of one fact of the patient who shows a finding.
struct LintValue {
  ir::FactId fact;
  std::string title, value;
};

/// All that is told of one finding.
struct LintItem {
  const LintEntry* entry = nullptr;
  std::size_t number = 0;  ///< from 1, in the order of the report
  std::string where;       ///< `2.a Child › Fever`
  std::string place;       ///< `line 12:5`, where the text report has it too
  std::vector<LintSide> text, core, related;
  std::vector<LintValue> patient;
  std::optional<lint::NumberLine> number_line;  ///< of the finding, labels by their titles
  std::optional<lint::TimeLine> time_line;
  std::vector<std::pair<std::string, std::string>> names;  ///< that are used, with their titles
  std::vector<std::string> fixes;                          ///< what could be written instead

  const lint::Finding& finding() const { return entry->finding; }
};

/// A part of the document with findings: `8. Infection` of "Guideline".
struct LintPart {
  std::string section;       ///< title
  std::string section_path;  ///< "" where it is no section: definitions, citations …
  std::string label;         ///< `8`; "" for the section itself
  std::string title;
  std::vector<LintItem> items;

  LintCounts counts() const;
};

class LintReport {
 public:
  /// Keeps a reference to `linted`.
  explicit LintReport(const Linted& linted);

  const std::vector<LintPart>& parts() const { return parts_; }
  /// What the policy's `allow` holds back.
  const std::vector<LintItem>& allowed() const { return allowed_; }
  /// Of the rules whose findings are shown, by code.
  const std::vector<RuleWords>& rules() const { return rules_; }

 private:
  /// Where a part comes among the others, and which it is.
  struct Key {
    int kind = 0;
    std::uint32_t section = 0, item = 0;
    friend auto operator<=>(const Key&, const Key&) = default;
  };
  ir::CriterionId criterion_at(const std::string& path) const;
  Key key_of(const lint::Finding& finding, LintPart& part) const;
  Key key_beside_criteria(const std::string& path, LintPart& part) const;
  void name_section(ir::CriterionId root, ir::CriterionId item, LintPart& part) const;
  LintItem item_of(const LintEntry& entry) const;
  void add_drawings(LintItem& item, const std::string& path) const;
  std::string where_of(const std::string& path) const;
  std::string place_of(Range range) const;
  Range text_range(Range marked, const std::string& path) const;
  std::string name_of(const std::string& path, const std::string& beside) const;
  std::string whole_text(const lint::Clause& clause) const;
  std::vector<LintValue> patient_of(const lint::Witness& witness) const;
  LintSide side_of(Range range, const std::string& path, const std::string& says, const std::string& beside) const;
  std::vector<std::pair<std::string, std::string>> names_in(const std::string& text) const;

  const Linted& linted_;
  const ir::Policy& policy_;
  const Sources& sources_;
  interp::ConditionWords words_;
  std::unordered_map<std::string, ir::CriterionId> criteria_;
  std::unordered_map<std::string, std::string> titles_;  ///< of facts, records, definitions
  std::map<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>, ir::ExprId> conditions_;  ///< by range
  std::vector<LintPart> parts_;
  std::vector<LintItem> allowed_;
  std::vector<RuleWords> rules_;
};

/// `2 errors, 1 warning`; "no findings".
std::string counts_text(const LintCounts& counts);

/// `2 years 8 months`, `12 days`: whole years and months where there are some, else days.
std::string span_words(ir::Day from, ir::Day to);

/// The paragraphs of a rule's manual page that a reader of findings asks for: what it means, what to do.
std::vector<std::pair<std::string, std::string>> manual_sections(const std::string& manual);

}  // namespace pol::tool
