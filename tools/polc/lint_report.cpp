#include "tools/polc/lint_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/interp/calendar.h"
#include "compiler/ir/civil.h"
#include "compiler/lint/words.h"

namespace pol::tool {

namespace {

/// Parts in the order of a report. Sections come by their own order, so that the document's numbering is kept.
enum Kind { kSections, kImported, kDefinitions, kDecision, kClaims, kFacts, kCitations, kWhole };

std::string label_below(const std::string& path, const std::string& section) {
  return path.size() > section.size() + 1 ? path.substr(section.size() + 1) : "";
}

bool is_same(Range a, Range b) { return a.source == b.source && a.begin == b.begin && a.end == b.end; }

bool is_of_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.'; }

std::string fix_words(const Sources& sources, const Fix& fix) {
  const std::string before = lint::text_of(sources, fix.range, std::string::npos);
  std::string words = fmt::format("write `{}` instead of `{}`", fix.replacement, before);
  if (before.empty()) words = fmt::format("add `{}`", fix.replacement);
  if (fix.replacement.empty()) words = fmt::format("take out `{}`", before);
  return words + (fix.kind == FixKind::Safe ? "; no determination changes" : "; determinations may change");
}

}  // namespace

LintCounts LintPart::counts() const {
  LintCounts counts;
  for (const LintItem& item : items) {
    switch (item.finding().severity) {
      case Severity::Error:
        ++counts.errors;
        break;
      case Severity::Warning:
        ++counts.warnings;
        break;
      case Severity::Note:
        ++counts.notes;
        break;
    }
  }
  return counts;
}

LintReport::LintReport(const Linted& linted)
    : linted_(linted), policy_(linted.policy()), sources_(linted.compiled->sources), words_(linted.policy()) {
  for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
    criteria_.try_emplace(policy_.criteria[ir::CriterionId{i}].path, ir::CriterionId{i});
  }
  for (const ir::Fact& fact : policy_.facts) titles_.try_emplace(fact.name, fact.title);
  for (const ir::Define& define : policy_.defines) titles_.try_emplace(define.name, define.title);
  for (const ir::Record& record : policy_.records) titles_.try_emplace(record.name, record.title);
  for (std::uint32_t i = 0; i < policy_.exprs.size(); ++i) {
    const Range range = policy_.range(ir::ExprId{i});
    conditions_[{range.source, {range.begin, range.end}}] = ir::ExprId{i};  // the outermost of one range comes last
  }
  std::map<Key, LintPart> parts;
  std::set<int> codes;
  for (const LintEntry& entry : linted_.entries) {
    if (entry.allowed_because) allowed_.push_back(item_of(entry));
    if (!entry.is_shown()) continue;
    LintPart part;
    const Key key = key_of(entry.finding, part);
    parts.try_emplace(key, std::move(part)).first->second.items.push_back(item_of(entry));
    codes.insert(entry.finding.code);
  }
  std::size_t number = 0;
  for (auto& [key, part] : parts) {
    for (LintItem& item : part.items) item.number = ++number;
    parts_.push_back(std::move(part));
  }
  for (const int code : codes) rules_.push_back(rule_words(code));
}

ir::CriterionId LintReport::criterion_at(const std::string& path) const {
  const auto at = criteria_.find(path);
  return at == criteria_.end() ? ir::CriterionId() : at->second;
}

void LintReport::name_section(ir::CriterionId root, ir::CriterionId item, LintPart& part) const {
  const ir::Criterion& section = policy_.criteria[root];
  part.section = section.title.empty() ? section.path : section.title;
  part.section_path = section.path;
  if (item == root) return;
  part.label = policy_.criteria[item].label;
  part.title = policy_.criteria[item].title;
}

/// Names the part as well.
LintReport::Key LintReport::key_of(const lint::Finding& finding, LintPart& part) const {
  const std::string path = finding.paths.empty() ? "" : finding.paths.front();
  ir::CriterionId item = criterion_at(path), root = item;
  while (root.is_set() && policy_.criteria[root].parent.is_set()) {
    item = root;
    root = policy_.criteria[root].parent;
  }
  if (root.is_set() && policy_.criteria[root].kind == ir::Criterion::Kind::Section) {
    const bool is_own =
        !policy_.modules.empty() && policy_.criteria[root].range.source == policy_.modules.front().source;
    name_section(root, item, part);
    return {is_own ? kSections : kImported, root.index, item == root ? 0 : item.index};
  }
  // A reading stands below the name of its definition.
  const std::string first = path.substr(0, path.find('.'));
  for (std::uint32_t i = 0; i < policy_.defines.size(); ++i) {
    const ir::Define& define = policy_.defines[ir::DefineId{i}];
    if (define.name != path && define.name != first) continue;
    part.section = "Definitions";
    part.title = define.title.empty() ? define.name : define.title;
    return {kDefinitions, 0, i};
  }
  return key_beside_criteria(path, part);
}

/// Of what is neither in a section nor in a definition.
LintReport::Key LintReport::key_beside_criteria(const std::string& path, LintPart& part) const {
  const auto is_title = [&](const ir::Claim& claim) { return claim.title == path; };
  const bool is_claim = std::any_of(policy_.assumptions.begin(), policy_.assumptions.end(), is_title) ||
                        std::any_of(policy_.checks.begin(), policy_.checks.end(), is_title);
  const auto named = [&](Kind kind, std::string_view section) {
    part.section = section;
    return Key{kind, 0, 0};
  };
  if (path.substr(0, path.find('.')) == "determine") return named(kDecision, "The decision");
  if (is_claim) return named(kClaims, "Assumptions and checks");
  if (titles_.contains(path)) return named(kFacts, "Facts");
  if (path.starts_with('[')) return named(kCitations, "References");
  return named(kWhole, "The document as a whole");
}

/// Number and titles, outermost first; what is no criterion keeps its name.
std::string LintReport::where_of(const std::string& path) const {
  const ir::CriterionId id = criterion_at(path);
  if (!id.is_set()) {
    const auto title = titles_.find(path);
    return title == titles_.end() || title->second.empty() ? path : title->second;
  }
  std::string titles;
  ir::CriterionId root = id;
  for (ir::CriterionId at = id; at.is_set(); at = policy_.criteria[at].parent) {
    root = at;
    const ir::Criterion& criterion = policy_.criteria[at];
    const bool is_section = criterion.kind == ir::Criterion::Kind::Section;
    if (criterion.title.empty() || (is_section && at != id)) continue;
    titles = titles.empty() ? criterion.title : criterion.title + " › " + titles;
  }
  const ir::Criterion& section = policy_.criteria[root];
  if (section.kind == ir::Criterion::Kind::Section) {
    const std::string label = label_below(policy_.criteria[id].path, section.path);
    return label.empty() || titles.empty() ? label + titles : label + " " + titles;
  }
  const auto owner = titles_.find(path.substr(0, path.find('.')));
  const bool has_title = owner != titles_.end() && !owner->second.empty();
  return has_title ? owner->second + (titles.empty() ? "" : " › " + titles) : titles.empty() ? path : titles;
}

/// As one names it who speaks of `beside`: the section is said where it is another one.
std::string LintReport::name_of(const std::string& path, const std::string& beside) const {
  const ir::CriterionId id = criterion_at(path);
  const auto section_of = [&](ir::CriterionId at) {
    while (at.is_set() && policy_.criteria[at].parent.is_set()) at = policy_.criteria[at].parent;
    return at;
  };
  const ir::CriterionId section = section_of(id);
  if (!id.is_set() || id == section || policy_.criteria[section].kind != ir::Criterion::Kind::Section)
    return where_of(path);
  const std::string label = label_below(policy_.criteria[id].path, policy_.criteria[section].path);
  const std::string& title = policy_.criteria[id].title;
  const std::string& whole = policy_.criteria[section].title;
  const bool is_elsewhere = section_of(criterion_at(beside)) != section && !whole.empty();
  return (is_elsewhere ? whole + ", " : "") + label + (title.empty() ? "" : " " + title);
}

/// Without folders: a report reads the same on every machine.
std::string LintReport::place_of(Range range) const {
  const Place place = sources_.place(range.source, range.begin);
  const std::string words = fmt::format("line {}:{}", place.line, place.column);
  for (std::size_t i = 1; i < policy_.modules.size(); ++i) {
    if (policy_.modules[i].source == range.source) return policy_.modules[i].name + ", " + words;
  }
  return words;
}

LintSide LintReport::side_of(Range range, const std::string& path, const std::string& says,
                             const std::string& beside) const {
  LintSide side;
  side.where = path.empty() ? "" : name_of(path, beside);
  side.place = place_of(range);
  side.text = says;
  const auto at = conditions_.find({range.source, {range.begin, range.end}});
  // Braces are not read aloud; and what a rule says in words needs no others.
  if (at == conditions_.end() || says.find('{') != std::string::npos) return side;
  if (says != lint::text_of(sources_, range, says.size() + 1)) return side;
  const std::string words = words_.say(sources_.text(range), ir::facts_of(policy_, at->second));
  if (words != says) side.words = words;
  return side;
}

std::vector<std::pair<std::string, std::string>> LintReport::names_in(const std::string& text) const {
  std::map<std::string, std::string> found;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_of_name(text[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_of_name(text[end])) ++end;
    const std::string name = text.substr(i, end - i);
    const auto at = titles_.find(name.substr(0, name.find('.')));
    if (at != titles_.end() && !at->second.empty()) found.emplace(at->first, at->second);
    i = end;
  }
  return {found.begin(), found.end()};
}

/// A finding that marks a label is about what the label stands before.
Range LintReport::text_range(Range marked, const std::string& path) const {
  ir::ExprId body;
  if (const ir::CriterionId id = criterion_at(path); id.is_set() && is_same(policy_.criteria[id].range, marked)) {
    body = policy_.criteria[id].body;
  }
  for (const ir::Define& define : policy_.defines) {
    if (define.name == path && is_same(define.range, marked)) body = define.condition;
  }
  return body.is_set() ? policy_.range(body) : marked;
}

void LintReport::add_drawings(LintItem& item, const std::string& path) const {
  const auto name = [&](std::string& label) {
    if (criterion_at(label).is_set() || titles_.contains(label)) label = name_of(label, path);
    std::erase(label, '`');  // a drawing has one kind of letters
  };
  item.number_line = item.finding().number_line;
  item.time_line = item.finding().time_line;
  if (item.number_line) {
    name(item.number_line->subject);
    for (lint::NumberLine::Band& band : item.number_line->bands) name(band.label);
  }
  if (item.time_line) {
    name(item.time_line->subject);
    for (lint::TimeLine::Span& span : item.time_line->spans) name(span.label);
  }
}

/// What a rule cut to fit a line of the terminal.
std::string LintReport::whole_text(const lint::Clause& clause) const {
  constexpr std::string_view kCut = "…";
  if (!clause.says.ends_with(kCut)) return clause.says;
  const std::string whole = lint::text_of(sources_, clause.range, std::string::npos);
  return whole.starts_with(clause.says.substr(0, clause.says.size() - kCut.size())) ? whole : clause.says;
}

/// The facts that matter, the reference date among them.
std::vector<LintValue> LintReport::patient_of(const lint::Witness& witness) const {
  std::vector<ir::FactId> facts = witness.facts;
  const bool has_reference = std::find(facts.begin(), facts.end(), policy_.reference) != facts.end();
  if (policy_.reference.is_set() && !has_reference) facts.insert(facts.begin(), policy_.reference);
  std::vector<LintValue> values;
  for (const ir::FactId fact : facts) {
    values.push_back({fact, words_.of(fact), words_.of_value(fact, witness.patient[fact])});
  }
  return values;
}

LintItem LintReport::item_of(const LintEntry& entry) const {
  const lint::Finding& finding = entry.finding;
  LintItem item;
  item.entry = &entry;
  const std::string path = finding.paths.empty() ? "" : finding.paths.front();
  const Range marked = text_range(finding.range, path);
  item.where = path.empty() ? "" : where_of(path);
  item.place = place_of(finding.range);
  const auto is_own = [&](const lint::Clause& clause) { return is_same(clause.range, marked); };
  if (std::none_of(finding.core.begin(), finding.core.end(), is_own)) {
    item.text.push_back(side_of(marked, path, lint::text_of(sources_, marked, std::string::npos), path));
    item.text.back().place = item.place;
  }
  for (const lint::Clause& clause : finding.core) {
    item.core.push_back(side_of(clause.range, clause.path, whole_text(clause), path));
  }
  for (const lint::Clause& clause : finding.related) {
    item.related.push_back(side_of(clause.range, clause.path, whole_text(clause), path));
  }
  if (finding.witness) item.patient = patient_of(*finding.witness);
  add_drawings(item, path);
  std::string all = finding.message;
  for (const std::string& detail : finding.details) all += "\n" + detail;
  for (const auto* sides : {&item.text, &item.core, &item.related}) {
    for (const LintSide& side : *sides) all += "\n" + side.text;
  }
  if (finding.witness) all += "\n" + finding.witness->shows;
  for (const Fix& fix : finding.fixes) item.fixes.push_back(fix_words(sources_, fix));
  item.names = names_in(all);
  return item;
}

std::string counts_text(const LintCounts& counts) {
  std::string text;
  const auto add = [&](std::size_t n, std::string_view one) {
    if (n > 0) text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", n, one, n == 1 ? "" : "s");
  };
  add(counts.errors, "error");
  add(counts.warnings, "warning");
  add(counts.notes, "note");
  return text.empty() ? "no findings" : text;
}

std::string span_words(ir::Day from, ir::Day to) {
  if (from > to) std::swap(from, to);
  const std::int64_t months = interp::completed_months(from, to);
  const auto counted = [](std::int64_t n, std::string_view one) {
    return fmt::format("{} {}{}", n, one, n == 1 ? "" : "s");
  };
  if (months < 3) return counted(to - from, "day");
  const std::string years = months >= 12 ? counted(months / 12, "year") : "";
  const std::string rest = months % 12 > 0 ? counted(months % 12, "month") : "";
  return years + (years.empty() || rest.empty() ? "" : " ") + rest;
}

std::vector<std::pair<std::string, std::string>> manual_sections(const std::string& manual) {
  static constexpr std::string_view kNames[] = {"Finds", "Why", "Example", "Instead", "Limits"};
  std::vector<std::pair<std::string, std::string>> sections;
  std::string text;
  for (const char c : manual) {
    const bool is_blank = c == '\n' || c == ' ';
    if (!is_blank) text += c;
    if (is_blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  std::vector<std::pair<std::size_t, std::string_view>> begins;
  for (const std::string_view name : kNames) {
    const std::size_t at = text.find(std::string(name) + ":");
    if (at != std::string::npos) begins.emplace_back(at, name);
  }
  std::sort(begins.begin(), begins.end());
  for (std::size_t i = 0; i < begins.size(); ++i) {
    const std::size_t from = begins[i].first + begins[i].second.size() + 1;
    const std::size_t to = i + 1 < begins.size() ? begins[i + 1].first : text.size();
    std::string words = text.substr(from, to - from);
    words.erase(0, words.find_first_not_of(' '));
    words.erase(words.find_last_not_of(' ') + 1);
    sections.emplace_back(begins[i].second, std::move(words));
  }
  return sections;
}

}  // namespace pol::tool
