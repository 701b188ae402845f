#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/civil.h"
#include "compiler/ir/policy.h"
#include "compiler/support/result.h"

namespace pol::ir {

namespace {

constexpr std::size_t kWidth = 110;

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// A value's name as an atom; codes and the empty text stand in quotes.
std::string member_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool is_name =
      !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::all_of(name.begin(), name.end(), plain);
  return is_name ? std::string(name) : quoted(name);
}

std::string members_text(const Policy& policy, FactId fact, const Members& members) {
  const ValueSet& set = policy.value_sets[policy.facts[fact].type.values];
  std::string out;
  for (const std::size_t i : members.list()) out += ' ' + member_name(set.values[i].name);
  return out;
}

std::string_view text_of(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return "<";
    case Relation::LessEqual:
      return "<=";
    case Relation::Greater:
      return ">";
    case Relation::GreaterEqual:
      return ">=";
    case Relation::Equal:
      return "=";
  }
  POL_BUG("relation out of range");
}

std::string_view text_of(Inclusion mode) {
  switch (mode) {
    case Inclusion::AnyOf:
      return "includes-any";
    case Inclusion::AllOf:
      return "includes-all";
    case Inclusion::Only:
      return "includes-only";
  }
  POL_BUG("inclusion out of range");
}

std::string head_of(const Group& group) {
  switch (group.quantifier) {
    case Quantifier::Any:
      return "any";
    case Quantifier::All:
      return group.joined_by_and ? "and" : "all";
    case Quantifier::Either:
      return "either";
    case Quantifier::Both:
      return "both";
    case Quantifier::One:
      return "one";
    case Quantifier::None:
      return "none";
    case Quantifier::AtLeast:
      return fmt::format("at-least {}", group.k);
    case Quantifier::Exactly:
      return fmt::format("exactly {}", group.k);
  }
  POL_BUG("quantifier out of range");
}

std::string quantity_text(const Type& type, Half value) {
  const std::string number = print_quantity(value, type.factor, row_of(type.dimension).decimals);
  return type.unit.empty() ? number : fmt::format("{} {}", number, type.unit);
}

/// The type that a literal is written in: that of the fact it is compared with; a plain count when there is none.
Type type_beside(const Policy& policy, const Operand& other) {
  if (other.kind == Operand::Kind::Fact) return policy.facts[other.fact].type;
  Type count;
  count.dimension = Dimension::Count;
  return count;
}

std::string operand_text(const Policy& policy, const Operand& operand, const Type& beside) {
  std::string base;
  Type type = beside;
  switch (operand.kind) {
    case Operand::Kind::Fact:
      base = policy.facts[operand.fact].name;
      type = policy.facts[operand.fact].type;
      break;
    case Operand::Kind::CountOf:
      base = fmt::format("(count {})", policy.facts[operand.fact].name);
      type.factor = 1;
      type.dimension = Dimension::Count;
      type.unit = "";
      break;
    case Operand::Kind::Literal:
      base = operand.is_date ? print_date(static_cast<Day>(operand.literal)) : quantity_text(type, operand.literal);
      break;
  }
  std::string shift;
  if (operand.months != 0) shift += fmt::format(" {} months", operand.months);
  if (operand.amount != 0) {
    shift += operand.is_date ? fmt::format(" {} days", operand.amount) : ' ' + quantity_text(type, operand.amount);
  }
  return shift.empty() ? base : fmt::format("(+ {}{})", base, shift);
}

std::string line(const Policy& policy, ExprId id) {
  const auto name = [&](FactId fact) -> const std::string& { return policy.facts[fact].name; };
  return match(
      policy.exprs[id],
      [](const Literal& e) -> std::string {
        return e.value == Truth::Yes ? "always" : e.value == Truth::No ? "never" : "unknown";
      },
      [&](const Finding& e) { return name(e.fact); },
      [&](const ChoiceIs& e) { return fmt::format("(is {}{})", name(e.fact), members_text(policy, e.fact, e.values)); },
      [&](const IsNone& e) { return fmt::format("(is-none {})", name(e.fact)); },
      [&](const IsDocumented& e) { return fmt::format("(is-documented {})", name(e.fact)); },
      [&](const Includes& e) {
        return fmt::format("({} {}{})", text_of(e.mode), name(e.fact), members_text(policy, e.fact, e.values));
      },
      [&](const Compare& e) {
        return fmt::format("({} {} {})", text_of(e.relation), operand_text(policy, e.lhs, type_beside(policy, e.rhs)),
                           operand_text(policy, e.rhs, type_beside(policy, e.lhs)));
      },
      [&](const Not& e) { return fmt::format("(not {})", line(policy, e.operand)); },
      [&](const Group& e) {
        std::string out = '(' + head_of(e);
        for (const ExprId child : e.children) out += ' ' + line(policy, child);
        return out + ')';
      },
      [&](const DefineRef& e) { return fmt::format("(ref {})", policy.defines[e.define].name); },
      [&](const CriterionRef& e) { return fmt::format("(ref {})", policy.criteria[e.criterion].path); },
      [&](const Ambiguous& e) {
        const Ambiguity& ambiguity = policy.ambiguities[e.ambiguity];
        return fmt::format("(read {})", policy.criteria[ambiguity.readings[ambiguity.chosen]].path);
      });
}

/// One line where it fits, else a group's branches below each other.
std::string block(const Policy& policy, ExprId id, std::size_t indent) {
  const std::string pad(indent, ' ');
  const std::string flat = line(policy, id);
  const Group* group = std::get_if<Group>(&policy.exprs[id]);
  if (group == nullptr || indent + flat.size() <= kWidth) return pad + flat;
  std::string out = pad + '(' + head_of(*group);
  for (const ExprId child : group->children) out += '\n' + block(policy, child, indent + 2);
  return out + ')';
}

std::string type_text(const Policy& policy, const Type& type) {
  const auto values = [&] {
    const ValueSet& set = policy.value_sets[type.values];
    if (!set.name.empty()) return ' ' + set.name;
    std::string out;
    for (const Value& value : set.values) out += ' ' + member_name(value.name);
    return out;
  };
  std::string text;
  switch (type.kind) {
    case FactKind::Finding:
      text = "finding";
      break;
    case FactKind::Choice:
      text = fmt::format("(one-of{})", values());
      break;
    case FactKind::Set:
      text = fmt::format("(any-of{})", values());
      break;
    case FactKind::Number:
      text = fmt::format("({} {} to {})", row_of(type.dimension).text, quantity_text(type, type.low),
                         quantity_text(type, type.high));
      break;
    case FactKind::Date:
      text = "date";
      break;
  }
  return type.or_none ? text + " or-none" : text;
}

std::string title_text(const std::string& title) { return title.empty() ? "" : ' ' + quoted(title); }

std::string print_fact(const Policy& policy, const Fact& fact) {
  std::string out = fmt::format("(fact {} {}{}", fact.name, type_text(policy, fact.type), title_text(fact.title));
  if (fact.absent_means_no) out += " absent-means-no";
  if (fact.cost) out += fmt::format(" (asks {})", *fact.cost);
  if (fact.shown_by.is_set()) out += "\n  (shown-by\n" + block(policy, fact.shown_by, 4) + ')';
  return out + ")\n";
}

std::string_view text_of(Record::Kind kind) {
  switch (kind) {
    case Record::Kind::Episode:
      return "episode";
    case Record::Kind::Study:
      return "study";
    case Record::Kind::Age:
      return "age";
  }
  POL_BUG("record kind out of range");
}

std::string print_record(const Policy& policy, const Record& record) {
  std::string out = fmt::format("(record {} {}{}", record.name, text_of(record.kind), title_text(record.title));
  const std::pair<std::string_view, FactId> fields[] = {
      {"start", record.start}, {"end", record.end},     {"length", record.length}, {"status", record.status},
      {"kinds", record.kinds}, {"date", record.date},   {"result", record.result}, {"done", record.done},
      {"birth", record.birth}, {"years", record.years}, {"months", record.months}, {"at", record.at}};
  for (const auto& [field, fact] : fields) {
    if (fact.is_set()) out += fmt::format(" ({} {})", field, policy.facts[fact].name);
  }
  return out + ")\n";
}

std::string_view text_of(Note::Mood mood) {
  switch (mood) {
    case Note::Mood::Prose:
      return "prose";
    case Note::Mood::Waives:
      return "waives";
    case Note::Mood::Prefers:
      return "prefers";
    case Note::Mood::Avoids:
      return "avoids";
    case Note::Mood::Also:
      return "also";
  }
  POL_BUG("mood out of range");
}

std::string_view text_of(Criterion::Kind kind) {
  switch (kind) {
    case Criterion::Kind::Section:
      return "section";
    case Criterion::Kind::Item:
      return "criterion";
    case Criterion::Kind::Reading:
      return "reading";
  }
  POL_BUG("criterion kind out of range");
}

std::string print_criterion(const Policy& policy, const Criterion& criterion) {
  std::string out = fmt::format("({} {}{}", text_of(criterion.kind), criterion.path, title_text(criterion.title));
  if (!criterion.cites.empty()) {
    out += "\n  (cites";
    for (const std::string& key : criterion.cites) out += ' ' + quoted(key);
    out += ')';
  }
  if (!criterion.regardless.empty()) {
    out += "\n  (regardless-of";
    for (const FactId fact : criterion.regardless) out += ' ' + policy.facts[fact].name;
    out += ')';
  }
  for (const Note& note : criterion.notes) {
    out += fmt::format("\n  (note {}{} {}", text_of(note.mood), title_text(note.subject), quoted(note.text));
    if (note.when.is_set()) out += fmt::format("\n    (when\n{})", block(policy, note.when, 6));
    out += ')';
  }
  for (const Except& except : criterion.excepts) {
    out += fmt::format("\n  (except {}\n{})", quoted(except.reason), block(policy, except.when, 4));
  }
  out += '\n' + block(policy, criterion.body, 2);
  if (criterion.truth != criterion.body) out += "\n  (truth\n" + block(policy, criterion.truth, 4) + ')';
  return out + ")\n";
}

std::string print_ambiguity(const Policy& policy, const Ambiguity& ambiguity) {
  std::string out = fmt::format("(ambiguity {} {}", ambiguity.path, quoted(ambiguity.question));
  for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
    const std::string& path = policy.criteria[ambiguity.readings[i]].path;
    out += i == ambiguity.chosen ? fmt::format(" (choose {})", path) : ' ' + path;
  }
  return out + ")\n";
}

}  // namespace

std::string print(const Policy& policy, ExprId id) { return line(policy, id); }

std::string print(const Policy& policy) {
  std::string out = fmt::format("(policy {}{}", policy.name, title_text(policy.title));
  if (policy.reference.is_set()) out += fmt::format(" (reference {})", policy.facts[policy.reference].name);
  out += ")\n\n";
  for (const ValueSet& set : policy.value_sets) {
    if (set.name.empty()) continue;
    out += fmt::format("(values {}{}", set.name, title_text(set.title));
    for (const Value& value : set.values) out += ' ' + member_name(value.name);
    out += ")\n";
  }
  for (const Fact& fact : policy.facts) out += print_fact(policy, fact);
  for (const Record& record : policy.records) out += print_record(policy, record);
  out += '\n';
  for (const Define& define : policy.defines) {
    out +=
        fmt::format("(define {}{}\n{})\n", define.name, title_text(define.title), block(policy, define.condition, 2));
  }
  for (const Bands& bands : policy.bands) {
    out += fmt::format("(bands {} {}", quoted(bands.title), policy.defines[bands.whole].name);
    for (const DefineId part : bands.parts) out += ' ' + policy.defines[part].name;
    out += ")\n";
  }
  out += '\n';
  for (const Criterion& criterion : policy.criteria) out += print_criterion(policy, criterion);
  for (const Ambiguity& ambiguity : policy.ambiguities) out += print_ambiguity(policy, ambiguity);
  out += '\n';
  const auto claims = [&](std::string_view word, const std::vector<Claim>& list) {
    for (const Claim& claim : list) {
      out += fmt::format("({} {}\n{})\n", word, quoted(claim.title), block(policy, claim.condition, 2));
    }
  };
  claims("assume", policy.assumptions);
  claims("check", policy.checks);
  for (const Rule& rule : policy.rules) {
    out +=
        fmt::format("(rule {}{}\n{})\n", to_text(rule.outcome), title_text(rule.reason), block(policy, rule.when, 2));
  }
  out += fmt::format("(otherwise {}{})\n", to_text(policy.otherwise), title_text(policy.otherwise_reason));
  return out;
}

}  // namespace pol::ir
