#include "compiler/cases/stream.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "compiler/support/printable.h"

namespace pol::cases {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 16U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

/// How deep in braces and brackets a text stands, strings left out.
class Depth {
 public:
  void add(char c) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (is_string_) {
      is_escaped_ = c == '\\';
      is_string_ = c != '"';
    } else if (c == '"') {
      is_string_ = true;
    } else if (c == '{' || c == '[') {
      ++open_;
    } else if (c == '}' || c == ']') {
      --open_;
    }
  }
  bool is_outside() const { return !is_string_ && open_ <= 0; }

 private:
  bool is_string_ = false, is_escaped_ = false;
  int open_ = 0;
};

}  // namespace

Result<CaseStream> CaseStream::open(const std::string& path) {
  CaseStream stream;
  stream.file_.reset(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (!stream.file_) return failure(fmt::format("{}: cannot be read: {}", printable(path), std::strerror(errno)));
  struct stat status {};
  const bool is_known = ::fstat(::fileno(stream.file_.get()), &status) == 0;
  if (is_known && S_ISDIR(status.st_mode)) return failure(fmt::format("{}: cannot be read: it is a folder", printable(path)));
  if (is_known && S_ISREG(status.st_mode)) stream.bytes_in_all_ = static_cast<std::uint64_t>(status.st_size);
  stream.says_lines_ = ends_with(path, ".ndjson") || ends_with(path, ".jsonl");
  return stream;
}

bool CaseStream::fill() {
  if (at_ < block_.size()) return true;
  if (has_ended_) return false;
  block_.resize(kBlock);
  const std::size_t size = std::fread(block_.data(), 1, kBlock, file_.get());
  if (size < kBlock) {
    has_ended_ = true;
    if (std::ferror(file_.get()) != 0) problem_ = fmt::format(": cannot be read on: {}", std::strerror(errno));
  }
  block_.resize(size);
  at_ = 0;
  bytes_read_ += size;
  return size > 0;
}

int CaseStream::peek() { return fill() ? static_cast<unsigned char>(block_[at_]) : EOF; }

int CaseStream::take() {
  const int c = peek();
  if (c == EOF) return c;
  ++at_;
  if (c == '\n') ++line_;
  return c;
}

void CaseStream::skip_blanks() {
  while (is_blank(peek())) take();
}

std::optional<CaseText> CaseStream::fail(std::string problem) {
  if (problem_.empty()) problem_ = std::move(problem);
  return std::nullopt;
}

void CaseStream::find_shape() {
  fill();
  if (std::string_view(block_).substr(0, kByteOrderMark.size()) == kByteOrderMark) at_ = kByteOrderMark.size();
  skip_blanks();
  if (says_lines_) {
    shape_ = Shape::Lines;
  } else if (peek() == '[') {
    take();
    shape_ = Shape::Array;
  } else {
    // A first line that holds a whole value, with a second one behind it. A line longer than a block is a line.
    Depth depth;
    std::size_t i = at_;
    while (i < block_.size() && block_[i] != '\n') depth.add(block_[i++]);
    shape_ = depth.is_outside() || i == block_.size() ? Shape::Lines : Shape::Objects;
    if (i == block_.size() && has_ended_) shape_ = Shape::Objects;
  }
}

std::optional<CaseText> CaseStream::next() {
  if (!problem_.empty()) return std::nullopt;
  if (shape_ == Shape::Unknown) find_shape();
  if (!problem_.empty()) return std::nullopt;
  switch (shape_) {
    case Shape::Array:
      return next_item();
    case Shape::Lines:
      return next_line();
    case Shape::Objects:
      return next_object();
    case Shape::Unknown:
      break;
  }
  return std::nullopt;
}

bool CaseStream::take_value(std::string& text) {
  Depth depth;
  const bool is_item = shape_ == Shape::Array;
  while (true) {
    const int c = peek();
    if (c == EOF) return depth.is_outside();
    if (depth.is_outside() && !text.empty()) {
      // An object ends at its brace; anything else where the next item may begin.
      if (!is_item && is_blank(c)) return true;
      if (is_item && (c == ',' || c == ']')) return true;
    }
    if (text.size() >= kMaxStreamedCase) return false;
    depth.add(static_cast<char>(c));
    text += static_cast<char>(take());
  }
}

std::optional<CaseText> CaseStream::next_item() {
  skip_blanks();
  if (peek() == ']' && number_ == 0) return fail(fmt::format(":{}: the list holds no case", line_));
  CaseText text{"", line_, ++number_};
  const bool is_missing = peek() == ',' || peek() == ']';
  if (!is_missing && !take_value(text.json)) {
    return fail(text.json.size() < kMaxStreamedCase
                    ? fmt::format(":{}: the text ends inside the case that begins here", text.line)
                    : fmt::format(":{}: the case that begins here has more than {} MB", text.line, kMaxStreamedCase >> 20U));
  }
  skip_blanks();
  const int c = take();
  if (c == ',') return text;
  // What is wrong behind a case does not concern it.
  if (c == EOF) fail(fmt::format(":{}: the text ends before the list does", line_));
  skip_blanks();
  if (peek() != EOF) fail(fmt::format(":{}: text after the end of the list", line_));
  shape_ = Shape::Lines;  // of which there are none
  return text;
}

std::optional<CaseText> CaseStream::next_line() {
  skip_blanks();
  if (peek() == EOF) return number_ == 0 ? fail(": the file is empty") : std::nullopt;
  CaseText text{"", line_, ++number_};
  while (peek() != EOF && peek() != '\n') {
    if (text.json.size() >= kMaxStreamedCase) {
      return fail(fmt::format(":{}: this line has more than {} MB", text.line, kMaxStreamedCase >> 20U));
    }
    text.json += static_cast<char>(take());
  }
  return text;
}

std::optional<CaseText> CaseStream::next_object() {
  skip_blanks();
  if (peek() == EOF) return number_ == 0 ? fail(": the file is empty") : std::nullopt;
  CaseText text{"", line_, ++number_};
  if (!take_value(text.json) && text.json.size() >= kMaxStreamedCase) {
    return fail(fmt::format(":{}: the case that begins here has more than {} MB", text.line, kMaxStreamedCase >> 20U));
  }
  return text;  // one that the end of the file cuts off too: its reader says what is missing
}

}  // namespace pol::cases
