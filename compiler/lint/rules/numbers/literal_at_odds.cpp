#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/numbers/bounds.h"
#include "compiler/lint/rules/numbers/number_line.h"
#include "compiler/lint/rules/numbers/quantities.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::CriterionId;
using ir::DefineId;
using ir::ExprId;
using ir::Relation;
using numbers::Bound;
using numbers::Quantity;

namespace {

std::string relation_words(Relation relation) {
  switch (relation) {
    case Relation::Less:
      return "less than";
    case Relation::LessEqual:
      return "at most";
    case Relation::Greater:
      return "more than";
    case Relation::GreaterEqual:
      return "at least";
    case Relation::Equal:
      return "exactly";
  }
  return "";
}

/// A title beside the tests that stand directly under it.
class Titles {
 public:
  explicit Titles(Context& cx) : cx_(cx), policy_(cx.policy()), written_(cx.shared<logic::Written>()) {}

  void run() {
    // By the criterion or definition that a test belongs to, in file order.
    std::map<std::pair<bool, std::uint32_t>, std::vector<ExprId>> tests;
    for (const ExprId id : written_.conditions()) {
      const Owner& owner = cx_.outline().owner(id);
      if (numbers::bounds_of(cx_, id).empty()) continue;
      if (owner.kind == Owner::Kind::Criterion) tests[{true, owner.criterion.index}].push_back(id);
      if (owner.kind == Owner::Kind::Define) tests[{false, owner.index}].push_back(id);
    }
    for (const auto& [owner, ids] : tests) {
      if (owner.first) {
        const ir::Criterion& criterion = policy_.criteria[CriterionId{owner.second}];
        if (written_.has_schedule(criterion.truth)) continue;  // its title tells of its phases
        compare(criterion.title, criterion.path, ids);
        const bool is_reading = criterion.kind == ir::Criterion::Kind::Reading;
        if (is_reading && numbers::numbers_in(criterion.title).empty())
          compare(title_above(criterion), criterion.path, ids);
      } else {
        const ir::Define& define = policy_.defines[DefineId{owner.second}];
        compare(define.title, define.name, ids);
      }
    }
  }

 private:
  struct Said {
    Quantity quantity;
    ExprId test;
  };

  /// Of what a reading reads. How its readings bound the number is their matter, the number is not.
  std::string title_above(const ir::Criterion& reading) const {
    if (reading.parent.is_set()) return policy_.criteria[reading.parent].title;
    const std::string name = reading.path.substr(0, reading.path.rfind('.'));
    for (const ir::Define& define : policy_.defines) {
      if (define.name == name) return define.title;
    }
    return {};
  }

  /// By unit; only as many in the title as in the tests can be meant to be the same.
  void compare(const std::string& title, const std::string& path, const std::vector<ExprId>& tests) {
    std::map<std::string, std::vector<Quantity>> in_title;
    for (Quantity& each : numbers::quantities_in(title)) in_title[each.unit].push_back(std::move(each));
    if (in_title.empty()) return;
    std::map<std::string, std::vector<Said>> in_tests;
    for (const ExprId test : tests) {
      for (Quantity& each : numbers::quantities_in(text_of(cx_.sources(), policy_.range(test), 400))) {
        in_tests[each.unit].push_back({each, test});
      }
    }
    for (const auto& [unit, titled] : in_title) {
      const auto tested = in_tests.find(unit);
      if (tested == in_tests.end() || tested->second.size() != titled.size()) continue;
      compare(title, path, titled, tested->second);
    }
  }

  void compare(const std::string& title, const std::string& path, const std::vector<Quantity>& titled,
               const std::vector<Said>& tested) {
    for (const Said& said : tested) {
      const auto same = std::find_if(titled.begin(), titled.end(),
                                     [&](const Quantity& each) { return each.number == said.quantity.number; });
      if (same == titled.end()) {
        // The title may name it without its unit.
        const std::vector<double> named = numbers::numbers_in(title);
        if (std::find(named.begin(), named.end(), said.quantity.number) != named.end()) continue;
        // Readers believe the title; that the words of a bound differ may be meant.
        report(title, path, said.test, "says another number than").severity = Severity::Warning;
        cx_.shared<numbers::TitlesTold>().paths.insert(path);
        return;
      }
      const bool is_own = title == own_title(said.test);
      const bool can_differ =
          is_own && same->relation && said.quantity.relation && !cx_.outline().is_negated(said.test);
      if (can_differ && *same->relation != *said.quantity.relation) {
        report(title, path, said.test,
               fmt::format("says `{}`, and `{}` stands in", relation_words(*said.quantity.relation),
                           relation_words(*same->relation)));
        return;
      }
    }
  }

  std::string own_title(ExprId test) const {
    const Owner& owner = cx_.outline().owner(test);
    return owner.kind == Owner::Kind::Criterion ? policy_.criteria[owner.criterion].title
                                                : policy_.defines[DefineId{owner.index}].title;
  }

  Finding& report(const std::string& title, const std::string& path, ExprId test, const std::string& how) {
    Finding& finding = cx_.report(policy_.range(test), {path},
                                  fmt::format("{} {} its title, \"{}\"", numbers::test_text(cx_, test), how, title));
    finding.number_line = numbers::draw(cx_, {{numbers::test_text(cx_, test), {test}}}, numbers::Flaws::None);
    return finding;
  }

  Context& cx_;
  const ir::Policy& policy_;
  const logic::Written& written_;
};

/// Words of a title by which a notion is known, such as `child`.
std::set<std::string> notions_in(const std::string& text) {
  static const std::set<std::string> kPlain = {
      "about",    "above",  "after",   "before",  "begins",   "began", "below",   "beside",  "both",  "branch",
      "criteria", "days",   "either",  "every",   "first",    "from",  "half",    "halves",  "last",  "least",
      "less",     "longer", "matters", "month",   "months",   "more",  "most",    "needs",   "need",  "older",
      "only",     "other",  "over",    "patient", "patients", "said",  "shorter", "since",   "than",  "that",
      "their",    "then",   "there",   "they",    "this",     "under", "until",   "week",    "weeks", "when",
      "where",    "which",  "with",    "within",  "without",  "year",  "years",   "younger", "known", "suspected",
  };
  std::set<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (word.size() >= 4 && !kPlain.contains(word)) words.insert(word);
    word.clear();
  };
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalpha(byte) != 0) {
      word += static_cast<char>(std::tolower(byte));
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

/// A definition that is one threshold, and the words that stand for it.
class Notions {
 public:
  explicit Notions(Context& cx) : cx_(cx), policy_(cx.policy()), written_(cx.shared<logic::Written>()) {}

  void run() {
    for (std::uint32_t i = 0; i < policy_.defines.size(); ++i) {
      if (const auto bound = numbers::bound_of(policy_, written_.said_by(policy_.defines[DefineId{i}].condition))) {
        bounds_.emplace(DefineId{i}, *bound);
      }
    }
    if (bounds_.empty()) return;
    learn();
    for (const ExprId id : written_.conditions()) {
      const Owner& owner = cx_.outline().owner(id);
      if (owner.kind != Owner::Kind::Criterion) continue;
      if (const std::optional<Bound> bound = numbers::bound_of(policy_, id)) look_at(owner.criterion, *bound);
    }
  }

 private:
  /// Of the criterion; of a reading, of what it reads.
  std::string title_of(CriterionId id) const {
    while (policy_.criteria[id].kind == ir::Criterion::Kind::Reading && policy_.criteria[id].parent.is_set()) {
      id = policy_.criteria[id].parent;
    }
    return policy_.criteria[id].title;
  }

  /// The words of the definition itself, and those that two or more criteria which use it have in their titles.
  void learn() {
    std::map<DefineId, std::map<std::string, std::set<std::string>>> titles;
    for (const ExprId id : written_.conditions()) {
      const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[id]);
      const Owner& owner = cx_.outline().owner(id);
      if (named == nullptr || !bounds_.contains(named->define) || owner.kind != Owner::Kind::Criterion) continue;
      if (cx_.outline().is_negated(id)) continue;
      const std::string title = title_of(owner.criterion);
      for (const std::string& word : notions_in(title)) titles[named->define][word].insert(title);
    }
    for (const auto& [define, bound] : bounds_) {
      const auto used = titles.find(define);
      if (used == titles.end()) continue;  // nobody goes by it
      const ir::Define& as = policy_.defines[define];
      for (const std::string& word : notions_in(as.title + ' ' + as.name)) meaning_[word].insert(define);
      for (const auto& [word, in] : used->second) {
        if (in.size() >= 2) meaning_[word].insert(define);
      }
    }
  }

  void look_at(CriterionId criterion, const Bound& bound) {
    for (const std::string& word : notions_in(title_of(criterion))) {
      const auto meant = meaning_.find(word);
      if (meant == meaning_.end()) continue;
      for (const DefineId define : meant->second) {
        const Bound& defined = bounds_.at(define);
        const bool is_other = defined.subject == bound.subject && defined.is_lower == bound.is_lower &&
                              (!numbers::is_same_place(defined, bound) || defined.is_open != bound.is_open);
        if (!is_other || goes_by(bound.test, define)) continue;
        report(criterion, word, bound, define);
        return;
      }
    }
  }

  bool goes_by(ExprId id, DefineId define) const {
    for (const ExprId demanded : written_.demands(id)) {
      for (const ExprId clause : written_.conjuncts(demanded)) {
        const auto* named = std::get_if<ir::DefineRef>(&policy_.exprs[clause]);
        if (named != nullptr && named->define == define) return true;
      }
    }
    return false;
  }

  void report(CriterionId criterion, const std::string& word, const Bound& bound, DefineId define) {
    const Bound& defined = bounds_.at(define);
    const ir::Define& as = policy_.defines[define];
    Finding& finding = cx_.report(
        policy_.range(bound.test), {policy_.criteria[criterion].path, as.name},
        fmt::format("{} is at odds with `{}` \"{}\", {}, by which other criteria go",
                    numbers::test_text(cx_, bound.test), as.name, as.title, numbers::test_text(cx_, defined.test)));
    finding.details.push_back(
        fmt::format("both are about `{}`, in the title of {}", word, name_of(policy_, criterion)));
    finding.related.push_back(cx_.clause(defined.test));
    finding.number_line = numbers::draw(
        cx_, {{as.name, {defined.test}}, {policy_.criteria[criterion].path, {bound.test}}}, numbers::Flaws::Outside);
  }

  Context& cx_;
  const ir::Policy& policy_;
  const logic::Written& written_;
  std::map<DefineId, Bound> bounds_;
  std::map<std::string, std::set<DefineId>> meaning_;
};

/// One figure that stands at several places, and another one near it that stands at one.
class Strays {
 public:
  explicit Strays(Context& cx) : cx_(cx), policy_(cx.policy()) {}

  void run() {
    // Of criteria of one section; bounds on one side of one subject.
    using Key = std::tuple<std::uint32_t, numbers::Subject, bool>;
    std::map<Key, std::vector<Bound>> bounds;
    for (const ExprId id : cx_.shared<logic::Written>().conditions()) {
      if (cx_.outline().owner(id).kind != Owner::Kind::Criterion) continue;
      for (Bound& bound : numbers::bounds_of(cx_, id)) {
        bound.test = id;  // of a window, the whole
        bounds[{cx_.outline().section(id), bound.subject, bound.is_lower}].push_back(bound);
      }
    }
    for (const auto& [key, of_key] : bounds) look_at(of_key);
  }

 private:
  static constexpr std::size_t kOften = 2;
  static constexpr double kNear = 0.2;

  static double place_of(const Bound& bound) {
    if (!bound.is_length) return static_cast<double>(bound.value);
    const DayCount days = days_in(bound.at);
    return static_cast<double>(days.low + days.high) / 2;
  }

  void look_at(const std::vector<Bound>& bounds) {
    const auto times = [&](const Bound& bound) {
      return static_cast<std::size_t>(std::count_if(
          bounds.begin(), bounds.end(), [&](const Bound& each) { return numbers::is_same_place(each, bound); }));
    };
    for (const Bound& stray : bounds) {
      if (times(stray) != 1) continue;
      const auto usual = std::find_if(bounds.begin(), bounds.end(), [&](const Bound& each) {
        const bool is_near = std::abs(place_of(each) - place_of(stray)) <= kNear * std::abs(place_of(each));
        const bool is_drift = each.is_length && drift_apart(each.at, stray.at);  // that is a matter of units
        return times(each) >= kOften && is_near && !is_drift;
      });
      if (usual != bounds.end()) report(stray, *usual, times(*usual));
    }
  }

  void report(const Bound& stray, const Bound& usual, std::size_t times) {
    Finding& finding =
        cx_.report(policy_.range(stray.test), {logic::path_of(cx_, stray.test)},
                   fmt::format("{} stands here alone; {} other places have {}", numbers::test_text(cx_, stray.test),
                               times, numbers::test_text(cx_, usual.test)));
    logic::add_path(finding, logic::path_of(cx_, usual.test));
    finding.related.push_back(logic::clause_of(cx_, usual.test));
    finding.number_line = numbers::draw(
        cx_, {{logic::path_of(cx_, usual.test), {usual.test}}, {logic::path_of(cx_, stray.test), {stray.test}}},
        numbers::Flaws::Outside);
  }

  Context& cx_;
  const ir::Policy& policy_;
};

}  // namespace

/// Finds: a number that is not the one in the title above it, or that draws a line elsewhere than the definition of the
///   same notion, which other criteria go by, or near the one that other criteria of its section have.
/// Why: one of the two was changed and the other forgotten; readers believe the title, the program the number.
/// Example: `"More than 4 weeks" : pain_days > 6 weeks`; "Toe walking in a child" under `age < 18 years`, where other
///   criteria "in a child" go by `define pediatric "21 years or younger"`.
/// Instead: mend the number or the title; use the definition.
/// Limits: another number than in the title is a warning. Titles are read by their numbers and units, and only where a title has as many of one unit as its tests. A
///   notion is a word of four letters or more that the definition has in its title or name, or two of its criteria in
///   theirs. A figure that stands alone is told of where two or more others agree on one that differs by a fifth or
///   less.
void literal_at_odds(Context& cx) {
  Titles(cx).run();
  Notions(cx).run();
  Strays(cx).run();
}

}  // namespace pol::lint
