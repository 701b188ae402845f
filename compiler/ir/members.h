#pragma once
// A set of members of one value set, by index.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pol::ir {

class Members {
 public:
  void insert(std::size_t i) {
    if (words_.size() <= i / 64) words_.resize(i / 64 + 1);
    words_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  void erase(std::size_t i) {
    if (i / 64 < words_.size()) words_[i / 64] &= ~(std::uint64_t{1} << (i % 64));
    trim();
  }
  bool contains(std::size_t i) const { return i / 64 < words_.size() && ((words_[i / 64] >> (i % 64)) & 1U) != 0; }
  bool empty() const { return words_.empty(); }
  std::vector<std::size_t> list() const {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < words_.size() * 64; ++i) {
      if (contains(i)) out.push_back(i);
    }
    return out;
  }
  friend bool operator==(const Members&, const Members&) = default;

 private:
  void trim() {
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
  }
  std::vector<std::uint64_t> words_;  // no zero words at the end, so that equality is by content
};

}  // namespace pol::ir
