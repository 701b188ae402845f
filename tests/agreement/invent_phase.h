#pragma once
// Random phases of a schedule: where they lie, how often the study is due, what switches them off.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tests/agreement/draft.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// `6 weeks`, from the anchor.
struct Moment {
  enum class Unit { Days, Weeks, Months, Years };
  std::int64_t amount = 0;
  Unit unit = Unit::Months;
  bool before = false;

  std::string text() const;
  std::int64_t days() const;  ///< about so many
};

/// Where a `then` begins, in about so many days from the anchor: at the earliest, and at the latest.
struct Begin {
  std::int64_t least = 0, latest = 0;
  bool is_known = true;
};

class PhaseWriter {
 public:
  PhaseWriter(Random& random, const std::function<Condition()>& condition, std::vector<std::string>& features)
      : random_(random), condition_(condition), features_(features) {}

  /// A phase of a chain; `begin` moves to its end. `must_end`: another follows.
  Condition write(Begin& begin, bool follows, bool must_end);
  /// A phase that begins at about `from`; `end` is about where it ends.
  Condition write_placed(std::int64_t from, std::int64_t& end);
  /// A phase that ends at `end`, or never; by the gates of the phase `like`, if given.
  Condition write_until(const std::optional<Moment>& end, const Condition* like);
  /// Later than so many days from the anchor.
  Moment moment_after(std::int64_t days);

 private:
  /// What was written of where the phase lies.
  struct Place {
    std::int64_t from = 0;
    std::optional<std::int64_t> to;
  };
  void feature(const char* name) { features_.emplace_back(name); }
  void add(const std::string& label, Condition part);
  Place write_place(std::int64_t from);
  void write_rate(std::int64_t from, std::int64_t to);
  std::int64_t write_dates(std::int64_t from, std::int64_t to);
  void write_span(Begin& begin, bool must_end);
  void write_gates(bool needs_when);
  std::string range(const char* one_feature, const char* two_feature, bool long_spans, std::int64_t& low,
                    std::int64_t& high);
  void begin_phase();

  Random& random_;
  const std::function<Condition()>& condition_;
  std::vector<std::string>& features_;
  Condition out_;
};

}  // namespace pol::agreement
