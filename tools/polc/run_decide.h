#pragma once
// Batches to answers: natively, and by the exact judge where native code cannot tell.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/cases/reader.h"
#include "compiler/ingest/batch.h"
#include "compiler/ingest/rows.h"
#include "tools/polc/run_csv.h"
#include "tools/polc/run_policy.h"

namespace pol::tool {

struct Answer {
  ir::Outcome outcome = ir::Outcome::NeedsInformation;
  ir::OutcomeSet possible = 0;
  bool is_exact = true;
  bool is_rejected = false;  ///< the row is no case; nothing else is said of it
  bool is_settled = false;   ///< by a search
};

struct Answers {
  std::vector<Answer> rows;
  std::vector<ir::Truth> truths;  ///< those of the first row, in the order in which criteria were asked for; and so on
  std::vector<std::vector<ir::FactId>> because;  ///< by row: facts that keep it open; empty: nobody asks
  std::vector<std::string> messages;             ///< of rejected rows, `file:line: …`

  void clear();
};

/// For one thread.
class Decider {
 public:
  /// Keys of a row, by its place, that other policies know.
  using KnownElsewhere = std::function<bool(std::size_t row, std::string_view key)>;

  /// `header`: of CSV; null: rows are JSON. `file`: as messages name it.
  Decider(const RunPolicy& policy, const CsvHeader* header, std::string file, KnownElsewhere elsewhere = nullptr);

  /// Appends an answer for each row that has none: those of the batch. False: `problem` says what went wrong with more
  /// than a row.
  bool decide(ingest::Batch& batch, ingest::Rows& rows, Answers& answers);
  const std::string& problem() const { return problem_; }

 private:
  bool decide_natively(ingest::Batch& batch, const ingest::Rows& rows, Answers& answers);
  void decide_by_library(const ir::Patient& patient, std::size_t at, Answers& answers, cases::Errors& errors);
  bool is_known(const Answers& answers, std::size_t row, std::size_t first) const;
  void read_case(const ingest::Row& row, cases::Errors& errors, const std::function<void(const cases::Json&)>& each) const;
  bool decide_slowly(ingest::Rows& rows, ingest::Row& row, std::size_t at, Answers& answers);
  void read_id(const cases::Json& json, ingest::Rows& rows, ingest::Row& row, cases::Errors& errors);
  const cases::CaseReader& reader();
  void judge(const RunPolicy::Judge& judge, const interp::Prepared& prepared, std::size_t at, Answers& answers);

  const RunPolicy& policy_;
  const CsvHeader* header_;
  std::string file_;
  KnownElsewhere elsewhere_;
  std::string problem_;
  std::size_t at_ = 0;                          // the row that is being read
  std::unique_ptr<cases::CaseReader> reader_;  // made when first needed
  struct Free {
    void operator()(pol_case* one) const { pol_case_free(one); }
  };
  std::unique_ptr<pol_case, Free> case_;  // made when first needed
};

}  // namespace pol::tool
