#pragma once
// What every target shares. A target is one function of any bytes that comes back, or ends the program.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

/// libFuzzer's own entries: `LLVMFuzzerInitialize` runs once before the first input.
extern "C" int LLVMFuzzerInitialize(int* count, char*** words);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace pol::fuzz {

/// A promise that was not held: says which, and ends the program, so that the input is kept.
inline void demand(bool holds, const char* promise, const std::string& seen = {}) {
  if (holds) return;
  std::fprintf(stderr, "\nnot held: %s\n%s\n", promise, seen.c_str());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

/// A path in the project's tree.
inline std::string in_tree(const std::string& path) { return std::string(POL_SOURCE_DIR) + "/" + path; }

}  // namespace pol::fuzz
