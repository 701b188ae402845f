#include "tests/agreement/constructs.h"

namespace pol::agreement {

void count_constructs(const ir::Policy& policy, std::map<std::string, std::uint64_t>& out) {
  const auto operand = [&](const ir::Operand& o) {
    if (o.kind == ir::Operand::Kind::CountOf) ++out["count of"];
    if (o.months != 0) ++out["shift by months"];
    if (o.amount != 0) ++out[o.is_date ? "shift by days" : "shift by an amount"];
  };
  for (const ir::Expr& expr : policy.exprs) {
    match(
        expr, [&](const ir::Literal&) { ++out["literal"]; }, [&](const ir::Finding&) { ++out["finding"]; },
        [&](const ir::ChoiceIs&) { ++out["choice is"]; }, [&](const ir::IsNone&) { ++out["is none"]; },
        [&](const ir::IsDocumented&) { ++out["is documented"]; }, [&](const ir::Includes&) { ++out["includes"]; },
        [&](const ir::Compare& e) {
          const bool facts = e.lhs.kind == ir::Operand::Kind::Fact && e.rhs.kind == ir::Operand::Kind::Fact;
          ++out[std::string("compare ") + (e.lhs.is_date ? "dates" : "numbers") + (facts ? " of two facts" : "")];
          operand(e.lhs);
          operand(e.rhs);
        },
        [&](const ir::Not&) { ++out["not"]; },
        [&](const ir::Group& e) {
          static const std::vector<std::string> names = {"any", "all",  "either",   "both",
                                                         "one", "none", "at least", "exactly"};
          ++out[e.joined_by_and ? "and" : names[static_cast<std::size_t>(e.quantifier)]];
        },
        [&](const ir::DefineRef&) { ++out["definition named"]; }, [&](const ir::CriterionRef&) { ++out["criterion"]; },
        [&](const ir::Ambiguous&) { ++out["ambiguous"]; });
  }
  for (const ir::Fact& fact : policy.facts) out["shown by"] += fact.shown_by.is_set() ? 1 : 0;
  for (const ir::Criterion& criterion : policy.criteria) out["except"] += criterion.excepts.empty() ? 0 : 1;
  out["record"] += policy.records.size();
  out["assume"] += policy.assumptions.size();
}

}  // namespace pol::agreement
