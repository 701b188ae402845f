#pragma once
// What is read, by what, and which of it can matter to a determination.

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/lint/context.h"

namespace pol::lint::document {

/// One for a policy: `cx.shared<Reach>()`.
class Reach {
 public:
  explicit Reach(Context& cx);

  /// A clause of `determine` rests on it, through whatever it names, and no constant on the way settles the matter.
  bool decides(ir::ExprId id) const { return decides_[id.index]; }
  /// What constants alone make of it: `never`, a schedule that images nothing. Not set: the case decides.
  std::optional<bool> settled(ir::ExprId id) const;
  /// A clause of `determine` reads the fact or one that Γ links with it.
  bool matters(ir::FactId fact) const;
  /// Some condition reads it, be it of a note, a check or a definition that nothing uses; a schedule counts from it; a
  /// record holds it beside a fact that is read.
  bool is_read(ir::FactId fact) const { return is_read_[fact.index]; }

  /// Who reads a definition; Checks: they and declared bands alone. What only an unused definition reads is unused; a
  /// check that names a criterion as well ties the definition to it.
  enum class Use : std::uint8_t { None, Checks, Conditions };
  Use use(ir::DefineId define) const { return uses_[define.index]; }

 private:
  void settle();
  void mark_deciding(Context& cx);
  void mark_read();
  void mark_used();
  std::vector<ir::ExprId> parts_that_matter(ir::ExprId id) const;
  bool names_criterion(ir::ExprId root) const;
  std::vector<ir::DefineId> definitions_in(ir::ExprId root, std::vector<bool>& is_seen) const;

  const ir::Policy& policy_;
  std::vector<ir::Truth> low_, high_;  ///< by ExprId: equal where constants settle it
  std::vector<bool> decides_, matters_, is_read_;
  std::vector<Use> uses_;
};

}  // namespace pol::lint::document
