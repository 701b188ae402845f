#pragma once
// Answers of earlier runs. They are kept under a key of all that they can depend on, so that a key found is an answer;
// where they are kept is somebody else's business.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/smt/session.h"

namespace pol::smt {

/// A cryptographic hash.
struct Key {
  std::array<std::uint8_t, 32> bytes{};
  friend auto operator<=>(const Key&, const Key&) = default;
};

/// What became of a question. A witness has the facts of the policy, in its order.
struct Kept {
  Answer answer;
  std::vector<std::uint32_t> core;  ///< of a core: indices into the forms
};

/// Where answers are kept.
class Answers {
 public:
  virtual ~Answers() = default;
  virtual std::optional<Kept> find(const Key& key) = 0;
  virtual void keep(const Key& key, const Kept& kept) = 0;
};

class Forms;

/// The keys of questions about one policy, for all of its sessions. Keeps references to its arguments.
class Recall {
 public:
  /// Which of a session's functions was called: each gives something else for the same forms.
  enum class Asked : std::uint8_t { Ask, Show, Core };

  Recall(const ir::Policy& policy, const Limits& limits, Answers& answers);
  ~Recall();
  Recall(const Recall&) = delete;
  Recall& operator=(const Recall&) = delete;

  /// Of the effective formulas: what definitions, criteria and readings stand for is part of them, titles are not.
  Key key(Asked asked, const Forms& forms, const std::vector<Form>& question);
  Answers& answers() { return answers_; }

 private:
  class Hashes;
  Answers& answers_;
  std::unique_ptr<Hashes> hashes_;
};

}  // namespace pol::smt
