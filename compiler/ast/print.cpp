#include <fmt/format.h>

#include "compiler/ast/ast.h"
#include "compiler/ast/schedule_text.h"

namespace pol::ast {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string inline_text(const Quantity& q) { return q.unit ? fmt::format("(quantity {} {})", q.digits, q.unit->text) : q.digits; }

std::string inline_text(const Member& member) {
  switch (member.kind) {
    case Member::Kind::Name: return member.text;
    case Member::Kind::Quoted: return quoted(member.text);
    case Member::Kind::None: return "none";
  }
  return {};
}

std::string inline_text(const std::vector<Member>& members) {
  std::string out;
  for (const Member& member : members) out += " " + inline_text(member);
  return out;
}

std::string inline_text(const Set& set) { return "(set" + inline_text(set.members) + ")"; }

std::string inline_text(CaseWord word) {
  switch (word) {
    case CaseWord::Yes: return "yes";
    case CaseWord::No: return "no";
    case CaseWord::None: return "none";
    case CaseWord::Unknown: return "unknown";
  }
  return {};
}

template <class Variant>
std::string value_text(const Variant& value) {
  return std::visit(Overloaded{[](const Text& v) { return quoted(v.text); },
                               [](const Date& v) { return v.text; },
                               [](const Name& v) { return v.text; },
                               [](const Quantity& v) { return inline_text(v); },
                               [](const Set& v) { return inline_text(v); },
                               [](CaseWord v) { return inline_text(v); }},
                    value);
}

std::string inline_text(const Operand& operand) {
  std::string out;
  switch (operand.primary.kind) {
    case Primary::Kind::Name: out = operand.primary.name.text; break;
    case Primary::Kind::Date: out = operand.primary.date.text; break;
    case Primary::Kind::Quantity: out = inline_text(operand.primary.quantity); break;
    case Primary::Kind::CountOf: out = fmt::format("(count {})", operand.primary.name.text); break;
  }
  for (const Operand::Shift& shift : operand.shifts) {
    out = fmt::format("({} {} {})", shift.minus ? "-" : "+", out, inline_text(shift.by));
  }
  return out;
}

std::string inline_text(const std::vector<Name>& names) {
  std::string out;
  for (const Name& each : names) out += " " + each.text;
  return out;
}

std::string inline_text(const Study& study) {
  std::string out = "(study" + inline_text(study.modalities);
  if (!study.regions.empty()) out += " (of" + inline_text(study.regions) + ")";
  switch (study.contrast) {
    case Study::Contrast::Unsaid: break;
    case Study::Contrast::With: out += " with"; break;
    case Study::Contrast::Without: out += " without"; break;
    case Study::Contrast::Either: out += " with-or-without"; break;
  }
  return out + ")";
}

const char* word_for(Relation relation) {
  switch (relation) {
    case Relation::Less: return "<";
    case Relation::LessEqual: return "<=";
    case Relation::Greater: return ">";
    case Relation::GreaterEqual: return ">=";
    case Relation::Equal: return "=";
  }
  return "";
}

const char* word_for(Quantifier quantifier) {
  switch (quantifier) {
    case Quantifier::Any: return "any";
    case Quantifier::All: return "all";
    case Quantifier::Either: return "either";
    case Quantifier::Both: return "both";
    case Quantifier::One: return "one";
    case Quantifier::None: return "none";
    case Quantifier::AtLeast: return "at-least";
    case Quantifier::Exactly: return "exactly";
  }
  return "";
}

const char* word_for(Inclusion mode) {
  switch (mode) {
    case Inclusion::Member: return "include";
    case Inclusion::AnyOf: return "include-any";
    case Inclusion::AllOf: return "include-all";
    case Inclusion::Only: return "include-only";
  }
  return "";
}

const char* word_for(Note::Mood mood) {
  switch (mood) {
    case Note::Mood::Prose: return "prose";
    case Note::Mood::Waives: return "waives";
    case Note::Mood::Prefers: return "prefers";
    case Note::Mood::Avoids: return "avoids";
    case Note::Mood::Also: return "also";
    case Note::Mood::Unknown: return "unknown-mood";
  }
  return "";
}

const char* word_for(Gate::Kind kind) {
  switch (kind) {
    case Gate::Kind::Until: return "until";
    case Gate::Kind::When: return "when";
    case Gate::Kind::OrWhen: return "or-when";
  }
  return "";
}

class Printer {
 public:
  explicit Printer(const File& file) : file_(file) {}

  std::string print() {
    open(fmt::format("{} {} {}", file_.is_policy ? "policy" : "module", file_.name.text, quoted(file_.title.text)));
    pairs(file_.metadata);
    for (const Declaration& declaration : file_.declarations) {
      std::visit([&](const auto& each) { declare(each); }, declaration);
    }
    close();
    return std::move(out_) + "\n";
  }

 private:
  void line(const std::string& text) { out_ += fmt::format("\n{}{}", std::string(2 * depth_, ' '), text); }
  void leaf(const std::string& text) { line("(" + text + ")"); }
  void open(const std::string& text) {
    if (out_.empty()) {
      out_ = "(" + text;
    } else {
      line("(" + text);
    }
    ++depth_;
  }
  void close() {
    out_ += ")";
    --depth_;
  }

  void pairs(const std::vector<Pair>& all) {
    for (const Pair& pair : all) leaf(fmt::format("{} {}", pair.key.text, value_text(pair.value)));
  }

  void declare(const Import& d) {
    leaf("import " + d.module.text + (d.alias ? " as " + d.alias->text : ""));
  }
  void declare(const Citation& d) {
    open(fmt::format("citation {} {}", quoted(d.key.text), quoted(d.title.text)));
    pairs(d.pairs);
    close();
  }
  void declare(const Coverage& d) {
    open(fmt::format("determination {} {} {}", d.name.text, quoted(d.identifier.text), quoted(d.title.text)));
    pairs(d.pairs);
    close();
  }
  void declare(const Values& d) {
    open(fmt::format("values {} {}", d.name.text, quoted(d.title.text)));
    for (const ValueDecl& value : d.values) {
      leaf(fmt::format("value {} {}{}", value.name.text, quoted(value.title.text),
                       value.covers ? " (covers" + inline_text(value.covers->members) + ")" : ""));
    }
    close();
  }
  void declare(const Facts& d) {
    open("facts");
    for (const Fact& each : d.facts) fact(each);
    close();
  }
  void declare(const Record& d) {
    open(fmt::format("record {} {} {}", d.name.text, d.kind.text, quoted(d.title.text)));
    pairs(d.fields);
    close();
  }
  void declare(const Define& d) {
    open(fmt::format("define {} {}", d.name.text, quoted(d.title.text)));
    for (const Text& example : d.examples) leaf("eg " + quoted(example.text));
    condition(d.condition);
    close();
  }
  void declare(const Bands& d) {
    std::string parts;
    for (const Name& part : d.parts) parts += ' ' + part.text;
    leaf(fmt::format("bands {} of {} {{{} }}", quoted(d.title.text), d.whole.text, parts));
  }
  void declare(const Claim& d) {
    open(fmt::format("{} {}", d.is_assumption ? "assume" : "check", quoted(d.title.text)));
    condition(d.condition);
    if (d.consequence) condition(*d.consequence);
    close();
  }
  void declare(const Procedures& d) {
    open("procedures " + d.name.text);
    for (const Procedure& each : d.procedures) {
      leaf(fmt::format("procedure {} {} {}{}", quoted(each.code.text), quoted(each.title.text), inline_text(each.study),
                       each.companions ? " (needs" + inline_text(each.companions->members) + ")" : ""));
    }
    close();
  }
  void declare(const Site& d) {
    open("site " + d.name.text);
    for (const Site::Part& part : d.parts) {
      open("when " + part.region.text);
      condition(part.when);
      close();
    }
    close();
  }
  void declare(const Criteria& d) {
    open("criteria " + d.name.text);
    body(d.body);
    close();
  }
  void declare(const Determine& d) {
    open("determine");
    for (const Ruling& ruling : d.rulings) {
      open(fmt::format("{} {}", ruling.outcome.text, ruling.unless ? "unless" : "when"));
      condition(ruling.condition);
      if (ruling.reason) leaf("reason " + quoted(ruling.reason->text));
      close();
    }
    leaf("otherwise " + d.otherwise.text + (d.otherwise_reason ? " " + quoted(d.otherwise_reason->text) : ""));
    close();
  }
  void declare(const Notice& d) { leaf(fmt::format("notice {} {}", d.name.text, quoted(d.text.text))); }
  void declare(const Revision& d) {
    open(fmt::format("revision {} {}", d.date.text, d.kind.text));
    for (const Change& each : d.changes) change(each);
    close();
  }
  void declare(const Case& d) {
    open("case " + quoted(d.title.text));
    for (const CaseFact& each : d.facts) {
      const char* part = "";
      switch (each.part) {
        case CaseFact::Part::Whole: break;
        case CaseFact::Part::Include: part = " include"; break;
        case CaseFact::Part::Exclude: part = " exclude"; break;
      }
      leaf(fmt::format("fact {}{} {}{}", each.fact.text, part, value_text(each.value),
                       each.source ? " (per " + quoted(each.source->text) + ")" : ""));
    }
    for (const Expectation& each : d.expectations) expectation(each);
    close();
  }
  void declare(const Allowance& d) {
    const std::string at = d.at_citation ? "[" + d.at.text + "]" : d.at_title ? quoted(d.at.text) : d.at.text;
    leaf(fmt::format("allow {} at {}{}{}", d.code.text, at, d.because ? " (because " + quoted(d.because->text) + ")" : "",
                     d.until ? " (until " + d.until->text + ")" : ""));
  }

  void change(const Change& each) {
    std::string out;
    switch (each.kind) {
      case Change::Kind::AddedText: out = fmt::format("added {} to {}", quoted(each.text.text), each.path.text); break;
      case Change::Kind::AddedPath: out = fmt::format("added {} {}", each.path.text, quoted(each.text.text)); break;
      case Change::Kind::RemovedText: out = fmt::format("removed {} from {}", quoted(each.text.text), each.path.text); break;
      case Change::Kind::ChangedPath: out = fmt::format("changed {} {}", each.path.text, quoted(each.text.text)); break;
    }
    if (each.because) out += " (because " + quoted(each.because->text) + ")";
    if (each.but) out += " (but " + quoted(each.but->text) + ")";
    leaf(out);
  }

  void expectation(const Expectation& each) {
    switch (each.kind) {
      case Expectation::Kind::Outcome:
        leaf("expect" + inline_text(each.outcomes) + (each.by.empty() ? "" : " (by" + inline_text(each.by) + ")"));
        break;
      case Expectation::Kind::Possible: leaf("expect possible" + inline_text(each.outcomes)); break;
      case Expectation::Kind::Truth:
        leaf(fmt::format("expect {} is {}", each.path.text, inline_text(each.truth)));
        break;
    }
  }

  static std::string type(const Type& t) {
    std::string out;
    switch (t.kind) {
      case Type::Kind::Named: out = t.name.text; break;
      case Type::Kind::OneOf: out = "one-of"; break;
      case Type::Kind::AnyOf: out = "any-of"; break;
    }
    if (t.kind != Type::Kind::Named) out += " " + (t.set ? inline_text(*t.set) : t.name.text);
    if (t.unit) out += " (in " + t.unit->text + ")";
    if (t.low && t.high) out += fmt::format(" (from {} to {})", inline_text(*t.low), inline_text(*t.high));
    return "(" + out + ")";
  }

  void fact(const Fact& each) {
    open(fmt::format("fact {} {} {}{}{}", each.name.text, type(each.type), quoted(each.title.text),
                     fmt::format("{}{}", each.or_none ? " or-none" : "", each.planned ? " or-planned" : ""), each.absent_means_no ? " absent-means-no" : ""));
    for (const Text& example : each.examples) leaf("eg " + quoted(example.text));
    if (each.asks) leaf("asks " + each.asks->digits);
    if (each.shown_by) {
      open("shown-by");
      condition(*each.shown_by);
      close();
    }
    close();
  }

  void body(const Body& each, bool has_condition = true) {
    if (each.title) leaf("title " + quoted(each.title->text));
    if (has_condition) condition(each.condition);
    for (const Name& cite : each.cites) leaf("cites " + quoted(cite.text));
    for (const Note& note : each.notes) {
      open(fmt::format("note {} {}", word_for(note.mood), quoted(note.text.text)));
      if (!note.waived.text.empty()) leaf("of " + note.waived.text);
      if (!note.study.modalities.empty()) line(inline_text(note.study));
      if (note.when) condition(*note.when);
      close();
    }
    for (const Except& except : each.excepts) {
      open("except " + quoted(except.reason.text));
      condition(except.when);
      close();
    }
    if (!each.regardless.empty()) leaf("regardless" + inline_text(each.regardless));
  }

  void items(const std::vector<ItemId>& all) {
    for (const ItemId id : all) {
      open("item " + file_.items[id].label.text);
      body(file_.items[id].body);
      close();
    }
  }

  void condition(ConditionId id) {
    if (!id.is_set()) return leaf("broken");
    std::visit([&](const auto& node) { node_of(node); }, file_.conditions[id].node);
  }

  void node_of(const Broken&) { leaf("broken"); }
  void node_of(const Constant& n) { leaf(n.value ? "always" : "never"); }
  void node_of(const Not& n) {
    open("not");
    condition(n.operand);
    close();
  }
  void node_of(const And& n) {
    open("and");
    for (const ConditionId term : n.terms) condition(term);
    close();
  }
  void node_of(const Group& n) {
    open(fmt::format("{}{}{}", word_for(n.quantifier), n.count.empty() ? "" : " ", n.count));
    items(n.items);
    for (const ConditionId each : n.conditions) condition(each);
    close();
  }
  void node_of(const Ambiguous& n) {
    open(fmt::format("ambiguous {} (choose {})", quoted(n.question.text), n.chosen.text));
    items(n.readings);
    close();
  }
  void node_of(const Schedule& n) {
    open(n.one ? "schedule one" : "schedule");
    for (const ScheduleClauseId id : n.clauses) clause(file_.schedule_clauses[id]);
    close();
  }
  void clause(const ScheduleClause& each) {
    const std::string label = each.label ? " " + each.label->text : each.then ? " then" : "";
    switch (each.kind) {
      case ScheduleClause::Kind::Anchor: return leaf("anchor " + inline_text(each.date));
      case ScheduleClause::Kind::LastStudy: return leaf("last " + inline_text(each.date));
      case ScheduleClause::Kind::Images: return leaf("images " + images_text(each.images));
      case ScheduleClause::Kind::Whenever:
        open("whenever" + (each.through_year ? " (through year " + each.through_year->digits + ")" : ""));
        break;
      case ScheduleClause::Kind::Sooner: open("sooner-when"); break;
      case ScheduleClause::Kind::Phase:
        open("phase" + label + " " + quoted(phase_text(each.phase)));
        gates(each.phase);
        break;
      case ScheduleClause::Kind::AmbiguousPhase:
        open(fmt::format("phase{} ambiguous {} (choose {})", label, quoted(each.question.text), each.chosen.text));
        for (const PhaseReading& reading : each.readings) {
          open(fmt::format("reading {} {}", reading.label.text, quoted(phase_text(reading.phase))));
          if (reading.body.title) leaf("title " + quoted(reading.body.title->text));
          gates(reading.phase);
          close();
        }
        break;
    }
    const bool has_condition = each.kind == ScheduleClause::Kind::Whenever || each.kind == ScheduleClause::Kind::Sooner;
    body(each.body, has_condition);
    close();
  }
  void gates(const Phase& phase) {
    for (const Gate& gate : phase.gates) {
      open(word_for(gate.kind));
      condition(gate.condition);
      close();
    }
  }
  void node_of(const Regimen& n) {
    open("regimen");
    items(n.members);
    close();
  }
  void node_of(const Compare& n) {
    leaf(fmt::format("{} {} {}", word_for(n.relation), inline_text(n.lhs), inline_text(n.rhs)));
  }
  void node_of(const IsDocumented& n) {
    leaf(fmt::format("{} {}", n.negated ? "is-not-documented" : "is-documented", inline_text(n.subject)));
  }
  void node_of(const IsValue& n) {
    leaf(fmt::format("{} {}{}", n.negated ? "is-not" : "is", inline_text(n.subject), inline_text(n.values)));
  }
  void node_of(const Window& n) {
    leaf(fmt::format("{} {} {}{} {} {}", n.ran ? "ran-within" : "within", inline_text(n.subject),
                     n.from ? inline_text(*n.from) + " to " : "", inline_text(n.to), n.before ? "before" : "after",
                     inline_text(n.anchor)));
  }
  void node_of(const Include& n) {
    leaf(fmt::format("{} {}{}", word_for(n.mode), inline_text(n.subject), inline_text(n.members)));
  }
  void node_of(const In& n) {
    const std::string of = std::visit(Overloaded{[](const Set& s) { return inline_text(s); },
                                                 [](const Name& s) { return s.text; }},
                                      n.of);
    leaf(fmt::format("in {} {}", inline_text(n.subject), of));
  }
  void node_of(const HasCompanion& n) {
    leaf(fmt::format("has-companion {} {}", inline_text(n.subject), n.companions.text));
  }
  void node_of(const Applies& n) { leaf("applies " + inline_text(n.subject)); }
  void node_of(const Bare& n) { leaf("name " + inline_text(n.subject)); }

  const File& file_;
  std::string out_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string print(const File& file) { return Printer(file).print(); }

}  // namespace pol::ast
