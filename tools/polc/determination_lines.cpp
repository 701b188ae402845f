#include "tools/polc/determination_lines.h"

#include <fmt/format.h>

#include "compiler/ir/civil.h"

namespace pol::tool {

namespace {

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

std::vector<std::string> reference_lines(const ir::Policy& policy,
                                         const std::vector<interp::ReferenceStatus>& statuses) {
  std::vector<std::string> lines;
  for (const interp::ReferenceStatus& status : statuses) lines.push_back(reference_text(policy, status));
  return lines;
}

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

}  // namespace pol::tool
