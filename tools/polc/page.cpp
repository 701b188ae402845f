#include "tools/polc/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/civil.h"
#include "tools/polc/advice.h"
#include "tools/polc/page_style.h"
#include "tools/polc/svg.h"

namespace pol::tool {

namespace {

using ir::Truth;

std::string escaped(std::string_view text) { return svg_text(text); }

std::string tag(Truth truth) {
  const char* words = truth == Truth::Yes ? "met" : truth == Truth::No ? "not met" : "open";
  return fmt::format("<span class=\"tag {}\">{}</span>", to_text(truth), words);
}

std::string outcome_words(std::string_view name) {
  std::string words(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

/// One case of the page.
class Section {
 public:
  Section(const ir::Policy& policy, const PageEntry& entry)
      : policy_(policy), entry_(entry), one_(entry.determined), got_(entry.determined.determination) {}

  /// `number`: 0 where the page has one case.
  std::string html(std::size_t number) {
    heading_ = number == 0 ? 2 : 3;
    text_ = number == 0 ? "<section class=\"case\">\n" : fmt::format("<section class=\"case\" id=\"case-{}\">\n", number);
    text_ += fmt::format("<h{0}>{1}</h{0}>\n", heading_ - 1, escaped(one_.title));
    add_decision();
    add_questions();
    add_facts("Decided by", got_.deciding_facts);
    add_why();
    add_notes();
    add_coverage();
    add_lists();
    add_citations();
    add_criteria();
    return text_ + "</section>\n";
  }

 private:
  void head(std::string_view words) { text_ += fmt::format("<h{0}>{1}</h{0}>\n", heading_, words); }
  void list(std::string_view title, const std::vector<std::string>& entries) {
    if (entries.empty()) return;
    head(title);
    text_ += "<ul>\n";
    for (const std::string& entry : entries) text_ += fmt::format("<li>{}</li>\n", escaped(entry));
    text_ += "</ul>\n";
  }
  std::string title_of(ir::FactId id) const {
    const ir::Fact& fact = policy_.facts[id];
    return fact.title.empty() ? fact.name : fact.title;
  }
  std::string title_of(std::string_view path) const {
    for (const ir::Criterion& criterion : policy_.criteria) {
      if (criterion.path == path) return criterion.title;
    }
    return "";
  }

  void add_decision() {
    text_ += fmt::format("<div class=\"decision {}\">\n<p><strong>{}</strong> ({})</p>\n", to_text(got_.disposition),
                         escaped(outcome_words(to_text(got_.outcome))), to_text(got_.disposition));
    if (!got_.reason.empty()) text_ += fmt::format("<p>{}</p>\n", escaped(got_.reason));
    if (got_.possible != ir::outcome_bit(got_.outcome)) {
      std::vector<std::string> names;
      for (const std::string& name : outcome_names(got_.possible)) names.push_back(outcome_words(name));
      text_ += fmt::format("<p>Possible: {}</p>\n", escaped(fmt::format("{}", fmt::join(names, ", "))));
    }
    for (const interp::MetBy& by : got_.met_by) {
      std::string line = fmt::format("Met by <span class=\"path\">{}</span> {}", escaped(by.path), escaped(title_of(by.path)));
      if (!by.by_one_of.empty()) line += escaped(fmt::format(", by one of {}", fmt::join(by.by_one_of, ", ")));
      text_ += "<p>" + line + "</p>\n";
    }
    text_ += "</div>\n";
    const auto day = static_cast<ir::Day>(one_.prepared.patient[policy_.reference].low);
    text_ += fmt::format("<p class=\"soft\">Reference date {}</p>\n", ir::print_date(day));
  }

  void add_questions() {
    if (!one_.advice || one_.advice->relevant.empty()) return;
    const ask::Advice& advice = *one_.advice;
    head("What to ask for");
    if (advice.next) text_ += fmt::format("<p>Ask first: <strong>{}</strong></p>\n", escaped(title_of(*advice.next)));
    if (advice.can_be_approved == Truth::No) text_ += "<p>Nothing that may still be documented leads to approval.</p>\n";
    if (!advice.routes.empty()) {
      text_ += "<table><thead><tr><th scope=\"col\">Quickest ways to approval</th><th scope=\"col\">Cost</th></tr></thead>\n<tbody>\n";
      for (const ask::Route& route : advice.routes) {
        std::string needs;
        for (const ask::Needed& needed : route.documents) {
          needs += fmt::format("{}{}: {}", needs.empty() ? "" : "; ", title_of(needed.fact), needed.value);
        }
        text_ += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", escaped(needs), route.cost);
      }
      text_ += "</tbody></table>\n";
    }
    const auto folded = [&](std::string_view summary, const std::vector<std::string>& entries, bool open) {
      if (entries.empty()) return;
      text_ += fmt::format("<details{}><summary>{} ({})</summary><ul>\n", open ? " open" : "", summary, entries.size());
      for (const std::string& entry : entries) text_ += fmt::format("<li>{}</li>\n", escaped(entry));
      text_ += "</ul></details>\n";
    };
    std::vector<std::string> requests, not_needed;
    for (const ask::Request& request : advice.requests) requests.push_back(request_text(policy_, request));
    for (const ir::FactId fact : advice.not_needed) not_needed.push_back(title_of(fact));
    folded("All that can change the decision", requests, requests.size() <= 12);
    folded("Not needed", not_needed, false);
  }

  void add_facts(std::string_view title, const std::vector<ir::FactId>& facts) {
    if (facts.empty()) return;
    head(title);
    text_ += "<table><thead><tr><th scope=\"col\">Fact</th><th scope=\"col\">Documented</th><th scope=\"col\">Source</th></tr></thead>\n<tbody>\n";
    for (const ir::FactId id : facts) {
      const ir::FactState& state = one_.prepared.patient[id];
      const std::string source = state.assumed ? "absent means no" : fmt::format("{}", fmt::join(state.sources, ", "));
      text_ += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", escaped(title_of(id)),
                           escaped(interp::value_text(policy_, id, state)), escaped(source));
    }
    text_ += "</tbody></table>\n";
  }

  void add_node(const interp::RationaleNode& node) {
    std::string words = tag(node.truth) + " ";
    if (!node.path.empty()) words += fmt::format("<span class=\"path\">{}</span> ", escaped(node.path));
    words += escaped(node.text);
    if (!node.detail.empty()) words += fmt::format(" <span class=\"detail\">[{}]</span>", escaped(node.detail));
    if (node.children.empty()) {
      text_ += "<li>" + words + "</li>\n";
      return;
    }
    text_ += fmt::format("<li><details open><summary>{}</summary><ul>\n", words);
    for (const interp::RationaleNode& child : node.children) add_node(child);
    text_ += "</ul></details></li>\n";
  }
  void add_why() {
    if (entry_.rules.empty()) return;
    head("Why");
    text_ += "<ul class=\"tree\">\n";
    for (const interp::RationaleNode& rule : entry_.rules) add_node(rule);
    text_ += "</ul>\n";
  }

  void add_notes() {
    std::vector<std::string> lines;
    for (const interp::AppliedNote& note : got_.notes) {
      const std::string mood = note.mood == "note" ? "" : fmt::format("{} {}: ", note.mood, note.subject);
      lines.push_back(fmt::format("{}{} ({})", mood, note.text, note.path));
    }
    list("Notes in force", lines);
  }
  void add_coverage() {
    std::vector<std::string> lines;
    for (const interp::ReferenceStatus& status : got_.references) {
      lines.push_back(reference_text(policy_, status));
    }
    list("Coverage determinations", lines);
  }
  void add_lists() {
    std::vector<std::string> conflicts, assumed, readings;
    for (const interp::Conflict& conflict : got_.conflicts) conflicts.push_back(conflict.reason);
    list("Documentation that clashes", conflicts);
    for (const ir::FactId id : got_.assumed) {
      assumed.push_back(fmt::format("{}: {}", title_of(id), interp::value_text(policy_, id, one_.prepared.patient[id])));
    }
    list("Assumed, because nothing is documented", assumed);
    list("Checks that fail", got_.failed_checks);
    for (const interp::ReadingUsed& reading : got_.readings) {
      if (reading.would_change.empty()) continue;
      readings.push_back(fmt::format("{}: {}? Read as {}; another reading gives {}", reading.path, reading.question,
                                     reading.chosen, fmt::join(reading.would_change, ", ")));
    }
    list("Readings that matter", readings);
  }
  void add_citations() {
    std::vector<std::string> lines;
    for (const std::string& key : got_.citations) {
      std::string line = fmt::format("[{}]", key);
      for (const ir::Citation& citation : policy_.citations) {
        if (citation.key == key) line += " " + citation.title;
      }
      lines.push_back(std::move(line));
    }
    list("Citations", lines);
  }

  void add_criterion(ir::CriterionId id) {
    const ir::Criterion& criterion = policy_.criteria[id];
    const std::string words =
        fmt::format("{} <span class=\"path\">{}</span> {}", tag(one_.truths[criterion.truth.index]), escaped(criterion.path),
                    escaped(criterion.title));
    if (criterion.children.empty()) {
      text_ += "<li>" + words + "</li>\n";
      return;
    }
    text_ += fmt::format("<li><details><summary>{}</summary><ul>\n", words);
    for (const ir::CriterionId child : criterion.children) add_criterion(child);
    text_ += "</ul></details></li>\n";
  }
  void add_criteria() {
    head("All criteria");
    text_ += "<details><summary>Every criterion of the policy, as it stands for this case</summary>\n<ul class=\"tree\">\n";
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const ir::CriterionId id{i};
      if (!policy_.criteria[id].parent.is_set() && policy_.criteria[id].kind == ir::Criterion::Kind::Section) add_criterion(id);
    }
    text_ += "</ul></details>\n";
  }

  const ir::Policy& policy_;
  const PageEntry& entry_;
  const Determined& one_;
  const interp::Determination& got_;
  int heading_ = 2;
  std::string text_;
};

}  // namespace

std::string determination_page(const ir::Policy& policy, const std::vector<PageEntry>& entries) {
  const bool is_one = entries.size() == 1;
  const std::string title = is_one ? fmt::format("{}: {}", entries.front().determined.title, policy.title) : policy.title;
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
      escaped(title), kPageStyle);
  if (!is_one) {
    page += fmt::format("<h1>{}</h1>\n<nav><ol>\n", escaped(policy.title));
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const Determined& one = entries[i].determined;
      page += fmt::format("<li><a href=\"#case-{}\">{}</a>: {}</li>\n", i + 1, escaped(one.title),
                          escaped(outcome_words(to_text(one.determination.outcome))));
    }
    page += "</ol></nav>\n";
  }
  for (std::size_t i = 0; i < entries.size(); ++i) page += Section(policy, entries[i]).html(is_one ? 0 : i + 1);
  page += fmt::format("<footer><p>{}; document {}, revision {}</p>\n<p>Content hash <span class=\"path\">{}</span></p></footer>\n",
                      escaped(policy.title), escaped(policy.document), escaped(policy.revision), escaped(policy.content_hash));
  return page + "</body>\n</html>\n";
}

}  // namespace pol::tool
