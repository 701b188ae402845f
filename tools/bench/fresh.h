#pragma once
// Measurements in processes of their own, and folders that go away.

#include <functional>
#include <string>
#include <vector>

namespace pol::bench {

/// Milliseconds since some fixed moment.
double now_ms();

/// Calls `measure` in `runs` forked children, one after the other; what each returns, by child. All return equally
/// many.
std::vector<std::vector<double>> in_fresh_processes(std::size_t runs,
                                                    const std::function<std::vector<double>()>& measure);

/// Number `index` of each child.
std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t index);

/// One process from start to end.
struct ProgramRun {
  double ms = 0;
  double processor_ms = 0;  ///< what it would take on an idle machine, about
  double peak_mb = 0;
};
/// Runs the program to its end, its output thrown away. A status above `most` ends this program.
ProgramRun run_program(const std::vector<std::string>& words, int most = 0);

/// Says what went wrong and ends the program.
[[noreturn]] void stop(const std::string& what);

/// A new folder, removed with all that is in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace pol::bench
