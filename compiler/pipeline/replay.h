#pragma once
// Recorded cases through two revisions, natively: who is decided otherwise.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/cases/reader.h"
#include "compiler/cases/stream.h"
#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

/// What a revision says of a case, without its reasons.
struct Decided {
  ir::Outcome outcome = ir::Outcome::NeedsInformation;
  ir::OutcomeSet possible = 0;

  friend bool operator==(const Decided&, const Decided&) = default;
};

/// The same as interp::determine gives, without the reasons: natively, by search where that does not reach.
/// `prepared`: as exact::prepare gives it.
Decided decide(const ir::Policy& policy, const Engine& engine, const interp::Prepared& prepared);

/// One side of a replay. Keeps references.
struct ReplaySide {
  const ir::Policy& policy;
  const Engine& engine;
};

/// A case as both revisions see it.
struct ReplayedCase {
  std::string title;
  std::size_t line = 0;  ///< in its file
  ir::Patient old_documented, new_documented;
  interp::Prepared old_prepared, new_prepared;
  Decided before, after;
};

/// Reads cases and decides each twice. Facts that only one revision knows do not count in the other.
class Replay {
 public:
  Replay(ReplaySide old_side, ReplaySide new_side);
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  using Each = std::function<void(const ReplayedCase&)>;
  using Bad = std::function<void(const std::string& message)>;
  /// `each` is told of every case, `bad` of every mistake: `file:line: …`. `more`: after every so many cases; bytes
  /// read and in all (0: not known). Returns how many cases could not be used.
  std::size_t run(const std::string& path, const Each& each, const Bad& bad,
                  const std::function<void(std::uint64_t, std::uint64_t)>& more) const;

 private:
  bool replay(const cases::Json& json, const std::string& name, cases::Errors& errors, ReplayedCase& out) const;

  ReplaySide old_, new_;
  std::unique_ptr<cases::CaseReader> old_reader_, new_reader_;
};

}  // namespace pol::pipeline
