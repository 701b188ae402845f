#pragma once
// Numbers with their units, in titles and in conditions as written.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/expr.h"
#include "compiler/lint/context.h"

namespace pol::lint::numbers {

struct Quantity {
  double number = 0;
  std::string unit;                      ///< plural spelling
  std::optional<ir::Relation> relation;  ///< `more than 4 weeks`, `>= 4 weeks`; not set where the words leave it open
};

/// Paths whose title states another figure than its test: told at the figure, and not again of the whole condition. One
/// for a policy: `cx.shared<TitlesTold>()`.
struct TitlesTold {
  explicit TitlesTold(Context&) {}
  std::set<std::string> paths;
};

/// Of a title ("More than 5 %, 10 % or more", "Six weeks of care", "11 to 14 years") or a test ("age >= 18 years").
std::vector<Quantity> quantities_in(std::string_view text);
/// Every number of a title, whatever it counts: "Ten years more, fifteen in all" names 10 and 15.
std::vector<double> numbers_in(std::string_view text);

}  // namespace pol::lint::numbers
