#include "compiler/audit/key.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace pol::audit {

namespace {

constexpr std::size_t kFileSize = kCodeDigits + 1;  // and a line end

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::array<unsigned char, 32> code_of(const std::array<unsigned char, 32>& key, std::string_view text) {
  static_assert(crypto_auth_hmacsha256_BYTES == 32 && crypto_auth_hmacsha256_KEYBYTES == 32);
  std::array<unsigned char, 32> code{};
  crypto_auth_hmacsha256(code.data(), bytes_of(text), text.size(), key.data());
  return code;
}

std::string hexadecimal(const std::array<unsigned char, 32>& bytes) {
  std::array<char, kCodeDigits + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), bytes.data(), bytes.size());
  return {digits.data(), kCodeDigits};
}

Failure unusable(const std::string& path, std::string_view reason) {
  return failure(fmt::format("{}: cannot be used as a key: {}", path, reason));
}

}  // namespace

Result<Key> Key::load(const std::string& path) {
  if (sodium_init() < 0) return failure("no source of random numbers");
  // O_NONBLOCK: a planted pipe must not make us wait.
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return unusable(path, std::strerror(errno));
  struct stat status = {};
  std::array<char, kFileSize + 1> text{};
  const bool is_known = fstat(file, &status) == 0;
  const ssize_t size = is_known && S_ISREG(status.st_mode) ? read(file, text.data(), text.size()) : -1;
  close(file);
  if (!is_known || !S_ISREG(status.st_mode)) return unusable(path, "it is no regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return unusable(path, "others than its owner may read or write it; `chmod 600` mends that");
  }
  std::array<unsigned char, 32> secret{};
  std::size_t found = 0;
  const bool is_hexadecimal =
      size == static_cast<ssize_t>(kFileSize) && text[kCodeDigits] == '\n' &&
      sodium_hex2bin(secret.data(), secret.size(), text.data(), kCodeDigits, nullptr, &found, nullptr) == 0 &&
      found == secret.size();
  sodium_memzero(text.data(), text.size());
  if (!is_hexadecimal) return unusable(path, "it is not 64 hexadecimal digits in one line; `polc audit key` makes one");
  Key key;
  key.lines_ = code_of(secret, "polc audit lines 1");
  key.cases_ = code_of(secret, "polc audit cases 1");
  sodium_memzero(secret.data(), secret.size());
  return key;
}

Key::~Key() {
  sodium_memzero(lines_.data(), lines_.size());
  sodium_memzero(cases_.data(), cases_.size());
}

std::string Key::code_of_line(std::string_view text) const { return hexadecimal(code_of(lines_, text)); }
std::string Key::code_of_case(std::string_view canonical) const { return hexadecimal(code_of(cases_, canonical)); }

Result<bool> make_key(const std::string& path) {
  if (sodium_init() < 0) return failure("no source of random numbers");
  std::array<unsigned char, 32> secret{};
  randombytes_buf(secret.data(), secret.size());
  std::string text = hexadecimal(secret) + "\n";
  sodium_memzero(secret.data(), secret.size());
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) {
    const char* reason = errno == EEXIST ? "it is there already, and a key is never overwritten" : std::strerror(errno);
    return failure(fmt::format("{}: cannot be written: {}", path, reason));
  }
  errno = ENOSPC;  // what a short write means
  const bool is_written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
  const int reason = errno;
  sodium_memzero(text.data(), text.size());
  const bool is_closed = close(file) == 0;
  if (is_written && is_closed) return true;
  unlink(path.c_str());
  return failure(fmt::format("{}: cannot be written: {}", path, std::strerror(is_written ? errno : reason)));
}

bool is_same_code(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace pol::audit
