#pragma once
// The parts of `polc run`.

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/ingest/chunks.h"
#include "tools/polc/run_columns.h"
#include "tools/polc/run_csv.h"
#include "tools/polc/run_format.h"
#include "tools/polc/run_policy.h"
#include "tools/polc/run_stream.h"

namespace pol::tool {

/// What every thread of a run works by.
struct RunJob {
  const RunPolicy& policy;
  const RunColumns& columns;
  const AnswerLines& lines;
  const CsvHeader* header = nullptr;  ///< null: the input is NDJSON
  std::string file;                      ///< as messages name it
};

/// One thread's part: chunks to lines of output. `job` must outlive it.
std::function<void(const ingest::Chunk&, FinishedChunk&)> run_worker(const RunJob& job);

}  // namespace pol::tool
