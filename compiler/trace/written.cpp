#include "compiler/trace/written.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/sink.h"

namespace pol::trace {

namespace {

using Kind = Place::Kind;

/// Walks one section: its criteria, their lists and notes.
class SectionWalk {
 public:
  SectionWalk(const ast::File& file, const Connectives& connectives, std::vector<WrittenCriterion>& out)
      : file_(file), connectives_(connectives), out_(out) {}

  void add(const std::string& path, Range range, const ast::Body& body) {
    const std::size_t index = out_.size();
    out_.push_back({path, range, {}, connectives_.of(file_, body), {}});
    walk(body.condition, false, index);
    add_notes(body, index);
  }

 private:
  void add_list(const std::vector<ast::ItemId>& items, Connective connective, std::size_t owner) {
    if (items.empty()) return;
    out_[owner].lists.push_back(std::move(connective));
    for (const ast::ItemId id : items) {
      const ast::Item& item = file_.items[id];
      add(out_[owner].path + "." + item.label.text, item.label.range, item.body);
    }
  }

  void walk(ast::ConditionId id, bool negated, std::size_t owner) {
    if (!id.is_set()) return;
    const auto& node = file_.conditions[id].node;
    if (const auto* both = std::get_if<ast::And>(&node)) {
      for (const ast::ConditionId term : both->terms) walk(term, negated, owner);
    } else if (const auto* negation = std::get_if<ast::Not>(&node)) {
      walk(negation->operand, !negated, owner);
    } else if (const auto* group = std::get_if<ast::Group>(&node)) {
      add_list(group->items, {Connectives::word(*group, negated)}, owner);
      for (const ast::ConditionId branch : group->conditions) walk(branch, negated, owner);
    } else if (const auto* ambiguous = std::get_if<ast::Ambiguous>(&node)) {
      for (const ast::ItemId reading : ambiguous->readings) {
        const ast::Body& body = file_.items[reading].body;
        walk(body.condition, negated, owner);
        add_notes(body, owner);
      }
    } else if (const auto* regimen = std::get_if<ast::Regimen>(&node)) {
      add_list(regimen->members, Connectives::of_all(regimen->members.size()), owner);
    } else if (const auto* schedule = std::get_if<ast::Schedule>(&node)) {
      add_schedule(*schedule, owner);
    }
  }

  /// Labelled clauses are branches; notes of the others are the owner's.
  void add_schedule(const ast::Schedule& schedule, std::size_t owner) {
    bool has_labels = false;
    for (const ast::ScheduleClauseId id : schedule.clauses) {
      const ast::ScheduleClause& clause = file_.schedule_clauses[id];
      std::size_t noted = owner;
      if (clause.label) {
        has_labels = true;
        noted = out_.size();
        out_.push_back({out_[owner].path + "." + clause.label->text, clause.label->range, {}, {}, {}});
      }
      for (const ast::PhaseReading& reading : clause.readings) add_notes(reading.body, noted);
      add_notes(clause.body, noted);
    }
    if (has_labels) out_[owner].lists.push_back({schedule.one ? "one" : "any"});
  }

  void add_notes(const ast::Body& body, std::size_t owner) {
    std::vector<WrittenNote>& notes = out_[owner].notes;
    const auto first = static_cast<std::ptrdiff_t>(notes.size());
    for (const ast::Note& note : body.notes) notes.push_back({note.text.text, false, note.range});
    for (const ast::Except& except : body.excepts) notes.push_back({except.reason.text, true, except.range});
    std::sort(notes.begin() + first, notes.end(),
              [](const WrittenNote& a, const WrittenNote& b) { return a.range.begin < b.range.begin; });
  }

  const ast::File& file_;
  const Connectives& connectives_;
  std::vector<WrittenCriterion>& out_;
};

/// `Footnote 1: …` is footnote 1, and `Footnote 12: …` is not.
bool is_footnote(const WrittenNote& note, std::uint32_t number) {
  const std::string mark = fmt::format("Footnote {}", number);
  if (note.text.compare(0, mark.size(), mark) != 0) return false;
  return note.text.size() == mark.size() || note.text[mark.size()] < '0' || note.text[mark.size()] > '9';
}

/// The n-th note, which is no `except` and no footnote; of a footnote the note or `except` that says so.
const WrittenNote* find_note(const WrittenCriterion& criterion, const Place& place) {
  std::uint32_t seen = 0;
  for (const WrittenNote& note : criterion.notes) {
    if (place.kind == Kind::Footnote) {
      if (is_footnote(note, place.number)) return &note;
    } else if (!note.is_except && note.text.rfind("Footnote ", 0) != 0 && ++seen == place.number) {
      return &note;
    }
  }
  return nullptr;
}

std::string counted(std::size_t n, std::string_view one) {
  return n == 0 ? fmt::format("no {}", one) : fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
}

}  // namespace

Written::Written(const std::vector<ast::File>& files) {
  const Connectives connectives(files);
  for (const ast::File& file : files) {
    add_declarations(file);
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* section = std::get_if<ast::Criteria>(&declaration);
      if (section == nullptr) continue;
      // As sema has it: a module's section is qualified by its module, unless its name is a path already.
      const std::string& name = section->name.text;
      const bool is_whole = file.is_policy || name.find('.') != std::string::npos;
      SectionWalk(file, connectives, criteria_)
          .add(is_whole ? name : file.name.text + "." + name, section->name.range, section->body);
    }
  }
  for (std::size_t i = 0; i < criteria_.size(); ++i) by_path_.try_emplace(criteria_[i].path, i);
}

void Written::add(Kind kind, const std::string& name, Range range) { named_.try_emplace({kind, name}, range); }

void Written::add_declarations(const ast::File& file) {
  if (file.is_policy) {
    add(Kind::Header, "title", file.title.range);
    for (const ast::Pair& pair : file.metadata) add(Kind::Header, pair.key.text, pair.key.range);
  }
  for (const ast::Declaration& declaration : file.declarations) {
    if (const auto* notice = std::get_if<ast::Notice>(&declaration)) {
      add(Kind::Notice, notice->name.text, notice->name.range);
    } else if (const auto* define = std::get_if<ast::Define>(&declaration)) {
      add(Kind::Define, define->name.text, define->name.range);
    } else if (const auto* coverage = std::get_if<ast::Coverage>(&declaration)) {
      add(Kind::Determination, coverage->name.text, coverage->name.range);
    } else if (const auto* citation = std::get_if<ast::Citation>(&declaration)) {
      add(Kind::Citation, citation->key.text, citation->key.range);
    } else if (const auto* table = std::get_if<ast::Procedures>(&declaration)) {
      add(Kind::Procedures, table->name.text, table->name.range);
      for (const ast::Procedure& procedure : table->procedures) {
        add(Kind::Procedure, procedure.code.text, procedure.code.range);
      }
    } else if (const auto* revision = std::get_if<ast::Revision>(&declaration)) {
      add(Kind::Revision, revision->date.text, revision->date.range);
      for (const ast::Change& change : revision->changes) changes_[revision->date.text].push_back(change.range);
    }
  }
}

const WrittenCriterion* Written::criterion(const std::string& path) const {
  const auto at = by_path_.find(path);
  return at == by_path_.end() ? nullptr : &criteria_[at->second];
}

std::optional<Range> Written::find(const Place& place) const {
  switch (place.kind) {
    case Kind::Criterion:
      if (const WrittenCriterion* found = criterion(place.name)) return found->range;
      return std::nullopt;
    case Kind::Note:
    case Kind::Footnote: {
      const WrittenCriterion* owner = criterion(place.name);
      const WrittenNote* note = owner == nullptr ? nullptr : find_note(*owner, place);
      return note == nullptr ? std::nullopt : std::optional(note->range);
    }
    case Kind::Change: {
      const auto at = changes_.find(place.name);
      if (at == changes_.end() || place.number > at->second.size()) return std::nullopt;
      return at->second[place.number - 1];
    }
    case Kind::Notice:
    case Kind::Define:
    case Kind::Determination:
    case Kind::Citation:
    case Kind::Procedures:
    case Kind::Procedure:
    case Kind::Revision:
    case Kind::Header: {
      const auto at = named_.find({place.kind, place.name});
      return at == named_.end() ? std::nullopt : std::optional(at->second);
    }
  }
  return std::nullopt;
}

std::string Written::instead_of(const Place& place) const {
  if (place.kind == Kind::Note || place.kind == Kind::Footnote) {
    const WrittenCriterion* owner = criterion(place.name);
    if (owner == nullptr) return fmt::format("there is no criterion {}", place.name);
    const auto notes = std::count_if(owner->notes.begin(), owner->notes.end(), [&](const WrittenNote& note) {
      return place.kind == Kind::Footnote || (!note.is_except && note.text.rfind("Footnote ", 0) != 0);
    });
    if (place.kind == Kind::Note) return fmt::format("it has {}", counted(static_cast<std::size_t>(notes), "note"));
    return fmt::format("none of its notes and exceptions begins with `Footnote {}`", place.number);
  }
  if (place.kind == Kind::Change) {
    const auto at = changes_.find(place.name);
    if (at == changes_.end()) return fmt::format("there is no revision {}", place.name);
    return fmt::format("it has {}", counted(at->second.size(), "change"));
  }
  std::vector<std::string> names;
  for (const auto& [key, range] : named_) {
    if (key.first == place.kind) names.push_back(key.second);
    if (key.first != place.kind && key.second == place.name) {
      return fmt::format("there is a {} of this name", word_of(key.first));
    }
  }
  if (place.kind != Kind::Criterion && criterion(place.name) != nullptr) return "there is a criterion of this name";
  // No path is offered for a criterion: the nearest is mostly a sibling that has an item of its own.
  const std::string near = nearest(place.name, names);
  return near.empty() ? "" : fmt::format("is it `{}`?", near);
}

}  // namespace pol::trace
