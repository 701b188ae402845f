#include "compiler/ingest/csv.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace pol::ingest {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_word(std::string_view cell, std::string_view word) {
  return cell.size() == word.size() &&
         std::equal(cell.begin(), cell.end(), word.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string_view without_return(std::string_view text) {
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<bool> finding_of(std::string_view cell) {
  if (cell.size() == 1 && (cell[0] == '0' || cell[0] == '1')) return cell[0] == '1';
  if (is_word(cell, "yes") || is_word(cell, "true")) return true;
  if (is_word(cell, "no") || is_word(cell, "false")) return false;
  return std::nullopt;
}

bool is_no(std::string_view cell) { return is_word(cell, "no") || is_word(cell, "false"); }

std::vector<std::string_view> members_of(std::string_view cell, char delimiter) {
  std::vector<std::string_view> members;
  const std::string_view between = delimiter == ';' ? "|" : delimiter == '|' ? ";" : "|;";
  if (cell == "|" || cell == ";") return members;
  while (true) {
    const std::size_t end = std::min(cell.find_first_of(between), cell.size());
    members.push_back(cell.substr(0, end));
    if (end == cell.size()) return members;
    cell.remove_prefix(end + 1);
  }
}

std::optional<std::vector<std::string>> split_record(std::string_view record, char delimiter, std::string& error) {
  std::vector<std::string> cells;
  std::size_t at = 0;
  while (true) {
    std::string& cell = cells.emplace_back();
    if (at < record.size() && record[at] == '"') {
      for (++at;; ++at) {
        if (at >= record.size()) {
          error = "a quote that is never closed";
          return std::nullopt;
        }
        if (record[at] == '"' && (at + 1 >= record.size() || record[at + 1] != '"')) break;
        if (record[at] == '"') ++at;
        cell += record[at];
      }
      ++at;
      if (at < record.size() && record[at] != delimiter) {
        error = "text behind a closing quote";
        return std::nullopt;
      }
    } else {
      const std::size_t end = std::min(record.find(delimiter, at), record.size());
      cell = std::string(record.substr(at, end - at));
      at = end;
      if (cell.find('"') != std::string::npos) {
        error = "a quote inside a cell that does not begin with one";
        return std::nullopt;
      }
    }
    if (at >= record.size()) return cells;
    ++at;
  }
}

std::uint64_t CsvReader::Marks::marks_at(std::size_t at) const {
  const char* text = text_.data() + at;
  std::uint64_t marks = 0;
#ifdef __SSE2__
  // Behind the text there is padding that may be read.
  const __m128i quote = _mm_set1_epi8('"'), line = _mm_set1_epi8('\n'), delimiter = _mm_set1_epi8(delimiter_);
  for (unsigned i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 16 * i));
    const __m128i found = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, line)),
                                       _mm_cmpeq_epi8(bytes, delimiter));
    marks |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << (16 * i);
  }
#else
  for (unsigned i = 0; i < 64; ++i) {
    const bool is_mark = text[i] == '"' || text[i] == '\n' || text[i] == delimiter_;
    marks |= static_cast<std::uint64_t>(is_mark) << i;
  }
#endif
  const std::size_t left = text_.size() - at;
  return left >= 64 ? marks : marks & ((std::uint64_t{1} << left) - 1);
}

void CsvReader::Marks::start(std::string_view text, char delimiter) {
  text_ = text;
  delimiter_ = delimiter;
  base_ = 0;
  found_ = text.empty() ? 0 : marks_at(0);
}

CsvReader::CsvReader(const Layout& layout, std::vector<CsvColumn> columns, char delimiter)
    : layout_(layout), columns_(std::move(columns)), delimiter_(delimiter) {}

void CsvReader::start(std::string_view chunk, std::size_t first_line) {
  chunk_ = chunk;
  at_ = 0;
  line_ = first_line;
  marks_.start(chunk, delimiter_);
  mark_ = marks_.next();
}

bool CsvReader::read_cell(std::string_view& cell, bool& is_last) {
  const std::size_t begin = at_;
  bool is_good = true;
  if (mark_ == begin && begin < chunk_.size() && chunk_[begin] == '"') {
    bool has_quotes = false;
    std::size_t close = marks_.next();
    // Delimiters and line ends between quotes are text; two quotes are one.
    while (close < chunk_.size() && (chunk_[close] != '"' || (close + 1 < chunk_.size() && chunk_[close + 1] == '"'))) {
      if (chunk_[close] == '\n') ++line_;
      if (chunk_[close] == '"') {
        has_quotes = true;
        marks_.next();
      }
      close = marks_.next();
    }
    cell = chunk_.substr(begin + 1, std::min(close, chunk_.size()) - begin - 1);
    mark_ = close < chunk_.size() ? marks_.next() : close;
    const std::size_t behind = std::min(close + 1, chunk_.size());
    is_good = close < chunk_.size() && without_return(chunk_.substr(behind, mark_ - behind)).empty();
    if (has_quotes) {
      unescaped_.clear();
      for (std::size_t i = 0; i < cell.size(); ++i) {
        unescaped_ += cell[i];
        if (cell[i] == '"') ++i;
      }
      cell = unescaped_;
    }
  } else {
    cell = chunk_.substr(begin, mark_ - begin);
    if (mark_ >= chunk_.size() || chunk_[mark_] == '\n') cell = without_return(cell);
  }
  if (mark_ < chunk_.size() && chunk_[mark_] == '"') return false;  // where no quote can be
  is_last = mark_ >= chunk_.size() || chunk_[mark_] == '\n';
  at_ = std::min(mark_ + 1, chunk_.size());
  if (mark_ < chunk_.size()) mark_ = marks_.next();
  return is_good;
}

bool CsvReader::read_number(std::uint32_t fact, std::string_view cell, Batch& batch) const {
  constexpr std::size_t kShort = 9, kMostDigits = 15;
  const bool is_negative = cell.front() == '-';
  const std::string_view digits = cell.substr(is_negative ? 1 : 0);
  std::int64_t number = 0;
  std::size_t i = 0;
  while (i < digits.size() && i < kShort && is_digit(digits[i])) number = number * 10 + (digits[i++] - '0');
  if (i == 0) return false;
  if (i == digits.size()) return batch.set_whole(fact, is_negative ? -number : number);
  double decimal = 0;
  const bool is_plain = digits.size() <= kMostDigits &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return is_digit(c) || c == '.'; });
  if (!is_plain || digits.back() == '.') return false;
  const auto [end, failed] = std::from_chars(cell.data(), cell.data() + cell.size(), decimal);
  return failed == std::errc() && end == cell.data() + cell.size() && batch.set_decimal(fact, decimal);
}

bool CsvReader::read_value(const CsvColumn& column, std::string_view cell, Batch& batch, Rows& rows, Row& row) {
  switch (column.means) {
    case CsvColumn::Means::Nothing:
      return true;
    case CsvColumn::Means::Id:
      rows.set_id(row, Row::Id::Text, cell);
      return true;
    case CsvColumn::Means::Fact:
      break;
  }
  const Place& place = layout_.places()[column.fact];
  if (place.or_none && place.kind != ir::FactKind::Finding && is_no(cell) && place.values.find(cell) == kNoName) {
    return batch.set_none(column.fact);
  }
  switch (place.kind) {
    case ir::FactKind::Finding: {
      const auto finding = finding_of(cell);
      return finding && batch.set_finding(column.fact, *finding);
    }
    case ir::FactKind::Choice:
      // `null` is how a case says that somebody looked and it is not known, unless it is a value.
      return (cell != "null" || place.values.find(cell) != kNoName) && batch.set_text(column.fact, cell);
    case ir::FactKind::Date:
      return batch.set_text(column.fact, cell);
    case ir::FactKind::Number:
      return is_digit(cell.front()) || cell.front() == '-' ? read_number(column.fact, cell, batch)
                                                           : batch.set_text(column.fact, cell);
    case ir::FactKind::Set:
      if (place.or_none && cell == "none") return batch.set_none(column.fact);
      if (cell == "null" || !batch.begin_set(column.fact)) return false;
      for (const std::string_view member : members_of(cell, delimiter_)) {
        if (!batch.add_member(column.fact, member)) return false;
      }
      return true;
  }
  return false;
}

void CsvReader::skip_record() {
  // Chunks end where records do, but a record whose quotes do not fit together ends nowhere surely: at its line's end.
  while (mark_ < chunk_.size() && chunk_[mark_] != '\n') mark_ = marks_.next();
  at_ = std::min(mark_ + 1, chunk_.size());
  if (mark_ < chunk_.size()) mark_ = marks_.next();
}

void CsvReader::read_record(Batch& batch, Rows& rows) {
  Row row;
  row.line = line_;
  const std::size_t begin = at_;
  std::size_t cells = 0;
  bool is_good = true, is_last = false;
  batch.begin_row();
  while (!is_last) {
    std::string_view cell;
    if (!read_cell(cell, is_last)) {
      is_good = false;
      if (!is_last) skip_record();
      break;
    }
    if (is_good && cells < columns_.size() && !cell.empty())
      is_good = read_value(columns_[cells], cell, batch, rows, row);
    ++cells;
  }
  std::size_t end = at_;
  if (end > begin && chunk_[end - 1] == '\n') --end;
  row.text = without_return(chunk_.substr(begin, end - begin));
  row.is_blank = !is_good || cells != columns_.size() || !batch.has_reference();
  if (row.is_blank) {
    batch.leave_blank();
  } else {
    batch.end_row();
  }
  rows.all.push_back(row);
  ++line_;
}

bool CsvReader::fill(Batch& batch, Rows& rows) {
  bool has_added = false;
  while (!batch.is_full() && at_ < chunk_.size()) {
    // A line without cells is no row.
    const bool is_empty = mark_ < chunk_.size() && chunk_[mark_] == '\n' &&
                          without_return(chunk_.substr(at_, mark_ - at_)).empty();
    if (is_empty) {
      at_ = mark_ + 1;
      mark_ = marks_.next();
      ++line_;
      continue;
    }
    has_added = true;
    read_record(batch, rows);
  }
  return has_added;
}

}  // namespace pol::ingest
