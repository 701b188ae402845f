// What the figures were measured on and built with.

#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "compiler/smt/session.h"
#include "tools/bench/measures.h"

namespace pol::bench {

namespace {

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  std::string name, family, model;
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) continue;
    const std::string value = line.substr(colon + 2);
    if (line.starts_with("model name")) name = value;
    if (line.starts_with("cpu family")) family = value;
    if (line.starts_with("model\t")) model = value;
    if (line.starts_with("flags")) break;
  }
  return fmt::format("{} (family {}, model {})", name, family, model);
}

std::string load() {
  std::ifstream file("/proc/loadavg");
  std::string one;
  file >> one;
  return one;
}

}  // namespace

void add_machine(Report& report) {
  utsname kernel{};
  uname(&kernel);
  report.add("Machine", "CPU", cpu_name());
  report.add("Machine", "cores", fmt::format("{}", sysconf(_SC_NPROCESSORS_ONLN)));
  report.add("Machine", "kernel", fmt::format("{} {}", kernel.sysname, kernel.release));
  report.add("Machine", "load before the run", load());
  report.add("Machine", "compiler", fmt::format("g++ {}, polc: {}", __VERSION__, POL_BENCH_BUILD));
  report.add("Machine", "libraries",
             fmt::format("LLVM {}, ANTLR runtime {}, {}", POL_BENCH_LLVM, POL_BENCH_ANTLR, smt::solver_version()));
}

}  // namespace pol::bench
