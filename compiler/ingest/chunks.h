#pragma once
// The input in chunks of whole lines.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "compiler/support/result.h"

namespace pol::ingest {

enum class Lines : std::uint8_t {
  Plain,   ///< a line ends where the text says so
  Quoted,  ///< unless it stands between quotes, as in CSV
};

struct Chunk {
  std::vector<char> bytes;     ///< `size` of them, then kPadding zeros
  std::size_t size = 0;
  std::size_t first_line = 1;
  std::uint64_t number = 0;    ///< chunks before it
  bool is_too_long = false;    ///< one line of more than kMostLineBytes, of which this is the beginning
};

/// Reads ahead no more than a chunk. A byte order mark is left out.
class ChunkReader {
 public:
  /// `-`: standard input. Error: `path: cannot be read: …`.
  static Result<ChunkReader> open(const std::string& path, Lines lines);
  ~ChunkReader();
  ChunkReader(ChunkReader&& other) noexcept;
  ChunkReader(const ChunkReader&) = delete;
  ChunkReader& operator=(const ChunkReader&) = delete;

  /// The first line, without its end, before any chunk; "" of an empty input.
  Result<std::string> header();
  /// False: the input has ended. Error: it cannot be read on.
  Result<bool> next(Chunk& chunk);

  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_in_all() const { return bytes_in_all_; }  ///< 0: not known

 private:
  ChunkReader() = default;
  std::size_t first_line_end(const Chunk& chunk) const;
  Result<bool> read_more(Chunk& chunk, std::size_t most);
  std::size_t whole_lines(const Chunk& chunk, std::size_t from);
  Result<bool> skip_line(Chunk& chunk);
  const char* line_end(const char* begin, const char* end);

  std::string path_;
  Lines lines_ = Lines::Plain;
  int file_ = -1;
  std::vector<char> rest_;  // of the last chunk
  bool has_begun_ = false;
  bool has_ended_ = false;
  bool is_quoted_ = false;  // where the search for an end of a line stands
  std::size_t line_ = 1;
  std::uint64_t number_ = 0;
  std::uint64_t bytes_read_ = 0, bytes_in_all_ = 0;
};

}  // namespace pol::ingest
