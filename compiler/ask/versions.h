#pragma once
// Up to 64 columns of one group side by side: what each makes of the conditions, the rest of the case being shared.

#include <array>
#include <cstdint>
#include <vector>

#include "compiler/ask/model.h"

namespace pol::ask {

class Versions {
 public:
  explicit Versions(const Model& model);

  /// From now on versions are these columns of `group`.
  void choose(std::uint32_t group, std::vector<std::uint32_t> columns);
  std::size_t size() const { return columns_.size(); }
  std::uint32_t column(std::size_t version) const { return columns_[version]; }
  /// Finds all truths anew, from the model's present state.
  void evaluate();

  ir::Truth truth(Edge edge, std::size_t version) const;
  Labels possible(std::size_t version) const { return possible_[version]; }
  /// May versions 0 and `version` still come to differ here?
  bool may_differ(Edge edge, std::size_t version) const;

 private:
  struct Planes {
    std::uint64_t yes = 0, no = 0;
  };
  Planes planes(Edge edge) const;
  Planes gate(std::uint32_t node) const;

  const Model& model_;
  std::uint32_t group_ = 0;
  std::vector<std::uint32_t> columns_;
  std::vector<std::uint32_t> stamp_;  ///< by node: in the present group's cone when equal to `now_`
  std::uint32_t now_ = 0;
  std::vector<Planes> planes_;            ///< by node, of that cone
  std::vector<std::uint64_t> differing_;  ///< by node: versions that may come to differ from version 0
  std::array<Labels, 64> possible_{};
};

}  // namespace pol::ask
