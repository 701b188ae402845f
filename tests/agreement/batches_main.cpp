// pol-agree-batches: random policies, and random cases by the thousand: batches through compiled columns for every
// vector width of this machine, the same cases one by one, and some of them by search.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

#include "compiler/codegen/library.h"
#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "pol/arrow.h"
#include "tests/agreement/agree.h"
#include "tests/agreement/batch.h"
#include "tests/agreement/invent_policy.h"
#include "tests/agreement/native.h"

namespace {

using namespace pol;
using namespace pol::agreement;

struct Options {
  std::uint64_t pairs = 2'000'000, seed = 1;
  std::size_t rows = 20'000;   ///< of each policy
  std::size_t searched = 200;  ///< one row of so many
  double minutes = 0;          ///< 0: as many pairs as asked for
  bool inject = false;         ///< a wrong comparison in the columns only: it must be found
};

struct Counts {
  std::uint64_t policies = 0, pairs = 0, exact = 0, searched = 0, criteria = 0;
};

/// The program with one comparison turned round.
planes::Program with_wrong_comparison(planes::Program program) {
  for (planes::Node& node : program.nodes) {
    if (node.op == planes::Node::Op::Less) {
      std::swap(node.lhs, node.rhs);
      return program;
    }
  }
  return program;
}

bool bit(const ArrowArray* column, int buffer, std::int64_t at) {
  return (static_cast<const std::uint8_t*>(column->buffers[buffer])[at / 8] >> (at % 8) & 1) != 0;
}

std::string row_text(const ir::Policy& policy, const ir::Patient& patient) {
  std::string text;
  for (std::uint32_t i = 0; i < patient.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    if (state.kind == ir::FactState::Kind::Undocumented) continue;
    text += fmt::format("  {}: ", policy.facts[ir::FactId{i}].name);
    if (state.kind == ir::FactState::Kind::None) {
      text += "none\n";
    } else if (policy.facts[ir::FactId{i}].type.kind == ir::FactKind::Set) {
      text += fmt::format("[{}]\n", fmt::join(state.in.list(), ", "));
    } else {
      text += fmt::format("{}\n", state.low);
    }
  }
  return text;
}

class Comparison {
 public:
  Comparison(const Options& options, const Draft& draft, const Subject& subject, int level, Random& random,
             Counts& counts)
      : options_(options), draft_(draft), subject_(subject), level_(level), random_(random), counts_(counts) {}

  /// False after a difference, which it has told.
  bool run() {
    const ir::Policy& policy = subject_.policy;
    const planes::Program program = planes::lower_exact(policy);
    Result<Native> native = Native::of(policy, program, level_);
    std::optional<Result<Native>> wrong;
    if (options_.inject) wrong = Native::of(policy, with_wrong_comparison(program), level_);
    if (!native || (wrong && !*wrong)) return tell("does not compile: " + (native ? wrong->error() : native.error()));
    native_ = native.value().policy.get();
    batched_ = wrong ? wrong->value().policy.get() : native_;
    pol_case* one = nullptr;
    if (pol_case_new(native_, &one, nullptr) != POL_OK) return tell("no memory for a case");
    one_.reset(one);
    make_rows();
    for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) criteria_.push_back(i);
    for (std::size_t at = 0; at < rows_.size();) {
      static constexpr std::size_t kSizes[] = {1, 15, 16, 63, 64, 65, 1023, 1024, 1025, 4096, 5000};
      const std::size_t size =
          std::min(random_.chance(70) ? kSizes[random_.below(11)] : random_.below(6000), rows_.size() - at);
      if (!compare(at, size)) return false;
      at += size;
    }
    ++counts_.policies;
    return true;
  }

 private:
  bool tell(const std::string& what) const {
    fmt::print(stderr, "{}\nlevel {}\n{}\n", what, level_, print(draft_));
    return false;
  }

  /// Whole invented cases first; then such with some cells of others.
  void make_rows() {
    constexpr std::size_t kInvented = 300;
    const ir::Policy& policy = subject_.policy;
    const Thresholds thresholds(policy);
    std::vector<ir::Patient> invented;
    for (std::size_t i = 0; i < kInvented; ++i) {
      ir::Patient patient = invent_case(random_, policy, thresholds).patient;
      for (std::uint32_t f = 0; f < patient.facts.size(); ++f) {
        patient.facts[f] = cell_of(policy, ir::FactId{f}, patient.facts[f]);
      }
      if (patient[policy.reference].kind == ir::FactState::Kind::Value) invented.push_back(std::move(patient));
    }
    for (std::size_t i = 0; i < options_.rows && !invented.empty(); ++i) {
      rows_.push_back(invented[i % invented.size()]);
      if (i < invented.size()) continue;
      for (ir::FactState& cell : rows_.back().facts) {
        if (!random_.chance(25)) continue;
        const auto fact = static_cast<std::size_t>(&cell - rows_.back().facts.data());
        const ir::FactState& other = random_.pick(invented).facts[fact];
        if (other.kind != ir::FactState::Kind::Undocumented ||
            ir::FactId{static_cast<std::uint32_t>(fact)} != policy.reference) {
          cell = other;
        }
      }
    }
  }

  bool compare(std::size_t first, std::size_t size) {
    std::vector<const ir::Patient*> rows;
    for (std::size_t i = 0; i < size; ++i) rows.push_back(&rows_[first + i]);
    const Batch batch(subject_.policy, rows, random_);
    const bool with_criteria = random_.chance(40);
    const auto asked = static_cast<std::uint32_t>(with_criteria ? criteria_.size() : 0);
    pol_error error = {};
    pol_columns* made = nullptr;
    if (pol_columns_new(batched_, &batch.schema, POL_MAY_LACK_COLUMNS, criteria_.data(), asked, &made, &error) !=
        POL_OK) {
      return tell(fmt::format("columns are refused: {}", error.message));
    }
    const std::unique_ptr<pol_columns, Closer> columns(made);
    ArrowArray answers = {};
    if (pol_decide_batch(columns.get(), &batch.array, &answers, &error) != POL_OK) {
      return tell(fmt::format("a batch is refused: {}", error.message));
    }
    bool is_same = true;
    for (std::size_t i = 0; i < size && is_same; ++i) is_same = compare_row(answers, i, *rows[i], with_criteria);
    answers.release(&answers);
    counts_.pairs += size;
    return is_same;
  }

  bool compare_row(const ArrowArray& answers, std::size_t at, const ir::Patient& patient, bool with_criteria) {
    pol_error error = {};
    pol_answer answer = {};
    const auto row = static_cast<std::int64_t>(at);
    const auto complain = [&](const std::string& what) {
      return tell(fmt::format("{}\n{}", what, row_text(subject_.policy, patient)));
    };
    if (document(subject_.policy, patient, one_.get(), &error) != POL_OK ||
        pol_decide(one_.get(), &answer, &error) != POL_OK) {
      return complain(fmt::format("a case is refused that was decided in a batch: {}", error.message));
    }
    const int outcome = static_cast<const std::int8_t*>(answers.children[0]->buffers[1])[row];
    const int possible = static_cast<const std::uint8_t*>(answers.children[1]->buffers[1])[row];
    const bool is_exact = bit(answers.children[2], 1, row);
    if (outcome != static_cast<int>(answer.outcome) || possible != answer.possible ||
        is_exact != (answer.is_exact != 0)) {
      return complain(fmt::format("row {}: in a batch outcome {} possible {:#x} exact {}, by itself {} {:#x} {}", row,
                                  outcome, possible, is_exact, static_cast<int>(answer.outcome), answer.possible,
                                  answer.is_exact));
    }
    for (std::size_t c = 0; with_criteria && c < criteria_.size(); ++c) {
      const ArrowArray* column = answers.children[answers.n_children - static_cast<std::int64_t>(criteria_.size() - c)];
      const bool is_known = bit(column, 0, row);
      const pol_truth truth = !is_known ? POL_UNKNOWN : bit(column, 1, row) ? POL_YES : POL_NO;
      ++counts_.criteria;
      if (truth == pol_truth_of(one_.get(), criteria_[c])) continue;
      return complain(fmt::format("row {}: criterion {} is {} in a batch", row,
                                  subject_.policy.criteria[ir::CriterionId{criteria_[c]}].path,
                                  static_cast<int>(truth)));
    }
    counts_.exact += is_exact;
    if (counts_.pairs % options_.searched != 0 && at % options_.searched != 0) return true;
    return compare_search(answer, patient, complain);
  }

  template <class Complain>
  bool compare_search(const pol_answer& answer, const ir::Patient& patient, Complain complain) {
    if (answer.is_exact == 0) return true;
    const auto prepared = exact::prepare(subject_.policy, patient);
    if (!prepared) return complain("the compiler refuses the case: " + prepared.error());
    exact::Search search(subject_.policy, prepared.value().patient);
    const ir::OutcomeSet possible = search.possible();
    ++counts_.searched;
    if (search.is_spent() || possible == answer.possible) return true;
    return complain(fmt::format("possible {:#x} is called exact, the search says {:#x}", answer.possible, possible));
  }

  const Options& options_;
  const Draft& draft_;
  const Subject& subject_;
  int level_;
  Random& random_;
  Counts& counts_;
  const pol_policy *native_ = nullptr, *batched_ = nullptr;
  std::unique_ptr<pol_case, Closer> one_;
  std::vector<ir::Patient> rows_;
  std::vector<std::uint32_t> criteria_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Compares batches with single cases and with the search, over random policies and cases.",
               "pol-agree-batches");
  app.add_option("--seed", options.seed, "the same seed gives the same pairs")->capture_default_str();
  app.add_option("--pairs", options.pairs, "stop after so many policy-and-case pairs")->capture_default_str();
  app.add_option("--minutes", options.minutes, "run so long instead");
  app.add_option("--rows", options.rows, "cases of each policy")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--searched", options.searched, "search in one of so many")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  app.add_flag("--inject", options.inject, "put a wrong comparison into the columns, and expect to find it");
  CLI11_PARSE(app, argc, argv);

  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  Random random(options.seed);
  Counts counts;
  const int highest = codegen::host_level();
  const auto goes_on = [&] {
    return options.minutes > 0 ? seconds() < options.minutes * 60 : counts.pairs < options.pairs;
  };
  bool is_same = true;
  for (std::uint64_t i = 0; is_same && goes_on(); ++i) {
    const Subjects subjects = i % 3 == 0   ? Subjects::Schedules
                              : i % 3 == 1 ? Subjects::FewFindings
                                           : Subjects::Findings;
    const Draft draft = invent_policy(random, subjects);
    const auto subject = Subject::from_text(fmt::format("policy {}", i), print(draft), Injected::Nothing);
    // A rule that is never reached is an error of the policy; some are drawn.
    if (!subject && subject.error().find("error[POL2145]") != std::string::npos) continue;
    if (!subject) {
      fmt::print(stderr, "policy {} of seed {} does not check:\n{}\n", i, options.seed, subject.error());
      return 1;
    }
    const int level = std::max(2, highest - static_cast<int>(i % 3));
    is_same = Comparison(options, draft, *subject.value(), level, random, counts).run();
  }
  fmt::print("{} policies, {} pairs of policy and case in {:.0f} s ({:.0f} a second), {} truths of criteria\n",
             counts.policies, counts.pairs, seconds(), static_cast<double>(counts.pairs) / seconds(), counts.criteria);
  fmt::print("{:.1f} % exact by native code; {} of these held against the search\n",
             100.0 * static_cast<double>(counts.exact) / static_cast<double>(std::max<std::uint64_t>(counts.pairs, 1)),
             counts.searched);
  if (options.inject) {
    fmt::print("{}\n", is_same ? "the injected error was not found" : "the injected error was found");
    return is_same ? 1 : 0;
  }
  fmt::print("{}\n", is_same ? "no difference" : "they differ");
  return is_same ? 0 : 1;
}
