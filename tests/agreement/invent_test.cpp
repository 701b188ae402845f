#include <fmt/format.h>

#include "tests/agreement/vocabulary.h"

namespace pol::agreement {

namespace {

using Kind = FactSketch::Kind;

const std::vector<std::string>& relations() {
  static const std::vector<std::string> all = {"<", "<=", ">", ">=", "="};
  return all;
}

/// Some of `values`, at least one; in their order.
std::string some_of(Random& random, const std::vector<std::string>& values, const char* between) {
  std::string out;
  while (out.empty()) {
    for (const std::string& v : values) {
      if (random.chance(40)) out += (out.empty() ? "" : between) + v;
    }
  }
  return out;
}

std::string date_literal(Random& random) {
  static const std::vector<std::string> days = {"2024-02-29", "2025-02-28", "2025-01-31", "2024-12-31",
                                                "2025-03-01", "2020-06-15", "2023-08-31", "2025-05-30"};
  return random.pick(days);
}

/// `date_3 - 6 months + 10 days`: one shift by months, then one by days.
std::string shifted(Random& random, std::string date) {
  if (random.chance(35)) {
    date += fmt::format(" {} {} months", random.chance(50) ? '+' : '-', random.between(0, 30));
  } else if (random.chance(10)) {
    date += fmt::format(" {} {} years", random.chance(50) ? '+' : '-', random.between(1, 5));
  }
  if (random.chance(25)) {
    const bool weeks = random.chance(30);
    date += fmt::format(" {} {} {}", random.chance(50) ? '+' : '-', random.between(0, weeks ? 12 : 100),
                        weeks ? "weeks" : "days");
  }
  return date;
}

std::string span(Random& random) {
  static const std::vector<std::string> units = {"days", "weeks", "months", "months", "years"};
  const std::string& unit = random.pick(units);
  return fmt::format("{} {}", random.between(1, unit == "days" ? 120 : unit == "years" ? 3 : 18), unit);
}

std::string any_date(Random& random, const Vocabulary& words) {
  return random.chance(45) ? words.facts[0].name : random.pick(words.of_kind(Kind::Date))->name;
}

std::string date_test(Random& random, const Vocabulary& words, const std::string& date) {
  const std::string side = random.chance(50) ? "before" : "after";
  switch (random.below(6)) {
    case 0: return fmt::format("{} {} {}", date, random.pick(relations()), date_literal(random));
    case 1:
    case 2:
      return fmt::format("{} {} {}", shifted(random, date), random.pick(relations()),
                         shifted(random, any_date(random, words)));
    case 3:
    case 4: return fmt::format("{} within {} {} {}", date, span(random), side, any_date(random, words));
    default: {
      static const std::vector<std::string> units = {"days", "weeks", "months"};
      const std::int64_t from = random.between(1, 12);
      const std::string& unit = random.pick(units);
      if (random.chance(25)) return fmt::format("{} is {} {} {} {}", date, from, unit, side, any_date(random, words));
      return fmt::format("{} is {} to {} {} {} {}", date, from, from + random.between(0, 8), unit, side,
                         any_date(random, words));
    }
  }
}

std::string number_test(Random& random, const Vocabulary& words, const FactSketch& fact) {
  const std::string& relation = random.pick(relations());
  if (random.chance(30)) {
    std::vector<const FactSketch*> peers;
    for (const FactSketch* other : words.of_kind(Kind::Number)) {
      if (other != &fact && other->number.family == fact.number.family) peers.push_back(other);
    }
    if (!peers.empty()) {
      std::string left = fact.name;
      // A sum of ages has no meaning; lengths of time and quantities have one.
      const bool sums = fact.number.family < 6;
      NumberFamily whole = fact.number;
      whole.high = whole.low + (whole.high - whole.low) / 4;
      if (sums && random.chance(40)) left += (random.chance(50) ? " + " : " - ") + literal_of(random, whole);
      return fmt::format("{} {} {}", left, relation, random.pick(peers)->name);
    }
  }
  if (random.chance(8)) return fmt::format("{} {} {}", literal_of(random, fact.number), relation, fact.name);
  return fmt::format("{} {} {}", fact.name, relation, literal_of(random, fact.number));
}

std::string set_test(Random& random, const FactSketch& fact) {
  switch (random.below(6)) {
    case 0:
    case 1: return fact.name + " include " + random.pick(fact.values);
    case 2: return fact.name + " include any of { " + some_of(random, fact.values, ", ") + " }";
    case 3: return fact.name + " include all of { " + some_of(random, fact.values, ", ") + " }";
    case 4: return fact.name + " include only { " + some_of(random, fact.values, ", ") + " }";
    default:
      return fmt::format("count of {} {} {}", fact.name, random.pick(relations()),
                         random.below(fact.values.size() + 1));
  }
}

std::string choice_test(Random& random, const FactSketch& fact) {
  switch (random.below(5)) {
    case 0: return fact.name + " is " + some_of(random, fact.values, " or ");
    case 1: return fact.name + " is not " + random.pick(fact.values);
    case 2: return fact.name + " in { " + some_of(random, fact.values, ", ") + " }";
    default: return fact.name + " is " + random.pick(fact.values);
  }
}

std::string code_test(Random& random, const Vocabulary& words, const FactSketch& fact) {
  if (!words.table.empty() && random.chance(30)) return fact.name + " in " + words.table;
  if (!words.table.empty() && fact.name == "procedure_code" && random.chance(50)) {
    return "procedure_code has companion in companion_codes";
  }
  return choice_test(random, fact);
}

std::string record_test(Random& random, const Vocabulary& words, const RecordSketch& record) {
  switch (record.kind) {
    case RecordSketch::Kind::Episode:
      return fmt::format("{} ran within {} before {}", record.name, span(random), words.facts[0].name);
    case RecordSketch::Kind::Study:
      if (random.chance(20)) return record.name + " is documented";
      return record.name + (random.chance(50) ? ".result is negative" : ".result is not positive");
    case RecordSketch::Kind::Age: {
      static const std::vector<std::string> orders = {"<", "<=", ">", ">="};
      if (random.chance(30)) {
        return fmt::format("{} {} {} months", record.name, random.pick(orders), random.between(1, 60));
      }
      return fmt::format("{} {} {} years", record.name, random.pick(orders), random.between(1, 70));
    }
  }
  return "never";
}

}  // namespace

std::string invent_test_of(Random& random, const Vocabulary& words, const FactSketch& fact) {
  if (random.chance(5)) return fact.name + (random.chance(50) ? " is documented" : " is not documented");
  if (fact.or_none && random.chance(15)) return fact.name + (random.chance(60) ? " is none" : " is not none");
  switch (fact.kind) {
    case Kind::Finding: return fact.name;
    case Kind::Choice: return choice_test(random, fact);
    case Kind::Code: return code_test(random, words, fact);
    case Kind::Set: return set_test(random, fact);
    case Kind::Number: return number_test(random, words, fact);
    case Kind::Date: return date_test(random, words, fact.name);
  }
  return "never";
}

std::string invent_test(Random& random, const Vocabulary& words) {
  if (!words.records.empty() && random.chance(12)) return record_test(random, words, random.pick(words.records));
  if (random.chance(1)) return random.chance(50) ? "always" : "never";
  return invent_test_of(random, words, random.pick(words.facts));
}

}  // namespace pol::agreement
