#pragma once
// What the linter tells: a theorem, the places it is about, and the patient or the clauses that prove it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace pol::lint {

/// A patient who shows it. `patient` documents only what matters; `complete` is a completion of it.
struct Witness {
  ir::Patient patient;
  ir::Patient complete;
  std::vector<ir::FactId> facts;  ///< documented in `patient`, declaration order
  std::string shows;              ///< "meets `guideline.2.a` and not `guideline.2.b`"
  /// What the interpreter said, to be checked again natively: conditions and their truths in `patient`.
  std::vector<std::pair<ir::ExprId, ir::Truth>> truths;
};

/// A clause of a proof, or the other side of a comparison.
struct Clause {
  Range range;
  std::string path;  ///< of the criterion it stands in
  std::string says;  ///< as written, or in words
};

/// Bands of one number or date, for a drawing. Bounds in the fact's own unit.
struct NumberLine {
  struct Band {
    std::string label;
    std::optional<double> low, high;  ///< not set: open
    bool low_open = false, high_open = false;
    bool is_flaw = false;  ///< the gap or the overlap
  };
  std::string subject, unit;
  std::vector<Band> bands;
};

/// Phases of a schedule, for a drawing: days from the anchor.
struct TimeLine {
  struct Span {
    std::string label;
    std::int32_t from_months = 0;
    std::optional<std::int32_t> to_months;
    std::string rate;
    bool is_flaw = false;
  };
  std::string subject;
  std::vector<Span> spans;
};

struct Finding {
  int code = 0;
  Severity severity = Severity::Warning;
  std::vector<std::string> paths;  ///< what it is about, first of all; then the other sides
  Range range;
  std::string message;
  std::vector<std::string> details;  ///< further sentences: what follows, what would fit
  std::vector<Clause> core;          ///< clauses that clash together; minimal
  std::vector<Clause> related;       ///< other sides that are no part of a proof
  std::optional<Witness> witness;
  std::optional<NumberLine> number_line;
  std::optional<TimeLine> time_line;
  std::vector<Fix> fixes;
};

}  // namespace pol::lint
