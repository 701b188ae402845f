#include "compiler/interp/branches.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/result.h"

namespace pol::interp {

using ir::ExprId;
using ir::Quantifier;
using ir::Truth;

namespace {

std::size_t count_of(const ir::Group& group, const std::vector<Truth>& truths, Truth wanted) {
  return static_cast<std::size_t>(std::count_if(group.children.begin(), group.children.end(),
                                                [&](ExprId child) { return truths[child.index] == wanted; }));
}

/// The truth of branches that settle the group as `truth`, and how many of them it takes by Kleene's count; none: all.
struct Settling {
  Truth branch = Truth::Yes;
  std::size_t count = 1;
};
Settling settling(const ir::Group& group, Truth truth) {
  const bool holds = truth == Truth::Yes;
  const std::size_t n = group.children.size();
  switch (group.quantifier) {
    case Quantifier::Any:
    case Quantifier::Either:
    case Quantifier::One:
      return holds ? Settling{Truth::Yes, 1} : Settling{Truth::No, n};
    case Quantifier::None:
      return holds ? Settling{Truth::No, n} : Settling{Truth::Yes, 1};
    case Quantifier::All:
    case Quantifier::Both:
      return holds ? Settling{Truth::Yes, n} : Settling{Truth::No, 1};
    case Quantifier::AtLeast:
      return holds ? Settling{Truth::Yes, group.k} : Settling{Truth::No, n - group.k + 1};
    case Quantifier::Exactly:
      break;
  }
  POL_BUG("`exactly` rests on all branches");
}

std::string counts_text(const ir::Group& group, const std::vector<Truth>& truths) {
  const std::size_t open = count_of(group, truths, Truth::Unknown);
  std::string text = fmt::format("{} of {} needed, {} held", group.k, group.children.size(),
                                 count_of(group, truths, Truth::Yes));
  if (open != 0) text += fmt::format(", {} open", open);
  return text;
}

}  // namespace

std::vector<ExprId> telling_branches(const ir::Group& group, Truth truth, const std::vector<Truth>& truths) {
  if (group.quantifier == Quantifier::Exactly && truth != Truth::Unknown) return group.children;
  Truth settled = Truth::Unknown;
  bool with_open = true;
  if (truth != Truth::Unknown) {
    const Settling needed = settling(group, truth);
    settled = needed.branch;
    with_open = count_of(group, truths, settled) < needed.count;  // then they hold together only
  }
  std::vector<ExprId> telling;
  for (const ExprId child : group.children) {
    const Truth of_child = truths[child.index];
    if (of_child == settled || (with_open && of_child == Truth::Unknown)) telling.push_back(child);
  }
  return telling;
}

std::string quantifier_text(const ir::Group& group, const std::vector<Truth>& truths) {
  switch (group.quantifier) {
    case Quantifier::Any:
      return "any of";
    case Quantifier::All:
      return "all of";
    case Quantifier::Either:
      return "either of";
    case Quantifier::Both:
      return "both of";
    case Quantifier::One:
      return "one of";
    case Quantifier::None:
      return "none of";
    case Quantifier::AtLeast:
      return "at least " + counts_text(group, truths);
    case Quantifier::Exactly:
      return "exactly " + counts_text(group, truths);
  }
  POL_BUG("quantifier out of range");
}

}  // namespace pol::interp
