#include <algorithm>
#include <map>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::CriterionId;
using ir::ExprId;

namespace {

constexpr std::size_t kLeast = 3, kMost = 40;

/// How a condition is built, and the tests in it, in file order.
struct Shape {
  std::string frame;
  std::vector<ExprId> leaves;
};

void add_shape(const logic::Written& written, const ir::Policy& policy, ExprId id, Shape& shape) {
  id = written.said_by(id);
  const auto* group = std::get_if<ir::Group>(&policy.exprs[id]);
  const std::vector<ExprId> branches = written.branches(id);
  if (group == nullptr || branches.empty()) {
    shape.leaves.push_back(id);
    shape.frame += '.';
    return;
  }
  shape.frame += fmt::format("{}/{}(", static_cast<int>(group->quantifier), group->k);
  for (const ExprId branch : branches) add_shape(written, policy, branch, shape);
  shape.frame += ')';
}

class Twins {
 public:
  explicit Twins(Context& cx) : cx_(cx), policy_(cx.policy()), written_(cx.shared<logic::Written>()) {}

  void run() {
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) add(CriterionId{i});
    // Of every criterion, the first other one that is like it but for one test.
    std::map<std::pair<CriterionId, CriterionId>, std::size_t> pairs;
    for (const auto& [key, twins] : alike_) {
      for (std::size_t k = 1; k < twins.size(); ++k) {
        if (is_pair(twins[0].first, twins[k].first))
          pairs.emplace(std::pair(twins[0].first, twins[k].first), twins[k].second);
      }
    }
    for (const auto& [pair, leaf] : pairs) report(pair.first, pair.second, leaf);
  }

 private:
  void add(CriterionId id) {
    const ir::Criterion& criterion = policy_.criteria[id];
    if (criterion.kind == ir::Criterion::Kind::Reading || !written_.can_hold(criterion.truth) ||
        written_.has_schedule(criterion.truth)) {
      return;
    }
    Shape shape;
    add_shape(written_, policy_, criterion.truth, shape);
    if (shape.leaves.size() < kLeast || shape.leaves.size() > kMost) return;
    std::vector<std::string> tests;
    for (const ExprId leaf : shape.leaves) tests.push_back(ir::print(policy_, leaf));
    for (std::size_t i = 0; i < tests.size(); ++i) {
      std::string key = shape.frame;
      for (std::size_t k = 0; k < tests.size(); ++k) key += k == i ? "\n?" : '\n' + tests[k];
      alike_[key].emplace_back(id, i);
    }
    shapes_.emplace(id, std::move(shape));
  }

  /// Not of one parent, and none within the other: there the difference is the point.
  bool is_pair(CriterionId a, CriterionId b) const {
    const CriterionId x = policy_.criteria[a].parent, y = policy_.criteria[b].parent;
    if (x == y || x == b || y == a) return false;
    const ExprId p = policy_.criteria[a].truth, q = policy_.criteria[b].truth;
    return !cx_.is_spoken_for(p) && !cx_.is_spoken_for(q);
  }

  void report(CriterionId a, CriterionId b, std::size_t leaf) {
    const ExprId mine = shapes_.at(b).leaves[leaf], its = shapes_.at(a).leaves[leaf];
    if (ir::print(policy_, mine) == ir::print(policy_, its)) return;  // twins outright: no word differs
    const std::string here = text_of(cx_.sources(), policy_.range(mine)),
                      there = text_of(cx_.sources(), policy_.range(its));
    const ExprId first = policy_.criteria[b].truth, second = policy_.criteria[a].truth;
    std::optional<Witness> witness = between(first, second);
    if (!witness) return;  // the words differ, but no patient does
    Finding& finding = cx_.report(policy_.range(mine), {policy_.criteria[b].path, policy_.criteria[a].path},
                                  fmt::format("{} and {} differ in one test: `{}` here, `{}` there",
                                              name_of(policy_, b), name_of(policy_, a), here, there));
    finding.related.push_back(cx_.clause(its));
    finding.witness = std::move(witness);
  }

  std::optional<Witness> between(ExprId a, ExprId b) {
    auto& cases = cx_.shared<logic::Cases>();
    for (const auto& [yes, no] : {std::pair(a, b), std::pair(b, a)}) {
      const logic::Question question{{yes}, {no}};
      if (cases.ask(yes, question) != smt::Answer::Verdict::Possible) continue;
      return cases.patient(yes, question,
                           fmt::format("meets `{}` and not `{}`", cx_.outline().path(yes), cx_.outline().path(no)));
    }
    return std::nullopt;
  }

  Context& cx_;
  const ir::Policy& policy_;
  const logic::Written& written_;
  std::map<std::string, std::vector<std::pair<CriterionId, std::size_t>>> alike_;  ///< with the test left out
  std::map<CriterionId, Shape> shapes_;
};

}  // namespace

/// Finds: two criteria of one shape, of three tests or more, in different places, that differ in one test.
/// Why: one was copied from the other; either the difference is the point, or one of the two was changed and the other
///   forgotten.
/// Example: `2.a : pain and fever and age < 18 years` beside `7.c : pain and fever and age <= 18 years`.
/// Instead: nothing, where the difference is meant; else define the notion once and use it twice.
/// Limits: criteria of one parent are not compared, for there the difference is the point; nor are those of more than
///   40 tests. The patient meets one and not the other.
void near_twins(Context& cx) { Twins(cx).run(); }

}  // namespace pol::lint
