// The edits that recovery tries, each with its own sentence.

#include "compiler/parse/build_ast.h"
#include "compiler/parse/recovery.h"
#include "compiler/parse/slips.h"
#include "compiler/parse/wording.h"

namespace pol::parse {
namespace {

Range empty_at(Range range) { return {range.source, range.begin, range.begin}; }

/// The keyword for a word of everyday language that is none; else "".
std::string meant_by(std::string_view word) {
  if (word == "if") return "when";
  if (word == "forever") return "indefinitely";
  return "";
}

/// The branches that the parser is in, if they are the innermost construct.
Rules::BranchesContext* innermost_branches(antlr4::RuleContext* context) {
  for (; context != nullptr; context = static_cast<antlr4::RuleContext*>(context->parent)) {
    if (context->getRuleIndex() == Rules::RuleBranches) return static_cast<Rules::BranchesContext*>(context);
    if (context->getRuleIndex() == Rules::RuleSet || context->getRuleIndex() == Rules::RuleSchedule) return nullptr;
  }
  return nullptr;
}

}  // namespace

bool Recovery::mend(const Spot& spot) {
  const std::size_t type = tokens_.type(spot.at);
  const std::size_t next = tokens_.type(spot.at + 1);
  if (type == Lex::OR && would_fit(spot, {Lex::AND, next})) {
    report_joining_or(tokens_, spot.at, sink_);
    return true;
  }
  if (type == Lex::NOT && spot.at > 0 && tokens_.type(spot.at - 1) == Lex::NOT) {
    std::size_t end = spot.at;
    while (tokens_.type(end) == Lex::NOT) ++end;
    sink_.report(tokens_.range(spot.at, end - 1), diag::RepeatedNot);
    tokens_.erase(spot.at, end);
    return true;
  }
  if (type == Lex::LABEL && would_fit(spot, {Lex::NAME, next})) {
    const Range label = tokens_.range(spot.at);
    const Range dot{label.source, label.end - 1, label.end};
    sink_.report(dot, diag::StrayText, "`.`").hint("a sentence's full stop makes a label of the word before it").fix(FixKind::Safe, dot, "");
    tokens_.unlabel(spot.at);
    return true;
  }
  if (type == Lex::LBRACE && would_fit(spot, {Lex::CHOOSE, Lex::NAME, type})) {
    sink_.report(tokens_.range(spot.at), diag::UnexpectedText, "`{`", "`choose`")
        .hint("say which reading is in force by its label, as in `choose a`");
    tokens_.insert(spot.at, Lex::NAME);
    tokens_.insert(spot.at, Lex::CHOOSE);
    return true;
  }
  if (type == Lex::MINUS && would_fit(spot, {Lex::TO, next})) {
    sink_.report(tokens_.range(spot.at), diag::StrayText, "`-`")
        .hint("a range is written `3 to 6`")
        .fix(FixKind::Review, tokens_.range(spot.at), " to ");
    tokens_.retype(spot.at, Lex::TO);
    return true;
  }
  return mend_keyword(spot) || mend_branches(spot) || mend_missing_mark(spot) || mend_reserved_word(spot) ||
         mend_stray(spot);
}

bool Recovery::mend_keyword(const Spot& spot) {
  if (tokens_.type(spot.at) != Lex::NAME) return false;
  const std::string_view written = tokens_.word(spot.at);
  const TypeSet expected = look_.expected(spot.state, spot.context, spot.prefix);
  std::string near = nearest(written, keywords(expected));
  if (near.empty()) near = meant_by(written);
  if (near.empty()) return false;
  const std::size_t type = keyword_type(near);
  if (!would_fit(spot, {type, tokens_.type(spot.at + 1)})) return false;
  const Range at = tokens_.range(spot.at);
  sink_.report(at, diag::MisspelledKeyword, written)
      .hint("did you mean `" + near + "`?")
      .fix(FixKind::Review, at, near);
  tokens_.retype(spot.at, type);
  return true;
}

bool Recovery::mend_branches(const Spot& spot) {
  Rules::BranchesContext* const branches = innermost_branches(spot.context);
  if (branches == nullptr) return false;
  const std::size_t type = tokens_.type(spot.at);
  const std::size_t next = tokens_.type(spot.at + 1);
  const bool labelled = branches->item(0) != nullptr;
  if (type == Lex::COMMA && labelled && next == Lex::LABEL) {
    sink_.report(tokens_.range(spot.at), diag::StrayText, "`,`")
        .hint("a label begins the next branch by itself")
        .fix(FixKind::Safe, tokens_.range(spot.at), "");
    tokens_.erase(spot.at, spot.at + 1);
    return true;
  }
  if (type == Lex::COMMA && labelled && would_fit(spot, {Lex::AND, next})) {
    sink_.report(tokens_.range(spot.at + 1), diag::MixedBranches)
        .hint("give this branch a label too, or write `and` if it belongs to the one before");
    tokens_.retype(spot.at, Lex::AND);
    return true;
  }
  if (type == Lex::LABEL && !labelled && branches->condition(0) != nullptr) {
    sink_.report(tokens_.range(spot.at), diag::MixedBranches).hint("give the branches before it labels too");
    // Read on as an unlabelled branch: its title goes with its label.
    const bool titled = next == Lex::STRING && tokens_.type(spot.at + 2) == Lex::COLON;
    const bool separated = tokens_.type(spot.at - 1) == Lex::COMMA;
    tokens_.erase(spot.at, spot.at + (titled ? 3 : 1));
    if (!separated) tokens_.insert(spot.at, Lex::COMMA);
    return true;
  }
  return false;
}

bool Recovery::mend_missing_mark(const Spot& spot) {
  const std::size_t type = tokens_.type(spot.at);
  const std::size_t next = tokens_.type(spot.at + 1);
  const bool next_line = spot.at > 0 && tokens_.starts_line(spot.at);
  if (type != Lex::STRING && (would_fit(spot, {Lex::STRING, type, next}) ||
                              (next_line && would_fit(spot, {Lex::STRING, type})))) {
    report_missing_title(spot);
    tokens_.insert(spot.at, Lex::STRING);
    return true;
  }
  constexpr std::size_t kMarks[] = {Lex::COLON, Lex::EQ,   Lex::COMMA,  Lex::AND, Lex::OF,   Lex::TO,
                                    Lex::WHEN,  Lex::CHOOSE, Lex::BY, Lex::MEANS, Lex::IN};
  if (spot.at == 0 || type == antlr4::Token::EOF) return false;
  for (const std::size_t mark : kMarks) {
    if (mark == Lex::EQ && tokens_.type(spot.at - 1) != Lex::STRING) continue;  // only a definition's
    if (mark == Lex::IN && type != Lex::YEAR) continue;                        // only a phase's
    if (!would_fit(spot, {mark, type, next})) continue;
    const Range at = tokens_.range(spot.at);
    const std::string word = spelling(mark);
    auto reported =
        sink_.report(at, diag::MissingMark, describe(tokens_, spot.at), describe(tokens_, spot.at - 1), word);
    if (mark == Lex::COMMA && would_fit(spot, {Lex::AND, type, next})) {
      reported.hint("write `,` between alternatives, `and` between conditions that must both hold");
    } else {
      reported.fix(FixKind::Review, empty_at(at), word + " ");
    }
    tokens_.insert(spot.at, mark);
    return true;
  }
  return false;
}

void Recovery::report_missing_title(const Spot& spot) {
  const std::size_t named = spot.at > 0 ? spot.at - 1 : 0;
  const char* what = nullptr;
  for (antlr4::RuleContext* rule = spot.context; rule != nullptr && what == nullptr;
       rule = static_cast<antlr4::RuleContext*>(rule->parent)) {
    switch (rule->getRuleIndex()) {
      case Rules::RuleFactOption: what = "the example"; break;
      case Rules::RuleFact: what = "the fact"; break;
      case Rules::RuleDefine: what = "the definition"; break;
      case Rules::RuleHeader: what = "the file"; break;
      case Rules::RuleValueDecl: what = "the value"; break;
      case Rules::RuleValues: what = "the value set"; break;
      case Rules::RuleRecord: what = "the record"; break;
      case Rules::RuleCitation: what = "the citation"; break;
      case Rules::RuleCoverage: what = "the determination"; break;
      case Rules::RuleProcedure: what = "the procedure"; break;
      case Rules::RuleNotice: what = "the notice"; break;
      case Rules::RuleAssume: what = "the assumption"; break;
      case Rules::RuleCheck: what = "the check"; break;
      case Rules::RuleAmbiguous:
      case Rules::RulePhases: what = "the question"; break;
      case Rules::RuleTrailer: what = "this trailer"; break;
      case Rules::RuleChange: what = "the change"; break;
      case Rules::RuleTestCase: what = "the case"; break;
      case Rules::RuleFile: what = "this"; break;
      default: break;
    }
  }
  sink_.report(tokens_.range(named), diag::MissingTitle, what == nullptr ? "this" : what);
}

bool Recovery::mend_reserved_word(const Spot& spot) {
  const std::size_t type = tokens_.type(spot.at);
  if (!is_keyword(type) || starts_declaration(tokens_, spot.at)) return false;
  if (!would_fit(spot, {Lex::NAME, tokens_.type(spot.at + 1), tokens_.type(spot.at + 2)})) return false;
  const std::string_view word = tokens_.word(spot.at);
  if (word.empty()) {  // it stands for a group that was nested too deep
    tokens_.retype(spot.at, Lex::NAME);
    return true;
  }
  // `fever is yes` is a mistake of meaning: sema knows what `fever` is, and tells.
  const bool is_answer = type == Lex::YES || type == Lex::NO || type == Lex::UNKNOWN;
  const std::size_t before = spot.at == 0 ? antlr4::Token::EOF : tokens_.type(spot.at - 1);
  if (is_answer && (before == Lex::IS || before == Lex::NOT || before == Lex::EQ)) {
    tokens_.retype(spot.at, Lex::NAME);
    return true;
  }
  sink_.report(tokens_.range(spot.at), diag::ReservedWord, word)
      .hint(fmt::format("choose another name, such as `{}_`", word));
  tokens_.retype(spot.at, Lex::NAME);
  return true;
}

bool Recovery::mend_stray(const Spot& spot) {
  const std::size_t type = tokens_.type(spot.at);
  const bool is_structure = type == Lex::LBRACE || type == Lex::RBRACE || type == Lex::LABEL || type == antlr4::Token::EOF;
  if (is_structure || starts_declaration(tokens_, spot.at)) return false;
  if (!would_fit(spot, {tokens_.type(spot.at + 1), tokens_.type(spot.at + 2)})) return false;
  sink_.report(tokens_.range(spot.at), diag::StrayText, describe(tokens_, spot.at));
  tokens_.erase(spot.at, spot.at + 1);
  return true;
}

}  // namespace pol::parse
