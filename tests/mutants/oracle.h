#pragma once
// What is wrong around one place of a policy, by the solver alone: no rule of the linter is asked.

#include <map>
#include <memory>
#include <set>
#include <string>

#include "compiler/lint/outline.h"
#include "compiler/smt/session.h"

namespace pol::mutants {

/// Kinds of flaws with the path of the criterion each is in, and how often.
using Flaws = std::map<std::string, int>;

class Oracle {
 public:
  explicit Oracle(const ir::Policy& policy);

  /// At the criterion, definition, claim, fact or clause of `determine` that `path` names, at what it is part of, and
  /// wherever a definition or fact is read:
  ///   `never`     a condition contradicts what is demanded above it
  ///   `always`    it is demanded already
  ///   `covered`   a branch of `any` is met only by patients whom a sibling approves
  ///   `together`  two branches of `one` can be met together
  ///   `broken`    a `check` has a patient who breaks it
  ///   `unreached` a clause of `determine` decides nothing
  /// What the solver's limit leaves open is no flaw.
  Flaws around(const std::string& path);
  /// The path is that of a criterion or definition, and no patient meets it: what else is wrong with it does not
  /// matter.
  bool is_never_met(const std::string& path);

 private:
  std::vector<ir::ExprId> region_of(const std::string& path) const;
  bool reads(ir::ExprId id, const std::string& name) const;
  void look_at(ir::ExprId id, Flaws& flaws);
  void look_at_branches(ir::ExprId id, const std::vector<smt::Form>& demands, Flaws& flaws);
  void look_at_claims(Flaws& flaws);
  void look_at_rules(Flaws& flaws);
  smt::Session& session(std::uint32_t section);
  bool is_impossible(std::uint32_t section, std::vector<smt::Form> forms, smt::Form last);

  const ir::Policy& policy_;
  lint::Outline outline_;
  std::map<std::uint32_t, std::unique_ptr<smt::Session>> sessions_;
};

}  // namespace pol::mutants
