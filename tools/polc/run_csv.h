#pragma once
// CSV as `polc run` reads it: which column is which fact, and rows that no batch has room for.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/cases/json.h"
#include "compiler/ingest/csv.h"
#include "compiler/ir/policy.h"

namespace pol::tool {

struct CsvOptions {
  std::vector<std::string> maps;  ///< `COLUMN=FACT`; `COLUMN=` is passed over
  bool may_have_others = false;   ///< columns that are no facts are passed over
  char delimiter = ',';
};

class CsvHeader {
 public:
  /// `line`: the first of the file, called `file`. Empty after messages: two columns for one fact, a column that is no
  /// fact, no reference date.
  static std::optional<CsvHeader> read(const ir::Policy& policy, const std::string& line, const std::string& file,
                                       const CsvOptions& options);

  const std::vector<ingest::CsvColumn>& columns() const { return columns_; }
  const std::string& line() const { return line_; }
  char delimiter() const { return delimiter_; }

  /// The row as a case in JSON. `error`: it is none, for its quotes or the number of its cells.
  cases::Json case_of(std::string_view row, std::string& error) const;

 private:
  cases::Json value_of(std::uint32_t fact, const std::string& cell) const;

  const ir::Policy* policy_ = nullptr;
  std::vector<ingest::CsvColumn> columns_;
  std::string line_;
  char delimiter_ = ',';
};

}  // namespace pol::tool
