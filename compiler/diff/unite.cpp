#include "compiler/diff/unite.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace pol::diff {

using ir::FactId;
using ir::FactKind;

namespace {

std::string_view kind_words(FactKind kind) {
  switch (kind) {
    case FactKind::Finding:
      return "a finding";
    case FactKind::Choice:
      return "a choice of one value";
    case FactKind::Set:
      return "a set of values";
    case FactKind::Number:
      return "a number";
    case FactKind::Date:
      return "a date";
  }
  return "";
}

bool has_values(const ir::Type& type) { return type.kind == FactKind::Choice || type.kind == FactKind::Set; }

/// "0 to 20 years".
std::string range_words(const ir::Type& type) {
  const int decimals = ir::row_of(type.dimension).decimals;
  return fmt::format("{} to {}{}{}", ir::print_quantity(type.low, type.factor, decimals),
                     ir::print_quantity(type.high, type.factor, decimals), type.unit.empty() ? "" : " ", type.unit);
}

class Uniting {
 public:
  Uniting(const Revision& old_revision, const Revision& new_revision, Joint& joint)
      : old_(old_revision.policy),
        new_(new_revision.policy),
        joint_(joint),
        read_{facts_read(old_revision.policy), facts_read(new_revision.policy)} {}

  void run() {
    for (const Side side : {Side::Old, Side::New}) {
      Renamed& renamed = of(side);
      renamed.facts.resize(policy(side).facts.size());
      renamed.values.resize(policy(side).facts.size());
    }
    std::map<std::string, FactId> old_by_name;
    for (std::uint32_t i = 0; i < old_.facts.size(); ++i) old_by_name.emplace(old_.facts[FactId{i}].name, FactId{i});
    for (std::uint32_t i = 0; i < new_.facts.size(); ++i) {
      const FactId now{i};
      const auto same = old_by_name.find(new_.facts[now].name);
      FactId before = same == old_by_name.end() ? FactId{} : same->second;
      if (now == new_.reference) {
        before = old_.reference;
      } else if (before == old_.reference) {
        before = {};
      }
      if (!before.is_set()) {
        add_single(Side::New, now, new_.facts[now].name);
      } else if (can_be_one(before, now)) {
        add_both(before, now);
      } else {
        add_single(Side::New, now, new_.facts[now].name, true);
        note_apart(before, now);
      }
    }
    for (std::uint32_t i = 0; i < old_.facts.size(); ++i) {
      const FactId before{i};
      if (of(Side::Old).facts[i].is_set()) continue;
      const bool is_apart = is_name_taken(old_.facts[before].name);
      add_single(Side::Old, before, (is_apart ? "old:" : "") + old_.facts[before].name, is_apart);
    }
    joint_.policy.reference = of(Side::New).facts[new_.reference.index];
    for (const auto field : {&ir::Policy::plan, &ir::Policy::jurisdiction, &ir::Policy::request}) {
      const Side side = (new_.*field).is_set() ? Side::New : Side::Old;
      const FactId fact = policy(side).*field;
      if (fact.is_set()) joint_.policy.*field = of(side).facts[fact.index];
    }
    if (old_.facts[old_.reference].name != new_.facts[new_.reference].name) {
      Ground& ground = note(Ground::Kind::Reference, Ground::Change::Changed, old_.reference, new_.reference);
      ground.details.push_back(fmt::format("days were counted from `{}`, are counted from `{}`; joined as one fact",
                                           old_.facts[old_.reference].name, new_.facts[new_.reference].name));
      ground.changes_incomplete = true;
    }
  }

 private:
  const ir::Policy& policy(Side side) const { return side == Side::Old ? old_ : new_; }
  Renamed& of(Side side) { return joint_.renamed[static_cast<std::size_t>(side)]; }
  bool is_read(Side side, FactId fact) const {
    return fact.is_set() && read_[static_cast<std::size_t>(side)][fact.index];
  }

  bool is_name_taken(const std::string& name) const {
    return std::any_of(joint_.policy.facts.begin(), joint_.policy.facts.end(),
                       [&](const ir::Fact& fact) { return fact.name == name; });
  }

  bool can_be_one(FactId before, FactId now) const {
    const ir::Type &a = old_.facts[before].type, &b = new_.facts[now].type;
    return a.kind == b.kind && (a.kind != FactKind::Number || a.dimension == b.dimension);
  }

  Ground& note(Ground::Kind kind, Ground::Change change, FactId before, FactId now) {
    const ir::Fact& fact = now.is_set() ? new_.facts[now] : old_.facts[before];
    Ground ground;
    ground.kind = kind;
    ground.change = change;
    ground.name = fact.name;
    ground.title = fact.title;
    ground.is_read = is_read(Side::Old, before) || is_read(Side::New, now);
    if (before.is_set()) ground.old_range = old_.facts[before].range;
    if (now.is_set()) ground.new_range = new_.facts[now].range;
    joint_.grounds.push_back(std::move(ground));
    return joint_.grounds.back();
  }

  void note_apart(FactId before, FactId now) {
    const ir::Type &a = old_.facts[before].type, &b = new_.facts[now].type;
    Ground& ground = note(Ground::Kind::Fact, Ground::Change::Changed, before, now);
    ground.details.push_back(a.kind != b.kind
                                 ? fmt::format("was {}, is {}", kind_words(a.kind), kind_words(b.kind))
                                 : fmt::format("was measured in {}, is measured in {}", ir::row_of(a.dimension).text,
                                               ir::row_of(b.dimension).text));
    ground.details.push_back("kept as two facts");
    ground.changes_cases = ground.changes_incomplete = true;
  }

  void add_single(Side side, FactId fact, std::string name, bool is_apart = false) {
    const ir::Policy& revision = policy(side);
    ir::Fact united = revision.facts[fact];
    united.name = std::move(name);
    united.shown_by = {};
    if (has_values(united.type)) {
      const ir::ValueSet& set = revision.value_sets[united.type.values];
      std::vector<std::size_t>& places = of(side).values[fact.index];
      for (std::size_t i = 0; i < set.values.size(); ++i) places.push_back(i);
      united.type.values = add_set(side, united.type.values);
    }
    of(side).facts[fact.index] = joint_.policy.facts.add(std::move(united));
    if (is_apart) return;
    Ground& ground = side == Side::Old ? note(Ground::Kind::Fact, Ground::Change::Removed, fact, {})
                                       : note(Ground::Kind::Fact, Ground::Change::Added, {}, fact);
    ground.changes_cases = false;
  }

  /// As it stands.
  ir::ValueSetId add_set(Side side, ir::ValueSetId set) {
    const auto [at, is_new] = single_sets_.try_emplace({side, set});
    if (is_new) at->second = joint_.policy.value_sets.add(policy(side).value_sets[set]);
    return at->second;
  }

  void add_both(FactId before, FactId now) {
    const ir::Fact &a = old_.facts[before], &b = new_.facts[now];
    ir::Fact united = b;
    united.shown_by = {};
    united.type.or_none = a.type.or_none || b.type.or_none;
    united.type.low = std::min(a.type.low, b.type.low);
    united.type.high = std::max(a.type.high, b.type.high);
    united.absent_means_no = a.absent_means_no && b.absent_means_no;
    united.planned = a.planned || b.planned;
    united.needs_grid = a.needs_grid || b.needs_grid;
    if (has_values(a.type)) united.type.values = unite_sets(before, now);
    const FactId one = joint_.policy.facts.add(std::move(united));
    of(Side::Old).facts[before.index] = of(Side::New).facts[now.index] = one;
    compare_both(before, now);
  }

  void compare_both(FactId before, FactId now) {
    const ir::Fact &a = old_.facts[before], &b = new_.facts[now];
    Ground ground;
    const auto differs = [&](bool is_other, bool& changes, std::string words) {
      if (!is_other) return;
      ground.details.push_back(std::move(words));
      changes = true;
    };
    const bool is_number = a.type.kind == FactKind::Number;
    bool ignored = false;
    differs(is_number && a.type.unit != b.type.unit, ignored,
            fmt::format("was given in {}, is given in {}", a.type.unit, b.type.unit));
    differs(is_number && (a.type.low != b.type.low || a.type.high != b.type.high), ground.changes_cases,
            fmt::format("its range was {}, is {}", range_words(a.type), range_words(b.type)));
    differs(a.type.or_none != b.type.or_none, ground.changes_cases,
            b.type.or_none ? "may now be none" : "may be none no more");
    differs(a.planned != b.planned, ground.changes_cases,
            b.planned ? "may now lie after the reference date" : "may lie after the reference date no more");
    differs(a.absent_means_no != b.absent_means_no, ground.changes_incomplete,
            b.absent_means_no ? "not documented now means no" : "not documented means no no more");
    if (ground.details.empty()) return;
    Ground& noted = note(Ground::Kind::Fact, Ground::Change::Changed, before, now);
    noted.details = std::move(ground.details);
    noted.changes_cases = ground.changes_cases;
    noted.changes_incomplete = ground.changes_incomplete || ground.changes_cases;
  }

  /// Values of the new set, then those that only the old one has; of an open set, "" stands behind all.
  ir::ValueSetId unite_sets(FactId before, FactId now) {
    const ir::ValueSetId before_id = old_.facts[before].type.values, now_id = new_.facts[now].type.values;
    const auto [at, is_new] = united_sets_.try_emplace({before_id, now_id});
    UnitedSet& united = at->second;
    if (is_new) {
      united = unite(old_.value_sets[before_id], new_.value_sets[now_id]);
      note_values(before, now, united);
    }
    of(Side::Old).values[before.index] = united.old_places;
    of(Side::New).values[now.index] = united.new_places;
    return united.id;
  }

  struct UnitedSet {
    ir::ValueSetId id;
    std::vector<std::size_t> old_places, new_places;
    std::vector<std::string> added, removed;
  };

  UnitedSet unite(const ir::ValueSet& before, const ir::ValueSet& now) {
    UnitedSet united;
    ir::ValueSet set = now;
    set.values.clear();
    set.open = before.open || now.open;
    std::map<std::string, std::size_t> places;
    const auto add = [&](const ir::ValueSet& from) {
      for (const ir::Value& value : from.values) {
        if (value.name.empty() && from.open) continue;
        if (places.try_emplace(value.name, set.values.size()).second) set.values.push_back(value);
      }
    };
    add(now);
    add(before);
    if (set.open) {
      places.emplace("", set.values.size());
      ir::Value other;
      other.covers.insert(set.values.size());
      set.values.push_back(std::move(other));
    }
    for (const ir::Value& value : before.values) united.old_places.push_back(places.at(value.name));
    for (const ir::Value& value : now.values) united.new_places.push_back(places.at(value.name));
    for (ir::Value& value : set.values) {
      if (!value.name.empty()) value.covers = ir::Members();
    }
    const auto cover = [&](const ir::ValueSet& from, const std::vector<std::size_t>& to) {
      for (std::size_t i = 0; i < from.values.size(); ++i) {
        for (const std::size_t covered : from.values[i].covers.list()) set.values[to[i]].covers.insert(to[covered]);
      }
    };
    cover(before, united.old_places);
    cover(now, united.new_places);
    const auto names_missing = [](const ir::ValueSet& in, const ir::ValueSet& from) {
      std::vector<std::string> names;
      for (const ir::Value& value : from.values) {
        const bool is_there = std::any_of(in.values.begin(), in.values.end(),
                                          [&](const ir::Value& other) { return other.name == value.name; });
        if (!is_there && !value.name.empty()) names.push_back(value.name);
      }
      return names;
    };
    united.added = names_missing(before, now);
    united.removed = names_missing(now, before);
    united.id = joint_.policy.value_sets.add(std::move(set));
    return united;
  }

  void note_values(FactId before, FactId now, const UnitedSet& united) {
    const ir::ValueSet& set = new_.value_sets[new_.facts[now].type.values];
    const bool is_open = set.open && old_.value_sets[old_.facts[before].type.values].open;
    const std::string of_what = set.name.empty() ? new_.facts[now].name : set.name;
    const auto add = [&](const std::vector<std::string>& names, Ground::Change change, const char* words) {
      // Of an open set they are only the texts that conditions name.
      if (is_open) return;
      for (const std::string& name : names) {
        Ground& ground = note(Ground::Kind::Value, change, before, now);
        ground.name = fmt::format("{}.{}", of_what, name);
        ground.title.clear();
        ground.details = {words};
        ground.changes_cases = ground.changes_incomplete = true;
      }
    };
    add(united.added, Ground::Change::Added, "a value that the old revision does not know");
    add(united.removed, Ground::Change::Removed, "a value that the new revision does not know");
  }

  const ir::Policy &old_, &new_;
  Joint& joint_;
  std::vector<bool> read_[2];
  std::map<std::pair<Side, ir::ValueSetId>, ir::ValueSetId> single_sets_;
  std::map<std::pair<ir::ValueSetId, ir::ValueSetId>, UnitedSet> united_sets_;
};

}  // namespace

void unite_facts(const Revision& old_revision, const Revision& new_revision, Joint& joint) {
  Uniting(old_revision, new_revision, joint).run();
}

void unite_records(const Revision& old_revision, const Revision& new_revision, Joint& joint) {
  constexpr FactId ir::Record::*kFacts[] = {&ir::Record::start,  &ir::Record::end,    &ir::Record::length,
                                            &ir::Record::status, &ir::Record::kinds,  &ir::Record::date,
                                            &ir::Record::result, &ir::Record::done,   &ir::Record::birth,
                                            &ir::Record::years,  &ir::Record::months, &ir::Record::at};
  const auto is_alike = [&](const ir::Record& a, const ir::Record& b) {
    return a.kind == b.kind &&
           std::all_of(std::begin(kFacts), std::end(kFacts), [&](const auto field) { return a.*field == b.*field; });
  };
  const auto renamed = [&](Side side, ir::Record record) {
    for (const auto field : kFacts) {
      if ((record.*field).is_set()) record.*field = joint.of(side).facts[(record.*field).index];
    }
    return record;
  };
  const auto note = [&](const ir::Record& record, Ground::Change change, std::optional<Range> before,
                        std::optional<Range> now) {
    Ground ground;
    ground.kind = Ground::Kind::Record;
    ground.change = change;
    ground.name = record.name;
    ground.title = record.title;
    if (change == Ground::Change::Changed) ground.details = {"it is made of other facts"};
    ground.changes_cases = ground.changes_incomplete = ground.is_read = true;
    ground.old_range = before;
    ground.new_range = now;
    joint.grounds.push_back(std::move(ground));
  };
  std::vector<ir::Record> before;
  for (const ir::Record& record : old_revision.policy.records) before.push_back(renamed(Side::Old, record));
  std::vector<bool> is_there(before.size(), false);
  for (const ir::Record& record : new_revision.policy.records) {
    ir::Record now = renamed(Side::New, record);
    std::optional<std::size_t> namesake;
    bool is_known = false;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i].name == record.name) namesake = i;
      if (!is_alike(before[i], now)) continue;
      is_known = is_there[i] = true;
    }
    if (!is_known && namesake) {
      note(record, Ground::Change::Changed, old_revision.policy.records[*namesake].range, record.range);
    } else if (!is_known) {
      note(record, Ground::Change::Added, std::nullopt, record.range);
    }
    joint.policy.records.push_back(std::move(now));
  }
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (is_there[i]) continue;
    const auto namesake = std::any_of(new_revision.policy.records.begin(), new_revision.policy.records.end(),
                                      [&](const ir::Record& record) { return record.name == before[i].name; });
    if (!namesake) note(before[i], Ground::Change::Removed, old_revision.policy.records[i].range, std::nullopt);
    before[i].name = "old:" + before[i].name;
    joint.policy.records.push_back(std::move(before[i]));
  }
}

ir::Members renamed_members(const Joint& joint, Side side, const ir::Policy& revision, FactId fact,
                            const ir::Members& members) {
  const ir::ValueSet& own = revision.value_sets[revision.facts[fact].type.values];
  const ir::FactId united = joint.of(side).facts[fact.index];
  const std::size_t size = joint.policy.value_sets[joint.policy.facts[united].type.values].values.size();
  const std::vector<std::size_t>& places = joint.of(side).values[fact.index];
  ir::Members result;
  for (const std::size_t i : members.list()) {
    result.insert(places[i]);
    if (!own.open || i + 1 != own.values.size()) continue;
    // What this revision does not name is "another" to it.
    for (std::size_t place = 0; place < size; ++place) {
      if (std::find(places.begin(), places.end(), place) == places.end()) result.insert(place);
    }
  }
  return result;
}

std::vector<bool> facts_read(const ir::Policy& revision) {
  std::vector<bool> read(revision.facts.size(), false);
  for (const ir::Rule& rule : revision.rules) {
    for (const FactId fact : ir::facts_of(revision, rule.when)) read[fact.index] = true;
  }
  // So it does what Γ links with them, as far as that can be seen.
  for (const ir::Claim& claim : revision.assumptions) {
    for (const FactId fact : ir::facts_of(revision, claim.condition)) read[fact.index] = true;
  }
  return read;
}

}  // namespace pol::diff
