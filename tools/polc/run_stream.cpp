#include "tools/polc/run_stream.h"

#include <sched.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <map>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

namespace pol::tool {

namespace {

class Stream {
 public:
  Stream(ingest::ChunkReader& reader, std::size_t threads, const StreamParts& parts)
      : reader_(reader), parts_(parts), window_(threads * 3) {}

  std::string run(std::size_t threads) {
    std::vector<std::thread> others;
    try {
      for (std::size_t i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      // The machine has no more of them: those that there are do the same work.
    }
    work();
    for (std::thread& other : others) other.join();
    return problem_;
  }

 private:
  /// Chunks are read, worked on and written by the same threads: one that holds the next chunk to be written never
  /// waits, so all go on.
  void work() {
    try {
      const auto worker = parts_.make_worker();
      ingest::Chunk chunk;
      std::uint64_t bytes = 0;
      while (read(chunk, bytes)) {
        FinishedChunk finished;
        worker(chunk, finished);
        give(chunk.number, std::move(finished), bytes);
      }
    } catch (const std::exception& error) {
      stop(std::string("cannot go on: ") + error.what());
    }
  }

  bool read(ingest::Chunk& chunk, std::uint64_t& bytes) {
    std::unique_lock lock(mutex_);
    // Another one reads, or the slowest chunk is too far behind.
    changed_.wait(lock, [this] { return has_ended_ || (!is_reading_ && read_ < written_ + window_); });
    if (has_ended_) return false;
    is_reading_ = true;
    lock.unlock();
    const Result<bool> more = reader_.next(chunk);
    lock.lock();
    is_reading_ = false;
    if (!more) problem_ = more.error();
    has_ended_ = has_ended_ || !more || !more.value();
    if (!has_ended_) ++read_;
    bytes = reader_.bytes_read();
    changed_.notify_all();
    return !has_ended_;
  }

  void give(std::uint64_t number, FinishedChunk finished, std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    finished_.emplace(number, std::pair(std::move(finished), bytes));
    if (is_writing_) return;  // who writes now will come to it
    is_writing_ = true;
    while (!has_failed_ && !finished_.empty() && finished_.begin()->first == written_) {
      auto next = finished_.extract(finished_.begin());
      lock.unlock();
      auto& [ready, read] = next.mapped();
      const std::string problem = ready.problem;
      const bool goes_on = problem.empty() && parts_.take(ready, read);
      lock.lock();
      ++written_;
      if (!goes_on) {
        has_ended_ = has_failed_ = true;
        if (problem_.empty()) problem_ = problem;
      }
      changed_.notify_all();
    }
    is_writing_ = false;
  }

  void stop(std::string problem) {
    const std::lock_guard lock(mutex_);
    has_ended_ = has_failed_ = true;
    if (problem_.empty()) problem_ = std::move(problem);
    changed_.notify_all();
  }

  ingest::ChunkReader& reader_;
  const StreamParts& parts_;
  std::uint64_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, std::pair<FinishedChunk, std::uint64_t>> finished_;  // and bytes read when it was
  std::uint64_t read_ = 0, written_ = 0;
  bool is_reading_ = false, is_writing_ = false, has_ended_ = false, has_failed_ = false;
  std::string problem_;
};

}  // namespace

void RunCounts::add(const RunCounts& other) {
  rows += other.rows;
  for (std::size_t i = 0; i < outcomes.size(); ++i) outcomes[i] += other.outcomes[i];
  rejected += other.rejected;
  settled += other.settled;
  inexact += other.inexact;
}

std::string run_chunks(ingest::ChunkReader& reader, std::size_t threads, const StreamParts& parts) {
  return Stream(reader, threads, parts).run(threads);
}

std::size_t usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
  return std::max(std::thread::hardware_concurrency(), 1U);
}

}  // namespace pol::tool
