#pragma once
// Policies and cases as the verbs take them.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/pipeline/pipeline.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

/// A policy that may be evaluated, or the exit code of what was said on standard error.
struct Policy {
  std::unique_ptr<pipeline::Compiled> compiled;
  int exit_code = kClean;
};
Policy load_policy(const std::string& path, const Globals& globals);

/// Exit code for what the sink of a compiled policy holds: errors and warnings are findings.
int exit_code_of(const pipeline::Compiled& compiled);

/// Cases of a file, or of standard input for `-`. Errors have been said on standard error when empty.
struct CaseFile {
  std::vector<cases::LoadedCase> cases;
  bool is_list = false;
};
std::optional<CaseFile> load_case_file(const ir::Policy& policy, const std::string& path);
/// The same, each case by the policy that is chosen for it.
std::optional<CaseFile> load_case_file(const cases::ChooseReader& choose, const std::string& path);

struct EngineUse {
  bool cache = true;
  bool interpret = false;
  bool explained_only = false;  ///< truths are wanted, not the fast `decide`: it need not be compiled
};
std::optional<pipeline::Engine> make_engine(const ir::Policy& policy, const Globals& globals, EngineUse use);

/// `--timings`: one line a step on standard error.
void print_timings(const std::vector<pipeline::Timing>& timings);

}  // namespace pol::tool
