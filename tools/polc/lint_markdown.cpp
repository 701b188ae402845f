#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "compiler/support/printable.h"
#include "tools/polc/lint_charts.h"
#include "tools/polc/lint_page.h"
#include "tools/polc/lint_report.h"

namespace pol::tool {

namespace {

/// Text from outside, on one line, with nothing that Markdown or HTML would read as markup.
std::string plain(std::string_view text) {
  const std::string shown = printable(text);
  const auto is_letter = [&](std::size_t i) {
    return i < shown.size() && (std::isalnum(static_cast<unsigned char>(shown[i])) != 0 || shown[i] == '_');
  };
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    // Between backslashes some readers still see a tag.
    if (shown[i] == '<' || shown[i] == '>' || shown[i] == '&') {
      out += shown[i] == '<' ? "&lt;" : shown[i] == '>' ? "&gt;" : "&amp;";
      continue;
    }
    const bool is_inside_word = shown[i] == '_' && i > 0 && is_letter(i - 1) && is_letter(i + 1);
    const bool is_markup = std::string_view("\\`*_{}[]#|~$!").find(shown[i]) != std::string_view::npos;
    if (is_markup && !is_inside_word) out += '\\';
    out += shown[i];
  }
  return out;
}

/// Between as many backticks as it takes; a `|` would end a table's cell even there.
std::string code(std::string_view text) {
  std::string out;
  std::size_t longest = 0, run = 0;
  for (const char c : printable(text)) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
    if (c == '|') out += '\\';
    out += c;
  }
  if (out.empty()) return "";
  const std::string fence(longest + 1, '`');
  return longest == 0 ? fence + out + fence : fence + " " + out + " " + fence;
}

/// Text with names and conditions between backticks.
std::string rich(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('`');
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) break;
    out += plain(text.substr(0, open));
    out += code(text.substr(open + 1, close - open - 1));
    text.remove_prefix(close + 1);
  }
  return out + plain(text);
}

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
        heading(level_, plain(part.section));
      }
      if (!part.label.empty()) {
        heading(level_ + 1, plain(part.label + (part.title.empty() ? "" : ". " + part.title)));
      } else if (!part.title.empty()) {
        heading(level_ + 1, plain(part.title));
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
    row({code(policy_.name), plain(policy_.document), plain(policy_.revision), counts_text(counts)});
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
    text_ += fmt::format("\n**{}. {} {}**: {}\n", item.number, word_for(finding.severity), code_text(finding.code),
                         rich(finding.message));
    const bool has_sides = !item.text.empty() || !item.core.empty() || !item.related.empty();
    if (has_sides) head({"", "Where", "Text"});
    add_sides("as written", item.text);
    add_sides("proof", item.core);
    add_sides("beside it", item.related);
    add_number_line(item);
    add_time_line(item);
    add_patient(item);
    if (!finding.details.empty() || !item.fixes.empty()) text_ += '\n';
    for (const std::string& detail : finding.details) text_ += fmt::format("- {}\n", rich(detail));
    for (const std::string& fix : item.fixes) text_ += fmt::format("- {}\n", rich(fix));
    std::vector<std::string> names;
    for (const auto& [name, title] : item.names) names.push_back(code(name) + ": " + plain(title));
    if (!names.empty()) text_ += fmt::format("\n<sub>{}</sub>\n", fmt::join(names, "; "));
  }

  void add_sides(std::string_view what, const std::vector<LintSide>& sides) {
    for (const LintSide& side : sides) {
      const std::string words = side.words.empty() ? "" : plain(side.words) + "<br>";
      row({std::string(what), plain(side.where) + (side.where.empty() ? "" : "<br>") + plain(side.place),
           words + code(side.text)});
    }
  }

  void add_number_line(const LintItem& item) {
    if (!item.number_line) return;
    head({plain(item.number_line->subject), "Covers", ""});
    for (const lint::NumberLine::Band& band : item.number_line->bands) {
      row({plain(band.label), plain(band_words(band, item.number_line->unit)), band.is_flaw ? "**here**" : ""});
    }
  }

  void add_time_line(const LintItem& item) {
    if (!item.time_line) return;
    head({plain(item.time_line->subject), "When", "How often", ""});
    for (const lint::TimeLine::Span& span : item.time_line->spans) {
      row({plain(span.label), span_of_months(span), plain(span.rate), span.is_flaw ? "**here**" : ""});
    }
  }

  void add_patient(const LintItem& item) {
    const auto& witness = item.finding().witness;
    if (!witness) return;
    head({"A patient who shows it", "Value"});
    for (const LintValue& value : item.patient) row({plain(value.title), plain(value.value)});
    if (!witness->shows.empty()) text_ += fmt::format("\nThis patient {}.\n", rich(witness->shows));
    if (item.entry->determination) text_ += fmt::format("\nDetermined: {}.\n", plain(*item.entry->determination));
  }

  void add_allowed() {
    if (report_.allowed().empty()) return;
    heading(level_, "Kept on purpose");
    head({"Finding", "Code", "Reason"});
    for (const LintItem& item : report_.allowed()) {
      row({rich(item.finding().message), code_text(item.finding().code),
           plain(item.entry->allowed_because.value_or(""))});
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
      row({code_text(rule.code), rich(rule.summary), rich(instead)});
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
    return plain(policy.title.empty() ? policy.name : policy.title);
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
