#pragma once
// What changed since an earlier revision, as the rules about the change log ask for it, and which entry tells of what.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/finding.h"

namespace pol::lint {

/// The rule finds nothing in a text by itself.
constexpr bool needs_earlier_revision(int code) { return code / 100 == 48; }

/// Of the new text to the old one, over complete cases.
enum class Shift : std::uint8_t { None, Broader, Narrower, Incomparable, Undecided, Added, Removed };

/// Those who meet it in one of the two only.
struct Concerned {
  bool is_possible = false;
  std::vector<std::string> conditions;  ///< in titles: "Child; Isolated pain; Fever"
  std::size_t more = 0;                 ///< further ones
  std::optional<Witness> witness;       ///< of the new text's facts
  std::vector<std::string> says;        ///< what is documented of such a patient: "Fever: yes"
};

/// One criterion, definition or outcome that is not as it was.
struct Changed {
  enum class Kind : std::uint8_t { Criterion, Definition, Outcome };
  Kind kind = Kind::Criterion;
  Shift shift = Shift::None;
  std::string old_path, new_path;  ///< "" where there is none; of an outcome its name
  std::string old_title, new_title;
  bool is_moved = false;                 ///< it stands elsewhere, or has another label
  bool is_renumbered = false;            ///< only what it stands in has moved
  bool is_own = false;                   ///< not only by a criterion or a definition that it names
  std::vector<std::string> wording;      ///< what is worded otherwise: "title: `Child` is `Minor`"
  std::vector<std::string> because_of;   ///< criteria and definitions that it names and that changed
  bool is_felt = false;                  ///< somebody's determination is another by it
  std::vector<std::string> absorbed_by;  ///< not felt: what makes up for it
  Concerned gained, lost;

  const std::string& path() const { return new_path.empty() ? old_path : new_path; }
  const std::string& title() const { return new_path.empty() ? old_title : new_title; }
  bool is_reworded_only() const { return shift == Shift::None && (is_moved || !wording.empty()); }
};

/// A fact, a value, an assumption … that is declared otherwise.
struct Redeclared {
  std::string what;    ///< `fact`, `value`, `assumption` …
  std::string change;  ///< `added`, `removed`, `changed`
  std::string name, title;
  std::vector<std::string> details;
  bool is_named = false;       ///< entries may name it: a fact or a record of the new text
  bool changes_cases = false;  ///< which complete cases there are
  std::optional<Range> range;  ///< in the new text
};

/// For `Context::shared`. Without an earlier revision there is nothing to say: `is_given` is false.
class Changes {
 public:
  explicit Changes(Context& cx) : cx_(&cx) {}

  bool is_given = false;
  std::string since;                               ///< the earlier revision's day; "" when it does not say
  std::vector<ir::Revision> known;                 ///< its change log
  std::vector<Changed> items;                      ///< in the new text's order; all that is not as it was
  std::vector<std::string> old_paths, old_titles;  ///< of every criterion of it, parallel
  std::vector<Redeclared> declarations;

  /// Those of the new text's log that speak of what happened since.
  std::vector<const ir::Change*> entries() const;
  /// Items at or below the entry's path, in either text.
  std::vector<const Changed*> below(const ir::Change& entry) const;
  /// The entry says of this item that it changed, or of what it stands in.
  bool tells_of(const ir::Change& entry, const Changed& item) const;
  bool is_told(const Changed& item) const;
  bool is_told(const Redeclared& declaration) const;
  /// "since 2024-10-28", "since the earlier revision".
  std::string since_text() const;
  /// Where to point at: the item, else what it stood in, else the policy's head.
  Range place_of(const Changed& item) const;

 private:
  const Context* cx_;
};

/// `path` is `above` or below it.
bool is_at_or_below(std::string_view path, std::string_view above);
/// Half of the telling words of `entry` are in `title`.
bool shares_words(std::string_view entry, std::string_view title);

/// The entry that would tell of it: `removed "Fever" from guideline.2.a.ii`. What has no name, such as the decision or
/// an assumption, is told of under the policy's own name.
std::string entry_for(const Changed& item, const std::string& policy);
std::string entry_for(const Redeclared& declaration, const std::string& policy);

}  // namespace pol::lint
