#pragma once
// The cases of a file of any length, one text after the other: no more than one of them is in memory.

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "compiler/support/limits.h"
#include "compiler/support/result.h"

namespace pol::cases {

/// What one case may have; more is a mistake of the file's braces.
inline constexpr std::size_t kMaxStreamedCase = limits::kStreamedCaseBytes;

struct CaseText {
  std::string json;        ///< "": a list with a comma too many
  std::size_t line = 1;    ///< on which `json` begins
  std::size_t number = 1;  ///< of the case in its file
};

/// An array of objects, one object, or objects one a line (NDJSON). The texts are cut by their braces and read by
/// nobody yet: one that is no JSON does not hide the next one, unless a brace is missing that only the end of the file
/// tells of. In NDJSON every line is a case.
class CaseStream {
 public:
  /// `-`: standard input. NDJSON is told by the name's end (`.ndjson`, `.jsonl`), else by the first line, which then is a
  /// whole object.
  static Result<CaseStream> open(const std::string& path);

  /// Empty at the end, and where the file cannot be read on: then `problem` says why.
  std::optional<CaseText> next();
  /// `:12: the text ends …`, to stand behind the file's name; "" when the file was read to its end.
  const std::string& problem() const { return problem_; }

  std::uint64_t bytes_read() const { return bytes_read_; }
  std::uint64_t bytes_in_all() const { return bytes_in_all_; }  ///< 0: not known

 private:
  enum class Shape { Unknown, Array, Lines, Objects };
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != nullptr && file != stdin) std::fclose(file);
    }
  };
  CaseStream() = default;
  int peek();
  int take();
  bool fill();
  void skip_blanks();
  void find_shape();
  std::optional<CaseText> next_item();
  std::optional<CaseText> next_line();
  std::optional<CaseText> next_object();
  /// Adds bytes to `text` until the value that begins there ends; false: the file ends before.
  bool take_value(std::string& text);
  std::optional<CaseText> fail(std::string problem);

  std::unique_ptr<std::FILE, Close> file_;
  std::string block_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t number_ = 0;
  Shape shape_ = Shape::Unknown;
  bool says_lines_ = false;
  bool has_ended_ = false;
  std::uint64_t bytes_read_ = 0, bytes_in_all_ = 0;
  std::string problem_;
};

}  // namespace pol::cases
