#include "compiler/module/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>

namespace pol::module {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t kMostNames = 1000;
}

FileState state_of(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  switch (status.type()) {
    case fs::file_type::directory: return FileState::Folder;
    case fs::file_type::regular: return FileState::Regular;
    case fs::file_type::not_found:
    case fs::file_type::none: return FileState::Missing;
    default: return FileState::Other;  // the library's enumeration: pipes, devices, sockets
  }
}

fs::path resolved(const fs::path& path) {
  std::error_code error;
  fs::path out = fs::canonical(path, error);
  return error ? fs::path() : out;
}

bool stays_inside(const fs::path& path, const fs::path& root) {
  const fs::path inner = resolved(path);
  const fs::path outer = resolved(root);
  if (inner.empty() || outer.empty()) return false;
  const auto [outer_end, inner_rest] = std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return outer_end == outer.end() && inner_rest != inner.end();
}

Result<std::string> read(const fs::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) return failure(errno == 0 ? "it cannot be opened" : std::strerror(errno));
  in.seekg(0, std::ios::end);
  const std::streamoff size = in.tellg();
  if (size < 0) return failure("its size is not known");
  std::string text(static_cast<std::size_t>(size), '\0');
  in.seekg(0);
  in.read(text.data(), size);
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (in.bad()) return failure("reading it failed");
  return text;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end && out.size() < kMostNames; it.increment(error)) {
    std::error_code unknown;
    if (it->path().extension() == ".pol") out.push_back(it->path().stem().string());
    else if (it->is_directory(unknown)) out.push_back(it->path().filename().string());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace pol::module
