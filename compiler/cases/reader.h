#pragma once
// One case after the other: a JSON object to a patient of one policy.

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "compiler/cases/errors.h"
#include "compiler/cases/json.h"
#include "compiler/cases/load.h"

namespace pol::cases {

/// Knows the facts of a policy by name. Keeps a reference to the policy.
class CaseReader {
 public:
  /// Keys that are no facts of this policy and are to be read past, `expect` too: another policy knows them.
  using Elsewhere = std::function<bool(std::string_view key)>;

  explicit CaseReader(const ir::Policy& policy, Elsewhere elsewhere = nullptr);

  /// Mistakes go to `errors`; a case with one may not be used. `title`: where it has none of its own.
  LoadedCase read(const Json& json, std::string title, Errors& errors) const;

  bool knows(std::string_view key) const { return facts_.find(key) != facts_.end(); }

 private:
  void report_unknown(const Field& field, Errors& errors) const;
  std::string facts_below(ir::ExprId condition) const;

  const ir::Policy& policy_;
  Elsewhere elsewhere_;
  std::map<std::string, ir::FactId, std::less<>> facts_;
};

}  // namespace pol::cases
