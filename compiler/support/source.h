#pragma once
// Source text and places in it. Every node and every message points at a `Range`.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pol {

/// Half-open byte range `[begin, end)` of one source.
struct Range {
  std::uint32_t source = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// 1-based line and column; the column counts Unicode code points.
struct Place {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// All texts of one run. Source 0 is the empty text "<none>", so that a default Range is harmless.
class Sources {
 public:
  Sources();

  /// Adds a text under the name that messages show. Returns its number.
  std::uint32_t add(std::string path, std::string text);

  std::size_t size() const { return files_.size(); }
  const std::string& path(std::uint32_t source) const { return files_[source].path; }
  const std::string& text(std::uint32_t source) const { return files_[source].text; }

  /// The text that `range` covers.
  std::string_view text(Range range) const;

  Place place(std::uint32_t source, std::uint32_t offset) const;

  /// Line `line` (1-based) without its line end; empty when there is no such line.
  std::string_view line(std::uint32_t source, std::uint32_t line) const;

 private:
  struct File {
    std::string path;
    std::string text;
    std::vector<std::uint32_t> line_begins;
  };
  std::vector<File> files_;
};

}  // namespace pol
