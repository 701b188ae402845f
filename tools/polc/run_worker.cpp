// One thread of `polc run`.

#include <fmt/format.h>

#include <memory>
#include <optional>

#include "compiler/ingest/csv.h"
#include "compiler/ingest/ndjson.h"
#include "compiler/support/printable.h"
#include "tools/polc/run.h"

namespace pol::tool {

namespace {

bool begins_a_list(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '[';
}

class Worker {
 public:
  explicit Worker(const RunJob& job)
      : job_(job), sink_(job.policy->layout()), decider_(*job.policy, job.header, job.file) {
    if (job.header != nullptr) csv_.emplace(job.policy->layout(), job.header->columns(), job.header->delimiter());
  }

  void work(const ingest::Chunk& chunk, FinishedChunk& finished) {
    if (!is_readable(chunk, job_, finished)) return;
    const std::string_view text(chunk.bytes.data(), chunk.size);
    if (csv_) {
      csv_->start(text, chunk.first_line);
    } else {
      ndjson_.start(text, chunk.first_line);
    }
    while (true) {
      sink_.batch.clear();
      sink_.rows.clear();
      answers_.clear();
      if (!fill()) return;
      if (!decider_.decide(sink_.batch, sink_.rows, answers_)) {
        finished.problem = decider_.problem();
        return;
      }
      job_.lines->append(sink_.rows, answers_, finished.output);
      count(finished);
    }
  }

 private:
  bool fill() {
    if (csv_) return csv_->fill(sink_.batch, sink_.rows);
    while (!sink_.batch.is_full() && ndjson_.advance()) ndjson_.add_to(sink_);
    return sink_.batch.rows() != 0;
  }

  void count(FinishedChunk& finished) {
    for (std::size_t i = 0; i < sink_.rows.all.size(); ++i) {
      count_answer(answers_.rows[i], finished.counts);
      if (answers_.rows[i].is_rejected) (finished.rejects += sink_.rows.all[i].text) += '\n';
    }
    for (std::string& message : answers_.messages) finished.messages.push_back(std::move(message));
  }

  const RunJob& job_;
  ingest::CaseSink sink_;
  ingest::NdjsonReader ndjson_;
  std::optional<ingest::CsvReader> csv_;
  Decider decider_;
  Answers answers_;
};

}  // namespace

void count_answer(const Answer& answer, RunCounts& counts) {
  if (answer.is_rejected) {
    ++counts.rejected;
    return;
  }
  ++counts.rows;
  ++counts.outcomes[static_cast<std::size_t>(answer.outcome)];
  if (answer.is_settled) ++counts.settled;
  if (!answer.is_exact) ++counts.inexact;
}

bool is_readable(const ingest::Chunk& chunk, const RunJob& job, FinishedChunk& finished) {
  if (chunk.is_too_long) {
    finished.counts.rejected = 1;
    finished.messages.push_back(
        fmt::format("{}:{}: this line has more than {} MB", job.file, chunk.first_line, ingest::kMostLineBytes >> 20U));
    finished.rejects.append(chunk.bytes.data(), chunk.size);
    finished.rejects += '\n';
    return false;
  }
  const bool is_list = job.header == nullptr && chunk.number == 0 && begins_a_list({chunk.bytes.data(), chunk.size});
  if (is_list) {
    finished.problem = fmt::format("{}: begins with [: a list of cases; write one case a line (jq -c '.[]' does)", printable(job.file));
  }
  return !is_list;
}

ChunkWorker run_worker(const RunJob& job) {
  const auto worker = std::make_shared<Worker>(job);
  return [worker](const ingest::Chunk& chunk, FinishedChunk& finished) { worker->work(chunk, finished); };
}

}  // namespace pol::tool
