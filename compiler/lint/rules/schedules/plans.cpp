#include "compiler/lint/rules/schedules/plans.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint::schedules {

using ir::CriterionId;
using ir::ExprId;
using Rate = ir::Phase::Rate;

namespace {

/// How much further apart two intervals are than one may take for the other.
constexpr double kApart = 1.1;

std::set<CriterionId> passed_over_readings(const ir::Policy& policy) {
  std::set<CriterionId> found;
  for (const ir::Ambiguity& ambiguity : policy.ambiguities) {
    for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
      if (i != ambiguity.chosen) found.insert(ambiguity.readings[i]);
    }
  }
  return found;
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + ' ') {
    const bool is_mark = c == '{' || c == '}' || c == ',';
    if ((c == ' ' || is_mark) && !word.empty()) words.push_back(std::exchange(word, {}));
    if (is_mark) words.emplace_back(1, c);
    if (c != ' ' && !is_mark) word += c;
  }
  return words;
}

/// Of `any { ct of chest with contrast, mri or ct of abdomen }`.
std::vector<StudyWords> studies_in(const std::string& images) {
  std::vector<StudyWords> found;
  StudyWords study;
  bool are_regions = false, is_contrast = false;
  const auto end_study = [&] {
    if (!study.modalities.empty()) found.push_back(std::exchange(study, {}));
    are_regions = is_contrast = false;
  };
  const std::vector<std::string> words = words_of(images);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    const bool is_group = (word == "any" || word == "all") && i + 1 < words.size() && words[i + 1] == "{";
    if (is_group || word == "{" || word == "}" || word == ",") {
      end_study();
    } else if (word == "of") {
      are_regions = true;
    } else if (word == "with" || word == "without") {
      is_contrast = true;
    } else if (word != "or" && !is_contrast) {
      (are_regions ? study.regions : study.modalities).insert(word);
    }
  }
  end_study();
  return found;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); });
}

ir::Operand day(ir::FactId fact, ir::Offset offset = {}) {
  ir::Operand out;
  out.kind = ir::Operand::Kind::Fact;
  out.is_date = true;
  out.fact = fact;
  out.months = offset.months;
  out.amount = offset.days;
  return out;
}

}  // namespace

Plans::Plans(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const auto& written = cx.shared<logic::Written>();
  const std::set<CriterionId> passed_over = passed_over_readings(policy);
  std::unordered_map<std::string, CriterionId> criteria;
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i)
    criteria.emplace(policy.criteria[CriterionId{i}].path, CriterionId{i});
  for (const ir::Schedule& schedule : policy.schedules) {
    Plan plan;
    plan.schedule = &schedule;
    plan.path = schedule.path;
    bool is_passed_over = false;
    const auto at = criteria.find(schedule.path);
    CriterionId here = at == criteria.end() ? CriterionId{} : at->second;
    for (CriterionId up = here; up.is_set(); up = policy.criteria[up].parent) {
      is_passed_over = is_passed_over || passed_over.contains(up);
    }
    if (is_passed_over) continue;
    while (here.is_set() && policy.criteria[here].kind == ir::Criterion::Kind::Reading) {
      here = policy.criteria[here].parent;
    }
    plan.criterion = here;
    if (here.is_set()) plan.path = policy.criteria[here].path;
    for (const ExprId demanded : written.demands(schedule.truth)) {
      const std::vector<ExprId> clauses = written.conjuncts(demanded);
      plan.guards.insert(plan.guards.end(), clauses.begin(), clauses.end());
    }
    for (const ExprId guard : plan.guards) {
      const auto* is = std::get_if<ir::ChoiceIs>(&policy.exprs[guard]);
      if (is != nullptr) plan.choices.push_back({is->fact, &is->values, is->values.list()});
    }
    plan.studies = studies_in(schedule.studies);
    for (CriterionId up = here; up.is_set(); up = policy.criteria[up].parent) below_[up].push_back(all_.size());
    all_.push_back(std::move(plan));
  }
}

const std::vector<std::size_t>& Plans::below(CriterionId criterion) const {
  static const std::vector<std::size_t> kNone;
  const auto at = below_.find(criterion);
  return at == below_.end() ? kNone : at->second;
}

std::vector<PhasePlace> phases(const ir::Schedule& schedule) {
  std::vector<PhasePlace> found;
  for (const ir::ScheduleClause& clause : schedule.clauses) {
    for (const ir::Phase& phase : clause.phases) found.push_back({&clause, &phase});
  }
  return found;
}

bool share_days(const ir::Phase& a, const ir::Phase& b) {
  const auto ends_behind = [](const ir::Phase& one, const ir::Phase& other) {
    return !one.to || is_shorter(length(other.from), length(*one.to)).value_or(false);
  };
  return ends_behind(a, b) && ends_behind(b, a);
}

bool are_windows_apart(const ir::Phase& a, const ir::Phase& b) {
  if (a.rate != Rate::Every || b.rate != Rate::Every) return false;
  const auto is_below = [](const ir::Phase& one, const ir::Phase& other) {
    if (!one.most) return false;
    return static_cast<double>(days_in(length(*one.most)).high) * kApart <
           static_cast<double>(days_in(length(other.least)).low);
  };
  return is_below(a, b) || is_below(b, a);
}

bool have_equal_windows(const ir::Phase& a, const ir::Phase& b) {
  return a.rate == Rate::Every && b.rate == Rate::Every && a.least == b.least && a.most == b.most;
}

bool may_image_the_same(const Plan& a, const Plan& b) {
  for (const StudyWords& x : a.studies) {
    for (const StudyWords& y : b.studies) {
      if (meet(x.modalities, y.modalities) && (x.regions.empty() || y.regions.empty() || meet(x.regions, y.regions)))
        return true;
    }
  }
  return false;
}

bool exclude_each_other(const Plan& a, const Plan& b) {
  for (const Plan::Values& mine : a.choices) {
    for (const Plan::Values& its : b.choices) {
      if (its.fact != mine.fact) continue;
      const bool share = std::any_of(mine.list.begin(), mine.list.end(),
                                     [&](std::size_t value) { return its.members->contains(value); });
      if (!share) return true;
    }
  }
  return false;
}

std::vector<smt::Form> runs(smt::Session& session, const ir::Schedule& schedule, const ir::Phase& phase) {
  std::vector<smt::Form> forms = {
      session.compare(day(schedule.anchor, phase.from), ir::Relation::LessEqual, day(schedule.reference))};
  if (phase.to && !phase.to_is_least) {
    forms.push_back(session.compare(day(schedule.reference), ir::Relation::Less, day(schedule.anchor, *phase.to)));
  }
  for (const ExprId gate : phase.gates) forms.push_back(session.condition(gate));
  return forms;
}

std::vector<smt::Form> guard_forms(smt::Session& session, const Plan& plan) {
  std::vector<smt::Form> forms;
  for (const ExprId guard : plan.guards) forms.push_back(session.condition(guard));
  return forms;
}

std::string name_of(const ir::Policy& policy, const Plan& plan) {
  return plan.criterion.is_set() ? lint::name_of(policy, plan.criterion) : fmt::format("`{}`", plan.path);
}

std::string phase_text(const Context& cx, const PhasePlace& place) {
  const std::string text = text_of(cx.sources(), place.phase->range, 80);
  return place.clause->label.empty() ? fmt::format("`{}`", text) : fmt::format("`{}. {}`", place.clause->label, text);
}

Clause clause_of(const Context& cx, const Plan& plan, const PhasePlace& place) {
  const CriterionId labelled = place.clause->criterion;
  return {place.phase->range, labelled.is_set() ? cx.policy().criteria[labelled].path : plan.path,
          text_of(cx.sources(), place.phase->range)};
}

namespace {

void add_spans(const Context& cx, const Plan& plan, const std::string& before,
               const std::vector<const ir::Phase*>& flaws, TimeLine& line) {
  for (const PhasePlace& place : phases(*plan.schedule)) {
    TimeLine::Span span;
    const ir::ScheduleClause& clause = *place.clause;
    span.label = clause.criterion.is_set() ? cx.policy().criteria[clause.criterion].path : before;
    if (span.label.empty()) span.label = text_of(cx.sources(), place.phase->range, 60);
    span.from_months = place.phase->from.months;
    if (place.phase->to) span.to_months = place.phase->to->months;
    span.rate = interp::rate_words(*place.phase);
    span.is_flaw = std::find(flaws.begin(), flaws.end(), place.phase) != flaws.end();
    line.spans.push_back(std::move(span));
  }
}

}  // namespace

TimeLine time_line(const Context& cx, const Plan& plan, const std::vector<const ir::Phase*>& flaws) {
  TimeLine line;
  line.subject = name_of(cx.policy(), plan);
  std::erase(line.subject, '`');
  add_spans(cx, plan, "", flaws, line);
  return line;
}

void mark(TimeLine& line, const std::string& label, ir::Offset from, std::optional<ir::Offset> to) {
  TimeLine::Span span;
  span.label = label;
  span.from_months = from.months;
  if (to) span.to_months = to->months;
  span.is_flaw = true;
  line.spans.push_back(std::move(span));
}

TimeLine time_line(const Context& cx, const Plan& a, const ir::Phase* flaw_of_a, const Plan& b,
                   const ir::Phase* flaw_of_b) {
  TimeLine line;
  line.subject = a.path == b.path ? a.path : fmt::format("{}, {}", a.path, b.path);
  add_spans(cx, a, a.path, {flaw_of_a}, line);
  add_spans(cx, b, b.path, {flaw_of_b}, line);
  return line;
}

}  // namespace pol::lint::schedules
