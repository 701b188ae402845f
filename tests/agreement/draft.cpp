#include "tests/agreement/draft.h"

#include <fmt/format.h>

namespace pol::agreement {

namespace {

std::string indent(int depth) { return std::string(static_cast<std::size_t>(depth) * 2, ' '); }

std::string print(const Condition& c, int depth);

std::string print(const Branch& b, int depth) {
  std::string out = b.title.empty() ? "" : fmt::format("\"{}\" : ", b.title);
  out += print(b.condition, depth);
  for (const Trailer& t : b.trailers) {
    out += "\n" + indent(depth + 1) + t.before;
    for (const Condition& c : t.when) out += " when " + print(c, depth + 1);
    if (!t.after.empty()) out += " " + t.after;
  }
  return out;
}

/// `every 3 months until relapse`
std::string print_clause(const Condition& c, int depth) {
  std::string out = c.text;
  for (const Branch& part : c.branches) {
    if (part.label == ":") {
      if (!out.empty()) out += ":";
    } else if (!part.label.empty()) {
      out += (out.empty() ? "" : " ") + part.label;
    }
    out += (out.empty() ? "" : " ") + print(part.condition, depth + 1);
  }
  if (c.k != 0) out += fmt::format(" through year {}", c.k);
  return out;
}

std::string print_schedule(const Condition& c, int depth) {
  std::string out = c.text + " {\n";
  for (const Branch& clause : c.branches) {
    out += indent(depth + 1);
    if (!clause.label.empty()) out += clause.label + (clause.label == "then" ? " " : ". ");
    out += print(clause, depth + 1) + "\n";
  }
  return out + indent(depth) + "}";
}

std::string print_branches(const Condition& c, int depth) {
  std::string out = "{\n";
  for (std::size_t i = 0; i < c.branches.size(); ++i) {
    const Branch& b = c.branches[i];
    out += indent(depth + 1);
    if (c.labelled) out += b.label + ". ";
    out += print(b, depth + 1);
    if (!c.labelled && i + 1 < c.branches.size()) out += ",";
    out += "\n";
  }
  return out + indent(depth) + "}";
}

std::string print(const Condition& c, int depth) {
  switch (c.kind) {
    case Condition::Kind::Leaf:
    case Condition::Kind::Phrase: return c.text;
    case Condition::Kind::Schedule: return print_schedule(c, depth);
    case Condition::Kind::Clause: return print_clause(c, depth);
    case Condition::Kind::Not: return "not " + print(c.branches[0], depth);
    case Condition::Kind::And: {
      std::string out;
      for (const Branch& b : c.branches) out += (out.empty() ? "" : " and ") + print(b, depth);
      return out;
    }
    case Condition::Kind::Group: {
      const bool counts = c.text == "at least" || c.text == "exactly";
      return c.text + (counts ? fmt::format(" {} of ", c.k) : " ") + print_branches(c, depth);
    }
    case Condition::Kind::Ambiguous:
      return fmt::format("ambiguous \"{}\" choose {} ", c.text, c.branches[0].label) + print_branches(c, depth);
  }
  return "";
}

std::size_t leaves(const Condition& c) {
  if (c.kind == Condition::Kind::Leaf) return 1;
  const bool is_phase = c.kind == Condition::Kind::Clause && c.text.empty();
  std::size_t n = is_phase ? 1 : 0;
  for (const Branch& b : c.branches) n += leaves(b.condition);
  return n;
}

}  // namespace

Condition leaf(std::string text) {
  Condition c;
  c.text = std::move(text);
  return c;
}

Condition phrase(std::string text) {
  Condition c;
  c.kind = Condition::Kind::Phrase;
  c.text = std::move(text);
  return c;
}

std::string print(const Draft& draft) {
  std::string out = draft.header;
  bool in_facts = false;
  for (const Declaration& d : draft.declarations) {
    const bool fact = d.kind == Declaration::Kind::Fact;
    if (fact && !in_facts) out += "facts {\n";
    if (!fact && in_facts) out += "}\n";
    in_facts = fact;
    out += (fact ? "  " : "") + d.before;
    if (d.kind == Declaration::Kind::Criteria) out += " " + print(d.body, 0);
    for (std::size_t i = 0; i < d.shown.size(); ++i) {
      out += (i == 0 ? " " : " implies ") + print(d.shown[i], fact ? 1 : 0);
    }
    out += "\n";
  }
  if (in_facts) out += "}\n";
  out += "determine {\n";
  for (const Ruling& r : draft.rulings) {
    out += fmt::format("  {} {} {}", r.outcome, r.unless ? "unless" : "when", print(r.condition, 1));
    if (!r.reason.empty()) out += fmt::format(" \"{}\"", r.reason);
    out += "\n";
  }
  return out + "  otherwise " + draft.otherwise + "\n}\n";
}

std::size_t leaves(const Draft& draft) {
  std::size_t n = 0;
  for (const Declaration& d : draft.declarations) {
    if (d.kind == Declaration::Kind::Criteria) n += leaves(d.body.condition);
  }
  for (const Ruling& r : draft.rulings) n += leaves(r.condition);
  return n;
}

}  // namespace pol::agreement
