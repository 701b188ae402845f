#include "compiler/lint/rules/document/assumptions.h"

namespace pol::lint::document {

Assumptions::Assumptions(Context& cx) {
  if (cx.policy().assumptions.empty()) return;
  without_ = cx.policy();
  without_.assumptions.clear();
  session_ = std::make_unique<smt::Session>(without_);
  for (const ir::Claim& claim : cx.policy().assumptions) forms_.push_back(session_->condition(claim.condition));
  const smt::Answer answer = cx.ask(*session_, cx.policy().assumptions.front().range, forms_);
  if (answer.is_impossible()) clash_ = session_->core(forms_);
}

}  // namespace pol::lint::document
