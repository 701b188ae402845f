#include "compiler/sema/sema.h"

#include "compiler/sema/analysis.h"
#include "compiler/support/limits.h"

namespace pol::sema {

/// Told before anything is worked out whose time grows faster than the text.
void Analysis::check_amounts() {
  const auto check = [&](std::size_t count, const char* what, std::size_t most) {
    if (count > most) sink_.report(files_[0].name.range, diag::TooManyOfAKind, count, what, most);
  };
  check(policy_.facts.size(), "facts", limits::kFacts);
  check(policy_.criteria.size(), "criteria", limits::kCriteria);
  check(policy_.defines.size(), "definitions", limits::kDefinitions);
  check(policy_.rules.size(), "clauses of `determine`", limits::kRules);
  check(policy_.exprs.size(), "conditions", limits::kConditions);
}

ir::Policy Analysis::run() {
  if (files_.empty()) return std::move(policy_);
  declare_all();
  collect_codes();
  read_value_sets();
  read_facts();
  read_header();
  read_references();
  read_coverages();
  read_records();
  read_sites();
  read_definitions();
  read_bands();
  read_criteria();
  read_claims();
  read_rules();
  check_cycles();
  check_amounts();
  check_note_owners();
  check_reachable();
  read_history();
  read_cases();
  read_allowances();
  return std::move(policy_);
}

ir::Policy analyse(std::span<const ast::File> files, const Sources& sources, Sink& sink) {
  return Analysis(files, sources, sink).run();
}

}  // namespace pol::sema
