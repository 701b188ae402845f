#include "compiler/smt/asker.h"

#include <algorithm>
#include <string>

#include "compiler/ir/civil.h"
#include "compiler/support/limits.h"

namespace pol::smt {

std::string solver_version() {
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return "Z3 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

std::shared_ptr<z3::context> new_context() {
  // For the whole program, and before the first context: models are to be read once, not to be made small; beyond its
  // memory Z3 fails the question, which is then undecided.
  static const bool is_set = [] {
    Z3_global_param_set("model.compact", "false");
    Z3_global_param_set("memory_max_size", std::to_string(limits::kSolverMegabytes).c_str());
    return true;
  }();
  (void)is_set;
  return std::make_shared<z3::context>();
}

std::shared_ptr<z3::context> shared_context() {
  static thread_local std::weak_ptr<z3::context> shared;
  if (auto context = shared.lock()) return context;
  auto context = new_context();
  shared = context;
  return context;
}

std::vector<Form> chosen(const std::vector<Form>& forms, const std::vector<std::size_t>& indices) {
  std::vector<Form> list;
  for (const std::size_t i : indices) list.push_back(forms[i]);
  return list;
}

Found Asker::find(const std::vector<Form>& forms) try {
  if (is_about_another_day(forms)) return open().ask(forms);
  if (!fixed_) fixed_.emplace(*context_, policy_, forms_, limits_, usual_day());
  Found found = fixed_->ask(forms);
  if (!found.answer.is_impossible() || !found.rests_on_day) return found;
  // Is it so on every day? First as far as it clashed on the one.
  Found always = open().ask(chosen(forms, found.core));
  if (always.answer.is_impossible()) {
    for (std::size_t& i : always.core) i = found.core[i];
    return always;
  }
  return found.core.size() == forms.size() ? always : open().ask(forms);
} catch (const z3::exception&) {
  // It may have been told half of something.
  retire(fixed_);
  retire(open_);
  return {};
}

/// Forms outlive it: the next question makes a new one.
void Asker::retire(std::optional<Solver>& solver) {
  if (!solver) return;
  asked_ += solver->questions();
  disagreements_ += solver->disagreements();
  solver.reset();
}

Solver& Asker::open() {
  if (!open_) open_.emplace(*context_, policy_, forms_, limits_, std::nullopt);
  return *open_;
}

bool Asker::is_about_another_day(const std::vector<Form>& forms) const {
  return std::any_of(forms.begin(), forms.end(), [&](Form form) {
    const FormNode& node = forms_[form];
    return node.kind == FormNode::Kind::Is && node.fact == policy_.reference && node.state.low != usual_day();
  });
}

/// A day on which the policy is in use.
ir::Day Asker::usual_day() const {
  ir::DateError error{};
  const auto reviewed = ir::parse_date(policy_.revision, error);
  constexpr ir::Day kOtherwise = 20270;  // 2025-07-01
  return reviewed ? reviewed->high : kOtherwise;
}

}  // namespace pol::smt
