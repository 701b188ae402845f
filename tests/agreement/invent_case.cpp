#include "tests/agreement/invent_case.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/calendar.h"
#include "tests/agreement/schedule_days.h"

namespace pol::agreement {

namespace {

using Kind = ir::FactState::Kind;

ir::Day day_of(const char* text) {
  ir::DateError error = ir::DateError::None;
  return ir::parse_date(text, error)->low;
}

const std::vector<ir::Day>& reference_days() {
  static const std::vector<ir::Day> days = {day_of("2025-06-01"), day_of("2024-02-29"), day_of("2025-02-28"),
                                            day_of("2025-03-31"), day_of("2024-12-31"), day_of("2025-01-01"),
                                            day_of("2025-08-31"), day_of("2025-03-01"), day_of("2024-04-30")};
  return days;
}

std::string quoted(const std::string& text) { return '"' + text + '"'; }

ir::FactState value_of(std::int64_t low, std::int64_t high) {
  ir::FactState state;
  state.kind = Kind::Value;
  state.low = low;
  state.high = high;
  return state;
}

/// One documentation of a fact: what the JSON says and what it means.
struct Documented {
  std::string json;
  ir::FactState state;
};

class CaseWriter {
 public:
  CaseWriter(Random& random, const ir::Policy& policy, const Thresholds& thresholds, const ir::Patient& known)
      : random_(random), policy_(policy), thresholds_(thresholds), patient_(known) {}

  Documented one(ir::FactId id) {
    const ir::Fact& fact = policy_.facts[id];
    if (fact.type.or_none && random_.chance(15)) {
      ir::FactState none;
      none.kind = Kind::None;
      return {fact.type.kind != ir::FactKind::Finding && random_.chance(50) ? "false" : "\"none\"", none};
    }
    switch (fact.type.kind) {
      case ir::FactKind::Finding: {
        const bool yes = random_.chance(55);
        return {yes ? "true" : "false", value_of(yes, yes)};
      }
      case ir::FactKind::Choice: return choice(fact);
      case ir::FactKind::Set: return set(fact);
      case ir::FactKind::Number: return number(id);
      case ir::FactKind::Date: return date(id);
    }
    return {};
  }

  ir::Day near_day(ir::FactId id) {
    const Thresholds::OfFact& of = thresholds_.of(id);
    std::int64_t day = patient_[policy_.reference].low;
    const std::size_t known_links = of.links.size();
    if (!of.points.empty() && random_.chance(known_links == 0 ? 80 : 30)) {
      day = random_.pick(of.points);
    } else if (known_links > 0 && random_.chance(85)) {
      const Thresholds::Link& link = random_.pick(of.links);
      const ir::FactState& other = patient_[link.other];
      if (other.kind == Kind::Value) day = other.low;
      if (link.months != 0) day = interp::add_months(clamped(day), link.months);
      day += link.amount;
    } else {
      day -= random_.between(0, 900);
    }
    static const std::vector<std::int64_t> nudges = {0, 0, 0, 1, -1, 1, -1, 2, -2, 3, -3, 10, -10, 31, -31, 200};
    return clamped(day + random_.pick(nudges));
  }

 private:
  static ir::Day clamped(std::int64_t day) {
    return static_cast<ir::Day>(std::clamp<std::int64_t>(day, ir::kFirstDay + 800, ir::kLastDay - 800));
  }

  Documented choice(const ir::Fact& fact) {
    const ir::ValueSet& set = policy_.value_sets[fact.type.values];
    const std::size_t i = random_.below(set.values.size());
    const auto index = static_cast<std::int64_t>(i);
    return {member_text(set, i), value_of(index, index)};
  }

  /// An open set's last member stands for every text that the policy does not name.
  std::string member_text(const ir::ValueSet& set, std::size_t i) {
    if (set.open && i + 1 == set.values.size()) return random_.chance(50) ? "\"99999\"" : "\"zz, other\"";
    return quoted(set.values[i].name);
  }

  Documented set(const ir::Fact& fact) {
    const ir::ValueSet& set = policy_.value_sets[fact.type.values];
    const std::size_t n = set.values.size();
    const unsigned density = random_.chance(30) ? 0 : random_.chance(30) ? 80 : 35;
    Documented out;
    out.state.kind = Kind::Value;
    const bool partial = random_.chance(30);
    std::string in, not_in;
    for (std::size_t i = 0; i < n; ++i) {
      if (random_.chance(density)) {
        out.state.in.insert(i);
        in += (in.empty() ? "" : ", ") + member_text(set, i);
      } else if (!partial) {
        out.state.out.insert(i);
      } else if (random_.chance(50) && !(set.open && i + 1 == n)) {
        // That one unnamed code is out says nothing of the others, so it is never excluded.
        out.state.out.insert(i);
        not_in += (not_in.empty() ? "" : ", ") + quoted(set.values[i].name);
      }
    }
    if (!partial) {
      out.json = "[" + in + "]";
      return out;
    }
    out.json = fmt::format("{{\"includes\": [{}], \"excludes\": [{}]}}", in, not_in);
    if (out.state.in.empty() && out.state.out.empty()) {
      out.state.kind = Kind::Undocumented;
      out.state.asked = true;
    }
    return out;
  }

  Documented number(ir::FactId id) {
    const ir::Fact& fact = policy_.facts[id];
    const int decimals = ir::row_of(fact.type.dimension).decimals;
    const bool whole = is_whole_only(fact.type.dimension);
    for (int attempt = 0; attempt < 20; ++attempt) {
      std::string digits = ir::print_quantity(near_half(id), fact.type.factor, decimals);
      if (digits.find('.') != std::string::npos && digits.size() > 14) digits.resize(14);
      if (!whole && !fact.needs_grid && random_.chance(12)) {
        // Finer than the base unit: just above the threshold, on no grid.
        digits += digits.find('.') == std::string::npos ? ".00000000001" : "00000000001";
      }
      const auto half = ir::parse_quantity(digits, fact.type.factor, decimals);
      if (!half || *half < fact.type.low || *half > fact.type.high) continue;
      if (*half % 2 != 0 && (whole || fact.needs_grid)) continue;
      const bool as_text = !fact.type.unit.empty() && fact.type.unit != "%" && random_.chance(15);
      return {as_text ? quoted(fmt::format("{} {}", digits, fact.type.unit)) : digits, value_of(*half, *half)};
    }
    // No value near a threshold is in range; the low end always is.
    const std::string low = ir::print_quantity(fact.type.low, fact.type.factor, decimals);
    return {low, value_of(fact.type.low, fact.type.low)};
  }

  static bool is_whole_only(ir::Dimension d) {
    return d == ir::Dimension::Count || d == ir::Dimension::Score || d == ir::Dimension::AgeYears ||
           d == ir::Dimension::AgeMonths;
  }

  ir::Half near_half(ir::FactId id) {
    const ir::Fact& fact = policy_.facts[id];
    const Thresholds::OfFact& of = thresholds_.of(id);
    const ir::Half base = fact.type.factor * 2;
    ir::Half at = 0;
    if (fact.type.dimension == ir::Dimension::AgeYears || fact.type.dimension == ir::Dimension::AgeMonths) {
      if (const auto age = age_by_birth(id); age && random_.chance(75)) return *age;
    }
    if (!of.points.empty() && random_.chance(70)) {
      at = random_.pick(of.points);
    } else if (!of.links.empty() && random_.chance(80)) {
      const Thresholds::Link& link = random_.pick(of.links);
      const ir::FactState& other = patient_[link.other];
      at = (other.kind == Kind::Value ? other.low : 0) + link.amount;
    } else {
      // Away from every threshold: somewhere in the lower part of the range, or at its ends.
      const ir::Half span = std::min<ir::Half>((fact.type.high - fact.type.low) / 2, base * 60);
      at = fact.type.low / 2 * 2 + random_.between(0, span) * 2;
      if (random_.chance(6)) at = fact.type.high;
      if (fact.type.low < 0 && at < -base * 60) at = random_.between(-60, 60) * base;
    }
    static const std::vector<ir::Half> nudges = {0, 0, 0, 2, -2, 2, -2, 4, -4};
    at += random_.pick(nudges);
    if (random_.chance(20)) at += random_.between(-3, 3) * base;
    return std::clamp(at - at % 2, fact.type.low, fact.type.high);
  }

  /// The completed years or months that a documented birth date gives, or one off.
  std::optional<ir::Half> age_by_birth(ir::FactId id) {
    for (const ir::Record& r : policy_.records) {
      if (r.years != id && r.months != id) continue;
      const ir::FactState& birth = patient_[r.birth];
      const ir::FactState& at = patient_[r.at.is_set() ? r.at : policy_.reference];
      if (birth.kind != Kind::Value || at.kind != Kind::Value || birth.low > at.low) return std::nullopt;
      std::int64_t n = interp::completed_months(static_cast<ir::Day>(birth.low), static_cast<ir::Day>(at.low));
      if (r.years == id) n /= 12;
      if (random_.chance(15)) n += random_.chance(50) ? 1 : -1;
      return 2 * n;
    }
    return std::nullopt;
  }

  Documented date(ir::FactId id) {
    ir::Day day = near_day(id);
    // A past event after the reference date clashes; now and then that is wanted.
    const auto today = static_cast<ir::Day>(patient_[policy_.reference].low);
    const bool may_follow = policy_.facts[id].planned && random_.chance(40);
    if (day > today && !may_follow && !random_.chance(2))
      day = today - static_cast<ir::Day>(random_.below(4) * random_.below(40));
    if (random_.chance(12)) {
      const std::string month = ir::print_date(day).substr(0, 7);
      ir::DateError error = ir::DateError::None;
      if (const auto days = ir::parse_date(month, error)) return {quoted(month), value_of(days->low, days->high)};
    }
    if (random_.chance(15)) day = std::min(month_end(day), std::max(day, today));
    return {quoted(ir::print_date(day)), value_of(day, day)};
  }

  static ir::Day month_end(ir::Day day) {
    ir::DateError error = ir::DateError::None;
    const auto days = ir::parse_date(ir::print_date(day).substr(0, 7), error);
    return days ? days->high : day;
  }

  Random& random_;
  const ir::Policy& policy_;
  const Thresholds& thresholds_;
  const ir::Patient& patient_;
};

/// Two documentations of one fact, as DESIGN M3 and M4 join them.
ir::FactState joined(const ir::Fact& fact, const ir::FactState& a, const ir::FactState& b) {
  ir::FactState out = a;
  const bool values = a.kind == Kind::Value && b.kind == Kind::Value;
  if (values && fact.type.kind == ir::FactKind::Set) {
    for (const std::size_t i : b.in.list()) out.in.insert(i);
    for (const std::size_t i : b.out.list()) out.out.insert(i);
    for (const std::size_t i : out.in.list()) {
      if (!out.out.contains(i)) continue;
      out.in.erase(i);
      out.out.erase(i);
      out.conflict = true;
    }
    if (out.in.empty() && out.out.empty()) out.kind = Kind::Undocumented;
    return out;
  }
  if (values && fact.type.kind == ir::FactKind::Date) {
    out.low = std::max(a.low, b.low);
    out.high = std::min(a.high, b.high);
    if (out.low <= out.high) return out;
  } else if (same_value(a, b)) {
    return out;
  }
  ir::FactState clash;
  clash.conflict = true;
  return clash;
}

}  // namespace

std::string print(const std::vector<CaseKey>& keys) {
  std::string out = "{\n";
  for (std::size_t i = 0; i < keys.size(); ++i) {
    out += fmt::format("  \"{}\": {}{}\n", keys[i].fact, keys[i].json, i + 1 < keys.size() ? "," : "");
  }
  return out + "}\n";
}

GeneratedCase invent_case(Random& random, const ir::Policy& policy, const Thresholds& thresholds) {
  static const std::vector<unsigned> densities = {100, 98, 98, 90, 90, 70, 40, 10};
  const unsigned density = random.pick(densities);
  GeneratedCase out;
  out.patient.facts.resize(policy.facts.size());
  CaseWriter writer(random, policy, thresholds, out.patient);
  DrawnDays drawn;
  if (!policy.schedules.empty() && random.chance(80)) drawn = draw_schedule_days(random, policy);
  out.features = std::move(drawn.features);

  const ir::Day today = random.chance(60) ? random.pick(reference_days())
                                          : day_of("2023-01-01") + static_cast<ir::Day>(random.below(1200));
  out.patient[policy.reference] = value_of(today, today);
  out.patient[policy.reference].low = out.patient[policy.reference].high =
      thresholds.of(policy.reference).points.empty() || random.chance(60) ? today : writer.near_day(policy.reference);
  for (const DrawnFact& each : drawn.facts) out.patient[each.fact] = each.state;
  out.keys.push_back({policy.facts[policy.reference].name,
                      quoted(ir::print_date(static_cast<ir::Day>(out.patient[policy.reference].low)))});

  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::FactId id{i};
    const ir::Fact& fact = policy.facts[id];
    if (id == policy.reference) continue;
    const auto is_this = [&](const DrawnFact& each) { return each.fact == id; };
    if (const auto at = std::find_if(drawn.facts.begin(), drawn.facts.end(), is_this); at != drawn.facts.end()) {
      if (!at->json.empty()) out.keys.push_back({fact.name, at->json});
      continue;
    }
    if (!random.chance(thresholds.is_read(id) ? density : 15)) {
      if (!random.chance(30)) continue;
      out.patient[id].asked = true;
      out.keys.push_back({fact.name, "null"});
      continue;
    }
    Documented one = writer.one(id);
    if (random.chance(3)) {
      Documented two = writer.one(id);
      if (one.state.kind != Kind::Undocumented && two.state.kind != Kind::Undocumented) {
        const auto wrap = [](const std::string& json) {
          return json.starts_with("{") ? json : fmt::format("{{\"value\": {}}}", json);
        };
        // Two texts that the policy does not name are one member; the loader tells them apart, we do not try.
        const bool open = fact.type.kind == ir::FactKind::Choice && policy.value_sets[fact.type.values].open;
        if (!open || !same_value(one.state, two.state)) {
          one = {fmt::format("[{}, {}]", wrap(one.json), wrap(two.json)), joined(fact, one.state, two.state)};
        }
      }
    } else if (random.chance(5) && !one.json.starts_with("{")) {
      one.json = fmt::format("{{\"value\": {}, \"source\": \"chart\"}}", one.json);
      one.state.sources.push_back("chart");
    }
    out.patient[id] = one.state;
    out.keys.push_back({fact.name, one.json});
  }
  return out;
}

ir::FactId document_more(Random& random, const ir::Policy& policy, const Thresholds& thresholds,
                         ir::Patient& patient) {
  std::vector<ir::FactId> open;
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::FactState& state = patient.facts[i];
    const ir::FactKind kind = policy.facts[ir::FactId{i}].type.kind;
    const bool partial_date = kind == ir::FactKind::Date && state.kind == Kind::Value && state.low < state.high;
    bool partial_set = false;
    if (kind == ir::FactKind::Set && state.kind == Kind::Value) {
      const std::size_t members = policy.value_sets[policy.facts[ir::FactId{i}].type.values].values.size();
      for (std::size_t m = 0; m < members; ++m) partial_set |= !state.in.contains(m) && !state.out.contains(m);
    }
    const bool undocumented = state.kind == Kind::Undocumented && thresholds.is_read(ir::FactId{i});
    if (!state.conflict && (undocumented || partial_date || partial_set)) open.push_back(ir::FactId{i});
  }
  if (open.empty()) return {};
  const ir::FactId id = random.pick(open);
  ir::FactState& state = patient[id];
  if (state.kind == Kind::Undocumented) {
    state = CaseWriter(random, policy, thresholds, patient).one(id).state;
  } else if (policy.facts[id].type.kind == ir::FactKind::Date) {
    state.low = state.high = random.between(state.low, state.high);
  } else {
    const std::size_t members = policy.value_sets[policy.facts[id].type.values].values.size();
    for (std::size_t m = 0; m < members; ++m) {
      if (state.in.contains(m) || state.out.contains(m)) continue;
      (random.chance(50) ? state.in : state.out).insert(m);
      if (random.chance(40)) break;
    }
  }
  return id;
}

}  // namespace pol::agreement
