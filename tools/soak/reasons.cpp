#include "tools/soak/reasons.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace pol::soak {

namespace {

template <class Ids>
std::string numbers(const Ids& ids) {
  std::string out;
  for (const auto id : ids) out += fmt::format(" {}", id.index);
  return out;
}

}  // namespace

std::string reasons(const ir::Policy& policy, const interp::Determination& d) {
  std::string out = fmt::format("{} of {:#x}: {}\n", ir::to_text(d.outcome), d.possible, d.reason);
  out += fmt::format("disposition {}\n", static_cast<int>(d.disposition));
  out += fmt::format("met{}\nnot met{}\nundecided{}\n", numbers(d.met), numbers(d.not_met), numbers(d.undecided));
  for (const interp::MetBy& by : d.met_by) {
    out += fmt::format("met by {} ({})\n", by.path, fmt::join(by.by_one_of, ", "));
  }
  out += fmt::format("decided by{}\nopen because of{}\n", numbers(d.deciding_facts), numbers(d.undecided_because));
  for (const interp::AppliedNote& note : d.notes) {
    out += fmt::format("{}: {} {} {}\n", note.path, note.mood, note.subject, note.text);
  }
  out += fmt::format("cites {}\n", fmt::join(d.citations, " "));
  for (const interp::ReadingUsed& reading : d.readings) {
    out += fmt::format("{}: {} ({})\n", reading.path, reading.chosen, fmt::join(reading.would_change, ", "));
  }
  out += fmt::format("{} references, {} conflicts; assumed{}; dropped{}; checks {}\n", d.references.size(),
                     d.conflicts.size(), numbers(d.assumed), numbers(d.dropped_defaults),
                     fmt::join(d.failed_checks, ", "));
  return out + policy.name + "\n";
}

}  // namespace pol::soak
