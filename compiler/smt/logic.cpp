#include "compiler/smt/logic.h"

#include <algorithm>

namespace pol::smt {

Logic::Logic(z3::context& context, unsigned rlimit) : context_(context), solver_(context_, z3::solver::simple()) {
  z3::params settings(context_);
  settings.set("rlimit", rlimit);
  settings.set("auto_config", false);
  settings.set("random_seed", 0U);
  settings.set("relevancy", 0U);
  settings.set("arith.solver", 2U);
  solver_.set(settings);
}

expr Logic::negate(const expr& e) {
  if (e.is_true() || e.is_false()) return constant(e.is_false());
  return e.is_not() ? e.arg(0) : !e;
}

expr Logic::group(const std::vector<expr>& parts, bool absorbing) {
  z3::expr_vector open(context_);
  for (const expr& part : parts) {
    if (part.is_true() || part.is_false()) {
      if (part.is_true() == absorbing) return constant(absorbing);
      continue;
    }
    open.push_back(part);
  }
  if (open.empty()) return constant(!absorbing);
  if (open.size() == 1) return open[0];
  return absorbing ? z3::mk_or(open) : z3::mk_and(open);
}

std::vector<expr> Logic::counts(const std::vector<expr>& parts, std::size_t most, const std::string& name) {
  // least[j] after each part: it was so before, or one less was so and this part holds.
  std::vector<expr> least(most + 1, constant(false));
  least[0] = constant(true);
  for (const expr& part : parts) {
    for (std::size_t j = most; j > 0; --j) least[j] = named(any({least[j], all({least[j - 1], part})}), name);
  }
  return least;
}

bool Logic::is_literal(const expr& e) {
  const expr atom = e.is_not() ? e.arg(0) : e;
  return atom.is_const() && !atom.is_true() && !atom.is_false();
}

std::string Logic::fresh(const std::string& name) { return name + "!" + std::to_string(names_++); }

expr Logic::named(const expr& e, const std::string& name) {
  if (e.is_true() || e.is_false() || is_literal(e)) return e;
  const auto at = named_.find({e.id(), name});
  if (at != named_.end()) return at->second.literal;
  const expr literal = boolean(fresh(name));
  require(literal == e);
  named_.emplace(std::pair(e.id(), name), Named{e, literal});
  return literal;
}

void Logic::require(const expr& e) {
  if (!e.is_true()) solver_.add(e);
}

}  // namespace pol::smt
