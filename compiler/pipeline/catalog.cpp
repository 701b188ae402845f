#include "compiler/pipeline/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include "compiler/module/files.h"

namespace pol::pipeline {

namespace fs = std::filesystem;

struct Catalog::Entry {
  std::string path, name;
  Routing routing;
  std::string files;                      ///< what it was read from: as list_of_files
  std::shared_ptr<const Compiled> fresh;  ///< if it had to be parsed; until it is native

  std::once_flag once;
  std::optional<Result<NativePolicy>> native;
};

namespace {

/// `run(i)` for 0 … count - 1, on several threads.
void in_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& run) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) run(i);
  };
  std::vector<std::thread> others;
  try {
    for (unsigned t = 1; t < threads && t < count; ++t) others.emplace_back(work);
  } catch (const std::system_error&) {
    // The machine has no more of them: those that there are do the same work.
  }
  work();
  for (std::thread& thread : others) thread.join();
}

/// Whether a text begins with `module`, behind comments.
bool is_module(const std::string& text) {
  constexpr std::string_view kBlanks = " \t\r\n", kByteOrderMark = "\xEF\xBB\xBF";
  std::string_view rest = text;
  if (rest.substr(0, kByteOrderMark.size()) == kByteOrderMark) rest.remove_prefix(kByteOrderMark.size());
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(kBlanks), rest.size()));
    if (rest.substr(0, 2) != "//") break;
    rest.remove_prefix(std::min(rest.find_first_of("\r\n"), rest.size()));
  }
  return rest.substr(0, rest.find_first_of(kBlanks)) == "module";
}

}  // namespace

/// Finds the files and what each is, as far as possible from what an earlier run found.
class Catalog::Opening {
 public:
  Opening(Catalog& catalog, std::string folder) : catalog_(catalog), folder_(std::move(folder)) {}

  Result<bool> run() {
    if (auto found = find_files(); !found) return failure(found.error());
    read_index();
    found_.resize(paths_.size());
    in_parallel(catalog_.threads_, paths_.size(), [this](std::size_t i) { look_at(i); });
    const auto entries =
        std::count_if(found_.begin(), found_.end(), [](const Found& found) { return found.entry != nullptr; });
    if (is_new_ || static_cast<std::size_t>(entries) != kept_.size()) write_index();
    for (Found& found : found_) {
      if (!found.broken.empty()) catalog_.broken_.push_back(std::move(found.broken));
      if (found.was_parsed) ++catalog_.parsed_;
      if (found.entry) catalog_.entries_.push_back(std::move(found.entry));
    }
    if (catalog_.entries_.empty() && catalog_.broken_.empty()) {
      return failure(fmt::format("{}: no policy (.pol) lies in this folder", folder_));
    }
    if (auto named = check_names(); !named) return named;
    route();
    return true;
  }

 private:
  struct Found {
    std::unique_ptr<Entry> entry;  ///< null: a module, or broken
    std::string broken;
    bool was_parsed = false;
  };

  Result<bool> find_files() {
    std::error_code error;
    fs::recursive_directory_iterator at(folder_, error);
    if (error) return failure(fmt::format("{}: cannot be read: {}", folder_, error.message()));
    for (const fs::recursive_directory_iterator end; at != end; at.increment(error)) {
      const fs::path& path = at->path();
      const std::string name = path.filename().string();
      std::error_code ignored;  // then it is neither
      if (at->is_directory(ignored)) {
        if (name == "revisions") {
          catalog_.notes_.push_back(fmt::format("{}: passed over: earlier texts of policies lie there", path.string()));
        }
        if (name == "revisions" || name.front() == '.') at.disable_recursion_pending();
      } else if (path.extension() == ".pol" && name.front() != '.' && at->is_regular_file(ignored)) {
        paths_.push_back(path.string());
      }
    }
    if (error) return failure(fmt::format("{}: cannot be read: {}", folder_, error.message()));
    std::sort(paths_.begin(), paths_.end());
    std::sort(catalog_.notes_.begin(), catalog_.notes_.end());
    return true;
  }

  /// Of each policy: path, name, fact of its routing, its codes, its files.
  static constexpr std::size_t kParts = 5;

  std::string identity() const { return identity_of_file("catalog", folder_, catalog_.roots_); }

  void read_index() {
    if (catalog_.options_.cache_folder.empty() || identity().empty()) return;
    codegen::ObjectCache cache(catalog_.options_.cache_folder);
    const auto bytes = cache.find(identity());
    const auto parts = bytes ? taken_apart(*bytes) : std::nullopt;
    if (!parts || parts->size() % kParts != 0) return;
    for (std::size_t i = 0; i < parts->size(); i += kParts) {
      const std::vector<std::string> row(parts->begin() + static_cast<std::ptrdiff_t>(i),
                                         parts->begin() + static_cast<std::ptrdiff_t>(i + kParts));
      kept_[row[0]] = row;
    }
  }

  void write_index() {
    if (catalog_.options_.cache_folder.empty() || identity().empty()) return;
    std::vector<std::string> parts;
    for (const Found& found : found_) {
      if (!found.entry) continue;
      const Entry& entry = *found.entry;
      parts.insert(parts.end(), {entry.path, entry.name, entry.routing.fact, joined(entry.routing.codes), entry.files});
    }
    codegen::ObjectCache cache(catalog_.options_.cache_folder);
    cache.store(identity(), joined(parts));
  }

  void look_at(std::size_t i) {
    Found& found = found_[i];
    const std::string& path = paths_[i];
    if (const auto row = kept_.find(path);
        row != kept_.end() && are_unchanged(row->second[4], *catalog_.options_.files)) {
      if (auto codes = taken_apart(row->second[3])) {
        found.entry = std::make_unique<Entry>();
        found.entry->path = path;
        found.entry->name = row->second[1];
        found.entry->routing = {row->second[2], std::move(*codes)};
        found.entry->files = row->second[4];
        return;
      }
    }
    const Result<std::string> text = module::read(path);
    if (!text) {
      found.broken = fmt::format("{}: {}", path, text.error());
      return;
    }
    if (is_module(text.value())) return;
    found.was_parsed = true;
    const std::shared_ptr<Compiled> compiled = pipeline::compile(path, catalog_.roots_);
    if (!compiled->ok()) {
      found.broken = first_mistake(*compiled, path);
      return;
    }
    is_new_ = true;
    found.entry = std::make_unique<Entry>();
    found.entry->path = path;
    found.entry->name = compiled->policy.name;
    found.entry->routing = routing_of(compiled->policy);
    found.entry->files = list_of_files(compiled->sources);
    compiled->files.clear();  // most of what it takes, and not needed any more
    found.entry->fresh = compiled;
  }

  Result<bool> check_names() const {
    std::map<std::string, const Entry*> by_name;
    for (const auto& entry : catalog_.entries_) {
      const auto [other, is_first] = by_name.emplace(entry->name, entry.get());
      if (is_first) continue;
      return failure(fmt::format("{} and {}: both policies are called `{}`; a case could not tell them apart",
                                 other->second->path, entry->path, entry->name));
    }
    return true;
  }

  void route() {
    std::set<std::string> facts;
    for (std::uint32_t i = 0; i < catalog_.entries_.size(); ++i) {
      const Routing& routing = catalog_.entries_[i]->routing;
      if (routing.fact.empty()) catalog_.by_no_code_.push_back(i);
      if (!routing.fact.empty()) facts.insert(routing.fact);
      for (const std::string& code : routing.codes) catalog_.by_code_[code].push_back(i);
    }
    for (auto& [code, policies] : catalog_.by_code_) {
      const auto own = static_cast<std::ptrdiff_t>(policies.size());
      policies.insert(policies.end(), catalog_.by_no_code_.begin(), catalog_.by_no_code_.end());
      std::inplace_merge(policies.begin(), policies.begin() + own, policies.end());
    }
    catalog_.request_facts_.assign(facts.begin(), facts.end());
  }

  Catalog& catalog_;
  std::string folder_;
  std::vector<std::string> paths_;
  std::vector<Found> found_;                              ///< by path
  std::map<std::string, std::vector<std::string>> kept_;  ///< by path
  std::atomic<bool> is_new_ = false;
};

Catalog::Catalog(const module::Roots& roots, const CatalogOptions& options) : roots_(roots) {
  threads_ = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  options_.cache_folder = options.cache_folder;
  options_.background = std::make_shared<Background>(threads_, Background::Pace::Yielding);
  options_.files = std::make_shared<FileHashes>();
  options_.keeps_source = false;
}

Catalog::~Catalog() = default;

Result<std::unique_ptr<Catalog>> Catalog::open(const std::string& folder, const module::Roots& roots,
                                               const CatalogOptions& options) {
  std::unique_ptr<Catalog> catalog(new Catalog(roots, options));
  if (auto opened = Opening(*catalog, folder).run(); !opened) return failure(opened.error());
  return catalog;
}

const std::string& Catalog::path(std::size_t policy) const { return entries_[policy]->path; }
const std::string& Catalog::name(std::size_t policy) const { return entries_[policy]->name; }
const Routing& Catalog::routing(std::size_t policy) const { return entries_[policy]->routing; }

const std::vector<std::uint32_t>& Catalog::policies_for(std::string_view code) const {
  const auto found = by_code_.find(code);
  return found == by_code_.end() ? by_no_code_ : found->second;
}

Result<NativePolicy> Catalog::compile(Entry& entry) const {
  std::shared_ptr<const Compiled> compiled = std::move(entry.fresh);
  if (!compiled) {
    if (auto kept = NativePolicy::from_cache(entry.path, roots_, options_)) return std::move(*kept);
    compiled = pipeline::compile(entry.path, roots_);
    if (!compiled->ok()) return failure(first_mistake(*compiled, entry.path));
    if (list_of_files(compiled->sources) != entry.files) {
      return failure(fmt::format("{}: has changed since its folder was read", entry.path));
    }
  }
  return NativePolicy::create(std::move(compiled), entry.path, roots_, options_);
}

Result<const NativePolicy*> Catalog::policy(std::size_t policy) const {
  Entry& entry = *entries_[policy];
  std::call_once(entry.once, [&] { entry.native.emplace(compile(entry)); });
  if (!*entry.native) return failure(entry.native->error());
  return &entry.native->value();
}

void Catalog::finish() const {
  for (const auto& entry : entries_) {
    if (entry->native && *entry->native) entry->native->value().finish();
  }
}

void Catalog::prepare(const std::vector<std::uint32_t>& policies) const {
  in_parallel(threads_, policies.size(), [&](std::size_t i) {
    static_cast<void>(policy(policies[i]));  // who decides a case by it is told what went wrong
  });
}

}  // namespace pol::pipeline
