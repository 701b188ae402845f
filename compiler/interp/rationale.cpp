#include "compiler/interp/rationale.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "compiler/interp/decisive.h"
#include "compiler/interp/near_miss.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::ExprId;
using ir::FactId;
using ir::FactState;
using ir::Truth;

namespace {

constexpr std::size_t kRuleWidth = 100;
constexpr int kMaxDepth = 100;  ///< deeper than any published guideline; keeps chains of definitions off the stack

/// As written, on one line, without comments.
std::string collapsed(std::string_view text) {
  std::string out;
  bool in_string = false, space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!in_string && text.substr(i, 2) == "//") {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      space = true;
      continue;
    }
    if (c == '"' && (i == 0 || text[i - 1] != '\\')) in_string = !in_string;
    if (space && !out.empty()) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

std::string shortened(std::string text) {
  if (text.size() <= kRuleWidth) return text;
  const std::size_t cut = text.rfind(' ', kRuleWidth);
  return cut == std::string::npos ? text : text.substr(0, cut) + " …";
}

bool same_place(const Range& a, const Range& b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }

std::string quantifier_text(const ir::Group& group) {
  switch (group.quantifier) {
    case ir::Quantifier::Any:
      return "any of";
    case ir::Quantifier::All:
      return "all of";
    case ir::Quantifier::Either:
      return "either of";
    case ir::Quantifier::Both:
      return "both of";
    case ir::Quantifier::One:
      return "one of";
    case ir::Quantifier::None:
      return "none of";
    case ir::Quantifier::AtLeast:
      return fmt::format("at least {} of", group.k);
    case ir::Quantifier::Exactly:
      return fmt::format("exactly {} of", group.k);
  }
  POL_BUG("quantifier out of range");
}

class Explanation {
 public:
  Explanation(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
              const std::vector<Truth>& truths)
      : policy_(policy),
        sources_(sources),
        patient_(prepared.patient),
        truths_(truths),
        define_shown_(policy.defines.size(), false),
        criterion_shown_(policy.criteria.size(), false) {}

  std::vector<RationaleNode> run() {
    std::vector<RationaleNode> trees;
    const Tried tried = tried_rules(policy_, truths_);
    Truth open = Truth::No;
    for (std::size_t i = 0; i < tried.count; ++i) {
      const ir::Rule& rule = policy_.rules[i];
      RationaleNode node;
      node.truth = truth(rule.when);
      open = ir::truth_or(open, node.truth);
      const std::string written = collapsed(sources_.text(rule.range));
      node.text = written.empty() ? fmt::format("{} when {}", ir::to_text(rule.outcome), ir::print(policy_, rule.when))
                                  : written;
      node.text = shortened(std::move(node.text));
      expand_into(node, rule.when, true, 0);
      trees.push_back(std::move(node));
    }
    if (tried.deciding == policy_.rules.size()) {
      RationaleNode node;
      node.truth = ir::truth_not(open);
      node.text = fmt::format("otherwise {}", ir::to_text(policy_.otherwise));
      if (!policy_.otherwise_reason.empty()) node.text += fmt::format(" \"{}\"", policy_.otherwise_reason);
      trees.push_back(std::move(node));
    }
    return trees;
  }

 private:
  Truth truth(ExprId id) const { return truths_[id.index]; }

  std::string written(ExprId id) const {
    const std::string text = collapsed(sources_.text(policy_.range(id)));
    return text.empty() ? ir::print(policy_, id) : text;
  }

  /// The branches worth showing: those that decide, and of an open condition only the open ones.
  std::vector<ExprId> shown_operands(ExprId id) const {
    std::vector<ExprId> shown = decisive_operands(policy_, patient_, truths_, id);
    if (truth(id) == Truth::Unknown) {
      std::erase_if(shown, [&](ExprId operand) { return truth(operand) != Truth::Unknown; });
    }
    return shown;
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
    if (const auto* e = std::get_if<ir::Not>(&expr)) return is_test(e->operand);
    if (std::holds_alternative<ir::Group>(expr)) return is_one_test(id);
    return !std::holds_alternative<ir::DefineRef>(expr) && !std::holds_alternative<ir::CriterionRef>(expr) &&
           !std::holds_alternative<ir::Ambiguous>(expr);
  }

  /// Puts what `id` rests on below `node`, whose text names it already. A group's quantifier or a single test
  /// becomes the node's detail. `wanted`: a yes helps the node, so a near miss is worth its words.
  void expand_into(RationaleNode& node, ExprId id, bool wanted, int depth) {
    if (depth > kMaxDepth) {
      node.detail = "…";
      return;
    }
    if (is_test(id)) {
      RationaleNode test = leaf(id, wanted, depth);
      const bool is_bare = std::holds_alternative<ir::Finding>(policy_.exprs[id]);
      node.detail = is_bare ? test.detail : fmt::format("{}: {}", test.text, test.detail);
      node.children = std::move(test.children);
      return;
    }
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[id]);
    if (group == nullptr) {
      node.children.push_back(tree(id, wanted, depth + 1));
      return;
    }
    if (!group->joined_by_and) node.detail = quantifier_text(*group);
    const bool branches_wanted = group->quantifier == ir::Quantifier::None ? !wanted : wanted;
    const std::vector<ExprId> shown = shown_operands(id);
    for (const ExprId branch : shown) node.children.push_back(tree(branch, branches_wanted, depth + 1));
    if (truth(id) == Truth::Unknown) add_settled(node, *group);
  }

  /// Branches that are settled while their group is open: a line for those that hold, one for those that do not.
  void add_settled(RationaleNode& node, const ir::Group& group) const {
    for (const Truth settled : {Truth::Yes, Truth::No}) {
      RationaleNode line;
      line.truth = settled;
      for (const ExprId branch : group.children) {
        if (truth(branch) != settled) continue;
        const auto* ref = std::get_if<ir::CriterionRef>(&policy_.exprs[branch]);
        const std::string name = ref == nullptr ? shortened(written(branch)) : policy_.criteria[ref->criterion].path;
        line.text += (line.text.empty() ? "" : "; ") + name;
      }
      if (!line.text.empty()) node.children.push_back(std::move(line));
    }
  }

  RationaleNode tree(ExprId id, bool wanted, int depth) {
    if (is_test(id)) return leaf(id, wanted, depth);
    RationaleNode node;
    node.truth = truth(id);
    const ir::Expr& expr = policy_.exprs[id];
    if (const auto* ref = std::get_if<ir::CriterionRef>(&expr)) return criterion(ref->criterion, wanted, depth);
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[ambiguous->ambiguity];
      node.text = ambiguity.question;
      node.detail = "declared ambiguous, read as follows";
      node.children.push_back(criterion(ambiguity.readings[ambiguity.chosen], wanted, depth + 1));
    } else if (const auto* definition = std::get_if<ir::DefineRef>(&expr)) {
      const ir::Define& define = policy_.defines[definition->define];
      node.text = define.title.empty() ? define.name : fmt::format("{}: {}", define.name, define.title);
      if (is_shown_already(define_shown_, definition->define.index)) {
        node.detail = "shown above";
      } else {
        expand_into(node, define.condition, wanted, depth + 1);
      }
    } else if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      node.text = "not";
      node.children.push_back(tree(negation->operand, !wanted, depth + 1));
    } else if (const auto* group = std::get_if<ir::Group>(&expr)) {
      expand_into(node, id, wanted, depth);
      node.text = group->joined_by_and ? "all of" : node.detail;
      node.detail.clear();
    }
    return node;
  }

  RationaleNode criterion(ir::CriterionId id, bool wanted, int depth) {
    const ir::Criterion& criterion = policy_.criteria[id];
    RationaleNode node;
    node.truth = truth(criterion.truth);
    node.path = criterion.path;
    node.text = criterion.title;
    if (is_shown_already(criterion_shown_, id.index)) {
      node.detail = "shown above";
      return node;
    }
    if (criterion.excepts.empty() || truth(criterion.truth) == truth(criterion.body)) {
      expand_into(node, criterion.body, wanted, depth + 1);
    }
    for (const ir::Except& except : criterion.excepts) {
      if (truth(except.when) == Truth::No) continue;
      RationaleNode exception;
      exception.truth = truth(except.when);
      exception.text = fmt::format("except: {}", except.reason);
      expand_into(exception, except.when, !wanted, depth + 1);
      node.children.push_back(std::move(exception));
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
    node.text = written(id);
    node.detail = facts_text(id, wanted);
    const auto* finding = std::get_if<ir::Finding>(&policy_.exprs[id]);
    if (finding == nullptr) return node;
    for (const ExprId signs : shown_operands(id)) {
      if (truth(signs) != truth(id)) continue;
      RationaleNode shown;
      shown.truth = truth(signs);
      shown.text = "shown by";
      expand_into(shown, signs, wanted, depth + 1);
      node.children.push_back(std::move(shown));
    }
    return node;
  }

  void add_facts(ExprId id, std::vector<FactId>& facts) const {
    for (const FactId fact : ir::own_facts(policy_, id)) {
      if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
    }
    if (std::holds_alternative<ir::Finding>(policy_.exprs[id])) return;
    for (const ExprId part : ir::operands(policy_, id)) add_facts(part, facts);
  }

  /// What a test rested on: `fever = yes (ED note)`; `not documented` where that is said of its only fact.
  std::string facts_text(ExprId id, bool wanted) const {
    std::vector<FactId> facts;
    add_facts(id, facts);
    std::string out;
    for (const FactId fact : facts) {
      const FactState& state = patient_[fact];
      const std::string& name = policy_.facts[fact].name;
      if (!out.empty()) out += ", ";
      if (state.kind != FactState::Kind::Undocumented) {
        out += fmt::format("{} = {}", name, value_text(policy_, fact, state));
      } else {
        const char* why = state.conflict ? "documentation conflicts" : "not documented";
        out += facts.size() == 1 ? why : fmt::format("{} {}", name, why);
      }
      out += origin_text(state);
    }
    const std::string miss = wanted && truth(id) == Truth::No ? near_miss(policy_, sources_, patient_, id) : "";
    return miss.empty() ? out : fmt::format("{} ({})", out, miss);
  }

  static std::string origin_text(const FactState& state) {
    if (state.kind == FactState::Kind::Undocumented) return "";
    std::string origin = state.assumed ? "absent means no" : "";
    for (const std::string& source : state.sources) {
      if (!source.empty()) origin += (origin.empty() ? "" : ", ") + source;
    }
    return origin.empty() ? "" : fmt::format(" ({})", origin);
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  const ir::Patient& patient_;
  const std::vector<Truth>& truths_;
  std::vector<bool> define_shown_, criterion_shown_;  ///< what is named twice is expanded once
};

}  // namespace

std::vector<RationaleNode> rationale(const ir::Policy& policy, const Sources& sources, const Prepared& prepared,
                                     const std::vector<Truth>& truths) {
  return Explanation(policy, sources, prepared, truths).run();
}

}  // namespace pol::interp
