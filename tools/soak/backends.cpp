#include "tools/soak/backends.h"

#include <variant>

namespace pol::soak {

std::string_view to_text(Backend backend) {
  static constexpr std::array<std::string_view, kBackends + 1> kNames = {
      "interpreter", "scalar", "sharpened", "optimised", "cached", "columns", "library", "solver", "none"};
  return kNames[static_cast<std::size_t>(backend)];
}

std::string_view to_text(Pairing pairing) {
  static constexpr std::array<std::string_view, kPairings> kNames = {
      "interpreter and scalar code",        "their determinations, with reasons", "sharpened and unsharpened code",
      "quick and optimised code",           "quick and cached code",              "columns of two levels",
      "columns and single cases",           "linked library and columns",         "linked library and single cases",
      "exact search and native code",       "solver and interpreter"};
  return kNames[static_cast<std::size_t>(pairing)];
}

bool is_native(Pairing pairing) {
  switch (pairing) {
    case Pairing::SharpenedScalar:
    case Pairing::SharpenedOptimised:
    case Pairing::SharpenedCached:
    case Pairing::ColumnsColumns:
    case Pairing::ColumnsRows:
    case Pairing::LibraryColumns:
    case Pairing::LibraryRows:
      return true;
    case Pairing::InterpreterScalar:
    case Pairing::InterpreterRationale:
    case Pairing::SearchRows:
    case Pairing::SolverInterpreter:
      return false;
  }
  return false;
}

planes::Program made_wrong(planes::Program program) {
  for (planes::Node& node : program.nodes) {
    if (node.op == planes::Node::Op::And) node.op = planes::Node::Op::Or;
  }
  return program;
}

ir::Policy made_wrong(ir::Policy policy) {
  for (ir::Expr& expr : policy.exprs) {
    auto* group = std::get_if<ir::Group>(&expr);
    if (group == nullptr) continue;
    if (group->quantifier == ir::Quantifier::All || group->quantifier == ir::Quantifier::Both) {
      group->quantifier = ir::Quantifier::Any;
    }
  }
  return policy;
}

}  // namespace pol::soak
