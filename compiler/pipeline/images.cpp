#include "compiler/pipeline/images.h"

#include <fmt/format.h>
#include <sodium.h>

#include <charconv>
#include <filesystem>
#include <map>
#include <utility>

#include "compiler/module/files.h"
#include "compiler/support/build_id.h"

namespace pol::pipeline {

namespace fs = std::filesystem;

namespace {

std::string hash_of(const std::string& text) {
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hash;
}

std::string whole_path(const std::string& path) {
  std::error_code error;
  const fs::path whole = fs::absolute(path, error);
  return error ? path : whole.lexically_normal().string();
}

/// A module that is missing there is taken from the folder above: which file is read may change without a change of
/// any.
bool may_read_others(const std::string& path) {
  return fs::path(whole_path(path)).parent_path().filename() == "revisions";
}

}  // namespace

std::string FileHashes::of(const std::string& path) {
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(path);
    if (known != known_.end()) return known->second;
  }
  const Result<std::string> text = module::read(path);
  std::string hash = text ? hash_of(text.value()) : std::string();
  const std::lock_guard lock(mutex_);
  return known_.emplace(path, std::move(hash)).first->second;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += fmt::format("{}:", part.size());
    text += part;
  }
  return text;
}

std::optional<std::vector<std::string>> taken_apart(const std::string& text) {
  std::vector<std::string> parts;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::size_t size = 0;
    const auto [colon, error] = std::from_chars(at, end, size);
    const bool is_length = error == std::errc() && colon != end && *colon == ':';
    if (!is_length || size > static_cast<std::size_t>(end - colon - 1)) return std::nullopt;
    parts.emplace_back(colon + 1, size);
    at = colon + 1 + size;
  }
  return parts;
}

std::string list_of_files(const Sources& sources) {
  // The first file stands there twice, first without its text.
  std::map<std::string, std::string> texts;
  for (std::uint32_t source = 1; source < sources.size(); ++source) {
    texts[whole_path(sources.path(source))] = hash_of(sources.text(source));
  }
  std::vector<std::string> parts;
  for (const auto& [path, hash] : texts) {
    parts.push_back(path);
    parts.push_back(hash);
  }
  return joined(parts);
}

bool are_unchanged(const std::string& list, FileHashes& files) {
  const auto parts = taken_apart(list);
  if (!parts || parts->empty() || parts->size() % 2 != 0) return false;
  for (std::size_t i = 0; i < parts->size(); i += 2) {
    if (files.of((*parts)[i]) != (*parts)[i + 1]) return false;
  }
  return true;
}

std::vector<std::string> paths_of(const std::string& list) {
  std::vector<std::string> paths;
  const auto parts = taken_apart(list);
  for (std::size_t i = 0; parts && i < parts->size(); i += 2) paths.push_back((*parts)[i]);
  return paths;
}

std::string identity_of_file(const std::string& about, const std::string& path, const module::Roots& roots) {
  static const std::string builds = build_ids();
  if (builds.empty()) return "";
  return fmt::format("{} polc {} {} {}\n{}\n{}", about, kVersion, kSemantics, builds, whole_path(path),
                     whole_path(roots.stdlib));
}

std::optional<Image> find_image(codegen::ObjectCache& cache, const std::string& path, const module::Roots& roots,
                                FileHashes& files) {
  const std::string identity = may_read_others(path) ? "" : identity_of_file("image", path, roots);
  if (identity.empty()) return std::nullopt;
  const std::optional<std::string> bytes = cache.find(identity);
  if (!bytes) return std::nullopt;
  auto parts = taken_apart(*bytes);
  constexpr std::size_t kParts = 5;
  if (!parts || parts->size() != kParts || !are_unchanged((*parts)[0], files)) return std::nullopt;
  Image image;
  image.keys.rows = std::move((*parts)[1]);
  image.keys.columns = std::move((*parts)[2]);
  image.has_messages = !(*parts)[3].empty();
  image.tables = std::move((*parts)[4]);
  image.files = std::move((*parts)[0]);
  return image;
}

void store_image(codegen::ObjectCache& cache, const std::string& path, const module::Roots& roots, const Image& image) {
  const std::string identity = may_read_others(path) ? "" : identity_of_file("image", path, roots);
  if (identity.empty()) return;
  cache.store(identity,
              joined({image.files, image.keys.rows, image.keys.columns, image.has_messages ? "1" : "", image.tables}));
}

}  // namespace pol::pipeline
