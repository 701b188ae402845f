#pragma once
// One run of `polc lint` over all its policies.

#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/civil.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

struct LintVerbOptions {
  std::vector<std::string> files;
  std::vector<std::string> rules;
  std::vector<int> codes;  ///< of `rules`; none: all
  Severity least_shown = Severity::Note;
  Severity fails_on = Severity::Warning;
  bool json = false;
  bool as_case = false;
  std::string sarif, html, markdown;  ///< files to write; `-`: standard output
  std::string against;  ///< an earlier revision; "": none
  std::string baseline;
  bool write_baseline = false;
  bool fix = false;
  std::string today;
  ir::Day day = 0;  ///< of `today`
  bool no_cache = false;
  bool timings = false;
};

/// Lints, fixes, writes and prints as the options say. Returns the exit code.
int lint_run(const LintVerbOptions& options, const Globals& globals);

}  // namespace pol::tool
