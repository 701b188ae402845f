// Definitions, sections, labelled branches and what trails them.

#include <fmt/format.h>

#include "compiler/ast/schedule_text.h"
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
        const ir::DefineId id{symbol->index};
        if (policy_.defines[id].condition.is_set()) continue;  // declared twice: the first stands
        path_ = define->name.text;
        const ExprId condition = lower(define->condition);
        policy_.defines[id].condition = condition;
      } else if (const auto* facts = std::get_if<ast::Facts>(&declaration)) {
        for (const ast::Fact& fact : facts->facts) {
          const Symbol* symbol = find(fact.name.text);
          if (!fact.shown_by || symbol == nullptr || symbol->kind != Symbol::Kind::Fact) continue;
          if (!is_first(fact, ir::FactId{symbol->index})) continue;
          path_ = fact.name.text;
          const ExprId signs = lower(*fact.shown_by);
          ir::Fact& out = policy_.facts[ir::FactId{symbol->index}];
          if (out.type.kind == ir::FactKind::Finding) out.shown_by = signs;
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
      const ir::CriterionId id = criteria_.at(section_path(file, *section));
      if (!policy_.criteria[id].body.is_set()) read_body(section->body, id);
    }
  }
}

void Analysis::read_body(const ast::Body& body, ir::CriterionId id) {
  path_ = policy_.criteria[id].path;
  const ExprId condition = lower(body.condition);
  path_ = policy_.criteria[id].path;
  finish_body(body, id, condition);
}

/// What trails a condition that has been lowered.
void Analysis::finish_body(const ast::Body& body, ir::CriterionId id, ExprId condition) {
  policy_.criteria[id].body = condition;

  std::vector<ir::Except> excepts;
  for (const ast::Except& as : body.excepts) excepts.push_back({as.reason.text, lower(as.when), as.range});
  ExprId truth = condition;
  if (!excepts.empty()) {
    std::vector<ExprId> all = {condition};
    for (const ir::Except& each : excepts) all.push_back(policy_.add(ir::Not{each.when}, each.range));
    truth = group(ir::Quantifier::All, std::move(all), policy_.range(condition));
  }
  ir::Criterion& criterion = policy_.criteria[id];
  criterion.truth = truth;
  criterion.excepts = std::move(excepts);
  for (const ast::Name& cite : body.cites) {
    if (!citations_.contains(cite.text)) {
      auto reported = sink_.report(cite.range, diag::UnknownCitation, cite.text);
      if (!may_suggest()) continue;
      const std::vector<std::string> keys(citations_.begin(), citations_.end());
      if (const std::string near = nearest(cite.text, keys); !near.empty()) {
        reported.hint(fmt::format("did you mean `[{}]`?", near));
      }
    } else {
      criterion.cites.push_back(cite.text);
    }
  }
  for (const ast::Name& name : body.regardless) {
    const Symbol* symbol = find(name.text);
    if (names_no_fact(name, symbol)) continue;
    if (symbol->kind == Symbol::Kind::Fact) {
      criterion.regardless.push_back(ir::FactId{symbol->index});
    } else {
      const std::vector<ir::FactId> facts = facts_of(policy_.records[symbol->index]);
      criterion.regardless.insert(criterion.regardless.end(), facts.begin(), facts.end());
    }
  }
  for (const ast::Note& note : body.notes) read_note(note, id);
}

/// True after a message, where `name` is neither a fact nor a record.
bool Analysis::names_no_fact(const ast::Name& name, const Symbol* symbol) {
  if (symbol != nullptr && (symbol->kind == Symbol::Kind::Fact || symbol->kind == Symbol::Kind::Record)) return false;
  if (symbol == nullptr && !find_criterion(name.text).is_set()) {
    unknown_name(name);
  } else {
    sink_.report(name.range, diag::NotAFact, name.text);
  }
  return true;
}

void Analysis::read_note(const ast::Note& note, ir::CriterionId owner) {
  ir::Note out;
  out.text = note.text.text;
  out.range = note.range;
  switch (note.mood) {
    case ast::Note::Mood::Prose: out.mood = ir::Note::Mood::Prose; break;
    case ast::Note::Mood::Waives: {
      out.mood = ir::Note::Mood::Waives;
      out.subject = note.waived.text;
      names_no_fact(note.waived, find(note.waived.text));
      break;
    }
    case ast::Note::Mood::Prefers: out.mood = ir::Note::Mood::Prefers; break;
    case ast::Note::Mood::Avoids: out.mood = ir::Note::Mood::Avoids; break;
    case ast::Note::Mood::Also: out.mood = ir::Note::Mood::Also; break;
    case ast::Note::Mood::Unknown: return;  // the parser has told
  }
  if (out.subject.empty()) {
    out.subject = ast::study_text(note.study);
    out.study = study_of(note.study);
  }
  if (note.when) out.when = lower(*note.when);
  policy_.criteria[owner].notes.push_back(std::move(out));
}

}  // namespace pol::sema
