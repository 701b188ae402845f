#include "tools/bench/polars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/planes/walk.h"
#include "pol/calendar.h"
#include "tools/bench/cases.h"
#include "tools/bench/fresh.h"

namespace pol::bench {

namespace {

using nlohmann::json;
using planes::Node;
using planes::Slot;

constexpr std::int32_t kLeast32 = std::numeric_limits<std::int32_t>::min(),
                       kMost32 = std::numeric_limits<std::int32_t>::max();
constexpr std::uint8_t kNoChoice = 254, kUnknownChoice = 255;

void write_file(const std::string& path, const void* bytes, std::size_t size) {
  std::ofstream file(path, std::ios::binary);
  if (!file.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size))) stop("cannot write " + path);
}

template <class T>
void write_column(const std::string& path, const std::vector<T>& column) {
  write_file(path, column.data(), column.size() * sizeof(T));
}

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Two ends of a slot, by row; NaN where nothing is known.
struct Ends {
  std::vector<double> low, high;
  bool is_range = false, fits_int32 = true;
};

class Exporter {
 public:
  Exporter(const ir::Policy& policy, const planes::Program& program, std::size_t rows)
      : program_(program), words_((program.row_bytes() + 7) / 8), rows_(rows), packed_(rows * words_) {
    const CaseMaker maker(policy);
    for (const planes::Atom& atom : program.atoms) {
      if (atom.kind == planes::Atom::Kind::ChoiceIs) choices_[atom.fact.index];
    }
    for (std::size_t i = 0; i < rows; ++i) {
      const ir::Patient patient = maker.make(i);
      for (auto& [fact, column] : choices_) column.push_back(choice_of(patient.facts[fact]));
      planes::pack(policy, program, patient, &packed_[i * words_]);
      expected_.push_back(planes::decide(program, &packed_[i * words_]));
    }
    for (const Node& node : program.nodes) {
      if (node.op != Node::Op::Less) continue;
      for (const planes::Side& side : {node.lhs, node.rhs}) {
        if (side.months != 0 && place_of(side) == program.slots.size() + moved_.size()) {
          moved_.emplace_back(side.slot, side.months);
        }
      }
    }
  }

  const std::vector<ir::OutcomeSet>& expected() const { return expected_; }

  void write(const std::string& folder) const {
    json all = {{"atoms", json::array()},
                {"choices", json::array()},
                {"slots", json::array()},
                {"nodes", json::array()},
                {"rules", json::array()}};
    for (std::size_t i = 0; i < program_.atoms.size(); ++i) {
      const planes::Atom& atom = program_.atoms[i];
      if (atom.kind == planes::Atom::Kind::ChoiceIs) {
        all["atoms"].push_back({{"column", fmt::format("c{}", atom.fact.index)}, {"values", atom.values.list()}});
        continue;
      }
      const std::string name = fmt::format("a{}", i);
      write_column(folder + "/" + name, finding(i));
      all["atoms"].push_back({{"column", name}});
    }
    for (const auto& [fact, column] : choices_) {
      const std::string name = fmt::format("c{}", fact);
      write_column(folder + "/" + name, column);
      all["choices"].push_back(name);
    }
    for (std::size_t i = 0; i < program_.slots.size(); ++i) all["slots"].push_back(slot(i, 0, folder));
    for (const auto& [index, months] : moved_) all["slots"].push_back(slot(index, months, folder));
    for (const Node& node : program_.nodes) all["nodes"].push_back(written(node));
    for (const planes::Program::Rule& rule : program_.rules) {
      all["rules"].push_back(
          {{"outcome", ir::outcome_bit(rule.outcome)}, {"when", rule.when}, {"reached", rule.reached}});
    }
    all["otherwise"] = ir::outcome_bit(program_.otherwise);
    all["otherwise_reached"] = program_.otherwise_reached ? json(*program_.otherwise_reached) : json();
    const std::string text = all.dump();
    write_file(folder + "/program.json", text.data(), text.size());
  }

 private:
  /// The index of the value, kNoChoice where none applies, kUnknownChoice where nothing is documented.
  static std::uint8_t choice_of(const ir::FactState& state) {
    if (state.kind == ir::FactState::Kind::Undocumented) return kUnknownChoice;
    if (state.kind == ir::FactState::Kind::None) return kNoChoice;
    if (state.low >= kNoChoice) stop("an enumeration of over 253 values is not exported");
    return static_cast<std::uint8_t>(state.low);
  }

  /// 1 yes, 2 no, 0 unknown.
  std::vector<std::uint8_t> finding(std::size_t index) const {
    std::vector<std::uint8_t> column(rows_);
    for (std::size_t i = 0; i < rows_; ++i) {
      const std::uint64_t* row = &packed_[i * words_];
      const std::uint64_t yes = row[index / 64] >> (index % 64) & 1,
                          no = row[program_.words() + index / 64] >> (index % 64) & 1;
      column[i] = static_cast<std::uint8_t>(yes | no << 1);
    }
    return column;
  }

  Ends ends(std::size_t slot, std::int32_t months) const {
    Ends result;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const bool is_wide = program_.slots[slot].kind == Slot::Kind::Low64;
    result.fits_int32 = !is_wide;
    for (std::size_t i = 0; i < rows_; ++i) {
      const std::uint64_t* at = &packed_[i * words_ + 2 * program_.words() + slot];
      double low = nan, high = nan;
      if (is_wide) {
        const auto first = static_cast<std::int64_t>(at[0]), last = static_cast<std::int64_t>(at[1]);
        if (first != -planes::kUndocumented64 || last != planes::kUndocumented64) {
          low = static_cast<double>(first);
          high = static_cast<double>(last);
        }
      } else {
        const auto first = static_cast<std::int32_t>(at[0] & 0xFFFFFFFFU),
                   last = static_cast<std::int32_t>(at[0] >> 32U);
        if (first != kLeast32 || last != kMost32) {
          low = months == 0 ? first : pol_add_months(first, months);
          high = months == 0 ? last : pol_add_months(last, months);
        }
      }
      if (!std::isnan(low) && low != high) result.is_range = true;
      result.low.push_back(low);
      result.high.push_back(high);
    }
    if (result.is_range) {  // what is not known is then the widest range
      for (std::size_t i = 0; i < rows_; ++i) {
        if (!std::isnan(result.low[i])) continue;
        result.low[i] = is_wide ? -0x1p62 : -0x1p30;
        result.high[i] = is_wide ? 0x1p62 : 0x1p30;
      }
    }
    return result;
  }

  json slot(std::size_t index, std::int32_t months, const std::string& folder) const {
    if (program_.slots[index].kind == Slot::Kind::High64)
      return {{"columns", json::array()}, {"is_range", false}, {"fits_int32", false}};
    const Ends both = ends(index, months);
    json columns = {fmt::format("s{}_{}_low", index, months)};
    write_column(folder + "/" + columns[0].get<std::string>(), both.low);
    if (both.is_range) {
      columns.push_back(fmt::format("s{}_{}_high", index, months));
      write_column(folder + "/" + columns[1].get<std::string>(), both.high);
    }
    return {{"columns", columns}, {"is_range", both.is_range}, {"fits_int32", both.fits_int32}};
  }

  json written(const planes::Side& side) const {
    const bool is_slot = side.kind == planes::Side::Kind::Slot;
    return {{"slot", is_slot ? json(place_of(side)) : json()}, {"add", side.add}};
  }

  /// Days moved by months get columns of their own, behind those of the slots.
  std::size_t place_of(const planes::Side& side) const {
    if (side.months == 0) return side.slot;
    const auto found = std::find(moved_.begin(), moved_.end(), std::pair(side.slot, side.months));
    return program_.slots.size() + static_cast<std::size_t>(found - moved_.begin());
  }

  json written(const Node& node) const {
    switch (node.op) {
      case Node::Op::Constant:
        return {{"op", "constant"},
                {"value", node.constant == ir::Truth::Unknown ? json() : json(node.constant == ir::Truth::Yes)}};
      case Node::Op::Atom:
        return {{"op", "atom"}, {"atom", node.atom}};
      case Node::Op::Less:
        return {{"op", "less"}, {"lhs", written(node.lhs)}, {"rhs", written(node.rhs)}};
      case Node::Op::And:
        return {{"op", "and"}, {"children", node.children}};
      case Node::Op::Or:
        return {{"op", "or"}, {"children", node.children}};
      case Node::Op::Not:
        return {{"op", "not"}, {"children", node.children}};
      case Node::Op::AtLeast:
        return {{"op", "at_least"}, {"k", node.k}, {"children", node.children}};
      case Node::Op::Shown:
        return {{"op", "shown"}, {"children", node.children}};
      case Node::Op::Known:
        return {{"op", "known"}, {"children", node.children}};
    }
    stop("operation out of range");
  }

  const planes::Program& program_;
  std::size_t words_, rows_;
  std::vector<std::uint64_t> packed_;
  std::vector<ir::OutcomeSet> expected_;
  std::map<std::size_t, std::vector<std::uint8_t>> choices_;  ///< by fact
  std::vector<std::pair<std::uint32_t, std::int32_t>> moved_;  ///< slots, and months that are added to them
};

}  // namespace

PolarsRun run_polars(const ir::Policy& policy, const planes::Program& program, std::size_t rows, std::size_t rounds) {
  PolarsRun run;
  run.rows = rows;
  const char* modules = std::getenv("POL_BENCH_POLARS");
  if (modules == nullptr || !std::filesystem::exists(modules)) {
    run.not_measured = "not measured: tools/bench.sh installs Polars where npm and a registry are there";
    return run;
  }
  const TemporaryFolder folder;
  const Exporter exporter(policy, program, rows);
  exporter.write(folder.path());
  setenv("POLARS_MAX_THREADS", "1", 1);
  run_program({"/usr/bin/env", "node", std::string(modules) + "/determine.mjs", folder.path(), std::to_string(rounds)});
  const std::string answers = read_file(folder.path() + "/possible.bin");
  if (answers.size() != rows) stop("Polars gave another number of answers");
  for (std::size_t i = 0; i < rows; ++i) {
    const auto theirs = static_cast<std::uint8_t>(answers[i]);
    if (theirs == exporter.expected()[i]) continue;
    stop(fmt::format("case {} is decided differently: planes {:#x}, Polars {:#x}", i, unsigned{exporter.expected()[i]},
                     theirs));
  }
  run.ns = json::parse(read_file(folder.path() + "/times.json"))["ns"].get<std::vector<double>>();
  return run;
}

}  // namespace pol::bench
