#include "compiler/pipeline/background.h"

#include <sys/resource.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace pol::pipeline {

Background::~Background() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    soon_.clear();
    later_.clear();
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Background::add(const void* owner, Urgency urgency, std::function<void()> job) {
  const std::lock_guard lock(mutex_);
  (urgency == Urgency::Soon ? soon_ : later_).push_back({owner, std::move(job)});
  const std::size_t wanted = soon_.size() + later_.size() + running_.size();
  if (threads_.size() < wanted && threads_.size() < most_threads_) {
    try {
      threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      if (threads_.empty()) throw;  // else those that there are do the same work
    }
  }
  has_work_.notify_one();
}

void Background::work() {
  constexpr int kLittle = 10;                                          // of `nice`: a tenth of the time of others
  if (pace_ == Pace::Yielding) setpriority(PRIO_PROCESS, 0, kLittle);  // on Linux, of this thread alone
  std::unique_lock lock(mutex_);
  while (true) {
    has_work_.wait(lock, [this] { return is_over_ || !soon_.empty() || !later_.empty(); });
    if (soon_.empty() && later_.empty()) return;  // it is over
    std::deque<Job>& queue = soon_.empty() ? later_ : soon_;
    const Job job = std::move(queue.front());
    queue.pop_front();
    running_.push_back(job.owner);
    lock.unlock();
    job.run();
    lock.lock();
    running_.erase(std::find(running_.begin(), running_.end(), job.owner));
    is_done_.notify_all();
  }
}

bool Background::is_queued(const void* owner) const {
  const auto is_of_owner = [owner](const Job& job) { return job.owner == owner; };
  return std::any_of(soon_.begin(), soon_.end(), is_of_owner) || std::any_of(later_.begin(), later_.end(), is_of_owner);
}

bool Background::is_running(const void* owner) const {
  return std::find(running_.begin(), running_.end(), owner) != running_.end();
}

void Background::finish(const void* owner) {
  std::unique_lock lock(mutex_);
  is_done_.wait(lock, [&] { return !is_queued(owner) && !is_running(owner); });
}

void Background::drop(const void* owner) {
  std::unique_lock lock(mutex_);
  const auto take_out = [owner](std::deque<Job>& queue) {
    std::erase_if(queue, [owner](const Job& job) { return job.owner == owner; });
  };
  do {  // what was running may have added more
    take_out(soon_);
    take_out(later_);
    is_done_.wait(lock, [&] { return !is_running(owner); });
  } while (is_queued(owner));
}

}  // namespace pol::pipeline
