#pragma once
// Chunks through all cores, and out again in the order of the input.

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/ingest/chunks.h"
#include "compiler/ir/types.h"

namespace pol::tool {

struct RunCounts {
  std::uint64_t rows = 0;  ///< with an answer
  std::array<std::uint64_t, ir::kOutcomes> outcomes{};
  std::uint64_t rejected = 0;
  std::uint64_t settled = 0;  ///< by a search
  std::uint64_t inexact = 0;  ///< their outcomes may be more than are possible

  void add(const RunCounts& other);
};

/// What has become of one chunk.
struct FinishedChunk {
  std::string output, rejects;
  std::vector<std::string> messages;
  RunCounts counts;
  std::string problem;  ///< the run cannot go on
};

struct StreamParts {
  /// Makes what one thread works with; called once in each.
  std::function<std::function<void(const ingest::Chunk&, FinishedChunk&)>()> make_worker;
  /// Told of all chunks in their order, by one thread at a time. False: the run ends.
  std::function<bool(FinishedChunk&, std::uint64_t bytes_read)> take;
};

/// At most some chunks a thread are in memory. "" or what was wrong with the input.
std::string run_chunks(ingest::ChunkReader& reader, std::size_t threads, const StreamParts& parts);

/// CPUs that this program may use.
std::size_t usable_cpus();

}  // namespace pol::tool
