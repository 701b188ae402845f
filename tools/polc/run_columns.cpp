#include "tools/polc/run_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "compiler/diag/sink.h"
#include "tools/polc/terminal.h"

namespace pol::tool {

namespace {

using Kind = RunColumn::Kind;

constexpr std::string_view kCriterion = "criterion:";
constexpr std::string_view kCriteria = "criteria";
constexpr std::pair<std::string_view, Kind> kNames[] = {
    {"id", Kind::Id},
    {"line", Kind::Line},
    {"policy", Kind::Policy},
    {"outcome", Kind::Outcome},
    {"disposition", Kind::Disposition},
    {"possible", Kind::Possible},
    {"is_exact", Kind::IsExact},
    {"undecided_because", Kind::Because},
};

class Chooser {
 public:
  Chooser(const ir::Policy& policy, bool is_one_of_many) : policy_(policy), is_one_of_many_(is_one_of_many) {}

  bool add(const std::string& name) {
    if (name == kCriteria) {
      for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
        if (is_in_force(ir::CriterionId{i})) add_criterion(i);
      }
      return true;
    }
    if (name.rfind(kCriterion, 0) == 0) return add_path(name.substr(kCriterion.size()));
    for (const auto& [known, kind] : kNames) {
      if (known != name) continue;
      columns_.all.push_back({kind, 0, ""});
      columns_.wants_because = columns_.wants_because || kind == Kind::Because;
      return true;
    }
    std::vector<std::string> names{std::string(kCriteria)};
    for (const auto& [known, kind] : kNames) names.emplace_back(known);
    // A path alone is what somebody meant who knows the policy.
    const auto path = std::find_if(policy_.criteria.begin(), policy_.criteria.end(),
                                   [&](const ir::Criterion& criterion) { return criterion.path == name; });
    const std::string near = path != policy_.criteria.end() ? std::string(kCriterion) + name : nearest(name, names);
    complain(near.empty() ? fmt::format("--columns: `{}` is no column; there are {} and criterion:PATH", name,
                                        fmt::format("{}", fmt::join(names, ", ")))
                          : fmt::format("--columns: `{}` is no column; did you mean `{}`?", name, near));
    return false;
  }

  RunColumns take() { return std::move(columns_); }

 private:
  /// A reading is, if it is the one that was chosen.
  bool is_in_force(ir::CriterionId id) const {
    if (policy_.criteria[id].kind != ir::Criterion::Kind::Reading) return true;
    return std::any_of(policy_.ambiguities.begin(), policy_.ambiguities.end(), [&](const ir::Ambiguity& ambiguity) {
      return ambiguity.readings[ambiguity.chosen] == id;
    });
  }

  void add_criterion(std::uint32_t criterion) {
    columns_.all.push_back({Kind::Criterion, static_cast<std::uint32_t>(columns_.criteria.size()),
                            policy_.criteria[ir::CriterionId{criterion}].path});
    columns_.criteria.push_back(criterion);
  }

  bool add_path(const std::string& path) {
    std::vector<std::string> paths;
    for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
      paths.push_back(policy_.criteria[ir::CriterionId{i}].path);
      if (paths.back() != path) continue;
      add_criterion(i);
      return true;
    }
    if (is_one_of_many_) {
      columns_.all.push_back({Kind::Criterion, kNoCriterion, path});
      return true;
    }
    const std::string near = nearest(path, paths);
    complain(near.empty() ? fmt::format("--columns: the policy has no criterion `{}`", path)
                          : fmt::format("--columns: the policy has no criterion `{}`; did you mean `{}`?", path, near));
    return false;
  }

  const ir::Policy& policy_;
  bool is_one_of_many_;
  RunColumns columns_;
};

}  // namespace

std::optional<RunColumns> columns_named(const ir::Policy& policy, const std::string& text, bool is_one_of_many) {
  Chooser chooser(policy, is_one_of_many);
  bool good = true;
  std::size_t at = 0;
  const std::string usual = is_one_of_many ? "id,policy,outcome,possible,is_exact" : "id,outcome,possible,is_exact";
  const std::string& names = text.empty() ? usual : text;
  while (at <= names.size()) {
    const std::size_t end = std::min(names.find(',', at), names.size());
    good = chooser.add(names.substr(at, end - at)) && good;
    at = end + 1;
  }
  if (!good) return std::nullopt;
  return chooser.take();
}

bool names_criteria(const std::string& text) { return text.find("criteri") != std::string::npos; }

}  // namespace pol::tool
