#include "compiler/trace/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace pol::trace {

namespace {

/// Bytes of the well-formed UTF-8 character that `text` begins with; 0 when there is none.
std::size_t character_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                             : (lead & 0xF0U) == 0xE0      ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
  }
  // Longer than need be, a half of a surrogate pair, or past the last character.
  const bool is_long = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool is_none = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return is_long || is_none ? 0 : length;
}

/// The first byte that begins no UTF-8 character; `npos` when all is well.
std::size_t first_bad_byte(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = character_bytes(text.substr(i));
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  Result<std::vector<CsvRow>> read() {
    while (at_ < text_.size()) {
      if (take_line_end()) continue;  // an empty line
      CsvRow row;
      row.line = line_;
      do {
        row.cells.emplace_back();
        cell_ = row.cells.size();
        if (!read_cell(row.cells.back())) return failure(std::move(error_));
      } while (take(','));
      take_line_end();
      rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool take_line_end() {
    const bool has_return = take('\r');
    if (!take('\n') && !has_return) return false;
    ++line_;
    return true;
  }
  bool read_cell(std::string& cell) { return take('"') ? read_quoted(cell) : read_plain(cell); }

  bool read_plain(std::string& cell) {
    const std::size_t end = std::min(text_.find_first_of(",\"\r\n", at_), text_.size());
    cell = text_.substr(at_, end - at_);
    at_ = end;
    if (at_ == text_.size() || text_[at_] != '"') return true;
    return fail(line_,
                "a quote stands in a cell that does not begin with one; put the cell in quotes and double this one");
  }

  bool read_quoted(std::string& cell) {
    const std::uint32_t opened = line_;
    while (at_ < text_.size()) {
      if (take('"')) {
        if (take('"')) {
          cell += '"';
          continue;
        }
        if (at_ == text_.size() || std::string_view(",\r\n").find(text_[at_]) != std::string_view::npos) return true;
        return fail(line_,
                    "behind the closing quote a comma or the line's end is due; a quote inside a cell is doubled");
      }
      const std::size_t begin = at_;
      if (!take_line_end()) ++at_;
      cell += text_.substr(begin, at_ - begin);
    }
    return fail(opened, "a quote is opened and never closed");
  }

  bool fail(std::uint32_t line, std::string_view words) {
    error_ = fmt::format("line {}, cell {}: {}", line, cell_, words);
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0, cell_ = 0;
  std::uint32_t line_ = 1;
  std::vector<CsvRow> rows_;
  std::string error_;
};

}  // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  if (const std::size_t bad = first_bad_byte(text); bad != std::string_view::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(bad), '\n');
    return failure(fmt::format("line {}: byte 0x{:02X} is no UTF-8; save the table as `CSV UTF-8`", line,
                               static_cast<unsigned>(static_cast<unsigned char>(text[bad]))));
  }
  return CsvReader(text).read();
}

}  // namespace pol::trace
