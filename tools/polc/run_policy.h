#pragma once
// A policy as `polc run` decides cases by it: compiled here, or a library that `polc build` wrote.

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "compiler/cases/reader.h"
#include "compiler/ingest/layout.h"
#include "compiler/pipeline/native.h"
#include "compiler/pipeline/pipeline.h"
#include "pol/arrow.h"
#include "tools/polc/verbs.h"

namespace pol::tool {

class RunPolicy {
 public:
  /// Null after messages; then `exit_code` is set.
  static std::unique_ptr<RunPolicy> open(const std::string& path, const Globals& globals, bool cache, int& exit_code);
  ~RunPolicy();
  RunPolicy(const RunPolicy&) = delete;
  RunPolicy& operator=(const RunPolicy&) = delete;

  /// Of a library, only what cases are read by: facts, their values and the paths of criteria.
  const ir::Policy& policy() const { return *policy_; }
  const ingest::Layout& layout() const { return *layout_; }
  const cases::CaseReader& reader() const { return *reader_; }
  const pol_policy* native() const { return library_ != nullptr ? library_ : native_->get(); }
  /// The files that were read.
  std::vector<std::string> files() const;

  /// What batches are bound to: `criteria` are those that are asked for. Once, before the first batch.
  bool ask_for(const std::vector<std::uint32_t>& criteria);
  const pol_columns* columns(bool decimals) const { return columns_[decimals ? 1 : 0]; }
  const std::vector<std::uint32_t>& criteria() const { return criteria_; }

  /// The exact judge, compiled when it is first needed. Null: the policy is a library, or a message was given. For any
  /// thread.
  const pipeline::Engine* judge() const;
  bool has_judge() const { return compiled_ != nullptr; }
  /// Of a criterion that native code leaves undecided: whether a search may know more.
  bool needs_search(std::uint32_t criterion) const { return needs_search_[criterion]; }

 private:
  RunPolicy() = default;
  bool load(const std::string& path);
  bool compile(const std::string& path, const Globals& globals, bool cache, int& exit_code);
  void finish(const ir::Policy& read_by);

  std::string path_;
  const Globals* globals_ = nullptr;
  bool cache_ = true;
  std::shared_ptr<const pipeline::Compiled> compiled_;
  ir::Policy read_by_, described_;  // of a library
  const ir::Policy* policy_ = nullptr;
  pol_policy* library_ = nullptr;
  std::optional<pipeline::NativePolicy> native_;
  std::unique_ptr<ingest::Layout> layout_;
  std::unique_ptr<cases::CaseReader> reader_;
  std::vector<std::uint32_t> criteria_;
  std::vector<bool> needs_search_;
  pol_columns* columns_[2] = {nullptr, nullptr};
  mutable std::once_flag once_;
  mutable std::optional<pipeline::Engine> engine_;
};

}  // namespace pol::tool
