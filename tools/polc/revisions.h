#pragma once
// Whose policy decides a case: one file's, or of a folder of revisions the one in force.

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/cases/load.h"
#include "compiler/cases/reader.h"
#include "compiler/pipeline/revisions.h"
#include "tools/polc/inputs.h"

namespace pol::tool {

/// A policy that may decide.
struct Subject {
  const pipeline::Compiled* compiled = nullptr;
  const pipeline::Revision* revision = nullptr;  ///< null: the policy was named by its file
  cases::CaseReader reader;
  std::optional<pipeline::Engine> engine;  ///< made when the first case needs it

  const ir::Policy& policy() const { return compiled->policy; }
};

/// What is wrong with the folder's revisions, on standard error; the exit code of it.
int tell_revisions(const pipeline::Revisions& revisions, const Globals& globals);

class Subjects {
 public:
  /// A policy's file, or a folder of revisions. kClean, or the exit code of what was said on standard error.
  int load(const std::string& path, const Globals& globals);

  /// The cases of a file, each with its subject; empty after messages.
  struct Case {
    cases::LoadedCase loaded;
    Subject* subject = nullptr;
    std::string canonical;          ///< audit/case_text.h
    std::optional<std::string> id;  ///< of the request
  };
  std::optional<std::vector<Case>> read(const std::string& path, bool& is_list);

  std::deque<Subject>& all() { return subjects_; }

 private:
  Subject* choose(const cases::Json& one, cases::Errors& errors);
  Subject* in_force_on(ir::Day day, const std::string& fact, std::size_t offset, cases::Errors& errors);

  Policy policy_;
  std::optional<pipeline::Revisions> revisions_;
  std::deque<Subject> subjects_;  ///< oldest first
};

}  // namespace pol::tool
