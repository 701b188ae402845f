#pragma once
// The connectives that a condition is written with, for criteria without labelled branches.

#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/ast/ast.h"

namespace pol::trace {

/// The words that name one connective, the one to show first: `any`; `all`, `both` for a regimen of two.
using Connective = std::vector<std::string>;

class Connectives {
 public:
  explicit Connectives(const std::vector<ast::File>& files);

  /// Of a whole condition and of `regardless of`: see README.md. Labelled lists are not among them.
  std::vector<Connective> of(const ast::File& file, const ast::Body& body) const;

  /// `any`, `at least 2` …; `negated`: as it is under `not`.
  static std::string word(const ast::Group& group, bool negated);
  /// `all`, and `both` where there are two.
  static Connective of_all(std::size_t count);

 private:
  struct Named {
    const ast::File* file = nullptr;
    ast::ConditionId condition;  ///< of a definition or of `shown by`; not set: none
    bool is_open_list = false;   ///< a fact with `eg`
  };
  struct Walk {
    const ast::File* file = nullptr;
    bool negated = false;
    bool is_whole = true;  ///< no other condition stands beside it
    int depth = 0;
  };
  void collect(ast::ConditionId id, Walk walk, std::vector<Connective>& out) const;
  void collect_name(const std::string& name, Walk walk, std::vector<Connective>& out) const;

  std::unordered_map<std::string, Named> named_;
};

}  // namespace pol::trace
