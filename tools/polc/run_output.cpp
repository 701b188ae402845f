#include "tools/polc/run_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "tools/polc/output.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

namespace {

/// Names that a signal handler can read: it may neither allocate nor wait.
constexpr std::size_t kMostFiles = 4;
constexpr std::size_t kLongestName = 4096;
std::array<std::array<char, kLongestName>, kMostFiles> unfinished_names;
std::array<std::atomic<bool>, kMostFiles> is_unfinished;

extern "C" void on_interrupt(int signal) {
  for (std::size_t i = 0; i < kMostFiles; ++i) {
    if (is_unfinished[i]) ::unlink(unfinished_names[i].data());
  }
  constexpr char kWords[] = "polc: interrupted; no output was written\n";
  if (is_unfinished[0] || is_unfinished[1]) {
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kWords, sizeof kWords - 1);
  }
  ::_exit(128 + signal);
}

/// kMostFiles: there is no room, or the name is too long.
std::size_t remember(const std::string& name) {
  if (name.size() >= kLongestName) return kMostFiles;
  for (std::size_t i = 0; i < kMostFiles; ++i) {
    if (is_unfinished[i]) continue;
    std::copy(name.begin(), name.end(), unfinished_names[i].begin());
    unfinished_names[i][name.size()] = '\0';
    is_unfinished[i] = true;
    return i;
  }
  return kMostFiles;
}

}  // namespace

void remove_unfinished_when_interrupted() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action {};
    struct sigaction before {};
    action.sa_handler = on_interrupt;
    // Who started us with a signal ignored (nohup) wants that to stay.
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler != SIG_IGN)
      ::sigaction(signal, &action, nullptr);
  }
}

bool GrowingFile::refuse(int reason) {
  complain(path_ == "-" ? fmt::format("standard output cannot be written: {}", std::strerror(reason))
                        : fmt::format("{}: cannot be written: {}", path_, std::strerror(reason)));
  return false;
}

bool GrowingFile::open(const std::string& path, const std::vector<std::string>& inputs) {
  path_ = path;
  slot_ = kMostFiles;
  if (path == "-") {
    file_ = STDOUT_FILENO;
    return true;
  }
  target_ = place_to_write(path, inputs);
  if (target_.empty()) return false;
  struct stat status {};
  const bool is_there = ::stat(target_.c_str(), &status) == 0;
  if (is_there && !S_ISREG(status.st_mode)) {
    file_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    return file_ >= 0 || refuse(errno);
  }
  part_ = fmt::format("{}.{}.part", target_, ::getpid());
  slot_ = remember(part_);
  const ::mode_t mode = is_there ? status.st_mode & 07777U : 0666;
  file_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file_ >= 0) return !is_there || ::fchmod(file_, mode) == 0 || refuse(errno);
  const int reason = errno;
  part_.clear();
  if (slot_ < kMostFiles) is_unfinished[slot_] = false;
  return refuse(reason);
}

bool GrowingFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ::ssize_t done = ::write(file_, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0 && errno == EPIPE) has_no_reader_ = true;
    if (done < 0) return !has_no_reader_ && refuse(errno);
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

bool GrowingFile::settle() {
  if (part_.empty()) return true;
  const bool is_kept = ::fsync(file_) == 0;
  const int reason = errno;
  const bool is_closed = ::close(file_) == 0;
  file_ = -1;
  return (is_kept && is_closed) || refuse(is_kept ? errno : reason);
}

bool GrowingFile::publish() {
  if (part_.empty()) return true;
  if (::rename(part_.c_str(), target_.c_str()) != 0) return refuse(errno);
  part_.clear();
  if (slot_ < kMostFiles) is_unfinished[slot_] = false;
  return true;
}

GrowingFile::~GrowingFile() {
  if (file_ > STDERR_FILENO) ::close(file_);
  if (part_.empty()) return;
  ::unlink(part_.c_str());
  if (slot_ < kMostFiles) is_unfinished[slot_] = false;
}

}  // namespace pol::tool
