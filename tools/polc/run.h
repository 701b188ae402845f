#pragma once
// The parts of `polc run`.

#include <functional>
#include <string>

#include "compiler/ingest/chunks.h"
#include "tools/polc/run_csv.h"
#include "tools/polc/run_decide.h"
#include "tools/polc/run_format.h"
#include "tools/polc/run_policy.h"
#include "tools/polc/run_stream.h"

namespace pol::tool {

class RunFolder;

/// What every thread of a run works by: one policy, or a folder of them.
struct RunJob {
  const RunPolicy* policy = nullptr;
  const AnswerLines* lines = nullptr;
  const CsvHeader* header = nullptr;  ///< null: the input is NDJSON
  RunFolder* folder = nullptr;
  std::string file;  ///< as messages name it
};

using ChunkWorker = std::function<void(const ingest::Chunk&, FinishedChunk&)>;
/// One thread's part: chunks to lines of output. `job` must outlive it.
ChunkWorker run_worker(const RunJob& job);
ChunkWorker folder_worker(const RunJob& job);

/// Whether the chunk can be read at all; else it is told what is wrong.
bool is_readable(const ingest::Chunk& chunk, const RunJob& job, FinishedChunk& finished);
void count_answer(const Answer& answer, RunCounts& counts);

}  // namespace pol::tool
