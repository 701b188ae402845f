#include <fmt/format.h>

#include <csignal>

#include "compiler/audit/case_text.h"
#include "tools/polc/audit.h"
#include "tools/polc/output.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

void add_audit_options(CLI::App& verb, AuditOptions& options) {
  const auto named = [](const std::string& name) { return name.empty() ? "the name of a file is missing" : ""; };
  CLI::Option* log = verb.add_option("--audit", options.file, "Add a line for each determination to this audit log")
                         ->type_name("FILE")
                         ->check(named);
  CLI::Option* key = verb.add_option("--audit-key", options.key, "Key of the audit log: polc audit key makes one")
                         ->type_name("FILE")
                         ->check(named)
                         ->needs(log);
  CLI::Option* time =
      verb.add_option("--audit-time", options.time, "Time of the determination, such as 2026-01-31T12:00:00Z")
          ->type_name("TIME")
          ->check([](const std::string& text) {
            return audit::is_rfc3339(text) ? "" : fmt::format("`{}` is no time such as 2026-01-31T12:00:00Z", text);
          })
          ->needs(log);
  log->needs(key)->needs(time);
}

audit::Entry audit_entry(const Subjects::Case& one, const Determined& determined, bool is_native, std::string time,
                         const audit::Key& key) {
  const ir::Policy& policy = one.subject->policy();
  const interp::Determination& got = determined.determination;
  const auto names = [&](const std::vector<ir::FactId>& facts) {
    std::vector<std::string> list;
    for (const ir::FactId id : facts) list.push_back(policy.facts[id].name);
    return list;
  };
  audit::Entry entry;
  entry.time = std::move(time);
  entry.policy = policy.name;
  entry.revision = policy.revision;
  entry.content_hash = policy.content_hash;
  entry.engine = fmt::format("polc {}, semantics {}, {}", pipeline::kVersion, pipeline::kSemantics,
                             is_native ? "native" : "interpreter");
  entry.case_code = key.code_of_case(one.canonical);
  entry.request = one.id;
  entry.outcome = to_text(got.outcome);
  entry.is_exact = got.is_exact;
  entry.possible = outcome_names(got.possible);
  for (const interp::MetBy& met : got.met_by) entry.met_by.push_back(met.path);
  entry.deciding_facts = names(got.deciding_facts);
  entry.undecided_because = names(got.undecided_because);
  return entry;
}

std::optional<AuditTrail> AuditTrail::open(const AuditOptions& options, const std::vector<std::string>& others) {
  for (const std::string& other : others) {
    if (other.empty() || other == "-" || !is_same_file(other, options.file)) continue;
    complain(fmt::format("{}: cannot be the audit log: it is {}, which this run reads or writes", options.file, other));
    return std::nullopt;
  }
  const auto key = audit::Key::load(options.key);
  if (!key) {
    complain(key.error());
    return std::nullopt;
  }
  // A limit on the size of files is told by what writing says, so that a half line can be taken back.
  std::signal(SIGXFSZ, SIG_IGN);
  return AuditTrail(options, key.value());
}

void AuditTrail::add(const Subjects::Case& one, const Determined& determined, bool is_native) {
  entries_.push_back(audit_entry(one, determined, is_native, options_.time, key_));
}

int AuditTrail::write() const {
  if (entries_.empty()) return kClean;
  const auto written = audit::append(options_.file, key_, entries_);
  if (written) return kClean;
  complain(written.error());
  complain("no determination is printed, for none could be audited");
  return kUnreadable;
}

}  // namespace pol::tool
