#pragma once
// Case JSON to a patient: what is documented, before any default or check.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/support/limits.h"
#include "compiler/support/result.h"

namespace pol::cases {

inline constexpr std::size_t kMaxCaseBytes = limits::kCaseFileBytes;

struct LoadedCase {
  std::string title;  ///< the `title` key; else the file's name
  ir::Patient patient;
  std::vector<ir::Expectation> expectations;  ///< from the `expect` key
};

struct LoadedCases {
  std::vector<LoadedCase> cases;    ///< one for an object, several for an array of objects
  std::vector<std::string> errors;  ///< `file:line: fact: what was seen, what would fit`; then no case may be used
};

/// Reads the JSON of one case, or of an array of cases. Keys are fact names (and `title`, `expect`).
/// Numbers are read from their digits. Unknown facts, wrong types and units, values out of range, dates that do
/// not exist, duplicate keys, truncated or malformed JSON: an error each, with file, line and fact.
LoadedCases load_cases(const ir::Policy& policy, std::string_view json, const std::string& file_name);

class CaseReader;
struct Json;
class Errors;
/// Who reads a case. Null: nobody, and `errors` was told why.
using ChooseReader = std::function<const CaseReader*(const Json& one, Errors& errors)>;
/// The same where the cases of one file are not all of one policy. `choose` is asked about each in its turn.
LoadedCases load_cases(const ChooseReader& choose, std::string_view json, const std::string& file_name);

/// Reads a file of at most `limit` bytes.
Result<std::string> read_file(const std::string& path, std::size_t limit);

}  // namespace pol::cases
