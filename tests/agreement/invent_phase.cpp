#include "tests/agreement/invent_phase.h"

#include <fmt/format.h>

#include <algorithm>

namespace pol::agreement {

namespace {

/// Longer than any schedule here.
constexpr std::int64_t kFar = 365 * 15;

std::int64_t about(std::int64_t amount, Moment::Unit unit) {
  switch (unit) {
    case Moment::Unit::Days:
      return amount;
    case Moment::Unit::Weeks:
      return 7 * amount;
    case Moment::Unit::Months:
      return amount * 3044 / 100;
    case Moment::Unit::Years:
      return amount * 36525 / 100;
  }
  return 0;
}

const char* word(Moment::Unit unit) {
  switch (unit) {
    case Moment::Unit::Days:
      return "days";
    case Moment::Unit::Weeks:
      return "weeks";
    case Moment::Unit::Months:
      return "months";
    case Moment::Unit::Years:
      return "years";
  }
  return "";
}

}  // namespace

std::string Moment::text() const { return fmt::format("{} {}{}", amount, word(unit), before ? " before" : ""); }
std::int64_t Moment::days() const { return before ? -about(amount, unit) : about(amount, unit); }

Moment PhaseWriter::moment_after(std::int64_t days) {
  Moment out;
  if (days < 0) {
    out.before = random_.chance(50) && days < -2;
    if (out.before) {
      out.unit = random_.chance(50) && days < -14 ? Moment::Unit::Weeks : Moment::Unit::Days;
      out.amount = random_.between(1, out.unit == Moment::Unit::Weeks ? (-days - 1) / 7 : -days - 1);
      return out;
    }
    days = 0;
  }
  const unsigned weeks = days > 400 ? 4 : 18;
  const unsigned years = days > 700 ? 50 : 15;
  out.unit = random_.chance(weeks / 2) ? Moment::Unit::Days
             : random_.chance(weeks)   ? Moment::Unit::Weeks
             : random_.chance(years)   ? Moment::Unit::Years
                                       : Moment::Unit::Months;
  const std::int64_t longest = out.unit == Moment::Unit::Years ? 2 : out.unit == Moment::Unit::Days ? 60 : 12;
  out.amount = days / std::max<std::int64_t>(1, about(1, out.unit));
  while (out.days() <= days) ++out.amount;
  out.amount += static_cast<std::int64_t>(random_.below(static_cast<std::size_t>(longest)));
  return out;
}

void PhaseWriter::begin_phase() {
  out_ = {};
  out_.kind = Condition::Kind::Clause;
}

void PhaseWriter::add(const std::string& label, Condition part) {
  out_.branches.push_back({label, "", std::move(part), {}});
}

PhaseWriter::Place PhaseWriter::write_place(std::int64_t from) {
  Place place;
  if (random_.chance(25)) {
    const std::int64_t first = from / 365 + random_.between(1, 2);
    const std::int64_t last = first + (random_.chance(50) ? random_.between(1, 4) : 0);
    feature(first == last ? "in year" : "in years");
    add("", phrase(first == last ? fmt::format("in year {}", first) : fmt::format("in year {} to {}", first, last)));
    return {about(first - 1, Moment::Unit::Years), about(last, Moment::Unit::Years)};
  }
  Moment begin = moment_after(from - 1);
  if (from == 0 && random_.chance(25)) {
    begin = moment_after(0);
    begin.before = true;
    feature("from before");
  } else if (from == 0 && random_.chance(30)) {
    begin = {0, random_.chance(50) ? Moment::Unit::Months : Moment::Unit::Days, false};
  }
  place.from = begin.days();
  std::string text = "from " + begin.text();
  if (!begin.before && random_.chance(15)) text += " after";
  if (random_.chance(70)) {
    const Moment end = moment_after(place.from);
    place.to = end.days();
    const bool calendar = begin.unit == Moment::Unit::Months || begin.unit == Moment::Unit::Years;
    const bool ends_calendar = end.unit == Moment::Unit::Months || end.unit == Moment::Unit::Years;
    feature("from to");
    if (calendar != ends_calendar) feature("weeks beside months");
    if (end.before) feature("from before to before");
    text += " to " + end.text();
  } else {
    feature("from");
  }
  add("", phrase(std::move(text)));
  return place;
}

/// `6`, or `3 to 6` where that has a feature, and their unit; how many days the two are.
std::string PhaseWriter::range(const char* one_feature, const char* two_feature, bool long_spans, std::int64_t& low,
                               std::int64_t& high) {
  Moment::Unit unit = random_.chance(12)                     ? Moment::Unit::Weeks
                      : random_.chance(8)                    ? Moment::Unit::Days
                      : random_.chance(long_spans ? 55 : 10) ? Moment::Unit::Years
                                                             : Moment::Unit::Months;
  const std::int64_t most = unit == Moment::Unit::Years ? 2 : unit == Moment::Unit::Days ? 50 : 12;
  const std::int64_t from = random_.between(1, most);
  low = high = about(from, unit);
  if (two_feature == nullptr || !random_.chance(40)) {
    feature(one_feature);
    return fmt::format("{} {}", from, word(unit));
  }
  feature(two_feature);
  const std::int64_t to = from + random_.between(1, most);
  high = about(to, unit);
  return fmt::format("{} to {} {}", from, to, word(unit));
}

std::int64_t PhaseWriter::write_dates(std::int64_t from, std::int64_t to) {
  const std::int64_t unit = random_.chance(20) ? 7 : 30;
  std::int64_t at = std::max<std::int64_t>(from, 0) / unit + random_.between(0, 6) + (from > 0 ? 1 : 0);
  std::string text = fmt::format("at {}", at);
  std::size_t dates = 1;
  while (dates < 4 && random_.chance(65)) {
    const std::int64_t next = at + random_.between(1, 9);
    if ((next + 2) * (unit == 30 ? 31 : 7) >= to) break;
    at = next;
    text += fmt::format(" and {}", at);
    ++dates;
  }
  feature(dates == 1 ? "at one date" : "at dates");
  add(":", phrase(text + (unit == 7 ? " weeks" : " months")));
  return (at + 1) * unit;
}

void PhaseWriter::write_rate(std::int64_t from, std::int64_t to) {
  std::int64_t low = 0, high = 0;
  switch (random_.below(16)) {
    case 0: {
      feature("every unstated");
      add(":", phrase("every unstated"));
      return;
    }
    case 1:
    case 2:
    case 3: {
      feature("once");
      add(":", phrase("once"));
      return;
    }
    case 4:
    case 5: {
      if ((std::max<std::int64_t>(from, 0) / 30 + 8) * 32 < to) {
        write_dates(from, to);
        return;
      }
      break;
    }
    case 6:
    case 7: {
      add(":", phrase("every at most " + range("every at most", nullptr, false, low, high)));
      return;
    }
    case 8: {
      feature("every 0 to");
      add(":", phrase(fmt::format("every 0 to {} {}", random_.between(1, 9), random_.chance(80) ? "months" : "weeks")));
      return;
    }
    default:
      break;
  }
  add(":", phrase("every " + range("every", "every range", false, low, high)));
}

void PhaseWriter::write_span(Begin& begin, bool must_end) {
  std::int64_t low = 0, high = 0;
  switch (random_.below(must_end ? 10 : 14)) {
    case 0:
    case 1:
    case 2:
    case 3: {
      add("", phrase("for " + range("for", "for range", true, low, high)));
      begin = {begin.least + low, begin.latest + high, true};
      return;
    }
    case 4:
    case 5: {
      add("", phrase("for at least " + range("for at least", nullptr, true, low, high)));
      begin = {begin.least + low, begin.latest + high, true};
      return;
    }
    case 6: {
      feature("for unstated");
      add("", phrase("for unstated"));
      return;
    }
    case 7:
    case 8:
    case 9: {
      feature("through year");
      const std::int64_t year = std::max<std::int64_t>(begin.latest, 0) / 365 + random_.between(1, 3);
      add("", phrase(fmt::format("through year {}", year)));
      begin.least = begin.latest = about(year, Moment::Unit::Years);
      return;
    }
    case 10:
    case 11: {
      feature("indefinitely");
      add("", phrase("indefinitely"));
      break;
    }
    default:
      feature("no span");
      break;
  }
  begin.is_known = false;
}

void PhaseWriter::write_gates(bool needs_when) {
  std::size_t gates = random_.chance(60) ? 0 : random_.chance(70) ? 1 : 2;
  if (needs_when) gates = std::max<std::size_t>(gates, 1);
  if (gates == 2) feature("two gates");
  for (std::size_t i = 0; i < gates; ++i) {
    static const std::vector<const char*> kinds = {"until", "when", "or when"};
    const char* kind = needs_when && i == 0 ? "when" : random_.pick(kinds);
    feature(kind);
    add(kind, condition_());
  }
}

Condition PhaseWriter::write(Begin& begin, bool follows, bool must_end) {
  begin_phase();
  if (random_.chance(follows ? 6 : 30)) {
    const Place place = write_place(begin.latest);
    begin = {place.from, place.from, true};
    if (place.to) {
      write_rate(place.from, *place.to);
      write_gates(false);
      begin.least = begin.latest = *place.to;
      return std::move(out_);
    }
  }
  const std::int64_t from = begin.latest;
  write_rate(from, kFar);
  const bool has_dates = out_.branches.back().condition.text.starts_with("at ");
  if (has_dates && must_end) {
    // The dates lie before the end, wherever they end.
    const std::int64_t year = kFar / 365;
    feature("through year");
    add("", phrase(fmt::format("through year {}", year)));
    begin.least = begin.latest = about(year, Moment::Unit::Years);
  } else if (!has_dates) {
    write_span(begin, must_end);
  }
  write_gates(false);
  return std::move(out_);
}

Condition PhaseWriter::write_placed(std::int64_t from, std::int64_t& end) {
  begin_phase();
  const Place place = write_place(from);
  end = place.to.value_or(place.from + 365);
  const bool symptoms = random_.chance(15);
  if (symptoms) {
    feature("symptoms");
  } else {
    write_rate(place.from, place.to.value_or(kFar));
  }
  write_gates(symptoms);
  return std::move(out_);
}

Condition PhaseWriter::write_until(const std::optional<Moment>& end, const Condition* like) {
  begin_phase();
  const std::int64_t latest = end ? end->days() - 40 : 400;
  Moment begin;
  if (latest < 0) {
    begin = {random_.between(2, 5) - latest / 30, Moment::Unit::Months, true};
  } else {
    begin.amount = random_.between(0, latest) / 31;
  }
  add("", phrase(fmt::format("from {}{}", begin.text(), end ? " to " + end->text() : "")));
  write_rate(begin.days(), begin.days());  // no dates: with them the phase would end with the last of them
  if (like == nullptr) {
    write_gates(false);
    return std::move(out_);
  }
  for (const Branch& gate : like->branches) {
    if (gate.label == "until" || gate.label == "when") out_.branches.push_back(gate);
  }
  return std::move(out_);
}

}  // namespace pol::agreement
