#pragma once
// Typed indices: an id of one kind of thing cannot be used for another.

#include <compare>
#include <cstdint>
#include <functional>

namespace pol {

template <class Tag>
struct Id {
  static constexpr std::uint32_t kNone = 0xFFFFFFFFU;
  std::uint32_t index = kNone;

  constexpr bool is_set() const { return index != kNone; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

}  // namespace pol

template <class Tag>
struct std::hash<pol::Id<Tag>> {
  std::size_t operator()(pol::Id<Tag> id) const noexcept { return id.index; }
};
