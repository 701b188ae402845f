#include "compiler/lint/rules/logic/covering.h"

#include <algorithm>
#include <cstdint>

#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/readings.h"
#include "compiler/lint/rules/logic/standing.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::logic {

using ir::ExprId;

namespace {

/// What is covered because a part of it can never hold is told of that part.
bool has_impossible_part(const Standing& standing, const Written& written, ExprId id) {
  const std::vector<ExprId> parts = written.branches(id);
  return std::any_of(parts.begin(), parts.end(), [&](ExprId part) {
    return (written.can_hold(part) && standing.is_impossible(part)) || has_impossible_part(standing, written, part);
  });
}

}  // namespace

Covers::Covers(Context& cx) {
  const Written& written = cx.shared<Written>();
  const Standing& standing = cx.shared<Standing>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || !is_any(*group) || standing.is_impossible(id)) continue;
    std::vector<ExprId> branches = written.branches(id);
    // A branch that everybody meets covers all others; what it says of them is nothing new.
    const auto is_settled = [&](ExprId each) { return standing.is_certain(each) || !written.can_fail(each); };
    if (std::any_of(branches.begin(), branches.end(), is_settled)) continue;
    std::vector<ExprId> with_schedule;
    std::erase_if(branches, [&](ExprId each) {
      if (written.has_schedule(each) && !standing.is_impossible(each)) with_schedule.push_back(each);
      return standing.is_impossible(each) || !written.can_hold(each) || written.has_schedule(each) ||
             has_impossible_part(standing, written, each);
    });
    compare(cx, branches);
    compare_copies(cx, with_schedule);
  }
}

void Covers::compare(Context& cx, const std::vector<ExprId>& branches) {
  const Written& written = cx.shared<Written>();
  auto& cases = cx.shared<Cases>();
  std::vector<bool> is_covered(branches.size(), false);
  const auto covers = [&](std::size_t narrow, std::size_t wide) {
    return written.may_be_linked(branches[narrow], branches[wide]) &&
           cases.proves_never(branches[narrow], covering_question(cx, branches[narrow], branches[wide]));
  };
  for (std::size_t i = 0; i < branches.size(); ++i) {
    Cover cover;
    for (std::size_t k = 0; k < branches.size(); ++k) {
      if (k == i || is_covered[k] || !covers(i, k)) continue;
      const bool is_equal = covers(k, i);
      if (is_equal && k > i) continue;  // told of the later one
      if (!cover.wide.is_set()) {
        cover.narrow = branches[i];
        cover.wide = branches[k];
        cover.is_equal = is_equal;
      } else {
        cover.others.push_back(branches[k]);
      }
    }
    if (!cover.wide.is_set()) continue;
    is_covered[i] = cover.is_equal;  // of equal ones, the earlier stands for both
    all_.push_back(std::move(cover));
  }
}

namespace {

/// A branch that has schedules: those, and what is demanded beside them.
struct Parts {
  std::vector<ExprId> beside, with_schedule;
  std::vector<std::string> schedules;  ///< as written, sorted
};

Parts parts_of(const Context& cx, const Written& written, ExprId branch) {
  const ir::Policy& policy = cx.policy();
  Parts parts;
  std::vector<ExprId> waiting = {branch};
  while (!waiting.empty()) {
    const ExprId id = written.said_by(waiting.back());
    waiting.pop_back();
    const auto schedule = std::find_if(policy.schedules.begin(), policy.schedules.end(),
                                       [&](const ir::Schedule& each) { return each.truth == id; });
    const auto* group = std::get_if<ir::Group>(&policy.exprs[id]);
    const std::vector<ExprId> all =
        group != nullptr && is_all(*group) && schedule == policy.schedules.end() ? written.branches(id)
                                                                                 : std::vector<ExprId>{};
    if (!all.empty()) {
      waiting.insert(waiting.end(), all.rbegin(), all.rend());
    } else if (written.has_schedule(id)) {
      const Range range = schedule == policy.schedules.end() ? policy.range(id) : schedule->range;
      parts.schedules.push_back(text_of(cx.sources(), range, SIZE_MAX));
      parts.with_schedule.push_back(id);
    } else {
      parts.beside.push_back(id);
    }
  }
  std::sort(parts.schedules.begin(), parts.schedules.end());
  return parts;
}

std::vector<Question> questions_of_copy(Context& cx, ExprId narrow, ExprId wide) {
  const Written& written = cx.shared<Written>();
  Question met{written.demands(narrow), {}};
  for (const ExprId clause : parts_of(cx, written, narrow).beside) met.yes.push_back(clause);
  std::vector<Question> questions;
  for (const ExprId clause : parts_of(cx, written, wide).beside) {
    questions.push_back(met);
    questions.back().no = {clause};
  }
  return questions;
}

}  // namespace

/// Whether a schedule covers somebody depends on the studies of the policy; that two of them are the same word for word
/// does not.
void Covers::compare_copies(Context& cx, const std::vector<ExprId>& branches) {
  const Written& written = cx.shared<Written>();
  auto& cases = cx.shared<Cases>();
  std::vector<Parts> parts;
  for (const ExprId branch : branches) parts.push_back(parts_of(cx, written, branch));
  const auto covers = [&](std::size_t narrow, std::size_t wide) {
    if (parts[narrow].schedules != parts[wide].schedules) return false;
    const std::vector<Question> questions = questions_of_copy(cx, branches[narrow], branches[wide]);
    return std::all_of(questions.begin(), questions.end(),
                       [&](const Question& each) { return cases.proves_never(branches[narrow], each); });
  };
  for (std::size_t i = 0; i < branches.size(); ++i) {
    for (std::size_t k = 0; k < branches.size(); ++k) {
      if (k == i || !covers(i, k)) continue;
      const bool is_equal = covers(k, i);
      if (is_equal && k > i) continue;  // told of the later one
      all_.push_back({branches[i], branches[k], is_equal, {}, true});
      break;
    }
  }
}

Question covering_question(Context& cx, ExprId narrow, ExprId wide) {
  Question question{cx.shared<Written>().demands(narrow), {wide}};
  question.yes.push_back(narrow);
  return question;
}

std::vector<Question> questions_of(Context& cx, const Cover& cover) {
  if (cover.is_copy) return questions_of_copy(cx, cover.narrow, cover.wide);
  return {covering_question(cx, cover.narrow, cover.wide)};
}

namespace {

/// Of a copy: its schedules, and of what stands beside them the clauses that are enough.
std::vector<ExprId> enough_for_copy(Context& cx, const Cover& cover) {
  const Written& written = cx.shared<Written>();
  smt::Session& session = cx.session(cover.narrow);
  std::vector<ExprId> enough = parts_of(cx, written, cover.narrow).with_schedule;
  for (const Question& question : questions_of(cx, cover)) {
    std::vector<ExprId> clauses;
    for (const ExprId yes : question.yes) {
      for (const ExprId clause : written.conjuncts(yes)) clauses.push_back(clause);
    }
    std::vector<smt::Form> forms = {session.negate(session.condition(question.no.front()))};
    for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
    for (const std::size_t i : session.core(forms)) {
      const bool is_new = i > 0 && std::find(enough.begin(), enough.end(), clauses[i - 1]) == enough.end();
      if (is_new) enough.push_back(clauses[i - 1]);
    }
  }
  return enough;
}

}  // namespace

std::vector<ExprId> enough_for(Context& cx, ExprId narrow, ExprId wide) {
  const Written& written = cx.shared<Written>();
  std::vector<ExprId> clauses = written.conjuncts(narrow);
  for (const ExprId demanded : written.demands(narrow)) {
    for (const ExprId clause : written.conjuncts(demanded)) clauses.push_back(clause);
  }
  smt::Session& session = cx.session(narrow);
  std::vector<smt::Form> forms = {session.negate(session.condition(wide))};
  for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
  std::vector<ExprId> core;
  for (const std::size_t i : session.core(forms)) {
    if (i > 0) core.push_back(clauses[i - 1]);
  }
  return core;
}

void tell_enough(Context& cx, Finding& finding, const Cover& cover) {
  const std::vector<ExprId> core =
      cover.is_copy ? enough_for_copy(cx, cover) : enough_for(cx, cover.narrow, cover.wide);
  std::vector<std::string> said;
  for (const ExprId id : core) {
    finding.core.push_back(clause_of(cx, id));
    said.push_back(fmt::format("`{}`", text_of(cx.sources(), cx.policy().range(id), 60)));
  }
  finding.related.push_back(clause_of(cx, cover.wide));
  const bool is_told = core.empty() || (core.size() == 1 && core.front() == cover.narrow);
  if (is_told) return;
  finding.details.push_back(fmt::format("{} {} enough for {}", fmt::join(said, " and "),
                                        said.size() == 1 ? "is" : "are", subject_of(cx, cover.wide)));
}

void tell_reasons(Context& cx, Finding& finding, const std::vector<Question>& questions, const Cover& cover) {
  std::vector<std::string> readings;
  for (const Question& question : questions) {
    for (std::string& reading : readings_that_allow(cx, cover.narrow, question)) {
      if (std::find(readings.begin(), readings.end(), reading) == readings.end()) readings.push_back(std::move(reading));
    }
  }
  tell_readings(finding, readings);
  for (const Question& question : questions) {
    const std::size_t before = finding.core.size();
    tell_links(cx, finding, question);
    if (finding.core.size() != before) break;
  }
}

}  // namespace pol::lint::logic
