#include "compiler/parse/build_ast.h"

namespace pol::parse {

ast::Case Builder::test_case(Rules::TestCaseContext* tree) const {
  ast::Case out;
  out.title = text(tree->STRING());
  out.range = range(tree);
  for (Rules::CaseFactContext* const each : tree->caseFact()) {
    if (each->exception == nullptr && each->caseValue() != nullptr && each->caseValue()->exception == nullptr) {
      out.facts.push_back(case_fact(each));
    }
  }
  for (Rules::ExpectationContext* const each : tree->expectation()) {
    if (each->exception == nullptr) out.expectations.push_back(expectation(each));
  }
  return out;
}

ast::CaseFact Builder::case_fact(Rules::CaseFactContext* tree) const {
  ast::CaseFact out;
  out.fact = name(tree->word());
  out.part = tree->INCLUDE() != nullptr   ? ast::CaseFact::Part::Include
             : tree->EXCLUDE() != nullptr ? ast::CaseFact::Part::Exclude
                                          : ast::CaseFact::Part::Whole;
  out.value = case_value(tree->caseValue());
  out.value_range = range(tree->caseValue());
  if (tree->PER() != nullptr) out.source = optional_text(tree->STRING());
  return out;
}

ast::CaseValue Builder::case_value(Rules::CaseValueContext* tree) const {
  if (tree->YES() != nullptr) return ast::CaseWord::Yes;
  if (tree->NO() != nullptr) return ast::CaseWord::No;
  if (tree->NONE() != nullptr) return ast::CaseWord::None;
  if (tree->UNKNOWN() != nullptr) return ast::CaseWord::Unknown;
  if (tree->STRING() != nullptr) return text(tree->STRING());
  if (tree->DATE() != nullptr) return date(tree->DATE());
  if (tree->quantity() != nullptr) return quantity(tree->quantity());
  if (tree->set() != nullptr) return set(tree->set());
  return name(tree->word());
}

ast::Expectation Builder::expectation(Rules::ExpectationContext* tree) const {
  ast::Expectation out;
  out.range = range(tree);
  for (Rules::OutcomeContext* const outcome : tree->outcome()) out.outcomes.push_back(name(outcome));
  const std::vector<ast::Name> words = names(tree->word());
  if (tree->IS() != nullptr) {
    out.kind = ast::Expectation::Kind::Truth;
    if (!words.empty()) out.path = words[0];
    out.truth = tree->YES() != nullptr  ? ast::CaseWord::Yes
                : tree->NO() != nullptr ? ast::CaseWord::No
                                        : ast::CaseWord::Unknown;
  } else {
    out.kind = tree->POSSIBLE() != nullptr ? ast::Expectation::Kind::Possible : ast::Expectation::Kind::Outcome;
    out.by = words;
  }
  return out;
}

}  // namespace pol::parse
