#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/civil.h"
#include "tools/polc/advice.h"
#include "tools/polc/determination.h"

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

Paint paint_of(ir::Truth truth) {
  switch (truth) {
    case ir::Truth::Yes:
      return Paint::Green;
    case ir::Truth::No:
      return Paint::Red;
    case ir::Truth::Unknown:
      return Paint::Yellow;
  }
  return Paint::Plain;
}

/// Lines of a label and a text, the text wrapped beside its label.
class Page {
 public:
  explicit Page(const Terminal& terminal) : terminal_(terminal) {}

  void headline(std::string_view title, const interp::Determination& got) {
    text_ += painted(terminal_, Paint::Bold, clean(title)) + "\n";
    const std::string disposition = fmt::format(" ({})", to_text(got.disposition));
    text_ += "  " + painted(terminal_, paint_of(got.disposition), to_text(got.outcome)) + disposition + "\n";
  }
  void line(std::string_view label, std::string_view text) {
    constexpr std::size_t kLabel = 18;
    const std::string padded = fmt::format("  {:<{}}", label, kLabel - 2);
    // Deeper than its first line, so that the rest of an entry is not taken for the next one.
    constexpr std::size_t kRest = kLabel + 2;
    text_ += painted(terminal_, Paint::Dim, padded) + wrapped(clean(text), kRest, terminal_.width) + "\n";
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

std::string fact_text(const ir::Fact& fact) {
  return fact.title.empty() ? fact.name : fmt::format("{}  {}", fact.name, fact.title);
}

std::string joined(const std::vector<std::string>& texts) { return fmt::format("{}", fmt::join(texts, ", ")); }

std::string title_of(const ir::Policy& policy, std::string_view path) {
  for (const ir::Criterion& criterion : policy.criteria) {
    if (criterion.path == path) return criterion.title;
  }
  return "";
}

std::vector<std::string> met_by_lines(const ir::Policy& policy, const std::vector<interp::MetBy>& met_by) {
  std::vector<std::string> lines;
  for (const interp::MetBy& one : met_by) {
    std::string text = fmt::format("{}  {}", one.path, title_of(policy, one.path));
    if (!one.by_one_of.empty()) text += fmt::format(" (by one of {})", joined(one.by_one_of));
    lines.push_back(std::move(text));
  }
  return lines;
}

std::vector<std::string> citation_lines(const ir::Policy& policy, const std::vector<std::string>& keys) {
  std::vector<std::string> lines;
  for (const std::string& key : keys) {
    std::string text = fmt::format("[{}]", key);
    for (const ir::Citation& citation : policy.citations) {
      if (citation.key == key) text += " " + citation.title;
    }
    lines.push_back(std::move(text));
  }
  return lines;
}

std::vector<std::string> note_lines(const std::vector<interp::AppliedNote>& notes) {
  std::vector<std::string> lines;
  for (const interp::AppliedNote& note : notes) {
    const std::string subject = note.subject.empty() ? "" : " " + note.subject;
    const std::string mood = note.mood == "note" ? "" : fmt::format("{}{}: ", note.mood, subject);
    lines.push_back(fmt::format("{}{} ({})", mood, note.text, note.path));
  }
  return lines;
}

std::vector<std::string> reading_lines(const std::vector<interp::ReadingUsed>& readings) {
  std::vector<std::string> lines;
  for (const interp::ReadingUsed& reading : readings) {
    std::string text = fmt::format("{}  {}? Read as {}", reading.path, reading.question, reading.chosen);
    if (!reading.would_change.empty()) text += fmt::format("; another reading gives {}", joined(reading.would_change));
    lines.push_back(std::move(text));
  }
  return lines;
}

std::string dated(std::string_view words, const std::optional<ir::Day>& day) {
  return day ? fmt::format("{} {}", words, ir::print_date(*day)) : std::string();
}

std::string standing_of(const ir::Policy& policy, const interp::ReferenceStatus& status) {
  switch (status.applies) {
    case ir::Truth::Yes:
      return "applies";
    case ir::Truth::No:
      return "no longer applies";
    case ir::Truth::Unknown:
      break;
  }
  std::vector<std::string> open;
  for (const ir::FactId fact : status.open_facts) open.push_back(policy.facts[fact].name);
  std::string text = "may apply";
  if (!open.empty()) text += fmt::format("; not documented: {}", joined(open));
  if (!status.undeclared.empty()) text += fmt::format("; not known of it: {}", joined(status.undeclared));
  return text;
}

std::vector<std::string> reference_lines(const ir::Policy& policy,
                                         const std::vector<interp::ReferenceStatus>& statuses) {
  std::vector<std::string> lines;
  for (const interp::ReferenceStatus& status : statuses) lines.push_back(reference_text(policy, status));
  return lines;
}

/// Facts that keep the outcome open. What is documented of them in part, or twice, is said. `only_begun`: no others.
std::vector<std::string> open_lines(const ir::Policy& policy, const Determined& one, bool only_begun) {
  std::vector<std::string> lines;
  for (const ir::FactId id : one.determination.undecided_because) {
    const ir::FactState& state = one.prepared.patient[id];
    std::string text = fact_text(policy.facts[id]);
    if (state.assumed) {
      text += fmt::format(" (only assumed: {})", interp::value_text(policy, id, state));
    } else if (state.kind == ir::FactState::Kind::Value) {
      text += fmt::format(" (documented so far: {})", interp::value_text(policy, id, state));
    } else if (state.conflict) {
      text += " (documentation conflicts)";
    } else if (only_begun) {
      continue;
    }
    lines.push_back(std::move(text));
  }
  return lines;
}

}  // namespace

std::string reference_text(const ir::Policy& policy, const interp::ReferenceStatus& status) {
  const ir::Coverage& coverage = policy.coverages[status.coverage];
  std::string text = fmt::format("{}  {}: {}", coverage.identifier, coverage.title, standing_of(policy, status));
  if (status.retired) text += "; " + dated("retired", coverage.retired);
  if (status.superseded) text += fmt::format("; superseded by {}", coverage.superseded_by);
  if (status.check_overdue) text += "; " + dated("last looked up", coverage.checked) + ", over a year before";
  if (status.never_checked) text += "; never looked up";
  return text;
}

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
    page.line("remark", "too much is open to go through it all: some of the possible outcomes may be ruled out already");
  }
  std::vector<std::string> policy_words = {policy.title};
  if (!policy.document.empty()) policy_words.push_back(policy.document);
  if (!policy.revision.empty()) policy_words.push_back("revision " + policy.revision);
  const auto day = static_cast<ir::Day>(one.prepared.patient[policy.reference].low);
  policy_words.push_back("reference date " + ir::print_date(day));
  page.line("policy", joined(policy_words));
  return page.take();
}

namespace {

std::size_t lines_below(const interp::RationaleNode& node) {
  std::size_t lines = 0;
  for (const interp::RationaleNode& child : node.children) lines += 1 + lines_below(child);
  return lines;
}

void append_node(const interp::RationaleNode& node, std::size_t depth, std::size_t levels, const Terminal& terminal,
                 std::string& text) {
  constexpr std::size_t kTruth = 9;  // `unknown` and two blanks
  // A narrow terminal has no room for deep trees: deeper than half of it, everything stands in one column.
  const std::size_t indent = std::min(2 + 2 * depth, terminal.width / 2);
  std::string words = node.path.empty() ? node.text : fmt::format("{}  {}", node.path, node.text);
  if (!node.detail.empty()) words += fmt::format("  [{}]", node.detail);
  const bool is_cut = depth + 1 == levels && !node.children.empty();
  if (is_cut) {
    const std::size_t lines = lines_below(node);
    words += fmt::format("  … {} line{} below", lines, lines == 1 ? "" : "s");
  }
  text += std::string(indent, ' ');
  text += painted(terminal, paint_of(node.truth), fmt::format("{:<{}}", to_text(node.truth), kTruth));
  text += wrapped(clean(words), indent + kTruth, terminal.width) + "\n";
  if (is_cut) return;
  for (const interp::RationaleNode& child : node.children) append_node(child, depth + 1, levels, terminal, text);
}

}  // namespace

std::string rationale_text(const std::vector<interp::RationaleNode>& rules, std::size_t levels, const Terminal& terminal) {
  std::string text = painted(terminal, Paint::Dim, "  why") + "\n";
  for (const interp::RationaleNode& rule : rules) append_node(rule, 0, levels, terminal, text);
  return text;
}

}  // namespace pol::tool
