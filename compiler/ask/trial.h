#pragma once
// Completions looked for: one that gives a label, and one in which some values of a group make a difference.

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "compiler/ask/model.h"
#include "compiler/ask/versions.h"

namespace pol::ask {

enum class Answer : std::uint8_t { No, Yes, Spent };  ///< Spent: the limit of steps was met

class Trial {
 public:
  /// `steps`: partial cases looked at for one question; a count, so that answers are the same everywhere.
  Trial(Model& model, std::size_t steps) : model_(model), versions_(model), steps_(steps) {}

  /// From the model's present state: does some completion give one of `wanted`? The state is left as it was.
  /// `found`, where given, is called with the model in a state in which nothing else is possible any more.
  Answer some_gives(Labels wanted, const std::function<void()>& found = {});

  /// Is there a completion of the other groups for which column `one` of `group` gives what none of `others` does?
  /// Then `found` is called with the model in such a state.
  Answer differs(std::uint32_t group, std::uint32_t one, const std::vector<std::uint32_t>& others,
                 const std::function<void()>& found);

 private:
  struct Decision {
    std::uint32_t leaf = 0;
    bool yes = false;
    std::optional<std::size_t> version;  ///< in which the leaf is meant, where versions differ in it
  };
  Answer search(Labels wanted, const std::function<void()>& found);
  Answer search(const std::function<void()>& found);
  /// Tries `decision`, then the contrary.
  template <class Go>
  Answer branch(const Decision& decision, Go&& go);

  std::optional<Decision> towards_label(Labels wanted) const;
  std::optional<Decision> towards_difference() const;
  /// An undecided leaf below `edge` that may bring it to `yes`; in a version, or in all of them.
  std::optional<Decision> trace(Edge edge, bool yes, std::optional<std::size_t> version) const;
  std::optional<Decision> trace_difference(Edge edge, std::size_t version) const;
  std::optional<Decision> any_undecided() const;
  /// `last_failed_`, where it is undecided.
  std::optional<Decision> failed_before() const;
  ir::Truth truth(Edge edge, std::optional<std::size_t> version) const {
    return version ? versions_.truth(edge, *version) : model_.network().truth(edge);
  }

  Model& model_;
  Versions versions_;
  std::size_t steps_;
  std::size_t left_ = 0;
  std::optional<Decision> last_failed_;  ///< tried first from then on: what fails here mostly fails elsewhere too
  std::uint32_t varied_ = UINT32_MAX;    ///< the group whose columns are compared; it stays as it is
};

}  // namespace pol::ask
