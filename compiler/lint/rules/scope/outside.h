#pragma once
// What no procedure code of the policy is for.

#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/rules/document/reach.h"
#include "compiler/lint/rules/scope/requests.h"

namespace pol::lint::scope {

/// One for a policy: `cx.shared<Outside>()`.
class Outside {
 public:
  explicit Outside(Context& cx);

  /// A criterion that is out of scope as a whole; the outermost.
  struct Part {
    ir::CriterionId criterion;
    std::vector<std::string> images;  ///< what its schedules image, each once; none: it asks for other codes
  };
  /// In the order of the criteria.
  const std::vector<Part>& parts() const { return parts_; }
  /// The path is of such a part, or of something in it.
  bool holds(std::string_view path) const;

 private:
  template <class Visit>
  void for_each_around(ir::ExprId id, Visit&& visit);
  void place_schedules();
  void place_questions();
  void visit(ir::CriterionId id);
  bool images_nothing(ir::CriterionId id) const;
  bool concerns_no_code(ir::CriterionId id);

  Context& cx_;
  const ir::Policy& policy_;
  const Requests& requests_;
  const document::Reach& reach_;
  std::vector<std::vector<const ir::Schedule*>> below_;  ///< by CriterionId
  std::vector<bool> asks_;
  std::vector<Part> parts_;
};

}  // namespace pol::lint::scope
