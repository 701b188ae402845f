#include "compiler/parse/recovery.h"

#include "compiler/parse/build_ast.h"
#include "compiler/parse/wording.h"

namespace pol::parse {
namespace {

constexpr int kMostEditsAtOnePlace = 8;
constexpr std::size_t kTokensAhead = 4;

/// After these words one token does not tell which way the grammar goes.
bool needs_more_than_one_token(std::size_t type) {
  switch (type) {
    case Lex::IS: case Lex::EXPECT: case Lex::ADDED: case Lex::CHANGED: case Lex::REMOVED: case Lex::NOTE:
    case Lex::SCHEDULE: case Lex::REGIMEN: case Lex::INCLUDE: case Lex::IN: case Lex::ANY: case Lex::ALL:
    case Lex::NUMBER: case Lex::AT: case Lex::COMMA:
      return true;
    default: return false;
  }
}

/// What the innermost open construct is a list of: it decides where reading can go on.
enum class List {
  None, Items, Conditions, Facts, Pairs, Values, Procedures, Rulings, Changes, CaseFacts, Clauses, Readings, SiteParts,
  Members
};

bool is_list_rule(std::size_t rule) {
  switch (rule) {
    case Rules::RuleFile: case Rules::RuleHeader: case Rules::RuleCitation: case Rules::RuleCoverage:
    case Rules::RuleRecord: case Rules::RuleFacts: case Rules::RuleValues: case Rules::RuleProcedures:
    case Rules::RuleDetermine: case Rules::RuleRevision: case Rules::RuleTestCase: case Rules::RuleSchedule:
    case Rules::RulePhases: case Rules::RuleSite:
    case Rules::RuleRegimen: case Rules::RuleAmbiguous: case Rules::RuleBranches: case Rules::RuleBody:
      return true;
    default: return false;
  }
}

List list_of(antlr4::RuleContext* context) {
  for (; context != nullptr; context = static_cast<antlr4::RuleContext*>(context->parent)) {
    switch (context->getRuleIndex()) {
      case Rules::RuleBody: case Rules::RuleRegimen: case Rules::RuleAmbiguous: return List::Items;
      case Rules::RuleBranches: {
        auto* const branches = static_cast<Rules::BranchesContext*>(context);
        return branches->item(0) != nullptr ? List::Items : List::Conditions;
      }
      case Rules::RuleFacts: return List::Facts;
      case Rules::RuleHeader: case Rules::RuleCitation: case Rules::RuleCoverage: case Rules::RuleRecord:
        return List::Pairs;
      case Rules::RuleValues: return List::Values;
      case Rules::RuleProcedures: return List::Procedures;
      case Rules::RuleDetermine: return List::Rulings;
      case Rules::RuleRevision: return List::Changes;
      case Rules::RuleTestCase: return List::CaseFacts;
      case Rules::RuleSchedule: return List::Clauses;
      case Rules::RulePhases: return List::Readings;
      case Rules::RuleSite: return List::SiteParts;
      case Rules::RuleSet: case Rules::RuleImages: return List::Members;
      default: break;
    }
  }
  return List::None;
}

bool is_outcome(std::size_t type) { return type >= Lex::MEETS && type <= Lex::CONFLICTING; }

/// May the next element of the list begin at place `i`?
bool begins_element(List list, const TokenList& tokens, std::size_t i) {
  const std::size_t type = tokens.type(i);
  const std::size_t next = tokens.type(i + 1);
  switch (list) {
    case List::None: return false;
    case List::Items:
      return type == Lex::CITES || type == Lex::NOTE || type == Lex::EXCEPT || type == Lex::REGARDLESS;
    case List::Conditions:
    case List::Members: return type == Lex::COMMA;
    case List::Facts:
      return (is_word(type) && next == Lex::COLON) || type == Lex::ABSENT || type == Lex::EG || type == Lex::SHOWN ||
             (type == Lex::ASKS && next == Lex::NUMBER);
    case List::Pairs: return is_word(type) && next == Lex::COLON;
    case List::Values: return (is_word(type) || type == Lex::ABSENT) && next == Lex::STRING;
    case List::Procedures: return type == Lex::STRING && next == Lex::STRING;
    case List::Rulings: return is_outcome(type) || type == Lex::OTHERWISE;
    case List::Changes: return type == Lex::ADDED || type == Lex::REMOVED || type == Lex::CHANGED;
    case List::CaseFacts:
      return type == Lex::EXPECT ||
             (is_word(type) && (next == Lex::COLON || next == Lex::INCLUDE || next == Lex::EXCLUDE));
    case List::Clauses:
      return type == Lex::ANCHOR || type == Lex::IMAGES || type == Lex::LAST || type == Lex::WHENEVER ||
             type == Lex::SOONER || type == Lex::THEN || type == Lex::LABEL ||
             ((type == Lex::EVERY || type == Lex::FROM) && next == Lex::NUMBER);
    case List::Readings: return type == Lex::LABEL;
    case List::SiteParts: return is_word(type) && next == Lex::WHEN;
  }
  return false;
}

}  // namespace

bool Recovery::fits(antlr4::Parser* parser) {
  return look_.fits(parser->getState(), parser->getContext(), tokens_.LA(1));
}

Recovery::Spot Recovery::spot(antlr4::Parser* parser) {
  Spot out{parser->getState(), parser->getContext(), tokens_.index(), {}};
  std::vector<std::size_t> ahead;
  for (std::size_t k = 0; k < kTokensAhead; ++k) {
    ahead.push_back(tokens_.type(out.at + k));
    if (ahead.back() == antlr4::Token::EOF) break;
  }
  const std::size_t good = look_.longest(out.state, out.context, ahead);
  out.prefix.assign(ahead.begin(), ahead.begin() + static_cast<std::ptrdiff_t>(good));
  out.at += good;
  return out;
}

bool Recovery::would_fit(const Spot& spot, std::initializer_list<std::size_t> types) {
  std::vector<std::size_t> all = spot.prefix;
  for (const std::size_t type : types) {
    all.push_back(type);
    if (type == antlr4::Token::EOF) break;
  }
  return look_.longest(spot.state, spot.context, all) == all.size();
}

bool Recovery::gave_up() {
  if (sink_.is_full()) tokens_.seek(tokens_.size() - 1);
  return sink_.is_full();
}

void Recovery::sync(antlr4::Parser* parser) {
  if (gave_up()) return;
  if (inErrorRecoveryMode(parser)) {
    // A loop must not end at a token that only stopped the skipping: its list goes on further ahead.
    if (is_list_rule(parser->getContext()->getRuleIndex()) && !fits(parser)) skip(parser);
    return;
  }
  for (int edits = 0; edits < kMostEditsAtOnePlace; ++edits) {
    const bool fits_now = fits(parser);
    if (fits_now && !needs_more_than_one_token(tokens_.LA(1))) return;
    const Spot here = spot(parser);
    const bool all_good = here.prefix.size() == kTokensAhead || tokens_.type(here.at - 1) == antlr4::Token::EOF;
    if (fits_now && (all_good || here.prefix.empty())) return;
    if (mend(here)) continue;
    if (fits_now) return;  // the parser comes to it
    report_unexpected(here);
    beginErrorCondition(parser);
    skip(parser);
    if (fits(parser)) return;
    throw antlr4::InputMismatchException(parser);
  }
}

antlr4::Token* Recovery::recoverInline(antlr4::Parser* parser) {
  if (!inErrorRecoveryMode(parser) && !gave_up()) {
    const Spot here = spot(parser);
    if (mend(here)) {
      const antlr4::misc::IntervalSet& next = parser->getATN().nextTokens(parser->getATN().states[parser->getState()]);
      if (next.contains(tokens_.LA(1))) {
        antlr4::Token* const token = parser->getCurrentToken();
        reportMatch(parser);
        parser->consume();
        return token;
      }
    } else {
      report_unexpected(here);
    }
    beginErrorCondition(parser);
  }
  throw antlr4::InputMismatchException(parser);
}

void Recovery::reportError(antlr4::Parser* parser, const antlr4::RecognitionException&) {
  if (inErrorRecoveryMode(parser) || gave_up()) return;
  report_unexpected(spot(parser));
  beginErrorCondition(parser);
}

void Recovery::recover(antlr4::Parser* parser, std::exception_ptr) {
  const auto state = static_cast<ssize_t>(parser->getState());
  if (lastErrorIndex == static_cast<int>(tokens_.index()) && lastErrorStates.contains(state)) {
    tokens_.consume();  // twice at the same place: only going on helps
  }
  if (lastErrorIndex != static_cast<int>(tokens_.index())) lastErrorStates.clear();
  lastErrorIndex = static_cast<int>(tokens_.index());
  lastErrorStates.add(state);
  antlr4::ParserRuleContext* const rule = parser->getContext();
  const bool is_open = rule->getToken(Lex::LBRACE, 0) != nullptr && rule->getToken(Lex::RBRACE, 0) == nullptr;
  if (is_open) {
    skip_rest_of_group();
  } else {
    skip(parser);
  }
}

/// The rule that opened a group is given up: what is left of the group must not be taken for the list around it.
void Recovery::skip_rest_of_group() {
  const std::size_t first = tokens_.index();
  std::size_t depth = 0;
  for (; tokens_.LA(1) != antlr4::Token::EOF && !starts_declaration(tokens_, tokens_.index()); tokens_.consume()) {
    if (tokens_.LA(1) == Lex::LBRACE) ++depth;
    if (tokens_.LA(1) == Lex::RBRACE && depth-- == 0) {
      if (first > 0) skipped_groups_.push_back({first - 1, tokens_.index()});
      tokens_.consume();
      return;
    }
  }
}

void Recovery::report_unexpected(const Spot& spot) {
  const Range at = tokens_.range(spot.at);
  const std::string seen = describe(tokens_, spot.at);
  const std::size_t rule = spot.context->getRuleIndex();
  if (rule == Rules::RuleHeader && spot.at == 0) {
    const bool is_end = tokens_.type(spot.at) == antlr4::Token::EOF;
    sink_.report(at, diag::MissingHeader, is_end ? "nothing" : seen);
    return;
  }
  const TypeSet expected = look_.expected(spot.state, spot.context, spot.prefix);
  if (tokens_.type(spot.at) == Lex::RBRACE) {
    if (rule == Rules::RuleBranches) {
      sink_.report(at, diag::EmptyGroup);
      return;
    }
    if (expected.test(Lex::EXPECT) && list_of(spot.context) == List::CaseFacts) {
      sink_.report(at, diag::MissingExpect).hint("write `expect meets` or another outcome before the `}`");
      return;
    }
  }
  auto reported = sink_.report(at, diag::UnexpectedText, seen, describe(expected));
  const std::string near = nearest(tokens_.word(spot.at), keywords(expected));
  if (tokens_.type(spot.at) == Lex::NAME && !near.empty()) reported.hint("did you mean `" + near + "`?");
  const std::size_t type = tokens_.type(spot.at);
  if (expected.test(Lex::DATE) && type == Lex::NUMBER) reported.hint("dates are written `2025-06-01`");
  if (expected.test(Lex::NUMBER) && expected.test(Lex::UNSTATED) && type == Lex::NAME && near.empty()) {
    reported.hint("numbers are written in digits, as in `1 month`");
  }
  if (expected.test(Lex::YEAR) && type == Lex::NUMBER) {
    reported.hint("a year of follow-up is written `year 5`, a length of time `for 5 years`");
  }
  const bool after_study = expected.test(Lex::WITH) && expected.test(Lex::WHENEVER);
  if (after_study && (type == Lex::COMMA || type == Lex::AND)) {
    reported.hint("several studies are written `images any { …, … }`");
  }
}

void Recovery::skip(antlr4::Parser* parser) {
  const List list = list_of(parser->getContext());
  std::vector<std::size_t> open;
  while (tokens_.LA(1) != antlr4::Token::EOF) {
    const std::size_t i = tokens_.index();
    if (starts_declaration(tokens_, i)) return;
    const std::size_t type = tokens_.type(i);
    if (open.empty()) {
      if (list != List::None && (type == Lex::RBRACE || type == Lex::LABEL)) return;
      if (begins_element(list, tokens_, i)) return;
    }
    if (type == Lex::LBRACE) open.push_back(i);
    if (type == Lex::RBRACE && !open.empty()) {
      if (open.size() == 1) skipped_groups_.push_back({open.back(), i});
      open.pop_back();
    }
    tokens_.consume();
  }
}

}  // namespace pol::parse
