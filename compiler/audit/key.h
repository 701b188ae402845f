#pragma once
// The secret of an audit log, and the codes that are made with it.

#include <array>
#include <string>
#include <string_view>

#include "compiler/support/result.h"

namespace pol::audit {

/// HMAC-SHA-256 in hexadecimal.
inline constexpr std::size_t kCodeDigits = 64;

class Key {
 public:
  /// 64 hexadecimal digits and a line end, in a file that nobody but its owner may read.
  static Result<Key> load(const std::string& path);
  ~Key();
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;

  std::string code_of_line(std::string_view text) const;
  std::string code_of_case(std::string_view canonical) const;

 private:
  using Bytes = std::array<unsigned char, 32>;
  Key() = default;

  // One for each use, so that no case can be written whose code is a line's.
  Bytes lines_{}, cases_{};
};

/// Writes a new key, from the system's random numbers. What is there already stays. Error: one line; then there is no file.
Result<bool> make_key(const std::string& path);

/// In a time that does not tell where they differ.
bool is_same_code(std::string_view a, std::string_view b);

}  // namespace pol::audit
