// One thread of `polc run`.

#include <fmt/format.h>

#include <optional>

#include "compiler/ingest/csv.h"
#include "compiler/ingest/ndjson.h"
#include "compiler/support/printable.h"
#include "tools/polc/run.h"
#include "tools/polc/run_decide.h"

namespace pol::tool {

namespace {

class Worker {
 public:
  explicit Worker(const RunJob& job)
      : job_(job),
        batch_(job.policy.layout()),
        ndjson_(job.policy.layout()),
        decider_(job.policy, job.header, job.file, job.columns.wants_because) {
    if (job.header != nullptr) csv_.emplace(job.policy.layout(), job.header->columns(), job.header->delimiter());
  }

  void work(const ingest::Chunk& chunk, FinishedChunk& finished) {
    if (chunk.is_too_long) {
      reject_long_line(chunk, finished);
      return;
    }
    const std::string_view text(chunk.bytes.data(), chunk.size);
    if (!csv_ && chunk.number == 0 && begins_a_list(text)) {
      finished.problem = fmt::format("{}: begins with [: a list of cases; write one case a line (jq -c '.[]' does)", printable(job_.file));
      return;
    }
    if (csv_) {
      csv_->start(text, chunk.first_line);
    } else {
      ndjson_.start(text, chunk.first_line);
    }
    while (true) {
      batch_.clear();
      rows_.clear();
      if (!(csv_ ? csv_->fill(batch_, rows_) : ndjson_.fill(batch_, rows_))) break;
      answers_.clear();
      if (!decider_.decide(batch_, rows_, answers_)) {
        finished.problem = decider_.problem();
        return;
      }
      job_.lines.append(rows_, answers_, 0, finished.output);
      count(finished);
    }
  }

 private:
  static bool begins_a_list(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text[first] == '[';
  }

  void reject_long_line(const ingest::Chunk& chunk, FinishedChunk& finished) {
    finished.counts.rejected = 1;
    finished.messages.push_back(fmt::format("{}:{}: this line has more than {} MB", job_.file, chunk.first_line,
                                            ingest::kMostLineBytes >> 20U));
    finished.rejects.append(chunk.bytes.data(), chunk.size);
    finished.rejects += '\n';
  }

  void count(FinishedChunk& finished) {
    RunCounts& counts = finished.counts;
    for (std::size_t i = 0; i < rows_.all.size(); ++i) {
      const Answer& answer = answers_.rows[i];
      if (answer.is_rejected) {
        ++counts.rejected;
        (finished.rejects += rows_.all[i].text) += '\n';
        continue;
      }
      ++counts.rows;
      ++counts.outcomes[static_cast<std::size_t>(answer.outcome)];
      if (answer.is_settled) ++counts.settled;
      if (!answer.is_exact) ++counts.inexact;
    }
    for (std::string& message : answers_.messages) finished.messages.push_back(std::move(message));
  }

  const RunJob& job_;
  ingest::Batch batch_;
  ingest::Rows rows_;
  ingest::NdjsonReader ndjson_;
  std::optional<ingest::CsvReader> csv_;
  Decider decider_;
  Answers answers_;
};

}  // namespace

std::function<void(const ingest::Chunk&, FinishedChunk&)> run_worker(const RunJob& job) {
  const auto worker = std::make_shared<Worker>(job);
  return [worker](const ingest::Chunk& chunk, FinishedChunk& finished) { worker->work(chunk, finished); };
}

}  // namespace pol::tool
