#pragma once
// A criterion of two revisions beside each other, line by line, in the policy's titles.

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/diff/compare.h"
#include "compiler/ir/policy.h"
#include "compiler/support/source.h"

namespace pol::tool {

/// A part of a line, and whether the other side lacks it.
struct LinePiece {
  std::string text;
  bool is_other = false;
};
struct CriterionLine {
  std::size_t indent = 0;
  std::vector<LinePiece> pieces;

  std::string text() const;
};

/// One row: what stands beside what. An empty line: the side has nothing there.
struct LineRow {
  /// Skipped: lines that are alike on both sides, so many, left out.
  enum class Kind { Same, Changed, Gone, New, Skipped };
  Kind kind = Kind::Same;
  CriterionLine before, after;
  std::size_t skipped = 0;
};

/// A labelled criterion as lines: label and title, its conditions, what stands below it, exceptions, notes, citations.
std::vector<CriterionLine> criterion_lines(const diff::Revision& revision, ir::CriterionId id);
/// A definition as lines.
std::vector<CriterionLine> define_lines(const diff::Revision& revision, ir::DefineId id);

/// Only one text has any of them: what was added or removed as a whole.
bool is_one_sided(const std::vector<LineRow>& rows);

/// The rows of an item's two sides; of lines that are alike only those next to others.
std::vector<LineRow> rows_of(const diff::Item& item, const diff::Revision& old_revision,
                             const diff::Revision& new_revision);

}  // namespace pol::tool
