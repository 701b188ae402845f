#include "compiler/audit/log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

namespace pol::audit {

namespace {

enum class Use { Read, Write, Begin };  ///< Begin: it is made where there is none

/// An open log with its lock, both given up at the end.
class LogFile {
 public:
  static Result<LogFile> open(const std::string& path, Use use);
  ~LogFile() {
    if (file_ >= 0) close(file_);
  }
  LogFile(LogFile&& other) noexcept
      : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), size_(other.size_) {}
  LogFile& operator=(LogFile&&) = delete;

  std::uint64_t size() const { return size_; }
  Failure problem(std::string_view words) const { return failure(fmt::format("{}: {}", path_, words)); }
  Result<std::string> read(std::uint64_t from, std::uint64_t to) const;
  /// The last line and what stands behind it.
  struct Tail {
    std::string line;  ///< without its end; "" where there is none
    std::string half;
  };
  Result<Tail> tail() const;
  /// On the disk when it returns true; else the file is what it was.
  Result<bool> add(std::string_view text);
  Result<bool> cut(std::uint64_t size);

 private:
  LogFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
  std::string lock(Use use);  ///< what is wrong; "" when nothing is

  std::string path_;
  int file_ = -1;
  std::uint64_t size_ = 0;
};

Result<LogFile> LogFile::open(const std::string& path, Use use) {
  // O_NONBLOCK: a planted pipe must not make us wait.
  const int flags = (use == Use::Read ? O_RDONLY : O_RDWR) | (use == Use::Begin ? O_CREAT : 0);
  LogFile log(path, ::open(path.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  if (log.file_ < 0) {
    const char* reason = errno == ELOOP ? "it is a link; name the file itself" : std::strerror(errno);
    return log.problem(fmt::format("the audit log cannot be opened: {}", reason));
  }
  const std::string wrong = log.lock(use);
  if (!wrong.empty()) return log.problem(wrong);
  return log;
}

std::string LogFile::lock(Use use) {
  struct stat status = {};
  if (fstat(file_, &status) != 0) return std::strerror(errno);
  if (!S_ISREG(status.st_mode)) return "an audit log is a regular file, which this is not";
  if (use != Use::Read && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return "others than its owner may read or write it; `chmod 600` mends that";
  }
  while (flock(file_, use == Use::Read ? LOCK_SH : LOCK_EX) != 0) {
    if (errno != EINTR) return fmt::format("cannot be locked: {}", std::strerror(errno));
  }
  // Who moves the log away while we wait leaves us with the old one.
  struct stat named = {};
  if (fstat(file_, &status) != 0 || stat(path_.c_str(), &named) != 0 || named.st_ino != status.st_ino ||
      named.st_dev != status.st_dev) {
    return "another file has taken its name meanwhile; once more may do";
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  return "";
}

Result<std::string> LogFile::read(std::uint64_t from, std::uint64_t to) const {
  std::string bytes(to - from, '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = pread(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(from + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return problem(fmt::format("cannot be read: {}", std::strerror(errno)));
    if (got == 0) return problem("has become shorter while it was read");
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

Result<LogFile::Tail> LogFile::tail() const {
  for (std::uint64_t length = std::uint64_t{1} << 16U;; length *= 2) {
    const std::uint64_t from = size_ - std::min(size_, length);
    const auto bytes = read(from, size_);
    if (!bytes) return failure(bytes.error());
    const std::string& text = bytes.value();
    const std::size_t end = text.rfind('\n');
    if (end == std::string::npos && from == 0) return Tail{"", text};
    if (end == std::string::npos) continue;
    const std::size_t before = end == 0 ? std::string::npos : text.rfind('\n', end - 1);
    if (before == std::string::npos && from != 0) continue;
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return Tail{text.substr(begin, end - begin), text.substr(end + 1)};
  }
}

Result<bool> LogFile::add(std::string_view text) {
  std::size_t done = 0;
  int reason = 0;
  while (done < text.size() && reason == 0) {
    const ssize_t wrote = pwrite(file_, text.data() + done, text.size() - done, static_cast<off_t>(size_ + done));
    if (wrote > 0) done += static_cast<std::size_t>(wrote);
    if (wrote == 0) reason = ENOSPC;
    if (wrote < 0 && errno != EINTR) reason = errno;
  }
  if (reason == 0 && fsync(file_) != 0) reason = errno;
  // The name of a file that was just made is on the disk only with its folder.
  if (reason == 0 && size_ == 0) {
    const std::string folder = std::filesystem::path(path_).parent_path().string();
    const int opened = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0 || (fsync(opened) != 0 && errno != EINVAL)) reason = errno;
    if (opened >= 0) close(opened);
  }
  if (reason == 0) {
    size_ += text.size();
    return true;
  }
  const std::string words = fmt::format("cannot be written: {}", std::strerror(reason));
  const auto is_back = cut(size_);
  return is_back ? problem(words + "; it is what it was") : problem(words + "; a half line may be left, see `polc audit repair`");
}

Result<bool> LogFile::cut(std::uint64_t size) {
  if (ftruncate(file_, static_cast<off_t>(size)) != 0 || fsync(file_) != 0) {
    return problem(fmt::format("cannot be cut: {}", std::strerror(errno)));
  }
  size_ = size;
  return true;
}

/// Without a key: what the line says of itself.
std::optional<Anchor> believed(std::string_view line) {
  const nlohmann::json json = nlohmann::json::parse(line, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto number = json.find("number");
  const auto code = json.find("mac");
  if (number == json.end() || !number->is_number_unsigned() || code == json.end() || !code->is_string()) return std::nullopt;
  return Anchor{number->get<std::uint64_t>(), code->get<std::string>()};
}

/// Of a log whose end is whole.
Result<Anchor> last_anchor(const LogFile& log, const Key* key) {
  const auto tail = log.tail();
  if (!tail) return failure(tail.error());
  const auto& [line, half] = tail.value();
  if (!half.empty()) {
    return log.problem(fmt::format("ends in half a line, {} bytes that a killed writer left; `polc audit repair` "
                                   "cuts them off", half.size()));
  }
  if (log.size() == 0) return Anchor{};
  if (key == nullptr) {
    const auto anchor = believed(line);
    if (!anchor) return log.problem("its last line is no line of an audit log");
    return *anchor;
  }
  const auto last = read_line(line, *key);
  if (!last) return log.problem("its last line was made with another key or changed; `polc audit verify` tells more");
  return Anchor{last->place.number, last->code};
}

}  // namespace

Result<Anchor> append(const std::string& path, const Key& key, const std::vector<Entry>& entries) {
  auto log = LogFile::open(path, Use::Begin);
  if (!log) return failure(log.error());
  auto last = last_anchor(log.value(), &key);
  if (!last) return last;
  Anchor anchor = last.take();
  std::string text;
  for (const Entry& entry : entries) {
    const std::string line = line_of(entry, {anchor.count + 1, anchor.head}, key);
    const auto read = read_line(std::string_view(line).substr(0, line.size() - 1), key);
    if (!read) POL_BUG("a line of the audit log cannot be read back");
    anchor = {read->place.number, read->code};
    text += line;
  }
  const auto added = log.value().add(text);
  if (!added) return failure(added.error());
  return anchor;
}

Result<Anchor> head_of(const std::string& path, const Key* key) {
  const auto log = LogFile::open(path, Use::Read);
  if (!log) return failure(log.error());
  return last_anchor(log.value(), key);
}

Result<std::string> repair(const std::string& path, const Key& key) {
  auto opened = LogFile::open(path, Use::Write);
  if (!opened) return failure(opened.error());
  LogFile& log = opened.value();
  const auto tail = log.tail();
  if (!tail) return failure(tail.error());
  const auto& [line, half] = tail.value();
  if (half.empty()) return std::string("ends in a whole line; nothing to repair");
  const auto last = read_line(line, key);
  if (!line.empty() && !last) {
    return log.problem("the last whole line was made with another key or changed; `polc audit verify` tells more");
  }
  const Anchor anchor = last ? Anchor{last->place.number, last->code} : Anchor{};
  const auto whole = read_line(half, key);
  if (whole && whole->place.number == anchor.count + 1 && whole->place.previous == anchor.head) {
    const auto added = log.add("\n");
    if (!added) return failure(added.error());
    return fmt::format("line {} lacked only its end, and has it now", whole->place.number);
  }
  const auto done = log.cut(log.size() - half.size());
  if (!done) return failure(done.error());
  return fmt::format("{} bytes of half a line cut off behind line {}", half.size(), anchor.count);
}

Result<std::size_t> read_lines(const std::string& path, const std::function<void(std::string_view)>& each) {
  constexpr std::uint64_t kBlock = std::uint64_t{1} << 20U;
  const auto log = LogFile::open(path, Use::Read);
  if (!log) return failure(log.error());
  const std::uint64_t size = log.value().size();
  std::string pending;
  for (std::uint64_t at = 0; at < size; at += kBlock) {
    const auto block = log.value().read(at, std::min(size, at + kBlock));
    if (!block) return failure(block.error());
    std::size_t from = pending.size(), begin = 0;
    pending += block.value();
    for (std::size_t end = pending.find('\n', from); end != std::string::npos; end = pending.find('\n', begin)) {
      each(std::string_view(pending).substr(begin, end - begin));
      begin = end + 1;
    }
    pending.erase(0, begin);
  }
  return pending.size();
}

}  // namespace pol::audit
