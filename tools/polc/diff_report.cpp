// What a comparison says, in words.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/ir/civil.h"
#include "tools/polc/diff.h"

namespace pol::tool {

using diff::Item;
using diff::Relation;

namespace {

const std::string& path_of(const Item& item) { return item.new_path.empty() ? item.old_path : item.new_path; }
const std::string& title_of(const Item& item) { return item.new_title.empty() ? item.old_title : item.new_title; }

std::string ticked(const std::string& name) { return "`" + name + "`"; }

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + ticked(names[i]);
  }
  return out;
}

/// `guideline.9.b` "Rheumatoid arthritis".
std::string named(const Item& item) {
  const std::string& title = title_of(item);
  return ticked(path_of(item)) + (title.empty() ? "" : fmt::format(" “{}”", title));
}

bool is_part(const Item& item) { return item.kind == Item::Kind::Criterion || item.kind == Item::Kind::Definition; }

class Reporter {
 public:
  Reporter(const RevisionPair& pair, const pipeline::DiffResult& result)
      : old_{pair.old_policy(), pair.old_revision.compiled->sources},
        new_{pair.new_policy(), pair.new_revision.compiled->sources},
        comparison_(result.comparison),
        report_{pair, result, "", {}, {}, {}, {}, {}, {}, ""} {}

  DiffReport run() {
    for (const Item& item : comparison_.items) {
      switch (item.kind) {
        case Item::Kind::Policy:
          report_.headline = headline(item);
          break;
        case Item::Kind::Outcome:
          if (item.relation != Relation::Equivalent) report_.outcomes.push_back(outcome_line(item));
          break;
        case Item::Kind::Definition:
        case Item::Kind::Criterion:
          add(item);
          break;
      }
    }
    for (const diff::Ground& ground : comparison_.grounds()) report_.grounds.push_back(ground_line(ground));
    for (const diff::Pended& each : comparison_.pended) report_.pended.push_back(pended_line(each));
    if (!comparison_.pended_is_complete && !report_.pended.empty())
      report_.pended.emplace_back("… and others: a limit was met");
    report_.incomplete = incomplete_words();
    return std::move(report_);
  }

 private:
  std::string incomplete_words() const {
    if (!comparison_.settles_incomplete) {
      return "Facts, values or assumptions are declared otherwise, so a case that is not documented in full may be "
             "decided "
             "otherwise even where the criteria say the same.";
    }
    const std::string_view because = comparison_.grounds().empty()
                                         ? "Both texts declare the same facts, values and assumptions"
                                         : "What is declared otherwise changes neither which cases there are nor what "
                                           "documentation shows";
    return fmt::format("{}: where the criteria say the same of complete cases, they say the same of incomplete ones.",
                       because);
  }

  std::string headline(const Item& whole) const {
    const Item* meets = nullptr;
    for (const Item& item : comparison_.items) {
      if (item.kind == Item::Kind::Outcome && item.outcome == ir::Outcome::Meets) meets = &item;
    }
    const Relation relation = meets == nullptr ? whole.relation : meets->relation;
    switch (relation) {
      case Relation::Broader:
        return "More is approved than before: all that was approved still is, and further cases are.";
      case Relation::Narrower:
        return "Less is approved than before: some cases that were approved no longer are, and no others are.";
      case Relation::Incomparable:
        return "Some cases are approved that were not, and some that were approved no longer are.";
      case Relation::Undecided:
        return "What is approved could not be compared to the end: a limit of the solver was met.";
      case Relation::Added:
        return "Cases are approved; the older text approves none.";
      case Relation::Removed:
        return "No case is approved any more.";
      case Relation::Equivalent:
        break;
    }
    return whole.relation == Relation::Equivalent
               ? "Every case that is documented in full is decided as before."
               : "The same cases are approved as before; others are decided otherwise.";
  }

  static std::string outcome_line(const Item& item) {
    const std::string name = ticked(outcome_words(item.outcome));
    switch (item.relation) {
      case Relation::Broader:
        return name + ": for more cases than before";
      case Relation::Narrower:
        return name + ": for fewer cases than before";
      case Relation::Incomparable:
        return name + ": for some cases no longer, for others now";
      case Relation::Added:
        return name + ": is new as a decision";
      case Relation::Removed:
        return name + ": is no longer a decision";
      case Relation::Undecided:
        return name + ": could not be compared to the end";
      case Relation::Equivalent:
        break;
    }
    return name + ": as before";
  }

  void count(Relation relation) {
    DiffCounts& counts = report_.counts;
    switch (relation) {
      case Relation::Equivalent:
        break;
      case Relation::Broader:
        ++counts.broader;
        break;
      case Relation::Narrower:
        ++counts.narrower;
        break;
      case Relation::Incomparable:
        ++counts.incomparable;
        break;
      case Relation::Undecided:
        ++counts.undecided;
        break;
      case Relation::Added:
        ++counts.added;
        break;
      case Relation::Removed:
        ++counts.removed;
        break;
    }
  }

  /// What stands in something that was added or removed as a whole goes with it.
  bool is_within(const Item& item) const {
    const bool is_whole = item.relation == Relation::Added || item.relation == Relation::Removed;
    if (!is_whole || item.kind != Item::Kind::Criterion) return false;
    const ir::Policy& policy = item.new_criterion.is_set() ? new_.policy : old_.policy;
    const ir::CriterionId id = item.new_criterion.is_set() ? item.new_criterion : item.old_criterion;
    const ir::CriterionId parent = policy.criteria[id].parent;
    if (!parent.is_set()) return false;
    const auto& all = item.new_criterion.is_set() ? added_ : removed_;
    return all.count(parent.index) > 0;
  }

  void add(const Item& item) {
    if (item.relation == Relation::Added && item.new_criterion.is_set()) added_.insert(item.new_criterion.index);
    if (item.relation == Relation::Removed && item.old_criterion.is_set()) removed_.insert(item.old_criterion.index);
    if (item.relation == Relation::Equivalent) {
      const bool is_minor = item.is_moved || item.is_reworded;
      if (!is_minor) ++report_.counts.same;
      if (item.is_moved) ++report_.counts.moved;
      if (item.is_reworded && !item.is_moved) ++report_.counts.reworded;
      if (is_minor) report_.minor.push_back(minor_line(item));
      return;
    }
    if (is_within(item)) return;
    const bool is_whole = item.relation == Relation::Added || item.relation == Relation::Removed;
    if (!item.is_own && !is_whole) {
      ++report_.counts.below;
      return;
    }
    count(item.relation);
    report_.changes.push_back(change(item));
  }

  static std::string minor_line(const Item& item) {
    std::string text = named(item);
    if (item.is_moved) text += fmt::format(": moved, was {}", ticked(item.old_path));
    if (!item.wording.empty()) text += fmt::format(": {}", fmt::join(item.wording, "; "));
    return text;
  }

  std::string where_of(const Item& item) const {
    if (item.kind == Item::Kind::Definition) return "Definition";
    const ir::Policy& policy = item.new_criterion.is_set() ? new_.policy : old_.policy;
    const ir::CriterionId id = item.new_criterion.is_set() ? item.new_criterion : item.old_criterion;
    std::string where;
    for (ir::CriterionId up = policy.criteria[id].parent; up.is_set(); up = policy.criteria[up].parent) {
      const ir::Criterion& above = policy.criteria[up];
      const std::string name = above.title.empty() ? above.label : above.title;
      where = where.empty() ? name : name + " › " + where;
    }
    return where;
  }

  DiffChange change(const Item& item) const {
    DiffChange change;
    change.item = &item;
    change.path = path_of(item);
    change.title = title_of(item);
    change.where = where_of(item);
    add_remarks(item, change.remarks);
    add_side(item, item.gained, true, change.sides);
    add_side(item, item.lost, false, change.sides);
    change.rows = rows_of(item, old_, new_);
    return change;
  }

  static void add_remarks(const Item& item, std::vector<std::string>& remarks) {
    switch (item.effect) {
      case Item::Effect::None:
        if (item.absorbed_by.empty()) {
          remarks.emplace_back("No case that is documented in full is decided otherwise by it.");
        } else {
          remarks.push_back(
              fmt::format("No case that is documented in full is decided otherwise by it: {} {} up for it.",
                          listed(item.absorbed_by), item.absorbed_by.size() == 1 ? "makes" : "make"));
        }
        break;
      case Item::Effect::Section:
        remarks.emplace_back("It changes what its section says, but not how any case is decided.");
        break;
      case Item::Effect::Determination:
        remarks.emplace_back("It changes how cases are decided.");
        break;
      case Item::Effect::Undecided:
        remarks.emplace_back("Whether it changes how a case is decided could not be settled.");
        break;
    }
    if (item.is_moved) remarks.push_back(fmt::format("Moved: it was {}.", ticked(item.old_path)));
    if (item.is_renumbered && !item.is_moved)
      remarks.push_back(fmt::format("Renumbered: it was {}.", ticked(item.old_path)));
    if (!item.wording.empty()) remarks.push_back(fmt::format("Worded otherwise: {}.", fmt::join(item.wording, "; ")));
    const bool is_whole = item.relation == Relation::Added || item.relation == Relation::Removed;
    if (!item.because_of.empty() && !is_whole) remarks.push_back(fmt::format("Also by {}.", listed(item.because_of)));
  }

  static std::string heading_of(const Item& item, bool is_gained) {
    if (item.relation == Relation::Added) return "Who meets it";
    if (item.relation == Relation::Removed) return "Who met it";
    return is_gained ? "Meets it now, and did not before" : "No longer meets it";
  }

  void add_side(const Item& item, const diff::Difference& difference, bool is_gained,
                std::vector<DiffSide>& sides) const {
    if (!difference.is_possible && !difference.is_undecided) return;
    DiffSide side;
    side.heading = heading_of(item, is_gained);
    for (const diff::CaseCondition& each : difference.conditions) side.conditions.push_back(each.text);
    if (difference.more > 0) {
      side.rest = fmt::format("and {}{} more such {}", difference.more_is_least ? "at least " : "", difference.more,
                              difference.more == 1 ? "group" : "groups");
    }
    side.frame = difference.frame;
    side.proof = proof_of(difference);
    // Nobody is shown whom both texts, each by itself, do not decide as it is claimed.
    if (difference.example && difference.example->is_replayed) side.patient = patient_of(item, *difference.example);
    sides.push_back(std::move(side));
  }

  static std::string proof_of(const diff::Difference& difference) {
    if (!difference.is_possible)
      return "Whether there is such a case could not be settled: a limit of the solver was met.";
    std::string text;
    if (difference.is_proved && !difference.conditions.empty()) {
      text = "Proved: exactly these cases, and no others.";
    } else {
      text = difference.conditions.empty() ? "There are such cases." : "That there are no others was not proved.";
    }
    if (difference.rests_on_unstated) text += " Only where an interval that the text leaves open is taken one way.";
    return text;
  }

  static std::string decided_words(const std::optional<ir::Outcome>& outcome) {
    return outcome ? outcome_words(*outcome) : "unknown: that text knows other facts";
  }

  DiffPatient patient_of(const Item& item, const diff::Example& example) const {
    DiffPatient patient;
    // Ages and windows are counted from it.
    const ir::Policy& joint = comparison_.joint->policy;
    const ir::Fact& reference = joint.facts[joint.reference];
    patient.values.emplace_back(reference.title.empty() ? reference.name : reference.title,
                                ir::print_date(static_cast<ir::Day>(example.patient[joint.reference].low)));
    for (const std::string& each : example.says) {
      const std::size_t colon = each.find(": ");
      patient.values.emplace_back(each.substr(0, colon), colon == std::string::npos ? "" : each.substr(colon + 2));
    }
    const auto truth = [](ir::Truth value) {
      return value == ir::Truth::Yes ? "met" : value == ir::Truth::No ? "not met" : "open";
    };
    std::string decided;
    if (is_part(item) && item.relation != Relation::Added && item.relation != Relation::Removed) {
      decided =
          fmt::format("The criterion is {}; before it was {}. ", truth(example.new_truth), truth(example.old_truth));
    }
    if (example.old_outcome || example.new_outcome) {
      const std::string now = decided_words(example.new_outcome), before = decided_words(example.old_outcome);
      decided += now == before ? fmt::format("The decision is “{}”, as before.", now)
                               : fmt::format("The decision is “{}”; before it was “{}”.", now, before);
    }
    patient.decided = std::move(decided);
    return patient;
  }

  static std::string ground_line(const diff::Ground& ground) {
    using Kind = diff::Ground::Kind;
    std::string kind;
    switch (ground.kind) {
      case Kind::Fact:
        kind = "fact";
        break;
      case Kind::Value:
        kind = "value";
        break;
      case Kind::Signs:
        kind = "signs of";
        break;
      case Kind::Record:
        kind = "record";
        break;
      case Kind::Assumption:
        kind = "assumption";
        break;
      case Kind::Coverage:
        kind = "coverage determination";
        break;
      case Kind::Reference:
        kind = "reference date";
        break;
    }
    std::string change;
    switch (ground.change) {
      case diff::Ground::Change::Added:
        change = "is new";
        break;
      case diff::Ground::Change::Removed:
        change = "is no longer there";
        break;
      case diff::Ground::Change::Changed:
        change = "is declared otherwise";
        break;
    }
    std::string text = fmt::format("{} {}", kind, ticked(ground.name));
    if (!ground.title.empty()) text += fmt::format(" “{}”", ground.title);
    text += " " + change;
    if (!ground.details.empty()) text += fmt::format(": {}", fmt::join(ground.details, "; "));
    if (!ground.is_read) text += "; no decision rests on it";
    return text;
  }

  static std::string pended_line(const diff::Pended& each) {
    std::string text = fmt::format("{}: was enough", fmt::join(each.says, "; "));
    if (!each.old_path.empty()) text += fmt::format(" by {}", ticked(each.old_path));
    if (!each.missing.empty()) text += fmt::format("; now waits for: {}", fmt::join(each.missing, "; "));
    return text;
  }

  diff::Revision old_, new_;
  const diff::Comparison& comparison_;
  DiffReport report_;
  std::set<std::uint32_t> added_, removed_;
};

}  // namespace

DiffReport diff_report(const RevisionPair& pair, const pipeline::DiffResult& result) {
  return Reporter(pair, result).run();
}

std::string counts_text(const DiffCounts& counts) {
  std::vector<std::string> parts;
  const auto add = [&](std::size_t n, std::string_view word) {
    if (n > 0) parts.push_back(fmt::format("{} {}", n, word));
  };
  add(counts.broader, "broader");
  add(counts.narrower, "narrower");
  add(counts.incomparable, "both broader and narrower");
  add(counts.added, "added");
  add(counts.removed, "removed");
  add(counts.undecided, "not settled");
  if (parts.empty()) parts.emplace_back("no criterion says anything else");
  std::string text = fmt::format("{}{}", counts.changes() > 0 ? "criteria: " : "", fmt::join(parts, ", "));
  if (counts.moved + counts.reworded > 0)
    text += fmt::format("; {} only moved or reworded", counts.moved + counts.reworded);
  if (counts.below > 0) text += fmt::format("; {} changed by what is below", counts.below);
  return text + fmt::format("; {} as before", counts.same);
}

std::string relation_title(Relation relation) {
  std::string word(diff::to_text(relation));
  word.front() = static_cast<char>(word.front() - 'a' + 'A');
  return word;
}

}  // namespace pol::tool
