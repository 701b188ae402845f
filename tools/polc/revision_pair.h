#pragma once
// Two revisions of one policy as the verbs take them.

#include <optional>
#include <string>
#include <vector>

#include "tools/polc/inputs.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

struct RevisionPair {
  Policy old_revision, new_revision;
  std::string old_path, new_path;

  const ir::Policy& old_policy() const { return old_revision.compiled->policy; }
  const ir::Policy& new_policy() const { return new_revision.compiled->policy; }
  /// `2024-10-28`; where that does not tell one from the other, with the file.
  std::string old_name() const;
  std::string new_name() const;
  /// What the head of a text says about the text itself (`remark`), from where: "2024-10-28: reconstructed"; "" when
  /// neither says anything.
  std::string remarks() const;
  /// Every file that was read for them.
  std::vector<std::string> inputs() const;
};

/// One text of a policy; empty after a message, with the exit code: it cannot be read, has mistakes or is a module.
std::optional<Policy> load_revision(const std::string& path, const Globals& globals, int& exit_code);

/// Empty after a message, with the exit code: one file twice, one that cannot be read or has mistakes, a module, two
/// policies of different names unless `any_policy`.
std::optional<RevisionPair> load_pair(const std::string& old_path, const std::string& new_path, bool any_policy,
                                      const Globals& globals, int& exit_code);

/// The new one's title, or its name.
std::string policy_title(const ir::Policy& policy);
/// `does not meet`.
std::string outcome_words(ir::Outcome outcome);
/// `1 case`, `2 cases`.
std::string counted(std::size_t n, std::string_view one, std::string_view many);

/// `polc: replaying cases [####    ] 45 %` on the terminal's last line, once it has taken a moment.
class ProgressBar {
 public:
  ProgressBar(std::string what, const Globals& globals);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `in_all` 0: not known. Then `done` itself is told.
  void tell(std::uint64_t done, std::uint64_t in_all);
  void clear();

 private:
  std::string what_;
  Terminal terminal_;
  double begin_ = 0, told_ = 0;  ///< seconds
  bool is_told_ = false;
};

}  // namespace pol::tool
