#include "tools/bench/fresh.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

extern char** environ;

namespace pol::bench {

double now_ms() {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void stop(const std::string& what) {
  fmt::print(stderr, "pol-bench: {}\n", what);
  std::exit(2);
}

namespace {

std::vector<double> in_fresh_process(const std::function<std::vector<double>()>& measure) {
  int ends[2];
  if (pipe(ends) != 0) stop("no pipe");
  const pid_t child = fork();
  if (child < 0) stop("no child process");
  if (child == 0) {
    const std::vector<double> figures = measure();
    const std::size_t bytes = figures.size() * sizeof(double);
    _exit(write(ends[1], figures.data(), bytes) == static_cast<ssize_t>(bytes) ? 0 : 1);
  }
  close(ends[1]);
  std::vector<double> figures;
  double one = 0;
  while (read(ends[0], &one, sizeof one) == static_cast<ssize_t>(sizeof one)) figures.push_back(one);
  close(ends[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child || status != 0) stop("a measurement failed in its process");
  return figures;
}

}  // namespace

std::vector<std::vector<double>> in_fresh_processes(std::size_t runs,
                                                    const std::function<std::vector<double>()>& measure) {
  std::vector<std::vector<double>> rows;
  for (std::size_t i = 0; i < runs; ++i) rows.push_back(in_fresh_process(measure));
  return rows;
}

std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t index) {
  std::vector<double> one;
  for (const std::vector<double>& row : rows) one.push_back(row[index]);
  return one;
}

ProgramRun run_program(const std::vector<std::string>& words, int most) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);

  const double begin = now_ms();
  pid_t child = 0;
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
    stop(fmt::format("cannot run {}", words.front()));
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  const double end = now_ms();
  posix_spawn_file_actions_destroy(&actions);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > most) stop(fmt::format("failed: {}", fmt::join(words, " ")));
  const auto ms = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_usec) / 1e3;
  };
  return {end - begin, ms(usage.ru_utime) + ms(usage.ru_stime), static_cast<double>(usage.ru_maxrss) / 1024};
}

TemporaryFolder::TemporaryFolder() {
  std::string path = (std::filesystem::temp_directory_path() / "pol-bench-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) stop("no temporary folder");
  path_ = path;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code error;
  std::filesystem::remove_all(path_, error);
}

}  // namespace pol::bench
