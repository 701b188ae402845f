#include "compiler/sema/sema.h"

#include "compiler/sema/analysis.h"

namespace pol::sema {

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
