#pragma once
// Compiled policies that a later run opens without parsing, as long as nothing that they were read from has changed.

#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/codegen/cache.h"
#include "compiler/codegen/forms.h"
#include "compiler/pipeline/pipeline.h"

namespace pol::pipeline {

/// What files hold, each looked at once. For any thread.
class FileHashes {
 public:
  /// BLAKE2b of the file's bytes; "" when it cannot be read.
  std::string of(const std::string& path);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> known_;
};

/// Files and what they held when something was made of them: one text, for a cache.
std::string list_of_files(const Sources& sources);
/// All of them still hold the same. False of anything but what `list_of_files` gave.
bool are_unchanged(const std::string& list, FileHashes& files);

/// `about` what, made from the file at `path` by this very program; "" when it cannot be told from another.
std::string identity_of_file(const std::string& about, const std::string& path, const module::Roots& roots);

/// The paths of such a list.
std::vector<std::string> paths_of(const std::string& list);

/// What native code is opened with.
struct Image {
  std::string tables;
  codegen::CodeKeys keys;
  std::string files;          ///< what it was made of: as list_of_files
  bool has_messages = false;  ///< the compiler had something to say of it
};
std::optional<Image> find_image(codegen::ObjectCache& cache, const std::string& path, const module::Roots& roots,
                                FileHashes& files);
void store_image(codegen::ObjectCache& cache, const std::string& path, const module::Roots& roots, const Image& image);

/// Texts, one behind the other, and back.
std::string joined(const std::vector<std::string>& parts);
std::optional<std::vector<std::string>> taken_apart(const std::string& text);

}  // namespace pol::pipeline
