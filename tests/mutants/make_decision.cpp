// Clauses of `determine`, checks and assumptions.

#include <fmt/format.h>

#include "tests/mutants/make.h"
#include "tests/mutants/spots.h"

namespace pol::mutants {

namespace {

template <class T>
std::vector<std::pair<const T*, Range>> declared(const Original& original) {
  std::vector<std::pair<const T*, Range>> out;
  for (const ast::File* file : original.files) {
    for (std::size_t i = 0; i < file->declarations.size(); ++i) {
      if (const auto* each = std::get_if<T>(&file->declarations[i]))
        out.emplace_back(each, file->declaration_ranges[i]);
    }
  }
  return out;
}

const ast::Condition& condition_of(const Original& original, Range declaration, ast::ConditionId id) {
  for (const ast::File* file : original.files) {
    if (file->source == declaration.source) return file->conditions[id];
  }
  return original.files.front()->conditions[id];
}

}  // namespace

Mutations swapped_rulings(const Original& original) {
  Mutations out;
  for (const auto& [determine, range] : declared<ast::Determine>(original)) {
    for (std::size_t i = 0; i + 1 < determine->rulings.size(); ++i) {
      const Range first = determine->rulings[i].range, second = determine->rulings[i + 1].range;
      out.push_back({fmt::format("determine.{}", i + 1), range, {first.source, first.begin, second.end},
                     {{first, original.text(second)}, {second, original.text(first)}}});
    }
  }
  return out;
}

Mutations repeated_ruling(const Original& original) {
  Mutations out;
  for (const auto& [determine, range] : declared<ast::Determine>(original)) {
    for (std::size_t i = 0; i < determine->rulings.size(); ++i) {
      const ast::Ruling& ruling = determine->rulings[i];
      // Of one that is the same word for word the compiler says so itself.
      const std::string test = original.text(condition_of(original, range, ruling.condition).range);
      const std::string finding = another_finding(original, test);
      if (ruling.unless || finding.empty()) continue;
      const std::string text = fmt::format("\n  {} when {} and {}", ruling.outcome.text, test, finding);
      out.push_back({fmt::format("determine.{}", i + 2), range, ruling.range, {{end_of(ruling.range), text}}});
    }
  }
  return out;
}

Mutations broken_check(const Original& original) {
  Mutations out;
  for (const auto& [claim, range] : declared<ast::Claim>(original)) {
    if (claim->is_assumption || !claim->consequence) continue;
    const ast::Condition& consequence = condition_of(original, range, *claim->consequence);
    if (!is_test(consequence) && !std::holds_alternative<ast::Group>(consequence.node)) continue;
    const Range at{range.source, consequence.range.begin, consequence.range.begin};
    out.push_back({claim->title.text, range, range, {{at, "not "}}});
  }
  return out;
}

Mutations false_premise(const Original& original) {
  Mutations out;
  for (const auto& [claim, range] : declared<ast::Claim>(original)) {
    if (claim->is_assumption || !claim->consequence) continue;
    const ast::Condition& premise = condition_of(original, range, claim->condition);
    const std::vector<ast::ConditionId> terms = [&] {
      const auto* node = std::get_if<ast::And>(&premise.node);
      return node == nullptr ? std::vector{claim->condition} : node->terms;
    }();
    const ast::Condition& first = condition_of(original, range, terms.front());
    const bool fits = is_test(first) || std::holds_alternative<ast::Group>(first.node);
    if (fits)
      out.push_back(
          {claim->title.text, range, range, {{end_of(premise.range), " and not " + original.text(first.range)}}});
  }
  return out;
}

Mutations opposed_assumptions(const Original& original) {
  Mutations out;
  for (const auto& [claim, range] : declared<ast::Claim>(original)) {
    if (!claim->is_assumption) continue;
    const ast::Condition& premise = condition_of(original, range, claim->condition);
    if (!is_test(premise)) continue;
    const std::string test = original.text(premise.range);
    out.push_back(
        {"So it is",
         range,
         range,
         {{end_of(range), fmt::format("\nassume \"So it is\" : {}\nassume \"So it is not\" : not {}", test, test)}}});
  }
  return out;
}

}  // namespace pol::mutants
