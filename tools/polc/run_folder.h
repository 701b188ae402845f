#pragma once
// `polc run` with a folder of policies: each case by those that are about its requested code.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "compiler/pipeline/catalog.h"
#include "tools/polc/run_format.h"
#include "tools/polc/run_policy.h"

namespace pol::tool {

/// For any thread once it is open.
class RunFolder {
 public:
  struct Options {
    std::string columns;
    RunFormat format = RunFormat::Ndjson;  ///< of the output
    bool cache = true;
    unsigned threads = 1;
  };
  /// Null after messages; then `exit_code` is set.
  static std::unique_ptr<RunFolder> open(const std::string& path, const Options& options, const Globals& globals,
                                         int& exit_code);

  struct Member {
    std::unique_ptr<RunPolicy> policy;
    std::unique_ptr<AnswerLines> lines;
  };
  /// Compiled by the first who asks. Null: `problem` says why.
  const Member* member(std::uint32_t policy, std::string& problem);
  const pipeline::Catalog& catalog() const { return *catalog_; }
  /// For cases that no policy is about.
  const AnswerLines& lines_of_none() const { return *none_; }
  std::vector<std::string> files() const;

 private:
  struct Entry {
    std::once_flag once;
    Member member;
    std::string problem;
  };
  RunFolder(const Options& options, const Globals& globals) : options_(options), globals_(globals) {}
  void open_member(std::uint32_t policy, Entry& entry);

  Options options_;
  const Globals& globals_;
  std::unique_ptr<pipeline::Catalog> catalog_;
  std::vector<std::unique_ptr<Entry>> entries_;
  ir::Policy no_policy_;
  RunColumns no_columns_;
  std::unique_ptr<AnswerLines> none_;
};

}  // namespace pol::tool
