#include <fmt/format.h>

#include <algorithm>

#include "compiler/ir/policy.h"

namespace pol::ir {

namespace {

constexpr std::int64_t kMaxHalf = std::int64_t{1} << 53U;
constexpr std::int32_t kMaxMonths = 12 * 1000;  // a thousand years: month arithmetic stays within any calendar

class Verifier {
 public:
  explicit Verifier(const Policy& policy) : policy_(policy) {}

  std::string run() {
    if (policy_.ranges.size() != policy_.exprs.size()) fail("ranges are not parallel to the conditions");
    check_facts();
    check_records();
    for (const Define& define : policy_.defines) require(define.condition, "definition " + define.name);
    check_bands();
    check_criteria();
    check_ambiguities();
    check_decision();
    check_coverages();
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) check_expr(ExprId{i});
    // Only ids that exist can be followed.
    if (problems_.empty()) check_acyclic();
    return problems_;
  }

 private:
  void fail(const std::string& what) { problems_ += what + '\n'; }

  bool exists(ExprId id) const { return id.index < policy_.exprs.size(); }
  bool exists(FactId id) const { return id.index < policy_.facts.size(); }
  bool exists(CriterionId id) const { return id.index < policy_.criteria.size(); }
  bool exists(ValueSetId id) const { return id.index < policy_.value_sets.size(); }

  void require(ExprId id, const std::string& where) {
    if (!exists(id)) fail(where + ": condition out of range");
  }
  void require_optional(ExprId id, const std::string& where) {
    if (id.is_set()) require(id, where);
  }
  bool require_kind(FactId id, FactKind kind, const std::string& where) {
    if (!exists(id)) {
      fail(where + ": fact out of range");
      return false;
    }
    if (policy_.facts[id].type.kind == kind) return true;
    fail(fmt::format("{}: `{}` has another kind", where, policy_.facts[id].name));
    return false;
  }
  void require_members(FactId fact, const Members& members, const std::string& where) {
    const ValueSet& set = policy_.value_sets[policy_.facts[fact].type.values];
    for (const std::size_t i : members.list()) {
      if (i >= set.values.size()) fail(where + ": member out of range");
    }
  }

  void check_bands() {
    const auto require_define = [&](DefineId id) {
      if (id.index >= policy_.defines.size()) fail("bands: definition out of range");
    };
    for (const Bands& bands : policy_.bands) {
      require_define(bands.whole);
      for (const DefineId part : bands.parts) require_define(part);
    }
  }

  void check_facts() {
    for (const Fact& fact : policy_.facts) {
      const std::string where = "fact " + fact.name;
      const bool of_values = fact.type.kind == FactKind::Choice || fact.type.kind == FactKind::Set;
      if (of_values && !exists(fact.type.values)) fail(where + ": value set out of range");
      if (fact.type.kind == FactKind::Number) {
        if (fact.type.low > fact.type.high) fail(where + ": empty range");
        if (fact.type.low < -kMaxHalf || fact.type.high > kMaxHalf) fail(where + ": range beyond half units");
        if (fact.type.factor <= 0) fail(where + ": unit without a factor");
      }
      require_optional(fact.shown_by, where);
      if (fact.shown_by.is_set() && fact.type.kind != FactKind::Finding) fail(where + ": only findings are shown");
      if (fact.type.or_none && fact.type.kind == FactKind::Finding) fail(where + ": the none of a finding is `no`");
    }
    for (const ValueSet& set : policy_.value_sets) {
      if (set.open && (set.values.empty() || !set.values.back().name.empty())) {
        fail("open value set " + set.name + ": its last value is not the empty text");
      }
    }
    if (policy_.reference.is_set()) require_kind(policy_.reference, FactKind::Date, "reference date");
  }

  void check_records() {
    for (const Record& record : policy_.records) {
      const auto field = [&](FactId fact, FactKind kind) {
        if (fact.is_set()) require_kind(fact, kind, "record " + record.name);
      };
      for (const FactId date : {record.start, record.end, record.date, record.birth, record.at}) {
        field(date, FactKind::Date);
      }
      for (const FactId number : {record.length, record.years, record.months}) field(number, FactKind::Number);
      field(record.status, FactKind::Choice);
      field(record.kinds, FactKind::Set);
    }
  }

  void check_criteria() {
    std::vector<std::uint32_t> listed(policy_.criteria.size(), 0);
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      const CriterionId id{i};
      const Criterion& criterion = policy_.criteria[id];
      const std::string where = "criterion " + criterion.path;
      require(criterion.body, where);
      require(criterion.truth, where);
      if (criterion.excepts.empty() && criterion.truth != criterion.body) fail(where + ": truth without an exception");
      for (const Note& note : criterion.notes) require_optional(note.when, where);
      for (const Except& except : criterion.excepts) require(except.when, where);
      for (const FactId fact : criterion.regardless) {
        if (!exists(fact)) fail(where + ": fact out of range");
      }
      for (const CriterionId child : criterion.children) {
        if (!exists(child)) {
          fail(where + ": branch out of range");
          continue;
        }
        ++listed[child.index];
        if (policy_.criteria[child].parent != id) fail(where + ": a branch names another parent");
      }
      if (criterion.parent.is_set() && !exists(criterion.parent)) fail(where + ": parent out of range");
      if (criterion.parent == id) fail(where + ": its own parent");
    }
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      if (listed[i] > 1) fail("criterion " + policy_.criteria[CriterionId{i}].path + ": a branch twice");
    }
  }

  void check_ambiguities() {
    for (const Ambiguity& ambiguity : policy_.ambiguities) {
      const std::string where = "ambiguity in " + ambiguity.path;
      if (ambiguity.chosen >= ambiguity.readings.size()) fail(where + ": chosen reading out of range");
      for (const CriterionId reading : ambiguity.readings) {
        if (!exists(reading)) {
          fail(where + ": reading out of range");
        } else if (policy_.criteria[reading].kind != Criterion::Kind::Reading) {
          fail(where + ": " + policy_.criteria[reading].path + " is no reading");
        }
      }
    }
  }

  void check_decision() {
    for (const Claim& claim : policy_.assumptions) require(claim.condition, "assume " + claim.title);
    for (const Claim& claim : policy_.checks) require(claim.condition, "check " + claim.title);
    for (const Rule& rule : policy_.rules) require(rule.when, "rule for " + std::string(to_text(rule.outcome)));
    for (const Case& test : policy_.cases) {
      if (test.patient.facts.size() != policy_.facts.size()) fail("case " + test.title + ": not one state a fact");
      for (const Expectation& expectation : test.expectations) require_optional(expectation.expr, "case " + test.title);
    }
  }

  void check_operand(const Operand& operand, const std::string& where) {
    switch (operand.kind) {
      case Operand::Kind::Literal:
        break;
      case Operand::Kind::Fact:
        require_kind(operand.fact, operand.is_date ? FactKind::Date : FactKind::Number, where);
        break;
      case Operand::Kind::CountOf:
        require_kind(operand.fact, FactKind::Set, where);
        if (operand.is_date) fail(where + ": a count is no date");
        break;
    }
    if (!operand.is_date && operand.months != 0) fail(where + ": months added to a number");
    if (operand.months < -kMaxMonths || operand.months > kMaxMonths) fail(where + ": months out of range");
    for (const std::int64_t half : {operand.literal, operand.amount}) {
      if (half < -kMaxHalf || half > kMaxHalf) fail(where + ": quantity beyond half units");
    }
  }

  void check_compare(const Compare& e, const std::string& where) {
    check_operand(e.lhs, where);
    check_operand(e.rhs, where);
    if (e.lhs.is_date != e.rhs.is_date) fail(where + ": a date compared with a number");
    const bool two_facts = e.lhs.kind == Operand::Kind::Fact && e.rhs.kind == Operand::Kind::Fact;
    if (two_facts && !e.lhs.is_date && exists(e.lhs.fact) && exists(e.rhs.fact) &&
        policy_.facts[e.lhs.fact].type.dimension != policy_.facts[e.rhs.fact].type.dimension) {
      fail(where + ": two dimensions compared");
    }
  }

  void check_group(ExprId id, const Group& e, const std::string& where) {
    for (const ExprId child : e.children) {
      if (!(child < id)) fail(where + ": a branch after its group");
    }
    const bool pair = e.quantifier == Quantifier::Either || e.quantifier == Quantifier::Both;
    if (pair && e.children.size() != 2) fail(where + ": not two branches");
    const bool counts = e.quantifier == Quantifier::AtLeast || e.quantifier == Quantifier::Exactly;
    if (counts && e.k > e.children.size()) fail(where + ": count beyond the branches");
    if (e.joined_by_and && e.quantifier != Quantifier::All) fail(where + ": joined by and, but not all");
  }

  void check_expr(ExprId id) {
    const std::string where = fmt::format("condition {}", id.index);
    match(
        policy_.exprs[id], [](const Literal&) {},
        [&](const Finding& e) { require_kind(e.fact, FactKind::Finding, where); },
        [&](const ChoiceIs& e) {
          if (require_kind(e.fact, FactKind::Choice, where)) require_members(e.fact, e.values, where);
        },
        [&](const IsNone& e) {
          if (!exists(e.fact)) return fail(where + ": fact out of range");
          const Type& type = policy_.facts[e.fact].type;
          if (type.kind == FactKind::Set) fail(where + ": the none of a set is `includes only {}`");
          if (!type.or_none) fail(where + ": `is none` of a fact without none");
        },
        [&](const IsDocumented& e) {
          if (!exists(e.fact)) fail(where + ": fact out of range");
        },
        [&](const Includes& e) {
          if (require_kind(e.fact, FactKind::Set, where)) require_members(e.fact, e.values, where);
        },
        [&](const Compare& e) { check_compare(e, where); },
        [&](const Not& e) {
          if (!(e.operand < id)) fail(where + ": operand after its `not`");
        },
        [&](const Group& e) { check_group(id, e, where); },
        [&](const DefineRef& e) {
          if (e.define.index >= policy_.defines.size()) fail(where + ": definition out of range");
        },
        [&](const CriterionRef& e) {
          if (!exists(e.criterion)) fail(where + ": criterion out of range");
        },
        [&](const Ambiguous& e) {
          if (e.ambiguity >= policy_.ambiguities.size()) fail(where + ": ambiguity out of range");
        });
  }

  void check_coverages() {
    for (const Coverage& coverage : policy_.coverages) {
      const std::string where = "determination " + coverage.name;
      const auto check_values = [&](FactId fact, const std::optional<Members>& values) {
        if (values && require_kind(fact, FactKind::Choice, where)) require_members(fact, *values, where);
      };
      check_values(policy_.plan, coverage.plans);
      check_values(policy_.jurisdiction, coverage.jurisdictions);
      if (coverage.successor && *coverage.successor >= policy_.coverages.size()) {
        fail(where + ": successor out of range");
      }
    }
  }

  /// References may point anywhere, but no condition may rest on itself.
  void check_acyclic() {
    enum class Mark : std::uint8_t { New, Open, Closed };
    std::vector<Mark> marks(policy_.exprs.size(), Mark::New);
    for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
      std::vector<ExprId> waiting = {ExprId{i}};
      while (!waiting.empty()) {
        const ExprId top = waiting.back();
        Mark& mark = marks[top.index];
        if (mark != Mark::New) {
          mark = Mark::Closed;
          waiting.pop_back();
          continue;
        }
        mark = Mark::Open;
        for (const ExprId operand : operands(policy_, top)) {
          if (marks[operand.index] == Mark::Open) return fail(fmt::format("condition {} rests on itself", top.index));
          if (marks[operand.index] == Mark::New) waiting.push_back(operand);
        }
      }
    }
  }

  const Policy& policy_;
  std::string problems_;
};

}  // namespace

std::string verify(const Policy& policy) { return Verifier(policy).run(); }

}  // namespace pol::ir
