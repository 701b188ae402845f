#pragma once
// The policy IR: everything a policy means, resolved and checked, with the places it was written at.

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/civil.h"
#include "compiler/ir/expr.h"
#include "compiler/ir/patient.h"
#include "compiler/ir/schedule.h"
#include "compiler/ir/types.h"
#include "compiler/support/source.h"
#include "compiler/support/store.h"

namespace pol::ir {

struct Value {
  std::string name;
  std::string title;
  Members covers;  ///< itself and the values it stands for
};
struct ValueSet {
  std::string name;   ///< "" when written in place
  std::string title;
  std::vector<Value> values;
  /// Codes: any text is a value. The last of `values` is then "" and stands for every text that the policy does not name.
  bool open = false;
  Range range;
};

struct Fact {
  std::string name;
  std::string title;
  Type type;
  bool absent_means_no = false;
  bool planned = false;  ///< Date: may lie after the reference date
  /// Compared with another number fact: digits finer than the base unit are refused, for they would not compare exactly.
  bool needs_grid = false;
  std::optional<unsigned> cost;  ///< `asks 3`: of finding out, a phone call being 1
  std::vector<std::string> examples;
  ExprId shown_by;  ///< not set: none
  Range range;
};

/// Declared over flat facts. The facts that are not given are not set.
struct Record {
  enum class Kind : std::uint8_t { Episode, Study, Age };
  Kind kind = Kind::Episode;
  std::string name;
  std::string title;
  FactId start, end, length, status, kinds;  ///< Episode: dates, a number of days, a Choice with `current`, a Set
  FactId date, result, done;                 ///< Study
  FactId birth, years, months, at;           ///< Age: at `at`, the reference date when not given
  Range range;
};

struct Define {
  std::string name;
  std::string title;
  ExprId condition;
  Range range;
};
/// Definitions that are meant to divide `whole`: whoever meets it is to meet one of `parts`, and one only. Nothing rests
/// on it but what the linter tells.
struct Bands {
  std::string title;
  DefineId whole;
  std::vector<DefineId> parts;  ///< each once
  Range range;
};

/// A study as written: its words are values, sites or words that nothing declares.
struct Study {
  /// Either: `with or without contrast`, which of a code means first without, then with.
  enum class Contrast : std::uint8_t { Unsaid, With, Without, Either };
  std::vector<std::string> modalities, regions;
  Contrast contrast = Contrast::Unsaid;
};
struct Note {
  enum class Mood : std::uint8_t { Prose, Waives, Prefers, Avoids, Also };
  Mood mood = Mood::Prose;
  std::string subject;  ///< Waives: the fact or record; Prefers, Avoids, Also: the study as written
  ExprId when;          ///< not set: always
  std::string text;
  Range range;
  Study study;          ///< Prefers, Avoids, Also
};
struct Except {
  std::string reason;
  ExprId when;
  Range range;
};

struct Criterion {
  enum class Kind : std::uint8_t { Section, Item, Reading };
  Kind kind = Kind::Item;
  std::string path;   ///< `guideline.2.a.ii.B`; a module's sections are qualified: `nccn.bone.surveillance.5`
  std::string label;  ///< last part of the path
  std::string title;  ///< "" when none was written
  CriterionId parent;
  std::vector<CriterionId> children;  ///< labelled branches below, in file order
  ExprId body;   ///< what was written after the title
  ExprId truth;  ///< body, and no `except` applies; equals `body` when there is none
  std::vector<std::string> cites;
  std::vector<Note> notes;
  std::vector<Except> excepts;
  std::vector<FactId> regardless;
  Range range;
};

struct Ambiguity {
  std::string path;      ///< of the criterion or definition it stands in
  std::string question;
  std::vector<CriterionId> readings;  ///< Kind::Reading
  std::uint32_t chosen = 0;
  Range range;
};

struct Claim {
  std::string title;
  ExprId condition;  ///< `a implies b` is written as any { none { a }, b }
  Range range;
};

struct Rule {
  Outcome outcome = Outcome::DoesNotMeet;
  ExprId when;  ///< `unless` is already negated
  std::string reason;
  Range range;
};

struct Citation {
  std::string key;
  std::string title;
  std::vector<std::pair<std::string, std::string>> details;
  Range range;  ///< of the key
};
/// A reference to an LCD or NCD, as far as it is declared: what is not declared is not known. It is in force on
/// the days `[effective, retired)`. A reference that was looked up (`checked`) and has no `retired` is not retired.
struct Coverage {
  std::string name, identifier, title, contractor;
  std::optional<Members> plans;          ///< of the fact Policy::plan
  std::optional<Members> jurisdictions;  ///< of the fact Policy::jurisdiction
  bool more_jurisdictions = false;       ///< `jurisdictions_include`: of those not listed nothing is known
  std::optional<Day> effective, revised, retired, checked;
  std::string superseded_by;               ///< an identifier; "" when nothing is known to follow
  std::optional<std::uint32_t> successor;  ///< index into Policy::coverages, when that is declared too
  Range range;
};
struct Procedure {
  std::string code, title, study;
  std::vector<std::string> companions;
  Study parts;  ///< of `study`
  Range range;  ///< of the code
};
struct ProcedureTable {
  std::string name;
  std::vector<Procedure> procedures;
};
struct Notice {
  std::string name, text;
};
struct Change {
  enum class Kind : std::uint8_t { Added, Removed, Changed };
  Kind kind = Kind::Added;
  std::string path, text, because, but;
  bool is_text = false;  ///< `text` was added to `path` or removed from it, not `path` itself
  Range range;
};
struct Revision {
  std::string date, kind;
  std::vector<Change> changes;
  Range range;  ///< of the date
};

struct Expectation {
  enum class Kind : std::uint8_t { Outcome, Possible, Truth, Enough, Routes };
  Kind kind = Kind::Outcome;
  OutcomeSet outcomes = 0;
  std::vector<std::string> met_by;  ///< paths that the result's `met_by` must hold
  std::vector<FactId> facts;        ///< Enough: the smallest set that settles the case, declaration order
  /// Routes: the cheapest ways to approval, each of `fact: value` in declaration order.
  std::vector<std::vector<std::string>> routes;
  std::string path;                 ///< Truth: a criterion or a definition
  ExprId expr;                      ///< Truth: its condition
  Truth truth = Truth::Yes;
  Range range;
};
struct Case {
  std::string title;
  Patient patient;  ///< as documented, before any default or check
  std::vector<Expectation> expectations;
  Range range;
};

/// A finding of the linter that is meant to stay.
struct Allowance {
  int code = 0;
  /// Of a criterion or a definition, a fact or another name that is declared; `[16]`; the title of an assumption or a
  /// check; `determine`, `determine.3`; the policy's own name. What is below it is allowed too.
  std::string path;
  std::string because;
  std::optional<Day> until;  ///< the last day
  Range range;
};

struct Module {
  std::string name;
  std::uint32_t source = 0;
};

struct Policy {
  std::string name, title;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<Range> metadata_ranges;  ///< parallel to `metadata`
  std::string document, revision;  ///< from the metadata: `document`, `reviewed`
  FactId reference;                ///< the reference date; always set in a policy without errors
  FactId plan, jurisdiction;       ///< Choices that tell which coverage determinations bind; not set: none
  FactId request;                  ///< the code of the requested procedure; not set where no schedule asks for it
  std::string content_hash;        ///< set by pipeline/

  Store<ValueSet, ValueSetId> value_sets;
  Store<Fact, FactId> facts;
  Store<Define, DefineId> defines;
  Store<Criterion, CriterionId> criteria;
  Store<Expr, ExprId> exprs;   ///< children come before their parents
  std::vector<Range> ranges;   ///< parallel to `exprs`

  std::vector<Bands> bands;
  std::vector<Record> records;
  std::vector<Ambiguity> ambiguities;
  std::vector<Schedule> schedules;
  std::vector<Claim> assumptions, checks;
  std::vector<Rule> rules;
  Outcome otherwise = Outcome::DoesNotMeet;
  std::string otherwise_reason;

  std::vector<Citation> citations;
  std::vector<Coverage> coverages;
  std::vector<ProcedureTable> procedures;
  std::vector<Notice> notices;
  std::vector<Revision> revisions;
  std::vector<Case> cases;
  std::vector<Allowance> allowances;
  std::vector<Module> modules;  ///< the policy's own file first

  ExprId add(Expr expr, Range range) {
    ranges.push_back(range);
    return exprs.add(std::move(expr));
  }
  Range range(ExprId id) const { return ranges[id.index]; }
};

/// What `polc dump --stage=ir` prints: facts, definitions, criteria and rules as S-expressions.
std::string print(const Policy& policy);
/// One condition as an S-expression.
std::string print(const Policy& policy, ExprId id);

/// Our invariants (ids in range, children before parents, one type a comparison …). Empty when they hold.
std::string verify(const Policy& policy);

/// The conditions that the truth of `id` is made of: its operand or branches; what the definition, the criterion or
/// each reading named says; a finding's `shown by`.
std::vector<ExprId> operands(const Policy& policy, ExprId id);
/// The facts that the node itself names, as written: none for groups and references.
std::vector<FactId> own_facts(const Policy& policy, ExprId id);

/// The facts that `id` reads, `shown by` and definitions followed, in declaration order.
std::vector<FactId> facts_of(const Policy& policy, ExprId id);

}  // namespace pol::ir
