#include "tests/agreement/invent_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "tests/agreement/invent_schedule.h"
#include "tests/agreement/vocabulary.h"

namespace pol::agreement {

namespace {

constexpr int kMaxLabelDepth = 5;

/// Where conditions are being written: below which path, and which labels that path has used.
struct Place {
  std::string path;
  int depth = 0;  ///< of labels; -1: no labels here (rules, assumptions, exceptions)
  std::size_t labels = 0, readings = 0;
};

/// `2`, `b`, `iii`, `D`, `5` by depth, as printed guidelines number.
std::string label_at(int depth, std::size_t index) {
  static const std::vector<std::string> roman = {"i",   "ii",   "iii", "iv", "v",   "vi",   "vii", "viii",
                                                 "ix",  "x",    "xi",  "xii", "xiii", "xiv", "xv"};
  switch (depth % 4) {
    case 1: return index < 26 ? std::string(1, static_cast<char>('a' + index)) : fmt::format("a{}", index);
    case 2: return index < roman.size() ? roman[index] : fmt::format("i{}", index);
    case 3: return index < 26 ? std::string(1, static_cast<char>('A' + index)) : fmt::format("A{}", index);
    default: return fmt::format("{}", index + 1);
  }
}

class PolicyWriter {
 public:
  PolicyWriter(Random& random, Subjects subjects)
      : random_(random), schedules_(subjects == Subjects::Schedules), few_(subjects == Subjects::FewFindings) {}

  Draft write() {
    draft_.header =
        "policy generated \"A generated policy\" {\n"
        "  publisher: \"Nobody\"  document: \"GEN\"  reviewed: 2025-05-16  reference: request_date\n";
    if (schedules_) draft_.header += "  request: procedure_code  anchor: anchor_date  last: last_study\n";
    draft_.header += "}\n";
    declare("citation [1] \"A citation\" { year: 2021 }");
    if (schedules_) invent_schedule_words(random_, draft_, words_);
    const std::size_t size = random_size();
    const std::size_t richness = schedules_ || few_ ? 1 + random_.below(4) : 3 + random_.below(6) + size / 3;
    invent_vocabulary(random_, richness, draft_, words_);
    if (schedules_) invent_site(random_, words_, draft_);
    for (std::size_t n = random_.below(schedules_ ? 2 : 4); n > 0; --n) write_define();
    if (random_.chance(25)) write_claim("assume");
    if (random_.chance(25)) write_claim("check");
    const std::size_t sections = 1 + (size > 4 ? random_.below(3) : 0);
    for (std::size_t i = 0; i < sections; ++i) write_section(std::max<std::size_t>(1, size / sections));
    write_rulings();
    return std::move(draft_);
  }

 private:
  std::size_t random_size() {
    if (few_) return 1 + random_.below(8);
    if (schedules_) return 1 + random_.below(5);  // a schedule is as large as twenty tests
    switch (random_.below(10)) {
      case 0: return 1;
      case 1:
      case 2:
      case 3: return 2 + random_.below(6);
      case 9: return 30 + random_.below(31);
      default: return 6 + random_.below(20);
    }
  }

  void declare(std::string text) {
    Declaration d;
    d.before = std::move(text);
    draft_.declarations.push_back(std::move(d));
  }

  Condition test() {
    // Criteria and definitions already written are named now and then, so that work is shared.
    if (!names_.empty() && random_.chance(12)) return leaf(random_.pick(names_));
    return leaf(invent_test(random_, words_));
  }

  Condition condition(std::size_t leaves, Place& place) {
    if (schedules_ && !in_schedule_ && random_.chance(15)) return schedule(place, "");
    if (leaves <= 1) {
      Condition c = test();
      return c.text.find(' ') == std::string::npos && random_.chance(10) ? negated(std::move(c)) : c;
    }
    switch (random_.below(12)) {
      case 0:
      case 1:
      case 2: return joined(leaves, place);
      case 3: return negated(group(leaves, place));
      case 4:
        if (place.depth >= 0 && random_.chance(60)) return ambiguous(leaves, place);
        return group(leaves, place);
      default: return group(leaves, place);
    }
  }

  static Condition negated(Condition c) {
    Condition out;
    out.kind = Condition::Kind::Not;
    out.branches.push_back({"", "", std::move(c), {}});
    return out;
  }

  Condition joined(std::size_t leaves, Place& place) {
    Condition out;
    out.kind = Condition::Kind::And;
    const std::size_t terms = 2 + (leaves > 3 ? random_.below(2) : 0);
    for (std::size_t i = 0; i < terms; ++i) {
      // The last term takes what is left, as a guard stands before its group.
      const std::size_t part = i + 1 < terms ? 1 : leaves - std::min(leaves - 1, terms - 1);
      Condition c = part <= 1 ? test() : group(part, place);
      out.branches.push_back({"", "", random_.chance(12) ? negated(std::move(c)) : std::move(c), {}});
    }
    return out;
  }

  /// `feature`: where it stands, where that is seldom; "" anywhere.
  Condition schedule(Place& place, const char* feature) {
    if (*feature != 0) draft_.features.emplace_back(feature);
    std::vector<std::string> named;
    ScheduleSurroundings around;
    around.may_label = place.depth >= 0 && place.depth < kMaxLabelDepth;
    around.may_note = place.depth >= 0;
    around.next_label = [&] {
      named.push_back(label_at(place.depth, place.labels++));
      return named.back();
    };
    around.next_reading = [&] { return fmt::format("reading{}", ++place.readings); };
    around.condition = [&] { return schedule_condition(); };
    around.trailers = [&] { return trailers(); };
    in_schedule_ = true;
    Condition out = invent_schedule(random_, around, draft_.features);
    in_schedule_ = false;
    // Its phases share their ends, so none of them may name another.
    for (const std::string& label : named) names_.push_back(place.path + "." + label);
    return out;
  }

  Condition schedule_condition() {
    static const std::vector<std::string> findings = {"relapse", "symptoms"};
    if (!random_.chance(65)) return plain(1 + random_.below(2));
    Condition c = leaf(random_.pick(findings));
    return random_.chance(25) ? negated(std::move(c)) : c;
  }

  /// Schedules joined by ALL: each member has a label.
  Condition regimen(Place& place) {
    draft_.features.emplace_back("regimen");
    Condition out;
    out.kind = Condition::Kind::Group;
    out.text = "regimen";
    out.labelled = true;
    for (std::int64_t n = random_.between(1, random_.chance(30) ? 3 : 2); n > 0; --n) {
      Branch b;
      b.label = label_at(place.depth, place.labels++);
      Place inside{place.path + "." + b.label, place.depth + 1, 0, 0};
      b.condition = schedule(inside, "");
      if (random_.chance(30)) b.condition = guarded(std::move(b.condition));
      b.trailers = trailers();
      names_.push_back(inside.path);
      out.branches.push_back(std::move(b));
    }
    return out;
  }

  Condition guarded(Condition schedule) {
    draft_.features.emplace_back("schedule under a guard");
    Condition out;
    out.kind = Condition::Kind::And;
    out.branches.push_back({"", "", test(), {}});
    out.branches.push_back({"", "", std::move(schedule), {}});
    return out;
  }

  /// A request is for one study: schedules joined by `all` are refused.
  static void join_schedules_by_any(Condition& group) {
    const auto is_schedule = [](const Branch& b) { return b.condition.kind == Condition::Kind::Schedule; };
    if (group.text != "all" && group.text != "both") return;
    if (std::count_if(group.branches.begin(), group.branches.end(), is_schedule) < 2) return;
    group.text = group.text == "all" ? "any" : "either";
  }

  Condition group(std::size_t leaves, Place& place) {
    static const std::vector<std::string> quantifiers = {"any",  "any", "any",  "all",      "all",    "either",
                                                         "both", "one", "none", "at least", "exactly"};
    Condition out;
    out.kind = Condition::Kind::Group;
    out.text = random_.pick(quantifiers);
    std::size_t branches = 1 + random_.below(std::min<std::size_t>(leaves, 5));
    if (out.text == "either" || out.text == "both") branches = 2;
    out.k = static_cast<unsigned>(random_.below(branches + 1));
    out.labelled = place.depth >= 0 && place.depth < kMaxLabelDepth && random_.chance(70);
    std::size_t left = leaves > branches ? leaves - branches : 0;
    for (std::size_t i = 0; i < branches; ++i) {
      std::size_t part = 1;
      const std::size_t extra = i + 1 == branches ? left : random_.below(left + 1);
      part += extra;
      left -= extra;
      out.branches.push_back(out.labelled ? item(label_at(place.depth, place.labels++), part, place)
                                          : Branch{"", "", condition(part, place), {}});
    }
    join_schedules_by_any(out);
    return out;
  }

  Branch item(const std::string& label, std::size_t leaves, const Place& above) {
    Branch b;
    b.label = label;
    if (random_.chance(70)) b.title = "Title " + label;
    Place place{above.path + "." + label, above.depth + 1, 0, 0};
    b.condition = condition(leaves, place);
    b.trailers = trailers();
    if (above.path.rfind("define", 0) != 0) names_.push_back(place.path);
    return b;
  }

  Condition ambiguous(std::size_t leaves, Place& place) {
    Condition out;
    out.kind = Condition::Kind::Ambiguous;
    out.text = "Which is meant";
    out.labelled = true;
    const std::size_t readings = 2 + random_.below(2);
    for (std::size_t i = 0; i < readings; ++i) {
      Branch b;
      b.label = fmt::format("reading{}", ++place.readings);
      if (random_.chance(70)) b.title = "Reading " + b.label;
      Place inside{place.path + "." + b.label, -1, 0, 0};
      b.condition = schedules_ && random_.chance(60) ? schedule(inside, "schedule as a reading")
                                                     : condition(std::max<std::size_t>(1, leaves / readings), inside);
      out.branches.push_back(std::move(b));
    }
    return out;
  }

  Condition plain(std::size_t leaves) {
    Place nowhere{"", -1, 0, 0};
    return condition(leaves, nowhere);
  }

  std::vector<Trailer> trailers() {
    std::vector<Trailer> out;
    if (random_.chance(12)) out.push_back({"except \"An exception\"", {plain(1 + random_.below(3))}, ""});
    if (random_.chance(6)) out.push_back({"cites [1]", {}, ""});
    if (random_.chance(4)) out.push_back({"note \"Prose\"", {}, ""});
    if (random_.chance(4)) out.push_back({"note", {plain(1 + random_.below(2))}, "\"Prose when it applies\""});
    if (random_.chance(4)) {
      out.push_back({"note waives " + random_.pick(words_.facts).name, {}, "\"Waived\""});
    }
    if (random_.chance(4)) {
      static const std::vector<std::string> kMoods = {"prefers", "avoids", "also"};
      out.push_back({"note " + random_.pick(kMoods) + " mri of lumbar_spine with contrast", {plain(1)}, "\"Study\""});
    }
    return out;
  }

  void write_define() {
    const std::string name = fmt::format("defined_{}", ++defines_);
    Declaration d;
    d.before = fmt::format("define {} \"Definition {}\" =", name, defines_);
    Place nowhere{"", -1, 0, 0};
    d.shown.push_back(schedules_ && random_.chance(20) ? schedule(nowhere, "schedule in a definition")
                                                       : plain(1 + random_.below(5)));
    draft_.declarations.push_back(std::move(d));
    names_.push_back(name);
  }

  void write_claim(const std::string& word) {
    Declaration d;
    d.before = fmt::format("{} \"Claim\" :", word);
    d.shown.push_back(leaf(invent_test(random_, words_)));
    if (random_.chance(70)) d.shown.push_back(leaf(invent_test(random_, words_)));
    draft_.declarations.push_back(std::move(d));
  }

  void write_section(std::size_t leaves) {
    const std::string name = fmt::format("section_{}", ++sections_);
    Declaration d;
    d.kind = Declaration::Kind::Criteria;
    d.before = "criteria " + name;
    if (random_.chance(80)) d.body.title = "Title of " + name;
    Place place{name, 0, 0, 0};
    d.body.condition = schedules_ ? surveillance(leaves, place) : condition(leaves, place);
    d.body.trailers = trailers();
    draft_.declarations.push_back(std::move(d));
    names_.push_back(name);
    section_names_.push_back(name);
  }

  Condition surveillance(std::size_t leaves, Place& place) {
    switch (random_.below(10)) {
      case 0:
      case 1: return regimen(place);
      case 2:
      case 3:
      case 4: return schedule(place, "");
      case 5: return ambiguous(2, place);
      case 6:
      case 7: return guarded(schedule(place, ""));
      default: return condition(leaves, place);
    }
  }

  void write_rulings() {
    static const std::vector<std::string> outcomes = {"meets", "does_not_meet", "contraindicated", "refer",
                                                      "not_applicable"};
    const std::size_t rulings = 1 + random_.below(4);
    std::vector<std::string> sections = section_names_;
    for (std::size_t i = 0; i < rulings; ++i) {
      Ruling r;
      r.outcome = i == 0 && random_.chance(50) ? "meets" : random_.pick(outcomes);
      if (!sections.empty() && (i + 1 == rulings || random_.chance(65))) {
        r.condition = leaf(sections.back());
        sections.pop_back();
      } else {
        r.condition = plain(1 + random_.below(3));
      }
      r.unless = random_.chance(schedules_ ? 6 : 20);  // a schedule that images nothing is never met
      if (random_.chance(30)) r.reason = "A reason";
      draft_.rulings.push_back(std::move(r));
    }
    draft_.otherwise = random_.pick(outcomes);
  }

  Random& random_;
  const bool schedules_, few_;
  bool in_schedule_ = false;
  Draft draft_;
  Vocabulary words_;
  std::vector<std::string> names_;          ///< definitions and criteria that later text may name
  std::vector<std::string> section_names_;
  int defines_ = 0, sections_ = 0;
};

}  // namespace

Draft invent_policy(Random& random, Subjects subjects) { return PolicyWriter(random, subjects).write(); }

}  // namespace pol::agreement
