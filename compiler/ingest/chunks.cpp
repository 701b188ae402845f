#include "compiler/ingest/chunks.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "compiler/ingest/rows.h"
#include "compiler/support/printable.h"

namespace pol::ingest {

namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// Counts in bytes, as long as they cannot overflow: so it is vector code.
std::size_t count_of(char wanted, const char* text, std::size_t size) {
  std::size_t count = 0;
  while (size > 0) {
    const std::size_t piece = std::min<std::size_t>(size, 128);
    std::uint8_t found = 0;
    for (std::size_t i = 0; i < piece; ++i) found = static_cast<std::uint8_t>(found + (text[i] == wanted ? 1 : 0));
    count += found;
    text += piece;
    size -= piece;
  }
  return count;
}

}  // namespace

Result<ChunkReader> ChunkReader::open(const std::string& path, Lines lines) {
  ChunkReader reader;
  reader.path_ = path == "-" ? "<stdin>" : path;
  reader.lines_ = lines;
  reader.file_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (reader.file_ < 0) return failure(fmt::format("{}: cannot be read: {}", printable(path), std::strerror(errno)));
  struct stat status {};
  if (::fstat(reader.file_, &status) != 0) return reader;
  if (S_ISDIR(status.st_mode)) return failure(fmt::format("{}: cannot be read: it is a folder", printable(path)));
  if (S_ISREG(status.st_mode)) reader.bytes_in_all_ = static_cast<std::uint64_t>(status.st_size);
  return reader;
}

ChunkReader::ChunkReader(ChunkReader&& other) noexcept
    : path_(std::move(other.path_)),
      lines_(other.lines_),
      file_(std::exchange(other.file_, -1)),
      rest_(std::move(other.rest_)),
      has_begun_(other.has_begun_),
      has_ended_(other.has_ended_),
      is_quoted_(other.is_quoted_),
      line_(other.line_),
      number_(other.number_),
      bytes_read_(other.bytes_read_),
      bytes_in_all_(other.bytes_in_all_) {}

ChunkReader::~ChunkReader() {
  if (file_ > STDERR_FILENO) ::close(file_);
}

/// Adds up to `most` bytes; fewer only at the end.
Result<bool> ChunkReader::read_more(Chunk& chunk, std::size_t most) {
  if (chunk.bytes.size() < chunk.size + most + kPadding) chunk.bytes.resize(chunk.size + most + kPadding);
  while (most > 0 && !has_ended_) {
    const ::ssize_t got = ::read(file_, chunk.bytes.data() + chunk.size, most);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failure(fmt::format("{}: cannot be read on: {}", printable(path_), std::strerror(errno)));
    has_ended_ = got == 0;
    chunk.size += static_cast<std::size_t>(got);
    most -= static_cast<std::size_t>(got);
    bytes_read_ += static_cast<std::uint64_t>(got);
  }
  return true;
}

/// Where the last line that ends behind `from` does; `from` when none does.
std::size_t ChunkReader::whole_lines(const Chunk& chunk, std::size_t from) {
  const char* text = chunk.bytes.data();
  const std::string_view added(text + from, chunk.size - from);
  if (lines_ == Lines::Plain || (!is_quoted_ && added.find('"') == std::string_view::npos)) {
    const std::size_t last = added.rfind('\n');
    return last == std::string_view::npos ? from : from + last + 1;
  }
  // Backwards from the end, of which it is known whether it stands between quotes.
  is_quoted_ = is_quoted_ != (count_of('"', added.data(), added.size()) % 2 != 0);
  bool is_quoted = is_quoted_;
  for (std::size_t i = chunk.size; i > from; --i) {
    if (text[i - 1] == '"') is_quoted = !is_quoted;
    if (text[i - 1] == '\n' && !is_quoted) return i;
  }
  return from;
}

/// Behind the end of the line that goes on at `begin`; null where it does not end. Between quotes none does.
const char* ChunkReader::line_end(const char* begin, const char* end) {
  for (const char* at = begin; at != end; ++at) {
    if (*at == '"' && lines_ == Lines::Quoted) is_quoted_ = !is_quoted_;
    if (*at == '\n' && !is_quoted_) return at + 1;
  }
  return nullptr;
}

/// The rest of a line that is too long is read and forgotten.
Result<bool> ChunkReader::skip_line(Chunk& chunk) {
  constexpr std::size_t kKept = 4096;
  std::size_t newlines = count_of('\n', chunk.bytes.data(), chunk.size);
  Chunk more;
  while (!has_ended_) {
    more.size = 0;
    if (const auto read = read_more(more, kChunkBytes); !read) return read;
    const char* const begin = more.bytes.data();
    const char* const end = line_end(begin, begin + more.size);
    newlines += count_of('\n', begin, end == nullptr ? more.size : static_cast<std::size_t>(end - begin));
    if (end == nullptr) continue;
    rest_.assign(end, begin + more.size);
    break;
  }
  chunk.size = std::min(chunk.size, kKept);
  chunk.is_too_long = true;
  line_ += newlines;
  is_quoted_ = false;
  return true;
}

std::size_t ChunkReader::first_line_end(const Chunk& chunk) const {
  bool is_quoted = false;
  for (std::size_t i = 0; i < chunk.size; ++i) {
    if (chunk.bytes[i] == '"' && lines_ == Lines::Quoted) is_quoted = !is_quoted;
    if (chunk.bytes[i] == '\n' && !is_quoted) return i + 1;
  }
  return chunk.size;
}

Result<std::string> ChunkReader::header() {
  Chunk chunk;
  const Result<bool> read = next(chunk);
  if (!read) return failure(read.error());
  number_ = 0;
  line_ = 1;
  if (!read.value()) return std::string();
  if (chunk.is_too_long) return failure(fmt::format("{}:1: the header has more than {} MB", printable(path_), kMostLineBytes >> 20U));
  // What stands behind it goes back to what has not been looked at.
  const std::size_t end = first_line_end(chunk);
  const char* text = chunk.bytes.data();
  std::vector<char> rest(text + end, text + chunk.size);
  rest.insert(rest.end(), rest_.begin(), rest_.end());
  rest_ = std::move(rest);
  line_ += count_of('\n', text, end);
  std::string line(text, end);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  return line;
}

Result<bool> ChunkReader::next(Chunk& chunk) {
  chunk.is_too_long = false;
  chunk.first_line = line_;
  chunk.number = number_;
  chunk.size = rest_.size();
  if (chunk.bytes.size() < chunk.size + kPadding) chunk.bytes.resize(chunk.size + kPadding);
  std::copy(rest_.begin(), rest_.end(), chunk.bytes.begin());
  rest_.clear();
  std::size_t searched = 0, end = 0;
  is_quoted_ = false;
  while (end == 0) {
    const std::size_t wanted = std::max(kChunkBytes, chunk.size);  // each time twice as much
    if (const auto read = read_more(chunk, wanted > chunk.size ? wanted - chunk.size : chunk.size); !read) return read;
    const bool is_begin = !std::exchange(has_begun_, true);
    if (is_begin && std::string_view(chunk.bytes.data(), chunk.size).substr(0, 3) == kByteOrderMark) {
      std::copy(chunk.bytes.begin() + 3, chunk.bytes.begin() + static_cast<std::ptrdiff_t>(chunk.size), chunk.bytes.begin());
      chunk.size -= 3;
    }
    end = whole_lines(chunk, searched);
    if (end == searched) end = 0;
    searched = chunk.size;
    if (has_ended_) end = chunk.size;
    if (end == 0 && chunk.size > kMostLineBytes) {
      if (const auto skipped = skip_line(chunk); !skipped) return skipped;
      ++number_;
      return true;
    }
    if (has_ended_) break;
  }
  if (end == 0) return false;
  const char* text = chunk.bytes.data();
  rest_.assign(text + end, text + chunk.size);
  chunk.size = end;
  line_ += count_of('\n', text, end);
  // Zeros, so that what lies behind never looks like more of the text.
  std::fill_n(chunk.bytes.begin() + static_cast<std::ptrdiff_t>(end), kPadding, '\0');
  ++number_;
  return true;
}

}  // namespace pol::ingest
