#pragma once
// What was written, as it was written. Nothing here is resolved or checked.
// Every part keeps its range, so that any later message can point at the text.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/support/id.h"
#include "compiler/support/source.h"
#include "compiler/support/store.h"

namespace pol::ast {

struct Name {
  std::string text;  ///< dotted names stay one text: `guideline.2.a`
  Range range;
};

/// A string literal, without its quotes and with escapes undone.
struct Text {
  std::string text;
  Range range;
};

struct Date {
  std::string text;  ///< `2025-06-01` or `2025-06`; whether it exists is checked later
  Range range;
};

/// `6 weeks`, `0.5 cm`, `15`. The digits are kept as written: no floating point.
struct Quantity {
  std::string digits;
  std::optional<Name> unit;  ///< `%` is a unit too
  Range range;
};

/// Item of a set or of `is a or b`.
struct Member {
  enum class Kind { Name, Quoted, None };
  Kind kind = Kind::Name;
  std::string text;
  Range range;
};

struct Set {
  std::vector<Member> members;
  Range range;
};

using Value = std::variant<Text, Date, Quantity, Name, Set>;

struct Pair {
  Name key;
  Value value;
};

// ---- conditions ---------------------------------------------------------

struct ConditionTag;
using ConditionId = Id<ConditionTag>;
struct ItemTag;
using ItemId = Id<ItemTag>;
struct ScheduleClauseTag;
using ScheduleClauseId = Id<ScheduleClauseTag>;

struct Primary {
  enum class Kind { Name, Date, Quantity, CountOf };
  Kind kind = Kind::Name;
  Name name;          ///< Name, CountOf
  Date date;          ///< Date
  Quantity quantity;  ///< Quantity
};

/// `request_date - 6 months`; shifts apply from left to right.
struct Operand {
  struct Shift {
    bool minus = false;
    Quantity by;
  };
  Primary primary;
  std::vector<Shift> shifts;
  Range range;
};

enum class Relation { Less, LessEqual, Greater, GreaterEqual, Equal };

struct Compare {
  Operand lhs;
  Relation relation = Relation::Equal;
  Operand rhs;
  Range op_range;
};
/// `x is documented`, `x is not documented`.
struct IsDocumented {
  Operand subject;
  bool negated = false;
};
/// `x is a or b`; negated: `x is not a` (one value only).
struct IsValue {
  Operand subject;
  bool negated = false;
  std::vector<Member> values;
};
/// `x within 6 months before r`; `ran`: an episode instead of a date.
/// `x is 6 to 8 weeks after r` has `from` too.
struct Window {
  Operand subject;
  bool ran = false;
  std::optional<Quantity> from;
  Quantity to;
  bool before = true;
  Operand anchor;
};
enum class Inclusion { Member, AnyOf, AllOf, Only };
/// `devices include any of {a, b}`.
struct Include {
  Operand subject;
  Inclusion mode = Inclusion::Member;
  std::vector<Member> members;
};
/// `lcd.37281 applies`.
struct Applies {
  Operand subject;
};
/// `procedure_code in cpt`, `x in {a, b}`.
struct In {
  Operand subject;
  std::variant<Set, Name> of;
};
/// `procedure_code has companion in companion_codes`.
struct HasCompanion {
  Operand subject;
  Name companions;
};
/// A name alone: a finding, a definition or a criterion.
struct Bare {
  Operand subject;
};

struct Constant {
  bool value = true;  ///< `always`, `never`
};
struct Not {
  ConditionId operand;
};
struct And {
  std::vector<ConditionId> terms;  ///< two or more
};

enum class Quantifier { Any, All, Either, Both, One, None, AtLeast, Exactly };

struct Group {
  Quantifier quantifier = Quantifier::Any;
  Range quantifier_range;
  std::string count;                    ///< AtLeast, Exactly: digits
  std::vector<ItemId> items;            ///< labelled branches …
  std::vector<ConditionId> conditions;  ///< … or unlabelled ones, never both
};
struct Ambiguous {
  Text question;
  Name chosen;
  std::vector<ItemId> readings;
};

/// A surveillance schedule.
struct Schedule {
  bool one = false;  ///< `schedule one`
  std::vector<ScheduleClauseId> clauses;
};
struct Regimen {
  std::vector<ItemId> members;
};

/// Left behind by a syntax error, so that the rest can be checked.
struct Broken {};

struct Condition {
  std::variant<Broken, Constant, Not, And, Group, Ambiguous, Schedule, Regimen, Compare, IsDocumented, IsValue, Window,
               Include, In, HasCompanion, Applies, Bare>
      node;
  Range range;
};

/// `mri of lumbar_spine with contrast`.
struct Study {
  enum class Contrast { Unsaid, With, Without, Either };
  std::vector<Name> modalities;
  std::vector<Name> regions;
  Contrast contrast = Contrast::Unsaid;
  Range range;
};

struct Note {
  enum class Mood { Prose, Waives, Prefers, Avoids, Also, Unknown };
  Mood mood = Mood::Prose;
  Name waived;   ///< Waives: a fact or record; Unknown: the word that was used as a mood
  Study study;   ///< Prefers, Avoids, Also
  std::optional<ConditionId> when;
  Text text;
  Range range;
};
struct Except {
  Text reason;
  ConditionId when;
  Range range;
};

/// Title, condition and trailers of a criterion, a section or a reading.
struct Body {
  std::optional<Text> title;
  ConditionId condition;
  std::vector<Name> cites;  ///< `[16]` without brackets
  std::vector<Note> notes;
  std::vector<Except> excepts;
  std::vector<Name> regardless;
};

/// `a. "Child" : …`.
struct Item {
  Name label;  ///< without its dot
  Body body;
  Range range;
};

// ---- surveillance -------------------------------------------------------

/// What a schedule asks for: a study, or any or all of several.
struct Images {
  enum class Kind { Unstated, Study, Any, All };
  Kind kind = Kind::Unstated;
  Study study;
  std::vector<Images> parts;
  Range range;
};
/// `2 days before`, `12 months`: counted from the anchor.
struct Offset {
  Quantity quantity;
  bool before = false;
};
/// `in year 4 to 5`, `from 3 months to 12 months`.
struct Place {
  enum class Kind { Unsaid, Years, From };
  Kind kind = Kind::Unsaid;
  Quantity first_year, last_year;  ///< Years; without a unit
  Offset from;                     ///< From
  std::optional<Offset> to;
  Range range;
};
/// `every 6 to 12 months`, `once`, `at 6 and 12 months`. One value is a range from it to itself.
struct Rate {
  enum class Kind { Unsaid, Every, EveryAtMost, EveryUnstated, Once, At };
  Kind kind = Kind::Unsaid;
  Quantity low, high;        ///< Every; EveryAtMost: `high`
  std::vector<Quantity> at;  ///< At; each with the unit
  Range range;
};
/// How long a phase runs.
struct Span {
  enum class Kind { Unsaid, Unstated, For, ForAtLeast, ThroughYear, Indefinitely };
  Kind kind = Kind::Unsaid;
  Quantity low, high;  ///< For, ForAtLeast; ThroughYear: `low`, without a unit
  Range range;
};
struct Gate {
  enum class Kind { Until, When, OrWhen };
  Kind kind = Kind::When;
  ConditionId condition;
};
struct Phase {
  Place place;
  Rate rate;
  Span span;
  std::vector<Gate> gates;
  Range range;
};
/// One reading of a phase that is read in several ways.
struct PhaseReading {
  Name label;
  Body body;  ///< its title; the condition is not set
  Phase phase;
};
struct ScheduleClause {
  enum class Kind { Anchor, Images, LastStudy, Whenever, Sooner, Phase, AmbiguousPhase };
  Kind kind = Kind::Phase;
  bool then = false;
  std::optional<Name> label;
  Body body;                              ///< its title and trailers; Whenever, Sooner: and the condition
  Operand date;                           ///< Anchor, LastStudy
  Images images;                          ///< Images
  std::optional<Quantity> through_year;   ///< Whenever
  Phase phase;                            ///< Phase
  Text question;                          ///< AmbiguousPhase
  Name chosen;
  std::vector<PhaseReading> readings;
  Range range;
};

// ---- declarations -------------------------------------------------------

struct Import {
  Name module;
  std::optional<Name> alias;
};
struct Citation {
  Name key;  ///< without brackets
  Text title;
  std::vector<Pair> pairs;
};
/// `determination lcd_37281 "L37281" "Lumbar MRI" { … }`: an LCD or NCD.
struct Coverage {
  Name name;
  Text identifier;
  Text title;
  std::vector<Pair> pairs;
};
struct ValueDecl {
  Name name;
  Text title;
  std::optional<Set> covers;
};
struct Values {
  Name name;
  Text title;
  std::vector<ValueDecl> values;
};
struct Type {
  enum class Kind { Named, OneOf, AnyOf };
  Kind kind = Kind::Named;
  Name name;                 ///< Named: `finding`, `date`, `score` …; OneOf/AnyOf: a value set, unless `set`
  std::optional<Set> set;    ///< OneOf/AnyOf written in place
  std::optional<Name> unit;  ///< `duration in days`
  std::optional<Quantity> low, high;  ///< `score 3 to 15`; `high` carries the unit
  Range range;
};
struct Fact {
  Name name;
  Type type;
  bool or_none = false;
  bool planned = false;  ///< `or planned`
  Text title;
  bool absent_means_no = false;
  std::vector<Text> examples;
  std::optional<ConditionId> shown_by;
  std::optional<Quantity> asks;  ///< `asks 3`
  Range range;
};
struct Facts {
  std::vector<Fact> facts;
};
/// `record care : episode "Conservative care" { start: care_start_date … }`.
struct Record {
  Name name;
  Name kind;
  Text title;
  std::vector<Pair> fields;
};
struct Define {
  Name name;
  Text title;
  std::vector<Text> examples;  ///< `eg` here is a mistake that deserves a good message
  ConditionId condition;
};
/// `assume "…" : a implies b` (always true of patients) or `check "…" : …` (to be proved).
struct Claim {
  bool is_assumption = true;
  Text title;
  ConditionId condition;
  std::optional<ConditionId> consequence;
};
struct Procedure {
  Text code;
  Text title;
  Study study;
  std::optional<Set> companions;
};
struct Procedures {
  Name name;
  std::vector<Procedure> procedures;
};
/// `bands "Pediatric ages" of pediatric { infancy, childhood }`: definitions that are meant to divide another one.
struct Bands {
  Text title;
  Name whole;
  std::vector<Name> parts;
};
/// `site primary_site { lumbar_spine when … }`: which region a word stands for, and when.
struct Site {
  struct Part {
    Name region;
    ConditionId when;
  };
  Name name;
  std::vector<Part> parts;
};
struct Criteria {
  Name name;
  Body body;
};
struct Ruling {
  Name outcome;
  bool unless = false;
  ConditionId condition;
  std::optional<Text> reason;
  Range range;
};
struct Determine {
  std::vector<Ruling> rulings;
  Name otherwise;
  std::optional<Text> otherwise_reason;
};
struct Notice {
  Name name;
  Text text;
};
struct Change {
  enum class Kind { AddedText, AddedPath, RemovedText, ChangedPath };
  Kind kind = Kind::AddedPath;
  Name path;
  Text text;
  std::optional<Text> because;
  std::optional<Text> but;
  Range range;
};
struct Revision {
  Date date;
  Name kind;
  std::vector<Change> changes;
};

enum class CaseWord { Yes, No, None, Unknown };
using CaseValue = std::variant<CaseWord, Text, Date, Quantity, Name, Set>;
struct CaseFact {
  enum class Part { Whole, Include, Exclude };
  Name fact;
  Part part = Part::Whole;
  CaseValue value;
  Range value_range;
  std::optional<Text> source;  ///< `per "ED note"`
};
struct Expectation {
  enum class Kind { Outcome, Possible, Truth };
  Kind kind = Kind::Outcome;
  std::vector<Name> outcomes;  ///< Outcome: one; Possible: all of them
  std::vector<Name> by;        ///< Outcome: paths that `met_by` must hold
  Name path;                   ///< Truth: a criterion or definition
  CaseWord truth = CaseWord::Yes;
  Range range;
};
struct Case {
  Text title;
  std::vector<CaseFact> facts;
  std::vector<Expectation> expectations;
  Range range;
};
/// `allow POL4103 at guideline.2.a because "…" until 2026-12-31`: a finding of the linter that is meant to stay.
struct Allowance {
  Name code;   ///< as written
  Name at;     ///< a path or a name; a citation without brackets; a title without quotes
  bool at_citation = false, at_title = false;
  std::optional<Text> because;
  std::optional<Date> until;
};

using Declaration = std::variant<Import, Citation, Coverage, Values, Facts, Record, Define, Bands, Claim, Procedures, Site,
                                 Criteria, Determine, Notice, Revision, Case, Allowance>;

struct File {
  std::uint32_t source = 0;
  bool is_policy = true;  ///< else a module
  Name name;
  Text title;
  std::vector<Pair> metadata;
  std::vector<Declaration> declarations;
  std::vector<Range> declaration_ranges;  ///< parallel to `declarations`
  Store<Condition, ConditionId> conditions;
  Store<Item, ItemId> items;
  Store<ScheduleClause, ScheduleClauseId> schedule_clauses;
};

/// S-expressions, one node a line; what `polc dump --stage=ast` prints.
std::string print(const File& file);

}  // namespace pol::ast
