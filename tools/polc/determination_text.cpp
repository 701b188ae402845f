#include <fmt/format.h>

#include "compiler/ir/civil.h"
#include "tools/polc/advice.h"
#include "tools/polc/determination.h"
#include "tools/polc/determination_lines.h"

namespace pol::tool {

std::vector<std::string> outcome_names(ir::OutcomeSet set) {
  std::vector<std::string> names;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0) names.emplace_back(to_text(outcome));
  }
  return names;
}

namespace {

Paint paint_of(ir::Disposition disposition) {
  switch (disposition) {
    case ir::Disposition::Approve:
      return Paint::Green;
    case ir::Disposition::Withhold:
      return Paint::Red;
    case ir::Disposition::Route:
    case ir::Disposition::Pend:
      return Paint::Yellow;
  }
  return Paint::Plain;
}

/// Lines of a label and a text, the text wrapped beside its label.
class Page {
 public:
  explicit Page(const Terminal& terminal) : terminal_(terminal) {}

  void headline(std::string_view title, const interp::Determination& got) {
    text_ += painted(terminal_, Paint::Bold, wrapped(clean(title), 2, terminal_.width)) + "\n";
    const std::string disposition = fmt::format(" ({})", to_text(got.disposition));
    text_ += "  " + painted(terminal_, paint_of(got.disposition), to_text(got.outcome)) + disposition + "\n";
  }
  void line(std::string_view label, std::string_view text) {
    text_ += labelled(terminal_, label, text);
  }
  /// The label stands before the first of `texts` only.
  void lines(std::string_view label, const std::vector<std::string>& texts) {
    for (const std::string& text : texts) {
      line(label, text);
      label = "";
    }
  }
  void add(std::string_view lines) { text_ += lines; }
  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

}  // namespace

std::string determination_text(const ir::Policy& policy, const Determined& one, const Terminal& terminal) {
  const interp::Determination& got = one.determination;
  Page page(terminal);
  const auto facts = [&](const std::vector<ir::FactId>& ids, bool with_value) {
    std::vector<std::string> lines;
    for (const ir::FactId id : ids) {
      const ir::FactState& state = one.prepared.patient[id];
      std::string text = with_value
                             ? fmt::format("{} = {}", policy.facts[id].name, interp::value_text(policy, id, state))
                             : fact_text(policy.facts[id]);
      if (with_value && !state.sources.empty()) text += fmt::format(" ({})", joined(state.sources));
      lines.push_back(std::move(text));
    }
    return lines;
  };
  page.headline(one.title, got);
  if (!got.reason.empty()) page.line("reason", got.reason);
  if (got.possible != ir::outcome_bit(got.outcome)) page.line("possible", joined(outcome_names(got.possible)));
  page.lines("met by", met_by_lines(policy, got.met_by));
  page.lines("decided by", facts(got.deciding_facts, true));
  if (one.advice && !one.advice->relevant.empty()) {
    page.add(advice_text(policy, *one.advice, terminal));
    page.lines("so far", open_lines(policy, one, true));
  } else {
    page.lines("still open", open_lines(policy, one, false));
  }
  page.lines("coverage", reference_lines(policy, got.references));
  for (const interp::Conflict& conflict : got.conflicts) page.line("conflict", conflict.reason);
  page.lines("assumed", facts(got.assumed, true));
  page.lines("not assumed", facts(got.dropped_defaults, false));
  page.lines("check failed", got.failed_checks);
  page.lines("note", note_lines(got.notes));
  page.lines("reading", reading_lines(got.readings));
  page.lines("cites", citation_lines(policy, got.citations));
  if (!got.is_exact) {
    page.line("remark",
              "too much is open to go through it all: some of the possible outcomes may be ruled out already");
  }
  std::vector<std::string> policy_words = {policy.title};
  if (!policy.document.empty()) policy_words.push_back(policy.document);
  if (!policy.revision.empty()) policy_words.push_back("revision " + policy.revision);
  const auto day = static_cast<ir::Day>(one.prepared.patient[policy.reference].low);
  policy_words.push_back("reference date " + ir::print_date(day));
  page.line("policy", joined(policy_words));
  if (one.revision != nullptr) {
    page.line("in force", fmt::format("{} ({})", pipeline::days_in_force(*one.revision), one.revision->path));
  }
  return page.take();
}

}  // namespace pol::tool
