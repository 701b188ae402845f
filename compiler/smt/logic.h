#pragma once
// Z3 as the files of this folder use it. Not for headers that other folders include.

#include <z3++.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace pol::smt {

using z3::expr;

class Logic {
 public:
  Logic(z3::context& context, unsigned rlimit);

  expr constant(bool yes) { return context_.bool_val(yes); }
  expr boolean(const std::string& name) { return context_.bool_const(name.c_str()); }
  expr integer(const std::string& name) { return context_.int_const(name.c_str()); }
  expr number(std::int64_t value) { return context_.int_val(value); }

  // With constants folded away.
  expr negate(const expr& e);
  expr all(const std::vector<expr>& parts) { return group(parts, false); }
  expr any(const std::vector<expr>& parts) { return group(parts, true); }
  expr implies(const expr& a, const expr& b) { return any({negate(a), b}); }
  /// `count[j]`: at least j of `parts`, for j up to `most`.
  std::vector<expr> counts(const std::vector<expr>& parts, std::size_t most, const std::string& name);

  /// A boolean that means `e`, unless `e` is one already; the same one for the same formula. Names may repeat: a number
  /// is added.
  expr named(const expr& e, const std::string& name);
  static bool is_literal(const expr& e);
  std::string fresh(const std::string& name);

  void require(const expr& e);
  z3::solver& solver() { return solver_; }
  z3::context& context() { return context_; }

 private:
  expr group(const std::vector<expr>& parts, bool absorbing);

  struct Named {
    expr meant;  ///< kept alive, so that no other formula gets its number
    expr literal;
  };

  z3::context& context_;
  z3::solver solver_;
  std::map<std::pair<unsigned, std::string>, Named> named_;  ///< by Z3's number of the formula
  std::size_t names_ = 0;
};

}  // namespace pol::smt
