#include "compiler/ingest/names.h"

#include <utility>

namespace pol::ingest {

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  std::size_t slots = 16;
  while (slots < names_.size() * 4) slots *= 2;
  mask_ = slots - 1;
  slots_.assign(slots, kNoName);
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::uint64_t slot = hash(names_[i]) & mask_;
    while (slots_[slot] != kNoName) slot = (slot + 1) & mask_;
    slots_[slot] = i;
  }
}

}  // namespace pol::ingest
