#include <fmt/format.h>

#include "tools/polc/lint_charts.h"
#include "tools/polc/lint_page.h"
#include "tools/polc/lint_report.h"
#include "tools/polc/markdown.h"

namespace pol::tool {

namespace {

class Markdown {
 public:
  /// `level`: of the headings of sections.
  Markdown(std::string& text, const Linted& linted, std::size_t level)
      : text_(text), linted_(linted), policy_(linted.policy()), report_(linted), level_(level) {}

  void add() {
    add_reference();
    std::string section;
    for (const LintPart& part : report_.parts()) {
      if (part.section + part.section_path != section) {
        section = part.section + part.section_path;
        heading(level_, markdown_text(part.section));
      }
      if (!part.label.empty()) {
        heading(level_ + 1, markdown_text(part.label + (part.title.empty() ? "" : ". " + part.title)));
      } else if (!part.title.empty()) {
        heading(level_ + 1, markdown_text(part.title));
      }
      for (const LintItem& item : part.items) add_finding(item);
    }
    add_allowed();
    add_rules();
  }

 private:
  void heading(std::size_t level, std::string_view words) {
    text_ += fmt::format("\n{} {}\n", std::string(level, '#'), words);
  }
  void row(const std::vector<std::string>& cells) { text_ += fmt::format("| {} |\n", fmt::join(cells, " | ")); }
  void head(const std::vector<std::string>& cells) {
    text_ += '\n';
    row(cells);
    text_ += "|";
    for (std::size_t i = 0; i < cells.size(); ++i) text_ += "---|";
    text_ += '\n';
  }

  void add_reference() {
    const LintCounts counts = count(linted_.entries);
    head({"Policy", "Document", "Revision", "Findings"});
    row({markdown_code(policy_.name), markdown_text(policy_.document), markdown_text(policy_.revision),
         counts_text(counts)});
    if (counts.allowed + counts.baselined > 0) {
      text_ +=
          fmt::format("\nNot shown below: {} kept on purpose, {} known already.\n", counts.allowed, counts.baselined);
    }
    text_ +=
        "\nEach finding is proved: by clauses that cannot hold together, by a patient who shows it, or by the text\n"
        "itself. An error cannot be meant as written, a warning is almost surely a mistake, a note is worth a look.\n";
  }

  void add_finding(const LintItem& item) {
    const lint::Finding& finding = item.finding();
    text_ += fmt::format("\n**{}. {} {}** ({}): {}\n", item.number, word_for(finding.severity),
                         code_text(finding.code), markdown_text(item.place), markdown_rich(finding.message));
    const bool has_sides = !item.text.empty() || !item.core.empty() || !item.related.empty();
    if (has_sides) head({"", "Where", "Text"});
    add_sides("as written", item.text);
    add_sides("proof", item.core);
    add_sides("beside it", item.related);
    add_number_line(item);
    add_time_line(item);
    add_patient(item);
    if (!finding.details.empty() || !item.fixes.empty()) text_ += '\n';
    for (const std::string& detail : finding.details) text_ += fmt::format("- {}\n", markdown_rich(detail));
    for (const std::string& fix : item.fixes) text_ += fmt::format("- {}\n", markdown_rich(fix));
    std::vector<std::string> names;
    for (const auto& [name, title] : item.names) names.push_back(markdown_code(name) + ": " + markdown_text(title));
    if (!names.empty()) text_ += fmt::format("\n<sub>{}</sub>\n", fmt::join(names, "; "));
  }

  void add_sides(std::string_view what, const std::vector<LintSide>& sides) {
    for (const LintSide& side : sides) {
      const std::string words = side.words.empty() ? "" : markdown_text(side.words) + "<br>";
      const std::string where = side.where.empty() ? "" : markdown_text(side.where) + "<br>";
      row({std::string(what), where + markdown_text(side.place), words + markdown_code(side.text)});
    }
  }

  void add_number_line(const LintItem& item) {
    if (!item.number_line) return;
    head({markdown_text(item.number_line->subject), "Covers", ""});
    for (const lint::NumberLine::Band& band : item.number_line->bands) {
      row({markdown_text(band.label), markdown_text(band_words(band, item.number_line->unit)),
           band.is_flaw ? "**here**" : ""});
    }
  }

  void add_time_line(const LintItem& item) {
    if (!item.time_line) return;
    head({markdown_text(item.time_line->subject), "When", "How often", ""});
    for (const lint::TimeLine::Span& span : item.time_line->spans) {
      row({markdown_text(span.label), span_of_months(span), markdown_text(span.rate), span.is_flaw ? "**here**" : ""});
    }
  }

  void add_patient(const LintItem& item) {
    const auto& witness = item.finding().witness;
    if (!witness) return;
    head({"A patient who shows it", "Value"});
    for (const LintValue& value : item.patient) row({markdown_text(value.title), markdown_text(value.value)});
    if (!witness->shows.empty()) text_ += fmt::format("\nThis patient {}.\n", markdown_rich(witness->shows));
    if (item.entry->outcome) text_ += fmt::format("\nOutcome: {}.\n", markdown_text(outcome_text(*item.entry)));
  }

  void add_allowed() {
    if (report_.allowed().empty()) return;
    heading(level_, "Kept on purpose");
    head({"Finding", "Code", "Reason"});
    for (const LintItem& item : report_.allowed()) {
      row({markdown_rich(item.finding().message), code_text(item.finding().code),
           markdown_text(item.entry->allowed_because.value_or(""))});
    }
  }

  void add_rules() {
    if (report_.rules().empty()) return;
    heading(level_, "What the codes stand for");
    head({"Code", "Finds", "Instead"});
    for (const RuleWords& rule : report_.rules()) {
      std::string instead;
      for (const auto& [name, words] : manual_sections(rule.manual)) {
        if (name == "Instead") instead = words;
      }
      row({code_text(rule.code), markdown_rich(rule.summary), markdown_rich(instead)});
    }
  }

  std::string& text_;
  const Linted& linted_;
  const ir::Policy& policy_;
  LintReport report_;
  std::size_t level_;
};

}  // namespace

std::string lint_markdown(const std::vector<Linted>& all) {
  const bool is_one = all.size() == 1;
  const auto title_of = [](const ir::Policy& policy) {
    return markdown_text(policy.title.empty() ? policy.name : policy.title);
  };
  std::string text = "<!-- Written by polc lint --markdown: do not edit. -->\n\n";
  text += is_one ? fmt::format("# Findings: {}\n", title_of(all.front().policy())) : "# Findings\n";
  for (const Linted& linted : all) {
    if (!is_one) text += fmt::format("\n## {}\n", title_of(linted.policy()));
    Markdown(text, linted, is_one ? 2 : 3).add();
  }
  return text;
}

}  // namespace pol::tool
