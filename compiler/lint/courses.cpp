#include "compiler/lint/courses.h"

#include <array>
#include <utility>

namespace pol::lint {

using ir::FactId;
using ir::FactState;
using ir::Patient;

namespace {

constexpr std::int64_t kUsualLength = 60;
/// First day, in days before the reference date, of a course that goes on.
constexpr std::array<std::int64_t, 7> kRunning = {60, 45, 30, 90, 120, 14, 180};
/// First and last day of one that is over.
constexpr std::array<std::pair<std::int64_t, std::int64_t>, 8> kOver = {
    {{90, 30}, {120, 60}, {75, 30}, {60, 14}, {150, 30}, {240, 60}, {365, 240}, {45, 14}}};

bool is_value(const Patient& patient, FactId fact) {
  return fact.is_set() && patient[fact].kind == FactState::Kind::Value;
}
bool is_documented(const Patient& patient, FactId fact) {
  return fact.is_set() && patient[fact].kind != FactState::Kind::Undocumented;
}

void write_day(Patient& patient, FactId fact, std::int64_t day) {
  patient[fact] = FactState{};
  patient[fact].kind = FactState::Kind::Value;
  patient[fact].low = patient[fact].high = day;
}

bool is_current(const ir::Policy& policy, const ir::Record& record, const Patient& patient) {
  const std::optional<FactState> current = current_state(policy, record);
  return current && is_value(patient, record.status) && patient[record.status].low == current->low;
}

/// Whoever reads it would ask whether such a course can be.
bool is_odd(const ir::Policy& policy, const ir::Record& record, const Patient& patient) {
  const bool says_of_course = is_documented(patient, record.length) || is_documented(patient, record.status) ||
                              is_documented(patient, record.end);
  if (!is_value(patient, record.start)) return says_of_course;
  const std::int64_t today = patient[policy.reference].low, start = patient[record.start].low;
  const bool runs = is_current(policy, record, patient);
  if (is_documented(patient, record.end) && !is_value(patient, record.end) && !runs) return true;
  return is_value(patient, record.length) && start + patient[record.length].low / 2 > today;
}

}  // namespace

std::optional<FactState> current_state(const ir::Policy& policy, const ir::Record& record) {
  if (!record.status.is_set()) return std::nullopt;
  const std::vector<ir::Value>& values = policy.value_sets[policy.facts[record.status].type.values].values;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].name != "current") continue;
    FactState state;
    state.kind = FactState::Kind::Value;
    state.low = state.high = static_cast<std::int64_t>(i);
    return state;
  }
  return std::nullopt;
}

std::vector<Patient> usual_courses(const ir::Policy& policy, const ir::Record& record, const Patient& patient) {
  std::vector<Patient> found;
  const bool is_course = record.kind == ir::Record::Kind::Episode && record.start.is_set();
  if (!is_course || !is_odd(policy, record, patient)) return found;
  const std::int64_t today = patient[policy.reference].low;
  const bool runs = is_current(policy, record, patient);
  // The last day may be what the finding is about.
  if (record.end.is_set() && is_value(patient, record.end) && !is_value(patient, record.start)) {
    Patient begun = patient;
    if (record.length.is_set()) begun[record.length] = FactState{};
    write_day(begun, record.start, patient[record.end].low - kUsualLength);
    found.push_back(std::move(begun));
  }
  // The length follows from the days.
  Patient bare = patient;
  if (record.length.is_set()) bare[record.length] = FactState{};
  if (record.end.is_set()) bare[record.end] = FactState{};
  if (!runs && record.end.is_set()) {
    for (const auto& [start, end] : kOver) {
      Patient over = bare;
      write_day(over, record.start, today - start);
      write_day(over, record.end, today - end);
      found.push_back(std::move(over));
    }
  }
  for (const std::int64_t start : kRunning) {
    if (!runs && record.status.is_set() && is_documented(patient, record.status)) break;
    Patient running = bare;
    write_day(running, record.start, today - start);
    if (const std::optional<FactState> current = current_state(policy, record); current && !runs)
      running[record.status] = *current;
    found.push_back(std::move(running));
  }
  return found;
}

}  // namespace pol::lint
