#include "compiler/codegen/tables.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <map>
#include <vector>

#include "compiler/codegen/conditions.h"
#include "compiler/support/result.h"
#include "pol/runtime.h"

namespace pol::codegen {

static_assert(std::endian::native == std::endian::little, "tables are written as they lie in memory");

namespace {

std::uint32_t size_of(std::size_t size) { return static_cast<std::uint32_t>(size); }
std::uint8_t flag(bool value) { return value ? 1 : 0; }
std::uint32_t index_of(ir::FactId fact) { return fact.is_set() ? fact.index : POL_NOTHING; }

std::uint8_t kind_of(ir::FactKind kind) {
  switch (kind) {
    case ir::FactKind::Finding:
      return POL_FINDING;
    case ir::FactKind::Choice:
      return POL_CHOICE;
    case ir::FactKind::Set:
      return POL_SET;
    case ir::FactKind::Number:
      return POL_NUMBER;
    case ir::FactKind::Date:
      return POL_DATE;
  }
  POL_BUG("kind of fact out of range");
}

std::uint32_t kind_of(planes::Atom::Kind kind) {
  switch (kind) {
    case planes::Atom::Kind::Finding:
      return POL_ATOM_FINDING;
    case planes::Atom::Kind::ChoiceIs:
      return POL_ATOM_CHOICE_IS;
    case planes::Atom::Kind::IsNone:
      return POL_ATOM_IS_NONE;
    case planes::Atom::Kind::IsDocumented:
      return POL_ATOM_IS_DOCUMENTED;
    case planes::Atom::Kind::Member:
      return POL_ATOM_MEMBER;
  }
  POL_BUG("kind of atom out of range");
}

std::uint32_t kind_of(planes::Slot::Kind kind) {
  switch (kind) {
    case planes::Slot::Kind::Value:
      return POL_SLOT_VALUE;
    case planes::Slot::Kind::Month:
      return POL_SLOT_MONTH;
    case planes::Slot::Kind::MonthUp:
      return POL_SLOT_MONTH_UP;
    case planes::Slot::Kind::Count:
      return POL_SLOT_COUNT;
    case planes::Slot::Kind::Low64:
      return POL_SLOT_LOW64;
    case planes::Slot::Kind::High64:
      return POL_SLOT_HIGH64;
  }
  POL_BUG("kind of slot out of range");
}

std::uint32_t kind_of(columns::Input::Kind kind) {
  using Kind = columns::Input::Kind;
  switch (kind) {
    case Kind::Finding:
      return POL_INPUT_FINDING;
    case Kind::Codes8:
      return POL_INPUT_CODES8;
    case Kind::Codes16:
      return POL_INPUT_CODES16;
    case Kind::Number32:
      return POL_INPUT_NUMBER32;
    case Kind::Number64:
      return POL_INPUT_NUMBER64;
    case Kind::Date:
      return POL_INPUT_DATE;
    case Kind::Set:
      return POL_INPUT_SET;
    case Kind::Member:
      return POL_INPUT_MEMBER;
    case Kind::Count:
      return POL_INPUT_COUNT;
  }
  POL_BUG("kind of input out of range");
}

std::uint32_t kind_of(ir::Quantifier quantifier) {
  switch (quantifier) {
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
      return POL_CONDITION_ANY;
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      return POL_CONDITION_ALL;
    case ir::Quantifier::None:
      return POL_CONDITION_NONE;
    case ir::Quantifier::AtLeast:
      return POL_CONDITION_AT_LEAST;
    case ir::Quantifier::Exactly:
      return POL_CONDITION_EXACTLY;
  }
  POL_BUG("quantifier out of range");
}

std::uint32_t kind_of(const ir::Expr& expr, bool has_operands) {
  if (const auto* group = std::get_if<ir::Group>(&expr)) return kind_of(group->quantifier);
  if (std::holds_alternative<ir::Not>(expr)) return POL_CONDITION_NOT;
  if (std::holds_alternative<ir::Finding>(expr)) return POL_CONDITION_FINDING;
  return has_operands ? POL_CONDITION_SAME : POL_CONDITION_LEAF;
}

class Writer {
 public:
  Writer(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan)
      : policy_(policy), program_(program), plan_(plan) {
    bytes_.resize(sizeof(pol_tables));
  }

  std::string write(const std::string& compiler, std::uint64_t scratch_bytes) {
    pol_tables tables = {};
    tables.abi = POL_ABI_VERSION;
    tables.name = text(policy_.name);
    tables.title = text(policy_.title);
    tables.revision = text(policy_.revision);
    tables.hash = text(policy_.content_hash);
    tables.compiler = text(compiler);
    tables.reference = index_of(policy_.reference);
    tables.words = size_of(program_.words());
    tables.nodes = size_of(program_.nodes.size());
    tables.row_bytes = size_of(program_.row_bytes());
    tables.facts = rows(facts(tables.set_words));
    tables.value_sets = rows(value_sets());
    tables.records = rows(records());
    tables.claims = rows(claims());
    tables.criteria = rows(criteria());
    tables.atoms = rows(atoms());
    tables.slots = rows(slots());
    std::vector<ir::FactId> gaps;
    for (const planes::Gap& gap : program_.gaps) gaps.push_back(gap.fact);
    tables.gaps = list(gaps);
    tables.unstated = rows(program_.unstated);
    tables.inputs = rows(inputs());
    tables.decide_inputs = plan_.decide_inputs;
    tables.scratch_bytes = size_of(scratch_bytes);
    const Conditions all = conditions_of(policy_);
    tables.conditions = rows(conditions(all));
    tables.rules = rows(all.rules);
    tables.size = size_of(bytes_.size());
    std::memcpy(bytes_.data(), &tables, sizeof tables);
    return std::move(bytes_);
  }

 private:
  /// Equal texts stand once.
  std::uint32_t text(const std::string& words) {
    const auto [place, is_new] = texts_.emplace(words, size_of(bytes_.size()));
    if (is_new) bytes_.append(words.c_str(), words.size() + 1);
    return place->second;
  }

  template <class Row>
  pol_list rows(const std::vector<Row>& all) {
    bytes_.resize((bytes_.size() + 7) / 8 * 8);
    const pol_list where = {size_of(bytes_.size()), size_of(all.size())};
    if (!all.empty()) bytes_.append(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(Row));
    return where;
  }

  pol_list list(const std::vector<ir::FactId>& facts) {
    std::vector<std::uint32_t> indices;
    for (const ir::FactId fact : facts) indices.push_back(fact.index);
    return rows(indices);
  }

  pol_list words(const ir::Members& members) {
    std::vector<std::uint64_t> all;
    for (const std::size_t member : members.list()) {
      all.resize(std::max(all.size(), member / 64 + 1));
      all[member / 64] |= std::uint64_t{1} << (member % 64);
    }
    return rows(all);
  }

  std::uint32_t node_of(ir::ExprId expr) const { return program_.of_expr[expr.index]; }

  std::vector<pol_fact_row> facts(std::uint32_t& set_words) {
    std::vector<pol_fact_row> all;
    for (const ir::Fact& fact : policy_.facts) {
      pol_fact_row row = {};
      row.name = text(fact.name);
      row.title = text(fact.title);
      row.unit = text(std::string(fact.type.unit));
      row.values = fact.type.values.is_set() ? fact.type.values.index : POL_NOTHING;
      row.factor = fact.type.factor;
      row.low = fact.type.low;
      row.high = fact.type.high;
      row.decimals = ir::row_of(fact.type.dimension).decimals;
      row.signs = fact.shown_by.is_set() ? node_of(fact.shown_by) : POL_NOTHING;
      if (fact.shown_by.is_set()) row.sign_facts = list(ir::facts_of(policy_, fact.shown_by));
      row.kind = kind_of(fact.type.kind);
      row.or_none = flag(fact.type.or_none);
      row.absent_means_no = flag(fact.absent_means_no);
      row.planned = flag(fact.planned);
      row.needs_grid = flag(fact.needs_grid);
      if (fact.type.kind == ir::FactKind::Set) {
        row.set_words = set_words;
        set_words += 2 * size_of((policy_.value_sets[fact.type.values].values.size() + 63) / 64);
      }
      all.push_back(row);
    }
    return all;
  }

  std::vector<pol_value_set_row> value_sets() {
    std::vector<pol_value_set_row> all;
    for (const ir::ValueSet& set : policy_.value_sets) {
      std::vector<pol_value_row> values;
      for (const ir::Value& value : set.values) values.push_back({text(value.name), text(value.title)});
      all.push_back({text(set.name), text(set.title), flag(set.open), rows(values)});
    }
    return all;
  }

  /// The values of the status that `current` stands for.
  pol_list current_values(const ir::Record& record) {
    if (!record.status.is_set()) return {};
    for (const ir::Value& value : policy_.value_sets[policy_.facts[record.status].type.values].values) {
      if (value.name == "current") return words(value.covers);
    }
    return {};
  }

  /// Studies say nothing of their facts.
  std::vector<pol_record_row> records() {
    std::vector<pol_record_row> all;
    for (const ir::Record& record : policy_.records) {
      if (record.kind == ir::Record::Kind::Study) continue;
      pol_record_row row = {};
      row.kind = record.kind == ir::Record::Kind::Age ? POL_RECORD_AGE : POL_RECORD_EPISODE;
      row.start = index_of(record.start);
      row.end = index_of(record.end);
      row.length = index_of(record.length);
      row.status = index_of(record.status);
      row.birth = index_of(record.birth);
      row.years = index_of(record.years);
      row.months = index_of(record.months);
      row.at = index_of(record.at);
      row.length_in_days = record.length.is_set() && policy_.facts[record.length].type.dimension == ir::Dimension::Days;
      row.current = current_values(record);
      all.push_back(row);
    }
    return all;
  }

  std::vector<pol_claim_row> claims() {
    std::vector<pol_claim_row> all;
    for (const ir::Claim& claim : policy_.assumptions) {
      all.push_back({text(claim.title), node_of(claim.condition), list(ir::facts_of(policy_, claim.condition))});
    }
    return all;
  }

  std::vector<pol_criterion_row> criteria() {
    std::vector<pol_criterion_row> all;
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const ir::Criterion& criterion = policy_.criteria[ir::CriterionId{i}];
      const std::uint32_t kleene = node_of(criterion.truth);
      const std::uint32_t exact = program_.is_read[i] ? program_.of_criterion[i] : kleene;
      all.push_back({text(criterion.path), text(criterion.label), text(criterion.title), kleene, exact});
    }
    return all;
  }

  std::vector<pol_condition_row> conditions(const Conditions& conditions) {
    std::map<std::uint32_t, std::uint32_t> exact;  // by expression
    for (std::size_t i = 0; i < policy_.rules.size(); ++i) exact[policy_.rules[i].when.index] = program_.rules[i].when;
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      if (program_.is_read[i]) exact[policy_.criteria[ir::CriterionId{i}].truth.index] = program_.of_criterion[i];
    }
    std::vector<pol_condition_row> all;
    for (const Condition& condition : conditions.all) {
      const ir::Expr& expr = policy_.exprs[condition.expr];
      const auto* group = std::get_if<ir::Group>(&expr);
      const std::vector<ir::FactId> facts = ir::own_facts(policy_, condition.expr);
      const auto sharper = exact.find(condition.expr.index);
      pol_condition_row row = {};
      row.kind = kind_of(expr, !condition.operands.empty());
      row.k = group != nullptr ? group->k : 0;
      row.kleene = node_of(condition.expr);
      row.exact = sharper != exact.end() ? sharper->second : POL_NOTHING;
      for (std::size_t i = 0; i < std::size(row.facts); ++i)
        row.facts[i] = i < facts.size() ? facts[i].index : POL_NOTHING;
      row.asks = index_of(asked_for(policy_, condition.expr));
      row.operands = rows(condition.operands);
      all.push_back(row);
    }
    return all;
  }

  std::vector<pol_atom_row> atoms() {
    std::vector<pol_atom_row> all;
    for (const planes::Atom& atom : program_.atoms) {
      all.push_back({kind_of(atom.kind), atom.fact.index, atom.member, words(atom.values)});
    }
    return all;
  }

  std::vector<pol_slot_row> slots() {
    std::vector<pol_slot_row> all;
    for (const planes::Slot& slot : program_.slots) all.push_back({kind_of(slot.kind), slot.fact.index, slot.months});
    return all;
  }

  std::vector<pol_input_row> inputs() {
    std::vector<pol_input_row> all;
    for (const columns::Input& input : plan_.inputs.list()) {
      all.push_back({kind_of(input.kind), input.fact.index, input.member});
    }
    return all;
  }

  const ir::Policy& policy_;
  const planes::Program& program_;
  const columns::Plan& plan_;
  std::string bytes_;
  std::map<std::string, std::uint32_t> texts_;
};

}  // namespace

std::string description_tables(const ir::Policy& policy, const planes::Program& program, const columns::Plan& plan,
                               std::uint64_t scratch_bytes, const std::string& compiler) {
  return Writer(policy, program, plan).write(compiler, scratch_bytes);
}

}  // namespace pol::codegen
