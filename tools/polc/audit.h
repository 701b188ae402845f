#pragma once
// `polc eval --audit`: what was determined goes into the log before anybody sees it.

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "compiler/audit/log.h"
#include "tools/polc/determination.h"
#include "tools/polc/revisions.h"

namespace pol::tool {

struct AuditOptions {
  std::string file, key, time;  ///< file "": no audit
};
/// `--audit`, `--audit-key`, `--audit-time`: all three or none.
void add_audit_options(CLI::App& verb, AuditOptions& options);

/// What a line says of a determination, by `key`.
audit::Entry audit_entry(const Subjects::Case& one, const Determined& determined, bool is_native, std::string time,
                         const audit::Key& key);

/// The lines of one run.
class AuditTrail {
 public:
  /// Empty after a message: no key, or the log is one of `others`, the files that this run reads or writes.
  static std::optional<AuditTrail> open(const AuditOptions& options, const std::vector<std::string>& others);

  void add(const Subjects::Case& one, const Determined& determined, bool is_native);
  /// All lines, or none after a message; kClean or kUnreadable.
  int write() const;

 private:
  AuditTrail(AuditOptions options, audit::Key key) : options_(std::move(options)), key_(key) {}

  AuditOptions options_;
  audit::Key key_;
  std::vector<audit::Entry> entries_;
};

/// `polc audit replay`: every case determined once more and held against its lines.
struct ReplayOptions {
  std::string log, key, policy;
  std::vector<std::string> cases;
  bool interpret = false;
  bool no_cache = false;
};
int run_audit_replay(const ReplayOptions& options, const Globals& globals);

}  // namespace pol::tool
