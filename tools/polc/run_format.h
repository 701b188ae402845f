#pragma once
// Answers as lines of the output.

#include <string>
#include <string_view>
#include <vector>

#include "compiler/ingest/rows.h"
#include "tools/polc/run_columns.h"
#include "tools/polc/run_decide.h"

namespace pol::tool {

enum class RunFormat : std::uint8_t { Ndjson, Csv, Arrow };

/// For any thread.
class AnswerLines {
 public:
  AnswerLines(const ir::Policy& policy, const RunColumns& columns, RunFormat format);

  /// Of a CSV file, its header; else "".
  std::string header() const;
  /// Appends a line for each row that is a case.
  void append(const ingest::Rows& rows, const Answers& answers, std::string& out) const;
  /// The same for one of them.
  void append_row(const ingest::Rows& rows, std::size_t row, const Answers& answers, std::string& out) const;

 private:
  void append_json(const ingest::Rows& rows, const ingest::Row& row, const Answers& answers, std::size_t at,
                   std::string& out) const;
  void append_csv(const ingest::Rows& rows, const ingest::Row& row, const Answers& answers, std::size_t at,
                  std::string& out) const;
  std::string_view name_of(const RunColumn& column) const;

  const ir::Policy& policy_;
  const RunColumns& columns_;
  RunFormat format_;
  std::vector<std::string> json_sets_, csv_sets_;  // by OutcomeSet
  std::vector<std::string> keys_;                  // by column: `,"outcome":`
  bool has_criteria_ = false;
};

}  // namespace pol::tool
