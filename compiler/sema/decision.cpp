// Metadata, references, claims, the decision and the history.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/ast/schedule_text.h"
#include "compiler/sema/analysis.h"

namespace pol::sema {

using ir::ExprId;

std::string Analysis::value_text(const ast::Value& value) const {
  return match(
      value, [](const ast::Text& v) { return v.text; }, [](const ast::Date& v) { return v.text; },
      [](const ast::Quantity& v) { return v.unit ? v.digits + " " + v.unit->text : v.digits; },
      [](const ast::Name& v) { return v.text; },
      [](const ast::Set& v) {
        std::string text;
        for (const ast::Member& member : v.members) text += (text.empty() ? "" : ", ") + member.text;
        return text;
      });
}

Range Analysis::range_of(const ast::Pair& pair) {
  Range range = pair.key.range;
  range.end = match(pair.value, [](const auto& value) { return value.range.end; });
  return range;
}

void Analysis::read_header() {
  const ast::File& file = files_.back();
  policy_.name = file.name.text;
  policy_.title = file.title.text;
  for (const ast::File& each : files_) policy_.modules.push_back({each.name.text, each.source});
  std::reverse(policy_.modules.begin(), policy_.modules.end());
  static const std::vector<std::string> kKnown = {"publisher", "document", "reviewed", "previous", "initiated",
                                                  "reference", "request", "effective", "retired",  "url",      "version",
                                                  "plan",      "jurisdiction", "remark"};
  static const std::vector<std::string> kDates = {"reviewed", "previous", "initiated", "effective", "retired"};
  std::unordered_map<std::string, Range> written;
  for (const ast::Pair& pair : file.metadata) {
    const auto [at, added] = written.try_emplace(pair.key.text, pair.key.range);
    if (!added) {
      sink_.report(pair.key.range, diag::DeclaredTwice, "the entry", pair.key.text)
          .label(at->second, "it is declared here");
      continue;
    }
    policy_.metadata.emplace_back(pair.key.text, value_text(pair.value));
    policy_.metadata_ranges.push_back(range_of(pair));
    if (pair.key.text == "document") policy_.document = value_text(pair.value);
    if (pair.key.text == "reviewed") policy_.revision = value_text(pair.value);
    if (const auto* date = std::get_if<ast::Date>(&pair.value)) {
      const bool is_in_force = pair.key.text == "effective" || pair.key.text == "retired";
      if (is_in_force) day_written(*date);
      if (!is_in_force) days_written(*date);
    } else if (std::find(kDates.begin(), kDates.end(), pair.key.text) != kDates.end()) {
      sink_.report(pair.key.range, diag::EntryNeedsDate, pair.key.text);
    }
    if (pair.key.text == "plan") {
      policy_.plan = choice_named(pair);
      continue;
    }
    if (pair.key.text == "jurisdiction") {
      policy_.jurisdiction = choice_named(pair);
      continue;
    }
    if (pair.key.text == "request") {
      read_request(pair);
      continue;
    }
    if (pair.key.text != "reference") {
      const std::string near = nearest(pair.key.text, kKnown);
      if (std::find(kKnown.begin(), kKnown.end(), pair.key.text) == kKnown.end() && !near.empty()) {
        sink_.report(pair.key.range, diag::MetadataSlip, pair.key.text)
            .hint(fmt::format("did you mean `{}`?", near))
            .fix(FixKind::Safe, pair.key.range, near);
      }
      continue;
    }
    const auto* name = std::get_if<ast::Name>(&pair.value);
    const Symbol* symbol = name == nullptr ? nullptr : find(name->text);
    if (name != nullptr && symbol == nullptr) {
      unknown_name(*name);
    } else if (symbol == nullptr || symbol->kind != Symbol::Kind::Fact ||
               type_of(ir::FactId{symbol->index}).kind != ir::FactKind::Date ||
               type_of(ir::FactId{symbol->index}).or_none) {
      sink_.report(pair.key.range, diag::ReferenceNeedsDate);
    } else {
      policy_.reference = ir::FactId{symbol->index};
    }
  }
  const bool told = std::any_of(file.metadata.begin(), file.metadata.end(),
                                [](const ast::Pair& pair) { return pair.key.text == "reference"; });
  if (file.is_policy && !told && !parse_failed_) {
    sink_.report(file.name.range, diag::NoReference, file.name.text).hint("write `reference: request_date` in its head");
  }
}

/// `request: procedure_code`.
void Analysis::read_request(const ast::Pair& pair) {
  const auto* name = std::get_if<ast::Name>(&pair.value);
  const Symbol* symbol = name == nullptr ? nullptr : find(name->text);
  if (name != nullptr && symbol == nullptr) return unknown_name(*name);
  const bool is_code = symbol != nullptr && symbol->kind == Symbol::Kind::Fact &&
                       type_of(ir::FactId{symbol->index}).kind == ir::FactKind::Choice &&
                       type_of(ir::FactId{symbol->index}).values == code_set_;
  if (is_code) {
    policy_.request = ir::FactId{symbol->index};
  } else {
    sink_.report(pair.key.range, diag::RequestNeedsCode);
  }
}

void Analysis::read_references() {
  const auto details = [&](const std::vector<ast::Pair>& pairs) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const ast::Pair& pair : pairs) {
      out.emplace_back(pair.key.text, value_text(pair.value));
      if (const auto* date = std::get_if<ast::Date>(&pair.value)) days_written(*date);
    }
    return out;
  };
  std::unordered_map<std::string, Range> citations, codes, notices;
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      if (const auto* citation = std::get_if<ast::Citation>(&declaration)) {
        const auto [at, added] = citations.try_emplace(citation->key.text, citation->key.range);
        if (!added) {
          sink_.report(citation->key.range, diag::DeclaredTwice, "the citation", citation->key.text)
              .label(at->second, "it is declared here");
          continue;
        }
        citations_.insert(citation->key.text);
        policy_.citations.push_back(
            {citation->key.text, citation->title.text, details(citation->pairs), citation->key.range});
      } else if (const auto* notice = std::get_if<ast::Notice>(&declaration)) {
        const auto [at, added] = notices.try_emplace(notice->name.text, notice->name.range);
        if (!added) {
          sink_.report(notice->name.range, diag::DeclaredTwice, "the notice", notice->name.text)
              .label(at->second, "it is declared here");
          continue;
        }
        policy_.notices.push_back({notice->name.text, notice->text.text});
      } else if (const auto* table = std::get_if<ast::Procedures>(&declaration)) {
        const Symbol* symbol = find(table->name.text);
        if (symbol == nullptr || symbol->kind != Symbol::Kind::Procedures) continue;
        for (const ast::Procedure& row : table->procedures) {
          if (row.code.text.empty()) {
            sink_.report(row.code.range, diag::EmptyCode);
            continue;
          }
          const auto [at, added] = codes.try_emplace(row.code.text, row.code.range);
          if (!added) {
            sink_.report(row.code.range, diag::DeclaredTwice, "the code", row.code.text)
                .label(at->second, "it is declared here");
            continue;
          }
          ir::Procedure out{row.code.text,       row.title.text, ast::study_text(row.study), {},
                            study_of(row.study), row.code.range};
          if (row.companions) {
            for (const ast::Member& member : row.companions->members) {
              if (member_of(code_set_, member, table->name.text)) out.companions.push_back(member.text);
            }
          }
          policy_.procedures[symbol->index].procedures.push_back(std::move(out));
        }
      }
    }
  }
}

void Analysis::read_claims() {
  for (const ast::File& file : files_) {
    file_ = &file;
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* claim = std::get_if<ast::Claim>(&declaration);
      if (claim == nullptr) continue;
      path_ = claim->title.text;
      declare_items(claim->condition, {}, path_);
      if (claim->consequence) declare_items(*claim->consequence, {}, path_);
      ExprId condition = lower(claim->condition);
      Range range = policy_.range(condition);
      if (claim->consequence) {
        const ExprId consequence = lower(*claim->consequence);
        const ExprId not_so = group(ir::Quantifier::None, {condition}, range);
        range.end = std::max(range.end, policy_.range(consequence).end);
        condition = group(ir::Quantifier::Any, {not_so, consequence}, range);
      }
      (claim->is_assumption ? policy_.assumptions : policy_.checks).push_back({claim->title.text, condition, range});
    }
  }
}

void Analysis::read_rules() {
  const ast::Determine* determine = nullptr;
  for (const ast::File& file : files_) {
    for (std::size_t i = 0; i < file.declarations.size(); ++i) {
      const auto* as = std::get_if<ast::Determine>(&file.declarations[i]);
      if (as == nullptr) continue;
      if (!file.is_policy || &file != &files_.back()) {
        sink_.report(file.declaration_ranges[i], diag::DetermineInModule, file.name.text);
      } else if (determine != nullptr) {
        sink_.report(file.declaration_ranges[i], diag::SecondDetermine);
      } else {
        determine = as;
      }
    }
  }
  const ast::File& file = files_.back();
  if (determine == nullptr) {
    if (file.is_policy && !parse_failed_) sink_.report(file.name.range, diag::NoDetermine, file.name.text);
    return;
  }
  file_ = &file;
  for (const ast::Ruling& ruling : determine->rulings) {
    path_ = ruling.outcome.text;
    ExprId when = lower(ruling.condition);
    if (ruling.unless) when = policy_.add(ir::Not{when}, policy_.range(when));
    const auto outcome = ir::outcome_named(ruling.outcome.text);
    if (!outcome) continue;  // the parser has told
    policy_.rules.push_back({*outcome, when, ruling.reason ? ruling.reason->text : "", ruling.range});
  }
  policy_.otherwise = ir::outcome_named(determine->otherwise.text).value_or(ir::Outcome::DoesNotMeet);
  policy_.otherwise_reason = determine->otherwise_reason ? determine->otherwise_reason->text : "";
}

void Analysis::read_history() {
  for (const ast::File& file : files_) {
    for (const ast::Declaration& declaration : file.declarations) {
      const auto* revision = std::get_if<ast::Revision>(&declaration);
      if (revision == nullptr) continue;
      days_written(revision->date);
      ir::Revision out{revision->date.text, revision->kind.text, {}, revision->date.range};
      for (const ast::Change& change : revision->changes) {
        ir::Change to;
        switch (change.kind) {
          case ast::Change::Kind::AddedText:
          case ast::Change::Kind::AddedPath: to.kind = ir::Change::Kind::Added; break;
          case ast::Change::Kind::RemovedText: to.kind = ir::Change::Kind::Removed; break;
          case ast::Change::Kind::ChangedPath: to.kind = ir::Change::Kind::Changed; break;
        }
        to.is_text = change.kind == ast::Change::Kind::AddedText || change.kind == ast::Change::Kind::RemovedText;
        to.range = change.range;
        to.path = change.path.text;
        to.text = change.text.text;
        to.because = change.because ? change.because->text : "";
        to.but = change.but ? change.but->text : "";
        const bool must_exist = change.kind == ast::Change::Kind::AddedPath || change.kind == ast::Change::Kind::ChangedPath;
        if (must_exist && !find_criterion(to.path).is_set() && find(to.path) == nullptr) unknown_name(change.path);
        out.changes.push_back(std::move(to));
      }
      policy_.revisions.push_back(std::move(out));
    }
  }
}

}  // namespace pol::sema
