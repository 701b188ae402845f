#include "tests/agreement/vocabulary.h"

#include <fmt/format.h>

namespace pol::agreement {

namespace {

const std::vector<NumberFamily>& families() {
  static const std::vector<NumberFamily> all = {
      {"percent", 0, {{"%", 10}, {"percent", 10}}, 0, 300, true},
      {"length in cm", 1, {{"mm", 1}, {"cm", 10}}, 0, 120, true},
      {"length in mm 0 to 80 mm", 1, {{"mm", 1}, {"cm", 10}}, 0, 80, true},
      {"angle in degrees", 2, {{"degrees", 10}}, 0, 600, true},
      {"mass in kg", 3, {{"kg", 10}}, 100, 1500, true},
      {"mass in g 0 to 5000 g", 3, {{"g", 1}, {"kg", 1000}}, 0, 5000, false},
      {"duration in days", 4, {{"days", 1}, {"weeks", 7}}, 0, 100, false},
      {"duration in weeks", 4, {{"weeks", 7}, {"days", 1}}, 0, 100, false},
      {"duration in months", 5, {{"months", 1}, {"years", 12}}, 0, 40, false},
      {"duration in years", 5, {{"years", 12}, {"months", 1}}, 0, 60, false},
      {"age in years", 6, {{"years", 1}}, 0, 90, false},
      {"age in months", 7, {{"months", 1}}, 0, 60, false},
      {"count 0 to 9", 8, {}, 0, 9, false},
      {"score 3 to 15", 9, {}, 3, 15, false},
      {"number", 10, {}, 0, 20, true},
      {"number 0 to 10", 10, {}, 0, 10, true},
  };
  return all;
}

std::string list_of(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& w : words) out += (out.empty() ? "" : ", ") + w;
  return "{ " + out + " }";
}

class VocabularyWriter {
 public:
  VocabularyWriter(Random& random, std::size_t richness, Draft& draft, Vocabulary& words)
      : random_(random), richness_(richness), draft_(draft), out_(words) {}

  void write() {
    if (out_.facts.empty()) {
      add({FactSketch::Kind::Date, "request_date", false, {}, {}}, "date", "");
      if (random_.chance(30)) write_table();
    }
    for (std::size_t i = 0; i < richness_; ++i) write_fact();
    if (random_.chance(45)) write_episode();
    if (random_.chance(30)) write_study();
    if (random_.chance(45)) write_age();
  }

 private:
  std::string fresh(const std::string& stem) { return fmt::format("{}_{}", stem, ++number_); }

  std::string or_none(FactSketch& f, unsigned percent = 35) {
    f.or_none = random_.chance(percent);
    return f.or_none ? " or none" : "";
  }

  /// Declares the fact; `options` stands after its title.
  std::string add(FactSketch f, const std::string& type, const std::string& options) {
    Declaration d;
    d.kind = Declaration::Kind::Fact;
    d.before = fmt::format("{} : {} \"Title of {}\"{}", f.name, type, f.name, options);
    draft_.declarations.push_back(std::move(d));
    out_.facts.push_back(std::move(f));
    return out_.facts.back().name;
  }

  std::string absent(const FactSketch& f) {
    const bool may = f.or_none || f.kind == FactSketch::Kind::Finding || f.kind == FactSketch::Kind::Set;
    return may && random_.chance(20) ? " absent means no" : "";
  }

  void write_fact() {
    switch (random_.below(12)) {
      case 0:
      case 1:
      case 2: return write_finding();
      case 3:
      case 4: return write_choice();
      case 5:
      case 6: return write_set();
      case 7:
      case 8:
      case 9: return write_number();
      default: write_date(); return;
    }
  }

  void write_finding() {
    FactSketch f{FactSketch::Kind::Finding, fresh("finding"), false, {}, {}};
    const bool shown = out_.facts.size() > 2 && random_.chance(22);
    const std::string options = random_.chance(15) ? " eg \"one\", \"another\"" : absent(f);
    if (!shown) {
      add(std::move(f), "finding", options);
      return;
    }
    // The signs are earlier facts, so no ring can close.
    Condition signs;
    signs.kind = Condition::Kind::Group;
    signs.text = random_.chance(75) ? "any" : "all";
    for (std::int64_t n = random_.between(1, 3); n > 0; --n) {
      signs.branches.push_back({"", "", leaf(invent_test(random_, out_)), {}});
    }
    add(std::move(f), "finding", options + " shown by");
    draft_.declarations.back().shown.push_back(std::move(signs));
  }

  /// Words of a value set, declared on its own or left to be written in place. `name`: "" when in place.
  std::vector<std::string> write_values(std::string& name) {
    std::vector<std::string> words;
    const std::string stem(1, static_cast<char>('a' + number_ % 20));
    for (std::int64_t n = random_.between(2, random_.chance(10) ? 9 : 5); n > 0; --n) {
      words.push_back(fmt::format("{}{}", stem, words.size() + 1));
    }
    if (!random_.chance(45)) return words;
    name = fresh("kind");
    Declaration d;
    d.before = fmt::format("values {} \"Values of {}\" {{\n", name, name);
    std::vector<std::string> covered;
    for (std::size_t i = 0; i < words.size(); ++i) {
      d.before += fmt::format("  {} \"Value {}\"", words[i], words[i]);
      if (covered.size() >= 2 && i + 1 == words.size() && random_.chance(60)) d.before += " covers " + list_of(covered);
      if (covered.size() < 2) covered.push_back(words[i]);
      d.before += "\n";
    }
    d.before += "}";
    draft_.declarations.push_back(std::move(d));
    return words;
  }

  void write_choice() {
    if (random_.chance(15)) {
      FactSketch f{FactSketch::Kind::Code, fresh("code"), false, pool(), {}};
      const std::string none = or_none(f, 20);
      add(std::move(f), "code" + none, "");
      return;
    }
    FactSketch f{FactSketch::Kind::Choice, fresh("choice"), false, {}, {}};
    std::string values;
    f.values = write_values(values);
    if (values.empty()) values = "one of " + list_of(f.values);
    else if (random_.chance(50)) values = "one of " + values;
    const std::string none = or_none(f);
    const std::string options = absent(f);
    add(std::move(f), values + none, options);
  }

  void write_set() {
    FactSketch f{FactSketch::Kind::Set, fresh("set"), false, {}, {}};
    std::string type;
    if (random_.chance(15)) {
      f.values = pool();
      type = "any of code";
    } else {
      f.values = write_values(type);
      type = "any of " + (type.empty() ? list_of(f.values) : type);
    }
    const std::string options = absent(f);  // of a set, the empty set says none
    add(std::move(f), type, options);
  }

  void write_number() {
    FactSketch f{FactSketch::Kind::Number, fresh("number"), false, {}, random_.pick(families())};
    // A second fact of a family already there makes comparisons of two facts possible.
    const auto numbers = out_.of_kind(FactSketch::Kind::Number);
    if (!numbers.empty() && random_.chance(35)) f.number = random_.pick(numbers)->number;
    const std::string none = or_none(f);
    const std::string options = absent(f);
    const std::string type = f.number.type;
    add(std::move(f), type + none, options);
  }

  std::string write_date() {
    FactSketch f{FactSketch::Kind::Date, fresh("date"), false, {}, {}};
    const std::string none = or_none(f);
    const std::string options = absent(f);
    return add(std::move(f), "date" + none, options);
  }

  std::vector<std::string> pool() {
    if (out_.codes.empty()) out_.codes = {"\"72148\"", "\"72149\"", "\"0649T\""};
    return out_.codes;
  }

  void write_table() {
    out_.table = "cpt";
    pool();
    Declaration d;
    d.before =
        "procedures cpt {\n"
        "  \"72148\" \"Without contrast\" : mri of lumbar_spine without contrast\n"
        "  \"72149\" \"With contrast\" : mri of lumbar_spine with contrast\n"
        "  \"0649T\" \"Tissue analysis\" : mri of lumbar_spine needs companion { \"72148\", \"72149\" }\n}";
    draft_.declarations.push_back(std::move(d));
    add({FactSketch::Kind::Code, "procedure_code", false, out_.codes, {}}, "code", "");
    add({FactSketch::Kind::Set, "companion_codes", false, out_.codes, {}}, "any of code",
        absent({FactSketch::Kind::Set, "", false, {}, {}}));
  }

  void add_record(RecordSketch record, const std::string& kind, const std::string& fields) {
    Declaration d;
    d.before = fmt::format("record {} : {} \"Record {}\" {{ {}}}", record.name, kind, record.name, fields);
    draft_.declarations.push_back(std::move(d));
    out_.records.push_back(std::move(record));
  }

  void write_episode() {
    RecordSketch r{RecordSketch::Kind::Episode, fresh("care"), true, {}};
    std::string fields = "start: " + write_date() + " end: " + write_date();
    if (random_.chance(70)) {
      FactSketch f{FactSketch::Kind::Number, fresh("length"), false, {}, families()[6]};
      fields += " length: " + add(std::move(f), "duration in days", "");
    }
    // `ran within` asks for the status, so it is always there.
    FactSketch status{FactSketch::Kind::Choice, fresh("status"), false, {"current", "completed", "failed"}, {}};
    const std::string none = or_none(status, 20);
    fields += " status: " + add(std::move(status), "one of { current, completed, failed }" + none, "");
    if (random_.chance(60)) {
      FactSketch f{FactSketch::Kind::Set, fresh("kinds"), false, {"therapy", "brace", "ice"}, {}};
      fields += " kinds: " + add(std::move(f), "any of { therapy, brace, ice }", "");
    }
    add_record(std::move(r), "episode", fields + " ");
  }

  void write_study() {
    RecordSketch r{RecordSketch::Kind::Study, fresh("xray"), false, {}};
    std::string fields = "date: " + write_date();
    FactSketch f{FactSketch::Kind::Choice, fresh("result"), false, {"negative", "positive"}, {}};
    fields += " result: " + add(std::move(f), "one of { negative, positive }", "");
    if (random_.chance(40)) {
      FactSketch done{FactSketch::Kind::Finding, fresh("done"), false, {}, {}};
      fields += " done: " + add(std::move(done), "finding", "");
    }
    add_record(std::move(r), "study", fields + " ");
  }

  void write_age() {
    RecordSketch r{RecordSketch::Kind::Age, fresh("age"), false, {}};
    FactSketch birth{FactSketch::Kind::Date, fresh("birth"), false, {}, {}};
    std::string fields = "birth: " + add(std::move(birth), "date", "");
    if (random_.chance(65)) {
      FactSketch f{FactSketch::Kind::Number, fresh("years"), false, {}, families()[10]};
      fields += " years: " + add(std::move(f), "age in years", "");
    }
    if (random_.chance(40)) {
      FactSketch f{FactSketch::Kind::Number, fresh("months"), false, {}, families()[11]};
      fields += " months: " + add(std::move(f), "age in months", "");
    }
    add_record(std::move(r), "age", fields + " ");
  }

  Random& random_;
  std::size_t richness_;
  Draft& draft_;
  Vocabulary& out_;
  int number_ = 0;
};

}  // namespace

std::vector<const FactSketch*> Vocabulary::of_kind(FactSketch::Kind kind) const {
  std::vector<const FactSketch*> found;
  for (const FactSketch& f : facts) {
    if (f.kind == kind) found.push_back(&f);
  }
  return found;
}

void invent_vocabulary(Random& random, std::size_t richness, Draft& draft, Vocabulary& words) {
  VocabularyWriter(random, richness, draft, words).write();
}

std::string literal_of(Random& random, const NumberFamily& family) {
  const std::int64_t steps = random.between(family.low, family.high);
  if (family.units.empty()) {
    return family.fractions && random.chance(30) && steps < family.high ? fmt::format("{}.5", steps)
                                                                       : fmt::format("{}", steps);
  }
  const LiteralUnit& unit = random.pick(family.units);
  const std::int64_t whole = steps / unit.factor;
  const std::int64_t tenth = family.fractions && unit.factor >= 10 ? steps % unit.factor * 10 / unit.factor : 0;
  if (tenth != 0 && random.chance(50)) return fmt::format("{}.{} {}", whole, tenth, unit.text);
  // A literal under the family's low end would be out of range: round up instead.
  const std::int64_t up = whole * unit.factor < family.low ? whole + 1 : whole;
  return fmt::format("{} {}", up, unit.text);
}

}  // namespace pol::agreement
