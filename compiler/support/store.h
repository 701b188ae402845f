#pragma once
// A growing list of nodes, named by typed ids. Ids stay valid; references do not survive `add`.

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/support/id.h"

namespace pol {

template <class T, class IdType>
class Store {
 public:
  IdType add(T value) {
    items_.push_back(std::move(value));
    return IdType{static_cast<std::uint32_t>(items_.size() - 1)};
  }
  const T& operator[](IdType id) const { return items_[id.index]; }
  T& operator[](IdType id) { return items_[id.index]; }
  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }

 private:
  std::vector<T> items_;
};

/// `match(variant, lambdas...)`: exhaustive; a new alternative breaks the build.
template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class Variant, class... Fs>
decltype(auto) match(Variant&& variant, Fs&&... fs) {
  return std::visit(Overloaded<std::decay_t<Fs>...>{std::forward<Fs>(fs)...}, std::forward<Variant>(variant));
}

}  // namespace pol
