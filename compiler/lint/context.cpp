#include "compiler/lint/context.h"

#include <algorithm>

#include "compiler/lint/words.h"

namespace pol::lint {

namespace {

/// Of the session that answers for the whole policy: no section has this number.
constexpr std::uint32_t kWhole = UINT32_MAX;

}  // namespace

Context::Context(const ir::Policy& policy, const Sources& sources, smt::Limits limits, smt::Answers* answers)
    : policy_(policy),
      sources_(sources),
      limits_(limits),
      recall_(answers == nullptr ? nullptr : std::make_unique<smt::Recall>(policy, limits, *answers)),
      outline_(policy),
      spoken_for_(policy.exprs.size(), false) {}

Finding& Context::report(Range range, std::vector<std::string> paths, std::string message) {
  Finding finding;
  finding.code = rule_->code;
  finding.severity = rule_->severity;
  finding.range = range;
  finding.paths = std::move(paths);
  finding.message = std::move(message);
  findings_.push_back(std::move(finding));
  return findings_.back();
}

bool Context::is_spoken_for(ir::ExprId id) const {
  for (; id.is_set(); id = outline_.parent(id)) {
    if (spoken_for_[id.index]) return true;
  }
  return false;
}

void Context::speak_for(ir::ExprId id) { spoken_for_[id.index] = true; }

smt::Session& Context::session(ir::ExprId near) {
  std::unique_ptr<smt::Session>& session = sessions_[outline_.section(near)];
  if (!session) session = std::make_unique<smt::Session>(policy_, limits_, recall_.get());
  return *session;
}

smt::Session& Context::whole() {
  std::unique_ptr<smt::Session>& session = sessions_[kWhole];
  if (!session) session = std::make_unique<smt::Session>(policy_, limits_, recall_.get());
  return *session;
}

std::size_t Context::questions() const {
  std::size_t count = 0;
  for (const auto& [section, session] : sessions_) count += session->questions();
  return count;
}

smt::Answer Context::ask(smt::Session& session, Range range, const std::vector<smt::Form>& forms) {
  smt::Answer answer = session.ask(forms);
  if (answer.verdict == smt::Answer::Verdict::Undecided) tell_undecided(range);
  return answer;
}

smt::Answer Context::show(smt::Session& session, Range range, const std::vector<smt::Form>& forms) {
  smt::Answer answer = session.show(forms);
  if (answer.verdict == smt::Answer::Verdict::Undecided) tell_undecided(range);
  return answer;
}

void Context::tell_undecided(Range range) {
  Finding finding;
  finding.code = kUndecided;
  finding.severity = Severity::Note;
  finding.range = range;
  finding.message = fmt::format("`{}` could not be decided here within the solver's limit", rule_->name);
  const bool is_told = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& each) {
    return each.code == kUndecided && each.range.source == range.source && each.range.begin == range.begin &&
           each.message == finding.message;
  });
  if (!is_told) findings_.push_back(std::move(finding));
}

std::vector<smt::Form> Context::demands(smt::Session& session, ir::ExprId id) {
  std::vector<smt::Form> forms;
  for (const ir::ExprId demanded : outline_.demands(id)) forms.push_back(session.condition(demanded));
  return forms;
}

Clause Context::clause(ir::ExprId id) const {
  const Range range = policy_.range(id);
  return {range, outline_.path(id), text_of(sources_, range)};
}

}  // namespace pol::lint
