#pragma once
// Hand-laid rows of the lumbar guideline from the same patients that native code is packed from, by fact name.

#include <memory>

#include "compiler/ir/policy.h"
#include "tools/bench/lumbar_row.h"

namespace pol::bench {

class LumbarFacts {
 public:
  /// Keeps a reference to `policy`. Ends the program when a fact, value or code that the rows need is not in it.
  explicit LumbarFacts(const ir::Policy& policy);
  ~LumbarFacts();
  LumbarFacts(const LumbarFacts&) = delete;
  LumbarFacts& operator=(const LumbarFacts&) = delete;

  /// `patient` has been prepared.
  LumbarRow row_of(const ir::Patient& patient) const;

 private:
  struct Sources;
  std::unique_ptr<Sources> sources_;
};

}  // namespace pol::bench
