#include "compiler/format/format.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/format/lines.h"
#include "compiler/format/units.h"
#include "compiler/parse/parse.h"

namespace pol::format {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kContinued = 4;  ///< a line that goes on with the unit above it

/// A word, a mark or a comment, and what stood before it.
struct Piece {
  std::string_view text;
  std::uint32_t begin = 0;
  bool is_comment = false;
  bool starts_line = false;
  bool after_blank_line = false;
};

/// The comments between two tokens, each to the end of its line. `newlines`: those behind the last of them.
void add_comments(std::string_view text, std::uint32_t begin, std::uint32_t end, std::vector<Piece>& out,
                  std::size_t& newlines) {
  newlines = 0;
  for (std::uint32_t at = begin; at < end; ++at) {
    if (text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] != '\n'))) ++newlines;
    if (text.substr(at, 2) != "//") continue;
    const std::size_t line_end = std::min<std::size_t>(text.find_first_of("\r\n", at), end);
    std::string_view comment = text.substr(at, line_end - at);
    comment = comment.substr(0, comment.find_last_not_of(" \t") + 1);
    out.push_back({comment, at, true, newlines > 0 || out.empty(), newlines > 1});
    newlines = 0;
    at = static_cast<std::uint32_t>(line_end) - 1;
  }
}

std::vector<Piece> pieces_of(std::string_view text, const std::vector<Range>& tokens) {
  std::vector<Piece> out;
  std::uint32_t end = 0;
  std::size_t newlines = 0;
  for (const Range& token : tokens) {
    add_comments(text, end, token.begin, out, newlines);
    const bool is_first = out.empty();
    out.push_back({text.substr(token.begin, token.end - token.begin), token.begin, false, is_first || newlines > 0,
                   newlines > 1});
    end = token.end;
  }
  add_comments(text, end, static_cast<std::uint32_t>(text.size()), out, newlines);
  return out;
}

class Formatter {
 public:
  Formatter(std::vector<Piece> pieces, Units units) : pieces_(std::move(pieces)), units_(std::move(units)) {}

  std::string run() {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      if (starts_line(i)) {
        begin_line(i);
      } else if (!piece.is_comment) {
        add_blanks(i);
      }
      if (piece.is_comment) {
        lines_.back().comment = piece.text;
      } else {
        add(i);
      }
    }
    for (Line& line : lines_) {
      if (line.cells.size() == 1 && line.cells.front().empty()) line.cells.clear();
    }
    return set_in_columns(lines_);
  }

 private:
  /// A block that is open.
  struct Block {
    std::size_t indent = 0;  ///< of the line that it closes on
    bool is_broken = false;  ///< a line ends behind its `{`
  };

  std::optional<Unit> unit_at(std::size_t i) const {
    if (pieces_[i].is_comment) return std::nullopt;
    if (pieces_[i].text == "otherwise") return Unit::Other;
    const auto found = units_.find(pieces_[i].begin);
    return found == units_.end() ? std::nullopt : std::optional(found->second);
  }
  bool is_declaration(std::size_t i) const {
    const std::optional<Unit> unit = unit_at(i);
    return unit == Unit::Declaration || unit == Unit::Citation || unit == Unit::Record;
  }

  bool starts_line(std::size_t i) const {
    if (i == 0) return true;
    const Piece& piece = pieces_[i];
    if (piece.is_comment) return piece.starts_line;
    if (pieces_[i - 1].is_comment || is_declaration(i)) return true;
    if (piece.text == "}" && !blocks_.empty() && blocks_.back().is_broken) return true;
    const bool is_empty_block = piece.text == "}" && pieces_[i - 1].text == "{";
    const bool stays_behind = piece.text == "{" || piece.text == "," || piece.text == ":" || is_empty_block;
    return piece.starts_line && !stays_behind;
  }

  std::size_t inside() const { return blocks_.empty() ? 0 : blocks_.back().indent + kIndent; }

  std::size_t indent_of(std::size_t i) const {
    // A comment stands where the line below it does; at the end of a block, with what is in the block.
    std::size_t next = i;
    while (next < pieces_.size() && pieces_[next].is_comment) ++next;
    if (next == pieces_.size()) return inside();
    if (pieces_[next].text == "}") return next == i && !blocks_.empty() ? blocks_.back().indent : inside();
    const bool is_unit = !begun_ || unit_at(next).has_value();
    return inside() + (is_unit ? 0 : kContinued);
  }

  void begin_line(std::size_t i) {
    const Piece& piece = pieces_[i];
    const bool closes = piece.text == "}" && !piece.is_comment;
    const bool opened = i > 0 && pieces_[i - 1].text == "{";
    const bool opened_with_comment =
        i > 1 && pieces_[i - 1].is_comment && !pieces_[i - 1].starts_line && pieces_[i - 2].text == "{";
    if (piece.after_blank_line && !closes && !opened && !opened_with_comment && i > 0) lines_.push_back({});
    Line line;
    line.indent = indent_of(i);
    line.cells.emplace_back();
    const std::optional<Unit> unit = unit_at(i);
    if (unit) line.kind = *unit;
    line_indent_ = line.indent;
    units_in_line_ = 0;
    has_columns_ = unit.has_value();
    lines_.push_back(std::move(line));
  }

  /// What stands between a piece and the one before it, in the same line.
  void add_blanks(std::size_t i) {
    const std::string_view text = pieces_[i].text, before = pieces_[i - 1].text;
    if (text == "," || (text == "}" && before == "{")) return;
    if (text == ":" && before.front() != '"' && !is_spaced_colon()) return;
    if (begins_cell(i)) {
      lines_.back().cells.emplace_back();
      return;
    }
    const bool is_next_unit = unit_at(i).has_value() && before != "{" && before != ",";
    lines_.back().cells.back() += is_next_unit ? "  " : " ";
  }

  /// `fact : type`, `record name : kind`.
  bool is_spaced_colon() const { return (unit_ == Unit::Fact || unit_ == Unit::Record) && colons_ == 0; }

  /// Only the first unit of a line has columns.
  bool begins_cell(std::size_t i) const {
    if (!has_columns_ || units_in_line_ != 1) return false;
    const std::string_view text = pieces_[i].text;
    const bool is_string = text.front() == '"';
    switch (unit_) {
      case Unit::Fact:
        return text == ":" && colons_ == 0;
      case Unit::Item:
        return (is_string && words_ == 1) || (text == ":" && words_ == 2);
      case Unit::Procedure:
        return colons_ == 0 && ((is_string && words_ == 1) || text == ":");
      case Unit::Value:
        return is_string && words_ == 1;
      case Unit::Citation:
        return (is_string && words_ == 2) || text == "{";
      case Unit::Declaration:
      case Unit::Record:
      case Unit::Other:
        return false;
    }
    return false;
  }

  void add(std::size_t i) {
    const std::string_view text = pieces_[i].text;
    if (const std::optional<Unit> unit = unit_at(i)) {
      unit_ = *unit;
      words_ = colons_ = 0;
      ++units_in_line_;
    }
    lines_.back().cells.back() += text;
    begun_ = true;
    ++words_;
    if (text == ":") ++colons_;
    if (text == "{") {
      const bool is_broken = i + 1 < pieces_.size() && (pieces_[i + 1].is_comment || pieces_[i + 1].starts_line) &&
                             pieces_[i + 1].text != "}";
      blocks_.push_back({line_indent_, is_broken});
    } else if (text == "}" && !blocks_.empty()) {
      line_indent_ = blocks_.back().indent;
      blocks_.pop_back();
    }
  }

  std::vector<Piece> pieces_;
  Units units_;
  std::vector<Line> lines_;
  std::vector<Block> blocks_;
  std::size_t line_indent_ = 0;  ///< where a block that opens in it closes
  bool begun_ = false;
  bool has_columns_ = false;
  // Of the unit at hand.
  Unit unit_ = Unit::Other;
  std::size_t units_in_line_ = 0, words_ = 0, colons_ = 0;
};

}  // namespace

std::string format(const Sources& sources, const ast::File& file) {
  const std::vector<Range> tokens = parse::tokens_of(sources, file.source);
  return Formatter(pieces_of(sources.text(file.source), tokens), units_of(file)).run();
}

}  // namespace pol::format
