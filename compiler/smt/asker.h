#pragma once
// Puts questions to its two solvers: first about one day, then, where that has to be, about every day.

#include <z3++.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "compiler/smt/forms.h"
#include "compiler/smt/solver.h"

namespace pol::smt {

/// One for all that live at the same time in a thread: each takes 17 MB and as many page faults, a solver in it half of one.
std::shared_ptr<z3::context> shared_context();
/// One that has seen nothing: what a solver in it finds is a function of what it is asked.
std::shared_ptr<z3::context> new_context();

/// Goes on knowing what it was asked: which case it finds rests on that, whether there is one does not.
class Asker {
 public:
  Asker(std::shared_ptr<z3::context> context, const ir::Policy& policy, const Forms& forms, Limits limits)
      : policy_(policy), forms_(forms), limits_(limits), context_(std::move(context)) {}

  Found find(const std::vector<Form>& forms);

  std::size_t questions() const { return asked_ + (fixed_ ? fixed_->questions() : 0) + (open_ ? open_->questions() : 0); }
  std::size_t disagreements() const {
    return disagreements_ + (fixed_ ? fixed_->disagreements() : 0) + (open_ ? open_->disagreements() : 0);
  }

 private:
  Solver& open();
  bool is_about_another_day(const std::vector<Form>& forms) const;
  void retire(std::optional<Solver>& solver);
  ir::Day usual_day() const;

  const ir::Policy& policy_;
  const Forms& forms_;
  Limits limits_;
  std::shared_ptr<z3::context> context_;  ///< before those that live in it
  std::optional<Solver> fixed_, open_;
  std::size_t asked_ = 0, disagreements_ = 0;  ///< of solvers that are no more
};

std::vector<Form> chosen(const std::vector<Form>& forms, const std::vector<std::size_t>& indices);

}  // namespace pol::smt
