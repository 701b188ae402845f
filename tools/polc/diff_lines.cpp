#include "tools/polc/diff_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "compiler/interp/condition_words.h"

namespace pol::tool {

namespace {

/// Conditions of one revision as lines.
class Lines {
 public:
  explicit Lines(const diff::Revision& revision)
      : policy_(revision.policy), sources_(revision.sources), words_(revision.policy) {}

  void add(ir::CriterionId id, std::size_t indent) {
    const ir::Criterion& criterion = policy_.criteria[id];
    const bool is_labelled = criterion.kind != ir::Criterion::Kind::Section;
    std::string head = is_labelled ? criterion.label + "." : "";
    if (!criterion.title.empty()) head += (head.empty() ? "" : " ") + criterion.title;
    line(indent, head.empty() ? criterion.path : head);
    const ir::CriterionId outer = std::exchange(owner_, id);
    add(criterion.body, indent + 1);
    for (const ir::Except& each : criterion.excepts) {
      line(indent + 1, "except" + (each.reason.empty() ? "" : ": " + each.reason));
      add(each.when, indent + 2);
    }
    for (const ir::Note& note : criterion.notes) line(indent + 1, "note: " + note.text);
    std::string cites;
    for (const std::string& key : criterion.cites) cites += fmt::format("{}[{}]", cites.empty() ? "" : " ", key);
    if (!cites.empty()) line(indent + 1, "cites " + cites);
    owner_ = outer;
  }

  void add(ir::DefineId id) {
    const ir::Define& define = policy_.defines[id];
    line(0, define.title.empty() ? define.name : define.title);
    add(define.condition, 1);
  }

  std::vector<CriterionLine> take() { return std::move(lines_); }

 private:
  void line(std::size_t indent, std::string text) { lines_.push_back({indent, {{std::move(text), false}}}); }

  /// `is_branch`: of a group whose branches do not all hold together.
  void add(ir::ExprId id, std::size_t indent, bool is_branch = false) {
    const ir::Expr& expr = policy_.exprs[id];
    if (const auto* reference = std::get_if<ir::CriterionRef>(&expr)) {
      // A branch written here, and not a section that is only named.
      if (policy_.criteria[reference->criterion].parent == owner_) return add(reference->criterion, indent);
      const ir::Criterion& named = policy_.criteria[reference->criterion];
      return line(indent, fmt::format("{} ({})", named.title.empty() ? named.path : named.title, named.path));
    }
    if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
      const ir::Ambiguity& ambiguity = policy_.ambiguities[ambiguous->ambiguity];
      line(indent, "can be read in more than one way: " + ambiguity.question);
      for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
        if (i == ambiguity.chosen) line(indent + 1, "read as");
        if (i == ambiguity.chosen) add(ambiguity.readings[i], indent + 2);
      }
      return;
    }
    if (const auto* group = std::get_if<ir::Group>(&expr); group != nullptr && !is_one_test(*group, id)) {
      // Lines below each other hold together, but not inside `any of`.
      const bool is_plain = group->joined_by_and && !is_branch;
      if (!is_plain) line(indent, quantifier_words(*group));
      const bool is_all = group->quantifier == ir::Quantifier::All || group->quantifier == ir::Quantifier::Both;
      for (const ir::ExprId child : group->children) add(child, indent + (is_plain ? 0 : 1), !is_all);
      return;
    }
    if (const auto* negation = std::get_if<ir::Not>(&expr)) {
      const ir::Expr& operand = policy_.exprs[negation->operand];
      if (std::holds_alternative<ir::Group>(operand) && same_place(id, negation->operand)) return line(indent, say(id));
      if (std::holds_alternative<ir::Group>(operand) || std::holds_alternative<ir::CriterionRef>(operand)) {
        line(indent, "not");
        return add(negation->operand, indent + 1);
      }
    }
    line(indent, say(id));
  }

  bool same_place(ir::ExprId a, ir::ExprId b) const {
    const Range &x = policy_.range(a), &y = policy_.range(b);
    return x.source == y.source && x.begin == y.begin && x.end == y.end;
  }
  /// A condition that was lowered to several, such as a window: its parts stand in its place.
  bool is_one_test(const ir::Group& group, ir::ExprId id) const {
    const Range& place = policy_.range(id);
    if (sources_.text(place).substr(0, 8) == "schedule") return true;
    return !group.children.empty() &&
           std::all_of(group.children.begin(), group.children.end(), [&](ir::ExprId child) {
             const Range& part = policy_.range(child);
             return part.source == place.source && part.begin == place.begin && part.end == place.end;
           });
  }

  static std::string quantifier_words(const ir::Group& group) {
    switch (group.quantifier) {
      case ir::Quantifier::Any:
        return "any of";
      case ir::Quantifier::All:
        return "all of";
      case ir::Quantifier::Either:
        return "either";
      case ir::Quantifier::Both:
        return "both";
      case ir::Quantifier::One:
        return "one of";
      case ir::Quantifier::None:
        return "none of";
      case ir::Quantifier::AtLeast:
        return fmt::format("at least {} of", group.k);
      case ir::Quantifier::Exactly:
        return fmt::format("exactly {} of", group.k);
    }
    return "";
  }

  std::string say(ir::ExprId id) const {
    if (const auto* finding = std::get_if<ir::Finding>(&policy_.exprs[id])) return words_.of(finding->fact);
    const std::string_view text = sources_.text(policy_.range(id));
    return text.empty() ? ir::print(policy_, id) : words_.say(text, ir::facts_of(policy_, id));
  }

  const ir::Policy& policy_;
  const Sources& sources_;
  interp::ConditionWords words_;
  ir::CriterionId owner_;  ///< whose body is written
  std::vector<CriterionLine> lines_;
};

/// Lengths of the longest common subsequences of all ends of both: `at(i, j)` of a[i…] and b[j…].
template <class T>
class Common {
 public:
  Common(const std::vector<T>& a, const std::vector<T>& b)
      : width_(b.size() + 1), lengths_((a.size() + 1) * width_, 0) {
    for (std::size_t i = a.size(); i-- > 0;) {
      for (std::size_t j = b.size(); j-- > 0;) {
        lengths_[i * width_ + j] = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::size_t at(std::size_t i, std::size_t j) const { return lengths_[i * width_ + j]; }

 private:
  std::size_t width_;
  std::vector<std::size_t> lengths_;
};

std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    if (end > i) words.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return words;
}

/// Pieces of one side: runs of words that the other side has too, or has not.
class Pieces {
 public:
  void add(const std::string& word, bool is_other) {
    const std::string gap = pieces_.empty() ? "" : " ";
    if (!pieces_.empty() && pieces_.back().is_other == is_other) {
      pieces_.back().text += gap + word;
    } else if (pieces_.empty() || !is_other) {
      pieces_.push_back({gap + word, is_other});
    } else {
      pieces_.back().text += gap;
      pieces_.push_back({word, is_other});
    }
  }
  std::vector<LinePiece> take() { return std::move(pieces_); }

 private:
  std::vector<LinePiece> pieces_;
};

/// Two lines that say something alike: their common words are told from the others. False: hardly anything is alike.
bool compare_words(CriterionLine& before, CriterionLine& after) {
  const std::vector<std::string> a = words_in(before.text()), b = words_in(after.text());
  const Common<std::string> common(a, b);
  if (common.at(0, 0) * 3 < std::max(a.size(), b.size())) return false;
  Pieces left, right;
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      left.add(a[i++], false);
      right.add(b[j++], false);
    } else if (j == b.size() || (i < a.size() && common.at(i + 1, j) >= common.at(i, j + 1))) {
      left.add(a[i++], true);
    } else {
      right.add(b[j++], true);
    }
  }
  before.pieces = left.take();
  after.pieces = right.take();
  return true;
}

void mark(CriterionLine& line) {
  for (LinePiece& piece : line.pieces) piece.is_other = true;
}

/// Lines that only one side has, where both have some: the first beside the first, as far as they are alike.
void add_block(std::vector<CriterionLine> gone, std::vector<CriterionLine> fresh, std::vector<LineRow>& rows) {
  std::size_t next = 0;
  for (CriterionLine& before : gone) {
    bool is_paired = false;
    for (std::size_t j = next; j < fresh.size() && !is_paired; ++j) {
      CriterionLine left = before, right = fresh[j];
      if (!compare_words(left, right)) continue;
      for (; next < j; ++next) {
        mark(fresh[next]);
        rows.push_back({LineRow::Kind::New, {}, fresh[next], 0});
      }
      rows.push_back({LineRow::Kind::Changed, std::move(left), std::move(right), 0});
      next = j + 1;
      is_paired = true;
    }
    if (is_paired) continue;
    mark(before);
    rows.push_back({LineRow::Kind::Gone, before, {}, 0});
  }
  for (; next < fresh.size(); ++next) {
    mark(fresh[next]);
    rows.push_back({LineRow::Kind::New, {}, fresh[next], 0});
  }
}

std::vector<LineRow> all_rows(const std::vector<CriterionLine>& before, const std::vector<CriterionLine>& after) {
  std::vector<std::string> a, b;
  const auto key = [](const CriterionLine& line) { return fmt::format("{}:{}", line.indent, line.text()); };
  std::transform(before.begin(), before.end(), std::back_inserter(a), key);
  std::transform(after.begin(), after.end(), std::back_inserter(b), key);
  const Common<std::string> common(a, b);
  std::vector<LineRow> rows;
  std::vector<CriterionLine> gone, fresh;
  std::size_t i = 0, j = 0;
  const auto flush = [&] {
    add_block(std::exchange(gone, {}), std::exchange(fresh, {}), rows);
  };
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      flush();
      rows.push_back({LineRow::Kind::Same, before[i++], after[j++], 0});
    } else if (j == b.size() || (i < a.size() && common.at(i + 1, j) >= common.at(i, j + 1))) {
      gone.push_back(before[i++]);
    } else {
      fresh.push_back(after[j++]);
    }
  }
  flush();
  return rows;
}

/// Of lines that are alike, the first one, and those next to one that is not.
std::vector<LineRow> without_the_same(std::vector<LineRow> rows) {
  std::vector<LineRow> out;
  const auto is_same = [&](std::size_t i) { return rows[i].kind == LineRow::Kind::Same; };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const bool is_kept = i == 0 || !is_same(i) || !is_same(i - 1) || (i + 1 < rows.size() && !is_same(i + 1));
    if (is_kept) {
      out.push_back(std::move(rows[i]));
      rows[i].kind = out.back().kind;
    } else if (!out.empty() && out.back().kind == LineRow::Kind::Skipped) {
      ++out.back().skipped;
    } else {
      out.push_back({LineRow::Kind::Skipped, {}, {}, 1});
    }
  }
  return out;
}

}  // namespace

std::string CriterionLine::text() const {
  std::string text;
  for (const LinePiece& piece : pieces) text += piece.text;
  return text;
}

bool is_one_sided(const std::vector<LineRow>& rows) {
  const auto has = [](const CriterionLine& line) { return !line.pieces.empty(); };
  return std::none_of(rows.begin(), rows.end(), [&](const LineRow& row) { return has(row.before); }) ||
         std::none_of(rows.begin(), rows.end(), [&](const LineRow& row) { return has(row.after); });
}

std::vector<CriterionLine> criterion_lines(const diff::Revision& revision, ir::CriterionId id) {
  Lines lines(revision);
  lines.add(id, 0);
  return lines.take();
}

std::vector<CriterionLine> define_lines(const diff::Revision& revision, ir::DefineId id) {
  Lines lines(revision);
  lines.add(id);
  return lines.take();
}

std::vector<LineRow> rows_of(const diff::Item& item, const diff::Revision& old_revision,
                             const diff::Revision& new_revision) {
  std::vector<CriterionLine> before, after;
  if (item.old_criterion.is_set()) before = criterion_lines(old_revision, item.old_criterion);
  if (item.new_criterion.is_set()) after = criterion_lines(new_revision, item.new_criterion);
  if (item.old_define.is_set()) before = define_lines(old_revision, item.old_define);
  if (item.new_define.is_set()) after = define_lines(new_revision, item.new_define);
  return without_the_same(all_rows(before, after));
}

}  // namespace pol::tool
