// Who is called what: every name of every file, before anything is read, so that order does not matter.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

void Analysis::declare(const ast::Name& name, Symbol::Kind kind, std::uint32_t index, std::string_view what) {
  if (name.text == "title" || name.text == "expect") {
    sink_.report(name.range, diag::ReservedCaseKey, name.text);
  }
  const auto [at, added] = symbols_.try_emplace(name.text, Symbol{kind, index, name.range});
  if (!added) {
    sink_.report(name.range, diag::DeclaredTwice, what, name.text)
        .label(at->second.range, fmt::format("`{}` is declared here", name.text));
  }
}

void Analysis::declare_all() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* values = std::get_if<ast::Values>(&declaration)) {
        ir::ValueSet set;
        set.name = values->name.text;
        set.title = values->title.text;
        set.range = values->name.range;
        declare(values->name, Symbol::Kind::ValueSet, policy_.value_sets.add(std::move(set)).index, "the value set");
      } else if (const auto* facts = std::get_if<ast::Facts>(&declaration)) {
        for (const ast::Fact& each : facts->facts) {
          ir::Fact fact;
          fact.name = each.name.text;
          fact.title = each.title.text;
          fact.range = each.name.range;
          declare(each.name, Symbol::Kind::Fact, policy_.facts.add(std::move(fact)).index, "the fact");
        }
      } else if (const auto* record = std::get_if<ast::Record>(&declaration)) {
        ir::Record out;
        out.name = record->name.text;
        out.title = record->title.text;
        out.range = record->name.range;
        policy_.records.push_back(std::move(out));
        declare(record->name, Symbol::Kind::Record, static_cast<std::uint32_t>(policy_.records.size() - 1),
                "the record");
      } else if (const auto* define = std::get_if<ast::Define>(&declaration)) {
        ir::Define out;
        out.name = define->name.text;
        out.title = define->title.text;
        out.range = define->name.range;
        declare(define->name, Symbol::Kind::Define, policy_.defines.add(std::move(out)).index, "the definition");
        declare_items(define->condition, {}, define->name.text);
      } else if (const auto* table = std::get_if<ast::Procedures>(&declaration)) {
        policy_.procedures.push_back({table->name.text, {}});
        declare(table->name, Symbol::Kind::Procedures, static_cast<std::uint32_t>(policy_.procedures.size() - 1),
                "the procedure table");
      } else if (const auto* import = std::get_if<ast::Import>(&declaration)) {
        read_alias(*import);
      }
    }
    declare_criteria(file);
  }
}

void Analysis::read_alias(const ast::Import& import) {
  if (!import.alias) return;
  const auto [at, added] = aliases_.try_emplace(import.alias->text, import.module.text);
  if (!added && at->second != import.module.text) {
    sink_.report(import.alias->range, diag::AliasTwice, import.alias->text, at->second);
  }
}

void Analysis::declare_criteria(const ast::File& file) {
  for (const ast::Declaration& declaration : file.declarations) {
    const auto* section = std::get_if<ast::Criteria>(&declaration);
    if (section == nullptr) continue;
    const std::string path = file.is_policy ? section->name.text : file.name.text + "." + section->name.text;
    const ir::CriterionId id = declare_criterion(ir::Criterion::Kind::Section, {}, path, section->name, section->body);
    ast::Name qualified{path, section->name.range};
    declare(qualified, Symbol::Kind::Section, id.index, "the section");
    declare_items(section->body.condition, id, path);
  }
}

ir::CriterionId Analysis::declare_criterion(ir::Criterion::Kind kind, ir::CriterionId parent, std::string path,
                                            const ast::Name& label, const ast::Body& body) {
  ir::Criterion criterion;
  criterion.kind = kind;
  criterion.path = path;
  criterion.label = label.text;
  criterion.title = body.title ? body.title->text : "";
  criterion.parent = parent;
  criterion.range = label.range;
  const ir::CriterionId id = policy_.criteria.add(std::move(criterion));
  if (parent.is_set()) policy_.criteria[parent].children.push_back(id);
  const auto [at, added] = criteria_.try_emplace(std::move(path), id);
  if (!added && kind != ir::Criterion::Kind::Section) {
    sink_.report(label.range, diag::LabelTwice, label.text)
        .label(policy_.criteria[at->second].range, "the same label is here");
  }
  return id;
}

void Analysis::declare_list(const std::vector<ast::ItemId>& items, ir::Criterion::Kind kind, ir::CriterionId parent,
                            const std::string& path) {
  for (const ast::ItemId item_id : items) {
    const ast::Item& item = file_->items[item_id];
    const std::string item_path = path + "." + item.label.text;
    const ir::CriterionId id = declare_criterion(kind, parent, item_path, item.label, item.body);
    of_item_.emplace(&item, id);
    declare_items(item.body.condition, id, item_path);
  }
}

/// The labelled branches below a condition, however deep they stand in it.
void Analysis::declare_items(ast::ConditionId condition, ir::CriterionId parent, const std::string& path) {
  if (!condition.is_set()) return;
  const auto& node = file_->conditions[condition].node;
  if (const auto* both = std::get_if<ast::And>(&node)) {
    for (const ast::ConditionId term : both->terms) declare_items(term, parent, path);
  } else if (const auto* negation = std::get_if<ast::Not>(&node)) {
    declare_items(negation->operand, parent, path);
  } else if (const auto* group = std::get_if<ast::Group>(&node)) {
    declare_list(group->items, ir::Criterion::Kind::Item, parent, path);
    for (const ast::ConditionId branch : group->conditions) declare_items(branch, parent, path);
  } else if (const auto* ambiguous = std::get_if<ast::Ambiguous>(&node)) {
    path_of_ambiguity_.emplace(ambiguous, path);
    declare_list(ambiguous->readings, ir::Criterion::Kind::Reading, parent, path);
  } else if (const auto* regimen = std::get_if<ast::Regimen>(&node)) {
    declare_list(regimen->members, ir::Criterion::Kind::Item, parent, path);
  }
}

const Symbol* Analysis::find(const std::string& name) const {
  const auto at = symbols_.find(name);
  return at == symbols_.end() ? nullptr : &at->second;
}

/// By its path; as the file being read may write it: qualified, by an alias, or within its own module.
ir::CriterionId Analysis::find_criterion(const std::string& path) const {
  if (const auto at = criteria_.find(path); at != criteria_.end()) return at->second;
  if (const std::size_t dot = path.find('.'); dot != std::string::npos) {
    if (const auto alias = aliases_.find(path.substr(0, dot)); alias != aliases_.end()) {
      const auto at = criteria_.find(alias->second + path.substr(dot));
      if (at != criteria_.end()) return at->second;
    }
  }
  if (file_ != nullptr && !file_->is_policy) {
    if (const auto at = criteria_.find(file_->name.text + "." + path); at != criteria_.end()) return at->second;
  }
  return {};
}

std::vector<std::string> Analysis::names_of(Symbol::Kind kind) const {
  std::vector<std::string> names;
  for (const auto& [name, symbol] : symbols_) {
    if (symbol.kind == kind) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void Analysis::unknown_name(const ast::Name& name) {
  std::vector<std::string> candidates;
  for (const auto& [known, symbol] : symbols_) {
    if (symbol.kind != Symbol::Kind::ValueSet) candidates.push_back(known);
  }
  if (name.text.find('.') != std::string::npos) {
    for (const auto& [path, id] : criteria_) candidates.push_back(path);
  }
  std::sort(candidates.begin(), candidates.end());
  auto reported = sink_.report(name.range, diag::UnknownName, name.text);
  const std::string near = nearest(name.text, candidates);
  if (!near.empty()) {
    reported.hint(fmt::format("did you mean `{}`?", near));
    reported.fix(FixKind::Review, name.range, near);
  }
}

}  // namespace pol::sema
