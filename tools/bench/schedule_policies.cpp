#include "tools/bench/schedule_policies.h"

#include <fmt/format.h>

namespace pol::bench {

namespace {

/// Around `criteria`, each of which stands on a line of its own.
std::string policy_of(const std::string& facts, const std::string& criteria) {
  std::string text =
      "policy phases \"Phases\" { reference: day  request: code }\n"
      "values modality \"Modality\" { mri \"MRI\" ct \"CT\" }\n"
      "values region \"Region\" { lumbar_spine \"Lumbar spine\" chest \"Chest\" }\n"
      "procedures cpt {\n"
      "  \"72148\" \"Lumbar MRI\" : mri of lumbar_spine\n"
      "  \"71250\" \"Chest CT\" : ct of chest\n"
      "}\n"
      "facts {\n  day : date \"Day of the request\"\n  code : code \"Requested code\"\n";
  for (std::size_t i = 0; i < kSchedules; ++i) {
    text += fmt::format("  disease_{0} : finding \"Disease {0}\"\n  symptoms_{0} : finding \"Symptoms {0}\"\n", i);
  }
  return text + facts +
         fmt::format(
             "}}\ncriteria s \"Schedules\" : at least {} of {{\n{}}}\n"
             "determine {{ meets when s  otherwise does_not_meet }}\n",
             kSchedules / 2, criteria);
}

/// `every 3 to 6 months for 24 months`, with other figures in each schedule; intervals grow as surveillance goes on.
std::string phase_text(std::size_t schedule, std::size_t phase, bool is_endless) {
  const std::size_t least = 3 * (phase + 1) + schedule % 3;
  const std::string length =
      is_endless ? "indefinitely" : fmt::format("for {} months", 4 * least + (schedule * 5 + phase) % 12);
  return fmt::format("every {} to {} months {}", least, 2 * least, length);
}

}  // namespace

int comparison_months(std::size_t schedule, std::size_t phase) {
  return static_cast<int>(3 + 3 * phase + 7 * schedule % 48);
}

std::string schedule_policy(std::size_t phases) {
  std::string facts, criteria;
  for (std::size_t i = 0; i < kSchedules; ++i) {
    facts += fmt::format("  anchor_{0} : date or none \"Anchor {0}\"\n  last_{0} : date or none \"Last {0}\"\n", i);
    criteria += fmt::format(
        "  {0}. \"S{0}\" : disease_{1} and schedule {{ anchor anchor_{1}  last last_{1}"
        "  images mri of lumbar_spine\n",
        i + 1, i);
    for (std::size_t k = 0; k < phases; ++k) {
      const bool is_endless = k + 1 == phases && i % 2 == 1;
      criteria += fmt::format("    {}{}\n", k == 0 ? "" : "then ", phase_text(i, k, is_endless));
    }
    criteria += fmt::format("    whenever symptoms_{} }}\n", i);
  }
  return policy_of(facts, criteria);
}

std::string comparison_policy(std::size_t phases) {
  std::string facts, criteria;
  for (std::size_t i = 0; i < kSchedules; ++i) {
    criteria += fmt::format("  {}. \"S{}\" : disease_{} and code is \"72148\" and any {{ ", i + 1, i + 1, i);
    for (std::size_t k = 0; k < phases; ++k) {
      facts += fmt::format("  date_{0}_{1} : date \"Date {0} {1}\"\n", i, k);
      criteria += fmt::format("date_{}_{} + {} months <= day, ", i, k, comparison_months(i, k));
    }
    criteria += fmt::format("symptoms_{} }}\n", i);
  }
  return policy_of(facts, criteria);
}

}  // namespace pol::bench
