#include "compiler/codegen/cache.h"
#include "compiler/support/limits.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace pol::codegen {

namespace {

constexpr const char* kKeyName = "key";
constexpr const char* kMagic = "polcode1";
constexpr std::size_t kMagicSize = 8, kLengthSize = 8;
constexpr std::size_t kHeadSize = kMagicSize + kLengthSize + crypto_generichash_BYTES;
constexpr std::size_t kLargestFile = limits::kCachedFileBytes;

std::string hash_of(const std::string& text) {
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

std::string hexadecimal(const std::string& bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return text;
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

/// Magic, length, hash of the identity: so that a file moved to another name is not taken for it.
std::string head_of(const std::string& identity_hash, std::size_t length) {
  std::string head(kMagic, kMagicSize);
  for (unsigned byte = 0; byte < kLengthSize; ++byte) {
    head.push_back(static_cast<char>((std::uint64_t{length} >> (8 * byte)) & 0xFFU));
  }
  return head + identity_hash;
}

bool write_all(int file, const std::string& bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t wrote = write(file, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    done += static_cast<std::size_t>(wrote);
  }
  return true;
}

/// At most `size` bytes; fewer when the file ends or cannot be read on.
std::string read_up_to(int file, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = read(file, bytes.data() + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<std::size_t>(got);
  }
  bytes.resize(done);
  return bytes;
}

}  // namespace

ObjectCache::ObjectCache(const std::string& folder) {
  if (sodium_init() < 0) {
    note("no source of random numbers");
    return;
  }
  if (open_folder(folder) && load_key()) return;
  if (folder_ >= 0) close(folder_);
  folder_ = -1;
}

ObjectCache::~ObjectCache() {
  if (folder_ >= 0) close(folder_);
  sodium_memzero(key_.data(), key_.size());
}

void ObjectCache::note(const std::string& what) {
  if (note_.empty()) note_ = what;
}

void ObjectCache::note_errno(const std::string& what) { note(what + ": " + std::system_category().message(errno)); }

bool ObjectCache::open_folder(const std::string& given) {
  // Behind a `/` at its end, a link would be followed after all.
  const std::string folder = given.substr(0, given.find_last_not_of('/') + 1);
  const std::filesystem::path parent = std::filesystem::path(folder).parent_path();
  std::error_code ignored;  // then there is no folder, which mkdir reports
  if (!parent.empty()) std::filesystem::create_directories(parent, ignored);
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    note_errno("cannot make `" + folder + "`");
    return false;
  }
  folder_ = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder_ < 0) {
    note_errno("cannot open `" + folder + "`");
    return false;
  }
  struct stat status = {};
  if (fstat(folder_, &status) != 0) {
    note_errno("cannot read `" + folder + "`");
    return false;
  }
  if (status.st_uid != geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    note("`" + folder + "` belongs to or can be written by others");
    return false;
  }
  return true;
}

std::optional<std::string> ObjectCache::read_file(const std::string& name, bool is_secret) {
  // O_NONBLOCK: a planted pipe must not make us wait.
  const int file = openat(folder_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    if (errno == ENOENT) return std::nullopt;
    may_be_good_ = errno != ELOOP;
    note_errno("cannot open `" + name + "`");
    return std::nullopt;
  }
  std::optional<std::string> bytes;
  struct stat status = {};
  const mode_t unwanted = is_secret ? (S_IRWXG | S_IRWXO) : (S_IWGRP | S_IWOTH);
  if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || status.st_uid != geteuid() ||
      (status.st_mode & unwanted) != 0) {
    note("`" + name + "` is not a file of the user alone");
  } else if (status.st_size < 0 || static_cast<std::uint64_t>(status.st_size) > kLargestFile) {
    note("`" + name + "` is too large");
  } else {
    bytes = read_up_to(file, static_cast<std::size_t>(status.st_size));
  }
  close(file);
  return bytes;
}

bool ObjectCache::write_file(const std::string& name, const std::string& bytes, bool replace) {
  const std::string temporary = ".new-" + hexadecimal(random_bytes(16));
  const int file = openat(folder_, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) {
    note_errno("cannot write");
    return false;
  }
  bool done = write_all(file, bytes);
  if (close(file) != 0) done = false;
  if (done) {
    done = (replace ? renameat(folder_, temporary.c_str(), folder_, name.c_str())
                    : linkat(folder_, temporary.c_str(), folder_, name.c_str(), 0)) == 0;
  }
  const int error = errno;
  if (!done || !replace) unlinkat(folder_, temporary.c_str(), 0);
  errno = error;
  if (!done && (replace || error != EEXIST)) note_errno("cannot write `" + name + "`");
  return done;
}

std::optional<std::string> ObjectCache::read_key() {
  std::optional<std::string> key = read_file(kKeyName, true);
  if (key && key->size() != crypto_auth_KEYBYTES) {
    note("the key is damaged");
    key.reset();
  }
  return key;
}

bool ObjectCache::load_key() {
  std::optional<std::string> key = read_key();
  if (!key && may_be_good_) return false;
  if (!key) {
    // What stands there, if anything does, is no key. Linked complete under its name: of two processes, one wins.
    if (!note_.empty()) unlinkat(folder_, kKeyName, 0);
    write_file(kKeyName, random_bytes(crypto_auth_KEYBYTES), false);
    key = read_key();
  }
  if (!key) {
    note("no key");
    return false;
  }
  key_ = std::move(*key);
  return true;
}

std::string ObjectCache::authentication_of(const std::string& text) const {
  std::string code(crypto_auth_BYTES, '\0');
  crypto_auth(reinterpret_cast<unsigned char*>(code.data()), reinterpret_cast<const unsigned char*>(text.data()),
              text.size(), reinterpret_cast<const unsigned char*>(key_.data()));
  return code;
}

std::optional<std::string> ObjectCache::find(const std::string& identity) {
  if (folder_ < 0) return std::nullopt;
  const std::string hash = hash_of(identity);
  std::optional<std::string> file = read_file(hexadecimal(hash), false);
  if (!file) return std::nullopt;
  if (file->size() < kHeadSize + crypto_auth_BYTES) {
    note("an object is cut short; it is compiled anew");
    return std::nullopt;
  }
  const std::size_t signed_size = file->size() - crypto_auth_BYTES;
  const std::size_t length = signed_size - kHeadSize;
  const auto* bytes = reinterpret_cast<const unsigned char*>(file->data());
  const bool genuine = crypto_auth_verify(bytes + signed_size, bytes, signed_size,
                                          reinterpret_cast<const unsigned char*>(key_.data())) == 0;
  if (!genuine || file->compare(0, kHeadSize, head_of(hash, length)) != 0) {
    note("an object is damaged or planted; it is compiled anew");
    return std::nullopt;
  }
  return file->substr(kHeadSize, length);
}

void ObjectCache::store(const std::string& identity, const std::string& bytes) {
  if (folder_ < 0) return;
  const std::string hash = hash_of(identity);
  std::string file = head_of(hash, bytes.size()) + bytes;
  file += authentication_of(file);
  if (file.size() > kLargestFile) return;
  write_file(hexadecimal(hash), file, true);
}

}  // namespace pol::codegen
