#include "compiler/cases/load.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "compiler/cases/json.h"
#include "compiler/cases/reader.h"
#include "compiler/support/printable.h"

namespace pol::cases {

LoadedCases load_cases(const ir::Policy& policy, std::string_view json, const std::string& file_name) {
  const CaseReader reader(policy);
  return load_cases([&](const Json&, Errors&) { return &reader; }, json, file_name);
}

LoadedCases load_cases(const ChooseReader& choose, std::string_view json, const std::string& file_name) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (json.substr(0, kByteOrderMark.size()) == kByteOrderMark) json.remove_prefix(kByteOrderMark.size());

  LoadedCases loaded;
  Errors errors(file_name, json);
  if (json.size() > kMaxCaseBytes) {
    errors.add_to_file(fmt::format("{} bytes; a case file has at most {} MB", json.size(), kMaxCaseBytes >> 20U));
    loaded.errors = errors.take();
    return loaded;
  }
  std::size_t count = 0;
  const auto syntax_error = read_json(json, [&](const Json& one, bool in_array) {
    std::string title = in_array ? fmt::format("{} #{}", file_name, ++count) : file_name;
    if (const CaseReader* reader = choose(one, errors)) loaded.cases.push_back(reader->read(one, std::move(title), errors));
  });
  if (syntax_error) errors.add(syntax_error->offset, "", syntax_error->message);
  if (!syntax_error && errors.empty() && loaded.cases.empty()) errors.add(0, "", "the list holds no case");
  loaded.errors = errors.take();
  return loaded;
}

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  const std::string shown = printable(path);
  if (!file) return failure(fmt::format("{}: cannot be read: {}", shown, std::strerror(errno)));
  std::string text;
  std::string block(std::size_t{1} << 16U, '\0');
  while (true) {
    const std::size_t n = std::fread(block.data(), 1, block.size(), file.get());
    if (n == 0) break;
    text.append(block, 0, n);
    if (text.size() > limit) return failure(fmt::format("{}: larger than {} MB", shown, limit >> 20U));
  }
  if (std::ferror(file.get()) != 0) return failure(fmt::format("{}: cannot be read: {}", shown, std::strerror(errno)));
  return text;
}

}  // namespace pol::cases
