#include "tools/polc/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "tools/polc/terminal.h"

namespace pol::tool {

namespace fs = std::filesystem;

namespace {

bool refuse(const std::string& path, std::string_view reason) {
  complain(fmt::format("{}: cannot be written: {}", path, reason));
  return false;
}

bool write_all(const std::string& name, const char* mode, const std::string& text) {
  std::FILE* file = std::fopen(name.c_str(), mode);
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int reason = errno;
  const bool closed = std::fclose(file) == 0;
  if (!written) errno = reason;
  return written && closed;
}

/// From the root, without links. A link to what is not there yet is followed too, which the library does not do.
fs::path resolved(fs::path path, std::error_code& error) {
  constexpr int kMostLinks = 40;  // a ring of links would go on forever
  for (int i = 0; i < kMostLinks && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
    path = path.parent_path() / fs::read_symlink(path, error);
  }
  path = fs::weakly_canonical(path, error);
  return error ? path : fs::absolute(path, error);
}

}  // namespace

std::string place_to_write(const std::string& path, const std::vector<std::string>& inputs) {
  if (path.empty()) {
    refuse("\"\"", "it is no file name");
    return "";
  }
  for (const std::string& input : inputs) {
    if (!is_same_file(path, input)) continue;
    refuse(path, fmt::format("it is {}, which this run reads", input == path ? "the file" : input));
    return "";
  }
  std::error_code error;
  const fs::path target = resolved(path, error);
  if (error) {
    refuse(path, error.message());
    return "";
  }
  if (fs::is_directory(target, error) || path.back() == '/') {
    refuse(path, "it names a folder, not a file");
    return "";
  }
  const fs::path folder = target.parent_path();
  const bool is_whole = !fs::exists(target, error) || fs::is_regular_file(target, error);
  if (is_whole && !fs::is_directory(folder, error)) {
    refuse(path, fs::exists(folder, error) ? "what it lies in is no folder" : "there is no such folder");
    return "";
  }
  // What is written whole stands beside the old file first, so it is the folder that must take it.
  if (::access(is_whole ? folder.c_str() : target.c_str(), W_OK) != 0) {
    refuse(path, std::strerror(errno));
    return "";
  }
  return target.string();
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error;
  if (a == b || fs::equivalent(a, b, error)) return true;
  const fs::path one = resolved(a, error);
  return !error && one == resolved(b, error) && !error;
}

bool may_write(const std::vector<Target>& targets, const std::vector<std::string>& inputs) {
  bool good = true;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Target& target = targets[i];
    for (std::size_t k = 0; k < i; ++k) {
      if (!is_same_file(targets[k].path, target.path)) continue;
      complain(fmt::format("{} {} and {} {} name one file; each needs its own", targets[k].option, targets[k].path,
                           target.option, target.path));
      return false;
    }
    good = !place_to_write(target.path, inputs).empty() && good;
  }
  return good;
}

bool write_file(const std::string& path, const std::string& text, const std::vector<std::string>& inputs) {
  const std::string target = place_to_write(path, inputs);
  if (target.empty()) return false;
  std::error_code error;
  if (fs::exists(target, error) && !fs::is_regular_file(target, error)) {
    return write_all(target, "w", text) || refuse(path, std::strerror(errno));
  }
  const std::string part = fmt::format("{}.{}.part", target, ::getpid());
  bool is_written = write_all(part, "wx", text);
  int reason = errno;
  if (is_written) {
    // Who may read and run the file stays as it was, where it was there before.
    const fs::file_status before = fs::status(target, error);
    if (fs::is_regular_file(before)) fs::permissions(part, before.permissions(), error);
    is_written = std::rename(part.c_str(), target.c_str()) == 0;
    reason = errno;
  }
  if (is_written) return true;
  if (reason != EEXIST) std::remove(part.c_str());
  return refuse(path, std::strerror(reason));
}

}  // namespace pol::tool
