#pragma once
// Ways to approval: the cheapest documentation after which nothing else is possible (DESIGN 4.3).

#include <bitset>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "compiler/ask/evidence.h"
#include "compiler/ask/model.h"
#include "compiler/ask/trial.h"

namespace pol::ask {

inline constexpr std::size_t kMostSamples = 256;
/// Samples of a part that will do.
using Samples = std::bitset<kMostSamples>;

/// What must be documented, and with what values.
struct Way {
  unsigned cost = 0;
  std::vector<std::pair<std::uint32_t, Samples>> parts;  ///< by part, ascending
};

class Routes {
 public:
  /// Candidates are proofs of the conditions, the cheapest few of every node, and one completion found by search; each
  /// is then verified, cut down to what is needed, and its values widened to all that do.
  Routes(Model& model, const Evidence& evidence, std::size_t steps);

  /// The cheapest first; equal ones in declaration order.
  std::vector<Way> find(Labels approved, std::size_t most);

 private:
  using Ways = std::vector<Way>;
  Ways prove(Edge edge, bool yes);
  Ways prove_leaf(std::uint32_t leaf, bool yes);
  Ways prove_pair(const Leaf& leaf, bool yes);
  /// Ways in which `least` to `most` of the inputs are yes, and so many of the rest no that it stays so.
  Ways prove_count(const std::vector<Edge>& inputs, std::uint32_t needed, bool yes);
  Ways prove_exactly(const std::vector<Edge>& inputs, std::uint32_t k);
  Ways both(const Ways& a, const Ways& b);
  std::optional<Way> both(const Way& a, const Way& b);
  void trim(Ways& ways) const;
  unsigned cost_of(const Way& way) const;
  bool has_row(const Way& way, std::uint32_t group) const;
  /// Everything that a completion found by search was made to say.
  std::optional<Way> way_by_search(Labels approved);
  bool is_sure(const Way& way, Labels approved);
  void cut_down(Way& way, Labels approved);
  void widen(Way& way, Labels approved);

  Model& model_;
  const Evidence& evidence_;
  Trial trial_;
  std::map<std::pair<Edge, bool>, Ways> known_;
};

}  // namespace pol::ask
