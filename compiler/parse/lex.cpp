// Bytes to tokens. ANTLR's lexer reads bytes, not code points, so that token offsets are byte offsets; the grammar
// gives no character beyond ASCII a meaning outside strings and comments.

#include <algorithm>
#include <optional>

#include "compiler/parse/tokens.h"

namespace pol::parse {
namespace {

constexpr std::size_t kLongestTitle = 1000;
constexpr std::string_view kOpeningQuote = "\xE2\x80\x9C";
constexpr std::string_view kClosingQuote = "\xE2\x80\x9D";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

class ByteStream : public antlr4::CharStream {
 public:
  explicit ByteStream(std::string_view text) : text_(text) {}

  void consume() override { ++place_; }
  std::size_t LA(ssize_t k) override {
    if (k == 0) return 0;
    const auto at = static_cast<ssize_t>(place_) + (k > 0 ? k - 1 : k);
    if (at < 0) return 0;
    const auto i = static_cast<std::size_t>(at);
    return i < text_.size() ? static_cast<unsigned char>(text_[i]) : antlr4::IntStream::EOF;
  }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  std::size_t index() override { return place_; }
  void seek(std::size_t i) override { place_ = i; }
  std::size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string toString() const override { return {}; }

 private:
  std::string_view text_;
  std::size_t place_ = 0;
};

/// Bytes of the character at `i` of well-formed UTF-8.
std::size_t character_length(std::string_view text, std::size_t i) {
  std::size_t end = i + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end - i;
}

class Scanner {
 public:
  Scanner(const Sources& sources, TokenList& tokens, Sink& sink)
      : text_(sources.text(tokens.source())), tokens_(tokens), sink_(sink), stream_(text_), lexer_(&stream_) {
    lexer_.removeErrorListeners();
  }

  void scan() {
    if (text_.substr(0, kByteOrderMark.size()) == kByteOrderMark) stream_.seek(kByteOrderMark.size());
    while (true) {
      std::unique_ptr<antlr4::Token> token = lexer_.nextToken();
      const std::size_t type = token->getType();
      if (type == Lex::STRAY) {
        stray(token->getStartIndex());
        continue;
      }
      if (type == antlr4::Token::EOF || sink_.is_full()) {
        tokens_.add(end_of_file());
        return;
      }
      tokens_.add(std::unique_ptr<CommonToken>(static_cast<CommonToken*>(token.release())));
    }
  }

 private:
  static std::unique_ptr<CommonToken> token_at(std::size_t type, std::size_t begin, std::size_t end) {
    auto token = std::make_unique<CommonToken>(type);
    token->setStartIndex(begin);
    token->setStopIndex(end - 1);
    return token;
  }

  std::unique_ptr<CommonToken> end_of_file() const {
    return token_at(antlr4::Token::EOF, text_.size(), text_.size());
  }

  Range range(std::size_t begin, std::size_t end) const {
    return {tokens_.source(), static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  std::size_t line_end(std::size_t i) const { return std::min(text_.find('\n', i), text_.size()); }

  bool at(std::size_t i, std::string_view what) const { return text_.compare(i, what.size(), what) == 0; }

  void stray(std::size_t i) {
    if (text_[i] == '"') return unclosed_string(i);
    if (at(i, kOpeningQuote) || at(i, kClosingQuote)) return curly_string(i);
    if (at(i, kByteOrderMark)) return stream_.seek(i + kByteOrderMark.size());
    if (at(i, kNoBreakSpace)) return stream_.seek(i + kNoBreakSpace.size());
    if (text_[i] == '(') {
      ++open_parentheses_;
      sink_.report(range(i, i + 1), diag::Parentheses).hint("write `all { … }` or `any { … }` around what belongs together");
      return;
    }
    if (text_[i] == ')' && open_parentheses_ > 0) {
      --open_parentheses_;
      return;
    }
    if (text_[i] == '#') return foreign_comment(i);
    if (at(i, "[]")) return square_set(i);
    if (text_[i] == '/' && slash_date(i)) return;
    unknown_characters(i);
  }

  /// `# …` to the end of the line.
  void foreign_comment(std::size_t i) {
    const std::size_t end = line_end(i);
    sink_.report(range(i, i + 1), diag::UnknownCharacter, "#")
        .hint("a comment begins with `//`")
        .fix(FixKind::Safe, range(i, i + 1), "//");
    stream_.seek(end);
  }

  /// The empty set as JSON writes it.
  void square_set(std::size_t i) {
    sink_.report(range(i, i + 2), diag::UnknownCharacter, "[")
        .hint("a set stands in braces; write `{ }`")
        .fix(FixKind::Safe, range(i, i + 2), "{ }");
    tokens_.add(token_at(Lex::LBRACE, i, i + 1));
    tokens_.add(token_at(Lex::RBRACE, i + 1, i + 2));
    stream_.seek(i + 2);
  }

  /// At the first `/` of `6/1/2025`. Its first number is a token already, and stays one.
  bool slash_date(std::size_t i) {
    const auto digits_from = [&](std::size_t k) {
      const std::size_t end = text_.find_first_not_of("0123456789", k);
      return std::min(end, text_.size()) - k;
    };
    const std::size_t second = digits_from(i + 1);
    const std::size_t slash = i + 1 + second;
    if (second == 0 || second > 2 || !at(slash, "/")) return false;
    const std::size_t third = digits_from(slash + 1);
    if (third == 0 || third > 4 || i == 0 || text_[i - 1] < '0' || text_[i - 1] > '9') return false;
    const std::size_t end = slash + 1 + third;
    sink_.report(range(i, end), diag::UnknownCharacter, "/").hint("a date is written year-month-day, such as `2025-06-01`");
    stream_.seek(end);
    return true;
  }

  /// One report for a run of equal characters: binary rubbish must not give a message a byte.
  void unknown_characters(std::size_t i) {
    const std::size_t length = character_length(text_, i);
    std::size_t end = i + length;
    while (at(end, text_.substr(i, length)) && end < text_.size()) end += length;
    stream_.seek(end);
    const bool shown = static_cast<unsigned char>(text_[i]) > 0x20 && static_cast<unsigned char>(text_[i]) != 0x7F;
    const std::string what = shown ? std::string(text_.substr(i, length))
                                   : fmt::format("byte 0x{:02X}", static_cast<unsigned char>(text_[i]));
    auto reported = sink_.report(range(i, end), diag::UnknownCharacter, what);
    if (text_[i] == ';') reported.hint("a line needs no mark at its end");
    if (text_[i] == '|' || text_[i] == '&') {
      reported.hint("conditions are joined by `and` and by `any { … }`");
      tokens_.add(token_at(Lex::AND, i, end));  // what was meant: the rest of the line still counts
    }
    if (text_[i] == '!') reported.hint("write `not` or `is not`");
  }

  /// Takes the string as far as its author probably meant it, so that the rest of the line still counts.
  void unclosed_string(std::size_t i) {
    const std::size_t line = line_end(i);
    std::size_t end = line;
    if (const auto next = end_on_next_line(line)) {
      end = *next;
    } else if (const std::size_t colon = text_.substr(i, line - i).rfind(" : "); colon != std::string_view::npos) {
      end = i + colon;
    } else {
      while (end > i + 1 && (text_[end - 1] == '{' || text_[end - 1] == '}' || text_[end - 1] == ' ' ||
                             text_[end - 1] == '\r' || text_[end - 1] == '\t')) {
        --end;
      }
    }
    sink_.report(range(i, std::min(end, line)), diag::UnclosedString);
    tokens_.add(token_at(Lex::STRING, i, end));
    stream_.seek(end);
  }

  /// A string written over two lines: the next line has an odd quote before anything that looks like structure.
  std::optional<std::size_t> end_on_next_line(std::size_t line) const {
    if (line >= text_.size()) return std::nullopt;
    const std::string_view next = text_.substr(line + 1, line_end(line + 1) - line - 1);
    const std::size_t quote = next.find('"');
    const bool odd = std::count(next.begin(), next.end(), '"') % 2 == 1;
    // A closing quote stands right behind a word; an opening one behind a blank.
    if (!odd || quote == 0 || next[quote - 1] == ' ' || next[quote - 1] == '\t') return std::nullopt;
    if (next.substr(0, quote).find_first_of(":{}=") != std::string_view::npos) return std::nullopt;
    return line + 1 + quote + 1;
  }

  void curly_string(std::size_t i) {
    const std::size_t line = line_end(i);
    const std::size_t content = i + kOpeningQuote.size();
    const std::size_t in_line = text_.substr(content, std::min(line - content, kLongestTitle)).find(kClosingQuote);
    const std::size_t close = in_line == std::string_view::npos ? std::string_view::npos : content + in_line;
    const std::size_t end = close < line ? close + kClosingQuote.size() : i + kOpeningQuote.size();
    auto reported = sink_.report(range(i, end), diag::CurlyQuotes);
    if (close < line) {
      const std::string_view inner = text_.substr(i + kOpeningQuote.size(), close - i - kOpeningQuote.size());
      reported.fix(FixKind::Safe, range(i, end), fmt::format("\"{}\"", inner));
      tokens_.add(token_at(Lex::STRING, i, end));
    }
    stream_.seek(end);
  }

  std::string_view text_;
  TokenList& tokens_;
  Sink& sink_;
  ByteStream stream_;
  Lex lexer_;
  std::size_t open_parentheses_ = 0;
};

}  // namespace

std::size_t first_broken_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char lead = byte(i);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t length = lead >= 0xC2 && lead <= 0xDF ? 2 : lead >= 0xE0 && lead <= 0xEF ? 3
                               : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
    if (length == 0 || i + length > text.size()) return i;
    for (std::size_t k = 1; k < length; ++k) {
      if ((byte(i + k) & 0xC0U) != 0x80U) return i;
    }
    // Overlong forms, surrogates and what lies beyond U+10FFFF.
    const unsigned char second = byte(i + 1);
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
        (lead == 0xF4 && second > 0x8F)) {
      return i;
    }
    i += length;
  }
  return std::string_view::npos;
}

void lex(const Sources& sources, TokenList& tokens, Sink& sink) { Scanner(sources, tokens, sink).scan(); }

}  // namespace pol::parse
