#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/condition_words.h"
#include "compiler/ir/civil.h"
#include "tools/polc/advice.h"
#include "tools/polc/determination_lines.h"
#include "tools/polc/page.h"

namespace pol::tool {

using ir::Truth;

namespace {

/// So many entries of a list are read at once; longer ones are folded.
constexpr std::size_t kMostUnfolded = 12;

std::string disposition_words(ir::Disposition disposition) {
  switch (disposition) {
    case ir::Disposition::Approve:
      return "Approve the request";
    case ir::Disposition::Withhold:
      return "Withhold approval";
    case ir::Disposition::Route:
      return "Route the request elsewhere";
    case ir::Disposition::Pend:
      return "Pend the request";
  }
  return "";
}

class CaseSection {
 public:
  CaseSection(Html& page, const ir::Policy& policy, const PageEntry& entry)
      : page_(page),
        policy_(policy),
        entry_(entry),
        one_(entry.determined),
        got_(entry.determined.determination),
        words_(policy) {}

  void add(std::string_view anchor) {
    page_.raw(fmt::format("<section class=\"case\" id=\"{0}\" aria-labelledby=\"{0}-title\">", anchor));
    page_.raw(fmt::format("<h2 id=\"{}-title\">{}</h2>", anchor, html_text(one_.title)));
    add_decision();
    add_reference();
    add_list("Documentation that clashes", conflict_lines());
    add_questions();
    const bool is_settled = got_.possible == ir::outcome_bit(got_.outcome);
    add_facts(is_settled ? "Decided by" : "Settled so far by", got_.deciding_facts);
    if (!entry_.rules.empty()) {
      page_.element("h3", "", "Why");
      add_tree(page_, entry_.rules, Unfolded::Telling);
    }
    add_list("Notes in force", note_lines(got_.notes));
    add_list("Readings of ambiguous text", reading_lines(got_.readings));
    add_facts("Assumed, for nothing is documented", got_.assumed);
    add_list("Not assumed, for it would clash", titles(got_.dropped_defaults));
    add_list("Checks that fail", got_.failed_checks);
    add_list("Coverage determinations", reference_lines(policy_, got_.references));
    std::vector<std::string> cited = got_.citations;
    for (const interp::RationaleNode& rule : entry_.rules) add_cited(rule, cited);
    add_list("Citations", citation_lines(policy_, cited));
    add_criteria();
    page_.close("section");
  }

 private:
  void add_decision() {
    page_.raw(fmt::format("<div class=\"decision {}\">", to_text(got_.disposition)));
    page_.element("p", "outcome-line", outcome_title(got_.outcome));
    page_.element("p", "disposition", disposition_words(got_.disposition));
    if (!got_.reason.empty()) page_.element("p", "reason", got_.reason);
    for (const interp::MetBy& by : got_.met_by) {
      std::string text = title_of(policy_, by.path);
      if (!by.by_one_of.empty()) text += fmt::format(" (by one of {})", joined(by.by_one_of));
      page_.raw(fmt::format("<p>Met by {} {}</p>", html_element("span", "path", by.path), html_text(text)));
    }
    if (got_.possible != ir::outcome_bit(got_.outcome)) {
      std::vector<std::string> outcomes;
      for (int i = 0; i < ir::kOutcomes; ++i) {
        const auto outcome = static_cast<ir::Outcome>(i);
        if ((got_.possible & ir::outcome_bit(outcome)) != 0) outcomes.push_back(outcome_title(outcome));
      }
      page_.element("p", "", "Still possible: " + joined(outcomes));
    }
    if (!got_.is_exact) {
      page_.element("p", "",
                    "Too much is open to go through it all: some of the possible outcomes may be ruled out already.");
    }
    page_.close("div");
  }

  void add_reference() {
    const auto day = static_cast<ir::Day>(one_.prepared.patient[policy_.reference].low);
    page_.open("dl", "class=\"reference\"");
    const auto row = [&](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      page_.raw(fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, html_text(value)));
    };
    row("Reference date", ir::print_date(day));
    row("Policy", policy_.title.empty() ? policy_.name : policy_.title);
    row("Document", policy_.document);
    row("Revision", policy_.revision);
    if (one_.revision != nullptr) row("In force", pipeline::days_in_force(*one_.revision));
    for (const auto& [key, value] : policy_.metadata) {
      if (key == "publisher") row("Publisher", value);
    }
    row("Content hash", policy_.content_hash);
    page_.close("dl");
  }

  /// Every number that the tree shows has its entry.
  static void add_cited(const interp::RationaleNode& node, std::vector<std::string>& cited) {
    for (const std::string& key : node.cites) {
      if (std::find(cited.begin(), cited.end(), key) == cited.end()) cited.push_back(key);
    }
    for (const interp::RationaleNode& child : node.children) add_cited(child, cited);
  }

  std::vector<std::string> conflict_lines() const {
    std::vector<std::string> lines;
    for (const interp::Conflict& conflict : got_.conflicts) lines.push_back(conflict.reason);
    return lines;
  }
  std::vector<std::string> titles(const std::vector<ir::FactId>& facts) const {
    std::vector<std::string> lines;
    for (const ir::FactId fact : facts) lines.push_back(words_.of(fact));
    return lines;
  }

  void add_items(const std::vector<std::string>& entries) {
    page_.open("ul");
    for (const std::string& entry : entries) page_.element("li", "", entry);
    page_.close("ul");
  }
  void add_list(std::string_view title, const std::vector<std::string>& entries) {
    if (entries.empty()) return;
    page_.element("h3", "", title);
    add_items(entries);
  }
  void add_folded(std::string_view summary, const std::vector<std::string>& entries, bool is_open) {
    if (entries.empty()) return;
    page_.raw(fmt::format("<details{}><summary>{} ({})</summary>", is_open ? " open" : "", html_text(summary),
                          entries.size()));
    add_items(entries);
    page_.close("details");
  }

  /// What to ask for, where the case is not settled.
  void add_questions() {
    if (!one_.advice || one_.advice->relevant.empty()) {
      add_list("Still open", open_lines(policy_, one_, false));
      return;
    }
    const ask::Advice& advice = *one_.advice;
    page_.element("h3", "", "What to ask for");
    if (advice.next) {
      page_.raw(fmt::format("<p>Ask first: {}</p>", html_element("strong", "", words_.of(*advice.next))));
    }
    add_routes(advice);
    const auto requests_of = [&](const std::vector<ask::Request>& requests) {
      std::vector<std::string> lines;
      for (const ask::Request& request : requests) lines.push_back(request_text(policy_, request));
      return lines;
    };
    const std::vector<std::string> all = requests_of(advice.requests);
    const bool some_are_enough = advice.enough.size() < advice.relevant.size();
    if (some_are_enough) {
      const std::vector<std::string> enough = requests_of(advice.enough_requests);
      add_folded("Enough to settle it, whatever they say", enough, enough.size() <= kMostUnfolded);
    }
    add_folded("All that can change the decision", all, !some_are_enough && all.size() <= kMostUnfolded);
    add_folded("Begun, but not settled", open_lines(policy_, one_, true), true);
    add_folded("Not needed", titles(advice.not_needed), false);
    if (!advice.is_exact) {
      page_.element("p", "soft",
                    "Not every combination of dates and linked facts was tried; something asked for may not be "
                    "needed.");
    }
  }
  void add_routes(const ask::Advice& advice) {
    if (advice.can_be_approved == Truth::No) {
      page_.element("p", "", "Nothing that may still be documented leads to approval.");
      return;
    }
    if (advice.routes.empty()) {
      page_.element("p", "", "No documentation is known that makes approval certain.");
      return;
    }
    page_.element("p", "", "Quickest ways to approval:");
    page_.open("ol");
    for (const ask::Route& route : advice.routes) {
      std::string needs;
      for (const ask::Needed& needed : route.documents) {
        needs += fmt::format("{}{}: {}", needs.empty() ? "" : "; ", words_.of(needed.fact), needed.value);
      }
      page_.raw(fmt::format("<li>{} {}</li>", html_text(needs),
                            html_element("span", "soft", fmt::format("(cost {})", route.cost))));
    }
    page_.close("ol");
  }

  void add_facts(std::string_view title, const std::vector<ir::FactId>& facts) {
    if (facts.empty()) return;
    page_.element("h3", "", title);
    page_.open("table");
    page_.raw(
        "<thead><tr><th scope=\"col\">Fact</th><th scope=\"col\">Value</th><th scope=\"col\">Source</th></tr></thead>");
    page_.open("tbody");
    for (const ir::FactId id : facts) {
      const ir::FactState& state = one_.prepared.patient[id];
      const std::string source = state.assumed ? "assumed: absent means no" : joined(state.sources);
      page_.raw(fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>", html_text(words_.of(id)),
                            html_text(words_.of_value(id, state)), html_text(source)));
    }
    page_.close("tbody");
    page_.close("table");
  }

  void add_criteria() {
    if (entry_.criteria.empty()) return;
    std::size_t met = 0, not_met = 0, open = 0;
    for (const ir::Criterion& criterion : policy_.criteria) {
      switch (one_.truths[criterion.truth.index]) {
        case Truth::Yes:
          ++met;
          break;
        case Truth::No:
          ++not_met;
          break;
        case Truth::Unknown:
          ++open;
          break;
      }
    }
    page_.element("h3", "", "All criteria");
    page_.raw("<details class=\"all\">");
    page_.element("summary", "", fmt::format("Every criterion of the policy as it stands for this case: {} met, {} not "
                                             "met, {} open",
                                             met, not_met, open));
    add_tree(page_, entry_.criteria, Unfolded::Nothing);
    page_.close("details");
  }

  Html& page_;
  const ir::Policy& policy_;
  const PageEntry& entry_;
  const Determined& one_;
  const interp::Determination& got_;
  const interp::ConditionWords words_;
};

}  // namespace

void add_case(Html& page, const ir::Policy& policy, const PageEntry& entry, std::string_view anchor) {
  CaseSection(page, policy, entry).add(anchor);
}

}  // namespace pol::tool
