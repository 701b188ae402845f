// One policy, one binding of columns, many threads: every thread gets what a single one gets. Also run by the thread
// sanitizer.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#include <dlfcn.h>
#include <string>
#include <thread>
#include <vector>

#include "tests/runtime/random_batch.h"

namespace {

using pol::test::RandomBatch;

constexpr unsigned kThreads = 8;
constexpr unsigned kRounds = 3;

/// All that a decided batch says, as bytes.
std::string told(const ArrowArray& answers) {
  std::string all;
  for (std::int64_t column = 0; column < 2; ++column) {
    const auto* bytes = static_cast<const char*>(answers.children[column]->buffers[1]);
    all.append(bytes, static_cast<std::size_t>(answers.length));
  }
  for (std::int64_t column = 2; column < answers.n_children; ++column) {
    for (int buffer = column == 2 ? 1 : 0; buffer < 2; ++buffer) {
      const auto* bits = static_cast<const std::uint8_t*>(answers.children[column]->buffers[buffer]);
      for (std::int64_t row = 0; row < answers.length; ++row) {
        all += (bits[row / 8] >> (row % 8) & 1) != 0 ? '1' : '0';
      }
    }
  }
  return all;
}

std::string decide(const pol_columns* columns, const RandomBatch& cases) {
  ArrowArray answers = {};
  pol_error error = {};
  if (pol_decide_batch(columns, &cases.batch, &answers, &error) != POL_OK) return error.message;
  const std::string all = told(answers);
  answers.release(&answers);
  return all;
}

/// Cases of their own, one behind the other: which finding they document changes.
std::string decide_singly(const pol_policy* policy) {
  pol_policy_about about = {};
  pol_describe(policy, &about);
  pol_error error = {};
  pol_case* one = nullptr;
  if (pol_case_new(policy, &one, &error) != POL_OK) return error.message;
  std::string all;
  for (std::uint32_t fact = 0; fact < about.facts; ++fact) {
    pol_fact_about fact_about = {};
    pol_describe_fact(policy, fact, &fact_about);
    if (fact_about.kind != POL_FINDING) continue;
    pol_case_clear(one);
    pol_answer answer = {};
    const bool is_set = pol_set_date(one, about.reference, 20000, 20000, &error) == POL_OK &&
                        pol_set_finding(one, fact, 1, &error) == POL_OK;
    if (!is_set || pol_decide(one, &answer, &error) != POL_OK) {
      all += error.message;
    } else {
      all += static_cast<char>('a' + answer.outcome);
      all += static_cast<char>(answer.possible);
    }
  }
  pol_case_free(one);
  return all;
}

}  // namespace

TEST_CASE("threads share a policy and its columns", "[threads]") {
  pol_error error = {};
  pol_policy* policy = nullptr;
  REQUIRE(pol_policy_load(POL_LUMBAR, nullptr, &policy, &error) == POL_OK);
  const RandomBatch large(policy, {1500, 5, 8, false, false, {}}, 1);
  pol_columns* columns = nullptr;
  const std::vector<std::uint32_t> criteria{0, 3};
  REQUIRE(pol_columns_new(policy, &large.schema, POL_MAY_LACK_COLUMNS, criteria.data(), 2, &columns, &error) == POL_OK);
  const std::string batch = decide(columns, large), singly = decide_singly(policy);
  REQUIRE(batch.size() >= 1500 * 7);
  REQUIRE(singly.size() > 50);

  std::vector<unsigned> wrong(kThreads, 0);
  std::vector<std::thread> threads;
  for (unsigned own = 0; own < kThreads; ++own) {
    threads.emplace_back([&, own] {
      for (unsigned round = 0; round < kRounds; ++round) {
        if (decide(columns, large) != batch) ++wrong[own];
        if (decide_singly(policy) != singly) ++wrong[own];
      }
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(wrong == std::vector<unsigned>(kThreads, 0));
  pol_columns_free(columns);
  pol_policy_free(policy);
}

TEST_CASE("threads open policies of their own", "[threads]") {
  std::vector<std::string> told_by(kThreads);
  std::vector<std::thread> threads;
  for (std::string& own : told_by) {
    threads.emplace_back([&own] {
      pol_error error = {};
      pol_policy* policy = nullptr;
      if (pol_policy_load(POL_LUMBAR, nullptr, &policy, &error) != POL_OK) {
        own = error.message;
        return;
      }
      own = decide_singly(policy);
      pol_policy_free(policy);
    });
  }
  for (std::thread& one : threads) one.join();
  CHECK(told_by.front().size() > 50);
  for (const std::string& own : told_by) CHECK(own == told_by.front());
}
