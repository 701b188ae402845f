// The changes for a terminal.

#include <fmt/format.h>

#include <algorithm>

#include "tools/polc/diff.h"

namespace pol::tool {

namespace {

/// Lines that begin with blanks; what does not fit goes on two columns deeper.
class Lines {
 public:
  explicit Lines(const Terminal& terminal) : terminal_(terminal) {}

  void add(std::size_t indent, std::string_view words, Paint paint = Paint::Plain) {
    const std::string body = wrapped(clean(words), indent + 2, terminal_.width);
    text_ += std::string(indent, ' ') + painted(terminal_, paint, body) + "\n";
  }
  void blank() { text_ += '\n'; }
  void list(std::string_view heading, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    blank();
    add(0, heading, Paint::Bold);
    for (const std::string& each : lines) add(2, each);
  }
  void raw(std::string_view text) { text_ += text; }
  std::string take() { return std::move(text_); }

 private:
  const Terminal& terminal_;
  std::string text_;
};

Paint paint_of(diff::Relation relation) {
  switch (relation) {
    case diff::Relation::Broader:
    case diff::Relation::Added:
      return Paint::Green;
    case diff::Relation::Narrower:
    case diff::Relation::Removed:
      return Paint::Red;
    case diff::Relation::Incomparable:
    case diff::Relation::Undecided:
      return Paint::Yellow;
    case diff::Relation::Equivalent:
      break;
  }
  return Paint::Plain;
}

void add_summary(const DiffReport& report, Lines& lines) {
  const RevisionPair& pair = report.pair;
  lines.add(0,
            fmt::format("{}: {} → {}", policy_title(pair.new_policy()), pair.old_name(),
                        pair.new_name()),
            Paint::Bold);
  lines.add(2, report.headline);
  lines.add(2, counts_text(report.counts));
  if (!pair.remarks().empty()) lines.add(2, pair.remarks());
}

void add_side(const DiffSide& side, Lines& lines) {
  lines.add(4, side.heading + ":");
  for (const std::string& each : side.conditions) lines.add(6, "- " + each);
  if (!side.rest.empty()) lines.add(6, side.rest);
  if (!side.frame.empty()) lines.add(6, side.frame);
  if (!side.proof.empty()) lines.add(6, side.proof, Paint::Dim);
  if (!side.patient) return;
  std::string values;
  for (const auto& [title, value] : side.patient->values) {
    values += fmt::format("{}{}{}{}", values.empty() ? "" : "; ", title, value.empty() ? "" : ": ", value);
  }
  lines.add(6, "A patient: " + values + ".");
  lines.add(6, side.patient->decided);
}

void add_heading(const DiffChange& change, const Terminal& terminal, Lines& lines) {
  const std::string relation(diff::to_text(change.item->relation));
  lines.raw("  " + painted(terminal, paint_of(change.item->relation), relation) + "  " +
            wrapped(clean(fmt::format("{}  {}", change.path, change.title)), 4 + relation.size(), terminal.width) +
            "\n");
  if (!change.where.empty()) lines.add(4, change.where, Paint::Dim);
}

/// A line of one side, cut into rows of `width` columns; each row as printed, filled up with blanks.
std::vector<std::string> cells_of(const CriterionLine& line, std::size_t width, Paint paint, const Terminal& terminal) {
  struct Word {
    std::string text;
    bool is_other;
  };
  std::vector<Word> words;
  bool is_glued = false;  // a piece that goes on in the middle of a word
  for (const LinePiece& piece : line.pieces) {
    const std::string text = clean(piece.text);
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t end = std::min(text.find(' ', i), text.size());
      if (end > i && is_glued && i == 0 && !words.empty()) {
        words.back().text += text.substr(i, end - i);
      } else if (end > i) {
        words.push_back({text.substr(i, end - i), piece.is_other});
      }
      i = end + 1;
    }
    is_glued = !text.empty() && text.back() != ' ';
  }
  const auto columns = [](std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  };
  std::vector<std::string> cells;
  const std::size_t indent = std::min(line.indent * 2, width / 2);
  std::string cell(indent, ' ');
  std::size_t used = indent;
  bool is_first = true;
  const auto end_cell = [&] {
    if (used < width) cell.append(width - used, ' ');
    cells.push_back(std::move(cell));
    cell.assign(indent + 2, ' ');
    used = indent + 2;
    is_first = true;
  };
  for (Word& word : words) {
    while (columns(word.text) + (is_first ? 0 : 1) + used > width && !is_first) end_cell();
    // A word longer than a row is broken, by bytes only where it has no others.
    while (columns(word.text) + used > width && word.text.size() == columns(word.text) && width > used) {
      const std::size_t room = width - used;
      cell += painted(terminal, word.is_other ? paint : Paint::Plain, word.text.substr(0, room));
      used = width;
      word.text = word.text.substr(room);
      end_cell();
    }
    if (!is_first) {
      cell += ' ';
      ++used;
    }
    cell += painted(terminal, word.is_other ? paint : Paint::Plain, word.text);
    used += columns(word.text);
    is_first = false;
  }
  if (!is_first) end_cell();
  return cells;
}

char mark_of(LineRow::Kind kind) {
  switch (kind) {
    case LineRow::Kind::Same:
    case LineRow::Kind::Skipped:
      return ' ';
    case LineRow::Kind::Changed:
      return '|';
    case LineRow::Kind::Gone:
      return '<';
    case LineRow::Kind::New:
      return '>';
  }
  return ' ';
}

/// Below each other where the terminal is narrow.
void add_stacked(const LineRow& row, const Terminal& terminal, Lines& lines) {
  const auto add = [&](const CriterionLine& line, std::string_view sign, Paint paint) {
    if (line.pieces.empty()) return;
    for (const std::string& cell : cells_of(line, terminal.width - 4, paint, terminal)) {
      const std::size_t end = cell.find_last_not_of(' ');
      lines.raw(fmt::format("  {} {}\n", sign, cell.substr(0, end + 1)));
    }
  };
  if (row.kind == LineRow::Kind::Same) return add(row.before, " ", Paint::Plain);
  add(row.before, "-", Paint::Red);
  add(row.after, "+", Paint::Green);
}

void add_rows(const std::vector<LineRow>& rows, const Terminal& terminal, Lines& lines) {
  // What only one text has needs no second column.
  const bool is_narrow = terminal.width < kNarrow || is_one_sided(rows);
  const std::size_t width = (terminal.width - 2 - 3) / 2;
  for (const LineRow& row : rows) {
    if (row.kind == LineRow::Kind::Skipped) {
      lines.add(2, fmt::format("… {} as before", counted(row.skipped, "line", "lines")), Paint::Dim);
      continue;
    }
    if (is_narrow) {
      add_stacked(row, terminal, lines);
      continue;
    }
    const auto left = cells_of(row.before, width, Paint::Red, terminal);
    const auto right = cells_of(row.after, width, Paint::Green, terminal);
    for (std::size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      std::string cell = i < right.size() ? right[i] : "";
      cell.resize(cell.find_last_not_of(' ') + 1);
      std::string text =
          fmt::format("  {} {} {}", i < left.size() ? left[i] : std::string(width, ' '), mark_of(row.kind), cell);
      text.resize(text.find_last_not_of(' ') + 1);
      lines.raw(text + "\n");
    }
  }
}

}  // namespace

std::string diff_text(const DiffReport& report, const Terminal& terminal) {
  Lines lines(terminal);
  add_summary(report, lines);
  lines.list("Decisions", report.outcomes);
  if (!report.changes.empty()) {
    lines.blank();
    lines.add(0, "Changes", Paint::Bold);
  }
  for (const DiffChange& change : report.changes) {
    add_heading(change, terminal, lines);
    for (const std::string& remark : change.remarks) lines.add(4, remark);
    for (const DiffSide& side : change.sides) add_side(side, lines);
  }
  lines.list("Documentation that is no longer enough", report.pended);
  lines.list("Moved or worded otherwise, and says the same", report.minor);
  lines.list("Declared otherwise", report.grounds);
  lines.blank();
  lines.add(0, report.incomplete, Paint::Dim);
  return lines.take();
}

std::string diff_sides_text(const DiffReport& report, const Terminal& terminal) {
  Lines lines(terminal);
  add_summary(report, lines);
  for (const DiffChange& change : report.changes) {
    lines.blank();
    add_heading(change, terminal, lines);
    add_rows(change.rows, terminal, lines);
  }
  return lines.take();
}

}  // namespace pol::tool
