#pragma once
// Random schedules as text, in every form that the language has, for tests that hold two readings of them together.

#include <fmt/format.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace pol::test {

/// Numbers from a seed: the same on every machine.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool one_in(int n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

/// Its facts: `day`, `code`, `anchor_date`, `last_study` (each may be none) and the findings c0 to c3.
class RandomSchedule {
 public:
  /// `open`: also what the document leaves open, `unstated` and `at least`.
  RandomSchedule(Draw& draw, bool open) : draw_(draw), open_(open) {}

  std::string text() {
    std::string out = "schedule {\n  images mri of brain\n";
    const int parts = draw_.between(1, 3);
    static const std::vector<std::string> kLabels = {"i", "ii", "iii"};
    for (int i = 0; i < parts; ++i) {
      std::string text = part();
      const bool is_chain = text.find("then") != std::string::npos;
      if (parts > 1) text = "  " + kLabels[static_cast<std::size_t>(i)] + "." + text;
      if (parts > 1 && !is_chain && draw_.one_in(5)) text += "    except \"Not then\" when " + condition() + "\n";
      out += text;
    }
    if (draw_.one_in(5)) out += "  whenever " + condition() + (draw_.one_in(2) ? "" : " through year 2") + "\n";
    // `sooner` beside a phase that begins before the anchor, or that is excepted: the status asks whether the study is
    // too soon, the conditions whether the schedule runs.
    const bool is_apart = out.find("days before") != std::string::npos || out.find("except") != std::string::npos;
    if (!is_apart && draw_.one_in(5)) out += "  sooner when " + condition() + "\n";
    return out + "}";
  }

 private:
  std::string condition() { return (draw_.one_in(4) ? "not c" : "c") + std::to_string(draw_.below(4)); }
  std::string gates(bool may_open_once = true) {
    std::string out;
    if (draw_.one_in(4)) out += " when " + condition();
    if (draw_.one_in(6)) out += " until " + condition();
    if (may_open_once && draw_.one_in(4)) out += " or when " + condition();
    return out;
  }
  std::string every() {
    if (open_ && draw_.one_in(4)) return "every unstated";
    const bool weeks = draw_.one_in(4);
    const char* unit = weeks ? "weeks" : "months";
    const int low = weeks ? draw_.between(1, 26) : draw_.between(1, 12);
    switch (draw_.below(3)) {
      case 0:
        return fmt::format("every at most {} {}", low, unit);
      case 1:
        return fmt::format("every {} {}", low, unit);
      default:
        return fmt::format("every {} to {} {}", low, low + draw_.between(1, 6), unit);
    }
  }
  /// Phases one after the other.
  std::string chain() {
    std::string out = "  " + every();
    int length = draw_.between(1, 3);
    const int links = draw_.between(0, 2);
    for (int i = 0; i < links; ++i) {
      if (open_ && draw_.one_in(3)) {
        out += draw_.one_in(3) ? " for unstated" : fmt::format(" for at least {} years", length);
      } else if (draw_.one_in(4)) {
        out += fmt::format(" for {} weeks", draw_.between(3, 80));
      } else if (draw_.one_in(3)) {
        out += fmt::format(" for {} to {} years", length, length + 1);
      } else {
        out += fmt::format(" for {} months", 12 * length - draw_.below(8));
      }
      out += gates() + "\n  then " + every();
      length = draw_.between(1, 3);
    }
    switch (draw_.below(3)) {
      case 0:
        out += " indefinitely";
        break;
      case 1:
        out += fmt::format(" through year {}", draw_.between(9, 12));
        break;
      default:
        break;
    }
    return out + gates() + "\n";
  }
  std::string part() {
    const int from = draw_.between(0, 14);
    switch (draw_.below(8)) {
      case 0:
        return fmt::format("  from {} to {} months: once{}\n", from, from + draw_.between(1, 12), gates());
      case 1:
        return fmt::format("  from {} days before to {} days: once\n", draw_.between(1, 9), draw_.between(1, 30));
      case 2: {
        const int year = draw_.between(1, 4);
        return fmt::format("  in year {} to {}: {}{}\n", year, year + draw_.below(3), every(), gates());
      }
      case 3:
        return fmt::format("  at {} and {} months{}\n", from + 1, from + draw_.between(2, 12), gates());
      case 4:
        return fmt::format("  from {} months when {}\n", from, condition());
      case 5:
        return fmt::format("  from {} weeks to {} years: {}{}\n", from, draw_.between(1, 4), every(), gates());
      default:
        return chain();
    }
  }

  Draw& draw_;
  bool open_;
};

/// A policy whose definitions s0, s1 … are the schedules.
inline std::string policy_of(const std::vector<std::string>& schedules) {
  std::string out = R"(policy p "Schedules" { reference: day  request: code  anchor: anchor_date  last: last_study }
values modality "Modality" { mri "MRI" }
values region "Region" { brain "Brain" }
procedures cpt { "70551" "Brain MRI" : mri of brain }
facts {
  day         : date "Reference"
  code        : code "Requested code"
  anchor_date : date or none "Anchor"
  last_study  : date or none "Latest study"
  c0 : finding "C0"  c1 : finding "C1"  c2 : finding "C2"  c3 : finding "C3"
}
)";
  std::string rules;
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    out += fmt::format("define s{} \"Schedule\" = {}\n", i, schedules[i]);
    rules += fmt::format("  meets when s{}\n", i);
  }
  return out + "determine {\n" + rules + "  otherwise does_not_meet\n}\n";
}

}  // namespace pol::test
