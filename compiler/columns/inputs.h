#pragma once
// Which columns the code of a program reads.

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/planes/program.h"

namespace pol::columns {

/// As pol_input_row of pol/tables.h has it; the numbers are the same.
struct Input {
  enum class Kind : std::uint8_t { Finding, Codes8, Codes16, Number32, Number64, Date, Set, Member, Count };
  Kind kind = Kind::Finding;
  ir::FactId fact;
  std::uint32_t member = 0;
};
using InputIndex = std::uint32_t;

/// The columns of a program, each once.
class Inputs {
 public:
  explicit Inputs(const ir::Policy& policy) : policy_(policy) {}

  /// The fact's own column; the finding that it is there, of a set.
  InputIndex add(ir::FactId fact);
  InputIndex add_member(ir::FactId fact, std::uint32_t member);
  InputIndex add_count(ir::FactId fact);

  const std::vector<Input>& list() const { return list_; }
  std::optional<InputIndex> of(ir::FactId fact) const;
  InputIndex member(ir::FactId fact, std::uint32_t member) const { return members_.at({fact, member}); }
  InputIndex count(ir::FactId fact) const { return counts_.at(fact); }

 private:
  const ir::Policy& policy_;
  std::vector<Input> list_;
  std::map<ir::FactId, InputIndex> facts_, counts_;
  std::map<std::pair<ir::FactId, std::uint32_t>, InputIndex> members_;
};

/// A number whose range does not fit 30 bits.
bool is_wide(const ir::Type& type);

}  // namespace pol::columns
