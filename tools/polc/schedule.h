#pragma once
// Where a patient stands in a schedule, for people, for programs and as a picture.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/interp/prepare.h"
#include "compiler/interp/schedule.h"
#include "compiler/interp/timeline.h"
#include "compiler/pipeline/pipeline.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

struct GuardLine {
  std::string text;
  ir::Truth truth = ir::Truth::Unknown;
};

/// One schedule for one patient.
struct ScheduleReport {
  const ir::Schedule* schedule = nullptr;
  std::string title;              ///< of the criteria around it, outermost first
  std::vector<GuardLine> guards;  ///< what must hold for it to concern the patient
  ir::Truth concerns = ir::Truth::Yes;
  bool is_other_reading = false;
  interp::ScheduleStanding standing;
  std::optional<interp::Timeline> line;           ///< not set where the anchor is not one day
  ir::Truth covers_request = ir::Truth::Unknown;  ///< it concerns the patient, images what is asked and covers
  std::string verdict;                            ///< `does not cover the request: …`
  std::string why;                                ///< of the status
};

struct CaseReport {
  std::string title;
  interp::Prepared prepared;
  std::vector<ScheduleReport> schedules;
};

/// What the schedules of `policy` and one prepared case come to.
CaseReport report_schedules(const pipeline::Compiled& compiled, const std::vector<const ir::Schedule*>& schedules,
                            std::string title, interp::Prepared prepared);

/// `too soon`.
std::string status_words(interp::ScheduleStatus status);
/// Titles of the criteria around `path`, without the section's, outermost first: `Giant cell tumor: Chest`.
std::string titles_around(const ir::Policy& policy, const std::string& path);
/// What the document shows behind a phase's dates: its words.
std::string phase_text(const pipeline::Compiled& compiled, const ir::Schedule& schedule, interp::PhaseAt at);
/// Why the timeline lists no more studies; "" where none follow.
std::string stop_words(interp::Timeline::Stop stop, std::size_t listed);

std::string schedule_text(const pipeline::Compiled& compiled, const CaseReport& report, const Terminal& terminal);
nlohmann::ordered_json schedule_json(const pipeline::Compiled& compiled, const CaseReport& report);
/// The schedules one above the other. Schedules that certainly do not concern the patient are left out, unless all are.
std::string schedule_svg(const pipeline::Compiled& compiled, const CaseReport& report);

}  // namespace pol::tool
