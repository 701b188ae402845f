// Who is called what: every name of every file, before anything is read, so that order does not matter.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

void Analysis::declare(const ast::Name& name, Symbol::Kind kind, std::uint32_t index, std::string_view what) {
  if (kind == Symbol::Kind::Fact && (name.text == "title" || name.text == "expect")) {
    sink_.report(name.range, diag::ReservedCaseKey, name.text);
  }
  if (name.text.empty()) return;  // the parser has told
  const bool stands_alone = kind == Symbol::Kind::Fact || kind == Symbol::Kind::Define || kind == Symbol::Kind::Record;
  if (stands_alone && name.text.find('.') != std::string::npos) sink_.report(name.range, diag::DottedName, name.text);
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
          const bool is_new = find(each.name.text) == nullptr;
          declare(each.name, Symbol::Kind::Fact, policy_.facts.add(std::move(fact)).index, "the fact");
          if (is_new && each.shown_by) declare_items(*each.shown_by, {}, each.name.text);
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
        const bool is_new = find(define->name.text) == nullptr;
        declare(define->name, Symbol::Kind::Define, policy_.defines.add(std::move(out)).index, "the definition");
        if (is_new) declare_items(define->condition, {}, define->name.text);
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
  auto& aliases = aliases_[file_];
  const auto [at, added] = aliases.try_emplace(import.alias->text, import.module.text);
  if (!added && at->second != import.module.text) {
    sink_.report(import.alias->range, diag::AliasTwice, import.alias->text, at->second);
  }
}

void Analysis::declare_criteria(const ast::File& file) {
  for (const ast::Declaration& declaration : file.declarations) {
    const auto* section = std::get_if<ast::Criteria>(&declaration);
    if (section == nullptr) continue;
    const std::string path = section_path(file, *section);
    const bool is_new = !criteria_.contains(path);
    const ir::CriterionId id = declare_criterion(ir::Criterion::Kind::Section, {}, path, section->name, section->body);
    declare({path, section->name.range}, Symbol::Kind::Section, id.index, "the section");
    // Of two sections with one name the first stands: the labels of the second would all be there twice.
    if (is_new) declare_items(section->body.condition, id, path);
  }
}

/// A module's section is qualified by its module, unless its name is a path already: a document may be spread over modules.
std::string Analysis::section_path(const ast::File& file, const ast::Criteria& section) {
  const bool is_path = section.name.text.find('.') != std::string::npos;
  return file.is_policy || is_path ? section.name.text : file.name.text + "." + section.name.text;
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
  const auto [at, added] = criteria_.try_emplace(path, id);
  if (!added && kind != ir::Criterion::Kind::Section && !label.text.empty()) {
    sink_.report(label.range, diag::LabelTwice, label.text, path.substr(0, path.rfind('.')))
        .label(policy_.criteria[at->second].range, "the same label is here");
  }
  return id;
}

void Analysis::declare_list(const std::vector<ast::ItemId>& items, ir::Criterion::Kind kind, ir::CriterionId parent,
                            const std::string& path) {
  for (const ast::ItemId item_id : items) {
    const ast::Item& item = file_->items[item_id];
    std::string item_path = path + "." + item.label.text;
    const bool is_new = !criteria_.contains(item_path);
    const ir::CriterionId id = declare_criterion(kind, parent, item_path, item.label, item.body);
    of_item_.emplace(&item, id);
    // Below a label that stands twice, each label would be told again: no text can have this path.
    if (!is_new) item_path += fmt::format("#{}", id.index);
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
    declare_list(ambiguous->readings, ir::Criterion::Kind::Reading, parent, path);
  } else if (const auto* regimen = std::get_if<ast::Regimen>(&node)) {
    declare_list(regimen->members, ir::Criterion::Kind::Item, parent, path);
  } else if (const auto* schedule = std::get_if<ast::Schedule>(&node)) {
    declare_schedule(*schedule, parent, path);
  }
}

const Symbol* Analysis::find(const std::string& name) const {
  const auto at = symbols_.find(name);
  return at == symbols_.end() ? nullptr : &at->second;
}

/// The module that `name` stands for in the file being read; "" when there is none.
std::string Analysis::module_named(const std::string& name) const {
  if (const auto in_file = aliases_.find(file_); in_file != aliases_.end()) {
    if (const auto at = in_file->second.find(name); at != in_file->second.end()) return at->second;
  }
  const auto has_name = [&](const ast::File& file) { return !file.is_policy && file.name.text == name; };
  return std::any_of(files_.begin(), files_.end(), has_name) ? name : "";
}

/// By its path; as the file being read may write it: qualified, by an alias, or within its own module.
ir::CriterionId Analysis::find_criterion(const std::string& path) const {
  if (const auto at = criteria_.find(path); at != criteria_.end()) return at->second;
  if (const std::size_t dot = path.find('.'); dot != std::string::npos) {
    const std::string module = module_named(path.substr(0, dot));
    if (const auto at = criteria_.find(module + path.substr(dot)); at != criteria_.end()) return at->second;
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

// ---- names that nobody declared -----------------------------------------

/// Whoever has more wrong names than this lacks a module; each search reads all names.
bool Analysis::may_suggest() {
  constexpr std::size_t kMostSuggestions = 200;
  return suggestions_ < kMostSuggestions && ++suggestions_ > 0;
}

void Analysis::suggest(Sink::Reported reported, const ast::Name& name, const std::vector<std::string>& candidates) {
  if (!may_suggest()) return;
  if (const std::string near = nearest(name.text, candidates); !near.empty()) {
    reported.hint(fmt::format("did you mean `{}`?", near)).fix(FixKind::Review, name.range, near);
  }
}

void Analysis::unknown_name(const ast::Name& name) {
  if (name.text.empty()) return;  // the parser has told
  if (coverages_.contains(name.text)) {
    sink_.report(name.range, diag::NotACondition, name.text, "a determination")
        .hint(fmt::format("write `{} applies`", name.text));
    return;
  }
  if (all_names_.empty()) {
    for (const auto& [known, symbol] : symbols_) {
      if (symbol.kind != Symbol::Kind::ValueSet && symbol.kind != Symbol::Kind::Procedures) all_names_.push_back(known);
    }
    std::sort(all_names_.begin(), all_names_.end());
  }
  if (const std::string module = module_named(name.text); !module.empty()) {
    auto reported = sink_.report(name.range, diag::ModuleNamed, name.text, module);
    for (const std::string& section : may_suggest() ? names_of(Symbol::Kind::Section) : std::vector<std::string>()) {
      if (!section.starts_with(module + ".")) continue;
      reported.hint(fmt::format("name one of its sections, as in `{}`", name.text + section.substr(module.size())));
      break;
    }
    return;
  }
  if (name.text.find('.') != std::string::npos) return unknown_path(name);
  suggest(sink_.report(name.range, diag::UnknownName, name.text), name, all_names_);
}

/// Points at the first part that is not there: `guideline.2.z` has a `guideline.2`, and that has no `z`.
void Analysis::unknown_path(const ast::Name& name) {
  for (std::size_t dot = name.text.rfind('.'); dot != std::string::npos && dot > 0; dot = name.text.rfind('.', dot - 1)) {
    const std::string known = name.text.substr(0, dot);
    const std::size_t end = std::min(name.text.find('.', dot + 1), name.text.size());
    const std::string part = name.text.substr(dot + 1, end - dot - 1);
    const std::string module = module_named(known);
    const ir::CriterionId criterion = find_criterion(known);
    if (!criterion.is_set() && module.empty() && find(known) == nullptr) continue;
    auto reported = sink_.report(name.range, diag::UnknownPath, known, part);
    if (!may_suggest()) return;
    std::vector<std::string> branches;
    if (criterion.is_set()) {
      for (const ir::CriterionId child : policy_.criteria[criterion].children) {
        branches.push_back(policy_.criteria[child].label);
      }
    } else if (!module.empty()) {
      for (const std::string& section : names_of(Symbol::Kind::Section)) {
        if (section.starts_with(module + ".")) branches.push_back(section.substr(module.size() + 1));
      }
    }
    constexpr std::size_t kMostListed = 12;
    if (const std::string near = nearest(part, branches); !near.empty()) {
      reported.hint(fmt::format("did you mean `{}.{}`?", known, near));
    } else if (!branches.empty() && branches.size() <= kMostListed) {
      reported.hint(fmt::format("it has {}", fmt::join(branches, ", ")));
    }
    return;
  }
  const std::size_t dot = name.text.find('.');
  const std::string first = name.text.substr(0, dot);
  auto reported = sink_.report(name.range, diag::UnknownQualifier, first);
  if (!may_suggest()) return;
  for (const std::string& section : names_of(Symbol::Kind::Section)) {
    if (!section.ends_with("." + first)) continue;
    reported.hint(fmt::format("a module's section is named with its module: `{}`", section + name.text.substr(dot)));
    return;
  }
  std::vector<std::string> candidates = all_names_;
  if (const auto in_file = aliases_.find(file_); in_file != aliases_.end()) {
    for (const auto& [alias, module] : in_file->second) candidates.push_back(alias);
  }
  std::sort(candidates.begin(), candidates.end());
  if (const std::string near = nearest(first, candidates); !near.empty()) {
    reported.hint(fmt::format("did you mean `{}`?", near + name.text.substr(dot)));
  }
}

}  // namespace pol::sema
