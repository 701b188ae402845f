#pragma once
// One determination as a line of the log.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/audit/key.h"

namespace pol::audit {

/// What a line says: names only, never a value.
struct Entry {
  std::string time;  ///< RFC 3339, as the caller gave it
  std::string policy, revision, content_hash;
  std::string engine;                  ///< `polc 0.1.0, semantics 2, native`
  std::string case_code;               ///< Key::code_of_case
  std::optional<std::string> request;  ///< the case's `id`
  std::string outcome;
  bool is_exact = true;
  std::vector<std::string> possible;           ///< outcomes
  std::vector<std::string> met_by;             ///< criteria
  std::vector<std::string> deciding_facts;     ///< facts
  std::vector<std::string> undecided_because;  ///< facts
};

/// Where a line stands.
struct Place {
  std::uint64_t number = 1;
  std::string previous = std::string(kCodeDigits, '0');  ///< code of the line before; of the first line, zeros
};

/// JSON and a line end. The same entry, place and key give the same bytes.
std::string line_of(const Entry& entry, const Place& place, const Key& key);

struct Line {
  Place place;
  std::string code;
  std::string time, content_hash, case_code;
  std::optional<std::string> request;
};
/// Of `text` without its line end; none where the code is not the one that the key makes of the rest.
std::optional<Line> read_line(std::string_view text, const Key& key);

/// `2026-01-31T12:00:00Z`, a fraction or an offset such as `+01:00` too; the day must be one of the calendar.
bool is_rfc3339(std::string_view text);

}  // namespace pol::audit
