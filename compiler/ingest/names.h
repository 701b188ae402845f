#pragma once
// A fixed list of names, each found by about one probe.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace pol::ingest {

inline constexpr std::uint32_t kNoName = UINT32_MAX;

class NameTable {
 public:
  /// `names` are distinct; their positions are what is found.
  explicit NameTable(std::vector<std::string> names = {});

  std::uint32_t find(std::string_view name) const {
    std::uint64_t slot = hash(name) & mask_;
    while (slots_[slot] != kNoName && names_[slots_[slot]] != name) slot = (slot + 1) & mask_;
    return slots_[slot];
  }
  const std::string& operator[](std::uint32_t at) const { return names_[at]; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  static std::uint64_t hash(std::string_view name) {
    std::uint64_t h = name.size();
    const char* at = name.data();
    std::size_t left = name.size();
    for (; left >= 8; left -= 8, at += 8) h = mixed(h, word(at, 8));
    return left == 0 ? h ^ h >> 32U : mixed(h, word(at, left));
  }
  static std::uint64_t word(const char* at, std::size_t size) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, size);
    return bytes;
  }
  static std::uint64_t mixed(std::uint64_t h, std::uint64_t bytes) {
    h = (h ^ bytes) * 0x9E3779B97F4A7C15U;
    return h ^ h >> 32U;
  }

  std::vector<std::string> names_;
  std::vector<std::uint32_t> slots_;  // mostly empty
  std::uint64_t mask_ = 0;
};

}  // namespace pol::ingest
