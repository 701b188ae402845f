// Definitions, sections, labelled branches and what trails them.

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;

void Analysis::read_definitions() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* define = std::get_if<ast::Define>(&declaration)) {
        if (!define->examples.empty()) {
          sink_.report(define->examples.front().range, diag::ExamplesOfDefinition)
              .hint(fmt::format("declare `{} : finding … eg …  shown by …` among the facts", define->name.text));
        }
        const Symbol* symbol = find(define->name.text);
        if (symbol == nullptr || symbol->kind != Symbol::Kind::Define) continue;
        path_ = define->name.text;
        const ExprId condition = lower(define->condition);
        ir::Define& out = policy_.defines[ir::DefineId{symbol->index}];
        if (!out.condition.is_set()) out.condition = condition;
      } else if (const auto* facts = std::get_if<ast::Facts>(&declaration)) {
        for (const ast::Fact& fact : facts->facts) {
          const Symbol* symbol = find(fact.name.text);
          if (!fact.shown_by || symbol == nullptr || symbol->kind != Symbol::Kind::Fact) continue;
          path_ = fact.name.text;
          const ExprId signs = lower(*fact.shown_by);
          ir::Fact& out = policy_.facts[ir::FactId{symbol->index}];
          if (!out.shown_by.is_set() && out.type.kind == ir::FactKind::Finding) out.shown_by = signs;
        }
      }
    }
  }
}

void Analysis::read_criteria() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* section = std::get_if<ast::Criteria>(&declaration);
      if (section == nullptr) continue;
      const std::string path = file.is_policy ? section->name.text : file.name.text + "." + section->name.text;
      const ir::CriterionId id = criteria_.at(path);
      if (!policy_.criteria[id].body.is_set()) read_body(section->body, id);
    }
  }
}

void Analysis::read_body(const ast::Body& body, ir::CriterionId id) {
  path_ = policy_.criteria[id].path;
  const ExprId condition = lower(body.condition);
  path_ = policy_.criteria[id].path;
  const Range range = policy_.range(condition);
  policy_.criteria[id].body = condition;

  std::vector<ir::Except> excepts;
  for (const ast::Except& as : body.excepts) excepts.push_back({as.reason.text, lower(as.when), as.range});
  ExprId truth = condition;
  if (!excepts.empty()) {
    std::vector<ExprId> all = {condition};
    for (const ir::Except& each : excepts) all.push_back(policy_.add(ir::Not{each.when}, each.range));
    truth = group(ir::Quantifier::All, std::move(all), range);
  }
  ir::Criterion& criterion = policy_.criteria[id];
  criterion.truth = truth;
  criterion.excepts = std::move(excepts);
  for (const ast::Name& cite : body.cites) {
    if (!citations_.contains(cite.text)) {
      sink_.report(cite.range, diag::UnknownCitation, cite.text);
    } else {
      criterion.cites.push_back(cite.text);
    }
  }
  for (const ast::Name& name : body.regardless) {
    const Symbol* symbol = find(name.text);
    if (symbol == nullptr) {
      unknown_name(name);
    } else if (symbol->kind == Symbol::Kind::Fact) {
      criterion.regardless.push_back(ir::FactId{symbol->index});
    } else if (symbol->kind != Symbol::Kind::Record) {
      sink_.report(name.range, diag::NotAFact, name.text);
    }
  }
  for (const ast::Note& note : body.notes) read_note(note, policy_.criteria[id]);
}

std::string Analysis::study_text(const ast::Study& study) const {
  std::string text;
  for (const ast::Name& modality : study.modalities) text += (text.empty() ? "" : " or ") + modality.text;
  for (std::size_t i = 0; i < study.regions.size(); ++i) text += (i == 0 ? " of " : " or ") + study.regions[i].text;
  switch (study.contrast) {
    case ast::Study::Contrast::Unsaid: break;
    case ast::Study::Contrast::With: text += " with contrast"; break;
    case ast::Study::Contrast::Without: text += " without contrast"; break;
    case ast::Study::Contrast::Either: text += " with or without contrast"; break;
  }
  return text;
}

void Analysis::read_note(const ast::Note& note, ir::Criterion& criterion) {
  ir::Note out;
  out.text = note.text.text;
  out.range = note.range;
  switch (note.mood) {
    case ast::Note::Mood::Prose: out.mood = ir::Note::Mood::Prose; break;
    case ast::Note::Mood::Waives: {
      out.mood = ir::Note::Mood::Waives;
      out.subject = note.waived.text;
      const Symbol* symbol = find(note.waived.text);
      if (symbol == nullptr) {
        unknown_name(note.waived);
      } else if (symbol->kind == Symbol::Kind::Section || symbol->kind == Symbol::Kind::Procedures ||
                 symbol->kind == Symbol::Kind::ValueSet) {
        sink_.report(note.waived.range, diag::NotAFact, note.waived.text);
      }
      break;
    }
    case ast::Note::Mood::Prefers: out.mood = ir::Note::Mood::Prefers; break;
    case ast::Note::Mood::Avoids: out.mood = ir::Note::Mood::Avoids; break;
    case ast::Note::Mood::Also: out.mood = ir::Note::Mood::Also; break;
    case ast::Note::Mood::Unknown: return;  // the parser has told
  }
  if (out.subject.empty()) out.subject = study_text(note.study);
  const std::string path = criterion.path;
  if (note.when) {
    out.when = lower(*note.when);
  }
  criterion.notes.push_back(std::move(out));
}

/// A note after the wrong brace: its facts are none of its owner's, but all of the owner's siblings'.
void Analysis::check_note_owners() {
  const auto in = [](const std::vector<ir::FactId>& list, ir::FactId fact) {
    return std::find(list.begin(), list.end(), fact) != list.end();
  };
  for (const ir::Criterion& criterion : policy_.criteria) {
    for (const ir::Note& note : criterion.notes) {
      if (!note.when.is_set() || !criterion.parent.is_set()) continue;
      const std::vector<ir::FactId> facts = ir::facts_of(policy_, note.when);
      const std::vector<ir::FactId> own = ir::facts_of(policy_, criterion.truth);
      if (facts.empty() || std::any_of(facts.begin(), facts.end(), [&](ir::FactId f) { return in(own, f); })) continue;
      const ir::Criterion& parent = policy_.criteria[criterion.parent];
      const std::vector<ir::FactId> theirs = ir::facts_of(policy_, parent.truth);
      if (!std::all_of(facts.begin(), facts.end(), [&](ir::FactId f) { return in(theirs, f); })) continue;
      sink_.report(note.range, diag::NoteOwner, policy_.facts[facts.front()].name, criterion.label, parent.label)
          .label(criterion.range, fmt::format("`{}.` owns the note", criterion.label))
          .hint(fmt::format("if it belongs to `{}.`, move it behind the `}}` of that list", parent.label));
    }
  }
}

/// Definitions, signs and sections that rest on themselves. Cuts each ring, so that later steps end.
void Analysis::check_cycles() {
  struct Node {
    std::string name;
    Range range;
    ExprId* condition;
  };
  std::vector<Node> nodes;
  std::unordered_map<std::string, std::size_t> by_name;
  const auto add = [&](const std::string& key, const std::string& name, Range range, ExprId* condition) {
    by_name.emplace(key, nodes.size());
    nodes.push_back({name, range, condition});
  };
  for (std::uint32_t i = 0; i < policy_.defines.size(); ++i) {
    ir::Define& each = policy_.defines[ir::DefineId{i}];
    add("d" + std::to_string(i), each.name, each.range, &each.condition);
  }
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    ir::Fact& each = policy_.facts[ir::FactId{i}];
    add("f" + std::to_string(i), each.name, each.range, &each.shown_by);
  }
  for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
    ir::Criterion& each = policy_.criteria[ir::CriterionId{i}];
    add("c" + std::to_string(i), each.path, each.range, &each.truth);
  }
  const auto uses = [&](ExprId root) {
    std::vector<std::size_t> out;
    std::vector<ExprId> waiting;
    if (root.is_set()) waiting.push_back(root);
    while (!waiting.empty()) {
      const ExprId id = waiting.back();
      waiting.pop_back();
      const ir::Expr& expr = policy_.exprs[id];
      if (const auto* define = std::get_if<ir::DefineRef>(&expr)) {
        out.push_back(by_name.at("d" + std::to_string(define->define.index)));
      } else if (const auto* criterion = std::get_if<ir::CriterionRef>(&expr)) {
        out.push_back(by_name.at("c" + std::to_string(criterion->criterion.index)));
      } else if (const auto* finding = std::get_if<ir::Finding>(&expr)) {
        out.push_back(by_name.at("f" + std::to_string(finding->fact.index)));
      } else if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
        for (const ir::CriterionId reading : policy_.ambiguities[ambiguous->ambiguity].readings) {
          out.push_back(by_name.at("c" + std::to_string(reading.index)));
        }
      } else {
        for (const ExprId operand : ir::operands(policy_, id)) waiting.push_back(operand);
      }
    }
    return out;
  };
  enum class State { New, Open, Done };
  std::vector<State> states(nodes.size(), State::New);
  std::vector<std::vector<std::size_t>> edges(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) edges[i] = uses(*nodes[i].condition);
  for (std::size_t start = 0; start < nodes.size(); ++start) {
    if (states[start] != State::New) continue;
    std::vector<std::pair<std::size_t, std::size_t>> path = {{start, 0}};
    states[start] = State::Open;
    while (!path.empty()) {
      const std::size_t node = path.back().first;
      if (path.back().second == edges[node].size()) {
        states[node] = State::Done;
        path.pop_back();
        continue;
      }
      const std::size_t next = edges[node][path.back().second++];
      if (states[next] == State::New) {
        states[next] = State::Open;
        path.push_back({next, 0});
      } else if (states[next] == State::Open) {
        std::string ring;
        bool inside = false;
        for (const auto& [at, edge] : path) {
          inside = inside || at == next;
          if (inside) ring += fmt::format("`{}` → ", nodes[at].name);
        }
        sink_.report(nodes[next].range, diag::RestsOnItself, nodes[next].name, ring + fmt::format("`{}`", nodes[next].name));
        *nodes[node].condition = broken(nodes[node].range);
        edges[node].clear();
        path.back().second = 0;
      }
    }
  }
}

}  // namespace pol::sema
