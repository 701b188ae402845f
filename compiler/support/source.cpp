#include "compiler/support/source.h"

#include <algorithm>

namespace pol {

Sources::Sources() { add("<none>", ""); }

std::uint32_t Sources::add(std::string path, std::string text) {
  File file{std::move(path), std::move(text), {0}};
  for (std::size_t i = 0; i < file.text.size(); ++i) {
    if (file.text[i] == '\n') file.line_begins.push_back(static_cast<std::uint32_t>(i + 1));
  }
  files_.push_back(std::move(file));
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::string_view Sources::text(Range range) const {
  const std::string& all = files_[range.source].text;
  const std::size_t begin = std::min<std::size_t>(range.begin, all.size());
  const std::size_t end = std::clamp<std::size_t>(range.end, begin, all.size());
  return std::string_view(all).substr(begin, end - begin);
}

Place Sources::place(std::uint32_t source, std::uint32_t offset) const {
  const File& file = files_[source];
  const auto after = std::upper_bound(file.line_begins.begin(), file.line_begins.end(), offset);
  const auto line = static_cast<std::uint32_t>(after - file.line_begins.begin());
  std::uint32_t column = 1;
  for (std::size_t i = file.line_begins[line - 1]; i < offset && i < file.text.size(); ++i) {
    // Continuation bytes of UTF-8 do not start a new column.
    if ((static_cast<unsigned char>(file.text[i]) & 0xC0U) != 0x80U) ++column;
  }
  return {line, column};
}

std::string_view Sources::line(std::uint32_t source, std::uint32_t line) const {
  const File& file = files_[source];
  if (line == 0 || line > file.line_begins.size()) return {};
  const std::size_t begin = file.line_begins[line - 1];
  std::size_t end = line < file.line_begins.size() ? file.line_begins[line] - 1 : file.text.size();
  if (end > begin && file.text[end - 1] == '\r') --end;
  return std::string_view(file.text).substr(begin, end - begin);
}

}  // namespace pol
