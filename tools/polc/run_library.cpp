#include "tools/polc/run_library.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "runtime/tiers.h"

namespace pol::tool {

namespace {

template <class Row>
const Row* rows_at(const pol_tables* tables, pol_list list) {
  return reinterpret_cast<const Row*>(reinterpret_cast<const char*>(tables) + list.at);
}

ir::FactKind kind_of(pol_kind kind) {
  switch (kind) {
    case POL_FINDING:
      return ir::FactKind::Finding;
    case POL_CHOICE:
      return ir::FactKind::Choice;
    case POL_SET:
      return ir::FactKind::Set;
    case POL_NUMBER:
      return ir::FactKind::Number;
    case POL_DATE:
      return ir::FactKind::Date;
  }
  POL_BUG("kind of fact out of range");
}

/// Tables keep the unit, its factor and the decimals, which tell dimensions apart as far as reading needs them.
ir::Dimension dimension_of(const pol_fact_row& row, const std::string& unit) {
  const ir::UnitRow* known = ir::unit_named(unit);
  if (known == nullptr) return row.decimals == 0 ? ir::Dimension::Count : ir::Dimension::Plain;
  if (known->dimension == ir::Dimension::Months && known->factor != row.factor) return ir::Dimension::AgeYears;
  return known->dimension;
}

ir::Type type_of(const pol_fact_row& row, const pol_fact_about& about) {
  ir::Type type;
  type.kind = kind_of(about.kind);
  type.or_none = about.may_be_none != 0;
  if (type.kind == ir::FactKind::Choice || type.kind == ir::FactKind::Set) type.values = ir::ValueSetId{row.values};
  if (type.kind != ir::FactKind::Number) return type;
  type.dimension = dimension_of(row, about.unit);
  type.factor = row.factor;
  const ir::UnitRow* unit = ir::unit_named(about.unit);
  type.unit = unit == nullptr ? std::string_view() : unit->many;
  type.low = row.low;
  type.high = row.high;
  return type;
}

ir::Policy facts_of(const pol_policy* native, const pol_tables* tables) {
  ir::Policy policy;
  pol_policy_about about = {};
  pol_describe(native, &about);
  policy.name = about.name;
  policy.title = about.title;
  policy.revision = about.revision;
  policy.content_hash = about.hash;
  policy.reference = ir::FactId{about.reference};
  const char* text = reinterpret_cast<const char*>(tables);
  for (std::uint32_t i = 0; i < tables->value_sets.count; ++i) {
    const pol_value_set_row& row = rows_at<pol_value_set_row>(tables, tables->value_sets)[i];
    ir::ValueSet set;
    set.name = text + row.name;
    set.title = text + row.title;
    set.open = row.open != 0;
    for (std::uint32_t v = 0; v < row.values.count; ++v) {
      const pol_value_row& value = rows_at<pol_value_row>(tables, row.values)[v];
      set.values.push_back({text + value.name, text + value.title, {}});
    }
    policy.value_sets.add(std::move(set));
  }
  for (std::uint32_t i = 0; i < about.facts; ++i) {
    pol_fact_about told = {};
    pol_describe_fact(native, i, &told);
    const pol_fact_row& row = rows_at<pol_fact_row>(tables, tables->facts)[i];
    ir::Fact fact;
    fact.name = told.name;
    fact.title = told.title;
    fact.type = type_of(row, told);
    fact.absent_means_no = told.absent_means_no != 0;
    fact.planned = told.may_be_planned != 0;
    fact.needs_grid = row.needs_grid != 0;
    policy.facts.add(std::move(fact));
  }
  return policy;
}

}  // namespace

ReadBy read_by(const pol_policy* native) {
  ReadBy read;
  read.facts = facts_of(native, pol_policy_tables(native));
  read.criteria = read.facts;
  pol_policy_about about = {};
  pol_describe(native, &about);
  for (std::uint32_t i = 0; i < about.criteria; ++i) {
    pol_criterion_about told = {};
    pol_describe_criterion(native, i, &told);
    ir::Criterion criterion;
    criterion.path = told.path;
    criterion.label = told.label;
    criterion.title = told.title;
    read.criteria.criteria.add(std::move(criterion));
  }
  return read;
}

Result<pol_policy*> open_library(const std::string& path) {
  // A name without a folder would be looked for where the system keeps its libraries.
  std::error_code error;
  const std::string name = std::filesystem::absolute(path, error).string();
  pol_policy* native = nullptr;
  pol_error why = {};
  if (pol_policy_load(name.c_str(), nullptr, &native, &why) == POL_OK) return native;
  const std::string_view words = why.message;
  return failure(words.rfind(name, 0) == 0 ? std::string(words) : fmt::format("{}: {}", path, words));
}

}  // namespace pol::tool
