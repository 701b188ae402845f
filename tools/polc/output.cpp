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

}  // namespace

std::string place_to_write(const std::string& path, const std::vector<std::string>& inputs) {
  if (path.empty()) {
    refuse("\"\"", "it is no file name");
    return "";
  }
  std::error_code error;
  for (const std::string& input : inputs) {
    if (!fs::equivalent(path, input, error) || error) continue;
    refuse(path, fmt::format("it is {}, which this run reads", input == path ? "the file" : input));
    return "";
  }
  const fs::path target = fs::weakly_canonical(path, error);
  if (error) {
    refuse(path, error.message());
    return "";
  }
  if (fs::is_directory(target, error) || path.back() == '/') {
    refuse(path, "it names a folder, not a file");
    return "";
  }
  return target.string();
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
