#pragma once
// JSON as a small tree with places. simdjson is seen in json.cpp only.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pol::cases {

struct Field;

struct Json {
  enum class Kind : std::uint8_t { Null, Bool, Number, String, Array, Object };
  Kind kind = Kind::Null;
  bool truth = false;         ///< Bool
  std::string text;           ///< String: escapes undone; Number: as written
  std::vector<Json> items;    ///< Array
  std::vector<Field> fields;  ///< Object, in file order
  std::size_t offset = 0;     ///< of the first byte

  /// The first field of that name, or null.
  const Field* find(std::string_view key) const;
};

struct Field {
  std::string key;
  std::size_t offset = 0;
  bool repeated = false;  ///< the same key stands earlier in the object
  Json value;
};

struct SyntaxError {
  std::size_t offset = 0;
  std::string message;
};

/// Reads `text` and calls `each` for every item of the array at its top, or once for anything else there.
/// On a syntax error, `each` still gets what could be read of the value it is in, and the error is returned.
std::optional<SyntaxError> read_json(std::string_view text,
                                     const std::function<void(const Json&, bool in_array)>& each);

}  // namespace pol::cases
