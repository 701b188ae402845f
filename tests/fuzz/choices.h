#pragma once
// Bytes of an input as choices. Behind its end they go on at random, the same for the same input: a short input still
// makes a whole batch, and its beginning decides the shape.

#include <cstddef>
#include <cstdint>

namespace pol::fuzz {

class Choices {
 public:
  Choices(const std::uint8_t* bytes, std::size_t size) : bytes_(bytes), left_(size) {
    for (std::size_t i = 0; i < size; ++i) state_ = (state_ ^ bytes[i]) * 0x100000001B3U;
  }

  std::uint8_t byte() {
    if (left_ == 0) return static_cast<std::uint8_t>(random());
    --left_;
    return *bytes_++;
  }
  /// 0 to n - 1. Takes no more of the input than it needs.
  std::uint64_t below(std::uint64_t n) {
    std::uint64_t value = 0;
    for (std::uint64_t range = 1; range < n; range <<= 8U) {
      value = value << 8U | byte();
      if (range > std::uint64_t{1} << 55U) break;
    }
    return n == 0 ? 0 : value % n;
  }
  bool one_in(std::uint64_t n) { return below(n) == n - 1; }
  /// Not of the input: contents that nothing depends on.
  std::uint64_t random() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31U;
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t left_;
  std::uint64_t state_ = 0xCBF29CE484222325U;
};

}  // namespace pol::fuzz
