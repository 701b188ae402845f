#pragma once
// The solver's answers about one policy, as bytes that a later run can start from.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "compiler/smt/recall.h"

namespace pol::pipeline {

class StoredAnswers : public smt::Answers {
 public:
  /// `facts`: how many the policy has. `bytes`: what `bytes()` gave before; of anything else, nothing is taken.
  explicit StoredAnswers(std::size_t facts, const std::string& bytes = "");

  std::optional<smt::Kept> find(const smt::Key& key) override;
  void keep(const smt::Key& key, const smt::Kept& kept) override;

  /// Something was kept since.
  bool is_new() const { return is_new_; }
  std::size_t size() const { return entries_.size(); }
  /// What was asked for in this run, and of what was not, the latest: some runs later it is forgotten.
  std::string bytes() const;

 private:
  struct Entry {
    std::string bytes;      ///< of the answer, its witness told by how it differs from `base_`
    std::uint64_t age = 0;  ///< runs since somebody asked; 0: in this one
  };
  bool read(const std::string& bytes);

  std::size_t facts_;
  ir::Patient base_;  ///< the first witness
  std::map<smt::Key, Entry> entries_;
  bool is_new_ = false;
};

}  // namespace pol::pipeline
