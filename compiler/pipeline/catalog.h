#pragma once
// A folder of policies, each compiled when the first case comes that it is about.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/pipeline/native.h"
#include "compiler/pipeline/routing.h"

namespace pol::pipeline {

struct CatalogOptions {
  std::string cache_folder;  ///< "" for no cache
  unsigned threads = 0;      ///< that read and compile; 0: one a core
};

/// For any thread once it is open.
class Catalog {
 public:
  /// The policies in `folder` and the folders below it, in the order of their paths. Modules are whoever's who imports
  /// them. Folders called `revisions` hold earlier texts, and those that begin with a dot anything: they are passed
  /// over. Files must not change while it is open. Error: the folder cannot be read or holds no policy, or two policies
  /// have one name.
  static Result<std::unique_ptr<Catalog>> open(const std::string& folder, const module::Roots& roots,
                                               const CatalogOptions& options);
  ~Catalog();
  Catalog(const Catalog&) = delete;
  Catalog& operator=(const Catalog&) = delete;

  std::size_t size() const { return entries_.size(); }
  const std::string& path(std::size_t policy) const;
  const std::string& name(std::size_t policy) const;
  const Routing& routing(std::size_t policy) const;

  /// The policies that are about the code and those that are about every case; rising. A case that documents no code:
  /// "".
  const std::vector<std::uint32_t>& policies_for(std::string_view code) const;
  /// The facts that document the requested code, as policies name them; sorted. Nearly always one.
  const std::vector<std::string>& request_facts() const { return request_facts_; }

  /// Compiled by the first who asks; others wait for it. Error: as NativePolicy::open.
  Result<const NativePolicy*> policy(std::size_t policy) const;
  /// Compiles those of them that are not yet, in parallel.
  void prepare(const std::vector<std::uint32_t>& policies) const;

  /// Waits until everything that was begun is compiled, and in the cache. Nobody asks for policies meanwhile.
  void finish() const;

  /// The first mistake of each policy that has some: `file:line:column: message`. The others are there.
  const std::vector<std::string>& broken() const { return broken_; }
  /// What was passed over.
  const std::vector<std::string>& notes() const { return notes_; }
  /// How many policies had to be parsed to open it.
  std::size_t parsed() const { return parsed_; }

 private:
  struct Entry;
  class Opening;
  Catalog(const module::Roots& roots, const CatalogOptions& options);
  Result<NativePolicy> compile(Entry& entry) const;

  module::Roots roots_;
  NativeOptions options_;
  unsigned threads_ = 1;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_code_;
  std::vector<std::uint32_t> by_no_code_;
  std::vector<std::string> request_facts_, broken_, notes_;
  std::size_t parsed_ = 0;
};

}  // namespace pol::pipeline
