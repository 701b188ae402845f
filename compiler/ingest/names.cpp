#include "compiler/ingest/names.h"

#include <utility>

namespace pol::ingest {

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  // Larger tables and other seeds, until no two names share a slot; the hash takes in all bytes, so that there is one.
  constexpr std::uint64_t kSeeds = 16;
  for (std::size_t slots = 16;; slots *= 2) {
    if (slots < names_.size() * 2) continue;
    for (std::uint64_t i = 0; i < kSeeds; ++i) {
      seed_ = i * 0xD1B54A32D192ED03U;
      if (fill(slots)) return;
    }
  }
}

bool NameTable::fill(std::size_t slots) {
  mask_ = slots - 1;
  slots_.assign(slots, kNoName);
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::uint32_t& slot = slots_[hash(names_[i], seed_) & mask_];
    if (slot != kNoName) return false;
    slot = i;
  }
  return true;
}

}  // namespace pol::ingest
