#pragma once
// Conditions of the policy as formulas: each one boolean, defined when a question first needs it.

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/comparisons.h"
#include "compiler/smt/forms.h"
#include "compiler/smt/logic.h"
#include "compiler/smt/parents.h"
#include "compiler/smt/variables.h"

namespace pol::smt {

/// What becomes of an `unknown` that the text leaves: either (Plain), or what makes the condition less or more likely.
/// Blank: nothing but the reference date is documented, and Kleene's truth is asked for: is it yes, is it not no?
enum class Sense : std::uint8_t { Plain, Least, Most, BlankLeast, BlankMost };
Sense opposite(Sense sense);

class Conditions {
 public:
  Conditions(const ir::Policy& policy, Logic& logic, Variables& variables, Comparisons& comparisons);

  expr condition(ir::ExprId id, const Variant& variant, Sense sense);
  expr form(const Forms& forms, Form form, Sense sense);
  /// From now on conditions of criteria are named by their path.
  void name_by_path();
  /// How the model fills in what the text leaves unstated.
  Unstated unstated(const z3::model& model) const;

 private:
  /// One reading of one condition.
  struct Key {
    std::uint32_t variant = 0;  ///< index into `variants_`; 0: as it stands
    Sense sense = Sense::Plain;
    ir::ExprId id;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  std::uint32_t index_of(const Variant& variant);
  Key shared(Key key) const;
  std::vector<ir::ExprId> below(ir::ExprId id, std::uint32_t variant) const;
  std::vector<Key> needed(const Key& key) const;
  const expr* known(const Key& key) const;
  const expr& built(const Key& key) const { return *known(shared(key)); }
  expr build(const Key& key);
  expr group(const ir::Group& e, const Key& key);
  expr includes(const ir::Includes& e);
  expr is(ir::FactId fact, const ir::FactState& state);
  expr blank(const Key& key);
  bool rests_on_unstated(ir::ExprId id) const;

  const ir::Policy& policy_;
  Logic& logic_;
  Variables& variables_;
  Comparisons& comparisons_;
  Parents parents_;
  mutable std::unordered_map<ir::ExprId, bool> rests_on_unstated_;  ///< as far as known
  std::vector<Variant> variants_;
  std::vector<Parents::Above> above_variant_;      ///< by variant: the conditions that it may change
  std::map<Variant, std::uint32_t> variant_index_;
  std::unordered_map<ir::ExprId, expr> plain_;
  std::map<Key, expr> other_;
  std::vector<std::pair<ir::ExprId, expr>> unstated_;
  std::unordered_map<ir::ExprId, std::string> names_;
};

}  // namespace pol::smt
