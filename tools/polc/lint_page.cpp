#include "tools/polc/lint_page.h"

#include <fmt/format.h>

#include "tools/polc/html.h"
#include "tools/polc/lint_charts.h"
#include "tools/polc/lint_report.h"
#include "tools/polc/page.h"

namespace pol::tool {

namespace {

std::string_view severity_title(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "Error";
    case Severity::Warning:
      return "Warning";
    case Severity::Note:
      return "Note";
  }
  return "";
}

/// The page's colours of what is bad, open, beside the point.
std::string_view tag_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "no";
    case Severity::Warning:
      return "unknown";
    case Severity::Note:
      return "aside";
  }
  return "";
}

std::string title_of(const ir::Policy& policy) { return policy.title.empty() ? policy.name : policy.title; }

class PolicyPart {
 public:
  /// `level`: of the headings of sections. `prefix` keeps anchors of several policies apart.
  PolicyPart(Html& page, const Linted& linted, int level, std::string prefix)
      : page_(page),
        linted_(linted),
        policy_(linted.policy()),
        report_(linted),
        level_(level),
        prefix_(std::move(prefix)) {}

  void add() {
    add_reference();
    add_contents();
    std::string section;
    for (std::size_t i = 0; i < report_.parts().size(); ++i) {
      const LintPart& part = report_.parts()[i];
      const std::string id = fmt::format(" id=\"{}part-{}\"", prefix_, i + 1);
      const bool is_new = i == 0 || part.section + part.section_path != section;
      section = part.section + part.section_path;
      if (is_new) {
        const std::string path = part.section_path.empty() ? "" : " " + html_element("span", "path", part.section_path);
        heading(level_, part.label.empty() && part.title.empty() ? id : "", html_text(part.section) + path);
      }
      if (!part.label.empty() || !part.title.empty())
        heading(level_ + 1, id + " class=\"item\"", html_text(name_of(part)));
      for (const LintItem& item : part.items) add_finding(item);
    }
    add_allowed();
    add_rules();
  }

 private:
  static std::string name_of(const LintPart& part) {
    return part.label.empty() ? part.title : part.label + (part.title.empty() ? "" : ". " + part.title);
  }

  void heading(int level, std::string_view attributes, std::string_view markup) {
    page_.raw(fmt::format("<h{0}{1}>{2}</h{0}>", level, attributes, markup));
  }

  void add_reference() {
    page_.open("dl", "class=\"reference\"");
    const auto row = [&](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      page_.raw(fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html_text(value)));
    };
    const LintCounts counts = count(linted_.entries);
    row("Findings", counts_text(counts));
    if (counts.allowed > 0) row("Kept on purpose", std::to_string(counts.allowed));
    if (counts.baselined > 0) row("Known already", std::to_string(counts.baselined));
    row("Policy", policy_.name);
    row("Document", policy_.document);
    row("Revision", policy_.revision);
    for (const auto& [key, value] : policy_.metadata) {
      if (key == "publisher") row("Publisher", value);
    }
    row("Content hash", policy_.content_hash);
    page_.close("dl");
    page_.element(
        "p", "about",
        "Each finding is proved: by clauses that cannot hold together, by a patient who shows it, or by the text "
        "itself. An error cannot be meant as written, a warning is almost surely a mistake, a note is worth a "
        "look.");
  }

  void add_contents() {
    if (report_.parts().empty()) return;
    page_.open("nav", "aria-label=\"Contents\"");
    heading(level_, "", "Contents");
    page_.open("ul");
    std::string section;
    for (std::size_t i = 0; i < report_.parts().size(); ++i) {
      const LintPart& part = report_.parts()[i];
      const std::string name = name_of(part);
      const bool is_new = i == 0 || part.section + part.section_path != section;
      section = part.section + part.section_path;
      if (is_new && !name.empty()) page_.raw(fmt::format("<li><b>{}</b></li>", html_text(part.section)));
      page_.raw(fmt::format("<li{}><a href=\"#{}part-{}\">{}</a><span class=\"tally\">{}</span></li>",
                            name.empty() ? "" : " class=\"below\"", prefix_, i + 1,
                            html_text(name.empty() ? part.section : name), counts_text(part.counts())));
    }
    page_.close("ul");
    page_.close("nav");
  }

  void add_finding(const LintItem& item) {
    const lint::Finding& finding = item.finding();
    page_.raw(fmt::format("<details open class=\"finding {}\" id=\"{}finding-{}\">", word_for(finding.severity),
                          prefix_, item.number));
    page_.raw(
        fmt::format("<summary><span class=\"tag {}\">{}</span><span class=\"message\">{}. {}</span>"
                    "<a class=\"code\" href=\"#{}{}\">{}</a></summary>",
                    tag_of(finding.severity), severity_title(finding.severity), item.number, html_rich(finding.message),
                    prefix_, code_text(finding.code), code_text(finding.code)));
    page_.element("p", "where", item.where.empty() ? item.place : item.where + " · " + item.place);
    add_sides(item);
    if (item.number_line) page_.raw(number_line_chart(*item.number_line));
    if (item.time_line) page_.raw(time_line_chart(*item.time_line));
    add_list("What follows", finding.details);
    add_patient(item);
    add_list("What could be written", item.fixes);
    add_names(item);
    page_.close("details");
  }

  void add_list(std::string_view title, const std::vector<std::string>& sentences) {
    if (sentences.empty()) return;
    heading(level_ + 2, "", title);
    page_.open("ul");
    for (const std::string& each : sentences) page_.raw(fmt::format("<li>{}</li>", html_rich(each)));
    page_.close("ul");
  }

  void add_sides(const LintItem& item) {
    add_sides("As written", item.text);
    add_sides("What proves it", item.core);
    add_sides("Beside it", item.related);
  }
  void add_sides(std::string_view title, const std::vector<LintSide>& sides) {
    if (sides.empty()) return;
    heading(level_ + 2, "", title);
    page_.open("table", "class=\"sides\"");
    page_.open("tbody");
    for (const LintSide& side : sides) {
      const std::string words = side.words.empty() ? "" : html_element("span", "in-words", side.words);
      page_.raw(fmt::format("<tr><th scope=\"row\">{}{}</th><td>{}{}</td></tr>", html_text(side.where),
                            html_element("span", "place", side.place), words, html_element("code", "", side.text)));
    }
    page_.close("tbody");
    page_.close("table");
  }

  void add_patient(const LintItem& item) {
    const auto& witness = item.finding().witness;
    if (!witness) return;
    heading(level_ + 2, "", "A patient who shows it");
    if (!witness->shows.empty()) page_.raw(fmt::format("<p>This patient {}.</p>", html_rich(witness->shows)));
    page_.open("table", "class=\"patient\"");
    page_.open("tbody");
    for (const LintValue& value : item.patient) {
      page_.raw(
          fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>", html_text(value.title), html_text(value.value)));
    }
    page_.close("tbody");
    page_.close("table");
    const std::string chart = patient_chart(policy_, item);
    if (!chart.empty()) page_.raw(chart);
    const std::string outcome = item.entry->outcome ? " Outcome: " + outcome_text(*item.entry) + "." : "";
    page_.element("p", "soft", "All else is not documented." + outcome);
  }

  void add_names(const LintItem& item) {
    if (item.names.empty()) return;
    std::string list;
    for (const auto& [name, title] : item.names) {
      list += fmt::format("{}{}: {}", list.empty() ? "" : "; ", html_element("code", "", name), html_text(title));
    }
    page_.raw(fmt::format("<p class=\"names\">{}</p>", list));
  }

  void add_allowed() {
    if (report_.allowed().empty()) return;
    heading(level_, "", "Kept on purpose");
    page_.open("table");
    page_.raw(
        "<thead><tr><th scope=\"col\">Finding</th><th scope=\"col\">Code</th><th "
        "scope=\"col\">Reason</th></tr></thead>");
    page_.open("tbody");
    for (const LintItem& item : report_.allowed()) {
      page_.raw(fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                            html_rich(item.finding().message),
                            code_text(item.finding().code), html_text(item.entry->allowed_because.value_or(""))));
    }
    page_.close("tbody");
    page_.close("table");
  }

  void add_rules() {
    if (report_.rules().empty()) return;
    heading(level_, "", "What the codes stand for");
    page_.open("dl", "class=\"rules\"");
    for (const RuleWords& rule : report_.rules()) {
      page_.raw(fmt::format("<dt id=\"{}{}\">{}: {}</dt><dd>", prefix_, code_text(rule.code), code_text(rule.code),
                            html_rich(rule.summary)));
      for (const auto& [name, words] : manual_sections(rule.manual)) {
        if (name == "Finds") continue;
        page_.raw(fmt::format("<p><b>{}:</b> {}</p>", html_text(name), html_rich(words)));
      }
      page_.raw("</dd>");
    }
    page_.close("dl");
  }

  Html& page_;
  const Linted& linted_;
  const ir::Policy& policy_;
  LintReport report_;
  int level_;
  std::string prefix_;
};

}  // namespace

std::string lint_page(const std::vector<Linted>& all) {
  const bool is_one = all.size() == 1;
  const std::string title = is_one ? title_of(all.front().policy()) : fmt::format("{} policies", all.size());
  Html page;
  page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
  page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
  page.raw("<meta name=\"referrer\" content=\"no-referrer\">");
  page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
  page.element("title", "", "Findings: " + title);
  page.raw(fmt::format("<style>{}{}{}</style>\n</head>\n<body>", page_style(), lint_page_style(), chart_style()));
  page.open("header");
  page.element("p", "kind", "Findings");
  page.element("h1", "", title);
  page.close("header");
  page.open("main");
  for (std::size_t i = 0; i < all.size(); ++i) {
    page.open("section", "class=\"case\"");
    if (!is_one) page.element("h2", "", title_of(all[i].policy()));
    PolicyPart(page, all[i], is_one ? 2 : 3, is_one ? "" : fmt::format("policy-{}-", i + 1)).add();
    page.close("section");
  }
  page.close("main");
  page.open("footer");
  page.element("p", "", fmt::format("Found by polc {}. The same policy gives the same page.", pipeline::kVersion));
  page.close("footer");
  page.raw("</body>\n</html>");
  return page.take();
}

}  // namespace pol::tool
