#pragma once
// One mutant: compiled, judged by the solver beforehand, linted, and compared with the policy before.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "compiler/lint/finding.h"
#include "tests/mutants/mutation.h"
#include "tests/mutants/oracle.h"

namespace pol::mutants {

/// A finding that the policy did not have before, not even in other words, and what it has to do with the mutation.
struct Fresh {
  int code = 0;
  std::string line;        ///< `POL4103 guideline.2.a: …`
  bool names_place = false;  ///< by path or range: as its subject, in its proof or as the other side
  bool rests_on_it = false;  ///< is about something that reads the mutated definition, fact or criterion
};

struct Trial {
  const Kind* kind = nullptr;
  std::string policy, path, change;  ///< `change`: file, line, what was written, what stands there now
  bool compiles = false;
  bool ought_to_be_found = false;
  std::string flaw;  ///< that the solver found; "" for a planted one
  std::vector<Fresh> fresh;
  double milliseconds = 0;  ///< of the lint

  bool is_found() const;
  bool is_found_as_expected() const;  ///< under a code that the kind names
};

/// Tries mutations of one policy: a copy of its folder takes the changes.
class Workshop {
 public:
  /// `policy` is a file in `folder`; its modules that are among `others` stay as they are. Ends the program when it has
  /// mistakes or cannot be linted.
  Workshop(const std::string& folder, std::string policy, const std::set<std::string>& others);
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  const Original& original() const { return *original_; }
  std::set<std::string> modules() const;
  /// `only_compile`: neither the solver nor the linter is asked.
  Trial run(const Kind& kind, const Mutation& mutation, bool only_compile = false);

 private:
  std::unique_ptr<pipeline::Compiled> compile() const;
  void lint_original();
  std::vector<lint::Finding> lint(const pipeline::Compiled& compiled) const;
  std::string describe(const Mutation& mutation) const;
  /// A flaw around the place that was not there before; "" when there is none.
  std::string new_flaw(const ir::Policy& mutant, const std::string& path);

  std::string policy_, folder_;
  std::unique_ptr<pipeline::Compiled> compiled_;
  std::unique_ptr<Original> original_;
  std::unique_ptr<Oracle> oracle_;
  bool is_linted_ = false;  ///< before any mutation, when that was first needed
  std::map<std::string, Flaws> flaws_before_;
  std::map<std::string, int> findings_before_;  ///< by code, paths and message
  std::map<std::string, int> subjects_before_;  ///< by code and first path
  std::map<std::string, std::set<std::string>> paths_before_;  ///< of each subject
};

}  // namespace pol::mutants
