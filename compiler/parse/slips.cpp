#include "compiler/parse/slips.h"

#include "compiler/parse/labels.h"
#include "compiler/parse/wording.h"

namespace pol::parse {
namespace {

constexpr std::size_t kLongestGluedLabel = 6;

bool is_opening(std::size_t type) { return type == Lex::LBRACE; }
bool is_closing(std::size_t type) { return type == Lex::RBRACE; }

/// Can a condition end with this token?
bool ends_condition(std::size_t type) {
  return is_word(type) || type == Lex::NUMBER || type == Lex::DATE || type == Lex::STRING || type == Lex::RBRACE ||
         type == Lex::CITE || type == Lex::DOCUMENTED || type == Lex::PERCENT || type == Lex::ALWAYS ||
         type == Lex::NEVER || type == Lex::NONE;
}

/// Does a condition end before this token (or begin after it)?
bool bounds_condition(const TokenList& tokens, std::size_t i) {
  switch (tokens.type(i)) {
    case Lex::COMMA: case Lex::COLON: case Lex::LABEL: case Lex::AND: case Lex::IMPLIES: case Lex::WHEN:
    case Lex::UNLESS: case Lex::UNTIL: case Lex::WHENEVER: case Lex::BY: case Lex::STRING: case Lex::CITES:
    case Lex::NOTE: case Lex::EXCEPT: case Lex::REGARDLESS: case Lex::CITE: case Lex::ABSENT: case Lex::EG: case Lex::ASKS:
    case Lex::OTHERWISE: case Lex::MEETS: case Lex::DOES_NOT_MEET: case antlr4::Token::EOF:
      return true;
    case Lex::EQ: return i > 0 && tokens.type(i - 1) == Lex::STRING;  // of a `define`
    default: return starts_declaration(tokens, i);
  }
}

std::size_t first_of_condition(const TokenList& tokens, std::size_t joined_at) {
  std::size_t depth = 0;
  std::size_t i = joined_at;
  for (; i > 0; --i) {
    const std::size_t type = tokens.type(i - 1);
    if (is_closing(type)) ++depth;
    if (is_opening(type) && depth-- == 0) break;
    if (depth == 0 && !is_opening(type) && bounds_condition(tokens, i - 1)) break;
  }
  return i;
}

/// The place after the condition that begins at `i`, stopping at an `or` too.
std::size_t end_of_condition(const TokenList& tokens, std::size_t i) {
  std::size_t depth = 0;
  for (;; ++i) {
    const std::size_t type = tokens.type(i);
    if (type == antlr4::Token::EOF) return i;
    if (is_closing(type) && depth-- == 0) return i;
    if (is_opening(type)) ++depth;
    const bool next_fact = is_word(type) && tokens.type(i + 1) == Lex::COLON;
    if (depth == 0 && !is_closing(type) && (type == Lex::OR || next_fact || bounds_condition(tokens, i))) return i;
  }
}

/// After `or`, does a test of its own begin, rather than a second value?
bool begins_test(const TokenList& tokens, std::size_t i) {
  switch (tokens.type(i)) {
    case Lex::NOT: case Lex::EITHER: case Lex::BOTH: case Lex::ALWAYS: case Lex::NEVER: case Lex::AMBIGUOUS:
      return true;
    case Lex::ANY: case Lex::ALL: case Lex::ONE: return tokens.type(i + 1) == Lex::LBRACE;
    case Lex::NAME: break;
    default: return false;
  }
  switch (tokens.type(i + 1)) {
    case Lex::IS: case Lex::LT: case Lex::LE: case Lex::GT: case Lex::GE: case Lex::EQ: case Lex::WITHIN:
    case Lex::RAN: case Lex::INCLUDE: case Lex::HAS:
      return true;
    default: return false;
  }
}

/// Of a label, or of a name that a label is glued to.
std::string label_of(const TokenList& tokens, std::size_t i) {
  const std::string_view word = tokens.word(i);
  return std::string(word.substr(0, word.find('.')));
}

bool begins_clause(std::size_t type) {
  return type == Lex::IMAGES || type == Lex::ANCHOR || type == Lex::LAST || type == Lex::WHENEVER ||
         type == Lex::EVERY || type == Lex::FROM || type == Lex::ONCE;
}

/// Does the `{` at place `i` open a schedule?
bool opens_schedule(const TokenList& tokens, std::size_t i) {
  if (i > 0 && tokens.type(i - 1) == Lex::ONE) --i;
  return i > 0 && tokens.type(i - 1) == Lex::SCHEDULE;
}

/// The keyword of `i.from`, if a phase can begin with it; else 0.
std::size_t phase_after_label(const TokenList& tokens, std::size_t i) {
  const std::string_view word = tokens.word(i);
  const std::size_t type = keyword_type(word.substr(word.find('.') + 1));
  const bool begins_phase = type == Lex::FROM || type == Lex::EVERY || type == Lex::IN || type == Lex::AT ||
                            type == Lex::ONCE || type == Lex::AMBIGUOUS;
  return begins_phase ? type : 0;
}

}  // namespace

void report_joining_or(TokenList& tokens, std::size_t i, Sink& sink) {
  const std::size_t first = first_of_condition(tokens, i);
  std::vector<Range> parts = {tokens.range(first, i - 1)};
  std::size_t end = i;
  const bool clean_before = first == 0 || tokens.type(first - 1) != Lex::AND;
  const Range at = tokens.range(i);
  while (tokens.type(end) == Lex::OR) {
    const std::size_t begin = end + 1;
    tokens.retype(end, Lex::AND);
    end = end_of_condition(tokens, begin);
    if (end > begin) parts.push_back(tokens.range(begin, end - 1));
  }
  auto reported = sink.report(at, diag::OrBetweenConditions);
  if (!clean_before || tokens.type(end) == Lex::AND) {
    reported.hint("say which conditions belong together: `any { … }` around them");
    return;
  }
  std::string group = "any { ";
  for (std::size_t k = 0; k < parts.size(); ++k) {
    group += (k > 0 ? ", " : "") + std::string(tokens.text(parts[k]));
  }
  group += " }";
  reported.hint("write `" + group + "`").fix(FixKind::Review, {at.source, parts.front().begin, parts.back().end}, group);
}

void mend_joining_or(TokenList& tokens, Sink& sink) {
  for (std::size_t i = 1; tokens.type(i) != antlr4::Token::EOF; ++i) {
    if (tokens.type(i) == Lex::OR && begins_test(tokens, i + 1)) report_joining_or(tokens, i, sink);
  }
}

void mend_glued_labels(TokenList& tokens, Sink& sink) {
  struct Group {
    std::string last;            ///< label
    bool may_have_label = true;  ///< nothing stood in it yet
    bool is_schedule = false;
  };
  std::vector<Group> groups(1);
  // A first label is believed only if the list goes on with the next one.
  const auto list_goes_on = [&](std::size_t i, const std::string& label) {
    std::size_t depth = 0;
    for (++i; tokens.type(i) != antlr4::Token::EOF; ++i) {
      if (is_opening(tokens.type(i))) ++depth;
      if (is_closing(tokens.type(i)) && depth-- == 0) return false;
      if (depth > 0 || is_closing(tokens.type(i))) continue;
      if (tokens.type(i) == Lex::LABEL) return follows(label_of(tokens, i), label);
      if (tokens.type(i) == Lex::NAME && ends_condition(tokens.type(i - 1)) &&
          follows(label_of(tokens, i), label)) {
        return true;
      }
    }
    return false;
  };
  for (std::size_t i = 0; tokens.type(i) != antlr4::Token::EOF; ++i) {
    const std::size_t type = tokens.type(i);
    Group& group = groups.back();
    if (is_opening(type)) {
      group.may_have_label = false;
      groups.push_back({"", true, opens_schedule(tokens, i)});
      continue;
    }
    if (is_closing(type)) {
      if (groups.size() > 1) groups.pop_back();
      continue;
    }
    if (type == Lex::LABEL) group.last = label_of(tokens, i);
    if (type == Lex::NAME && tokens.word(i).find('.') != std::string_view::npos) {
      const std::string label = label_of(tokens, i);
      const std::size_t phase = group.is_schedule ? phase_after_label(tokens, i) : 0;
      const bool likely = label.size() <= kLongestGluedLabel && readings(label).front().style != LabelStyle::Word;
      const bool continues =
          !group.last.empty() && follows(label, group.last) && i > 0 && ends_condition(tokens.type(i - 1));
      const bool begins = group.last.empty() && group.may_have_label && groups.size() > 1 && begins_list(label) &&
                          list_goes_on(i, label);
      if (likely && (continues || begins || phase != 0)) {
        const Range at = tokens.range(i);
        const std::uint32_t cut = at.begin + static_cast<std::uint32_t>(label.size()) + 1;
        const Range space{at.source, cut, cut};
        sink.report(at, diag::GluedLabel, tokens.word(i), label + ".").fix(FixKind::Safe, space, " ");
        tokens.split_label(i);
        if (phase != 0) tokens.retype(i + 1, phase);
        group.last = label;
        ++i;
      }
    }
    group.may_have_label = false;
  }
}

void mend_misspelled_openings(TokenList& tokens, Sink& sink) {
  const std::vector<std::string> openings = {"any", "all", "either", "both", "one", "none", "schedule", "regimen"};
  for (std::size_t i = 1; tokens.type(i) != antlr4::Token::EOF; ++i) {
    if (tokens.type(i) != Lex::NAME || tokens.type(i + 1) != Lex::LBRACE) continue;
    switch (tokens.type(i - 1)) {
      case Lex::COLON: case Lex::AND: case Lex::COMMA: case Lex::LABEL: case Lex::NOT: case Lex::LBRACE: case Lex::EQ:
      case Lex::WHEN: case Lex::UNLESS: case Lex::BY:
        break;
      default: continue;
    }
    const std::string near = nearest(tokens.word(i), openings);
    if (near.empty()) continue;
    sink.report(tokens.range(i), diag::MisspelledKeyword, tokens.word(i))
        .hint("did you mean `" + near + "`?")
        .fix(FixKind::Review, tokens.range(i), near);
    tokens.retype(i, keyword_type(near));
  }
}

void mend_until_year(TokenList& tokens, Sink& sink) {
  for (std::size_t i = 0; tokens.type(i) != antlr4::Token::EOF; ++i) {
    if (tokens.type(i) != Lex::UNTIL || tokens.type(i + 1) != Lex::YEAR || tokens.type(i + 2) != Lex::NUMBER) continue;
    sink.report(tokens.range(i), diag::UnexpectedText, "`until`", "`through`")
        .fix(FixKind::Review, tokens.range(i), "through");
    tokens.retype(i, Lex::THROUGH);
  }
}

void mend_missing_because(TokenList& tokens, Sink& sink) {
  for (std::size_t i = 0; tokens.type(i) != antlr4::Token::EOF; ++i) {
    // `allow` CODE `at` PLACE REASON
    const std::size_t reason = i + 4;
    if (tokens.type(i) != Lex::ALLOW || tokens.type(i + 2) != Lex::AT || tokens.type(reason) != Lex::STRING) continue;
    const Range at = tokens.range(reason);
    sink.report(at, diag::UnexpectedText, describe(tokens, reason), "`because`")
        .fix(FixKind::Safe, {at.source, at.begin, at.begin}, "because ");
    tokens.insert(reason, Lex::BECAUSE);
  }
}

void mend_missing_openings(TokenList& tokens, Sink& sink) {
  for (std::size_t i = 0; tokens.type(i) != antlr4::Token::EOF; ++i) {
    const std::size_t type = tokens.type(i);
    const std::size_t next = tokens.type(i + 1);
    const bool only_before_groups = type == Lex::EITHER || type == Lex::BOTH;
    const bool mostly_before_groups = (type == Lex::ANY || type == Lex::ALL) && next != Lex::OF;
    const bool something_follows = next == Lex::LABEL || next == Lex::NAME || next == Lex::NOT;
    const bool schedule = type == Lex::SCHEDULE && begins_clause(next);
    const bool regimen = type == Lex::REGIMEN && next == Lex::LABEL && begins_list(label_of(tokens, i + 1));
    if (((only_before_groups || mostly_before_groups) && something_follows) || schedule || regimen) {
      sink.report(tokens.range(i), diag::MissingOpeningBrace, tokens.word(i))
          .hint("write `" + std::string(tokens.word(i)) + " {`");
      tokens.insert(i + 1, Lex::LBRACE);
    }
  }
}

}  // namespace pol::parse
