#include <fmt/format.h>

#include "compiler/planes/builder.h"
#include "compiler/support/result.h"

namespace pol::planes {

namespace {

std::string member_names(const ir::Policy& policy, const ir::Fact& fact, const std::vector<std::size_t>& members) {
  const ir::ValueSet& set = policy.value_sets[fact.type.values];
  std::string out;
  for (const std::size_t i : members) out += fmt::format("{}{}", out.empty() ? "" : ", ", set.values[i].name);
  return out;
}

std::string atom_text(const ir::Policy& policy, const Atom& atom) {
  const ir::Fact& fact = policy.facts[atom.fact];
  switch (atom.kind) {
    case Atom::Kind::Finding:
      return fact.name;
    case Atom::Kind::ChoiceIs:
      return fmt::format("{} is {{{}}}", fact.name, member_names(policy, fact, atom.values.list()));
    case Atom::Kind::IsNone:
      return fmt::format("{} is none", fact.name);
    case Atom::Kind::IsDocumented:
      return fmt::format("{} is documented", fact.name);
    case Atom::Kind::Member:
      return fmt::format("{} includes {}", fact.name, member_names(policy, fact, {atom.member}));
  }
  POL_BUG("kind of atom out of range");
}

std::string slot_text(const ir::Policy& policy, const Slot& slot) {
  const std::string& name = policy.facts[slot.fact].name;
  const std::string months = slot.months == 0 ? "" : fmt::format(" {:+} months", slot.months);
  switch (slot.kind) {
    case Slot::Kind::Value:
      return name;
    case Slot::Kind::Month:
      return fmt::format("month({}{})", name, months);
    case Slot::Kind::MonthUp:
      return fmt::format("month_up({}{})", name, months);
    case Slot::Kind::Count:
      return fmt::format("count({})", name);
    case Slot::Kind::Low64:
      return fmt::format("low({})", name);
    case Slot::Kind::High64:
      return fmt::format("high({})", name);
  }
  POL_BUG("kind of slot out of range");
}

std::string side_text(const Side& side) {
  if (side.kind == Side::Kind::Constant) return fmt::format("{}", side.add);
  std::string out = fmt::format("slot {}", side.slot);
  if (side.months != 0) out += fmt::format(" {:+} months", side.months);
  if (side.add != 0) out += fmt::format(" {:+}", side.add);
  return out;
}

std::string children_text(const Node& node) {
  std::string out;
  for (const NodeIndex child : node.children) out += fmt::format(" %{}", child);
  return out;
}

std::string node_text(const Node& node) {
  switch (node.op) {
    case Node::Op::Constant:
      return std::string(ir::to_text(node.constant));
    case Node::Op::Atom:
      return fmt::format("atom {}", node.atom);
    case Node::Op::Less:
      return fmt::format("less {}, {}", side_text(node.lhs), side_text(node.rhs));
    case Node::Op::And:
      return "and" + children_text(node);
    case Node::Op::Or:
      return "or" + children_text(node);
    case Node::Op::Not:
      return "not" + children_text(node);
    case Node::Op::AtLeast:
      return fmt::format("at_least {} of{}", node.k, children_text(node));
    case Node::Op::Shown:
      return "shown" + children_text(node);
    case Node::Op::Known:
      return "known" + children_text(node);
  }
  POL_BUG("operation out of range");
}

}  // namespace

std::string print(const ir::Policy& policy, const Program& program) {
  std::string out = fmt::format("row: {} bytes, {} words of atoms, {} slots\n", program.row_bytes(), program.words(),
                                program.slots.size());
  for (std::size_t i = 0; i < program.atoms.size(); ++i) {
    out += fmt::format("atom {} = {}\n", i, atom_text(policy, program.atoms[i]));
  }
  for (std::size_t i = 0; i < program.slots.size(); ++i) {
    out += fmt::format("slot {} = {}\n", i, slot_text(policy, program.slots[i]));
  }
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    out += fmt::format("%{} = {}", i, node_text(program.nodes[i]));
    if (program.nodes[i].op == Node::Op::Atom)
      out += fmt::format("  ; {}", atom_text(policy, program.atoms[program.nodes[i].atom]));
    out += '\n';
  }
  for (const Program::Rule& rule : program.rules) {
    out += fmt::format("rule {} when %{}", ir::to_text(rule.outcome), rule.when);
    out += rule.reached == rule.when ? "\n" : fmt::format(" reached %{}\n", rule.reached);
  }
  out += fmt::format("otherwise {}", ir::to_text(program.otherwise));
  out += program.otherwise_reached ? fmt::format(" reached %{}\n", *program.otherwise_reached) : "\n";
  for (std::size_t i = 0; i < program.of_criterion.size(); ++i) {
    const ir::Criterion& criterion = policy.criteria[ir::CriterionId{static_cast<std::uint32_t>(i)}];
    if (program.of_criterion[i] == program.of_expr[criterion.truth.index]) continue;
    out += fmt::format("exact {} %{}\n", criterion.path, program.of_criterion[i]);
  }
  for (const Gap& gap : program.gaps) out += fmt::format("gap {}\n", policy.facts[gap.fact].name);
  return out;
}

std::string serialise(const Program& program) {
  // The layout decides what code looks like; which facts stand in it does not.
  std::string out = fmt::format("{} {} {} {}\n", program.nodes.size(), program.atoms.size(), program.slots.size(),
                                program.rules.size());
  for (const Node& node : program.nodes) append(out, node);
  for (const Slot& slot : program.slots) out.push_back(static_cast<char>(slot.kind));
  for (const Program::Rule& rule : program.rules)
    out += fmt::format("{} {} {}\n", static_cast<int>(rule.outcome), rule.when, rule.reached);
  const std::size_t reached = program.otherwise_reached.value_or(static_cast<NodeIndex>(program.nodes.size()));
  return out + fmt::format("{} {}", static_cast<int>(program.otherwise), reached);
}

}  // namespace pol::planes
