#pragma once
// Collects what is to be told to the author: code, range, words, labels, edits.

#include <fmt/format.h>


#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "compiler/support/limits.h"
#include "compiler/support/source.h"

namespace pol {

enum class Severity { Error, Warning, Note };

namespace diag {

/// One row of diagnostics.def. `Args` are the types that fill `{}` in `format`.
template <class... Args>
struct Row {
  int code;
  Severity severity;
  std::string_view name;
  std::string_view format;
};

using Text = std::string_view;

#define POL_DIAGNOSTIC(severity, code, Name, format, ...) \
  inline constexpr Row<__VA_ARGS__> Name{code, Severity::severity, #Name, format};
#include "compiler/diag/diagnostics.def"
#undef POL_DIAGNOSTIC

/// Name, code and words of every row, for `polc explain` and the test that demands a golden test of each.
struct RowName {
  int code;
  Severity severity;
  std::string_view name;
  std::string_view format;  ///< with `{}` where the arguments stand
};
const std::vector<RowName>& all_rows();

}  // namespace diag

enum class FixKind { Safe, Review };  ///< Review: may change a determination

struct Fix {
  FixKind kind = FixKind::Review;
  Range range;
  std::string replacement;
};

struct Label {
  Range range;
  std::string text;
};

struct Diagnostic {
  int code = 0;
  Severity severity = Severity::Error;
  Range range;
  std::string message;
  std::vector<Label> labels;        ///< where the other half of the sentence is
  std::vector<std::string> hints;   ///< "did you mean `back_pain`?"
  std::vector<Fix> fixes;
};

/// After so many errors the rest is not kept: such a text is no policy, and nobody reads on.
inline constexpr std::size_t kMostDiagnostics = limits::kMistakes;

class Sink {
 public:
  /// Refers to the diagnostic just reported; add to it before the next report.
  class Reported {
   public:
    explicit Reported(Diagnostic* diagnostic) : diagnostic_(diagnostic) {}
    Reported& label(Range range, std::string text) {
      diagnostic_->labels.push_back({range, std::move(text)});
      return *this;
    }
    Reported& hint(std::string text) {
      diagnostic_->hints.push_back(std::move(text));
      return *this;
    }
    Reported& fix(FixKind kind, Range range, std::string replacement) {
      diagnostic_->fixes.push_back({kind, range, std::move(replacement)});
      return *this;
    }

   private:
    Diagnostic* diagnostic_;
  };

  template <class... Args>
  Reported report(Range range, const diag::Row<Args...>& row, std::type_identity_t<Args>... args) {
    return add(range, row.code, row.severity, fmt::format(fmt::runtime(row.format), args...));
  }

  bool has_errors() const { return errors_ > 0; }
  std::size_t errors() const { return errors_; }
  /// More errors than anyone reads. Warnings and notes do not count: a sound policy may have many.
  bool is_full() const { return errors_ > kMostDiagnostics; }
  /// In file order (source, then offset), each message once.
  std::vector<Diagnostic> sorted() const;
  const std::vector<Diagnostic>& all() const { return diagnostics_; }

 private:
  Reported add(Range range, int code, Severity severity, std::string message);
  std::vector<Diagnostic> diagnostics_;
  Diagnostic not_kept_;
  std::size_t errors_ = 0;
};

/// The nearest of `candidates` to `word` by edit distance, if near enough to be a slip; else "".
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// As a person reads them on a terminal: `file:line:col: error[POL2107]: …`, the line, a caret, hints.
/// Control characters of the source are shown as `?`; tabs as one blank.
std::string render_text(const std::vector<Diagnostic>& diagnostics, const Sources& sources, bool colour);

/// A JSON array: code, severity, file, line, column, end_line, end_column, message, labels, hints, fixes.
std::string render_json(const std::vector<Diagnostic>& diagnostics, const Sources& sources);

}  // namespace pol
