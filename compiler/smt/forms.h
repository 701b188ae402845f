#pragma once
// Formulas as they were asked for: what they say of a patient is the interpreter's business, what they mean to the
// solver is that of solver.h. They outlive solvers, which may be made anew from them.

#include <cstdint>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/ir/policy.h"
#include "compiler/smt/session.h"
#include "compiler/support/store.h"

namespace pol::smt {

/// How a condition is read other than as it stands: at most one of the two.
struct Variant {
  ir::ExprId of;           ///< set: this condition is `instead`
  bool instead = false;
  std::uint32_t ambiguity = 0;
  std::uint32_t reading = kAsChosen;

  static constexpr std::uint32_t kAsChosen = 0xFFFFFFFFU;
  bool is_plain() const { return !of.is_set() && reading == kAsChosen; }
  friend auto operator<=>(const Variant&, const Variant&) = default;
};

struct FormNode {
  enum class Kind : std::uint8_t { Constant, Condition, Compare, Is, Documented, Not, All, Any, Differ };
  Kind kind = Kind::Constant;
  bool yes = false;         ///< Constant
  ir::ExprId id;            ///< Condition
  Variant variant;          ///< Condition
  ir::Compare comparison;   ///< Compare
  ir::FactId fact;          ///< Is, Documented
  ir::FactState state;      ///< Is
  std::vector<Form> parts;  ///< Not: one; Differ: two
};

class Forms {
 public:
  Form add(FormNode node) { return nodes_.add(std::move(node)); }
  /// The same for the same condition.
  Form condition(ir::ExprId id, const Variant& variant);
  Form negate(Form form);
  const FormNode& operator[](Form form) const { return nodes_[form]; }

 private:
  Store<FormNode, Form> nodes_;
  std::map<std::pair<Variant, ir::ExprId>, Form> conditions_;
  std::map<Form, Form> negated_;
};

/// What the text left unstated, filled in: by ExprId of an `unknown`.
using Unstated = std::vector<std::pair<ir::ExprId, bool>>;

/// Truths of forms in one case, by the interpreter. Keeps references to its arguments.
class Replay {
 public:
  Replay(const ir::Policy& policy, const Forms& forms, const ir::Patient& patient, const Unstated* unstated = nullptr)
      : policy_(policy), forms_(forms), patient_(patient), unstated_(unstated) {}
  ir::Truth truth(Form form);

 private:
  interp::Evaluation& evaluation(const Variant& variant);

  const ir::Policy& policy_;
  const Forms& forms_;
  const ir::Patient& patient_;
  const Unstated* unstated_;
  std::map<Variant, std::unique_ptr<interp::Evaluation>> evaluations_;
};

}  // namespace pol::smt
