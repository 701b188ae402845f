#include "compiler/interp/rationale.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "compiler/interp/branches.h"
#include "compiler/interp/condition_words.h"
#include "compiler/interp/decisive.h"
#include "compiler/interp/grounds.h"
#include "compiler/interp/near_miss.h"
#include "compiler/interp/schedule_words.h"
#include "compiler/interp/sections.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::ExprId;
using ir::FactState;
using ir::Truth;
using Kind = RationaleNode::Kind;

namespace {

constexpr int kMaxDepth = 100;  ///< deeper than any published guideline; keeps chains of definitions off the stack
constexpr std::size_t kMostNamed = 5;  ///< of the branches that are left out; of more only how many they are
constexpr std::size_t kMostBytesNamed = 240;

bool same_place(const Range& a, const Range& b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }

std::string words_of(ir::Outcome outcome) {
  std::string words(ir::to_text(outcome));
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

class Explanation {
 public:
  Explanation(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
              const std::vector<Truth>& truths, const Determination& determination, bool tells_all)
      : policy_(policy),
        sources_(sources),
        patient_(prepared.patient),
        truths_(truths),
        determination_(determination),
        tells_all_(tells_all),
        words_(policy),
        define_shown_(policy.defines.size(), false),
        criterion_shown_(policy.criteria.size(), false) {
    for (const ir::Schedule& schedule : policy.schedules) schedules_.emplace(schedule.truth.index, &schedule);
  }

  std::vector<RationaleNode> rules() {
    std::vector<RationaleNode> trees;
    const Tried tried = tried_rules(policy_, truths_);
    Truth open = Truth::No;
    for (std::size_t i = 0; i < tried.count; ++i) {
      const ir::Rule& rule = policy_.rules[i];
      RationaleNode node = rule_node(truth(rule.when), words_of(rule.outcome), rule.reason);
      node.written = on_one_line(sources_.text(rule.range));
      node.decides = i == tried.deciding && open == Truth::No;
      open = ir::truth_or(open, node.truth);
      expand_into(node, rule.when, approves(rule), 0);
      trees.push_back(std::move(node));
    }
    if (tried.deciding == policy_.rules.size()) {
      trees.push_back(rule_node(ir::truth_not(open), "otherwise " + words_of(policy_.otherwise),
                                policy_.otherwise_reason));
      trees.back().decides = open == Truth::No;
    }
    return trees;
  }

  std::vector<RationaleNode> sections() {
    std::vector<RationaleNode> trees;
    const std::vector<bool> helps = read_by_approving_rules(policy_);
    for (const ir::CriterionId id : section_ids(policy_)) {
      criterion_shown_[id.index] = false;  // named elsewhere, it is told here all the same
      trees.push_back(criterion(id, helps[policy_.criteria[id].truth.index], 0));
    }
    return trees;
  }

 private:
  Truth truth(ExprId id) const { return truths_[id.index]; }

  std::string written(ExprId id) const { return on_one_line(sources_.text(policy_.range(id))); }
  std::string condition_text(ExprId id) const {
    if (const auto* finding = std::get_if<ir::Finding>(&policy_.exprs[id])) return words_.of(finding->fact);
    const std::string text = written(id);
    return text.empty() ? ir::print(policy_, id) : words_.say(text, facts_tested(policy_, id));
  }

  static RationaleNode rule_node(Truth truth, std::string outcome, const std::string& reason) {
    RationaleNode node;
    node.kind = Kind::Rule;
    node.truth = truth;
    node.text = reason.empty() ? std::move(outcome) : fmt::format("{}: {}", outcome, reason);
    return node;
  }

  /// A condition that one test was lowered to, such as a window: all its parts stand in one place.
  bool is_one_test(ExprId id) const {
    const Range& place = policy_.range(id);
    if (place.begin == place.end) return false;
    const auto stands_here = [&](ExprId part) { return same_place(policy_.range(part), place) && is_test(part); };
    if (const auto* group = std::get_if<ir::Group>(&policy_.exprs[id])) {
      return !group->children.empty() && std::all_of(group->children.begin(), group->children.end(), stands_here);
    }
    return false;
  }
  /// One test of facts, perhaps negated: a line without children.
  bool is_test(ExprId id) const {
    const ir::Expr& expr = policy_.exprs[id];
    if (schedules_.count(id.index) != 0) return false;
    if (const auto* e = std::get_if<ir::Not>(&expr)) return is_test(e->operand);
    if (std::holds_alternative<ir::Group>(expr)) return is_one_test(id);
    return !std::holds_alternative<ir::DefineRef>(expr) && !std::holds_alternative<ir::CriterionRef>(expr) &&
           !std::holds_alternative<ir::Ambiguous>(expr);
  }

  /// Puts what `id` rests on below `node`, whose text names it already. A group's quantifier or a single test
  /// becomes the node's detail. `wanted`: a yes helps the node.
  void expand_into(RationaleNode& node, ExprId id, bool wanted, int depth) {
    if (depth > kMaxDepth) {
      node.detail = "…";
      return;
    }
    if (is_test(id)) return put_test(node, id, wanted, depth);
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[id]);
    if (group == nullptr || schedules_.count(id.index) != 0) {
      node.children.push_back(tree(id, wanted, depth + 1));
      return;
    }
    if (!group->joined_by_and) node.detail = quantifier_text(*group, truths_);
    const bool branches_wanted = group->quantifier == ir::Quantifier::None ? !wanted : wanted;
    const std::vector<ExprId> told =
        tells_all_ ? group->children : telling_branches(*group, truth(id), truths_);
    for (const ExprId branch : told) node.children.push_back(tree(branch, branches_wanted, depth + 1));
    for (const Truth rest : {Truth::Yes, Truth::Unknown, Truth::No}) add_rest(node, *group, told, rest);
  }

  /// `Fever: yes (ED note)` in the place of the node's own condition.
  void put_test(RationaleNode& node, ExprId id, bool wanted, int depth) {
    RationaleNode test = leaf(id, wanted, depth);
    const bool says_the_same = test.text == node.text;
    node.detail = says_the_same ? test.detail : fmt::format("{}: {}", test.text, test.detail);
    node.near_miss = std::move(test.near_miss);
    if (node.written.empty()) node.written = std::move(test.written);
    for (RationaleNode& child : test.children) node.children.push_back(std::move(child));
  }

  /// One line for the branches that are left out and have this truth.
  void add_rest(RationaleNode& node, const ir::Group& group, const std::vector<ExprId>& told, Truth rest) const {
    std::vector<std::string> names;
    std::size_t bytes = 0;
    for (const ExprId branch : group.children) {
      if (truth(branch) != rest || std::find(told.begin(), told.end(), branch) != told.end()) continue;
      names.push_back(name_of(branch));
      bytes += names.back().size();
    }
    if (names.empty()) return;
    const char* what = rest == Truth::Yes ? "met" : rest == Truth::No ? "not met" : "open, and not needed here";
    RationaleNode line;
    line.kind = Kind::Rest;
    line.truth = rest;
    line.text = names.size() <= kMostNamed && bytes <= kMostBytesNamed
                    ? fmt::format("{}: {}", what, fmt::join(names, "; "))
                    : fmt::format("and {} that are {}", names.size(), what);
    node.children.push_back(std::move(line));
  }
  std::string name_of(ExprId branch) const {
    if (const auto* ref = std::get_if<ir::CriterionRef>(&policy_.exprs[branch])) {
      const ir::Criterion& criterion = policy_.criteria[ref->criterion];
      return criterion.title.empty() ? criterion.path : fmt::format("{}. {}", criterion.label, criterion.title);
    }
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&policy_.exprs[branch])) {
      return policy_.ambiguities[ambiguous->ambiguity].question + "?";
    }
    if (const auto schedule = schedules_.find(branch.index); schedule != schedules_.end()) {
      return studies_text(*schedule->second);
    }
    if (const auto* group = std::get_if<ir::Group>(&policy_.exprs[branch])) {
      if (!group->joined_by_and && !is_one_test(branch)) {
        return fmt::format("{} {} conditions", quantifier_text(*group, truths_), group->children.size());
      }
    }
    return condition_text(branch);
  }

  RationaleNode tree(ExprId id, bool wanted, int depth) {
    if (is_test(id)) return leaf(id, wanted, depth);
    if (const auto schedule = schedules_.find(id.index); schedule != schedules_.end()) {
      return schedule_node(*schedule->second);
    }
    RationaleNode node;
    node.kind = Kind::Group;
    node.truth = truth(id);
    const ir::Expr& expr = policy_.exprs[id];
    if (const auto* ref = std::get_if<ir::CriterionRef>(&expr)) return criterion(ref->criterion, wanted, depth);
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      put_readings(node, policy_.ambiguities[ambiguous->ambiguity], wanted, depth);
    } else if (const auto* definition = std::get_if<ir::DefineRef>(&expr)) {
      const ir::Define& define = policy_.defines[definition->define];
      node.kind = Kind::Definition;
      node.path = define.name;
      node.text = define.title.empty() ? define.name : define.title;
      if (is_shown_already(define_shown_, definition->define.index)) {
        node.detail = "shown above";
      } else {
        expand_into(node, define.condition, wanted, depth + 1);
      }
    } else if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      node.text = "not the following";
      node.children.push_back(tree(negation->operand, !wanted, depth + 1));
    } else if (const auto* group = std::get_if<ir::Group>(&expr)) {
      expand_into(node, id, wanted, depth);
      node.text = group->joined_by_and ? "all of" : node.detail;
      node.detail.clear();
    }
    return node;
  }

  void put_readings(RationaleNode& node, const ir::Ambiguity& ambiguity, bool wanted, int depth) {
    node.text = ambiguity.question + "?";
    const ir::CriterionId chosen = ambiguity.readings[ambiguity.chosen];
    node.detail = fmt::format("the text is ambiguous; read as {}", policy_.criteria[chosen].label);
    for (const ReadingUsed& used : determination_.readings) {
      if (used.path != ambiguity.path || used.question != ambiguity.question || used.would_change.empty()) continue;
      node.detail += fmt::format("; another reading gives {}", fmt::join(used.would_change, ", "));
    }
    for (const ir::CriterionId reading : ambiguity.readings) {
      if (reading == chosen) {
        node.children.push_back(criterion(reading, wanted, depth + 1));
      } else if (tells_all_) {
        node.children.push_back(criterion_line(policy_.criteria[reading]));
        node.children.back().detail = "not how it is read";
      }
    }
  }

  RationaleNode criterion_line(const ir::Criterion& criterion) const {
    RationaleNode node;
    node.kind = Kind::Criterion;
    node.truth = truth(criterion.truth);
    node.path = criterion.path;
    node.text = criterion.title;
    node.cites = criterion.cites;
    return node;
  }

  RationaleNode criterion(ir::CriterionId id, bool wanted, int depth) {
    const ir::Criterion& criterion = policy_.criteria[id];
    RationaleNode node = criterion_line(criterion);
    if (is_shown_already(criterion_shown_, id.index)) {
      node.detail = "shown above";
      return node;
    }
    const Truth of_body = truth(criterion.body);
    if (tells_all_ || node.truth == of_body) {
      expand_into(node, criterion.body, wanted, depth + 1);
    } else {
      node.detail = of_body == Truth::Yes ? "its conditions are met, but for the exception" : "but for the exception";
    }
    for (const ir::Except& except : criterion.excepts) {
      if (!tells_all_ && (truth(except.when) == Truth::No || of_body == Truth::No)) continue;
      RationaleNode exception;
      exception.kind = Kind::Exception;
      exception.truth = truth(except.when);
      exception.text = except.reason;
      expand_into(exception, except.when, !wanted, depth + 1);
      node.children.push_back(std::move(exception));
    }
    add_notes(node);
    return node;
  }

  void add_notes(RationaleNode& node) const {
    for (const AppliedNote& note : determination_.notes) {
      if (note.path != node.path) continue;
      RationaleNode line;
      line.kind = Kind::Note;
      line.truth = Truth::Yes;
      line.text = note.mood == "note" ? note.text : fmt::format("{} {}: {}", note.mood, note.subject, note.text);
      node.children.push_back(std::move(line));
    }
  }

  static std::string studies_text(const ir::Schedule& schedule) {
    return schedule.studies.empty() ? "follow-up by schedule" : "follow-up by schedule: " + schedule.studies;
  }

  RationaleNode schedule_node(const ir::Schedule& schedule) {
    const ScheduleStanding standing =
        stand(policy_, schedule, patient_, [&](ExprId id) { return truth(id); });
    RationaleNode node;
    node.kind = Kind::Schedule;
    node.truth = truth(schedule.truth);
    node.text = studies_text(schedule);
    node.written = written(schedule.truth);
    node.detail = standing.images == Truth::No ? "another study is requested" : "";
    node.detail += fmt::format("{}{}", node.detail.empty() ? "" : "; ",
                               explain(policy_, sources_, schedule, patient_, standing));
    for (const ir::ScheduleClause& clause : schedule.clauses) {
      if (clause.criterion.is_set()) node.children.push_back(criterion_line(policy_.criteria[clause.criterion]));
    }
    return node;
  }

  static bool is_shown_already(std::vector<bool>& shown, std::uint32_t index) {
    const bool before = shown[index];
    shown[index] = true;
    return before;
  }

  RationaleNode leaf(ExprId id, bool wanted, int depth) {
    RationaleNode node;
    node.truth = truth(id);
    node.text = condition_text(id);
    node.written = written(id);
    node.detail = grounds_text(policy_, words_, patient_, id, true);
    node.near_miss = near_miss(policy_, sources_, patient_, truths_, id, wanted);
    const auto* finding = std::get_if<ir::Finding>(&policy_.exprs[id]);
    if (finding == nullptr || patient_[finding->fact].kind == FactState::Kind::Value) return node;
    const ExprId signs = policy_.facts[finding->fact].shown_by;
    if (!signs.is_set() || (!tells_all_ && truth(signs) != truth(id))) return node;
    RationaleNode shown;
    shown.kind = Kind::Group;
    shown.truth = truth(signs);
    shown.text = "shown by";
    expand_into(shown, signs, wanted, depth + 1);
    node.children.push_back(std::move(shown));
    return node;
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const ir::Patient& patient_;
  const std::vector<Truth>& truths_;
  const Determination& determination_;
  const bool tells_all_;
  const ConditionWords words_;
  std::unordered_map<std::uint32_t, const ir::Schedule*> schedules_;  ///< by the expression that says if one covers
  std::vector<bool> define_shown_, criterion_shown_;  ///< what is named twice is expanded once
};

}  // namespace

std::string_view to_text(Kind kind) {
  switch (kind) {
    case Kind::Rule:
      return "rule";
    case Kind::Criterion:
      return "criterion";
    case Kind::Definition:
      return "definition";
    case Kind::Group:
      return "group";
    case Kind::Test:
      return "test";
    case Kind::Schedule:
      return "schedule";
    case Kind::Exception:
      return "exception";
    case Kind::Note:
      return "note";
    case Kind::Rest:
      return "rest";
  }
  POL_BUG("kind of line out of range");
}

std::vector<RationaleNode> rationale(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
                                     const std::vector<Truth>& truths, const Determination& determination) {
  return Explanation(policy, sources, prepared, truths, determination, false).rules();
}

std::vector<RationaleNode> all_criteria(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
                                        const std::vector<Truth>& truths, const Determination& determination) {
  return Explanation(policy, sources, prepared, truths, determination, true).sections();
}

}  // namespace pol::interp
