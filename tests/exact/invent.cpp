#include "tests/exact/invent.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/agreement/invent_policy.h"

namespace pol::oracle {

using agreement::Branch;
using agreement::Condition;
using agreement::Declaration;
using agreement::Draft;
using agreement::leaf;
using agreement::Random;

namespace {

/// Findings only, each read in several places, with signs and assumptions between them.
class FindingsWriter {
 public:
  explicit FindingsWriter(Random& random) : random_(random) {}

  Draft write() {
    draft_.header =
        "policy generated \"A generated policy\" {\n"
        "  publisher: \"Nobody\"  document: \"GEN\"  reviewed: 2025-05-16  reference: request_date\n}\n";
    fact("request_date : date \"Reference\"");
    const bool is_large = random_.chance(10);
    const std::int64_t findings = is_large ? 16 : random_.between(3, 9);
    for (std::int64_t i = 1; i <= findings; ++i) {
      names_.push_back(fmt::format("f{}", i));
      const bool shown = i > 2 && random_.chance(15);
      fact(fmt::format("f{0} : finding \"Finding {0}\"{1}", i, shown ? " shown by" : ""));
      // Signs are earlier findings, so no ring can close.
      if (shown) draft_.declarations.back().shown.push_back(group(1 + random_.below(3), 1, names_.size() - 1));
    }
    for (std::size_t n = random_.below(3); n > 0; --n) {
      Declaration d;
      d.before = "assume \"Claim\" :";
      d.shown.push_back(test(names_.size()));
      if (random_.chance(70)) d.shown.push_back(test(names_.size()));
      draft_.declarations.push_back(std::move(d));
    }
    const std::size_t sections = 1 + random_.below(2);
    for (std::size_t i = 1; i <= sections; ++i) {
      Declaration d;
      d.kind = Declaration::Kind::Criteria;
      d.before = fmt::format("criteria section_{}", i);
      d.body.condition = group((is_large ? 9 : 3) + random_.below(9), 3, names_.size());
      draft_.declarations.push_back(std::move(d));
    }
    static const std::vector<std::string> outcomes = {"meets", "does_not_meet", "contraindicated", "refer"};
    for (std::size_t i = 1; i <= sections + 1; ++i) {
      Condition when = i <= sections ? leaf(fmt::format("section_{}", i)) : group(2, 1, names_.size());
      draft_.rulings.push_back({random_.pick(outcomes), random_.chance(15), std::move(when), ""});
    }
    std::swap(draft_.rulings.front(), draft_.rulings[random_.below(draft_.rulings.size())]);
    draft_.otherwise = random_.pick(outcomes);
    return std::move(draft_);
  }

 private:
  void fact(std::string text) {
    Declaration d;
    d.kind = Declaration::Kind::Fact;
    d.before = std::move(text);
    draft_.declarations.push_back(std::move(d));
  }

  Condition test(std::size_t known) {
    Condition c = leaf(names_[random_.below(known)]);
    if (!random_.chance(40)) return c;
    Condition negated;
    negated.kind = Condition::Kind::Not;
    negated.branches.push_back({"", "", std::move(c), {}});
    return negated;
  }

  /// Of the first `known` findings.
  Condition group(std::size_t leaves, int depth, std::size_t known) {
    if (leaves <= 1 && depth < 3) return test(known);
    static const std::vector<std::string> words = {"any", "any", "all", "all", "none", "at least", "exactly"};
    Condition out;
    out.kind = Condition::Kind::Group;
    out.text = random_.pick(words);
    const std::size_t branches = depth == 0 ? leaves : 1 + random_.below(std::min<std::size_t>(leaves, 4));
    out.k = static_cast<unsigned>(random_.below(branches + 1));
    for (std::size_t i = 0; i < branches; ++i) {
      const std::size_t part = leaves / branches + (i < leaves % branches ? 1 : 0);
      Condition branch = depth == 0 || part <= 1 ? test(known) : group(part, depth - 1, known);
      out.branches.push_back({"", "", std::move(branch), {}});
    }
    return out;
  }

  Random& random_;
  Draft draft_;
  std::vector<std::string> names_;
};

/// The name that a fact's declaration begins with, if its type is a plain date.
std::string date_name(const Declaration& d) {
  const std::size_t at = d.before.find(" : date \"");
  return d.kind == Declaration::Kind::Fact && at != std::string::npos ? d.before.substr(0, at) : "";
}

/// What the agreement's policies seldom or never have: planned dates, an age on another day, `regardless`.
void add_variety(Random& random, Draft& draft) {
  std::vector<std::string> dates, facts;
  for (const Declaration& d : draft.declarations) {
    if (d.kind == Declaration::Kind::Fact) facts.push_back(d.before.substr(0, d.before.find(' ')));
    if (const std::string name = date_name(d); !name.empty()) dates.push_back(name);
  }
  for (Declaration& d : draft.declarations) {
    const std::string name = date_name(d);
    if (!name.empty() && name != "request_date" && name.rfind("birth", 0) != 0 && random.chance(12)) {
      d.before.replace(d.before.find(" : date \""), 8, " : date or planned ");
    }
    if (d.before.rfind("record age", 0) == 0 && random.chance(30)) {
      d.before.insert(d.before.rfind('}'), "on: " + random.pick(dates) + " ");
    }
    if (d.kind == Declaration::Kind::Criteria && random.chance(10)) {
      d.body.trailers.push_back({"regardless of " + random.pick(facts), {}, ""});
    }
  }
}

}  // namespace

Draft invent_small_policy(Random& random) {
  if (random.chance(15)) return FindingsWriter(random).write();
  Draft draft =
      invent_policy(random, random.chance(3) ? agreement::Subjects::Schedules : agreement::Subjects::FewFindings);
  add_variety(random, draft);
  return draft;
}

agreement::GeneratedCase invent_open_case(Random& random, const ir::Policy& policy,
                                          const agreement::Thresholds& thresholds, std::size_t open) {
  agreement::GeneratedCase out = invent_case(random, policy, thresholds);
  std::vector<ir::FactId> documented;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::FactId fact{i};
    if (fact == policy.reference || !thresholds.is_read(fact)) continue;
    if (out.patient[fact].kind != ir::FactState::Kind::Undocumented) documented.push_back(fact);
    else if (open > 0) --open;
  }
  for (; open > 0 && !documented.empty(); --open) {
    const std::size_t at = random.below(documented.size());
    const ir::FactId fact = documented[at];
    documented.erase(documented.begin() + static_cast<std::ptrdiff_t>(at));
    out.patient[fact] = {};
    std::erase_if(out.keys, [&](const agreement::CaseKey& key) { return key.fact == policy.facts[fact].name; });
  }
  return out;
}

}  // namespace pol::oracle
