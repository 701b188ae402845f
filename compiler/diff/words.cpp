#include "compiler/diff/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

#include "compiler/lint/words.h"
#include "compiler/support/store.h"

namespace pol::diff {

using ir::ExprId;

namespace {

/// What is listed of a group before it is cut short.
constexpr std::size_t kMostParts = 5;
constexpr std::size_t kDeepest = 3;
constexpr std::string_view kOrNone = ", or none";

struct Sign {
  std::string_view written, opposite;
};
/// The longer ones first.
constexpr std::array<Sign, 4> kSigns = {{{">=", "<"}, {"<=", ">"}, {">", "<="}, {"<", ">="}}};

std::string opposite(const std::string& sign) {
  for (const Sign& one : kSigns) {
    if (one.written == sign) return std::string(one.opposite);
  }
  return sign;
}

bool is_lower(const std::string& sign) { return sign == ">" || sign == ">="; }

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

struct Quantity {
  std::int64_t count = 0;
  std::string unit;
};

/// "6 years".
std::optional<Quantity> whole_quantity(const std::string& text) {
  Quantity quantity;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.count);
  if (error != std::errc() || (end != text.data() + text.size() && *end != ' ')) return std::nullopt;
  quantity.unit = trimmed(std::string_view(end, static_cast<std::size_t>(text.data() + text.size() - end)));
  return quantity;
}

}  // namespace

Words::Words(const Revision& old_revision, const Revision& new_revision, const Joint& joint)
    : old_(old_revision),
      new_(new_revision),
      joint_(joint),
      old_words_(old_revision.policy),
      new_words_(new_revision.policy),
      joint_words_(joint.policy),
      places_(joint.policy.exprs.size()) {
  for (const Side side : {Side::Old, Side::New}) {
    const std::vector<ExprId>& exprs = joint.of(side).exprs;
    for (std::uint32_t i = 0; i < exprs.size(); ++i) places_[exprs[i].index] = {side, ExprId{i}};
    for (const ir::CriterionId id : joint.of(side).criteria) {
      const ir::Criterion& criterion = joint.policy.criteria[id];
      const bool is_group = std::holds_alternative<ir::Group>(joint.policy.exprs[criterion.truth]);
      if (is_group && !criterion.title.empty()) titled_.insert_or_assign(criterion.truth, id);
    }
  }
}

std::string Words::title(ir::FactId fact) const { return joint_words_.of(fact); }

std::string Words::says(ir::FactId fact, const ir::FactState& state) const {
  return fmt::format("{}: {}", title(fact), joint_words_.of_value(fact, state));
}

/// The text of the condition in its revision.
std::string Words::written(ExprId id) const {
  const Place& place = places_[id.index];
  if (!place.id.is_set()) return "";
  return lint::text_of(revision(place.side).sources, revision(place.side).policy.range(place.id), 160);
}

std::string Words::say(ExprId id, const std::string& text) const {
  const Place& place = places_[id.index];
  return titles(place.side).say(text, ir::facts_of(revision(place.side).policy, place.id));
}

std::optional<Words::Written> Words::comparison(ExprId id) const {
  if (!id.is_set()) return std::nullopt;
  const std::string text = written(id);
  if (text.find('"') != std::string::npos) return std::nullopt;
  const std::size_t at = text.find_first_of("<>");
  if (at == std::string::npos || at == 0) return std::nullopt;
  for (const Sign& sign : kSigns) {
    if (std::string_view(text).substr(at, sign.written.size()) != sign.written) continue;
    Written result = {trimmed(std::string_view(text).substr(0, at)), std::string(sign.written),
                      trimmed(std::string_view(text).substr(at + sign.written.size()))};
    const bool is_one = result.rhs.find_first_of("<>") == std::string::npos && !result.rhs.empty();
    const bool is_plain = text.find_first_of("{}:") == std::string::npos;
    if (is_one && is_plain) return result;
    return std::nullopt;
  }
  return std::nullopt;
}

std::string Words::of(const Demand& demand) const {
  if (demand.is_yes) return of_yes(demand.expr, 0);
  const ir::Expr& expr = joint_.policy.exprs[demand.expr];
  if (const auto* inner = std::get_if<ir::Not>(&expr)) return of_yes(inner->operand, 0);
  if (std::holds_alternative<ir::Compare>(expr) || std::holds_alternative<ir::Group>(expr)) {
    if (const auto parts = comparison(demand.expr)) {
      // Of a value that is none neither holds.
      const std::vector<ir::FactId> facts = ir::facts_of(joint_.policy, demand.expr);
      const bool may_be_none = std::any_of(facts.begin(), facts.end(),
                                           [&](ir::FactId fact) { return joint_.policy.facts[fact].type.or_none; });
      const std::string text = say(demand.expr, fmt::format("{} {} {}", parts->lhs, opposite(parts->sign), parts->rhs));
      return may_be_none ? text + std::string(kOrNone) : text;
    }
  }
  if (const auto* group = std::get_if<ir::Group>(&expr);
      group != nullptr && group->quantifier == ir::Quantifier::None) {
    ir::Group any = *group;
    any.quantifier = ir::Quantifier::Any;
    return of_group(any, demand.expr, 0);
  }
  return "not: " + of_yes(demand.expr, 0);
}

std::string Words::of_criterion(ir::CriterionId id) const {
  const ir::Criterion& criterion = joint_.policy.criteria[id];
  const std::size_t colon = criterion.path.find(':');
  const std::string path = criterion.path.substr(colon + 1);
  const std::string name =
      criterion.title.empty() ? fmt::format("`{}`", path) : fmt::format("{} (`{}`)", criterion.title, path);
  return criterion.path.substr(0, colon) == "old" ? name + " as it was" : name;
}

std::string Words::of_yes(ExprId id, std::size_t depth) const {
  const auto as_written = [&] {
    const std::string text = written(id);
    return text.empty() ? std::string("a condition that the policy implies") : say(id, text);
  };
  return match(
      joint_.policy.exprs[id],
      [&](const ir::Literal& e) -> std::string {
        if (e.value == ir::Truth::Unknown) return "what the text leaves unstated: " + as_written();
        return e.value == ir::Truth::Yes ? "always" : "never";
      },
      [&](const ir::Finding& e) { return title(e.fact); }, [&](const ir::ChoiceIs&) { return as_written(); },
      [&](const ir::IsNone&) { return as_written(); }, [&](const ir::IsDocumented&) { return as_written(); },
      [&](const ir::Includes&) { return as_written(); }, [&](const ir::Compare&) { return as_written(); },
      [&](const ir::Not& e) {
        return of({e.operand, false});
      },
      [&](const ir::Group& e) {
        const auto criterion = titled_.find(id);
        return criterion == titled_.end() ? of_group(e, id, depth) : of_criterion(criterion->second);
      },
      [&](const ir::DefineRef& e) {
        const ir::Define& define = joint_.policy.defines[e.define];
        return define.title.empty() ? define.name.substr(define.name.find(':') + 1) : define.title;
      },
      [&](const ir::CriterionRef& e) { return of_criterion(e.criterion); },
      [&](const ir::Ambiguous& e) -> std::string {
        const ir::Ambiguity& ambiguity = joint_.policy.ambiguities[e.ambiguity];
        return of_criterion(ambiguity.readings[ambiguity.chosen]);
      });
}

std::string Words::of_group(const ir::Group& group, ExprId id, std::size_t depth) const {
  // What lowering made of one test has that test's text.
  const Range own = joint_.policy.range(id);
  const bool is_lowered = std::any_of(group.children.begin(), group.children.end(), [&](ExprId child) {
    const Range range = joint_.policy.range(child);
    return range.source == own.source && range.begin == own.begin && range.end == own.end;
  });
  if ((is_lowered && own.source != 0) || depth >= kDeepest) return say(id, written(id));
  std::vector<std::string> parts;
  for (const ExprId child : group.children) {
    if (parts.size() == kMostParts && group.children.size() > kMostParts + 1) {
      parts.push_back(fmt::format("{} more", group.children.size() - kMostParts));
      break;
    }
    parts.push_back(of_yes(child, depth + 1));
  }
  if (parts.size() == 1 && group.quantifier != ir::Quantifier::None) return parts.front();
  std::string lead;
  switch (group.quantifier) {
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
      lead = "one of: ";
      break;
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      lead = "all of: ";
      break;
    case ir::Quantifier::None:
      lead = "none of: ";
      break;
    case ir::Quantifier::AtLeast:
      lead = fmt::format("at least {} of: ", group.k);
      break;
    case ir::Quantifier::Exactly:
      lead = fmt::format("exactly {} of: ", group.k);
      break;
  }
  const std::string text = lead + fmt::format("{}", fmt::join(parts, ", "));
  return depth > 0 ? "(" + text + ")" : text;
}

/// Counted in completed years or months: no value lies between two whole ones.
bool Words::counts_whole(ExprId id, const Written& written) const {
  const auto is_age = [&](const ir::Record& record) {
    return record.kind == ir::Record::Kind::Age && (record.name == written.lhs || record.name == "old:" + written.lhs);
  };
  if (std::any_of(joint_.policy.records.begin(), joint_.policy.records.end(), is_age)) return true;
  const std::vector<ir::FactId> facts = ir::own_facts(joint_.policy, id);
  return std::any_of(facts.begin(), facts.end(), [&](ir::FactId fact) {
    const ir::Type& type = joint_.policy.facts[fact].type;
    const bool is_of_age = type.dimension == ir::Dimension::AgeYears || type.dimension == ir::Dimension::AgeMonths;
    return type.kind == ir::FactKind::Number && is_of_age;
  });
}

/// A lower and an upper bound of one thing: "Age 6 to 9 years". Of two bounds of one kind, the closer one.
std::optional<Literal> Words::merged(const Literal& a, const Literal& b) const {
  std::optional<Written> first = comparison(a.expr), second = comparison(b.expr);
  if (!first || !second || first->lhs != second->lhs) return std::nullopt;
  // Of a value that is none neither bound holds.
  if (!a.is_yes && !b.is_yes && a.text.ends_with(kOrNone)) return std::nullopt;
  if (!a.is_yes) first->sign = opposite(first->sign);
  if (!b.is_yes) second->sign = opposite(second->sign);
  const auto one = whole_quantity(first->rhs), two = whole_quantity(second->rhs);
  Literal result = a;
  result.is_guard = a.is_guard && b.is_guard;
  result.tests.insert(result.tests.end(), b.tests.begin(), b.tests.end());
  if (is_lower(first->sign) == is_lower(second->sign)) {
    if (!one || !two || one->unit != two->unit || one->count == two->count) return std::nullopt;
    const bool is_first_closer = is_lower(first->sign) ? one->count > two->count : one->count < two->count;
    result.expr = is_first_closer ? a.expr : b.expr;
    result.is_yes = is_first_closer ? a.is_yes : b.is_yes;
    result.text = is_first_closer ? a.text : b.text;
    return result;
  }
  const Written &low = is_lower(first->sign) ? *first : *second, &high = is_lower(first->sign) ? *second : *first;
  const std::string subject = say(a.expr, first->lhs);
  result.expr = {};
  result.is_yes = true;
  if (one && two && one->unit == two->unit && counts_whole(a.expr, *first)) {
    const std::int64_t least = whole_quantity(low.rhs)->count + (low.sign == ">" ? 1 : 0);
    const std::int64_t most = whole_quantity(high.rhs)->count - (high.sign == "<" ? 1 : 0);
    result.text = least == most ? fmt::format("{} {} {}", subject, least, one->unit)
                                : fmt::format("{} {} to {} {}", subject, least, most, one->unit);
    return result;
  }
  result.text = fmt::format("{} {} {} and {} {}", subject, low.sign == ">" ? "more than" : "at least", low.rhs,
                            high.sign == "<" ? "less than" : "at most", high.rhs);
  return result;
}

std::vector<Literal> Words::merged(std::vector<Literal> literals) const {
  const auto merge_one = [&] {
    for (std::size_t i = 0; i < literals.size(); ++i) {
      for (std::size_t j = i + 1; j < literals.size(); ++j) {
        const std::optional<Literal> both = merged(literals[i], literals[j]);
        if (!both) continue;
        // Where the later one stands: what is said of the changed criterion is said behind the guards.
        literals[j] = *both;
        literals.erase(literals.begin() + static_cast<std::ptrdiff_t>(i));
        return true;
      }
    }
    return false;
  };
  while (merge_one()) {
  }
  return literals;
}

CaseCondition Words::condition(std::string path, const Demands& guards, const Demands& term) const {
  CaseCondition result;
  result.path = std::move(path);
  const auto add = [&](const Demand& demand, bool is_guard) {
    const bool is_there = std::any_of(result.literals.begin(), result.literals.end(), [&](const Literal& literal) {
      return literal.expr == demand.expr && literal.is_yes == demand.is_yes;
    });
    if (!is_there)
      result.literals.push_back({of(demand), demand.expr, demand.is_yes, {{demand.expr, demand.is_yes}}, is_guard});
  };
  for (const Demand& guard : guards) add(guard, true);
  for (const Demand& test : term) add(test, false);
  result.literals = merged(std::move(result.literals));
  for (const Literal& literal : result.literals) result.text += (result.text.empty() ? "" : "; ") + literal.text;
  if (result.text.empty()) result.text = "everyone";
  return result;
}

}  // namespace pol::diff
