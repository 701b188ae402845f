#include "tests/agreement/shrink.h"

#include <algorithm>

#include "compiler/cases/load.h"

namespace pol::agreement {

namespace {

/// Every condition of a draft, outer ones first.
void collect(Condition& c, std::vector<Condition*>& out);
void collect(Branch& b, std::vector<Condition*>& out) {
  collect(b.condition, out);
  for (Trailer& t : b.trailers) {
    for (Condition& c : t.when) collect(c, out);
  }
}
void collect(Condition& c, std::vector<Condition*>& out) {
  out.push_back(&c);
  for (Branch& b : c.branches) collect(b, out);
}
std::vector<Condition*> conditions_of(Draft& draft) {
  std::vector<Condition*> out;
  for (Ruling& r : draft.rulings) collect(r.condition, out);
  for (Declaration& d : draft.declarations) {
    for (Condition& c : d.shown) collect(c, out);
    if (d.kind == Declaration::Kind::Criteria) collect(d.body, out);
  }
  return out;
}

void drop_branch(Condition& c, std::size_t i) {
  // What followed the first phase of a chain begins it now.
  if (c.kind == Condition::Kind::Schedule && i + 1 < c.branches.size() && c.branches[i + 1].label == "then") {
    c.branches[i + 1].label = c.branches[i].label;
  }
  c.branches.erase(c.branches.begin() + static_cast<std::ptrdiff_t>(i));
  c.k = std::min(c.k, static_cast<unsigned>(c.branches.size()));
  if (c.kind == Condition::Kind::Group && c.branches.size() != 2) {
    if (c.text == "either") c.text = "any";
    if (c.text == "both") c.text = "all";
  }
}

class Shrinker {
 public:
  Shrinker(Pair pair, const Failing& still_fails, Injected injected, std::size_t budget)
      : best_{std::move(pair), "", 0}, still_fails_(still_fails), injected_(injected), budget_(budget) {}

  Shrunk run() {
    try_pair(best_.pair);
    for (bool cut = true; cut && best_.tried < budget_;) {
      cut = drop_keys();
      cut |= drop_rulings();
      cut |= drop_declarations();
      cut |= cut_conditions();
    }
    return std::move(best_);
  }

 private:
  /// Takes the candidate if it fails.
  bool try_pair(Pair candidate) {
    if (best_.tried >= budget_) return false;
    ++best_.tried;
    const auto subject = Subject::from_text("shrunk", print(candidate.draft), injected_);
    if (!subject.ok()) return false;
    const ir::Policy& policy = subject.value()->policy;
    std::erase_if(candidate.keys, [&](const CaseKey& key) {
      return std::none_of(policy.facts.begin(), policy.facts.end(),
                          [&](const ir::Fact& f) { return f.name == key.fact; });
    });
    const auto loaded = cases::load_cases(policy, print(candidate.keys), "shrunk.json");
    if (!loaded.errors.empty() || loaded.cases.empty()) return false;
    const Disagreement found = still_fails_(*subject.value(), loaded.cases.front().patient);
    if (!found) return false;
    best_.pair = std::move(candidate);
    best_.what = *found;
    return true;
  }

  /// The keys from the last to the first, in halves and then one by one; the first is the reference date.
  bool drop_keys() {
    bool cut = false;
    for (std::size_t n = std::max<std::size_t>(1, best_.pair.keys.size() / 2); n > 0; n /= 2) {
      for (std::size_t i = best_.pair.keys.size(); i > 1;) {
        const std::size_t from = i > n ? std::max<std::size_t>(1, i - n) : 1;
        Pair candidate = best_.pair;
        candidate.keys.erase(candidate.keys.begin() + static_cast<std::ptrdiff_t>(from),
                             candidate.keys.begin() + static_cast<std::ptrdiff_t>(i));
        cut |= try_pair(std::move(candidate));
        i = std::min(from, best_.pair.keys.size());
      }
    }
    return cut;
  }

  bool drop_rulings() {
    bool cut = false;
    for (std::size_t i = best_.pair.draft.rulings.size(); i-- > 0;) {
      Pair candidate = best_.pair;
      candidate.draft.rulings.erase(candidate.draft.rulings.begin() + static_cast<std::ptrdiff_t>(i));
      cut |= try_pair(std::move(candidate));
    }
    return cut;
  }

  bool drop_declarations() {
    bool cut = false;
    for (std::size_t i = best_.pair.draft.declarations.size(); i-- > 0;) {
      Pair candidate = best_.pair;
      candidate.draft.declarations.erase(candidate.draft.declarations.begin() + static_cast<std::ptrdiff_t>(i));
      if (try_pair(std::move(candidate))) {
        cut = true;
      } else if (!best_.pair.draft.declarations[i].body.trailers.empty()) {
        candidate = best_.pair;
        candidate.draft.declarations[i].body.trailers.clear();
        cut |= try_pair(std::move(candidate));
      }
    }
    return cut;
  }

  bool cut_conditions() {
    bool cut = false;
    for (std::size_t i = 0; i < conditions_of(best_.pair.draft).size();) {
      if (cut_condition(i)) {
        cut = true;  // something smaller stands at the same place: try it again
      } else {
        ++i;
      }
    }
    return cut;
  }

  bool cut_condition(std::size_t i) {
    const auto with = [&](auto&& change) {
      Pair candidate = best_.pair;
      change(*conditions_of(candidate.draft)[i]);
      return try_pair(std::move(candidate));
    };
    const Condition here = *conditions_of(best_.pair.draft)[i];
    if (here.kind == Condition::Kind::Phrase) return false;
    if (here.kind == Condition::Kind::Clause) return cut_clause(here, with);
    if (here.text != "never" && here.text != "always") {
      for (const char* constant : {"never", "always"}) {
        if (with([&](Condition& c) { c = leaf(constant); })) return true;
      }
    }
    const bool is_schedule = here.kind == Condition::Kind::Schedule;
    if (is_schedule && here.text != "schedule" && with([&](Condition& c) { c.text = "schedule"; })) return true;
    for (std::size_t b = 0; b < here.branches.size() && !is_schedule; ++b) {
      if (with([&](Condition& c) { c = Condition(here.branches[b].condition); })) return true;
    }
    for (std::size_t b = here.branches.size(); b-- > 0;) {
      const bool may_drop = here.branches.size() > (is_schedule || here.kind == Condition::Kind::Group ? 1U : 2U);
      if (may_drop && with([&](Condition& c) { drop_branch(c, b); })) return true;
      if (!here.branches[b].trailers.empty() && with([&](Condition& c) { c.branches[b].trailers.clear(); }))
        return true;
    }
    return false;
  }

  /// Gates from the last to the first, then the other parts: what no longer reads as a phase is no policy.
  template <class With>
  static bool cut_clause(const Condition& here, const With& with) {
    if (here.k != 0 && with([](Condition& c) { c.k = 0; })) return true;
    for (std::size_t b = here.branches.size(); b-- > 0 && here.branches.size() > 1;) {
      if (with([&](Condition& c) { drop_branch(c, b); })) return true;
    }
    return false;
  }

  Shrunk best_;
  const Failing& still_fails_;
  Injected injected_;
  std::size_t budget_;
};

}  // namespace

Shrunk shrink(const Pair& failing, const Failing& still_fails, Injected injected, std::size_t budget) {
  return Shrinker(failing, still_fails, injected, budget).run();
}

}  // namespace pol::agreement
