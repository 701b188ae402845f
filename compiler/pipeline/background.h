#pragma once
// Work that nobody waits for.

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pol::pipeline {

/// Threads start with the first job. Each job belongs to an owner, who calls `drop` before it goes away.
class Background {
 public:
  enum class Pace {
    Even,
    Yielding  ///< to whatever else there is to do on this machine
  };
  explicit Background(unsigned threads, Pace pace = Pace::Even) : most_threads_(threads), pace_(pace) {}
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  enum class Urgency { Soon, Later };
  /// All that is to be soon runs before all that may be later; else in the order of the calls. A job may add others.
  void add(const void* owner, Urgency urgency, std::function<void()> job);
  /// Waits until no job of the owner is left.
  void finish(const void* owner);
  /// Takes out the owner's jobs that have not begun, and waits for those that have.
  void drop(const void* owner);

 private:
  struct Job {
    const void* owner;
    std::function<void()> run;
  };
  void work();
  bool is_queued(const void* owner) const;
  bool is_running(const void* owner) const;

  const unsigned most_threads_;
  const Pace pace_;
  std::mutex mutex_;
  std::condition_variable has_work_, is_done_;
  std::deque<Job> soon_, later_;
  std::vector<const void*> running_;  ///< owners of what is being done
  std::vector<std::thread> threads_;
  bool is_over_ = false;
};

}  // namespace pol::pipeline
