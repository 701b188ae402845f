#pragma once
// A policy as `polc run` decides cases by it: compiled here, one of a folder, or a library that `polc build` wrote.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ingest/layout.h"
#include "compiler/pipeline/native.h"
#include "compiler/pipeline/pipeline.h"
#include "pol/arrow.h"
#include "tools/polc/run_columns.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

/// For any thread once `ask_for` has returned.
class RunPolicy {
 public:
  /// `path`: a policy (.pol) or a library (.so). Null after messages; then `exit_code` is set.
  static std::unique_ptr<RunPolicy> open(const std::string& path, const Globals& globals, bool cache, int& exit_code);
  /// One of a folder, which keeps `native`.
  static std::unique_ptr<RunPolicy> of_folder(const std::string& path, const pipeline::NativePolicy& native,
                                              const Globals& globals, bool cache);
  ~RunPolicy();
  RunPolicy(const RunPolicy&) = delete;
  RunPolicy& operator=(const RunPolicy&) = delete;

  /// Facts, their values, and criteria; all of the policy only if it was compiled just now.
  const ir::Policy& policy() const { return *policy_; }
  /// What cases are read by.
  const ir::Policy& read_by() const { return *read_by_; }
  const ingest::Layout& layout() const { return *layout_; }
  const pol_policy* native() const { return library_ != nullptr ? library_ : native_->get(); }
  /// With all that its text says, such as which readings were chosen. Null: of a library, or it cannot be read.
  std::shared_ptr<const pipeline::Compiled> text() const;
  /// The files that were read.
  std::vector<std::string> files() const;

  /// What is to be told of each case. Once, before the first batch. `rows`: of the largest batch. False after a message.
  bool ask_for(RunColumns columns, std::size_t rows);
  const RunColumns& asked() const { return asked_; }
  const std::vector<std::uint32_t>& criteria() const { return asked_.criteria; }
  const pol_columns* columns(bool decimals) const { return columns_[decimals ? 1 : 0]; }

  /// Who knows all that the text of the policy says, and can search. Made when first asked for.
  struct Judge {
    std::shared_ptr<const pipeline::Compiled> compiled;
    pipeline::Engine engine;
    const ir::Policy& policy() const { return compiled->policy; }
  };
  /// Null: the policy is a library, or a message was given.
  const Judge* judge() const;
  bool has_judge() const { return library_ == nullptr; }
  /// Of a criterion that native code leaves undecided: whether a search may know more.
  bool needs_search(std::uint32_t criterion) const { return needs_search_[criterion]; }

 private:
  RunPolicy(std::string path, const Globals& globals, bool cache) : path_(std::move(path)), globals_(globals), cache_(cache) {}
  bool load();
  bool compile(int& exit_code);
  bool find_what_needs_a_search();
  void read_tables();

  std::string path_;
  const Globals& globals_;
  bool cache_;
  std::shared_ptr<const pipeline::Compiled> compiled_;  // just now; null: there was no need to
  ir::Policy facts_, criteria_;                         // from tables, where it was not compiled
  const ir::Policy* policy_ = nullptr;
  const ir::Policy* read_by_ = nullptr;
  pol_policy* library_ = nullptr;
  std::optional<pipeline::NativePolicy> own_native_;
  const pipeline::NativePolicy* native_ = nullptr;
  std::unique_ptr<ingest::Layout> layout_;
  RunColumns asked_;
  std::vector<bool> needs_search_;  // by criterion
  pol_columns* columns_[2] = {nullptr, nullptr};
  mutable std::once_flag once_;
  mutable std::optional<Judge> judge_;
};

}  // namespace pol::tool
