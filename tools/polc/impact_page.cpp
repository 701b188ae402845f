// What `polc impact` found, as a page to send.

#include <fmt/format.h>

#include "tools/polc/impact.h"
#include "tools/polc/report_page.h"

namespace pol::tool {

namespace {

class ImpactPage {
 public:
  explicit ImpactPage(const ImpactReport& report) : report_(report), impact_(report.impact) {}

  std::string take() {
    page_.open("div", "class=\"summary\"");
    page_.element("p", "head", impact_summary(report_) + ".");
    page_.element(
        "p", "about",
        "Each recorded case was decided by the older text and by the newer one, from the same documentation.");
    page_.close("div");
    add_revisions(page_, report_.pair);
    add_matrix();
    add_ways();
    add_changes();
    add_mistakes();
    return report_page(
        "Impact", report_.pair, page_.take(),
        fmt::format("Replayed by polc {}. The same texts and cases give the same page.", pipeline::kVersion));
  }

 private:
  void add_matrix() {
    const std::vector<ir::Outcome> outcomes = outcomes_of(impact_.outcomes);
    page_.element("h2", "", "Decisions");
    page_.open("table", "class=\"counts\"");
    std::string head = "<thead><tr><th scope=\"col\">Old, across: new</th>";
    for (const ir::Outcome outcome : outcomes) head += fmt::format("<th scope=\"col\">{}</th>", outcome_words(outcome));
    page_.raw(head + "</tr></thead>");
    page_.open("tbody");
    for (const ir::Outcome before : outcomes) {
      std::string row = fmt::format("<tr><th scope=\"row\">{}</th>", outcome_words(before));
      for (const ir::Outcome after : outcomes) {
        const std::size_t count = pipeline::at(impact_.outcomes, before, after);
        row += fmt::format("<td class=\"{}\">{}</td>", count == 0 ? "none" : before != after ? "flip" : "same", count);
      }
      page_.raw(row + "</tr>");
    }
    page_.close("tbody");
    page_.close("table");
  }

  void add_ways() {
    const std::vector<ImpactWay> ways = ways_of(impact_.outcomes);
    if (ways.empty()) return;
    page_.element("h2", "", "Decided otherwise");
    for (const ImpactWay& way : ways) {
      page_.element("h3", "", fmt::format("{} → {}: {}", outcome_words(way.before), outcome_words(way.after),
                                          counted(way.count, "case", "cases")));
      const auto& examples =
          impact_.examples[static_cast<std::size_t>(way.before)][static_cast<std::size_t>(way.after)];
      page_.open("ul");
      for (const pipeline::FlippedCase& one : examples) {
        std::string words = html_text(one.title) + " " +
                            html_element("span", "path", fmt::format("{}:{}", one.file, one.line));
        std::string by;
        for (const std::size_t index : one.brought_by) {
          by += fmt::format("{}{}", by.empty() ? "" : ", or ",
                            html_element("code", "", path_of(*impact_.changes[index].item)));
        }
        if (!by.empty()) words += ", by " + by;
        page_.raw(fmt::format("<li>{}</li>", words));
      }
      if (way.count > examples.size())
        page_.element("li", "soft", fmt::format("and {} more", way.count - examples.size()));
      page_.close("ul");
    }
  }

  void add_changes() {
    if (!report_.has_changes) return;
    page_.element("h2", "", "Each change alone");
    page_.element("p", "about",
                  "The older text with this one criterion as the newer text has it, or without it where the newer text "
                  "has it no more; for what was added, the newer text with and without it.");
    const auto changes = changes_that_matter(impact_);
    if (!changes.empty()) {
      page_.open("table");
      page_.raw(
          "<thead><tr><th scope=\"col\">Criterion</th><th scope=\"col\">Change</th><th scope=\"col\">Cases decided "
          "otherwise</th></tr></thead>");
      page_.open("tbody");
      for (const pipeline::ChangeAlone* each : changes) {
        page_.raw(fmt::format("<tr><th scope=\"row\">{} {}</th><td>{}</td><td>{}: {}</td></tr>",
                              html_element("span", "path", path_of(*each->item)), html_text(title_of(*each->item)),
                              to_text(each->item->relation), pipeline::otherwise(each->flips),
                              html_text(ways_text(each->flips))));
      }
      page_.close("tbody");
      page_.close("table");
    }
    const std::size_t others = impact_.changes.size() - changes.size();
    if (others > 0) {
      page_.element("p", "soft", fmt::format("{} alone: no case is decided otherwise.",
                                             counted(others, changes.empty() ? "change" : "further change",
                                                     changes.empty() ? "changes" : "further changes")));
    }
    if (impact_.unexplained > 0) {
      page_.element("p", "soft", fmt::format("Decided otherwise by several changes together, or by what is declared "
                                             "otherwise: {}.",
                                             counted(impact_.unexplained, "case", "cases")));
    }
  }

  void add_mistakes() {
    if (report_.mistakes.empty()) return;
    page_.element("h2", "", "Cases that could not be used");
    page_.open("ul");
    for (const std::string& each : report_.mistakes) page_.raw(fmt::format("<li>{}</li>", html_rich(each)));
    if (report_.more_mistakes > 0)
      page_.element("li", "soft", fmt::format("and {} more mistakes", report_.more_mistakes));
    page_.close("ul");
  }

  const ImpactReport& report_;
  const pipeline::Impact& impact_;
  Html page_;
};

}  // namespace

std::string impact_page(const ImpactReport& report) { return ImpactPage(report).take(); }

}  // namespace pol::tool
