// Columns: compiled and written by hand, on the same memory, in the same minute.

#include <dlfcn.h>
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <barrier>
#include <cstring>
#include <functional>
#include <memory>
#include <thread>

#include "pol/runtime.h"
#include "tools/bench/cases.h"
#include "tools/bench/columns_cases.h"
#include "tools/bench/measures.h"
#include "tools/bench/polars.h"
#include "tools/bench/timing.h"

namespace pol::bench {

namespace {

constexpr std::size_t kRounds = 11;

struct Level {
  std::uint32_t level;
  const char* name;
  DecideColumns by_hand;
};
constexpr std::array<Level, 3> kLevels = {{{4, "AVX-512", decide_columns_v4},
                                           {3, "AVX2", decide_columns_v3},
                                           {2, "128-bit vectors", decide_columns_v2}}};

/// A library of all levels that this machine has, as `polc build` writes it.
class Library {
 public:
  explicit Library(const Inputs& inputs) {
    const std::string path = folder_.path() + "/policy.so";
    run_program({inputs.polc, "build", inputs.policy, "-o", path, "--cpu", "native", "--multiversion"});
    library_ = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) stop("the library that polc build wrote cannot be loaded");
    image_ = static_cast<const pol_policy_image*>(dlsym(library_, "pol_policy"));
  }
  ~Library() { dlclose(library_); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  const pol_tables* tables() const { return image_->tables; }
  /// Null: this machine does not have it.
  const pol_code* code(std::uint32_t level) const {
    for (std::uint64_t i = 0; i < image_->code_count; ++i) {
      if (image_->code[i].level == level) return &image_->code[i];
    }
    return nullptr;
  }

 private:
  TemporaryFolder folder_;
  void* library_ = nullptr;
  const pol_policy_image* image_ = nullptr;
};

/// Answers of one batch, and what a call needs.
struct Answers {
  explicit Answers(std::size_t scratch_bytes)
      : outcome(kBatchRows), possible(kBatchRows), irregular(kBatchRows / 64), exact(kBatchRows / 64),
        scratch(scratch_bytes + 64) {}
  std::vector<std::uint8_t> outcome, possible;
  std::vector<std::uint64_t> irregular, exact;
  std::vector<std::byte> scratch;
};

using Decide = std::function<void(const pol_rows&)>;

void decide(const ColumnCases& cases, std::size_t batch, Answers& answers, const Decide& code) {
  void* scratch = answers.scratch.data();
  std::size_t space = answers.scratch.size();
  const pol_rows rows = {cases.inputs(batch).data(), cases.scales().data(), kBatchRows / POL_BLOCK_ROWS,
                         std::align(64, space - 64, scratch, space), answers.outcome.data(), answers.possible.data(),
                         answers.irregular.data(), answers.exact.data(), nullptr};
  code(rows);
}

/// Reads memory in the order of its addresses.
std::uint64_t touch(const std::byte* from, std::size_t bytes, std::size_t step) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < bytes; at += step) sum += static_cast<std::uint64_t>(from[at]);
  return sum;
}

/// All bytes, by 64 at a time.
__attribute__((noinline, optimize("O3"), target("avx2"))) std::uint64_t read_all(const std::byte* from,
                                                                                 std::size_t bytes) {
  typedef std::uint64_t Words __attribute__((vector_size(64)));
  Words sums[4] = {};
  const auto* all = reinterpret_cast<const Words*>(from);
  std::size_t i = 0;
  for (; i + 4 <= bytes / 64; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) sums[k] += all[i + k];
  }
  for (; i < bytes / 64; ++i) sums[0] += all[i];
  std::uint64_t sum = 0;
  for (const Words& some : sums) {
    for (std::size_t k = 0; k < 8; ++k) sum += some[k];
  }
  return sum;
}

volatile std::uint64_t kept = 0;  // so that what is only read is read

/// What is documented and not plainly absent.
std::string described(const ir::Policy& policy, std::size_t index) {
  ir::Patient documented;
  CaseMaker(policy).make(index, &documented);
  std::string text;
  for (std::uint32_t f = 0; f < policy.facts.size(); ++f) {
    const ir::FactState& state = documented.facts[f];
    const std::string& name = policy.facts[ir::FactId{f}].name;
    if (state.kind == ir::FactState::Kind::Undocumented) text += fmt::format(" {}?", name);
    if (state.kind == ir::FactState::Kind::None || (state.low == 0 && state.in.empty())) continue;
    text += fmt::format(" {}={}", name, state.low);
  }
  return text;
}

/// The rows that code calls irregular; all others must be as expected.
std::size_t check(const ir::Policy& policy, const ColumnCases& cases, std::size_t scratch, const Decide& code,
                  const std::string& whose) {
  Answers answers(scratch);
  std::size_t irregular = 0;
  for (std::size_t b = 0; b < cases.batches(); ++b) {
    decide(cases, b, answers, code);
    for (std::size_t row = 0; row < kBatchRows; ++row) {
      if ((answers.irregular[row / 64] >> (row % 64) & 1) != 0) {
        ++irregular;
        continue;
      }
      const unsigned meant = cases.expected()[b * kBatchRows + row], possible = answers.possible[row];
      const bool is_single = (meant & (meant - 1)) == 0;
      const unsigned outcome = is_single ? static_cast<unsigned>(__builtin_ctz(meant)) : 2U;
      if (possible == meant && answers.outcome[row] == outcome) continue;
      stop(fmt::format("row {} is decided differently: one by one {:#x}, {} {:#x} (outcome {})\n"
                       "keep tools/bench/lumbar_* in step with the policy\n{}",
                       b * kBatchRows + row, meant, whose, possible, answers.outcome[row],
                       described(policy, b * kBatchRows + row)));
    }
  }
  return irregular;
}

/// Million cases a second, of all batches or of the first one again and again.
double rate(const ColumnCases& cases, Answers& answers, const Decide& code, bool in_cache) {
  const double begin = processor_ns();
  const std::size_t batches = cases.batches();
  for (std::size_t b = 0; b < batches; ++b) {
    if (!in_cache) kept = kept + touch(cases.memory(b), cases.batch_bytes(), 64);
    decide(cases, in_cache ? 0 : b, answers, code);
  }
  return static_cast<double>(batches * kBatchRows) * 1e3 / (processor_ns() - begin);
}

struct Rates {
  std::vector<double> compiled, by_hand, ratio;
};

Rates compare(const ColumnCases& cases, std::size_t scratch, const Decide& compiled, const Decide& by_hand,
              bool in_cache) {
  Answers answers(scratch);
  Rates rates;
  for (std::size_t round = 0; round <= kRounds; ++round) {
    // Whoever comes second finds a warmer machine: they take turns.
    const bool hand_first = round % 2 == 1;
    double hand = hand_first ? rate(cases, answers, by_hand, in_cache) : 0;
    const double ours = rate(cases, answers, compiled, in_cache);
    if (!hand_first) hand = rate(cases, answers, by_hand, in_cache);
    if (round == 0) continue;  // warms up
    rates.compiled.push_back(ours);
    rates.by_hand.push_back(hand);
    rates.ratio.push_back(ours / hand);
  }
  return rates;
}

/// Million cases a second of wall time, each thread on its own core with its own part of the batches.
double parallel_rate(const ColumnCases& cases, std::size_t scratch, const Decide& code, const std::vector<int>& cores) {
  std::barrier start(static_cast<std::ptrdiff_t>(cores.size()));
  std::vector<double> began(cores.size()), ended(cores.size());
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < cores.size(); ++t) {
    threads.emplace_back([&, t] {
      cpu_set_t one;
      CPU_ZERO(&one);
      CPU_SET(cores[t], &one);
      sched_setaffinity(0, sizeof one, &one);
      Answers answers(scratch);
      std::uint64_t sum = 0;
      start.arrive_and_wait();
      began[t] = now_ms();
      for (std::size_t b = t; b < cases.batches(); b += cores.size()) {
        sum += touch(cases.memory(b), cases.batch_bytes(), 64);
        decide(cases, b, answers, code);
      }
      ended[t] = now_ms();
      if (sum == 1) kept = 1;
    });
  }
  for (std::thread& one : threads) one.join();
  const double took = *std::max_element(ended.begin(), ended.end()) - *std::min_element(began.begin(), began.end());
  return static_cast<double>(cases.rows()) / 1e3 / took;
}

std::vector<int> all_cores() {
  cpu_set_t allowed;
  sched_getaffinity(0, sizeof allowed, &allowed);
  std::vector<int> cores;
  for (int i = 0; i < CPU_SETSIZE; ++i) {
    if (CPU_ISSET(i, &allowed)) cores.push_back(i);
  }
  return cores;
}

std::string spread(const std::string& section, const std::string& name, const std::vector<double>& samples) {
  const Figure figure = figure_of(section, name, "", samples);
  return fmt::format("{:.2f} ({:.2f} .. {:.2f}, n={})", figure.median, figure.low, figure.high, figure.runs);
}

void add_polars(const ir::Policy& policy, const planes::Program& program, const std::string& section, double best_rate,
                Report& report) {
  constexpr std::size_t kRows = 200000, kPolarsRounds = 7;
  const PolarsRun polars = run_polars(policy, program, kRows, kPolarsRounds);
  if (!polars.not_measured.empty()) return report.add(section, "Polars", polars.not_measured);
  std::vector<double> rates, ratios;
  for (const double ns : polars.ns) {
    rates.push_back(1e3 / ns);
    ratios.push_back(best_rate * ns / 1e3);
  }
  report.add(
      figure_of(section, fmt::format("Polars, one thread, {} cases in memory, same answers", kRows), "M/s", rates));
  report.add(section, "compiled, in DRAM / Polars", spread(section, "", ratios) + "  aim >= 15");
}

}  // namespace

void measure_columns(const Inputs& inputs, const ir::Policy& policy, const planes::Program& program, Report& report) {
  const Library library(inputs);
  const std::vector<int> cores = all_cores();
  const std::string core = pin_to_one_core();
  const ColumnCases cases(policy, program, library.tables(), inputs.cases);
  const std::size_t scratch = library.tables()->scratch_bytes;
  const std::string section =
      fmt::format("Columns, million cases a second ({} distinct cases, {})", cases.rows(), core);
  report.add(section, "bytes a case",
             fmt::format("{:.1f} read, in {} columns; 2.25 written",
                         static_cast<double>(cases.batch_bytes()) / kBatchRows, cases.inputs(0).size()));
  double best_rate = 0;  // in memory
  for (const Level& level : kLevels) {
    const pol_code* code = library.code(level.level);
    if (code == nullptr) {
      report.add(section, level.name, "not measured: this CPU does not have it");
      continue;
    }
    const Decide compiled = [&](const pol_rows& rows) { code->columns(&rows); };
    const Decide by_hand = [&](const pol_rows& rows) { level.by_hand(cases.layout(), rows); };
    const std::size_t ours = check(policy, cases, scratch, compiled, "compiled"),
                      theirs = check(policy, cases, scratch, by_hand, "by hand");
    const auto name = [&](const char* what) { return fmt::format("{}: {}", level.name, what); };
    report.add(section, name("answers"),
               fmt::format("as one by one; left to single cases: {} compiled, {} by hand", ours, theirs));
    for (const bool in_cache : {false, true}) {
      const char* where = in_cache ? "4,096 rows repeated" : "in DRAM, touched";
      const Rates rates = compare(cases, scratch, compiled, by_hand, in_cache);
      report.add(figure_of(section, name("compiled, ") + where, "M/s", rates.compiled));
      report.add(figure_of(section, name("by hand, ") + where, "M/s", rates.by_hand));
      report.add(section, name("compiled / by hand, ") + where,
                 spread(section, "", rates.ratio) + fmt::format("  aim >= {}", in_cache ? "1.0" : "0.95"));
      if (!in_cache) best_rate = std::max(best_rate, figure_of(section, "", "", rates.compiled).median);
    }
  }

  add_polars(policy, program, section, best_rate, report);

  std::vector<double> floor, stream;
  const std::size_t bytes = cases.batches() * cases.batch_bytes();
  for (std::size_t round = 0; round < kRounds; ++round) {
    const double begin = processor_ns();
    kept = kept + read_all(cases.memory(0), bytes);
    const double took = processor_ns() - begin;
    floor.push_back(static_cast<double>(cases.rows()) * 1e3 / took);
    stream.push_back(static_cast<double>(bytes) / took);
  }
  report.add(figure_of(section, "read floor: the same bytes, no logic", "M/s", floor));
  report.add(figure_of(section, "that is, read from DRAM", "GB/s", stream));

  const pol_code* best = nullptr;
  for (const Level& level : kLevels) best = best == nullptr ? library.code(level.level) : best;
  if (best != nullptr && cores.size() > 1) {
    const Decide compiled = [&](const pol_rows& rows) { best->columns(&rows); };
    std::vector<double> ratio, two;
    for (std::size_t round = 0; round <= kRounds; ++round) {
      const double one_thread = parallel_rate(cases, scratch, compiled, {cores.back()});
      const double two_threads = parallel_rate(cases, scratch, compiled, {cores[cores.size() - 2], cores.back()});
      if (round == 0) continue;
      two.push_back(two_threads);
      ratio.push_back(two_threads / one_thread);
    }
    report.add(figure_of(section, "two threads, wall time", "M/s", two));
    report.add(section, "two threads / one", spread(section, "", ratio) + "  aim >= 1.7");
  }
}

}  // namespace pol::bench
