#include "compiler/trace/connectives.h"

#include <fmt/format.h>

#include <utility>

namespace pol::trace {

namespace {

/// `any`, and `either` where there are two. Under `not`: `none`.
Connective of_any(std::size_t count, bool negated) {
  if (negated) return {"none"};
  return count == 2 ? Connective{"any", "either"} : Connective{"any"};
}

std::string_view word_of(ast::Quantifier quantifier) {
  switch (quantifier) {
    case ast::Quantifier::Any:
      return "any";
    case ast::Quantifier::All:
      return "all";
    case ast::Quantifier::Either:
      return "either";
    case ast::Quantifier::Both:
      return "both";
    case ast::Quantifier::One:
      return "one";
    case ast::Quantifier::None:
      return "none";
    case ast::Quantifier::AtLeast:
      return "at least";
    case ast::Quantifier::Exactly:
      return "exactly";
  }
  return "";
}

}  // namespace

Connectives::Connectives(const std::vector<ast::File>& files) {
  for (const ast::File& file : files) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* define = std::get_if<ast::Define>(&declaration)) {
        named_[define->name.text] = {&file, define->condition, false};
      } else if (const auto* facts = std::get_if<ast::Facts>(&declaration)) {
        for (const ast::Fact& fact : facts->facts) {
          named_[fact.name.text] = {&file, fact.shown_by.value_or(ast::ConditionId{}), fact.examples.size() > 1};
        }
      }
    }
  }
}

std::string Connectives::word(const ast::Group& group, bool negated) {
  std::string word(word_of(group.quantifier));
  if (!group.count.empty()) word += " " + group.count;
  if (!negated) return word;
  const bool is_or = group.quantifier == ast::Quantifier::Any || group.quantifier == ast::Quantifier::Either;
  if (is_or) return "none";
  return group.quantifier == ast::Quantifier::None ? "any" : "not " + word;
}

Connective Connectives::of_all(std::size_t count) { return count == 2 ? Connective{"all", "both"} : Connective{"all"}; }

std::vector<Connective> Connectives::of(const ast::File& file, const ast::Body& body) const {
  std::vector<Connective> out;
  collect(body.condition, {&file, false, true, 0}, out);
  if (!body.regardless.empty()) out.push_back(of_all(1 + body.regardless.size()));
  return out;
}

void Connectives::collect(ast::ConditionId id, Walk walk, std::vector<Connective>& out) const {
  if (!id.is_set()) return;
  const auto& node = walk.file->conditions[id].node;
  if (const auto* both = std::get_if<ast::And>(&node)) {
    out.push_back(walk.negated ? Connective{"not all"} : of_all(both->terms.size()));
    walk.is_whole = false;
    for (const ast::ConditionId term : both->terms) collect(term, walk, out);
  } else if (const auto* negation = std::get_if<ast::Not>(&node)) {
    walk.negated = !walk.negated;
    collect(negation->operand, walk, out);
  } else if (const auto* group = std::get_if<ast::Group>(&node)) {
    if (group->items.empty()) out.push_back({word(*group, walk.negated)});
  } else if (const auto* ambiguous = std::get_if<ast::Ambiguous>(&node)) {
    for (const ast::ItemId reading : ambiguous->readings) collect(walk.file->items[reading].body.condition, walk, out);
  } else if (const auto* schedule = std::get_if<ast::Schedule>(&node)) {
    for (const ast::ScheduleClauseId clause : schedule->clauses) {
      const ast::Images& images = walk.file->schedule_clauses[clause].images;
      if (images.kind == ast::Images::Kind::Any) out.push_back(of_any(images.parts.size(), false));
      if (images.kind == ast::Images::Kind::All) out.push_back(of_all(images.parts.size()));
    }
  } else if (const auto* value = std::get_if<ast::IsValue>(&node)) {
    if (value->values.size() > 1) out.push_back(of_any(value->values.size(), walk.negated));
  } else if (const auto* include = std::get_if<ast::Include>(&node)) {
    const bool is_any = include->mode == ast::Inclusion::AnyOf;
    if (is_any && include->members.size() > 1) out.push_back(of_any(include->members.size(), walk.negated));
    if (include->mode == ast::Inclusion::AllOf && !walk.negated) out.push_back(of_all(include->members.size()));
  } else if (const auto* bare = std::get_if<ast::Bare>(&node)) {
    if (walk.is_whole) collect_name(bare->subject.primary.name.text, walk, out);
  }
}

void Connectives::collect_name(const std::string& name, Walk walk, std::vector<Connective>& out) const {
  constexpr int kDeepest = 100;  // sema refuses rings; this is for what it has not seen
  const auto at = named_.find(name);
  if (at == named_.end() || ++walk.depth > kDeepest) return;
  if (at->second.is_open_list) out.push_back(of_any(0, walk.negated));
  walk.file = at->second.file;
  collect(at->second.condition, walk, out);
}

}  // namespace pol::trace
