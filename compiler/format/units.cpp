#include "compiler/format/units.h"

#include <variant>

namespace pol::format {
namespace {

class Collector {
 public:
  explicit Collector(const ast::File& file) : file_(file) {}

  Units run() {
    pairs(file_.metadata);
    for (std::size_t i = 0; i < file_.declarations.size(); ++i) {
      add(file_.declaration_ranges[i], Unit::Declaration);
      std::visit([&](const auto& each) { declare(each, file_.declaration_ranges[i]); }, file_.declarations[i]);
    }
    for (const ast::Item& item : file_.items) add(item.range, Unit::Item);
    for (const ast::Condition& condition : file_.conditions) branches(condition);
    for (const ast::ScheduleClause& clause : file_.schedule_clauses) {
      add(clause.range, Unit::Other);
      for (const ast::PhaseReading& reading : clause.readings) add(reading.label.range, Unit::Item);
    }
    return std::move(units_);
  }

 private:
  void add(Range range, Unit unit) { units_[range.begin] = unit; }

  void pairs(const std::vector<ast::Pair>& all) {
    for (const ast::Pair& pair : all) add(pair.key.range, Unit::Other);
  }
  void branches(const ast::Condition& condition) {
    const auto* const group = std::get_if<ast::Group>(&condition.node);
    if (group == nullptr) return;
    for (const ast::ConditionId branch : group->conditions) add(file_.conditions[branch].range, Unit::Other);
  }

  void declare(const ast::Citation& each, Range range) {
    add(range, Unit::Citation);
    pairs(each.pairs);
  }
  void declare(const ast::Coverage& each, Range) { pairs(each.pairs); }
  void declare(const ast::Values& each, Range) {
    for (const ast::ValueDecl& value : each.values) add(value.name.range, Unit::Value);
  }
  void declare(const ast::Facts& each, Range) {
    for (const ast::Fact& fact : each.facts) add(fact.range, Unit::Fact);
  }
  void declare(const ast::Record& each, Range range) {
    add(range, Unit::Record);
    pairs(each.fields);
  }
  void declare(const ast::Procedures& each, Range) {
    for (const ast::Procedure& procedure : each.procedures) add(procedure.code.range, Unit::Procedure);
  }
  void declare(const ast::Site& each, Range) {
    for (const ast::Site::Part& part : each.parts) add(part.region.range, Unit::Other);
  }
  void declare(const ast::Determine& each, Range) {
    for (const ast::Ruling& ruling : each.rulings) add(ruling.range, Unit::Other);
  }
  void declare(const ast::Revision& each, Range) {
    for (const ast::Change& change : each.changes) add(change.range, Unit::Other);
  }
  void declare(const ast::Case& each, Range) {
    for (const ast::CaseFact& fact : each.facts) add(fact.fact.range, Unit::Other);
    for (const ast::Expectation& expectation : each.expectations) add(expectation.range, Unit::Other);
  }
  // Nothing in these stands on a line of its own but conditions.
  void declare(const ast::Import&, Range) {}
  void declare(const ast::Define&, Range) {}
  void declare(const ast::Bands&, Range) {}
  void declare(const ast::Claim&, Range) {}
  void declare(const ast::Criteria&, Range) {}
  void declare(const ast::Notice&, Range) {}
  void declare(const ast::Allowance&, Range) {}

  const ast::File& file_;
  Units units_;
};

}  // namespace

Units units_of(const ast::File& file) { return Collector(file).run(); }

}  // namespace pol::format
