#pragma once
// Mistakes of a case file, each with its line.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pol::cases {

class Errors {
 public:
  /// Keeps `text`, which must outlive it; it begins on `first_line` of the file.
  Errors(std::string file_name, std::string_view text, std::size_t first_line = 1);

  /// `file:line: fact: message`; without `fact` when it is "". Beyond a fixed number only the count is kept.
  void add(std::size_t offset, std::string_view fact, std::string_view message);
  /// `file: message`, for what concerns the whole file.
  void add_to_file(std::string_view message);

  bool empty() const { return lines_.empty(); }
  std::vector<std::string> take();

 private:
  void push(std::string line);

  std::string file_name_;
  std::string_view text_;
  std::size_t first_line_;
  std::vector<std::size_t> line_begins_;  // filled at the first error
  std::vector<std::string> lines_;
  std::size_t dropped_ = 0;
};

}  // namespace pol::cases
