#pragma once
// A folder of compiled objects that only its user can have written.

#include <optional>
#include <string>

namespace pol::codegen {

/// Several processes may share one folder. Whatever is wrong with the folder, the key or a file is noted, and
/// then the cache has nothing and keeps nothing.
class ObjectCache {
 public:
  /// Opens the folder, making it when it is not there. It must be a folder, no link, the user's own and writable by
  /// nobody else.
  explicit ObjectCache(const std::string& folder);
  ~ObjectCache();
  ObjectCache(const ObjectCache&) = delete;
  ObjectCache& operator=(const ObjectCache&) = delete;

  /// The bytes last stored under the name of `identity`, if their authentication code is right.
  std::optional<std::string> find(const std::string& identity);
  void store(const std::string& identity, const std::string& bytes);

  /// What went wrong, in words; "" when nothing did.
  const std::string& note() const { return note_; }

 private:
  bool open_folder(const std::string& given);
  bool load_key();
  /// The user's key, unless there is none that can be trusted.
  std::optional<std::string> read_key();
  /// All of `bytes` in a new file, then under `name`: in place of what was there, or only if nothing was.
  bool write_file(const std::string& name, const std::string& bytes, bool replace);
  std::optional<std::string> read_file(const std::string& name, bool is_secret);
  std::string authentication_of(const std::string& text) const;
  void note(const std::string& what);
  void note_errno(const std::string& what);

  int folder_ = -1;
  std::string key_;
  bool may_be_good_ = false;  ///< the last file that could not be opened, for all we know: out of descriptors, say
  std::string note_;
};

}  // namespace pol::codegen
